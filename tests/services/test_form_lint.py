"""Forms checked before anybody fills one in."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cio_ctl.adapters.pack import pack_files
from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.services.form_lint import lint
from cio_ctl.services.new_forms import BadFormName, new_form
from tests.adapters.word_templates import lines
from tests.services import sample_dossier as sample

FORM = """\
form: odd
title: {zh: 表, en: form}
head: project
version: "1"
template: form.typ.j2
fields:
  - {name: owner, title: {zh: 单位, en: unit}, from: project.unit}
  - {name: level, title: {zh: 级别, en: level}, from: project.level, show: choice, choices: LEVELS}
"""
FORM = FORM.replace("LEVELS", "{district: {zh: 区, en: d}, department: {zh: 部, en: e}}")
PAPER = '#import "ruled.typ": *\n#show: ruled\n'


def found(template: str, form: str = FORM) -> list[tuple[str, str, int]]:
    """Code, file and line of what is wrong with one form."""
    files = {path: content for path, content in pack_files().items() if "layouts" in path}
    files |= {"templates/odd/form.yaml": form.encode(), "templates/odd/form.typ.j2": template.encode()}
    standing = sample.standing_of_files(
        {path: content for path, content in pack_files().items() if not path.startswith("templates/")} | files
    )
    return [(one.code, one.place.path.rpartition("/")[2], one.place.line) for one in lint(standing)]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("#whole-form({{ parts }})\n", []),
        ("#content({{ box.owner }}) #content({{ box.level }})\n", []),
        ("#content({{ box.owner }})\n", [("F-UNPRINTED", "form.yaml", 8)]),
        (
            "#whole-form({{ parts }})\n{{ box.owned.title }}\n",
            [("F-UNKNOWN", "form.typ.j2", 4), ("F-TEMPLATE", "form.typ.j2", 4)],
        ),
        ("#whole-form({{ parts }})\n#nothing()\n", [("F-TEMPLATE", "form.typ.j2", 0)]),
        ("#whole-form({{ parts }}\n{% if %}\n", [("F-TEMPLATE", "form.typ.j2", 4)]),
        ("{% set x = " + "9" * 5000 + " %}", [("F-TEMPLATE", "form.typ.j2", 0)]),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", [("F-TEMPLATE", "form.typ.j2", 0)]),
    ],
)
def test_what_is_wrong_with_a_form_is_told_with_its_place(template: str, expected: list[tuple[str, str, int]]) -> None:
    assert found(PAPER + template) == expected


def test_a_fault_that_shows_only_in_an_empty_form_is_found() -> None:
    template = PAPER + '#whole-form({{ parts }})\n#if {{ box.owner.value }} == "" { panic("empty") }\n'
    assert found(template) == [("F-TEMPLATE", "form.typ.j2", 0)]


FORGED = f"cio-ctl:1:odd:projects/x/project:{'a' * 40}:{'b' * 32}"


@pytest.mark.parametrize(
    "template",
    [
        "#set text(font: {{ font.text }})\n#{{ parts }}.at(0).title\n",
        f'{PAPER}#whole-form({{{{ parts }}}})\n#text(font: families.text, "{FORGED}")\n',
        f"{PAPER}#whole-form({{{{ parts }}}})\n".replace("#show", '#set document(keywords: "a")\n#show'),
        f"{PAPER}#whole-form({{{{ parts }}}})\n".replace("#show", f'#set document(keywords: "{FORGED}")\n#show'),
    ],
    ids=["no small print", "another code in print", "no code among the keywords", "another among the keywords"],
)
def test_a_template_prints_the_code_of_the_paper_and_no_other(template: str) -> None:
    assert found(template) == [("F-TEMPLATE", "form.typ.j2", 0)]


WORDS = {
    "every box": ("{{ owner }} {{ level }}", []),
    "a box ticked by hand": ("{{owner}}{% if level.text == '区' %}☑{% else %}☐{% endif %}区", []),
    "one left out": ("{{ owner }}", [("F-UNPRINTED", "level")]),
    "its name as a text only": ("{{ owner }}{% if owner == “level” %}level{% endif %}", [("F-UNPRINTED", "level")]),
    "an unknown box": ("{{ owned }} {{ owner }} {{ level }}", [("F-WORD", "")]),
    "full width": ("｛｛ owner ｝｝ {{ level }}", [("F-WORD", "")]),
}
WORD_FORM = (
    FORM.replace("form.typ.j2\n", "form.typ.j2\nword: form.docx\n")
    + "  - {name: seal, title: {zh: 章, en: seal}, by-hand: true}\n"
    + "  - {name: what, title: {zh: 容, en: c}, from: project.name, when: [{field: project.level, equals: district}]}\n"
)


@pytest.mark.parametrize("case", WORDS)
def test_a_word_template_is_tried_as_well_and_prints_every_box(case: str) -> None:
    words, expected = WORDS[case]
    files = {path: content for path, content in pack_files().items() if "layouts" in path or "schemas" in path}
    files |= {"templates/odd/form.yaml": WORD_FORM.encode(), "templates/odd/form.docx": lines(words)}
    files |= {"templates/odd/form.typ.j2": (PAPER + "#whole-form({{ parts }})\n").encode()}
    told = [(one.code, dict(one.arguments).get("box", "")) for one in lint(sample.standing_of_files(files))]
    assert told == expected


SAID = {"full width": "｛｛ owner ｝｝ {{ level }}", "misspelt": "{{ ownr }} {{ level }}", "no part": "{{ level.txt }}"}


@pytest.mark.parametrize("case", SAID)
def test_reasons_of_ours_and_the_spots_are_told_in_the_language_of_whoever_reads(case: str) -> None:
    files = {path: content for path, content in pack_files().items() if "layouts" in path or "schemas" in path}
    files |= {"templates/odd/form.yaml": WORD_FORM.encode(), "templates/odd/form.docx": lines(SAID[case])}
    files |= {"templates/odd/form.typ.j2": (PAPER + "#whole-form({{ parts }})\n").encode()}
    (found,) = (one for one in lint(sample.standing_of_files(files)) if one.code == "F-WORD")
    said = found.sentence(lambda text: f"<{text}>")
    assert f"<paragraph “{SAID[case]}”>" in said
    assert said.count("<") == 3
    assert found.sentence().startswith(f"Word template templates/odd/form.docx, paragraph “{SAID[case]}”: ")


@pytest.mark.parametrize(
    ("beside", "expected"),
    [("form.docx", []), ("form.txt", ["L-MISSING"]), ("form.doc", ["L-TYPE"])],
)
def test_a_word_template_that_is_missing_is_told_and_an_old_one_is_to_be_saved_anew(
    beside: str, expected: list[str]
) -> None:
    files = {path: content for path, content in pack_files().items() if "layouts" in path or "schemas" in path}
    files |= {
        "templates/odd/form.yaml": WORD_FORM.encode(),
        f"templates/odd/{beside}": lines("{{ owner }} {{ level }}"),
    }
    files |= {"templates/odd/form.typ.j2": (PAPER + "#whole-form({{ parts }})\n").encode()}
    assert [one.code for one in lint(sample.standing_of_files(files))] == expected


def test_a_field_that_no_schema_has_is_found() -> None:
    assert found(PAPER, FORM.replace("project.unit", "project.owner")) == [("L-UNKNOWN", "form.yaml", 7)]


@pytest.mark.parametrize(("column", "expected"), [("name", []), ("title", [("L-UNKNOWN", "form.yaml", 7)])])
def test_the_columns_of_a_table_are_those_of_the_record_that_is_named(
    column: str, expected: list[tuple[str, str, int]]
) -> None:
    rows = f"each: project.unit, ref: norm.bands, columns: [{{name: n, title: {{zh: 名, en: n}}, from: {column}}}]"
    assert found(PAPER + "#whole-form({{ parts }})\n", FORM.replace("from: project.unit", rows)) == expected


def test_the_forms_that_ship_have_no_finding() -> None:
    assert list(lint(sample.standing_of({}))) == []


KINDS = ("project", "contract", "emergency-drill", "work-plan", "evaluation", "acceptance-report")


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_form_about_any_kind_has_no_finding_and_a_box_for_its_fields(kind: str) -> None:
    pack = sample.standing_of({})
    files = {path: text.encode() for path, text in new_form(pack.office.law, pack.book.shapes, "fresh", kind).items()}
    others = {path: content for path, content in pack_files().items() if "/form" not in path}

    assert list(lint(sample.standing_of_files(others | files))) == []
    assert files["templates/fresh/form.yaml"].count(b"- name:") > 3


def test_a_new_form_speaks_chinese_wherever_the_schema_does() -> None:
    pack = sample.standing_of({})
    for kind in pack.office.law.processes:
        form = new_form(pack.office.law, pack.book.shapes, "fresh", kind)["templates/fresh/form.yaml"]
        assert re.findall(r"zh: [a-z].*", form) == [], kind


def test_a_new_form_shows_choices_by_their_words_and_records_by_their_names() -> None:
    pack = sample.standing_of({})
    made = new_form(pack.office.law, pack.book.shapes, "fresh", "contract")["templates/fresh/form.yaml"]
    read = read_yaml(made.encode(), "form.yaml")
    assert isinstance(read, YamlText)
    boxes: dict[str, Any] = {box["name"]: box for box in read.data["fields"]}  # type: ignore[attr-defined]
    assert boxes["contract_kind"]["choices"]["supervision"] == {"zh": "监理合同", "en": "supervision"}
    assert boxes["procurement_method"]["choices"]["open-tender"] == {"zh": "公开招标", "en": "open tender"}
    assert boxes["client"]["ref"] == "unit.name"
    assert boxes["supplements"]["ref"] == "contract.name"
    assert boxes["signatories"]["columns"][0]["ref"] == "unit.name"


def test_the_name_of_a_new_form_is_a_slug() -> None:
    pack = sample.standing_of({})
    with pytest.raises(BadFormName):
        new_form(pack.office.law, pack.book.shapes, "../x", "project")
