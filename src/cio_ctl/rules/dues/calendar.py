"""Which days are working days, as far as the office has calendars; a year without one is unknown, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.model.dates import day_named
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import record_path
from cio_ctl.rules.cases import records_like

if TYPE_CHECKING:
    from datetime import date

    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Fields, Record

KIND: Final = "calendar"
"""The plain kind whose records at ``calendar/<year>`` are read here, as ``unit`` and ``officer`` make the register."""
DAYS_OFF: Final = "days_off"
MAKEUP_WORKDAYS: Final = "makeup_workdays"
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class WorkYear:
    """What sets a year apart from plain weeks: days off, and days that are worked all the same."""

    days_off: frozenset[date]
    makeup_workdays: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The years that are known."""

    years: Mapping[int, WorkYear]

    def working_day(self, day: date) -> bool | None:
        """Whether a day is a working day; None if its year is unknown.

        A make-up working day is one; else Monday to Friday are, but for days off.
        """
        year = self.years.get(day.year)
        if year is None:
            return None
        return day in year.makeup_workdays or (is_weekday(day) and day not in year.days_off)


def is_weekday(day: date) -> bool:
    """Whether a day is one of Monday to Friday."""
    return day.weekday() < _SATURDAY


def calendar_of(office: Office) -> WorkCalendar:
    """The calendar that the records of an office make; empty where its law has no plain kind for it."""
    process = office.law.processes.get(KIND)
    if process is None or not process.plain:
        return WorkCalendar({})
    return calendar_from(records_like(office, f"{KIND}/*"))


def calendar_from(records: Iterable[Record]) -> WorkCalendar:
    """The calendar that these records make.

    A record that is not wholly of its form gives no year: half a calendar would count wrong. Not of its form is
    one that says another year than its id, or holds a day of another year.
    """
    years = ((record, _stated_year(record)) for record in records)
    found = {year: _work_year(record.fields, year) for record, year in years if year is not None}
    return WorkCalendar({year: days for year, days in found.items() if days is not None})


def calendar_findings(record: Record) -> Iterator[Finding]:
    """Rule 8: what a calendar says is of the year in whose place it lies, and no day stands twice."""
    path, year, stated = record_path(record.id), record.id.rpartition("/")[2], record.fields.get("year")
    if isinstance(stated, int) and str(stated) != year:
        yield finding("R8-YEAR", Place(path, record.line("year")), field="year", value=stated, year=year)
    seen = set()
    for name, number, day in _entered_days(record.fields):
        place = Place(path, record.line(name, number, "date"))
        if str(day.year) != year:
            yield finding("R8-YEAR", place, field=f"{name}.{number}.date", value=day, year=year)
        if day in seen:
            yield finding("R8-DAY-TWICE", place, day=day)
        seen.add(day)


def _entered_days(fields: Fields) -> Iterator[tuple[str, int, date]]:
    """Every day of both lists, with its list and its number there."""
    for name in (DAYS_OFF, MAKEUP_WORKDAYS):
        entries = fields.get(name)
        for number, entry in enumerate(entries if isinstance(entries, list) else []):
            day = _day(entry)
            if day is not None:
                yield name, number, day


def _stated_year(record: Record) -> int | None:
    """The year of a record that is a calendar and lies where that year belongs."""
    year = record.fields.get("year")
    of_its_form = record.kind == KIND and isinstance(year, int) and record.id == f"{KIND}/{year}"
    return year if of_its_form and isinstance(year, int) else None


def _work_year(fields: Fields, year: int) -> WorkYear | None:
    off, worked = (_days(fields.get(name), year) for name in (DAYS_OFF, MAKEUP_WORKDAYS))
    return WorkYear(off, worked) if off and worked is not None else None


def _days(entries: object, year: int) -> frozenset[date] | None:
    """The days that a list names; None if one is missing, misspelt, or of another year."""
    if not isinstance(entries, list):
        return None
    days = [_day(entry) for entry in entries]
    return frozenset(day for day in days if day) if all(day and day.year == year for day in days) else None


def _day(entry: object) -> date | None:
    """The day that an entry of a calendar names as ``2026-10-01``; None if it names none."""
    text = entry.get("date") if isinstance(entry, Mapping) else None
    return day_named(text) if isinstance(text, str) else None
