"""What compromised keys signed: read from a walk over the history, reported by the register at its tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import record_id
from cio_ctl.model.record import Record
from cio_ctl.model.register import register_from
from cio_ctl.rules.disputes import (
    Dispute,
    Settled,
    SignedHistory,
    SignedStep,
    Version,
    can_be_undone,
    disputes_in,
    undoes,
)
from cio_ctl.services.snapshots import Standing, read_office

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.adapters.git.history import Step
    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Change, Entry
    from cio_ctl.model.register import Key, Register
    from cio_ctl.rules.disputes import Affirmation
    from cio_ctl.services.walk import Walk
    from cio_ctl.services.workplace import Workplace

_OFFICERS = "records/officers/"
_CODES = {Settled.AFFIRMED: "R1-AFFIRMED", Settled.UNDONE: "R1-UNDONE"}


def dispute_findings(workplace: Workplace, walk: Walk, tip: str) -> Iterator[Finding]:
    """A finding for each commit that a compromised key signed; a note where that has been settled."""
    read = read_office(workplace.repository.tree(tip), workplace.contents)
    if not isinstance(read, Standing):
        return
    register = read.office.register
    marked = {key.fingerprint: key for key in _keys(register) if key.compromised_since}
    if not marked:
        return
    good = {name: walk.ancestry.up_to(key.compromised_since) for name, key in marked.items()}
    for name in (name for name, commits in good.items() if not commits):
        yield _sentence(register, "R1-SINCE", name, marked[name].compromised_since).at(tip)
    history = SignedHistory(
        tuple(_signed_steps(workplace, walk)),
        good,
        _affirmed(_keys(register)),
        _Undoings(workplace, walk, read.office.law).of,
    )
    for dispute in disputes_in(history):
        yield _finding(register, marked, dispute)


def _finding(register: Register, marked: dict[str, Key], dispute: Dispute) -> Finding:
    """What is to be said of a disputed commit."""
    key = marked.get(dispute.fingerprint)
    code = "R1-DISPUTED-KEY" if dispute.entered_by else "R1-DISPUTED"
    if dispute.settled is not None:
        code = _CODES[dispute.settled]
    entered = ", ".join(name[:12] for name in dispute.entered_by)
    since = "" if key is None else key.compromised_since[:12]
    return _sentence(register, code, dispute.fingerprint, since, entered, dispute.commit).at(dispute.commit)


def _sentence(
    register: Register, code: str, fingerprint: str, since: str, entered: str = "", commit: str = ""
) -> Finding:
    holder = register.holder_once(fingerprint)
    officer = "—" if holder is None else holder.id
    return finding(
        code, Place(), fingerprint=fingerprint, officer=officer, since=since, entered=entered, commit=commit[:12]
    )


def _keys(register: Register) -> tuple[Key, ...]:
    return tuple(key for officer in register.officers.values() for key in officer.keys)


def _affirmed(keys: Iterable[Key]) -> frozenset[Affirmation]:
    """What the entries of keys affirm."""
    return frozenset((key.fingerprint, commit) for key in keys for commit in key.affirmed)


def _signed_steps(workplace: Workplace, walk: Walk) -> Iterator[SignedStep]:
    """Every commit with its key; what a merge only carries over is credited to the commit that did it."""
    entered: set[str] = set()
    affirmed: set[Affirmation] = set()
    for step in walk.steps.values():
        old, new = _keys_around(workplace, step)
        came = frozenset({key.fingerprint for key in new} - {key.fingerprint for key in old})
        said = _affirmed(new) - _affirmed(old)
        if len(step.parents) > 1:
            came, said = came - entered, said - affirmed
        entered |= came
        affirmed |= said
        yield SignedStep(step.commit, walk.signed.get(step.commit, ""), came, said)


def _keys_around(workplace: Workplace, step: Step) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """The keys in the officers' files that a commit changed, before and after."""
    changes = [change for change in step.changes if change.path.startswith(_OFFICERS)]
    before = [_record(workplace, change.path, change.old) for change in changes]
    after = [_record(workplace, change.path, change.new) for change in changes]
    return tuple(
        _keys(register_from(record for record in records if record is not None)) for records in (before, after)
    )  # type: ignore[return-value]


def _record(workplace: Workplace, path: str, entry: Entry | None) -> Record | None:
    """The record in a file; None if there is none."""
    if entry is None or record_id(path) is None:
        return None
    found = workplace.contents.record(path, entry.object_id)
    return found if isinstance(found, Record) else None


class _Undoings:
    """Which commits undid what a commit changed."""

    def __init__(self, workplace: Workplace, walk: Walk, law: Law) -> None:
        self._workplace = workplace
        self._walk = walk
        self._ancestry = walk.ancestry
        self._law = law
        self._touching: dict[str, list[tuple[str, Change]]] = {}
        for step in walk.steps.values():
            for change in step.changes if len(step.parents) == 1 else ():
                self._touching.setdefault(change.path, []).append((step.commit, change))

    def of(self, commit: str) -> tuple[frozenset[str], ...] | None:
        """For each file that a commit changed, the later commits that undid it; None for a merge or a root."""
        step = self._walk.steps[commit]
        if len(step.parents) != 1:
            return None
        return tuple(self._of_change(commit, change) for change in step.changes if can_be_undone(change.path))

    def _of_change(self, commit: str, change: Change) -> frozenset[str]:
        before, after = self._version(change.path, change.old), self._version(change.path, change.new)
        process = self._law.process_of(record_id(change.path) or "")
        return frozenset(
            name
            for name, later in self._touching[change.path]
            if name != commit
            and undoes(change.path, process, before, after, self._version(change.path, later.new))
            and commit not in self._ancestry.only_in(commit, name)
        )

    def _version(self, path: str, entry: Entry | None) -> Version:
        return Version(entry, _record(self._workplace, path, entry))
