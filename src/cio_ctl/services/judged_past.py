"""What lies before a walk that begins in the middle of a history: read from git as it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cio_ctl.services.snapshots import Standing, next_office, office_after, read_office

if TYPE_CHECKING:
    from cio_ctl.adapters.git.history import Step
    from cio_ctl.model.commit import Commit
    from cio_ctl.services.workplace import Workplace

_KEPT: Final = 64
"""How many offices are held; one that was let go is read again."""


class JudgedPast:
    """The commits that were judged before, and who descends from whom on both sides of that line."""

    def __init__(self, workplace: Workplace, steps: tuple[Step, ...]) -> None:
        self._repository = workplace.repository
        self._contents = workplace.contents
        self._steps = {step.commit: step for step in steps}
        self._commits: dict[str, Commit] = {}
        self._standings: dict[str, Standing | None] = {}
        self._bases: dict[tuple[str, str], tuple[str, ...]] = {}
        self._sides: dict[tuple[str, str], tuple[str, ...]] = {}
        self._side_of: dict[str, tuple[str, str]] = {}

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents of a commit."""
        step = self._steps.get(commit)
        return self.commit(commit).parents if step is None else step.parents

    def bases(self, one: str, other: str) -> tuple[str, ...]:
        """The best common ancestors, in order of id."""
        if (one, other) not in self._bases:
            self._bases[one, other] = tuple(sorted(self._repository.refs.bases(one, other)))
        return self._bases[one, other]

    def only_in(self, one: str, other: str) -> tuple[str, ...]:
        """Every commit that is an ancestor of (or is) one and not of the other, parents first."""
        if (one, other) not in self._sides:
            side = self._repository.history.commits_of(one, excluding=other)
            self._sides[one, other] = side
            for name in side:
                self._side_of.setdefault(name, (one, other))
        return self._sides[one, other]

    def commit(self, name: str) -> Commit:
        """The commit of an id."""
        if name not in self._commits:
            self._commits[name] = self._repository.commit(name)
        return self._commits[name]

    def step(self, name: str) -> Step:
        """A commit on a side that was asked for, and what it changes; the whole side is read at once."""
        if name not in self._steps:
            one, other = self._side_of[name]
            for step in self._repository.history.steps(one, excluding=other):
                self._steps.setdefault(step.commit, step)
        return self._steps[name]

    def standing(self, name: str) -> Standing | None:
        """The office at a commit; None where neither it nor any before it has a law that can be read."""
        if name not in self._standings:
            self._standings[name] = self._standing_after_parent(name) or self._standing_read(name)
            if len(self._standings) > _KEPT:
                del self._standings[next(iter(self._standings))]
        return self._standings[name]

    def _standing_after_parent(self, name: str) -> Standing | None:
        """The office by what the commit changes in that of its first parent, if both are at hand."""
        step = self._steps.get(name)
        before = self._standings.get(step.parents[0]) if step is not None and step.parents else None
        if step is None or before is None:
            return None
        return office_after(before, step.changes, self._contents)

    def _standing_read(self, name: str) -> Standing | None:
        """The office from the tree; while its law cannot be read, the last one on the first-parent line is in force."""
        entries = self._repository.tree(name)
        read = read_office(entries, self._contents)
        if isinstance(read, Standing):
            return read
        for changed in self._repository.history.line_touching("schemas", name):
            for parent in self.parents(changed)[:1]:
                before = read_office(self._repository.tree(parent), self._contents)
                if isinstance(before, Standing):
                    return next_office(entries, self._contents, before)
        return None
