"""Rule 10: a merge adds nothing and drops nothing, and what it brings in holds where it arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.office import Act, Change, Entry, Office
from cio_ctl.model.paths import record_id, record_path
from cio_ctl.rules.acts import Ground, ground_of
from cio_ctl.rules.authority import law_findings, lockout_findings, register_findings, register_soundness
from cio_ctl.rules.drafts import draft_findings
from cio_ctl.rules.judge import signer_of, time_findings
from cio_ctl.rules.names import name_findings, text_findings, twin_findings
from cio_ctl.rules.soundness import lost_entry_findings, record_findings

if TYPE_CHECKING:
    from cio_ctl.model.law import Law
    from cio_ctl.model.register import Officer

Entries = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that both sides changed, differently."""

    path: str


def expected_entry(path: str, bases: tuple[Entries, ...], ours: Entries, theirs: Entries) -> Entry | Conflict | None:
    """What a merge must hold at a path; with several merge bases, what all of them agree on."""
    one, other = ours.get(path), theirs.get(path)
    if one == other:
        return one
    answers = {other if base.get(path) == one else one for base in bases if base.get(path) in {one, other}}
    unchanged_somewhere = all(base.get(path) in {one, other} for base in bases)
    return answers.pop() if bases and unchanged_somewhere and len(answers) == 1 else Conflict(path)


def paths_that_differ(*trees: Entries) -> Iterator[str]:
    """Every path at which not all of the trees hold the same file."""
    first, *others = trees
    names = set(first).union(*others)
    for path in sorted(names):
        entry = first.get(path)
        if any(other.get(path) != entry for other in others):
            yield path


def judge_merge(
    bases: tuple[Entries, ...], ours: Office, theirs: Office, merged: Office, act: Act
) -> tuple[Finding, ...]:
    """Everything that is wrong with a merge of two parents, but for the commits that it brings in."""
    signer, unsigned = signer_of(ours.register, act)
    _, not_there = signer_of(theirs.register, act)
    _, no_longer = signer_of(merged.register, act)
    conflicts, found = _compare(bases, ours.tree.entries, theirs.tree.entries, merged.tree.entries)
    arrived = tuple(_arrived(ours.tree.entries, merged.tree.entries))
    return (
        *(unsigned or no_longer or (not_there if conflicts else ())),
        *time_findings(act),
        *_empty(ours.tree.entries, theirs.tree.entries, merged.tree.entries),
        *found,
        *(entry for path in conflicts for entry in _resolution(path, ours, theirs, merged, act, signer)),
        *_whole(ours, theirs, merged, arrived),
        *(lockout_findings(ours, merged, act) if _guarded(arrived) else ()),
        *name_findings(merged, arrived),
        *twin_findings(merged, arrived),
        *text_findings(act),
    )


def _empty(ours: Entries, theirs: Entries, merged: Entries) -> Iterator[Finding]:
    """Rule 2: a merge of two sides that hold the same only makes a second road to the same place."""
    if merged == ours == theirs:
        yield finding("R2-EMPTY")


def _compare(
    bases: tuple[Entries, ...], ours: Entries, theirs: Entries, merged: Entries
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The conflicts, and each path at which the merge is not what its sides make it."""
    conflicts, found = [], []
    for path in paths_that_differ(ours, theirs, merged):
        expected = expected_entry(path, bases, ours, theirs)
        if isinstance(expected, Conflict):
            conflicts.append(path)
        elif merged.get(path) != expected:
            code = "R10-DROPPED" if merged.get(path) in {None, ours.get(path), theirs.get(path)} else "R10-ADDED"
            found.append(finding(code, Place(path), path=path))
    return tuple(conflicts), tuple(found)


def _arrived(ours: Entries, merged: Entries) -> Iterator[Change]:
    """What the merge changes on the branch that it was made on."""
    for path in paths_that_differ(ours, merged):
        yield Change(path, ours.get(path), merged.get(path))


def _resolution(
    path: str, ours: Office, theirs: Office, merged: Office, act: Act, signer: Officer | None
) -> Iterator[Finding]:
    """A conflict's result is an edit by the signer of the merge, seen from each side."""
    for side in (ours, theirs):
        yield from _edit_findings(path, side, merged, act, signer)


def _edit_findings(path: str, side: Office, merged: Office, act: Act, signer: Officer | None) -> Iterator[Finding]:
    """What is wrong with a file of the merge as an edit of the same file on one side."""
    change = Change(path, side.tree.entries.get(path), merged.tree.entries.get(path))
    ground = ground_of(side.law, path)
    name = record_id(path) or ""
    if change.old == change.new and ground is not Ground.RECORD:
        return
    if change.new is None:
        yield finding("R8-DELETED", Place(path), path=path)
    elif ground is Ground.RECORD:
        yield from _record_edit(name, side, merged, act, signer)
    elif ground is Ground.PLAIN:
        yield from register_findings(side, merged, (change,), act, signer)
    elif ground is Ground.LAW and signer is not None:
        yield from law_findings(side, merged, (change,), act, signer)
    elif ground is Ground.EVIDENCE:
        yield finding("R11-REPLACED", Place(path), path=path)


def _record_edit(name: str, side: Office, merged: Office, act: Act, signer: Officer | None) -> Iterator[Finding]:
    """Two drafts can be merged by hand; two sets of decisions cannot."""
    old, new = side.tree.record(name), merged.tree.record(name)
    same = (
        old is None
        or new is None
        or ((old.stage, old.fields.get("decisions")) == (new.stage, new.fields.get("decisions")))
    )
    if not same:
        yield finding("R10-DECISIONS", Place(record_path(name)), record=name)
    else:
        yield from draft_findings(side, merged, name, act, signer)


def _guarded(arrived: tuple[Change, ...]) -> bool:
    """Whether what arrived can change who changes law and register."""
    return any(change.path.startswith(("schemas/", "records/officers/")) for change in arrived)


def _whole(ours: Office, theirs: Office, merged: Office, arrived: tuple[Change, ...]) -> Iterator[Finding]:
    """Rules over several records, for what arrived: references, unique values, evidence, keys."""
    for change in arrived:
        name = record_id(change.path)
        if name is not None and change.new is not None:
            yield from record_findings(merged, name)
            yield from lost_entry_findings(ours.tree, merged, name)
    for change in _arrived(theirs.tree.entries, merged.tree.entries):
        yield from lost_entry_findings(theirs.tree, merged, record_id(change.path) or "")
    if any(change.path.startswith("records/officers/") for change in arrived):
        yield from register_soundness(merged)


def overlaid(law: Law, base: Entries, joined: Entries, side: Entries, guarded: frozenset[Ground]) -> dict[str, Entry]:
    """Law and register files as a commit of a side branch must face them on the branch that it joins.

    A file that the joined branch changed since they parted stands as it is there; any other as the side has it.
    """
    faced = {path: entry for path, entry in side.items() if ground_of(law, path) not in guarded}
    for path in {*joined, *side}:
        if ground_of(law, path) in guarded:
            entry = joined.get(path) if joined.get(path) != base.get(path) else side.get(path)
            if entry is not None:
                faced[path] = entry
    return faced
