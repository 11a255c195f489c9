"""``forms``, ``forms lint`` and ``forms new``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]


def test_a_new_form_is_listed_once_it_is_committed_and_has_no_finding_before(run: Run, office: TestOffice) -> None:
    made = run("forms", "new", "card", "grant", folder=office.folder)
    assert made.code == 0
    assert "templates/card/form.yaml" in made.out
    assert "cio-ctl forms word card" in made.out
    assert "git commit -S" in made.out
    absent = run("render", "card", "a-grant", folder=office.folder)
    assert absent.code == 2
    assert "counts once it is committed" in absent.err
    assert run("forms", "lint", folder=office.folder).out.strip().endswith("1 forms, 0 findings")

    office.commit("ada", "Enter a form")
    assert [form["form"] for form in run("forms", "--json", folder=office.folder).json] == ["card"]
    assert run("forms", "lint", "--at", "HEAD", "--json", folder=office.folder).json == {"forms": 1, "findings": []}


def test_what_is_wrong_with_a_form_is_told_with_exit_code_4(run: Run, office: TestOffice) -> None:
    run("forms", "new", "card", "grant", folder=office.folder)
    template = office.folder / "templates" / "card" / "form.typ.j2"
    template.write_text('#import "ruled.typ": *\n{{ box.nothing.value }}\n', "utf-8")
    told = run("forms", "lint", "--json", folder=office.folder)
    assert told.code == 4
    assert {one["code"] for one in told.json["findings"]} == {"F-UNKNOWN", "F-UNPRINTED", "F-TEMPLATE"}


def test_a_form_is_not_begun_twice(run: Run, office: TestOffice) -> None:
    run("forms", "new", "card", "grant", folder=office.folder)
    assert run("forms", "new", "card", "grant", folder=office.folder).code == 2
    assert run("forms", "new", "Card", "grant", folder=office.folder).code == 2
    assert run("forms", "new", "cards", "nothing", folder=office.folder).code == 2


def test_a_word_template_starts_from_the_form_and_can_be_rendered(run: Run, office: TestOffice) -> None:
    run("forms", "new", "card", "grant", folder=office.folder)
    made = run("forms", "word", "card", folder=office.folder)
    assert made.code == 0
    form = office.folder / "templates" / "card" / "form.yaml"
    form.write_text(form.read_text("utf-8").replace("fields:", "word: form.docx\nfields:", 1), "utf-8")
    assert run("forms", "lint", "--json", folder=office.folder).json == {"forms": 1, "findings": []}
    assert run("forms", "word", "card", folder=office.folder).code == 2
    assert run("forms", "word", "cards", folder=office.folder).code == 2
