"""The fold of the judge over a history: parents first, each commit judged by the office that its parent left.

The history is walked from its root, or from where it was judged before: then what lies before is read on demand.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cio_ctl.model.errors import GitFailed
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.office import Act
from cio_ctl.rules.acts import Ground
from cio_ctl.rules.ancestry import Ancestry
from cio_ctl.rules.doubles import double_notes
from cio_ctl.rules.judge import judge, judge_founding
from cio_ctl.rules.merges import judge_merge, overlaid
from cio_ctl.rules.quorum import demands_quorum
from cio_ctl.services.judged_past import JudgedPast
from cio_ctl.services.signatures import check_signature
from cio_ctl.services.snapshots import (
    Standing,
    broken_law_finding,
    changes_between,
    entries_after,
    next_office,
    office_after,
    read_office,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from cio_ctl.adapters.git.history import Step
    from cio_ctl.model.commit import Commit
    from cio_ctl.model.office import Change, Office
    from cio_ctl.services.workplace import Workplace

_GUARDED = ("schemas/", "records/units/", "records/officers/")
_LAW_AND_REGISTER = frozenset({Ground.LAW, Ground.PLAIN})
_REGISTER = frozenset({Ground.PLAIN})
_ON_ARRIVAL = frozenset({1, 3, 4, 5, 6, 9})
_BY_THE_REGISTER = frozenset({1, 4, 9})
_BY_THE_QUORUM = frozenset({"R9-QUORUM"})


@dataclass(frozen=True, slots=True)
class _Meeting:
    """The commits of one side of a merge (``of``, not ``not_of``) facing the other side, ``joined``.

    What arrives faces law and register of the branch that it joins. The branch that was joined faces the register
    of what arrives, since only the name of a branch says which of two was there first, and a name is no proof; and
    for the same reason its quorum (``codes`` are findings that count besides those of ``rules``).
    """

    joined: Standing
    not_of: str
    of: str
    grounds: frozenset[Ground]
    rules: frozenset[int]
    codes: frozenset[str] = frozenset()


class Walk:
    """A walk over steps, parents first. An office is held only as long as a later commit rests on it.

    The steps are a whole history, or (``whole`` is False) what a tip has and a commit that was judged before has not.
    """

    def __init__(self, workplace: Workplace, now: datetime, steps: tuple[Step, ...], *, whole: bool = True) -> None:
        self.workplace = workplace
        self.now = now
        self.steps = {step.commit: step for step in steps}
        self.past = None if whole else JudgedPast(workplace, steps)
        self.ancestry = _ancestry_of(steps)
        self._lineage = self.past or self.ancestry
        self.commits: dict[str, Commit] = {}
        self.roots: list[str] = []
        self.signers: set[str] = set()
        self.signed: dict[str, str] = {}
        self._standings: dict[str, Standing] = {}
        self._last_use = _last_uses(self._lineage, steps)

    def findings_of(self, step: Step) -> tuple[Finding, ...]:
        """Everything that is wrong with one commit, given those before it, and what is worth a note.

        One that cannot be read is a finding of its own; those after it are judged by the files that it left.
        """
        try:
            commit = self.workplace.repository.commit(step.commit)
            self.commits[step.commit] = commit
            found = (*self._judged(step, commit), *self._notes(step))
        except GitFailed as failed:
            found = (finding("R12-CORRUPT", problem=failed),)
            self._stand_unread(step)
        for name in self._last_use.get(step.commit, ()):
            self._standings.pop(name, None)
        return tuple(entry.at(step.commit) for entry in found)

    def _notes(self, step: Step) -> Iterator[Finding]:
        """What the new files of a commit could be taken for."""
        standing = self._standings.get(step.commit)
        if standing is not None and len(step.parents) == 1:
            yield from double_notes(standing.office, [change.path for change in step.changes if change.old is None])

    def _stand_unread(self, step: Step) -> None:
        """The office after a commit of which no more than the files can be read, if they can."""
        parents = self._standing(*step.parents)
        if parents and len(parents) == len(step.parents) and step.commit not in self._standings:
            with suppress(GitFailed):
                self._stand(step, parents[0])

    def _judged(self, step: Step, commit: Commit) -> Iterator[Finding]:
        """The findings of a root, of a commit with one parent, or of a merge."""
        if not step.parents:
            yield from self._founding(step, commit)
            return
        parents = self._standing(*step.parents)
        if len(parents) < len(step.parents):
            yield finding("R12-UNJUDGED")
            return
        after = self._stand(step, parents[0])
        if _touch(step.changes, ("schemas/",)):
            yield from broken_law_finding(after, step.commit)
        act = self._act(commit, parents[0])
        if len(parents) == 1:
            yield from judge(parents[0].office, after.office, step.changes, act)
        elif len(parents) > 2:
            yield finding("R10-OCTOPUS", count=len(parents))
        else:
            yield from self._merge(step, parents[0], parents[1], after, act)

    def _founding(self, step: Step, commit: Commit) -> Iterator[Finding]:
        """The root: it makes the law and the register by which it is judged."""
        self.roots.append(step.commit)
        if len(self.roots) > 1 or self.past is not None:
            yield finding("R12-ROOTS")
        read = read_office(entries_after({}, step.changes), self.workplace.contents)
        if not isinstance(read, Standing):
            yield from read
            return
        self._standings[step.commit] = read
        yield from judge_founding(read.office, step.changes, self._act(commit, read))

    def _stand(self, step: Step, first: Standing) -> Standing:
        """The office after a commit; a law that cannot be read leaves that of the parent in force."""
        read = office_after(first, step.changes, self.workplace.contents)
        self._standings[step.commit] = read
        return read

    def _merge(self, step: Step, ours: Standing, theirs: Standing, merged: Standing, act: Act) -> Iterator[Finding]:
        """The merge itself, then each commit that it brings in, by the law of the branch that it joins."""
        bases = self._standing(*self._lineage.bases(*step.parents))
        if not bases:
            yield finding("R10-UNRELATED")
            return
        if step.parents[1] in self._lineage.bases(*step.parents):
            yield finding("R2-EMPTY")  # no commit is brought in
        entries = tuple(base.snapshot.entries for base in bases)
        yield from judge_merge(entries, ours.office, theirs.office, merged.office, act)
        one, other = step.parents
        yield from self._side(step, bases, _Meeting(ours, one, other, _LAW_AND_REGISTER, _ON_ARRIVAL))
        yield from self._side(step, bases, _Meeting(theirs, other, one, _REGISTER, _BY_THE_REGISTER))
        if demands_quorum(theirs.office.law):
            both = _LAW_AND_REGISTER
            yield from self._side(step, bases, _Meeting(theirs, other, one, both, frozenset(), _BY_THE_QUORUM))

    def _side(self, step: Step, bases: list[Standing], meeting: _Meeting) -> Iterator[Finding]:
        """What one side of a merge did that the other side, as it stands, would not have allowed."""
        if not _touched_since(bases, meeting.joined):
            return
        for name in self._lineage.only_in(meeting.of, meeting.not_of):
            yield from self._arriving(self._step(name), bases[0], meeting, step.commit)

    def _arriving(self, arriving: Step, base: Standing, meeting: _Meeting, merge: str) -> Iterator[Finding]:
        """One commit of a branch, judged under the law and register of the branch that it meets."""
        parents, own = self._standing(*arriving.parents), self._standing(arriving.commit)
        if not parents or len(parents) < len(arriving.parents) or not own or not self._is_known(arriving.commit):
            return
        facing = [self._facing(base, meeting, parent) for parent in parents]
        act = self._act(self._commit(arriving.commit), facing[0])
        for entry in self._judged_again(arriving, own[0].office, parents, facing, act):
            if entry.about.rule in meeting.rules or entry.code in meeting.codes:
                sentence = f"{arriving.commit[:12]}: {entry.code}: {entry.sentence()}"
                yield finding("R10-ARRIVING", Place(entry.place.path), entry.basis, merge=merge[:12], sentence=sentence)

    def _facing(self, base: Standing, meeting: _Meeting, parent: Standing) -> Standing:
        """A parent with law and register as the branch that it meets has them."""
        law, entries = meeting.joined.office.law, meeting.joined.snapshot.entries
        faced = overlaid(law, base.snapshot.entries, entries, parent.snapshot.entries, meeting.grounds)
        return next_office(faced, self.workplace.contents, parent)

    def _judged_again(
        self, arriving: Step, own: Office, parents: list[Standing], facing: list[Standing], act: Act
    ) -> tuple[Finding, ...]:
        """What the judge says of a commit whose parents have another law and register."""
        if len(parents) == 1:
            return judge(facing[0].office, own, arriving.changes, act)
        if len(parents) > 2:
            return ()
        bases = [base.snapshot.entries for base in self._standing(*self._lineage.bases(*arriving.parents))]
        ours, theirs = (
            replace(parent.office, law=faced.office.law, register=faced.office.register)
            for parent, faced in zip(parents, facing, strict=True)
        )
        return judge_merge(tuple(bases), ours, theirs, own, act)

    def _act(self, commit: Commit, standing: Standing) -> Act:
        """The commit as the judge sees it."""
        signature = check_signature(commit, standing.office.register)
        officer = standing.office.register.signer(getattr(signature, "fingerprint", ""))
        if officer is not None:
            self.signers.add(officer.id)
        self.signed[commit.id] = getattr(signature, "fingerprint", "")
        parents = [self._commit(parent).at for parent in commit.parents if self._is_known(parent)]
        return Act(commit.id, signature, commit.at, max(parents, default=None), self.now, commit.text)

    def _standing(self, *names: str) -> list[Standing]:
        """The offices at commits, those left out that have none: before the walk began they are read from git."""
        found = (
            self._standings.get(name) if name in self.steps or self.past is None else self.past.standing(name)
            for name in names
        )
        return [standing for standing in found if standing is not None]

    def _is_known(self, name: str) -> bool:
        """Whether a commit can be looked at: the walk came past it, or it lies before."""
        return name in self.commits or (self.past is not None and name not in self.steps)

    def _commit(self, name: str) -> Commit:
        """A commit that is known."""
        return self.commits[name] if name in self.commits or self.past is None else self.past.commit(name)

    def _step(self, name: str) -> Step:
        """A commit of the walk, or one before it, with what it changes."""
        return self.steps[name] if name in self.steps or self.past is None else self.past.step(name)


def _ancestry_of(steps: tuple[Step, ...]) -> Ancestry:
    """Who descends from whom among steps."""
    ancestry = Ancestry()
    for step in steps:
        ancestry.add(step.commit, step.parents)
    return ancestry


def _touched_since(bases: Iterable[Standing], joined: Standing) -> bool:
    """Whether a branch has changed law or register since it parted."""
    return any(_touch(changes_between(base.snapshot.entries, joined.snapshot.entries), _GUARDED) for base in bases)


def _last_uses(ancestry: Ancestry | JudgedPast, steps: tuple[Step, ...]) -> Mapping[str, list[str]]:
    """For each commit, the offices that no later commit needs: parents, and all that a merge looks back at."""
    last: dict[str, str] = {}
    walked = {step.commit for step in steps}
    for step in steps:
        last |= dict.fromkeys(step.parents, step.commit)
        if len(step.parents) == 2:
            one, other = step.parents
            sides = (*ancestry.only_in(one, other), *ancestry.only_in(other, one))
            last |= dict.fromkeys((*ancestry.bases(one, other), *sides), step.commit)
            for name in walked.intersection(sides):
                parents = ancestry.parents(name)
                last |= dict.fromkeys(parents, step.commit)
                if len(parents) == 2:
                    last |= dict.fromkeys(ancestry.bases(*parents), step.commit)
    by_user: dict[str, list[str]] = defaultdict(list)
    for name, user in last.items():
        by_user[user].append(name)
    return by_user


def _touch(changes: Iterable[Change], folders: tuple[str, ...]) -> bool:
    """Whether changes reach into one of the folders."""
    return any(change.path.startswith(folders) for change in changes)
