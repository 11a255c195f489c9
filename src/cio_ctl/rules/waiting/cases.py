"""Every open case: for whom it waits, since when, what is still lacking, and whether anybody can move it.

The officers named are exactly those whose act the judge would accept, in an office whose records are sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cio_ctl.model.law import Verb
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.drafts import drafters
from cio_ctl.rules.eligibility import seats, unit_of
from cio_ctl.rules.moves import Move, Request, barred_from, decision_of, open_actors, settable, target_of
from cio_ctl.rules.rounds import Notice, came_in, notices_waiting
from cio_ctl.rules.waiting.lacks import Lack, case_wanted, form_lacks, lacks_of, other_lacks, to_fill_in
from cio_ctl.rules.waiting.steps import (
    FORWARD,
    Step,
    Task,
    able,
    editors,
    filling_in,
    goes_on,
    makers,
    reopening,
    ways,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from cio_ctl.model.law import Actor, Transition
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Decision
    from cio_ctl.model.register import Seat
    from cio_ctl.rules.cases import Case
    from cio_ctl.rules.waiting.lacks import Wanted


class Hindrance(StrEnum):
    """Why a way on is barred for everybody."""

    VACANT = "vacant"
    BARRED = "barred"
    NO_UNIT = "no-unit"
    ENDED = "ended"
    UNMENDABLE = "unmendable"
    NO_WAY = "no-way"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What closes a way on to everybody: a post that nobody holds, persons who are barred, a record that ended."""

    hindrance: Hindrance
    role: str = ""
    unit: str = ""
    record: str = ""
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case, or a copy that a body has not acknowledged (``notice``).

    ``since`` is when the record came into its stage, or the copy was sent; None for a draft that never left.
    """

    case: Case
    since: datetime | None
    steps: tuple[Step, ...]
    lacks: tuple[Lack, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    notice: Notice | None = None

    @property
    def stuck(self) -> bool:
        """Whether nobody can move it, and it waits for no other record that can still come."""
        return not self.steps and not any(_open(self.case, wanted) for lack in self.lacks for wanted in lack.wanted)

    @property
    def returned(self) -> Decision | None:
        """The decision by which a draft came back to be corrected; None if it did not."""
        return came_back(self.case) if self.notice is None else None


def all_waiting(office: Office, ids: Iterable[str], at: datetime) -> Iterator[Waiting]:
    """Everything that waits among the records of these ids."""
    for name in ids:
        record = office.tree.record(name)
        case = case_of(office, record) if record is not None else None
        if case is not None:
            yield from waiting(case, at)


def waiting(case: Case, at: datetime) -> Iterator[Waiting]:
    """The case itself if it is open, and each copy of it that is not acknowledged."""
    if goes_on(case.process, case.record.stage):
        yield _Carrying(case, at).waiting()
    for notice in notices_waiting(case):
        yield _noticed(case, notice, at)


def _noticed(case: Case, notice: Notice, at: datetime) -> Waiting:
    """A copy on its way to a body."""
    day, stage = case.office.law.day(at), case.record.stage
    transition = notice.acknowledgement(stage)
    steps = tuple(
        Step(Task.ACKNOWLEDGE, seat, case.record.id, transition, stage) for seat in able(case, transition, day)
    )
    obstacles = () if steps else tuple(_obstacles(case, transition, at))
    return Waiting(case, notice.sent, steps, obstacles=obstacles, notice=notice)


def came_back(case: Case) -> Decision | None:
    """The decision by which a record came back into a draft stage to be corrected; None if it did not."""
    last = came_in(case.record)
    returned = last is not None and last.verb is Verb.RETURN and case.process.editable(case.record.stage)
    return last if returned else None


def _open(case: Case, wanted: Wanted) -> bool:
    """Whether a record that is wanted is still on its way, or still to be acknowledged."""
    other = case_wanted(case, wanted)
    return other is not None and (goes_on(other.process, other.record.stage) or bool(notices_waiting(other)))


class _Carrying:
    """One case, looked at from every transition that carries it on."""

    def __init__(self, case: Case, at: datetime) -> None:
        self.case = case
        self.at = at
        self.day = case.office.law.day(at)
        self.draft = case.process.editable(case.record.stage)
        self.steps: dict[tuple[str, str, str], Step] = {}
        self.lacks: dict[Lack, None] = {}
        self.obstacles: dict[Obstacle, None] = {}

    def waiting(self) -> Waiting:
        """What the case waits for."""
        found = ways(self.case)
        for transition in found:
            self._try(transition)
        if not any(one.verb in FORWARD for one in found):
            self._without_a_way()
        if self.draft and any(lack.mended_by_hand for lack in self.lacks):
            self._add(self._editing())
        fields = {name for lack in self.lacks for name in lack.fields}
        if fields and not self.draft:
            self._add(filling_in(self.case, fields, self.day))
        for lack in self.lacks:
            self._mend(lack)
        if self.draft and came_back(self.case) is not None:
            self._add(self._editing())
        last = came_in(self.case.record)
        since = last.at if last is not None else None
        return Waiting(self.case, since, tuple(self.steps.values()), tuple(self.lacks), tuple(self.obstacles))

    def _add(self, steps: Iterable[Step]) -> None:
        """Take in steps, each officer once for each act."""
        for step in steps:
            move = step.transition.id if step.transition is not None else ""
            self.steps.setdefault((step.seat.officer.id, step.record, move), step)

    def _try(self, transition: Transition) -> None:
        """Who can make a transition; or what it lacks, as far as it leads forward."""
        free = frozenset(settable(self.case, transition))
        lacks = list(lacks_of(self.case, transition, free))
        by_target: dict[str, list[Seat]] = {}
        for seat in able(self.case, transition, self.day) if self.draft or not lacks else ():
            by_target.setdefault(target_of(self.case, transition, seat.standing), []).append(seat)
        steps: list[Step] = []
        for target, found in by_target.items():
            unshaped = list(self._unfit(transition, found[0], target))
            lacks += [lack for lack in unshaped if not lack.fields & free]
            named = to_fill_in(self.case, transition, free).union(*(lack.fields & free for lack in unshaped))
            to_set = tuple(sorted(named))
            task = _task(self.case, transition)
            steps += (Step(task, seat, self.case.record.id, transition, target, to_set) for seat in found)
        if not lacks:
            self._add(steps)
        if transition.verb in FORWARD:
            self.lacks |= dict.fromkeys(lacks)
            self.obstacles |= dict.fromkeys(_obstacles(self.case, transition, self.at))

    def _unfit(self, transition: Transition, seat: Seat, target: str) -> Iterator[Lack]:
        """What the record says otherwise than it must, or does not say.

        One that is no draft is a good form already, unless its schema looks at stages.
        """
        yield from other_lacks(self.case, transition, seat, self.at)
        if self.draft or self.case.office.shapes.follows_decisions(self.case.record.kind):
            yield from form_lacks(self.case, _decision(self.case, transition, seat, target, self.at))

    def _without_a_way(self) -> None:
        """No transition applies: in a draft its fields can be changed, elsewhere nothing can."""
        if self.draft:
            self._add(self._editing())
        else:
            self.obstacles[Obstacle(Hindrance.NO_WAY)] = None

    def _editing(self) -> Iterator[Step]:
        """Who can edit the draft."""
        task = Task.CORRECT if came_back(self.case) is not None else Task.SUBMIT
        for seat in editors(self.case, self.day):
            yield Step(task, seat, self.case.record.id, None, self.case.record.stage)

    def _mend(self, lack: Lack) -> None:
        """Who can bring about the records that are lacking; or why nobody can mend it."""
        for wanted in lack.wanted:
            self._bring_about(wanted)
        if not lack.wanted and not self._served(lack):
            needed = drafters(self.case) if self.draft and lack.mended_by_hand else ()
            vacant = [_obstacle(self.case, actor, ()) for actor in needed]
            self.obstacles |= dict.fromkeys(vacant or [Obstacle(Hindrance.UNMENDABLE)])

    def _served(self, lack: Lack) -> bool:
        """Whether somebody is already asked for the fields of a lack."""
        own = [step for step in self.steps.values() if step.record == self.case.record.id]
        if self.draft:
            return any(step.transition is None for step in own)
        return any(step.task is Task.FILL_IN and lack.fields & set(step.to_set) for step in own)

    def _bring_about(self, wanted: Wanted) -> None:
        """Who can draw up, or take up again, a record that another one rests on."""
        other = case_wanted(self.case, wanted)
        if other is not None:
            if not _open(self.case, wanted):
                steps = tuple(reopening(other, self.day))
                self._add(steps)
                if not steps:
                    self.obstacles[Obstacle(Hindrance.ENDED, record=wanted.record)] = None
            elif wanted.fields:
                self._add(self._changing(other, wanted.fields))
            return
        found = tuple(makers(self.case.office, wanted.record, self.day))
        self._add(Step(Task.DRAW_UP, seat, wanted.record) for seat in found)
        if not found:
            self.obstacles[Obstacle(Hindrance.VACANT, record=wanted.record)] = None

    def _changing(self, other: Case, fields: frozenset[str]) -> Iterator[Step]:
        """Who can change fields of another record."""
        if other.process.editable(other.record.stage):
            for seat in editors(other, self.day):
                yield Step(Task.FILL_IN, seat, other.record.id, None, other.record.stage)
        else:
            yield from filling_in(other, fields, self.day)


def _task(case: Case, transition: Transition) -> Task:
    """What a transition asks of the officer who makes it."""
    if transition.countersigned_by:
        return Task.COUNTERSIGN
    if transition.verb is Verb.SUBMIT:
        return Task.CORRECT if came_back(case) is not None else Task.SUBMIT
    return Task.ACKNOWLEDGE if transition.verb is Verb.ACKNOWLEDGE else Task.DECIDE


def _decision(case: Case, transition: Transition, seat: Seat, target: str, at: datetime) -> Decision:
    """The decision that an officer would take."""
    return decision_of(case, Move(transition, seat.standing, target), Request(transition.verb, seat.officer, at, "—"))


def _obstacles(case: Case, transition: Transition, at: datetime) -> Iterator[Obstacle]:
    """The posts without which a transition cannot be made, or not be finished, and which nobody can act in."""
    day = case.office.law.day(at)
    barred = barred_from(case, transition)
    left = open_actors(case, transition)
    parties: tuple[tuple[Actor, ...], ...] = tuple((actor,) for actor in left)
    for actors in parties if transition.countersigned_by else (left,):
        held = [seat for seat in seats(case, actors, day) if seat.officer.signs]
        if all(seat.persons & barred for seat in held):
            persons = tuple(sorted({person for seat in held for person in seat.persons & barred}))
            yield from (_obstacle(case, actor, persons) for actor in actors)


def _obstacle(case: Case, actor: Actor, persons: tuple[str, ...]) -> Obstacle:
    unit = unit_of(case, actor)
    if unit is None:
        return Obstacle(Hindrance.NO_UNIT, actor.role, actor.unit)
    return Obstacle(Hindrance.BARRED if persons else Hindrance.VACANT, actor.role, unit, persons=persons)
