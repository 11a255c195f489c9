"""When a term ends: counted in days, working days, months or years, with stops of the clock and extensions.

The rules are those of the Civil Code. The day of the event does not count. Months and years end on the day of the
same number, or on the last day of a month that has none. If the last day is a day off, the next working day is.

What a missing calendar leaves open is never guessed: such a deadline says which year is unknown, and its day is the
earliest that any calendar of that year could give.

Source:
    民法典, 201–203.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from cio_ctl.rules.dues.calendar import is_weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.model.law import Term
    from cio_ctl.rules.dues.calendar import WorkCalendar

WORKING_DAYS: Final = "working-days"
MONTHS: Final = {"months": 1, "years": 12}
_END: Final = date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a term.

    With an ``unknown_year`` the day is the earliest possible: the calendar of that year is missing, and the answer
    depends on it. When ``suspended`` the clock stands still and the day is the earliest possible too.
    """

    day: date
    unknown_year: int | None = None
    suspended: bool = False

    @property
    def certain(self) -> bool:
        """Whether the day is the deadline, and not only the earliest that it can be."""
        return self.unknown_year is None and not self.suspended


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which the clock stands still, first and last included; without ``until`` it has not started again."""

    since: date
    until: date | None = None


def deadline(
    start: date,
    term: Term,
    calendar: WorkCalendar,
    *,
    suspensions: Iterable[Suspension] = (),
    extensions: Iterable[Term] = (),
    rolls: bool = True,
) -> Deadline:
    """The last day of a term that an event on ``start`` sets going; that day itself does not count.

    Working days: the n-th working day after ``start``; in an unknown year every day may be one. Days, months, years:
    if the last day is not a working day it ``rolls`` to the next; in an unknown year it may stand as it is.
    Suspended days do not count, however many suspensions cover them: days and working days are counted around them;
    an end by months or years moves on by as many days as were suspended until then. No term ends on a suspended day.
    An extension is counted on from the last day so far, before it rolls; only the whole rolls. A suspension without
    an end that begins before the term has run out leaves the deadline ``suspended``; the day is then as if the clock
    had stood still on the first of its days only. A suspension that ends before it begins covers no day.

    Source:
        民法典, 201 (the first day), 202 (months and years), 203 (the last day).
    """
    stops = [stop for stop in suspensions if stop.until is None or stop.since <= stop.until]
    clock = _Clock(calendar, tuple(sorted(_ordinals(stop) for stop in stops)))
    reached = Deadline(start)
    for part in (term, *extensions):
        reached = clock.run(reached, part)
    if rolls:
        reached = clock.next_working_day(reached)
    still = any(stop.until is None and stop.since <= reached.day for stop in stops)
    return replace(reached, suspended=still)


def warning_day(deadline_day: date, term: Term, calendar: WorkCalendar) -> date:
    """The day that lies a term before a deadline, from which on it is time to warn.

    Working days are counted backwards; in an unknown year Monday to Friday are taken for working days, since
    a warning binds nobody.
    """
    if term.unit in MONTHS:
        return _months_on(deadline_day, -term.number * MONTHS[term.unit])
    if term.unit != WORKING_DAYS:
        return date.fromordinal(max(1, deadline_day.toordinal() - term.number))
    left, ordinal = term.number, deadline_day.toordinal()
    while left and ordinal > 1:
        ordinal -= 1
        day = date.fromordinal(ordinal)
        working = calendar.working_day(day)
        left -= is_weekday(day) if working is None else working
    return date.fromordinal(ordinal)


@dataclass(frozen=True, slots=True)
class _Clock:
    """Counts days on which the clock runs. ``stops`` are ordinals of first and last days, sorted by the first."""

    calendar: WorkCalendar
    stops: tuple[tuple[int, int], ...]

    def run(self, reached: Deadline, term: Term) -> Deadline:
        """The end of a term that begins where another ended."""
        if term.unit == WORKING_DAYS:
            return self._working_days_on(reached, term.number)
        if term.unit in MONTHS:
            end = _months_on(reached.day, term.number * MONTHS[term.unit])
            return replace(reached, day=self._days_on(reached.day, (end - reached.day).days))
        return replace(reached, day=self._days_on(reached.day, term.number))

    def next_working_day(self, reached: Deadline) -> Deadline:
        """The day itself if it is a working day or may be one, else the next such day."""
        return self._count(reached, self._days_after(reached.day.toordinal() - 1), 1)

    def _working_days_on(self, reached: Deadline, number: int) -> Deadline:
        return self._count(reached, self._days_after(reached.day.toordinal()), number) if number else reached

    def _count(self, reached: Deadline, days: Iterator[date], number: int) -> Deadline:
        """The day on which so many of these days were, or may have been, working days."""
        left, unknown = number, reached.unknown_year
        for day in days:
            working = self.calendar.working_day(day)
            if working is None and unknown is None:
                unknown = day.year
            left -= working is not False
            if not left:
                return Deadline(day, unknown)
        return Deadline(date.max, unknown)

    def _days_on(self, day: date, number: int) -> date:
        """The n-th day after a day, by the running clock."""
        if not number:
            return day
        left = number
        for stretch in self._stretches(day.toordinal()):
            if left <= len(stretch):
                return date.fromordinal(stretch[left - 1])
            left -= len(stretch)
        return date.max

    def _days_after(self, ordinal: int) -> Iterator[date]:
        for stretch in self._stretches(ordinal):
            yield from map(date.fromordinal, stretch)

    def _stretches(self, ordinal: int) -> Iterator[range]:
        """The stretches of days after a day on which the clock runs, to the end of all dates."""
        stopped = ordinal
        for since, until in (*self.stops, (_END, _END)):
            yield range(stopped + 1, since)
            stopped = max(stopped, until)


def _ordinals(stop: Suspension) -> tuple[int, int]:
    """First and last day; an open suspension has one day so far that is certain."""
    return stop.since.toordinal(), (stop.until or stop.since).toordinal()


def _months_on(day: date, number: int) -> date:
    """The day of the same number so many months on or back, or the last of a month that has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if number > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
