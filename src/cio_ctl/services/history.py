"""Rule 12 and the walk: the whole history, from the anchor on, judged commit by commit. No finding stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cio_ctl.adapters.git_repository import Step
from cio_ctl.adapters.snapshots import (
    Contents,
    Standing,
    broken_law_finding,
    changes_between,
    read_office,
)
from cio_ctl.model.commit import Commit
from cio_ctl.model.errors import GitFailed
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.office import Act, Change, Entry
from cio_ctl.rules.ancestry import Ancestry
from cio_ctl.rules.judge import judge, judge_founding
from cio_ctl.rules.merges import judge_merge, overlaid
from cio_ctl.services.marks import Marks, read_marks, write_marks
from cio_ctl.services.signatures import check_signature
from cio_ctl.services.workplace import Workplace

Progress = Callable[[int, int], None]
_CACHE_EVERY = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """What a walk found. ``anchor`` is the root that the history has; ``pinned`` whether it was expected."""

    anchor: str
    pinned: bool
    tip: str
    branch: str
    commits: int
    merges: int
    officers: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing but notes was found."""
        return all(entry.about.note for entry in self.findings)


@dataclass(slots=True)
class _Walk:
    """The state of a walk: the office at every commit whose children are still to come."""

    workplace: Workplace
    now: datetime
    contents: Contents
    standings: dict[str, Standing] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    ancestry: Ancestry = field(default_factory=Ancestry)
    signers: set[str] = field(default_factory=set)
    roots: list[str] = field(default_factory=list)

    def findings_of(self, step: Step) -> tuple[Finding, ...]:
        """Everything that is wrong with one commit, given those before it."""
        commit = self.workplace.repository.commit(step.commit)
        self.commits[step.commit], self.steps[step.commit] = commit, step
        self.ancestry.add(step.commit, step.parents)
        return tuple(entry.at(step.commit) for entry in self._judged(step, commit))

    def _judged(self, step: Step, commit: Commit) -> Iterator[Finding]:
        if not step.parents:
            yield from self._founding(step, commit)
            return
        parents = [self.standings.get(parent) for parent in step.parents]
        first = parents[0]
        if first is None:
            return
        entries = _applied(first.snapshot.entries, step.changes)
        after = self._stand(step.commit, entries, first, step.changes)
        if after is None:
            return
        yield from broken_law_finding(after, step.commit) if _touches_law(step.changes) else ()
        act = self._act(commit, first)
        if len(step.parents) == 1:
            yield from judge(first.office, after.office, step.changes, act)
        elif len(step.parents) > 2:  # noqa: PLR2004 - two at most
            yield finding("R10-OCTOPUS", count=len(step.parents))
        elif parents[1] is not None:
            yield from self._merge(step, first, parents[1], after, act)

    def _founding(self, step: Step, commit: Commit) -> Iterator[Finding]:
        """The root: it makes the law and the register by which it is judged."""
        self.roots.append(step.commit)
        if len(self.roots) > 1:
            yield finding("R12-ROOTS")
        entries = _applied({}, step.changes)
        read = read_office(entries, self.contents)
        if not isinstance(read, Standing):
            yield from read
            return
        self.standings[step.commit] = read
        act = self._act(commit, read)
        yield from judge_founding(read.office, step.changes, act)

    def _merge(
        self, step: Step, ours: Standing, theirs: Standing, merged: Standing, act: Act
    ) -> Iterator[Finding]:
        """The merge itself, then each commit that it brings in, by the law of the branch that it joins."""
        bases = [self.standings[base] for base in self.ancestry.bases(*step.parents) if base in self.standings]
        if not bases:
            yield finding("R10-UNRELATED")
        yield from judge_merge(
            tuple(base.snapshot.entries for base in bases), ours.office, theirs.office, merged.office, act
        )
        for base in bases[:1]:
            yield from self._arriving(step, base, ours)

    def _arriving(self, step: Step, base: Standing, joined: Standing) -> Iterator[Finding]:
        """What a side branch did that the branch which it joins would not have allowed."""
        law_paths = _guarded(base, joined)
        if not law_paths:
            return
        for name in self.ancestry.only_in(step.parents[1], step.parents[0]):
            arriving = self.steps[name]
            if len(arriving.parents) != 1 or arriving.parents[0] not in self.standings:
                continue
            yield from self._as_if_there(name, arriving, base, joined, step.commit)

    def _as_if_there(
        self, name: str, arriving: Step, base: Standing, joined: Standing, merge: str
    ) -> Iterator[Finding]:
        """One commit of a side branch, judged under the law and register of the branch that it joins."""
        parent, own = self.standings[arriving.parents[0]], self.standings[name]
        law = joined.office.law
        faced = read_office(overlaid(
            law, base.snapshot.entries, joined.snapshot.entries, parent.snapshot.entries), self.contents)
        if not isinstance(faced, Standing):
            return
        commit = self.commits[name]
        for entry in judge(faced.office, own.office, arriving.changes, self._act(commit, faced)):
            if entry.about.rule in {1, 3, 4, 9}:
                yield finding("R10-ARRIVING", Place(entry.place.path), entry.basis, merge=merge[:12],
                              sentence=f"{name[:12]}: {entry.code}: {entry.sentence()}")

    def _stand(
        self, name: str, entries: dict[str, Entry], first: Standing, changes: tuple[Change, ...]
    ) -> Standing | None:
        """The office after a commit."""
        read = read_office(entries, self.contents, first, changes)
        if not isinstance(read, Standing):
            return None
        self.standings[name] = read
        return read

    def _act(self, commit: Commit, standing: Standing) -> Act:
        """The commit as the judge sees it."""
        signature = check_signature(commit, standing.office.register)
        parents = [self.commits[parent].at for parent in commit.parents if parent in self.commits]
        fingerprint = getattr(signature, "fingerprint", "")
        officer = standing.office.register.signer(fingerprint) if fingerprint else None
        if officer is not None:
            self.signers.add(officer.id)
        return Act(commit.id, signature, commit.at, max(parents, default=None), self.now)


def verify(
    workplace: Workplace, *, anchor: str = "", tip: str = "", progress: Progress | None = None
) -> Report:
    """Judge every commit up to a tip (empty: HEAD), and whether the history is the one that this user knows."""
    repository = workplace.repository
    marks = read_marks(workplace)
    end = tip or workplace.head.commit
    branch = workplace.head.branch if end == workplace.head.commit else ""
    walk = _Walk(workplace, workplace.around.clock(), workplace.contents)
    found = list(repository.wholeness())
    merges = count = 0
    try:
        steps = list(repository.steps(end))
        for step in steps:
            found += walk.findings_of(step)
            count, merges = count + 1, merges + (len(step.parents) > 1)
            if progress is not None:
                progress(count, len(steps))
    except GitFailed as problem:
        found.append(finding("R12-CORRUPT", object=str(problem)))
    root = walk.roots[0] if walk.roots else ""
    expected = anchor or marks.anchor
    found += _anchor_findings(root, expected)
    found += _seen_findings(walk, marks, branch, end)
    report = Report(root, bool(expected), end, branch, count, merges, tuple(sorted(walk.signers)), tuple(found))
    if report.clean and branch:
        write_marks(workplace, Marks(root, {**marks.heads, branch: end}))
    return report


def _anchor_findings(root: str, expected: str) -> Iterable[Finding]:
    """Rule 12: the history starts where the user knows it to start."""
    if expected and not (len(expected) >= 7 and root.startswith(expected)):  # noqa: PLR2004 - git's shortest id
        return (finding("R12-ANCHOR", root=root, anchor=expected),)
    return () if expected else (finding("R12-TRUST", root=root),)


def _seen_findings(walk: _Walk, marks: Marks, branch: str, end: str) -> Iterable[Finding]:
    """Rule 12: the branch still holds what this user has seen on it."""
    seen = marks.heads.get(branch, "")
    if seen and seen not in walk.commits:
        return (finding("R12-REWRITTEN", branch=branch.removeprefix("refs/heads/"), seen=seen).at(end),)
    return ()


def _applied(entries: dict[str, Entry] | object, changes: tuple[Change, ...]) -> dict[str, Entry]:
    """The files after changes."""
    after: dict[str, Entry] = dict(entries)  # type: ignore[call-overload]
    for change in changes:
        if change.new is None:
            after.pop(change.path, None)
        else:
            after[change.path] = change.new
    return after


def _touches_law(changes: tuple[Change, ...]) -> bool:
    return any(change.path.startswith("schemas/") for change in changes)


def _guarded(base: Standing, joined: Standing) -> tuple[str, ...]:
    """Law and register files that the joined branch changed since the branches parted."""
    return tuple(
        change.path for change in changes_between(base.snapshot.entries, joined.snapshot.entries)
        if change.path.startswith(("schemas/", "records/units/", "records/officers/"))
    )
