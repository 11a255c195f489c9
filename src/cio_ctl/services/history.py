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
        found.append(finding("R12-CORRUPT", problem=failed))
    return walk, found


def _anchor_findings(root: str, expected: str) -> Iterator[Finding]:
    """The history starts where the user knows it to start."""
    if not expected:
        yield finding("R12-TRUST", root=root)
    elif len(expected) < _SHORTEST_ID or not root.startswith(expected.lower()):
        yield finding("R12-ANCHOR", root=root, anchor=expected)


def _seen_findings(walk: Walk, marks: Marks, branch: str, end: str) -> Iterator[Finding]:
    """The branch still holds what this user has seen on it."""
    seen = marks.heads.get(branch, "")
    if seen and seen not in walk.commits:
        yield finding("R12-REWRITTEN", branch=branch.removeprefix("refs/heads/"), seen=seen).at(end)
