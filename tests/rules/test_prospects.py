"""What conditions can come to, once fields are filled in."""

from __future__ import annotations

import pytest

from cio_ctl.model.matches import Combination, FieldMatch, Match, RecordMatch
from cio_ctl.rules.waiting.prospects import can_hold, own_fields
from tests.offices_in_memory import GRANT, SUBMITTED, grant_fields, grants_office

SMALL = FieldMatch("amount", "less-than", "100000")
LARGE = FieldMatch("amount", "at-least", "100000")
NUMBER = FieldMatch("number", "present", operand=True)
NO_NUMBER = FieldMatch("number", "present", operand=False)
AT_DESK = FieldMatch("stage", "equals", "desk")
CLOSED = FieldMatch("earlier.stage", "equals", "closed")
REPORTED = FieldMatch("report.stage", "equals", "filed")
THIS_YEAR = FieldMatch("path.year", "equals", "2026")
NO_REPORT = RecordMatch("grants/{year}/{grant}/report", ("filed",))


@pytest.mark.parametrize(
    ("match", "free", "can"),
    [
        (SMALL, (), True),
        (LARGE, (), False),
        (LARGE, ("amount",), True),
        (LARGE, ("number",), False),
        (NUMBER, ("number",), True),
        (NO_NUMBER, (), True),
        (AT_DESK, (), True),
        (FieldMatch("stage", "equals", "board"), ("stage",), False),
        (CLOSED, (), False),
        (CLOSED, ("follows",), True),
        (REPORTED, ("report",), False),
        (THIS_YEAR, (), True),
        (FieldMatch("path.year", "equals", "2025"), ("path",), False),
        (NO_REPORT, ("amount", "number"), False),
        (Combination("not", (SMALL,)), (), False),
        (Combination("not", (SMALL,)), ("amount",), True),
        (Combination("not", (Combination("any", (SMALL, NUMBER)),)), ("number",), False),
        (Combination("not", (Combination("all", (SMALL, NUMBER)),)), (), True),
        (Combination("any", (LARGE, NUMBER)), (), False),
        (Combination("any", (LARGE, NUMBER)), ("number",), True),
        (Combination("all", (SMALL, NUMBER)), ("number",), True),
        (Combination("all", (LARGE, NUMBER)), ("number",), False),
        (Combination("all", (NO_REPORT, NUMBER)), ("number",), False),
    ],
)
def test_a_match_can_hold_if_the_fields_that_are_free_can_make_it(
    match: Match, free: tuple[str, ...], *, can: bool
) -> None:
    case = grants_office().record(GRANT, grant_fields("desk", SUBMITTED)).case()

    assert can_hold(match, case, free) is can


@pytest.mark.parametrize(
    ("match", "fields"),
    [
        (SMALL, {"amount"}),
        (FieldMatch("contact.name", "present", operand=True), {"contact"}),
        (AT_DESK, set()),
        (CLOSED, {"follows"}),
        (REPORTED, set()),
        (THIS_YEAR, set()),
        (NO_REPORT, set()),
        (Combination("all", (SMALL, Combination("not", (NUMBER,)))), {"amount", "number"}),
    ],
)
def test_a_match_rests_on_fields_of_the_record_itself(match: Match, fields: set[str]) -> None:
    case = grants_office().record(GRANT, grant_fields("desk", SUBMITTED)).case()

    assert own_fields(match, case) == fields
