from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.model.law import Term
from cio_ctl.rules.dues.calendar import WorkCalendar, WorkYear
from cio_ctl.rules.dues.deadlines import Deadline, Suspension, deadline, warning_day
from tests.work_calendars import shipped_calendar

CALENDAR = shipped_calendar()
NONE = WorkCalendar({})
PLAIN_WEEKS = WorkCalendar(dict.fromkeys((2025, 2026), WorkYear(frozenset(), frozenset())))
"""What a naive count takes for working days."""

days_known = st.dates(date(2013, 1, 1), date(2024, 12, 31))
terms = st.builds(Term, st.integers(0, 60), st.sampled_from(["days", "working-days"])) | st.builds(
    Term, st.integers(0, 12), st.just("months")
)
suspensions = st.lists(
    st.builds(lambda since, length: Suspension(since, since + timedelta(length)), days_known, st.integers(0, 40)),
    max_size=4,
)


def term(words: str) -> Term:
    number, unit = words.split()
    return Term(int(number), unit)


def day(text: str) -> date:
    return date.fromisoformat(text)


def stop(words: str) -> Suspension:
    since, _, until = words.partition("/")
    return Suspension(day(since), day(until) if until else None)


@pytest.mark.parametrize(
    ("accepted", "working", "weekdays", "sixty"),
    [
        ("2025-01-20", "2025-02-14", "2025-02-10", "2025-03-21"),
        ("2025-09-26", "2025-10-23", "2025-10-17", "2025-11-25"),
        ("2026-02-09", "2026-03-06", "2026-03-02", "2026-04-10"),
        ("2026-04-28", "2026-05-21", "2026-05-19", "2026-06-29"),
        ("2026-09-18", "2026-10-15", "2026-10-09", "2026-11-17"),
    ],
)
def test_fifteen_working_days_are_counted_by_the_notices_and_sixty_days_straight(
    accepted: str, working: str, weekdays: str, sixty: str
) -> None:
    start = day(accepted)

    assert deadline(start, Term(15, "working-days"), CALENDAR) == Deadline(day(working))
    assert deadline(start, Term(15, "working-days"), PLAIN_WEEKS) == Deadline(day(weekdays))
    assert deadline(start, Term(60, "days"), CALENDAR) == Deadline(day(sixty))


@pytest.mark.parametrize(
    ("start", "words", "end", "rolled"),
    [
        ("2026-04-28", "60 days", "2026-06-27", "2026-06-29"),
        ("2026-01-31", "1 months", "2026-02-28", "2026-02-28"),
        ("2026-01-30", "1 months", "2026-02-28", "2026-02-28"),
        ("2023-12-31", "2 months", "2024-02-29", "2024-02-29"),
        ("2024-02-29", "1 years", "2025-02-28", "2025-02-28"),
        ("2024-02-29", "12 months", "2025-02-28", "2025-02-28"),
        ("2026-03-10", "3 months", "2026-06-10", "2026-06-10"),
        ("2025-10-03", "1 years", "2026-10-03", "2026-10-08"),
        ("2025-11-30", "3 months", "2026-02-28", "2026-02-28"),
        ("2026-10-03", "0 days", "2026-10-03", "2026-10-08"),
        ("2026-10-03", "0 months", "2026-10-03", "2026-10-08"),
        ("2026-10-03", "0 working-days", "2026-10-03", "2026-10-08"),
        ("2026-09-30", "1 working-days", "2026-10-08", "2026-10-08"),
        ("2026-10-09", "1 working-days", "2026-10-10", "2026-10-10"),
    ],
)
def test_the_last_day_is_the_corresponding_one_and_rolls_where_it_is_no_working_day(
    start: str, words: str, end: str, rolled: str
) -> None:
    assert deadline(day(start), term(words), CALENDAR, rolls=False) == Deadline(day(end))
    assert deadline(day(start), term(words), CALENDAR) == Deadline(day(rolled))


@pytest.mark.parametrize(
    ("start", "words", "earliest"),
    [
        ("2026-12-28", "5 working-days", "2027-01-02"),
        ("2026-12-25", "15 working-days", "2027-01-11"),
        ("2026-12-31", "1 days", "2027-01-01"),
        ("2026-12-01", "60 days", "2027-01-30"),
        ("2026-12-05", "3 months", "2027-03-05"),
        ("2026-03-05", "1 years", "2027-03-05"),
    ],
)
def test_a_deadline_in_a_year_without_calendar_is_only_the_earliest_possible(
    start: str, words: str, earliest: str
) -> None:
    found = deadline(day(start), term(words), CALENDAR)

    assert found == Deadline(day(earliest), unknown_year=2027)
    assert not found.certain


def test_a_last_day_in_a_known_year_rolls_into_the_unknown_one() -> None:
    until_2022 = WorkCalendar({2022: CALENDAR.years[2022]})

    assert deadline(date(2022, 12, 1), Term(30, "days"), until_2022) == Deadline(date(2023, 1, 1), 2023)


def test_the_first_unknown_year_is_the_one_that_is_named() -> None:
    after_a_gap = WorkCalendar({year: CALENDAR.years[year] for year in (2020, 2022)})

    assert deadline(date(2020, 12, 31), Term(400, "working-days"), after_a_gap).unknown_year == 2021


@pytest.mark.parametrize("words", ["60 days", "3 months", "1 years"])
def test_what_does_not_roll_needs_no_calendar(words: str) -> None:
    found = deadline(date(2030, 3, 10), term(words), NONE, rolls=False)

    assert found == deadline(date(2030, 3, 10), term(words), NONE, rolls=False)
    assert found.certain


@given(days_known, terms, st.integers(2013, 2025))
def test_the_earliest_possible_day_is_never_after_the_real_one(start: date, length: Term, missing: int) -> None:
    gappy = WorkCalendar({year: days for year, days in CALENDAR.years.items() if year != missing})
    real, found = deadline(start, length, CALENDAR), deadline(start, length, gappy)

    assert found == real or (found.day <= real.day and found.unknown_year == missing)


@given(days_known, st.integers(1, 60))
def test_the_nth_working_day_is_a_working_day_and_as_many_lie_between(start: date, number: int) -> None:
    found = deadline(start, Term(number, "working-days"), CALENDAR)
    between = [start + timedelta(n) for n in range(1, (found.day - start).days + 1)]

    assert CALENDAR.working_day(found.day) is True
    assert sum(CALENDAR.working_day(one) is True for one in between) == number


@given(days_known, days_known, terms)
def test_what_begins_later_does_not_end_earlier(one: date, other: date, length: Term) -> None:
    first, second = sorted((one, other))

    assert deadline(first, length, CALENDAR).day <= deadline(second, length, CALENDAR).day


@given(days_known, terms)
def test_a_longer_term_does_not_end_earlier(start: date, length: Term) -> None:
    longer = Term(length.number + 1, length.unit)

    assert deadline(start, length, CALENDAR).day <= deadline(start, longer, CALENDAR).day


@given(days_known, terms, suspensions)
def test_a_recount_day_by_day_agrees(start: date, length: Term, stops: list[Suspension]) -> None:
    stopped = {one.since + timedelta(n) for one in stops if one.until for n in range((one.until - one.since).days + 1)}
    unstopped = deadline(start, length, CALENDAR, rolls=False).day
    left = length.number if length.unit == "working-days" else (unstopped - start).days
    at = start
    while left:
        at += timedelta(1)
        left -= at not in stopped and (length.unit != "working-days" or CALENDAR.working_day(at) is True)
    while at in stopped or not CALENDAR.working_day(at):
        at += timedelta(1)

    assert deadline(start, length, CALENDAR, suspensions=stops) == Deadline(at)


@pytest.mark.parametrize(
    ("start", "words", "stops", "end"),
    [
        ("2026-03-02", "15 working-days", "", "2026-03-23"),
        ("2026-03-02", "15 working-days", "2026-03-10/2026-03-12", "2026-03-26"),
        ("2026-03-02", "15 working-days", "2026-03-14/2026-03-15", "2026-03-23"),
        ("2026-03-02", "15 working-days", "2026-03-10/2026-03-12 2026-03-11/2026-03-13", "2026-03-27"),
        ("2026-03-02", "15 working-days", "2026-03-24/2026-03-30", "2026-03-23"),
        ("2026-03-02", "15 working-days", "2026-02-01/2026-03-02", "2026-03-23"),
        ("2026-03-02", "15 working-days", "2026-03-12/2026-03-10", "2026-03-23"),
        ("2026-03-02", "60 days", "2026-03-10/2026-03-19", "2026-05-11"),
        ("2026-03-02", "60 days", "2026-03-10/2026-03-19 2026-05-08/2026-05-10", "2026-05-14"),
        ("2026-03-10", "1 months", "2026-03-20/2026-03-24", "2026-04-15"),
        ("2026-03-10", "1 months", "2026-03-20/2026-03-24 2026-04-14/2026-04-16", "2026-04-20"),
        ("2025-03-10", "1 years", "2025-12-01/2025-12-31", "2026-04-10"),
        ("2026-03-02", "11 days", "2026-03-16/2026-03-17", "2026-03-13"),
        ("2026-03-02", "12 days", "2026-03-16/2026-03-17", "2026-03-18"),
    ],
)
def test_suspended_days_do_not_count_and_overlapping_ones_not_twice(
    start: str, words: str, stops: str, end: str
) -> None:
    stopped = [stop(one) for one in stops.split()]

    assert deadline(day(start), term(words), CALENDAR, suspensions=stopped) == Deadline(day(end))
    assert deadline(day(start), term(words), CALENDAR, suspensions=stopped[::-1]) == Deadline(day(end))


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("2026-02-20", Deadline(date(2026, 3, 16), suspended=True)),
        ("2026-03-05", Deadline(date(2026, 3, 17), suspended=True)),
        ("2026-03-16", Deadline(date(2026, 3, 17), suspended=True)),
        ("2026-03-17", Deadline(date(2026, 3, 16))),
    ],
)
def test_while_a_suspension_is_open_the_clock_stands_still(since: str, found: Deadline) -> None:
    """Ten working days from Monday 2 March end on Monday 16 March."""
    assert deadline(date(2026, 3, 2), Term(10, "working-days"), CALENDAR, suspensions=[stop(since)]) == found


def test_a_last_day_that_would_roll_into_an_open_suspension_stands_still_too() -> None:
    found = deadline(date(2026, 3, 2), Term(12, "days"), CALENDAR, suspensions=[stop("2026-03-16")])

    assert found == Deadline(date(2026, 3, 17), suspended=True)


@pytest.mark.parametrize(
    ("words", "more", "end"),
    [
        ("20 working-days", "10 working-days", "2026-04-14"),
        ("60 days", "10 days", "2026-05-11"),
        ("1 months", "10 working-days", "2026-04-17"),
        ("15 working-days", "1 months", "2026-04-23"),
        ("1 months", "1 months 1 months", "2026-06-02"),
    ],
)
def test_an_extension_is_counted_on_before_anything_rolls(words: str, more: str, end: str) -> None:
    numbers, units = more.split()[::2], more.split()[1::2]
    extensions = [Term(int(number), unit) for number, unit in zip(numbers, units, strict=True)]

    assert deadline(date(2026, 3, 2), term(words), CALENDAR, extensions=extensions) == Deadline(day(end))


@pytest.mark.parametrize(
    ("end", "words", "warned"),
    [
        ("2026-03-31", "10 days", "2026-03-21"),
        ("2026-03-31", "1 months", "2026-02-28"),
        ("2024-02-29", "1 years", "2023-02-28"),
        ("2026-10-12", "5 working-days", "2026-09-29"),
        ("2026-10-12", "0 working-days", "2026-10-12"),
        ("2027-01-05", "3 working-days", "2026-12-31"),
        ("2027-01-11", "2 working-days", "2027-01-07"),
    ],
)
def test_a_warning_lies_its_term_before_the_deadline(end: str, words: str, warned: str) -> None:
    assert warning_day(day(end), term(words), CALENDAR) == day(warned)


@given(st.dates(date(2014, 1, 1), date(2024, 12, 31)), st.integers(0, 30))
def test_working_days_counted_back_and_on_again_meet(end: date, number: int) -> None:
    length = Term(number, "working-days")
    working = deadline(end, Term(0, "days"), CALENDAR).day

    assert deadline(warning_day(working, length, CALENDAR), length, CALENDAR).day == working


@pytest.mark.parametrize("unit", ["days", "working-days", "months", "years"])
def test_a_term_beyond_all_dates_ends_on_the_last_of_them(unit: str) -> None:
    endless = Term(10**12, unit)

    assert deadline(date(9990, 1, 1), endless, NONE) == Deadline(date.max, 9990 if unit == "working-days" else 9999)
    assert warning_day(date(10, 1, 1), endless, NONE) == date.min


def test_a_clock_that_stands_still_to_the_end_of_all_dates_ends_with_them() -> None:
    stops = [Suspension(date.min, date.max)]

    assert deadline(date(2026, 3, 2), Term(1, "days"), CALENDAR, suspensions=stops).day == date.max
    assert deadline(date(2026, 3, 2), Term(1, "working-days"), CALENDAR, suspensions=stops).day == date.max
