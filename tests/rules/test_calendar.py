from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cio_ctl.model.record import Record
from cio_ctl.rules.dues.calendar import WorkCalendar, WorkYear, calendar_from, calendar_of
from cio_ctl.rules.soundness import record_findings
from tests.offices_in_memory import grants_office
from tests.pingshan_in_memory import pingshan_office
from tests.work_calendars import shipped_calendar

FIELDS: dict[str, object] = {
    "kind": "calendar",
    "year": 2026,
    "notice": "通知",
    "days_off": [{"date": "2026-10-01", "name": "国庆节"}],
    "makeup_workdays": [{"date": "2026-10-10", "name": "国庆节"}],
}
OFFICE = "calendar/2026"


def calendar(record_id: str = OFFICE, **changes: object) -> WorkCalendar:
    return calendar_from([Record(record_id, {**FIELDS, **changes})])


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-09-30", True),
        ("2026-10-01", False),
        ("2026-10-03", False),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2025-12-31", None),
        ("2027-01-01", None),
    ],
)
def test_a_working_day_is_a_weekday_that_is_not_off_or_a_day_made_up_and_else_unknown(
    day: str, *, working: bool | None
) -> None:
    assert calendar().working_day(date.fromisoformat(day)) is working


def test_a_day_that_is_off_and_made_up_is_worked() -> None:
    both = calendar(makeup_workdays=[{"date": "2026-10-01", "name": "国庆节"}])

    assert both.working_day(date(2026, 10, 1)) is True


@pytest.mark.parametrize(
    ("record_id", "changes"),
    [
        ("calendar/2027", {}),
        ("calendar/02026", {}),
        ("calendars/2026", {}),
        (OFFICE, {"kind": "unit"}),
        (OFFICE, {"year": "2026"}),
        (OFFICE, {"year": 2026.0}),
        (OFFICE, {"year": None}),
        (OFFICE, {"days_off": None}),
        (OFFICE, {"days_off": []}),
        (OFFICE, {"days_off": {"date": "2026-10-01"}}),
        (OFFICE, {"days_off": ["2026-10-01"]}),
        (OFFICE, {"days_off": [{"date": "2026-10-01"}, {"date": "2027-01-01"}]}),
        (OFFICE, {"days_off": [{"date": "2026-02-29"}]}),
        (OFFICE, {"days_off": [{"date": "20261001"}]}),
        (OFFICE, {"days_off": [{"date": 20261001}]}),
        (OFFICE, {"days_off": [{"name": "国庆节"}]}),
        (OFFICE, {"makeup_workdays": None}),
        (OFFICE, {"makeup_workdays": [{"date": "2025-12-31"}]}),
    ],
)
def test_what_is_not_wholly_of_its_form_gives_no_year_at_all(record_id: str, changes: dict[str, object]) -> None:
    assert calendar(record_id, **changes).years == {}


def test_a_broken_record_leaves_the_other_years_as_they_are() -> None:
    broken = Record("calendar/2027", {**FIELDS, "year": 2026, "days_off": [{"date": "2026-10-08"}]})

    assert calendar_from([Record(OFFICE, FIELDS), broken]) == calendar()


def test_a_year_may_have_no_day_made_up() -> None:
    days = WorkYear(frozenset({date(2026, 10, 1)}), frozenset())

    assert calendar(makeup_workdays=[]).years == {2026: days}


def test_a_law_without_the_kind_has_no_calendar() -> None:
    assert calendar_of(grants_office().record(OFFICE, FIELDS).office).years == {}


def test_an_office_reads_its_calendars_from_its_records() -> None:
    assert calendar_of(pingshan_office({OFFICE: FIELDS}).office) == calendar()


def test_a_kind_of_that_name_with_stages_is_no_calendar() -> None:
    office = pingshan_office({OFFICE: FIELDS}).office
    staged = {"calendar": replace(office.law.processes["needs"], kind="calendar")}

    assert calendar_of(replace(office, law=replace(office.law, processes=staged))).years == {}


def entries(*days: str) -> list[dict[str, str]]:
    return [{"date": day, "name": "国庆节"} for day in days]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"makeup_workdays": []}, []),
        ({"year": 2027}, [("R8-YEAR", 2)]),
        ({"days_off": entries("2026-10-01", "2027-01-01")}, [("R8-YEAR", 7)]),
        ({"days_off": entries("2026-10-01", "2026-10-01")}, [("R8-DAY-TWICE", 7)]),
        ({"makeup_workdays": entries("2026-10-01")}, [("R8-DAY-TWICE", 8)]),
        ({"makeup_workdays": entries("2025-12-31")}, [("R8-YEAR", 8)]),
        ({"days_off": entries("20261001")}, [("R8-SCHEMA", 5)]),
    ],
)
def test_days_of_another_year_and_days_that_stand_twice_are_found(
    changes: dict[str, object], found: list[tuple[str, int]]
) -> None:
    office = pingshan_office({OFFICE: {**FIELDS, **changes}}).office

    assert [(one.code, one.place.line) for one in record_findings(office, OFFICE)] == found


def test_the_judge_refuses_a_calendar_of_another_year() -> None:
    before = pingshan_office({OFFICE: FIELDS})

    assert before.codes(before.record("calendar/2027", FIELDS), "li-na") == ["R8-YEAR"] * 3


def test_the_calendars_that_ship_cover_fourteen_years() -> None:
    assert list(shipped_calendar().years) == list(range(2013, 2027))
