"""What has happened to a record since it last came in: rounds, countersignatures, notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.law import JUDGING, Actor, Process, Transition, Verb
from cio_ctl.model.register import Standing
from cio_ctl.rules.eligibility import fits

if TYPE_CHECKING:
    from datetime import datetime

    from cio_ctl.model.record import Decision, Record
    from cio_ctl.rules.cases import Case

_COUNTED = JUDGING | {Verb.SUBMIT}


def current_round(process: Process, record: Record) -> tuple[Decision, ...]:
    """The decisions since the record last left a draft stage, that one included."""
    decisions = record.decisions
    for start in range(len(decisions) - 1, -1, -1):
        if process.editable(decisions[start].source):
            return decisions[start:]
    return decisions


def came_in_at(process: Process, record: Record) -> datetime | None:
    """When the record last left a draft stage; None if it never did."""
    leaving = current_round(process, record)[:1]
    return leaving[0].at if leaving else None


def came_in(record: Record) -> Decision | None:
    """The decision by which the record came to the stage in which it stands; None if it never left its first one."""
    return next((one for one in reversed(record.decisions) if one.source != one.target), None)


def reached_stage_at(record: Record) -> datetime | None:
    """When the record came to the stage in which it stands; None if it never left its first one."""
    last = came_in(record)
    return last.at if last is not None else None


def persons_of_round(process: Process, record: Record) -> frozenset[str]:
    """Everybody who submitted or judged the record in this round."""
    return frozenset(
        person
        for decision in current_round(process, record)
        if decision.verb in _COUNTED
        for person in decision.persons
    )


def signatures_so_far(transition: Transition, record: Record) -> tuple[Decision, ...]:
    """Countersignatures of this transition given since the record entered its stage."""
    given: list[Decision] = []
    for decision in reversed(record.decisions):
        if decision.source != decision.target:
            break
        if decision.verb is transition.verb:
            given.append(decision)
    return tuple(reversed(given))


def parties_left(case: Case, transition: Transition) -> tuple[Actor, ...]:
    """The parties of a countersigned transition whose signature is still missing."""
    left = list(transition.countersigned_by)
    for decision in signatures_so_far(transition, case.record):
        standing = Standing(decision.role, decision.unit)
        party = next((actor for actor in left if fits(case, actor, standing)), None)
        if party is not None:
            left.remove(party)
    return tuple(left)


@dataclass(frozen=True, slots=True)
class Notice:
    """A copy of a record that a body has been sent."""

    to: Actor
    sent: datetime

    def acknowledgement(self, stage: str) -> Transition:
        """The transition by which the body acknowledges it: it stays in the stage."""
        return Transition(f"acknowledge-{self.to.role}", Verb.ACKNOWLEDGE, (stage,), stage, by=(self.to,))


def notices_open(case: Case) -> tuple[Actor, ...]:
    """The bodies that have been sent the record and have not acknowledged it since."""
    return tuple(notice.to for notice in notices_waiting(case))


def notices_waiting(case: Case) -> tuple[Notice, ...]:
    """The copies that have been sent and have not been acknowledged since; each body has one at most."""
    open_: list[Notice] = []
    for decision in case.record.decisions:
        if decision.verb is Verb.ACKNOWLEDGE and decision.source == decision.target:
            standing = Standing(decision.role, decision.unit)
            served = next((notice for notice in open_ if fits(case, notice.to, standing)), None)
            if served is not None:
                open_.remove(served)
        waiting = {notice.to for notice in open_}
        sent = _notices_of(case.process, decision)
        open_.extend(Notice(actor, decision.at) for actor in dict.fromkeys(sent) if actor not in waiting)
    return tuple(open_)


def _notices_of(process: Process, decision: Decision) -> tuple[Actor, ...]:
    """Who is sent a copy by a decision; a countersignature that is not the last one sends none."""
    return tuple(
        actor
        for transition in process.transitions
        if transition.verb is decision.verb
        and decision.source in transition.sources
        and decision.target == transition.target
        for actor in transition.notices
    )
