"""What is a unit's and falls in a period: records by stage, decisions and dates, entries, and what is superseded."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.dates import Span, span_named
from cio_ctl.model.evaluations import Selection
from cio_ctl.model.matches import FieldMatch
from cio_ctl.rules.evaluation.selections import first_day, last_day
from tests.pingshan_in_memory import decided, pingshan_office
from tests.rules.evaluated_units import HEALTH, evaluated

if TYPE_CHECKING:
    Fields = dict[str, object]

PERIODS = [
    ("2025", "2025-01-01", "2025-12-31"),
    ("2025-h1", "2025-01-01", "2025-06-30"),
    ("2025-h2", "2025-07-01", "2025-12-31"),
    ("2025-q1", "2025-01-01", "2025-03-31"),
    ("2025-q4", "2025-10-01", "2025-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2025-12", "2025-12-01", "2025-12-31"),
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_period_is_named_by_year_half_quarter_or_month(text: str, first: str, last: str) -> None:
    assert span_named(text) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "25", "2025-", "2025-h3", "2025-q0", "2025-13", "2025-1", "1899", "２０２５", "2025-q1 "]
)
def test_other_words_name_no_period(text: str) -> None:
    assert span_named(text) is None


DAYS = [
    ("2025-03-05", "2025-03-05", "2025-03-05"),
    (2025, "2025-01-01", "2025-12-31"),
    ("2025", "2025-01-01", "2025-12-31"),
    ("2025-03", "2025-03-01", "2025-03-31"),
    ("2025-12-31T20:00:00+00:00", "2026-01-01", "2026-01-01"),
    ("2025-12-31T20:00:00+08:00", "2025-12-31", "2025-12-31"),
    ("2025-12-31T20:00:00", None, None),
    ("0001-01-01T00:00:00+14:00", None, None),
    ("2025-02-30", None, None),
    (True, None, None),
    (None, None, None),
    ([2025], None, None),
    ("T", None, None),
]


@pytest.mark.parametrize(("value", "first", "last"), DAYS)
def test_a_value_names_days_where_the_office_is(value: object, first: str | None, last: str | None) -> None:
    law = pingshan_office().office.law

    found = [day.isoformat() if day is not None else None for day in (first_day(law, value), last_day(law, value))]

    assert found == [first, last]


def advances(*words: str) -> Fields:
    """A project with decisions such as ``2025-03-01 approved funded``."""
    rows = [
        f"{day} wei department-cio-team@health advance {source} {target}"
        for day, source, target in map(str.split, words)
    ]
    return decided(*rows, kind="project", unit=HEALTH)


BUILT = ("2024-05-01 tender construction", "2025-06-30 construction completed")
BELONGING = [  # decisions, what the selection asks, the period: whether the project is in it
    (BUILT, Selection("project", stood=("construction",)), "2025-h1", True),
    (BUILT, Selection("project", stood=("construction",)), "2025-h2", False),
    (BUILT, Selection("project", stood=("construction",)), "2024-q1", False),
    (BUILT, Selection("project", stood=("construction",)), "2024-05", True),
    (BUILT, Selection("project", stood=("completed",)), "2026", True),
    (BUILT, Selection("project", stood=("construction", "completed")), "2025-h2", True),
    (BUILT, Selection("project", reached=("completed",)), "2025-q2", True),
    (BUILT, Selection("project", reached=("completed",)), "2025-q3", False),
    (BUILT, Selection("project", reached=("construction", "completed")), "2025", False),
    (BUILT, Selection("project", reached=("construction", "completed")), "2024", True),
    (BUILT, Selection("project", stages=("completed",)), "2020", True),
    (BUILT, Selection("project", stages=("construction",)), "2025", False),
    (BUILT, Selection("project", unit="level"), "2025", False),
    (BUILT, Selection("project", where=(FieldMatch("unit", "equals", HEALTH),)), "2025", True),
    (BUILT, Selection("project", where=(FieldMatch("unit", "not-equals", HEALTH),)), "2025", False),
]


@pytest.mark.parametrize(("words", "selection", "period", "inside"), BELONGING)
def test_a_record_belongs_by_its_stage_its_decisions_and_its_fields(
    words: tuple[str, ...],
    selection: Selection,
    period: str,
    inside: bool,  # noqa: FBT001
) -> None:
    seen = evaluated({"projects/a/project": advances(*words)}, period)

    assert bool(seen.selected(selection)) is inside


DATED = [  # fields, from, until, whether in 2025
    ({"found_at": "2025-12-31T23:59:59+08:00"}, "found_at", "found_at", True),
    ({"found_at": "2026-01-01T00:00:00+08:00"}, "found_at", "found_at", False),
    ({"found_at": "2024-12-31T16:00:00+00:00"}, "found_at", "found_at", True),
    ({}, "found_at", "found_at", False),
    ({"found_at": "never"}, "found_at", "found_at", False),
    ({"found_at": "2024-03-01"}, "found_at", "", True),
    ({"found_at": "2026-03-01"}, "found_at", "", False),
    ({"found_at": "2024-03-01"}, "", "found_at", False),
    ({"found_at": "2024-03-01", "recovered_at": "2025-01-01"}, "found_at", "recovered_at", True),
    ({"found_at": "2024-03-01", "recovered_at": "2024-12-31"}, "found_at", "recovered_at", False),
    ({"found_at": "2024-03-01"}, "found_at", "recovered_at", True),
    ({}, "", "", True),
]


@pytest.mark.parametrize(("fields", "since", "until", "inside"), DATED)
def test_a_record_belongs_by_the_days_that_it_names(fields: Fields, since: str, until: str, inside: bool) -> None:  # noqa: FBT001
    record = {"kind": "incident", "unit": HEALTH, **fields, "stage": "closed", "decisions": []}

    found = evaluated({"operations/incidents/1": record}).selected(Selection("incident", since=since, until=until))

    assert bool(found) is inside


def plan(stage: str = "determined", **more: object) -> Fields:
    return {"kind": "plan", **more, "stage": stage, "decisions": []}


def named(records: dict[str, Fields], selection: Selection) -> list[str]:
    return [str(item.node) for item in evaluated(records).selected(selection)]


def test_an_entry_is_the_units_that_it_names_and_else_its_records() -> None:
    entries = [
        {"id": "own"},
        {"id": "lent", "responsible": "units/education"},
        {"id": "named", "responsible": HEALTH},
        "no entry",
    ]
    records = {
        "planning/2025/health/plan": plan(unit=HEALTH, entries=entries),
        "planning/2025/district/plan": plan(entries=entries),
    }

    found = named(records, Selection("plan", entries="entries"))

    assert found == [
        "planning/2025/district/plan#named",
        "planning/2025/health/plan#own",
        "planning/2025/health/plan#named",
    ]


def test_entries_are_chosen_by_their_own_fields_and_days() -> None:
    entries = [
        {"id": "late", "first_year": 2026, "estimate": "1.00"},
        {"id": "begun", "first_year": 2024, "estimate": "1.00"},
        {"id": "small", "first_year": 2024},
        {"estimate": "2.00"},
    ]
    of = Selection(
        "plan", entries="entries", each=(FieldMatch("estimate", "present", operand=True),), since="first_year"
    )

    found = named({"planning/2025/health/plan": plan(unit=HEALTH, entries=entries)}, of)

    assert found == ["planning/2025/health/plan#begun", "planning/2025/health/plan#4"]


def test_what_is_no_list_has_no_entries() -> None:
    assert (
        named({"planning/2025/health/plan": plan(unit=HEALTH, entries="none")}, Selection("plan", entries="entries"))
        == []
    )


@pytest.mark.parametrize(
    ("stage", "found"),
    [
        ("determined", ["planning/2025/health/plan"]),
        ("draft", ["planning/2024/health/plan", "planning/2025/health/plan"]),
    ],
)
def test_what_a_record_in_force_supersedes_is_left_out(stage: str, found: list[str]) -> None:
    records = {
        "planning/2024/health/plan": plan(unit=HEALTH),
        "planning/2025/health/plan": plan(stage, unit=HEALTH, supersedes="planning/2024/health/plan"),
    }

    assert named(records, Selection("plan")) == found


def test_a_record_of_a_related_unit_is_the_units() -> None:
    records: dict[str, Fields] = {
        "projects/a/project": advances(*BUILT),
        "projects/a/guidance/1": {"kind": "guidance", "stage": "issued", "decisions": []},
        "projects/b/guidance/1": {"kind": "guidance", "stage": "issued", "decisions": []},
    }

    assert named(records, Selection("guidance", "project.unit")) == ["projects/a/guidance/1"]
