"""Rule 1 over time: what a compromised key signed is disputed until it is affirmed or undone.

A key is compromised since a commit: what that commit contains stands, and everything else that the key signed is
disputed, wherever in the history it lies and however it is dated. A key that only disputed commits entered is no
better than the one that signed them. Affirming and undoing count only where they are not disputed themselves, so
nobody clears with a stolen key what was done with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from cio_ctl.model.law import Verb
from cio_ctl.model.paths import is_evidence
from cio_ctl.model.register import register_from

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from cio_ctl.model.law import Process
    from cio_ctl.model.office import Entry
    from cio_ctl.model.record import Decision, Record
    from cio_ctl.model.register import Key

Affirmation = tuple[str, str]
"""The fingerprint of the key that signed, and the commit."""


class Settled(StrEnum):
    """How a dispute was settled."""

    AFFIRMED = "affirmed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class SignedStep:
    """A commit of the history: the key that signed it, the keys that it entered, what it affirmed."""

    commit: str
    fingerprint: str
    entered: frozenset[str] = frozenset()
    affirmed: frozenset[Affirmation] = frozenset()


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed commit. ``entered_by`` names the disputed commits on which its key rests, if the key has no mark."""

    commit: str
    fingerprint: str
    entered_by: tuple[str, ...] = ()
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class SignedHistory:
    """What disputes are judged by.

    ``good`` holds for each compromised key the commits that stand nevertheless; ``affirmed`` what the register
    affirms at the tip; ``undone_by`` gives for a commit, and each file that it changed, the commits of which each
    undid that change (None: it cannot be undone).
    """

    steps: tuple[SignedStep, ...]
    good: Mapping[str, frozenset[str]]
    affirmed: frozenset[Affirmation]
    undone_by: Callable[[str], tuple[frozenset[str], ...] | None]
    _undoings: dict[str, tuple[frozenset[str], ...] | None] = field(default_factory=dict)

    def undoings(self, commit: str) -> tuple[frozenset[str], ...] | None:
        """What ``undone_by`` says, asked once."""
        if commit not in self._undoings:
            self._undoings[commit] = self.undone_by(commit)
        return self._undoings[commit]


def disputes_in(history: SignedHistory) -> tuple[Dispute, ...]:
    """Every disputed commit in order, and whether it is settled: the fewest that can count as settled do."""
    settled: dict[str, Settled] = {}
    while True:
        disputed = _disputed(history, settled)
        fallen = {name for name in disputed if settled.get(name) is not Settled.AFFIRMED}
        more = {
            name: how
            for name in fallen - settled.keys()
            for how in [_settlement(history, disputed[name], fallen)]
            if how
        }
        if not more:
            return tuple(
                Dispute(found.commit, found.fingerprint, found.entered_by, settled.get(name))
                for name, found in disputed.items()
            )
        settled |= more


def _disputed(history: SignedHistory, settled: Mapping[str, Settled]) -> dict[str, Dispute]:
    """Every commit signed by a compromised key, or by a key that until then only such commits had entered."""
    entries: dict[str, list[str]] = {}
    found: dict[str, Dispute] = {}
    for step in history.steps:
        entered = entries.get(step.fingerprint, [])
        if step.fingerprint in history.good:
            if step.commit not in history.good[step.fingerprint]:
                found[step.commit] = Dispute(step.commit, step.fingerprint)
        elif entered and all(name in found and settled.get(name) is not Settled.AFFIRMED for name in entered):
            found[step.commit] = Dispute(step.commit, step.fingerprint, tuple(entered))
        for fingerprint in step.entered:
            entries.setdefault(fingerprint, []).append(step.commit)
    return found


def _settlement(history: SignedHistory, dispute: Dispute, fallen: Collection[str]) -> Settled | None:
    """How a disputed commit is settled by commits that have not fallen themselves."""
    affirmation = dispute.fingerprint, dispute.commit
    if affirmation in history.affirmed and any(
        affirmation in step.affirmed and step.commit not in fallen for step in history.steps
    ):
        return Settled.AFFIRMED
    undoings = history.undoings(dispute.commit)
    if undoings is not None and all(any(name not in fallen for name in names) for names in undoings):
        return Settled.UNDONE
    return None


@dataclass(frozen=True, slots=True)
class Version:
    """A file at one time: its entry in the tree (None: not there), and the record in it, if it holds one."""

    entry: Entry | None
    record: Record | None = None


def undoes(path: str, process: Process | None, before: Version, after: Version, later: Version) -> bool:
    """Whether a later version of a file undoes a change from ``before`` to ``after``.

    It is what it was before; or an officer's file in which nothing is left of what the change gave; or a record that
    has left by a decision what the change made of it.
    """
    if later.entry == before.entry:
        return True
    if after.record is None or later.record is None or process is None:
        return False
    if process.plain:
        return path.startswith("records/officers/") and _taken_from_officer(before.record, after.record, later.record)
    return _left_again(process, before.record, after.record, later.record)


def can_be_undone(path: str) -> bool:
    """Whether a change of a file can be undone at all; evidence stays, and counts for nothing by itself."""
    return not is_evidence(path)


def _taken_from_officer(before: Record | None, after: Record, later: Record) -> bool:
    """Whether an officer's file has nothing left of what a change gave; a key withdrawn by it stays so."""
    had, got, has = _keys(before), _keys(after), _keys(later)
    added = {key.fingerprint for key in got.values() if not key.withdrawn and not _in_force(had, key.fingerprint)}
    affirmed, marks = _affirmed(got) - _affirmed(had), _marks(got) - _marks(had)
    names = {*after.fields, *(before.fields if before else ())} - {"keys"}
    changed = {name for name in names if before is None or before.fields.get(name) != after.fields.get(name)}
    if not (added or affirmed or marks or changed):
        return False
    if any(_in_force(has, name) for name in added) or affirmed & _affirmed(has) or marks & _marks(has):
        return False
    if before is None:
        return not any(not key.withdrawn for key in has.values())
    return all(later.fields.get(name) == before.fields.get(name) for name in changed)


def _in_force(keys: Mapping[str, Key], fingerprint: str) -> bool:
    """Whether a key is on file and in force."""
    return fingerprint in keys and not keys[fingerprint].withdrawn


def _affirmed(keys: Mapping[str, Key]) -> frozenset[Affirmation]:
    """What entries of keys affirm."""
    return frozenset((key.fingerprint, commit) for key in keys.values() for commit in key.affirmed)


def _marks(keys: Mapping[str, Key]) -> frozenset[tuple[str, str]]:
    """Since when keys count as compromised."""
    return frozenset((key.fingerprint, key.compromised_since) for key in keys.values() if key.compromised_since)


def _keys(record: Record | None) -> dict[str, Key]:
    """The keys in an officer's file, by fingerprint."""
    officers = register_from([] if record is None else [record]).officers.values()
    return {key.fingerprint: key for officer in officers for key in officer.keys}


def _left_again(process: Process, before: Record | None, after: Record, later: Record) -> bool:
    """Whether the last decision of a later version takes the record out of what a change made of it.

    A disputed decision is undone when the record is back in a stage in which it stood before that decision; anything,
    a disputed draft too, when the record is withdrawn or rejected for good.
    """
    count = len(after.decisions)
    if len(later.decisions) <= count or later.decisions[:count] != after.decisions:
        return False
    last = later.decisions[-1]
    if last.verb in {Verb.WITHDRAW, Verb.REJECT} and process.final(last.target):
        return True
    decided = count > (0 if before is None else len(before.decisions))
    return decided and last.source != last.target and last.target in _stages_before(after.decisions)


def _stages_before(decisions: tuple[Decision, ...]) -> frozenset[str]:
    """Where a record stood before the last of its decisions; not the stage in which that decision left it."""
    return frozenset(decision.source for decision in decisions) - {decisions[-1].target}
