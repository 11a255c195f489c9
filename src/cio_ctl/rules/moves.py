"""Whether an officer may make a move on a record, why not, and what the record becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.law import JUDGING, Actor, Transition, Verb
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Decision
from cio_ctl.rules.cases import Case, fields_of, holds
from cio_ctl.rules.consistency.table import discrepancies
from cio_ctl.rules.eligibility import fits, in_words, standing_for
from cio_ctl.rules.rounds import notices_waiting, parties_left, persons_of_round, signatures_so_far

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cio_ctl.model.register import Officer, Standing

_ROWS_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Request:
    """What an officer asks for. ``target`` and ``move`` narrow the choice; ``standing`` fixes the post used."""

    verb: Verb
    officer: Officer
    at: datetime
    opinion: str = ""
    target: str = ""
    move: str = ""
    changed: frozenset[str] = frozenset()
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A transition that this officer may make now: the post used and the stage that results."""

    transition: Transition
    standing: Standing
    target: str


def choose(case: Case, request: Request) -> Move | tuple[Finding, ...]:
    """The one move that the request can mean, or every reason why there is none."""
    candidates = _candidates(case, request)
    if not isinstance(candidates, list):
        return candidates
    tried = [(transition, refusals(case, transition, request)) for transition in candidates]
    allowed = [_move(case, transition, request) for transition, found in tried if not found]
    if len({move.target for move in allowed}) > 1:
        names = ", ".join(f"--move {move.transition.id} (to {move.target})" for move in allowed)
        return (_about(case, "R3-AMBIGUOUS", verb=request.verb, choices=names),)
    if allowed:
        return allowed[0]
    return min((found for _, found in tried), key=_hopelessness)


def _hopelessness(found: tuple[Finding, ...]) -> tuple[int, int]:
    """How far a candidate is from being allowed: a wrong role weighs more than what can be mended."""
    return sum(entry.code in {"R4-ROLE", "R5-PARTY-SIGNED"} for entry in found), len(found)


def open_to(case: Case, officer: Officer, at: datetime) -> tuple[Move, ...]:
    """Every move that the officer could make on the record now."""
    moves = []
    for transition in (*case.process.transitions, *_acknowledging(case)):
        request = Request(transition.verb, officer, at, opinion="—")
        if (
            case.record.stage in transition.sources
            and _applies(case, transition)
            and not refusals(case, transition, request)
        ):
            moves.append(_move(case, transition, request))
    return tuple(moves)


def decision_of(case: Case, move: Move, request: Request) -> Decision:
    """The decision that the move adds to the record."""
    return Decision(
        request.verb,
        case.record.stage,
        move.target,
        request.officer.id,
        move.standing.role,
        move.standing.unit,
        request.at,
        request.opinion,
        move.standing.delegated_for,
    )


def _candidates(case: Case, request: Request) -> list[Transition] | tuple[Finding, ...]:
    """The transitions that the request can mean, whoever asks; or why there is none."""
    known = [*case.process.transitions, *_acknowledging(case)]
    of_verb = [transition for transition in known if transition.verb is request.verb]
    stage = case.record.stage
    here = [transition for transition in of_verb if stage in transition.sources]
    if not here:
        stages = sorted({source for transition in of_verb for source in transition.sources})
        code = "R3-WRONG-STAGE" if stages else "R3-NO-TRANSITION"
        if request.verb is Verb.ACKNOWLEDGE and any(entry.notices for entry in case.process.transitions):
            code = "R3-NO-NOTICE"
        return (_about(case, code, verb=request.verb, stage=stage, kind=case.process.kind, stages=", ".join(stages)),)
    asked = [
        transition
        for transition in here
        if request.move in {"", transition.id} and request.target in _targets(case, transition)
    ]
    if not asked:
        ways = ", ".join(f"{transition.id} (to {transition.target})" for transition in here)
        return (
            _about(
                case,
                "R3-NO-SUCH-MOVE",
                verb=request.verb,
                stage=stage,
                ways=ways,
                wanted=request.target or request.move,
            ),
        )
    applying = [transition for transition in asked if _applies(case, transition)]
    return applying or tuple(_unmet_conditions(case, asked))


def _targets(case: Case, transition: Transition) -> frozenset[str]:
    """The stages that a request may name for a transition; the empty one is always right."""
    return frozenset({"", transition.target, case.record.stage if transition.countersigned_by else ""})


def _acknowledging(case: Case) -> Iterator[Transition]:
    """A transition that stays in its stage, for each body that was sent a copy."""
    return (notice.acknowledgement(case.record.stage) for notice in notices_waiting(case))


def _applies(case: Case, transition: Transition) -> bool:
    """Whether the conditions of a transition hold."""
    return all(holds(match, case) for match in transition.when)


def _unmet_conditions(case: Case, transitions: list[Transition]) -> Iterator[Finding]:
    """For each transition, the fields whose values keep it from applying."""
    for transition in transitions:
        fields = [name for match in transition.when if not holds(match, case) for name in fields_of(match)]
        told = ", ".join(f"{name} = {_shown(case.value(name))}" for name in fields) or "—"
        yield _about(case, "R3-CONDITION", transition.basis, move=transition.id, fields=told)


def _shown(value: object) -> str:
    """A value as a message shows it."""
    return str(value) if isinstance(value, str | int) else "—"


def refusals(case: Case, transition: Transition, request: Request) -> tuple[Finding, ...]:
    """Every reason, by rules 3 to 6, why the officer may not make this transition."""
    return (
        *_role_refusals(case, transition, request),
        *_person_refusals(case, transition, request),
        *_guard_refusals(case, transition),
        *_paper_refusals(case, transition),
        *_comparison_refusals(case, transition),
        *_form_refusals(case, transition, request),
    )


def _role_refusals(case: Case, transition: Transition, request: Request) -> Iterator[Finding]:
    """Rule 4: the officer holds the role, in the unit, in person or by delegation."""
    if _standing(case, transition, request, open_actors(case, transition)) is not None:
        return
    who = who_may(case, transition, request.at)
    signed = _standing(case, transition, request, transition.actors)
    code = "R4-ROLE" if signed is None else "R5-PARTY-SIGNED"
    yield _about(case, code, transition.basis, officer=request.officer.id, verb=request.verb, who=who)


def who_may(case: Case, transition: Transition, at: datetime) -> str:
    """Who could make a transition at this time, in words; those whom separation of duties bars are left out."""
    return in_words(case, open_actors(case, transition), case.office.law.day(at), barred_from(case, transition))


def barred_from(case: Case, transition: Transition) -> frozenset[str]:
    """Who may not make a transition, whatever post they hold: who took part in the round, or has signed it."""
    barred: frozenset[str] = frozenset()
    if transition.verb in JUDGING and not transition.same_person:
        barred = persons_of_round(case.process, case.record)
    if transition.countersigned_by:
        signed = signatures_so_far(transition, case.record)
        barred |= {person for decision in signed for person in decision.persons}
    return barred


def open_actors(case: Case, transition: Transition) -> tuple[Actor, ...]:
    """Who may still sign a transition."""
    return parties_left(case, transition) if transition.countersigned_by else transition.by


def _standing(case: Case, transition: Transition, request: Request, actors: tuple[Actor, ...]) -> Standing | None:
    """The post in which the officer would make a transition as one of the actors."""
    day, barred = case.office.law.day(request.at), barred_from(case, transition)
    return standing_for(case, actors, request.officer, day, against=request.standing, barred=barred)


def _person_refusals(case: Case, transition: Transition, request: Request) -> Iterator[Finding]:
    """Rule 5: who submitted does not judge, two reviews are two persons, a person signs once."""
    standing = request.standing or _standing(case, transition, request, transition.actors)
    persons = {request.officer.id, standing.delegated_for if standing else ""} - {""}
    signed = {person for decision in signatures_so_far(transition, case.record) for person in decision.persons}
    if transition.countersigned_by and persons & signed:
        yield _about(case, "R5-COUNTS-ONCE", transition.basis, officer=request.officer.id)
    elif request.verb in JUDGING and not transition.same_person:
        involved = persons & persons_of_round(case.process, case.record)
        if involved:
            yield _about(
                case,
                "R5-SAME-PERSON",
                transition.basis,
                officer=request.officer.id,
                person=", ".join(sorted(involved)),
                verb=request.verb,
                who=who_may(case, transition, request.at),
            )


def _guard_refusals(case: Case, transition: Transition) -> Iterator[Finding]:
    """Rule 3: everything that must stand before the transition stands."""
    for guard in transition.guards:
        if not holds(guard.needs, case):
            yield _about(
                case,
                "R3-GUARD",
                guard.basis or transition.basis,
                move=transition.id,
                title_zh=guard.title.zh,
                title_en=guard.title.en,
            )


def _paper_refusals(case: Case, transition: Transition) -> Iterator[Finding]:
    """Rule 3: the papers that the transition asks for are attached."""
    attached = {annex.type for annex in case.record.annexes}
    for paper in transition.papers:
        if paper not in attached:
            yield _about(case, "R3-PAPER", transition.basis, paper=paper, record=case.record.id)


def _comparison_refusals(case: Case, transition: Transition) -> Iterator[Finding]:
    """Rule 3: the review says what its comparisons come to."""
    for one in discrepancies(case) if transition.compared else ():
        told = "; ".join(f"{row.item} ({row.result})" for row in one.rows[:_ROWS_TOLD])
        yield _about(
            case,
            "R3-COMPARISON",
            one.basis or transition.basis,
            title_en=one.title.en,
            title_zh=one.title.zh,
            rows=told if len(one.rows) <= _ROWS_TOLD else f"{told}; …",
            count=len(one.rows),
        )


def _form_refusals(case: Case, transition: Transition, request: Request) -> Iterator[Finding]:
    """Rules 3 and 6: an opinion where one is asked for, and no field touched but those to be filled in."""
    if transition.opinion_required and not request.opinion.strip():
        yield _about(case, "R3-OPINION", transition.basis, verb=request.verb)
    free = settable(case, transition)
    told = ", ".join(free) or "—"
    for name in sorted(request.changed - set(free)):
        yield _about(case, "R6-FIELD", transition.basis, field=name, verb=request.verb, fields=told)


def settable(case: Case, transition: Transition) -> tuple[str, ...]:
    """The fields that a transition may still set: what one party has signed, the next leaves as it is."""
    signed = transition.countersigned_by and signatures_so_far(transition, case.record)
    return () if signed else transition.sets


def _move(case: Case, transition: Transition, request: Request) -> Move:
    """The move that a permitted transition makes."""
    standing = _standing(case, transition, request, open_actors(case, transition))
    if standing is None:
        raise AssertionError(transition.id)
    return Move(transition, standing, target_of(case, transition, standing))


def target_of(case: Case, transition: Transition, standing: Standing) -> str:
    """Where a transition leads when this post makes it: a countersignature that is not the last one stays."""
    left = open_actors(case, transition) if transition.countersigned_by else ()
    signing = next((actor for actor in left if fits(case, actor, standing)), None)
    return case.record.stage if any(actor is not signing for actor in left) else transition.target


def _about(case: Case, code: str, basis: str = "", **arguments: object) -> Finding:
    """A finding at the record of the case."""
    record = case.record
    found = finding(code, Place(record_path(record.id), record.line("stage")), basis, **arguments)
    return replace(found, arguments=(*found.arguments, ("record", record.id))) if "record" not in arguments else found
