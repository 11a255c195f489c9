"""The judgement on new commits only: what a tip has, and a commit that was judged before has not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cio_ctl.model.errors import GitFailed, UnknownRevision
from cio_ctl.model.finding import Finding, finding
from cio_ctl.services.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.services.workplace import Workplace

_MAIN = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main")
"""Where the branch that a change is meant for is looked for, in this order."""


@dataclass(frozen=True, slots=True)
class Range:
    """New commits: those of ``tip`` that ``judged`` does not have. An empty ``judged`` means all from the root on."""

    judged: str
    tip: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found in a range. ``first_paths`` is the first file that each commit changes; ``roots`` its roots."""

    commits: tuple[str, ...]
    merges: int
    officers: tuple[str, ...]
    findings: tuple[Finding, ...]
    roots: tuple[str, ...] = ()
    first_paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        """How many findings are more than notes."""
        return sum(not entry.about.note for entry in self.findings)

    def placed(self) -> tuple[Finding, ...]:
        """The findings, each at a file: one that concerns a whole commit at the first file that the commit changes."""
        return tuple(
            found
            if found.place.path
            else replace(found, place=replace(found.place, path=self.first_paths.get(found.place.commit, "")))
            for found in self.findings
        )


def range_named(workplace: Workplace, text: str) -> Range:
    """The range that ``A..B``, ``A...B`` or ``B`` names; a side left out is HEAD, and ``B`` alone begins at main.

    Both spellings with dots ask for the same commits: what ``B`` has since it parted from ``A``. An ``A`` of zeros, as
    a forge gives it for a new branch, stands for nothing judged yet.

    Raises:
        UnknownRevision: a side names no commit, or there is no main branch to begin at.
    """
    one, dots, other = text.partition("...")
    if not dots:
        one, dots, other = text.partition("..")
    if not dots:
        return Range(_main(workplace), workplace.commit_at(text))
    nothing = len(one) in {40, 64} and not one.strip("0")
    judged = "" if nothing else workplace.commit_at(one or "HEAD")
    return Range(judged, workplace.commit_at(other or "HEAD"))


def _main(workplace: Workplace) -> str:
    """The commit on which the branch stands that a change is meant for."""
    found = (workplace.repository.resolve(name) for name in _MAIN)
    commit = next((commit for commit in found if commit is not None), None)
    if commit is None:
        raise UnknownRevision(revision="main")
    return commit


def judge_range(workplace: Workplace, judged: str, tip: str) -> Judgement:
    """Judge every commit of a tip that ``judged`` does not have, parents first; ``judged`` itself is believed.

    The findings are those that ``verify`` has for these commits, and what is wrong with the repository as a whole.
    """
    found = list(workplace.repository.wholeness())
    walk = Walk(workplace, workplace.around.clock(), ())
    try:
        problem = workplace.repository.soundness_since(tip, judged)
        if problem:
            found.append(finding("R12-CORRUPT", problem=problem))
        steps = tuple(workplace.repository.history.steps(tip, excluding=judged))
        if steps and steps[-1].commit != tip:
            found.append(finding("R12-CORRUPT", problem="the walk does not end at the tip"))
        walk = Walk(workplace, workplace.around.clock(), steps, whole=not judged)
        for step in steps:
            found += walk.findings_of(step)
    except GitFailed as failed:
        found.append(finding("R12-CORRUPT", problem=failed))
    return _judgement(walk, found)


def _judgement(walk: Walk, found: list[Finding]) -> Judgement:
    return Judgement(
        tuple(walk.commits),
        sum(len(commit.parents) > 1 for commit in walk.commits.values()),
        tuple(sorted(walk.signers)),
        tuple(found),
        tuple(walk.roots),
        {name: step.changes[0].path for name, step in walk.steps.items() if step.changes},
    )
