"""The past of an office, read from git, as reasons are looked for in it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from cio_ctl.model.office import Act
from cio_ctl.rules.reasons.deeds import Deed
from cio_ctl.services.law_books import LawBook
from cio_ctl.services.signatures import check_signature
from cio_ctl.services.snapshots import Standing, office_after

if TYPE_CHECKING:
    from datetime import datetime

    from cio_ctl.adapters.git.history import Step
    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Entry, Shapes
    from cio_ctl.services.workplace import Workplace


class GitPast:
    """The commits up to a tip. Offices are read when they are asked for, and kept."""

    def __init__(self, workplace: Workplace, tip: str, now: datetime) -> None:
        self._workplace = workplace
        self._now = now
        self.steps: dict[str, Step] = {step.commit: step for step in workplace.repository.history.steps(tip)}
        self.root = next(iter(self.steps), "")
        self._touching: dict[str, list[str]] = defaultdict(list)
        for step in self.steps.values():
            for change in step.changes if len(step.parents) < 2 else ():
                self._touching[change.path].append(step.commit)
        self._standings: dict[str, Standing] = {}
        self._deeds: dict[str, Deed] = {}
        self._before: dict[str, frozenset[str]] = {}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {commit: number for number, commit in enumerate(self.steps)}

    @cached_property
    def merges(self) -> tuple[str, ...]:
        """The commits with several parents."""
        return tuple(step.commit for step in self.steps.values() if len(step.parents) > 1)

    def before(self, commit: str) -> frozenset[str]:
        """Every commit from which a commit descends."""
        if commit not in self._before:
            seen: set[str] = set()
            todo = list(self.steps[commit].parents)
            while todo:
                name = todo.pop()
                if name not in seen:
                    seen.add(name)
                    todo += self.steps[name].parents
            self._before[commit] = frozenset(seen)
        return self._before[commit]

    def precedes(self, one: str, other: str) -> bool:
        """Whether a commit descends from another; where there are no merges the order says it."""
        return self._order[one] < self._order[other] and (not self.merges or one in self.before(other))

    def touching(self, path: str, before: str = "") -> tuple[str, ...]:
        """The commits that changed a file, oldest first: those from which another descends (empty: all)."""
        return tuple(name for name in self._touching.get(path, ()) if not before or self.precedes(name, before))

    def law_changes(self, before: str) -> tuple[str, ...]:
        """The commits that changed the law and from which another descends, oldest first; the founding left out."""
        return tuple(name for name in self._law_changes if self.precedes(name, before))

    @cached_property
    def _law_changes(self) -> tuple[str, ...]:
        return tuple(
            step.commit
            for step in self.steps.values()
            if len(step.parents) == 1 and any(change.path.startswith("schemas/") for change in step.changes)
        )

    def law_without(self, change: str, commit: str) -> tuple[Law, Shapes] | None:
        """The law that a commit would have faced without a change of law; None if it could not be read."""
        entries: dict[str, Entry] = dict(self.standing(self.steps[commit].parents[0]).snapshot.entries)
        for one in self.steps[change].changes:
            if one.path.startswith("schemas/") and entries.get(one.path) == one.new:
                if one.old is None:
                    entries.pop(one.path, None)
                else:
                    entries[one.path] = one.old
        book = self._workplace.contents.law(entries)
        return (book.law, book.shapes) if isinstance(book, LawBook) else None

    def standing(self, commit: str) -> Standing:
        """The office at a commit."""
        if commit not in self._standings:
            self._standings[commit] = self._read(commit)
        return self._standings[commit]

    def _read(self, commit: str) -> Standing:
        """An office, built on that of the parent where it is known."""
        step = self.steps[commit]
        parent = self._standings.get(step.parents[0]) if step.parents else None
        if parent is None:
            return self._workplace.standing_at(commit)
        return office_after(parent, step.changes, self._workplace.contents)

    def signed_by(self, commit: str) -> tuple[str, str]:
        """The fingerprint of the key that signed a commit and its officer, by the register of the first parent."""
        found, parents = self._workplace.repository.commit(commit), self.steps[commit].parents
        register = self.standing(parents[0] if parents else commit).office.register
        fingerprint = getattr(check_signature(found, register), "fingerprint", "")
        officer = register.signer(fingerprint)
        return fingerprint, officer.id if officer is not None else ""

    def deed(self, commit: str) -> Deed:
        """A commit as the judge saw it."""
        if commit not in self._deeds:
            self._deeds[commit] = self._deed(commit)
        return self._deeds[commit]

    def _deed(self, commit: str) -> Deed:
        step = self.steps[commit]
        found = self._workplace.repository.commit(commit)
        before = self.standing(step.parents[0]).office if step.parents else None
        after = self.standing(commit).office
        signature = check_signature(found, (before or after).register)
        parents = [self._workplace.repository.commit(name).at for name in step.parents]
        return Deed(
            before, after, step.changes, Act(commit, signature, found.at, max(parents, default=None), self._now)
        )
