"""Rules 3 to 7 for one transition: is the added decision the one that the law, the signer and the time allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import MISSING, Decision, Record
from cio_ctl.model.register import Officer, Standing
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.moves import Move, Request, choose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.office import Act, Office

_ENGINES_OWN = frozenset({"stage", "decisions"})


def transition_findings(
    before: Office, after: Office, name: str, act: Act, signer: Officer | None
) -> Iterator[Finding]:
    """Everything wrong with the move that took a record from one office to the next."""
    old, new = before.tree.record(name), after.tree.record(name)
    if old is None or new is None:
        return
    added = _added(old, new)
    if added is None:
        place = Place(record_path(name), new.line("decisions"))
        yield finding("R6-DECISIONS", place, record=name, stage=new.stage, old=old.stage)
        return
    yield from _claim_findings(new, added, act, signer)
    if signer is not None:
        yield from _law_findings(before, old, new, added, act, signer)


def _added(old: Record, new: Record) -> Decision | None:
    """The one decision by which the new list is longer; None if the lists differ in any other way."""
    was, now = old.fields.get("decisions") or [], new.fields.get("decisions")
    if not isinstance(was, list) or not isinstance(now, list):
        return None
    whole = len(new.decisions) == len(now)
    return new.decisions[-1] if whole and len(now) == len(was) + 1 and now[:-1] == was else None


def _claim_findings(record: Record, decision: Decision, act: Act, signer: Officer | None) -> Iterator[Finding]:
    """Rule 7: the decision names its signer and the time of the commit."""
    place = Place(record_path(record.id), record.line("decisions", len(record.decisions) - 1))
    if signer is not None and decision.by != signer.id:
        yield finding("R7-SIGNER", place, by=decision.by, officer=signer.id)
    if (decision.at, decision.at.utcoffset()) != (act.at, act.at.utcoffset()):
        yield finding("R7-TIME", place, at=decision.at.isoformat(), commit_at=act.at.isoformat())


def _law_findings(
    before: Office, old: Record, new: Record, decision: Decision, act: Act, signer: Officer
) -> Iterator[Finding]:
    """Rules 3 to 6: the law at the parent allows just this move to just this officer."""
    presented = Record(new.id, {**new.fields, **_engine_fields(old)}, new.lines)
    case = case_of(before, presented)
    if case is None:
        return
    place = Place(record_path(new.id), new.line("decisions", len(new.decisions) - 1))
    if decision.source != old.stage:
        yield finding("R3-LEAVES", place, source=decision.source, stage=old.stage)
    standing = Standing(decision.role, decision.unit, decision.delegated_for)
    request = Request(
        decision.verb,
        signer,
        act.at,
        decision.opinion,
        decision.target,
        changed=_changed(old, new),
        standing=standing,
    )
    move = choose(case, request)
    if not isinstance(move, Move):
        yield from move
    elif move.target != decision.target or decision.target != new.stage:
        yield finding("R3-TARGET", place, target=decision.target, stage=new.stage, right=move.target)


def _engine_fields(record: Record) -> dict[str, object]:
    """Stage and decisions of a record."""
    return {name: record.fields[name] for name in _ENGINES_OWN if name in record.fields}


def _changed(old: Record, new: Record) -> frozenset[str]:
    """The fields, but for stage and decisions, whose values differ."""
    return frozenset(
        name
        for name in {*old.fields, *new.fields} - _ENGINES_OWN
        if old.fields.get(name, MISSING) != new.fields.get(name, MISSING)
    )
