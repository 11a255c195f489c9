"""Counting how many of what is looked at are as they should be, each by its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cio_ctl.model.evaluations import Chain, Kept, Share, Within, Without
from cio_ctl.model.matches import Combination, Match, RecordMatch
from cio_ctl.rules.amounts import failing
from cio_ctl.rules.cases import asked_about, holds
from cio_ctl.rules.dues.obligations import DutyState
from cio_ctl.rules.evaluation.selections import last_day
from cio_ctl.rules.tracing.gaps import nodes_like

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.evaluations import OnTime, Test
    from cio_ctl.rules.cases import Case
    from cio_ctl.rules.dues.obligations import Duty
    from cio_ctl.rules.evaluation.selections import Evaluated, Item


@dataclass(slots=True)
class Tally:
    """What was found: how many are as they should be, the names of those that are not, and of the undecided.

    ``sources`` are the ids of the records that were looked at.
    """

    met: int = 0
    lacking: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)

    def note(self, name: str, *, met: bool | None) -> None:
        """Count one more; None is undecided."""
        if met:
            self.met += 1
        else:
            (self.undecided if met is None else self.lacking).append(name)


def tally_of(test: Test, items: tuple[Item, ...], evaluated: Evaluated) -> Tally:
    """The tally of a test; one of duties looks at no items."""
    match test:
        case Share():
            tally = _of_matches(test, items)
        case Without():
            tally = _of_verbs(test, items)
        case Within():
            tally = _of_checks(test, items)
        case Chain():
            tally = _of_chain(test, items, evaluated)
        case Kept():
            tally = _of_days(test, items, evaluated)
        case on_time:
            tally = _of_duties(on_time, evaluated)
    return tally


def _of_matches(share: Share, items: tuple[Item, ...]) -> Tally:
    """Which items satisfy every match; the records that the matches rest on are sources too."""
    tally = _tally(items)
    for item in items:
        tally.note(str(item.node), met=all(holds(match, item.case) for match in share.matches))
        tally.sources.update(name for match in share.matches for name in _rested_on(match, item.case))
    return tally


def _rested_on(match: Match, case: Case) -> Iterator[str]:
    """The records by which a match holds."""
    if isinstance(match, Combination):
        for part in match.parts:
            yield from _rested_on(part, case)
    elif isinstance(match, RecordMatch):
        yield from (other.record.id for other, fits in asked_about(match, case) if fits and other is not None)


def _of_verbs(without: Without, items: tuple[Item, ...]) -> Tally:
    """On which items no such decision was ever taken."""
    tally = _tally(items)
    for item in items:
        taken = {decision.verb.value for decision in item.case.record.decisions}
        tally.note(str(item.node), met=taken.isdisjoint(without.verbs))
    return tally


def _of_chain(chain: Chain, items: tuple[Item, ...], evaluated: Evaluated) -> Tally:
    """Which items lead to, or come from, a goal; the goals that they reach are sources too."""
    tally = _tally(items)
    graph = evaluated.graph
    goals = frozenset(node.id for goal in chain.goals for node in nodes_like(evaluated.office, graph, goal))
    closed = graph.reached(goals, downstream=not chain.downstream)
    for item in items:
        tally.note(str(item.node), met=item.node in closed)
    reached = graph.reached((item.node for item in items), downstream=chain.downstream)
    tally.sources.update(node.record for node in reached & goals)
    return tally


def _of_checks(within: Within, items: tuple[Item, ...]) -> Tally:
    """On which items every one of the checks holds that applies to them."""
    tally = _tally(items)
    for item in items:
        broken = {found.check.id for marks in (True, False) for found in failing(item.case, marks=marks)}
        named = [name for name in within.checks if name in broken]
        tally.note(" ".join((str(item.node), *named)), met=not named)
    return tally


def _of_days(kept: Kept, items: tuple[Item, ...], evaluated: Evaluated) -> Tally:
    """Which of the planned days that lie in the period were kept; one that is still to come is undecided."""
    tally = Tally()
    law, today = evaluated.office.law, evaluated.today
    for item in items:
        for planned, actual in kept.days:
            day, done = (last_day(law, item.case.value(field)) for field in (planned, actual))
            if day is None or day not in evaluated.span:
                continue
            on_time = done <= day if done is not None else None if today <= day else False
            tally.note(f"{item.node} {planned} {day}", met=on_time)
            tally.sources.add(item.node.record)
    return tally


def _of_duties(on_time: OnTime, evaluated: Evaluated) -> Tally:
    """Which of the unit's duties that fell due in the period were met by their last day."""
    tally = Tally()
    for duty in evaluated.duties:
        if duty.obligation.id not in on_time.obligations or _given_up(duty):
            continue
        tally.note(f"{duty.record} {duty.obligation.id} {duty.deadline.day}", met=_met(duty, evaluated))
        tally.sources |= {duty.record, duty.discharged_by} - {""}
    return tally


def _given_up(duty: Duty) -> bool:
    """Whether a duty ceased to be owed before its last day was past."""
    return duty.discharged is None and duty.ended is not None and duty.ended <= duty.deadline.day


def _met(duty: Duty, evaluated: Evaluated) -> bool | None:
    """Whether a duty was met in time; None while that is open, or its last day not known."""
    if duty.discharged is not None and duty.discharged <= duty.deadline.day:
        return True
    if not duty.deadline.certain:
        return None
    settled = duty.discharged is not None or duty.ended is not None or duty.state(evaluated.today) is DutyState.LATE
    return False if settled else None


def _tally(items: tuple[Item, ...]) -> Tally:
    return Tally(sources={item.node.record for item in items})
