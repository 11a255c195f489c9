"""Why a record stands where it stands: every act on which that rests, with what the history tells of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cio_ctl.model.errors import UnknownRecord
from cio_ctl.model.paths import record_path
from cio_ctl.model.signature import Signed
from cio_ctl.rules.dues.calendar import KIND
from cio_ctl.rules.dues.deadline_changes import changes_of
from cio_ctl.rules.reasons.deeds import Deed, added_decision, move_of
from cio_ctl.rules.reasons.grounds import Ground, Tie, goal_of, grounds_of, met_by
from cio_ctl.services.dues import dues_of
from cio_ctl.services.naming import find_record
from cio_ctl.services.past import GitPast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cio_ctl.model.label import Label
    from cio_ctl.model.record import Decision
    from cio_ctl.services.dues import Due
    from cio_ctl.services.workplace import View, Workplace


@dataclass(frozen=True, slots=True)
class Met:
    """A guard that was met, and by which records, each with the stage in which it stood then."""

    title: Label
    basis: str
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in the light of the law of then; ``law_since`` is the commit that gave the law file its form."""

    decision: Decision
    basis: str
    clause: Label | None
    law_since: str
    guards: tuple[Met, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One act: who signed with which key, what it changed, what it decided, and which acts rest on it.

    Without a ``needed`` one the record would not stand there; of the others fewer would have done. What is not
    ``accepted`` the judge refuses as it was done: `verify` says why, and on what it rests cannot be said.
    """

    commit: str
    at: datetime
    subject: str
    needed: bool
    officer: str
    fingerprint: str
    records: tuple[str, ...]
    grounds: tuple[Ground, ...]
    appointed: tuple[str, ...]
    decided: Decided | None
    evidence: tuple[tuple[str, str, int], ...]
    merge: bool = False
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Lateness:
    """A duty that the record met or owes, and the commits of the calendars and changes by which it was reckoned."""

    due: Due
    commits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The answer: acts oldest first. ``goal`` is the commit that brought the record to its stage."""

    record: str
    stage: str
    tip: str
    goal: str
    reasons: tuple[Reason, ...]
    lateness: tuple[Lateness, ...]


def why(workplace: Workplace, view: View, reference: str) -> Why:
    """On what the stage of a record rests.

    Raises:
        UnknownRecord: no record is named so.
        AmbiguousRecord: several are.
    """
    name = find_record(view.standing.snapshot, reference)
    past = GitPast(workplace, view.commit, view.now)
    record, goal = view.standing.snapshot.record(name), goal_of(past, name)
    if record is None or not goal:
        raise UnknownRecord(reference=name, hint=". It is there but cannot be read: see `cio-ctl validate`")
    found = grounds_of(past, name, goal, past.root)
    whole = {**found.spare, **found.needed}
    reasons = [
        replace(
            _reason(workplace, past, commit, tuple(whole[commit]), needed=commit in found.needed, whole=whole),
            accepted=commit not in found.refused,
        )
        for commit in past.steps
        if commit in whole
    ]
    merges = (_merge(workplace, past, commit) for commit in _bringing(past, set(found.needed), view.commit))
    ordered = {reason.commit: reason for reason in (*reasons, *merges)}
    lateness = tuple(_lateness(past, view, name))
    return Why(
        name, record.stage, view.commit, goal, tuple(ordered[one] for one in past.steps if one in ordered), lateness
    )


def _reason(
    workplace: Workplace,
    past: GitPast,
    commit: str,
    grounds: tuple[Ground, ...],
    *,
    needed: bool,
    whole: dict[str, list[Ground]],
) -> Reason:
    """What the history tells of one act."""
    deed = past.deed(commit)
    signature, signer = deed.act.signature, deed.signer
    appointed = [
        name for name in past.steps if any(one.tie is Tie.RIGHT and one.under == commit for one in whole.get(name, ()))
    ]
    return Reason(
        commit,
        deed.act.at,
        workplace.repository.commit(commit).subject,
        needed,
        signer.id if signer is not None else "",
        signature.fingerprint if isinstance(signature, Signed) else "",
        deed.subjects if deed.before is not None else (),
        grounds,
        tuple(appointed) or ((past.root,) if commit != past.root else ()),
        next((decided for name in deed.subjects if (decided := _decided(past, deed, name)) is not None), None),
        tuple(_evidence(deed)),
    )


def _decided(past: GitPast, deed: Deed, name: str) -> Decided | None:
    """The decision that a deed added to a record, with its clause and the guards that were met."""
    decision, moved = added_decision(deed, name), move_of(deed, name)
    if decision is None or moved is None or deed.before is None:
        return None
    case, move = moved
    basis = move.transition.basis
    law_file = f"schemas/{case.process.kind}.process.yaml"
    guards = []
    for guard in move.transition.guards:
        others = dict.fromkeys(met_by(guard.needs, case))
        stages = ((other, found.stage) for other in others if (found := case.office.tree.record(other)) is not None)
        guards.append(Met(guard.title, guard.basis or basis, tuple(stages)))
    since = past.touching(law_file, deed.commit)
    return Decided(decision, basis, case.office.law.bases.get(basis), since[-1] if since else "", tuple(guards))


def _evidence(deed: Deed) -> Iterator[tuple[str, str, int]]:
    """The files of evidence that a deed brought in: path, SHA-256, size."""
    for path in sorted(deed.evidence):
        digest = deed.after.tree.digest(path)
        if digest is not None:
            yield path, digest.sha256, digest.size


def _bringing(past: GitPast, needed: set[str], tip: str) -> Iterator[str]:
    """The merges without which something needed would not be in the history of the tip."""
    for merge in past.merges:
        if merge == tip or past.precedes(merge, tip):
            first, before = past.steps[merge].parents[0], past.before(merge)
            if (needed & before) - past.before(first) - {first}:
                yield merge


def _merge(workplace: Workplace, past: GitPast, commit: str) -> Reason:
    """A merge, as far as it matters here: who brought a branch in, and when."""
    found = workplace.repository.commit(commit)
    fingerprint, officer = past.signed_by(commit)
    return Reason(
        commit=commit,
        at=found.at,
        subject=found.subject,
        needed=True,
        officer=officer,
        fingerprint=fingerprint,
        records=(),
        grounds=(),
        appointed=(),
        decided=None,
        evidence=(),
        merge=True,
    )


def _lateness(past: GitPast, view: View, name: str) -> Iterator[Lateness]:
    """What the record met or owes, and on which calendars and changes the reckoning rests."""
    changes = changes_of(view.office)
    for due in dues_of(view, name):
        duty = due.duty
        years = range(duty.opened.year, max(duty.opened, duty.deadline.day).year + 1)
        sources = [f"{KIND}/{year}" for year in years]
        sources += [change.id for change in changes.get((duty.record, duty.obligation.id), ())]
        commits = {commit for one in sources for commit in past.touching(record_path(one))}
        yield Lateness(due, tuple(commit for commit in past.steps if commit in commits))
