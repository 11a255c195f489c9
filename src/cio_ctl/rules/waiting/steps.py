"""The acts that carry a case on, and who could take each of them now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cio_ctl.model.law import Verb
from cio_ctl.model.record import Record
from cio_ctl.rules.cases import Case
from cio_ctl.rules.drafts import drafters
from cio_ctl.rules.eligibility import seats, unit_of
from cio_ctl.rules.moves import barred_from, open_actors, settable
from cio_ctl.rules.waiting.lacks import lacks_of
from cio_ctl.rules.waiting.prospects import can_hold, own_field, own_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from cio_ctl.model.law import Actor, Process, Transition
    from cio_ctl.model.office import Office
    from cio_ctl.model.register import Seat

FORWARD: Final = frozenset({Verb.SUBMIT, Verb.APPROVE, Verb.ACKNOWLEDGE, Verb.ADVANCE})
_SLUG: Final = "x"


class Task(StrEnum):
    """What is asked of somebody for whom a case waits."""

    DECIDE = "decide"
    COUNTERSIGN = "countersign"
    ACKNOWLEDGE = "acknowledge"
    CORRECT = "correct"
    SUBMIT = "submit"
    FILL_IN = "fill-in"
    DRAW_UP = "draw-up"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Step:
    """An act that an officer can do now. Without a transition it is the edit of a draft, or the making of one.

    ``to_set`` names the fields that the act must set; ``record`` may be a pattern where one is still to be drawn up.
    """

    task: Task
    seat: Seat
    record: str
    transition: Transition | None = None
    target: str = ""
    to_set: tuple[str, ...] = ()


def goes_on(process: Process, stage: str) -> bool:
    """Whether somebody is waited for while a record stands in this stage."""
    return not process.final(stage) and any(carries(one, stage) for one in process.transitions)


def carries(transition: Transition, stage: str) -> bool:
    """Whether a transition takes a case on from this stage: it leaves it, and not by giving up."""
    moves = transition.target != stage or bool(transition.countersigned_by)
    return stage in transition.sources and moves and transition.verb is not Verb.WITHDRAW


def ways(case: Case) -> tuple[Transition, ...]:
    """The transitions that carry a case on and apply to it, or would once they have set what they may set."""
    stage = case.record.stage
    return tuple(
        one
        for one in case.process.transitions
        if carries(one, stage) and all(can_hold(match, case, settable(case, one)) for match in one.when)
    )


def filling_in(case: Case, fields: Collection[str], day: date) -> Iterator[Step]:
    """Who can fill in fields of a record that is no draft, by a transition that stays in its stage."""
    for one in case.process.transitions:
        stays = case.record.stage in one.sources and one.target == case.record.stage and not one.countersigned_by
        if stays and set(fields) & set(one.sets) and _ready(case, one):
            for seat in able(case, one, day):
                to_set = tuple(sorted(set(fields) & set(one.sets)))
                yield Step(Task.FILL_IN, seat, case.record.id, one, case.record.stage, to_set)


def reopening(case: Case, day: date) -> Iterator[Step]:
    """Who can take up again a record that has ended, though another waits for it to stand elsewhere."""
    stage = case.record.stage
    for one in case.process.transitions:
        again = stage in one.sources and one.verb is Verb.ADVANCE and goes_on(case.process, one.target)
        if again and one.target != stage and _ready(case, one):
            yield from (Step(Task.DRAW_UP, seat, case.record.id, one, one.target) for seat in able(case, one, day))


def _ready(case: Case, transition: Transition) -> bool:
    """Whether a transition applies and lacks nothing that it could not set itself."""
    free = settable(case, transition)
    applies = all(can_hold(match, case, free) for match in transition.when)
    return applies and not any(lacks_of(case, transition, free))


def able(case: Case, transition: Transition, day: date) -> Iterator[Seat]:
    """One seat of each officer who may make a transition, as far as post and separation of duties go."""
    yield from _each_once(seats(case, open_actors(case, transition), day, barred_from(case, transition)))


def editors(case: Case, day: date) -> Iterator[Seat]:
    """One seat of each officer who may draw up or edit a record of a kind."""
    yield from _each_once(seats(case, drafters(case), day))


def kind_of(office: Office, wanted: str) -> Process | None:
    """The process of a record that may not exist yet; ``*`` in its id stands for any slug."""
    return office.law.process_of(wanted.replace("*", _SLUG))


def makers(office: Office, wanted: str, day: date) -> Iterator[Seat]:
    """One seat of each officer who may draw up a record that does not exist yet; ``*`` in its id stands for any slug.

    Where the record itself would name the unit, it can be that of anybody in the role.
    """
    process = kind_of(office, wanted)
    if process is None:
        return
    record = Record(wanted.replace("*", _SLUG), {})
    made = Case(office, process, record, process.path.matches(record.id) or {})
    found: list[Seat] = []
    for actor in process.drafted_by or process.changed_by:
        if not all(can_hold(match, made, own_fields(match, made)) for match in actor.when):
            continue
        found += _of_any_unit(made, actor, day) if _chooses_unit(made, actor) else seats(made, (actor,), day)
    yield from _each_once(found)


def _chooses_unit(case: Case, actor: Actor) -> bool:
    """Whether a record that is still empty will itself say in which unit an actor must be."""
    return unit_of(case, actor) is None and own_field(actor.unit, case) != ""


def _of_any_unit(case: Case, actor: Actor, day: date) -> tuple[Seat, ...]:
    return case.office.register.seats(actor.role, "", day)


def _each_once(found: Collection[Seat] | Iterator[Seat]) -> Iterator[Seat]:
    """The first seat of each officer who has a key to sign with."""
    seen: set[str] = set()
    for seat in found:
        if seat.officer.id not in seen and seat.officer.signs:
            seen.add(seat.officer.id)
            yield seat
