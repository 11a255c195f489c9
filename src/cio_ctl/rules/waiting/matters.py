"""What lies with whom: every open case, copy and duty, with those who can act, since when, and by when it is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.dues.obligations import DutyState
from cio_ctl.rules.eligibility import seats
from cio_ctl.rules.waiting.steps import Step, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cio_ctl.model.office import Office
    from cio_ctl.model.register import Seat
    from cio_ctl.rules.dues.obligations import Duty
    from cio_ctl.rules.waiting.cases import Waiting

PRESSING = frozenset({DutyState.SOON, DutyState.LATE, DutyState.UNKNOWN})
"""The states in which somebody is asked to meet a duty, though nothing is under way yet."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to be done about one record: by whom, for the sake of which open cases, and to meet which duties.

    ``record`` is the one to act on; a pattern, where it is still to be drawn up and its name is free. Without steps
    nobody can act on it now.
    """

    record: str
    steps: tuple[Step, ...]
    waitings: tuple[Waiting, ...] = ()
    duties: tuple[Duty, ...] = ()
    since: date | None = None

    @property
    def task(self) -> Task | None:
        """What is asked; None where nobody can act now."""
        return self.steps[0].task if self.steps else None

    def task_of(self, role: str, unit: str) -> Task | None:
        """What is asked of one of the posts with which it lies."""
        asked = (step.task for step in self.steps if (step.seat.standing.role, step.seat.standing.unit) == (role, unit))
        return next(asked, None)

    @property
    def duty(self) -> Duty | None:
        """The duty that falls due first."""
        return first_due(self.duties)

    @property
    def stuck(self) -> bool:
        """Whether nobody can do anything about it, nor about what it waits for."""
        return not self.steps and all(waiting.stuck for waiting in self.waitings)

    @property
    def bodies(self) -> tuple[tuple[str, str], ...]:
        """The posts, role and unit, with which it lies."""
        return tuple(dict.fromkeys((step.seat.standing.role, step.seat.standing.unit) for step in self.steps))

    def lies_with(self, officer: str) -> bool:
        """Whether an officer can act on it."""
        return any(step.seat.officer.id == officer for step in self.steps)

    def of(self, officer: str) -> tuple[Step, ...]:
        """What an officer can do about it."""
        return tuple(step for step in self.steps if step.seat.officer.id == officer)


def first_due(duties: Iterable[Duty]) -> Duty | None:
    """The duty whose last day comes first."""
    return min(duties, key=lambda duty: duty.deadline.day, default=None)


def matters(office: Office, waitings: Iterable[Waiting], duties: Iterable[Duty], today: date) -> tuple[Matter, ...]:
    """Every matter of an office: what is late or due first, then what has lain longest."""
    owed = _Owed(office, [duty for duty in duties if duty.owed(today)])
    found = [_owing(matter, owed) for matter in _merged(_lying(office, waitings))]
    under_way = {id(duty) for matter in found for duty in matter.duties}
    pressing = [duty for duty in owed.duties if duty.state(today) in PRESSING and id(duty) not in under_way]
    found += owed.matters(pressing, today)
    return tuple(sorted(found, key=lambda matter: _urgency(matter, today)))


def _owing(matter: Matter, owed: _Owed) -> Matter:
    """A matter with the duties that it would meet; a copy to be acknowledged meets none."""
    copy = all(waiting.notice is not None for waiting in matter.waitings)
    return matter if copy else replace(matter, duties=owed.to_be_met_by(matter.record))


def _urgency(matter: Matter, today: date) -> tuple[bool, str, str, str]:
    """Duties before all else, by their last day; then by the day since when; drafts that never left come last."""
    duty = matter.duty
    pressing = duty is not None and duty.state(today) in PRESSING
    due = duty.deadline.day.isoformat() if duty is not None and pressing else ""
    return not pressing, due, matter.since.isoformat() if matter.since is not None else "~", matter.record


def _lying(office: Office, waitings: Iterable[Waiting]) -> Iterator[Matter]:
    """For each thing that waits, a matter for each record on which somebody can act; one with nobody, else."""
    for waiting in waitings:
        since = office.law.day(waiting.since) if waiting.since is not None else None
        by_record: dict[str, list[Step]] = {}
        for step in waiting.steps:
            by_record.setdefault(step.record, []).append(step)
        for record, steps in by_record.items() or [(waiting.case.record.id, [])]:
            yield Matter(record, tuple(steps), (waiting,), since=since)


def _merged(found: Iterable[Matter]) -> Iterator[Matter]:
    """What is to be drawn up for the sake of several cases, once."""
    drawn: dict[str, Matter] = {}
    for matter in found:
        first = drawn.get(matter.record)
        if matter.task is not Task.DRAW_UP:
            yield matter
        elif first is None:
            drawn[matter.record] = matter
        else:
            since = min((day for day in (first.since, matter.since) if day is not None), default=None)
            drawn[matter.record] = replace(first, waitings=(*first.waitings, *matter.waitings), since=since)
    yield from drawn.values()


class _Owed:
    """The duties that are owed, by the records that would meet them."""

    def __init__(self, office: Office, duties: list[Duty]) -> None:
        self.office = office
        self.duties = duties
        self._exact: dict[str, list[Duty]] = {}
        self._like: list[tuple[PathTemplate, Duty]] = []
        for duty in duties:
            wanted = self.wanted(duty)
            self._exact.setdefault(wanted, []).append(duty)
            if "*" in wanted:
                self._like.append((PathTemplate(wanted), duty))

    def wanted(self, duty: Duty) -> str:
        """The record, or pattern of records, that would meet a duty."""
        process = self.office.law.process_of(duty.record)
        slugs = (process.path.matches(duty.record) if process is not None else None) or {}
        return PathTemplate(duty.obligation.discharged_by.pattern).fill(slugs)

    def to_be_met_by(self, record: str) -> tuple[Duty, ...]:
        """The duties that a record would meet once it stands where it should."""
        like = [duty for pattern, duty in self._like if pattern.matches(record) is not None]
        return tuple(dict.fromkeys([*self._exact.get(record, ()), *like]))

    def matters(self, duties: Iterable[Duty], today: date) -> Iterator[Matter]:
        """Duties for which nothing is under way yet; all periods of one obligation together."""
        together: dict[tuple[str, str], list[Duty]] = {}
        for duty in duties:
            together.setdefault((duty.record, duty.obligation.id), []).append(duty)
        for found in together.values():
            wanted = self.wanted(found[0])
            steps = tuple(Step(Task.REPORT, seat, wanted) for seat in self._owing(found[0], today))
            yield Matter(wanted, steps, duties=tuple(found), since=min(duty.opened for duty in found))

    def _owing(self, duty: Duty, today: date) -> Iterable[Seat]:
        """One seat of each officer who owes a duty and has a key to sign with."""
        record = self.office.tree.record(duty.record)
        case = case_of(self.office, record) if record is not None else None
        held = seats(case, (duty.obligation.owed_by,), today) if case is not None else ()
        return {seat.officer.id: seat for seat in held if seat.officer.signs}.values()
