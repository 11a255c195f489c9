"""Comparisons as law files spell them, for any law: each wrong word is refused at its line."""

from __future__ import annotations

import pytest

from cio_ctl.services.law_books import LawBook, read_law
from tests.compared_kinds import CHECK_PROCESS, COMPARED_KINDS
from tests.offices_in_memory import law_texts

CHECK = "schemas/check.process.yaml"


def findings_of(process: str, **more: str) -> list[tuple[str, str, int]]:
    files = {**law_texts(), **COMPARED_KINDS, **more, CHECK: process}
    read = read_law({path.removeprefix("schemas/"): text.encode() for path, text in files.items()})
    return [] if isinstance(read, LawBook) else [(one.code, one.place.path, one.place.line) for one in read]


def test_the_kinds_that_compare_are_read_without_findings() -> None:
    assert findings_of(CHECK_PROCESS) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        # the section itself
        ("compares:\n", "compares: {}\nextra:\n", "L-TYPE", 11),
        ("  - id: goods\n", "  - goods\n  - id: goods\n", "L-TYPE", 11),
        ("  - id: goods\n    title", "  - title", "L-MISSING", 12),
        ("  - id: price\n", "  - id: goods\n", "L-DUPLICATE", 20),
        ("    title: {zh: 价格, en: price}\n", "", "L-MISSING", 20),
        ("basis: G1", "basis: G99", "L-UNKNOWN", 12),
        ("    amount: {field: bought.price}\n    at-most:", "    most:", "L-TYPE", 20),
        ("    amount: {field: bought.price}\n", "    amount: {field: bought.price}\n    by: what\n", "L-KEY", 23),
        ("compared: required", "compared: perhaps", "L-TYPE", 9),
        ("when: [{field: named, present: true}]", "when: [{field: name, present: true}]", "L-UNKNOWN", 26),
        # what is missing
        ("    in: {field: named}\n    stages: [agreed]\n", "    stages: [agreed]\n", "L-MISSING", 31),
        ("    by: what\n", "", "L-MISSING", 12),
        ('    at-most: {record: "purchases/{purchase}/terms", field: most}\n', "", "L-MISSING", 20),
        ("amount: {field: bought.price}", "amount: {record: x}", "L-MISSING", 22),
        # records, fields, stages that do not exist
        ("amount: {field: bought.price}", "amount: {field: sold.price}", "L-UNKNOWN", 20),
        ("amount: {field: bought.price}", "amount: {field: bought.prize}", "L-UNKNOWN", 20),
        ("field: goods}", "field: most.goods}", "L-UNKNOWN", 12),
        ("by: what", "by: [what, which]", "L-UNKNOWN", 12),
        ("      pieces: {zh: 件数, en: pieces}", "      boxes: {zh: 箱, en: boxes}", "L-UNKNOWN", 12),
        ("says: record", "says: remark", "L-UNKNOWN", 24),
        ('terms", field: most}', 'order", field: most}', "L-UNKNOWN", 20),
        ('{purchase}/terms", field: most}', '{order}/terms", field: most}', "L-UNKNOWN", 20),
        ('names: ["purchases/{purchase}/terms"]', 'names: ["purchases/{purchase}/wish"]', "L-UNKNOWN", 31),
        ('names: ["purchases/{purchase}/terms"]', 'names: ["purchases/{order}/terms"]', "L-UNKNOWN", 31),
        ("    in: {field: named}\n    stages: [agreed]", "    in: {field: named}\n    stages: [lost]", "L-UNKNOWN", 31),
        ("by: record\n    stages: [agreed]", "by: record\n    stages: [lost]", "L-UNKNOWN", 24),
        ("pieces: {zh: 件数, en: pieces}", "pieces: {zh: 件数}", "L-MISSING", 19),
    ],
)  # fmt: skip
def test_a_wrong_comparison_is_refused_at_its_line(old: str, new: str, code: str, line: int) -> None:
    assert CHECK_PROCESS.count(old) == 1, old

    assert (code, CHECK, line) in findings_of(CHECK_PROCESS.replace(old, new))


def test_a_move_that_asks_for_comparisons_needs_some() -> None:
    process = CHECK_PROCESS.partition("compares:")[0]

    assert findings_of(process) == [("L-MISSING", CHECK, 9)]


def test_the_schema_has_a_place_for_the_table() -> None:
    schema = COMPARED_KINDS["schemas/check.schema.json"].replace('"comparison"', '"table"')

    found = findings_of(CHECK_PROCESS, **{"schemas/check.schema.json": schema})

    assert found == [("L-MISSING", "schemas/check.schema.json", 0)]


def test_an_obligation_is_not_met_by_a_round_of_another_record() -> None:
    owed = """\
obligations:
  check:
    title: {zh: 核对, en: check}
    owed-by: {role: clerk}
    due: {days: 3}
    discharged-by: {record: "purchases/{purchase}/check", stage: [checked], this-round: true}
"""

    assert ("L-TYPE", CHECK, 41) in findings_of(CHECK_PROCESS + owed)
