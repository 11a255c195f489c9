from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.law.reading import LawText
from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.model.record import MISSING, Record
from cio_ctl.rules.cases import as_amount, case_of, fields_of, holds
from tests.offices_in_memory import (
    GRANT,
    OTHER,
    REPORT,
    SUBMITTED,
    Texts,
    decision_entry,
    grant_fields,
    grants_office,
    process_with,
)

if TYPE_CHECKING:
    from cio_ctl.model.matches import Match

SERVED = decision_entry("gus treasurer@board acknowledge granted granted")


def match_of(words: str) -> Match:
    """A match as a law file spells it."""
    read = read_yaml(f"match: {words}\n".encode())
    assert isinstance(read, YamlText), read
    text = LawText("", read)
    match = text.root(("match",), ()).part("match").match()
    assert not text.found, text.found
    return match


@pytest.fixture(scope="module")
def some() -> Texts:
    """A grant on the desk that follows one that was granted, and its report."""
    office = process_with("  earlier: {field: follows}", "  earlier: {field: follows}\n  home: {field: library}")
    office = office.record(GRANT, grant_fields("desk", SUBMITTED, own_works=True, follows=OTHER, annexes=[], number=""))
    office = office.record(OTHER, grant_fields("granted", SUBMITTED, SERVED, amount="5.50", number="7"))
    return office.record(REPORT, {"kind": "report", "spent": "12.00", "stage": "draft", "decisions": []})


HOLD = [
    # equals, not-equals
    ("{field: title, equals: 新书架}", True),
    ("{field: title, equals: 屋顶}", False),
    ("{field: title, not-equals: 屋顶}", True),
    ("{field: title, not-equals: 新书架}", False),
    ("{field: own_works, equals: true}", True),
    ("{field: own_works, equals: false}", False),
    ('{field: own_works, equals: "True"}', False),
    ("{field: own_works, equals: 1}", False),
    ("{field: stage, equals: desk}", True),
    ("{field: kind, not-equals: grant}", False),
    # one-of, none-of
    ("{field: stage, one-of: [idea, desk]}", True),
    ("{field: stage, one-of: [idea, board]}", False),
    ("{field: stage, none-of: [idea, board]}", True),
    ("{field: stage, none-of: [idea, desk]}", False),
    # another field, of this record or of a related one
    ("{field: library, same-as: earlier.library}", True),
    ("{field: home.unit_kind, same-as: home.name}", False),
    ("{field: title, same-as: earlier.title}", True),
    ("{field: amount, same-as: earlier.amount}", False),
    ("{field: path.grant, same-as: path.grant}", True),
    ("{field: number, same-as: report.number}", False),
    ("{field: number, same-as: earlier.number}", False),
    ("{field: follows, same-as: number}", False),
    ("{field: title, same-as: decisions}", False),
    # amounts, exactly
    ('{field: amount, at-least: "99999.99"}', True),
    ('{field: amount, more-than: "99999.99"}', False),
    ('{field: amount, more-than: "99999.98"}', True),
    ('{field: amount, at-most: "99999.99"}', True),
    ('{field: amount, less-than: "99999.99"}', False),
    ('{field: amount, less-than: "100000"}', True),
    ('{field: amount, at-least: "100000.00"}', False),
    ("{field: amount, less-than: 100000}", True),
    ("{field: title, at-least: 0}", False),
    ("{field: own_works, at-least: 0}", False),
    ('{field: amount, equals: "99999.99"}', True),
    # absent and empty fields
    ("{field: number, present: true}", False),
    ("{field: number, present: false}", True),
    ("{field: annexes, present: true}", False),
    ("{field: follows, present: true}", True),
    ("{field: follows, present: false}", False),
    ('{field: number, equals: ""}', False),
    ("{field: number, not-equals: x}", True),
    ("{field: number, one-of: [x]}", False),
    ("{field: number, none-of: [x]}", True),
    ("{field: number, at-least: 0}", False),
    ("{field: number, less-than: 9}", False),
    # slugs of the path
    ('{field: path.year, equals: "2026"}', True),
    ("{field: path.year, equals: 2026}", True),
    ("{field: path.grant, one-of: [shelves]}", True),
    ("{field: path.month, present: true}", False),
    # related records, by path and by field
    ("{field: report.stage, equals: draft}", True),
    ('{field: report.spent, less-than: "12.01"}', True),
    ("{field: report.number, present: false}", True),
    ("{field: earlier.stage, equals: granted}", True),
    ("{field: earlier.number, equals: 7}", True),
    ("{field: earlier.follows, present: false}", True),
    ("{field: home.unit_kind, equals: library}", True),
    # one record
    ('{record: "grants/{year}/{grant}/report"}', True),
    ('{record: "grants/{year}/{grant}/report", stage: [draft]}', True),
    ('{record: "grants/{year}/{grant}/report", stage: filed}', False),
    ('{record: "grants/{year}/{grant}/report", where: {field: spent, equals: "12.00"}}', True),
    ('{record: "grants/{year}/{grant}/report", where: [{field: grant.stage, equals: desk}]}', True),
    ('{record: "grants/{year}/{grant}/report", where: [{field: path.grant, equals: roof}]}', False),
    ('{record: "grants/{year}/none/report"}', False),
    # several records
    ('{records: "grants/{year}/*/application", stage: [granted]}', True),
    ('{records: "grants/{year}/*/application", at-least: 2}', True),
    ('{records: "grants/{year}/*/application", at-least: 3}', False),
    ('{records: "grants/{year}/*/application", at-least: 0, stage: [closed]}', True),
    ('{records: "grants/{year}/*/application", every: true, stage: [desk, granted]}', True),
    ('{records: "grants/{year}/*/application", every: true, stage: [granted]}', False),
    ('{records: "grants/2031/*/application", every: true, stage: [closed]}', True),
    ('{records: "grants/2031/*/application"}', False),
    ('{records: "*/*/*/application", at-least: 2}', True),
    ('{records: "grants/*/*/application", where: [{field: amount, less-than: 6}], at-least: 1}', True),
    ('{records: "grants/*/*/application", acknowledged-by: treasurer}', True),
    ('{records: "grants/*/*/application", acknowledged-by: treasurer, every: true}', False),
    ('{records: "grants/*/*/application", acknowledged-by: clerk}', False),
    ('{records: "grants/*/*/application", acknowledged-by: treasurer, stage: [desk]}', False),
    ('{records: "nowhere/*", at-least: 1}', False),
    # slugs of the path in what a field is compared with
    ('{field: follows, equals: "grants/{year}/roof/application"}', True),
    ('{field: follows, one-of: ["grants/{year}/{grant}/application", "grants/2026/roof/application"]}', True),
    ('{field: follows, equals: "grants/{year}/{grant}/application"}', False),
    ('{field: follows, not-equals: "grants/{year}/{grant}/application"}', True),
    ('{field: follows, equals: "grants/{month}/roof/application"}', False),
    ('{field: earlier.title, equals: "{grant}"}', False),
    # the records that a field names
    ("{named-in: follows, stage: [granted]}", True),
    ("{named-in: follows, stage: [desk, closed]}", False),
    ('{named-in: follows, stage: [granted], where: [{field: amount, equals: "5.50"}]}', True),
    ('{named-in: follows, where: [{field: amount, equals: "5.51"}]}', False),
    ("{named-in: follows, acknowledged-by: treasurer}", True),
    ("{named-in: annexes.file, stage: [closed]}", True),
    ("{named-in: number, stage: [closed]}", False),
    ("{named-in: own_works}", False),
    # combinations
    ("{any: [{field: stage, equals: idea}, {field: stage, equals: desk}]}", True),
    ("{any: [{field: stage, equals: idea}, {field: stage, equals: board}]}", False),
    ("{any: {field: stage, equals: desk}}", True),
    ("{all: [{field: stage, equals: desk}, {field: own_works, equals: true}]}", True),
    ("{all: [{field: stage, equals: desk}, {field: own_works, equals: false}]}", False),
    ("{not: {field: stage, equals: idea}}", True),
    ("{not: {not: {field: stage, equals: idea}}}", False),
    ("{not: {any: [{field: stage, equals: idea}, {all: [{field: stage, equals: desk}]}]}}", False),
]


@pytest.mark.parametrize(("words", "expected"), HOLD)
def test_a_match_holds_as_the_manual_says(some: Texts, words: str, expected: bool) -> None:  # noqa: FBT001
    assert holds(match_of(words), some.case()) is expected


@pytest.mark.parametrize(
    "words",
    [
        "{field: earlier.stage, equals: granted}",
        "{field: report.stage, present: true}",
        "{field: home.name, present: true}",
    ],
)
def test_a_related_record_that_is_not_there_has_no_fields(words: str) -> None:
    alone = process_with("  earlier: {field: follows}", "  earlier: {field: follows}\n  home: {field: number}")

    assert not holds(match_of(words), alone.record(GRANT, grant_fields("desk", SUBMITTED)).case())


def test_a_related_record_whose_field_holds_no_text_is_not_there() -> None:
    office = grants_office().record(GRANT, grant_fields("desk", SUBMITTED))
    record = Record(GRANT, {**office.found(GRANT).fields, "follows": 7})

    assert replace(office.case(), record=record).value("earlier.stage") is MISSING


def test_a_record_that_no_kind_claims_has_no_case(some: Texts) -> None:
    assert case_of(some.office, Record("loans/2026/x", {})) is None


def test_a_record_that_cannot_be_read_fits_nothing(some: Texts) -> None:
    broken = some.having({f"records/{REPORT}.yaml": "kind: ["})

    assert not holds(match_of('{record: "grants/{year}/{grant}/report"}'), broken.case())


def test_a_record_of_no_kind_fits_nothing(some: Texts) -> None:
    stray = some.having({"records/loans/2026/x.yaml": "kind: loan\n"})

    assert not holds(match_of('{records: "loans/*/x"}'), stray.case())


def test_the_fields_of_a_match_are_told_in_order() -> None:
    match = match_of(
        '{all: [{field: stage, present: true}, {not: {field: amount, same-as: number}}, {record: "units/x"}]}'
    )

    assert fields_of(match) == ("stage", "amount", "number")


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("1250000.00", Decimal(1250000)),
        ("-3.5", Decimal("-3.5")),
        (7, Decimal(7)),
        ("0.1", Decimal("0.1")),
        (True, None),
        (1.5, None),
        (None, None),
        ("", None),
        ("much", None),
        ("NaN", None),
        ("Infinity", None),
        (["1"], None),
    ],
)
def test_an_amount_is_a_whole_number_or_a_text_that_spells_one(value: object, amount: Decimal | None) -> None:
    assert as_amount(value) == amount
