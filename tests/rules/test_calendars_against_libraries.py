"""The calendars that ship, against two collections that others keep: they agree on every day."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from tests.work_calendars import shipped_calendar

YEARS = range(2013, 2027)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_year_is_what_two_libraries_say(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    others = holidays.country_holidays("CN", years=year)

    ours = {day: shipped_calendar().working_day(day) for day in days}

    assert ours == {day: chinese_calendar.is_workday(day) for day in days}
    assert ours == {day: others.is_working_day(day) for day in days}


@pytest.mark.parametrize("day", [date(2012, 12, 31), date(2027, 1, 1), date(2027, 3, 10)])
def test_what_lies_outside_is_unknown(day: date) -> None:
    assert shipped_calendar().working_day(day) is None
