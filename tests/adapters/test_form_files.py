from __future__ import annotations

import pytest

from cio_ctl.adapters.forms.files import known_fields, read_form
from cio_ctl.adapters.schemas.shapes import JsonShapes
from cio_ctl.model.form import Form
from cio_ctl.rules.forms.check import form_findings
from tests.rules.small_forms import (
    HEAD,
    PATH,
    Records,
    box,
    form,
    problems,
    read,
    records_of_sample,
    standing,
)


@pytest.fixture
def records() -> Records:
    return records_of_sample()


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ("from: project.name, colour: red", "L-KEY"),
        ("from: project.name, each: project.name", "L-TYPE"),
        ("required: true", "L-TYPE"),
        ("from: project.name, show: loud", "L-TYPE"),
        ("from: [1]", "L-TYPE"),
        ("from: ../x, required: true", "L-TYPE"),
        ("from: project.unit, ref: name", "L-TYPE"),
        ("decision: {record: filing, verb: dance}", "L-TYPE"),
        ("decision: {verb: submit}", "L-MISSING"),
        ("from: project.name, required: maybe", "L-TYPE"),
        ("from: project.name, choices: {a: 甲}", "L-TYPE"),
        ("from: project.name, entry: {list: bands}", "L-MISSING"),
        ("from: project.name, entry: {list: bands, take: name, of: norm}", "L-TYPE"),
    ],
)
def test_a_box_that_is_not_of_its_form_is_refused_with_its_line(rest: str, code: str) -> None:
    found = read(box("a", rest))
    assert isinstance(found, tuple)
    assert (found[0].code, found[0].place.path, found[0].place.line) == (code, PATH, 7)


def test_names_that_templates_cannot_use_and_doubles_are_refused() -> None:
    found = read(
        box("items", "from: project.name")
        + box("A-b", "from: project.name")
        + box("x", "from: project.name")
        + box("x", "from: project.name")
    )
    assert isinstance(found, tuple)
    assert [(one.code, one.place.line) for one in found] == [
        ("L-TYPE", 7),
        ("L-TYPE", 8),
        ("L-DUPLICATE", 10),
    ]


def test_a_form_is_named_after_its_folder_and_its_layout_lies_beside_it() -> None:
    text = HEAD.replace("form: test-form", "form: other").replace("form.typ.j2", "../x.j2") + "  []\n"
    found = read_form(PATH, text.encode())
    assert isinstance(found, tuple)
    assert [one.place.line for one in found] == [1, 5]
    assert isinstance(read_form(PATH, b"a: [\n"), tuple)


def test_every_name_that_the_law_has_not_is_found_when_the_form_is_loaded(records: Records) -> None:
    fields = (
        box("a", "from: project.nmae")
        + box("b", "from: nowhere.name")
        + box("c", "from: project.contact.mobil")
        + box("d", "from: project.unit, ref: unit.nmae")
        + box("e", "decision: {record: filing, verb: submit, role: cook, to: heaven}")
        + box("f", "decision: {record: nowhere, verb: submit}")
        + box(
            "g",
            "each: contracts/*, columns: [{name: n, title: {zh: 号, en: n}, from: numbr},"
            "{name: g, title: {zh: 货, en: g}, each: procurement_list, "
            "columns: [{name: q, title: {zh: 量, en: q}, from: quality}]},"
            "{name: on, title: {zh: 日, en: on}, decision: {verb: acknowledge, role: cook}}]",
        )
        + box("h", "sum: contracts/*.amuont, minus: settlement.settled")
        + box(
            "i",
            "from: project.name, when: [{field: project.levle, equals: x}, {field: nix.level, equals: x}]",
        )
        + box("j", "each: project.fund_sources, columns: [{name: n, title: {zh: 号, en: n}, from: amount}]")
        + box("k", "from: project.level, entry: {list: data_catalog, take: nmae}")
        + box("l", "from: project.level, entry: {list: entries, take: titel, of: nrom, kind: norm}")
        + box("m", "from: path.step")
        + box("n", "from: project.name, when: [{field: path.stage, equals: x}]")
    )
    assert problems(records, fields) == [
        ("L-UNKNOWN", name)
        for name in (
            "project.nmae",
            "nowhere",
            "project.contact.mobil",
            "unit.nmae",
            "cook",
            "heaven",
            "nowhere",
            "contract.numbr",
            "contract.procurement_list.quality",
            "cook",
            "contract.amuont",
            "settlement.settled",
            "project.levle",
            "nix",
            "project.data_catalog.nmae",
            "project.nrom",
            "norm.entries.titel",
            "step",
            "stage",
        )
    ]


def test_a_record_that_no_dossier_has_is_told_with_how_records_are_named(records: Records) -> None:
    office = standing(records).office
    assert isinstance(office.shapes, JsonShapes)
    (found,) = form_findings(form(box("a", "from: contract.name")), office.law, known_fields(office.shapes))
    assert {"contracts/*", "filing", "progress/*", "project"} <= set(found.remedy().removeprefix("known: ").split(", "))


def test_a_word_template_is_a_docx() -> None:
    found = read_form(PATH, (HEAD.replace("fields:", "word: form.doc\nfields:") + "  []\n").encode())
    assert isinstance(found, tuple)
    assert [(one.code, dict(one.arguments)["key"]) for one in found] == [("L-TYPE", "word")]
    assert "save it as .docx" in found[0].sentence()


def test_a_form_headed_by_no_kind_is_found(records: Records) -> None:
    office = standing(records).office
    odd = read_form(PATH, (HEAD.replace("head: project", "head: dream") + "  []\n").encode())
    assert isinstance(odd, Form)
    assert [one.code for one in form_findings(odd, office.law, {})] == ["L-UNKNOWN"]


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ('{record: "projects/{project}/filing", stage: [filed]}', []),
        ('{record: "projects/{dossier}/filing"}', [("L-UNKNOWN", "dossier")]),
        ('{any: [{records: "grants/{project}/*"}]}', [("L-UNKNOWN", "grants/{project}/*")]),
    ],
)
def test_a_condition_names_records_that_exist(records: Records, condition: str, named: list[tuple[str, str]]) -> None:
    assert problems(records, box("a", f"from: project.name, when: [{condition}]")) == named
