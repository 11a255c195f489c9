"""What a law says of money names only what exists, and a check that refuses looks at its own record."""

from __future__ import annotations

import pytest

from cio_ctl.model.amounts import Relation
from cio_ctl.services.law_books import LawBook, read_law
from tests.money_law import MONEY, money_office
from tests.offices_in_memory import GRANT, OTHER, PROCESS, REPORT, SUBMITTED, Texts, grant_fields


def findings(office: Texts) -> list[tuple[str, str, int]]:
    """Code, name or key, and line of everything wrong with the law."""
    files = {path: text.encode() for path, text in office.files.items() if path.startswith("schemas/")}
    read = read_law({path.removeprefix("schemas/"): content for path, content in files.items()})
    if isinstance(read, LawBook):
        return []
    return [
        (found.code, dict(found.arguments).get("name") or dict(found.arguments)["key"], found.place.line)
        for found in read
    ]


def line_of(office: Texts, text: str) -> int:
    """The line of the process file in which a text begins."""
    file = office.files[PROCESS]
    assert text in file
    return file[: file.index(text)].count("\n") + 1


def test_words_that_hang_together_are_read() -> None:
    money = money_office().office.law.processes["grant"].money

    assert list(money.amounts) == ["asked", "spent", "both"]
    assert list(money.titles) == ["asked", "spent"]
    assert money.amounts["spent"].largest
    assert [check.relation for check in money.checks] == [Relation.EQUALS, Relation.EQUALS, Relation.AT_MOST]
    assert [check.marks for check in money.checks] == [False, False, True]
    assert (money.rates["use"].part, money.rates["use"].whole, money.year) == ("spent", "asked", "path.year")


TITLE = "    title: {zh: 合价之和＝金额, en: the things make the amount}\n"


@pytest.mark.parametrize(
    ("old", "new", "code", "name", "line"),
    [
        # forms
        ("asked: {", "asked: {summ: x, ", "L-KEY", "summ", "asked: {"),
        ("asked: {title: {zh: 申请, en: asked}, sum: amount}", "asked: {}", "L-TYPE", "amounts.asked.sum", "asked: {}"),
        ("sum: amount}", "sum: amount, largest: amount}", "L-TYPE", "amounts.asked.sum", "asked: {"),
        ("sum: amount}", "sum: []}", "L-TYPE", "amounts.asked.sum", "asked: {"),
        ("sum: amount}", "sum: 7}", "L-TYPE", "amounts.asked.sum", "asked: {"),
        ("sum: amount}", "sum: amount, stage: [desk]}", "L-TYPE", "amounts.asked.stage", "asked: {"),
        ("    sum: things.cost\n", "", "L-TYPE", "checks.1.sum", "- id: things-make"),
        ("    equals: amount\n", "", "L-TYPE", "checks.1.equals", "- id: things-make"),
        ("    equals: am", "    at-least: amount\n    equals: am", "L-TYPE", "checks.1.equals", "equals: am"),
        (TITLE, "", "L-MISSING", "checks.1.title", "- id: things-make"),
        ("marks: true", "marks: often", "L-TYPE", "checks.2.marks", "marks: often"),
        (", to: asked}", "}", "L-MISSING", "rates.use.to", "use: {"),
        ("year: path.year", "year: [path.year]", "L-TYPE", "year", "year: ["),
        # names
        ("year: path.year", "year: path.month", "L-UNKNOWN", "month", "year: path"),
        ("year: path.year", "year: begins_on", "L-UNKNOWN", "begins_on", "year: beg"),
        ("sum: amount}", "sum: sum}", "L-UNKNOWN", "sum", "asked: {"),
        ("largest: spent", "largest: spend", "L-UNKNOWN", "spend", "spent:\n"),
        ("{grant}/report", "{grant}/bill", "L-UNKNOWN", "grants/{year}/{grant}/bill", "spent:\n"),
        ("of: grants/{year}", "of: grants/{month}", "L-UNKNOWN", "month", "spent:\n"),
        ("stage: [filed]", "stage: [field]", "L-UNKNOWN", "field", "spent:\n"),
        ("    stage: [filed]\n", "", "L-MISSING", "amounts.spent.stage", "spent:\n"),
        ("sum: [asked, spent]", "sum: [asked, later]", "L-UNKNOWN", "later", "both: {"),
        ("both: {", "things: {", "L-DUPLICATE", "things", "things: {sum"),
        ("of: spent, to: asked", "of: spent, to: amount", "L-UNKNOWN", "amount", "use: {"),
        ("of: spent, to: asked", "of: both, to: asked", "L-UNKNOWN", "both", "use: {"),
        ("basis: G1", "basis: G9", "L-UNKNOWN", "G9", "- id: things-make"),
        ("things-make-the-amount", "things-multiply #", "L-DUPLICATE", "things-multiply", "- id: things-multiply #"),
        ("each: things", "each: thing", "L-UNKNOWN", "thing", "- id: things-mul"),
        ("each: things", "each: amount", "L-TYPE", "each", "- id: things-mul"),
        ("each: things", "each: things.parts", "L-TYPE", "each", "- id: things-mul"),
        ("product: [number, price]", "product: [number, prise]", "L-UNKNOWN", "things.prise", "- id: things-mul"),
        ("product: [number, price]", "product: [number, parts.cost]", "L-TYPE", "product", "- id: things-mul"),
        ("sum: things.cost", "sum: things.costs", "L-UNKNOWN", "things.costs", "- id: things-make"),
        ("sum: things.cost", "product: [things.number, things.price]", "L-TYPE", "product", "- id: things-make"),
        ("at-most: asked", "at-most: allowed", "L-UNKNOWN", "allowed", "- id: spent-w"),
        # a refusal that another record could bring about
        ("    marks: true\n", "", "L-TYPE", "marks", "- id: spent-w"),
        ("sum: spent\n", "sum: both\n", "", "", ""),
        ("marks: true\n    sum: spent\n", "sum: both\n", "L-TYPE", "marks", "- id: spent-w"),
    ],
)  # fmt: skip
def test_words_that_do_not_are_found_with_their_line(old: str, new: str, code: str, name: str, line: str) -> None:
    office = money_office(old, new)

    found = findings(office)

    assert {entry[:2] for entry in found} == ({(code, name)} if code else set())
    assert {entry[2] for entry in found} == ({line_of(office, line)} if code else set())


def test_a_law_that_names_no_amounts_is_one_as_well() -> None:
    assert findings(money_office(MONEY, "")) == []


def things(*rows: tuple[int, str, str]) -> list[dict[str, object]]:
    return [{"number": number, "price": price, "cost": cost} for number, price, cost in rows]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (things((2, "10.00", "20.00"), (1, "5.50", "5.50")), []),
        (things((2, "10.00", "20.00"), (1, "5.50", "5.49")), ["R8-SUM", "R8-SUM"]),
        (things((2, "10.00", "25.50")), ["R8-SUM"]),
        (None, []),
    ],
)
def test_the_judge_holds_any_law_to_its_sums(rows: list[dict[str, object]] | None, codes: list[str]) -> None:
    office = money_office().record(GRANT, grant_fields("idea", amount="25.50", things=rows))
    after = office.record(OTHER, grant_fields("idea", amount="25.50", things=rows))

    drafted = office.codes(after, "dan")
    submitted = office.codes(office.record(GRANT, grant_fields("desk", SUBMITTED, amount="25.50", things=rows)), "dan")

    assert "R8-SUM" not in drafted
    assert [code for code in submitted if code == "R8-SUM"] == codes


def test_another_record_breaks_no_form() -> None:
    report = {"kind": "report", "spent": "99.00", "stage": "filed", "decisions": []}
    office = money_office().record(GRANT, grant_fields("idea", amount="1.00"))

    assert "R8-SUM" not in office.codes(office.record(REPORT, report), "dan")
