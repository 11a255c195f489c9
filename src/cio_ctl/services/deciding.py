"""Taking a decision on a record: the move that the law allows, as one signed commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.writer import with_decision
from cio_ctl.model.errors import Refused
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Decision, Record
from cio_ctl.rules.cases import Case, case_of
from cio_ctl.rules.moves import Move, Request, choose, decision_of, open_to
from cio_ctl.services.amending import brings_in_force, with_amended_files
from cio_ctl.services.assigning import put, with_assigned
from cio_ctl.services.committing import Done, Plan, carry_out, hand_findings
from cio_ctl.services.naming import read_record
from cio_ctl.services.signers_file import with_signers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.law import Verb
    from cio_ctl.services.workplace import Workplace

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the officer asks for; ``target`` and ``move`` only where several moves are possible."""

    verb: Verb
    reference: str
    opinion: str = ""
    target: str = ""
    move: str = ""
    fields: Mapping[FieldPath, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision came to."""

    record: Record
    decision: Decision
    basis: str
    done: Done


def decide(workplace: Workplace, wish: Wish, *, dry_run: bool = False) -> Outcome:
    """Take the decision and commit it, or say why not; then nothing has changed.

    Raises:
        Refused: by the rules, with what this officer could do instead.
        SomebodyWasFirst: the branch moved meanwhile.
    """
    record = read_record(workplace.snapshot, wish.reference)
    what = f"{wish.verb} {record.id}"
    edited = hand_findings(workplace, frozenset({record_path(record.id)}))
    if edited:
        raise Refused(what, edited)
    case = case_of(workplace.office, _presented(record, wish.fields))
    if case is None:
        raise AssertionError(record.id)
    request = Request(
        wish.verb,
        workplace.officer,
        workplace.now,
        wish.opinion,
        wish.target,
        wish.move,
        frozenset(str(path[0]) for path in wish.fields),
    )
    move = choose(case, request)
    if not isinstance(move, Move):
        raise Refused(what, move, alternatives(case, workplace))
    decision = decision_of(case, move, request)
    text = _text_after(workplace, record, wish, decision)
    plan = Plan({record_path(record.id): text.encode()}, message_of(case, decision, move.transition.basis))
    if brings_in_force(workplace.office.law, record, decision.target):
        plan = with_amended_files(workplace, record, plan)
    done = carry_out(workplace, plan, what, dry_run=dry_run)
    if len(plan.files) > 1 and not dry_run:
        done = with_signers(workplace, done)
    return Outcome(record, decision, move.transition.basis, done)


def _presented(record: Record, fields: Mapping[FieldPath, object]) -> Record:
    """The record with the fields that the transition is to set, for the conditions to look at."""
    data: dict[str, object] = dict(record.fields)
    for path, value in fields.items():
        put(data, path, value)
    return Record(record.id, data, record.lines)


def _text_after(workplace: Workplace, record: Record, wish: Wish, decision: Decision) -> str:
    """The file of the record after the decision."""
    text = workplace.snapshot.text(record_path(record.id))
    text = with_assigned(text, wish.fields)
    return with_decision(text, decision.target, decision.as_fields())


def alternatives(case: Case, workplace: Workplace) -> tuple[str, ...]:
    """What the officer could do to the record now, as commands."""
    moves = open_to(case, workplace.officer, workplace.now)
    verbs = [move.transition.verb for move in moves]
    return tuple(
        f"cio-ctl {move.transition.verb} {case.record.id}"
        f"{f' --move {move.transition.id}' if verbs.count(move.transition.verb) > 1 else ''}"
        f"  ({case.record.stage} → {move.target})"
        for move in moves
    )


def message_of(case: Case, decision: Decision, basis: str) -> str:
    """A readable sentence, then trailers for ``git log --grep``."""
    record = case.record
    way = decision.target if decision.source == decision.target else f"{decision.source} to {decision.target}"
    stead = f", for {decision.delegated_for}" if decision.delegated_for else ""
    subject = f"{decision.verb.capitalize()} {record.id}: {way}{stead}"
    body = f"\n{decision.opinion}\n" if decision.opinion else ""
    trailers = {
        "Record": record.id,
        "Kind": case.process.kind,
        "Verb": decision.verb,
        "From": decision.source,
        "To": decision.target,
        "Officer": decision.by,
        "Role": decision.role,
        "Unit": decision.unit,
        "Delegated-For": decision.delegated_for,
        "Basis": basis,
    }
    told = "\n".join(f"{name}: {value}" for name, value in trailers.items() if value)
    return f"{subject}\n{body}\n{told}\n"
