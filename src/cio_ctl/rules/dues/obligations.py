"""What is owed by when: the obligations that decisions open, as the records of an office show them.

A duty is one obligation of one record, for a periodic one of one period. It is opened by a decision, runs by the
calendar and by the changes granted, and ends when a record comes to stand where the law says, or when the record
that it hangs on leaves the stages in which it is owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cio_ctl.rules.cases import Case, case_of, holds, records_like
from cio_ctl.rules.dues.calendar import WorkCalendar, calendar_of
from cio_ctl.rules.dues.deadline_changes import Changes, changed_deadline, changes_of
from cio_ctl.rules.dues.deadlines import Deadline, warning_day
from cio_ctl.rules.dues.discharges import Discharge, allotted, discharges
from cio_ctl.rules.dues.periods import Period, periods_until
from cio_ctl.rules.eligibility import unit_of
from cio_ctl.rules.stays import Stay, stays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from cio_ctl.model.law import Obligation, Process, Transition
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Decision


class DutyState(StrEnum):
    """How a duty stands on a day."""

    OPEN = "open"
    SOON = "soon"
    LATE = "late"
    UNKNOWN = "unknown"
    SUSPENDED = "suspended"
    DONE = "done"
    DONE_LATE = "done-late"
    LAPSED = "lapsed"


OWED: Final = frozenset({DutyState.OPEN, DutyState.SOON, DutyState.LATE, DutyState.UNKNOWN, DutyState.SUSPENDED})
"""The states in which something is still to be done."""


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of a record, opened on a day.

    ``period`` counts from 1; ``unit`` is where it must be met, empty for any, None where the record does not say.
    ``discharged_by`` is the record that met it; ``ended`` the day on which it ceased to be owed without that.
    """

    obligation: Obligation
    record: str
    unit: str | None
    period: int
    opened: date
    deadline: Deadline
    warning: date | None = None
    discharged: date | None = None
    discharged_by: str = ""
    ended: date | None = None

    def state(self, today: date) -> DutyState:
        """How it stands on a day."""
        if self.discharged is not None:
            return DutyState.DONE_LATE if self.late_days(today) else DutyState.DONE
        if self.ended is not None:
            return DutyState.LAPSED
        if self.deadline.suspended:
            return DutyState.SUSPENDED
        if today > self.deadline.day:
            return DutyState.LATE if self.deadline.certain else DutyState.UNKNOWN
        return DutyState.SOON if self.warning is not None and today >= self.warning else DutyState.OPEN

    def late_days(self, today: date) -> int:
        """Calendar days by which it was met, given up or is still open after its last day; 0 where that is unknown."""
        end = self.discharged or self.ended or today
        return max(0, (end - self.deadline.day).days) if self.deadline.certain else 0

    def owed(self, today: date) -> bool:
        """Whether something is still to be done."""
        return self.state(today) in OWED


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What all duties of an office are reckoned by: a day, the calendar, the changes granted."""

    today: date
    calendar: WorkCalendar
    changes: Changes


def reckoning_of(office: Office, today: date) -> Reckoning:
    """The reckoning of an office on a day."""
    return Reckoning(today, calendar_of(office), changes_of(office))


def all_duties(office: Office, reckoning: Reckoning) -> Iterator[Duty]:
    """Every duty of every record, those met long ago too."""
    for process in office.law.processes.values():
        if process.obligations:
            for case in _cases(office, process):
                yield from duties(case, reckoning)


def _cases(office: Office, process: Process) -> Iterator[Case]:
    for record in records_like(office, process.path.any):
        case = case_of(office, record)
        if case is not None and case.process is process:
            yield case


def duties(case: Case, reckoning: Reckoning) -> Iterator[Duty]:
    """Every duty that hangs on one record."""
    for obligation in case.process.obligations.values():
        if all(holds(match, case) for match in obligation.when):
            for stay in _openings(case, obligation):
                yield from _duties_of(case, obligation, stay, reckoning)


def _openings(case: Case, obligation: Obligation) -> Iterator[Stay]:
    """From when to when an obligation is owed: from a transition that opens it, else for a stay in its stages."""
    staying = tuple(stays(case.record, obligation.during))
    openers = tuple(one for one in case.process.transitions if obligation.id in one.opens)
    if not openers:
        yield from staying
        return
    for decision in case.record.decisions:
        if any(_is(case, decision, one) for one in openers):
            yield Stay(decision.at, _end_of(decision.at, staying))


def _is(case: Case, decision: Decision, transition: Transition) -> bool:
    """Whether a decision took a transition; where several look alike, one whose conditions hold."""
    alike = [one for one in case.process.transitions if _looks_like(decision, one)]
    holding = [one for one in alike if all(holds(match, case) for match in one.when)]
    return transition in (holding or alike)


def _looks_like(decision: Decision, transition: Transition) -> bool:
    return (
        transition.verb is decision.verb
        and decision.source in transition.sources
        and decision.target == transition.target
        and any(actor.role == decision.role for actor in transition.actors)
    )


def _end_of(at: datetime, staying: tuple[Stay, ...]) -> datetime | None:
    """When the stay in which a moment lies ended."""
    return next((stay.left for stay in staying if stay.entered <= at and (stay.left is None or at <= stay.left)), None)


def _duties_of(case: Case, obligation: Obligation, stay: Stay, reckoning: Reckoning) -> Iterator[Duty]:
    """The duty of an opening, or one for each of its periods that has begun."""
    met = [found for found in discharges(obligation, case) if found.after(stay.entered, case.record.id)]
    opened = _Opened(case, obligation, stay, reckoning)
    if obligation.every is None:
        yield opened.duty(Period(1, opened.day, opened.day, (obligation.due,)), met[0] if met else None, opened.left)
        return
    periods = tuple(periods_until(obligation, opened.day, opened.left or reckoning.today, reckoning.calendar))
    given_up = opened.left if case.process.final(case.record.stage) else None
    for period, by in zip(periods, allotted(case.office.law.day, periods, met), strict=True):
        duty = opened.duty(period, by, given_up)
        if opened.left is None or by is not None or duty.deadline.day <= opened.left:
            yield duty


@dataclass(frozen=True, slots=True)
class _Opened:
    """An obligation from the moment on at which it was opened."""

    case: Case
    obligation: Obligation
    stay: Stay
    reckoning: Reckoning

    @property
    def day(self) -> date:
        return self.case.office.law.day(self.stay.entered)

    @property
    def left(self) -> date | None:
        return None if self.stay.left is None else self.case.office.law.day(self.stay.left)

    def duty(self, period: Period, by: Discharge | None, ended: date | None) -> Duty:
        """The duty of a period: met by a record, or ended without, or neither."""
        obligation, calendar = self.obligation, self.reckoning.calendar
        granted = self.reckoning.changes.get((self.case.record.id, obligation.id), ())
        changes = [change for change in granted if change.period in {0, period.number}]
        until = changed_deadline(self.day, period.terms, calendar, changes, rolls=obligation.rolls)
        return Duty(
            obligation,
            self.case.record.id,
            unit_of(self.case, obligation.owed_by),
            period.number,
            period.since,
            until,
            warning_day(until.day, obligation.warn, calendar) if obligation.warn is not None else None,
            self.case.office.law.day(by.at) if by is not None else None,
            by.record if by is not None else "",
            ended if by is None else None,
        )
