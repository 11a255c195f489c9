"""Rule 12: the whole history, from the anchor on, and whether it is the one that this user knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.errors import GitFailed
from cio_ctl.model.finding import Finding, finding
from cio_ctl.services.disputes import dispute_findings
from cio_ctl.services.marks import Marks, read_marks, write_marks
from cio_ctl.services.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cio_ctl.services.workplace import Workplace

    Progress = Callable[[int, int], None]

_SHORTEST_ID = 7


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
    def faults(self) -> int:
        """How many findings are more than notes."""
        return sum(not entry.about.note for entry in self.findings)

    @property
    def clean(self) -> bool:
        """Whether nothing but notes was found."""
        return self.faults == 0


def verify(workplace: Workplace, *, anchor: str = "", tip: str = "", progress: Progress | None = None) -> Report:
    """Judge every commit up to a tip (empty: HEAD); a clean history is remembered as the one last seen."""
    head = workplace.head
    end = tip or head.commit
    branch = head.branch if end == head.commit else ""
    marks = read_marks(workplace)
    expected = anchor or marks.anchor
    if not marks.anchor.startswith(expected.lower()):
        marks = Marks()  # another office lay here; what was seen of it says nothing of this one
    found = list(workplace.repository.wholeness())
    walk, walked = _walk(workplace, end, progress)
    found += walked
    root = walk.roots[0] if walk.roots else ""
    found += _anchor_findings(root, expected)
    found += _seen_findings(walk, marks, branch, end)
    merges = sum(len(commit.parents) > 1 for commit in walk.commits.values())
    officers = tuple(sorted(walk.signers))
    report = Report(root, bool(expected), end, branch, len(walk.commits), merges, officers, tuple(found))
    if report.clean and branch:
        write_marks(workplace, Marks(root, {**marks.heads, branch: end}))
    return report


def _walk(workplace: Workplace, end: str, progress: Progress | None) -> tuple[Walk, list[Finding]]:
    """The walk when it has come to its end, or as far as git could read."""
    found: list[Finding] = []
    now = workplace.around.clock()
    walk = Walk(workplace, now, ())
    try:
        problem = workplace.repository.soundness(end)
        if problem:
            found.append(finding("R12-CORRUPT", problem=problem))
        steps = tuple(workplace.repository.history.steps(end))
        if not steps or steps[-1].commit != end:
            found.append(finding("R12-CORRUPT", problem="the walk does not end at the tip"))
        walk = Walk(workplace, now, steps)
        for number, step in enumerate(steps, 1):
            found += walk.findings_of(step)
            if progress is not None:
                progress(number, len(steps))
        found += dispute_findings(workplace, walk, end)
    except GitFailed as failed:
        found += [finding("R12-CORRUPT", problem=failed), finding("R12-UNJUDGED").at(end)]
    return walk, found


def _anchor_findings(root: str, expected: str) -> Iterator[Finding]:
    """The history starts where the user knows it to start."""
    if not expected:
        yield finding("R12-TRUST", root=root)
    elif len(expected) < _SHORTEST_ID or not root.startswith(expected.lower()):
        yield finding("R12-ANCHOR", root=root, anchor=expected)


def _seen_findings(walk: Walk, marks: Marks, branch: str, end: str) -> Iterator[Finding]:
    """The branch still holds what this user has seen on it; a branch never seen does not take the place of those seen.

    Where none of the branches seen is left as it was, an old state could be shown under a new name.
    """
    seen = marks.heads.get(branch, "")
    if seen and seen not in walk.commits:
        yield _rewritten(branch, seen, end)
    if seen or not branch:
        return
    missing = {name: head for name, head in marks.heads.items() if head not in walk.commits}
    gone = {name: head for name, head in missing.items() if not _still_holds(walk.workplace, name, head)}
    if gone and len(gone) == len(marks.heads):
        yield from (_rewritten(name, head, end) for name, head in gone.items())
        return
    for name, head in missing.items():
        if walk.workplace.repository.history.holds(end, head):
            yield finding("R12-BEHIND", branch=_short(branch), seen=head, other=_short(name)).at(end)


def _still_holds(workplace: Workplace, branch: str, seen: str) -> bool:
    """Whether a branch exists and holds a commit."""
    tip = workplace.repository.resolve(branch)
    return tip is not None and workplace.repository.history.holds(seen, tip)


def _rewritten(branch: str, seen: str, end: str) -> Finding:
    """A branch no longer holds what was seen on it."""
    return finding("R12-REWRITTEN", branch=_short(branch), seen=seen).at(end)


def _short(branch: str) -> str:
    """The name of a branch as people write it."""
    return branch.removeprefix("refs/heads/")
