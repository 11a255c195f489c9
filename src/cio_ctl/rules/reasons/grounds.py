"""Every act on which the stage of a record rests: without any one of them the judge would have refused what followed.

The judge itself is asked. For each act, and for everything that it looked at, the office is taken back to where it
stood before somebody else's act; where the judge then refuses, that act is a ground. Grounds have grounds in turn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from cio_ctl.model.matches import Combination, FieldMatch, RecordMatch
from cio_ctl.model.paths import is_law, record_path
from cio_ctl.rules.cases import asked_about, holds
from cio_ctl.rules.reasons.deeds import Deed, move_of
from cio_ctl.rules.reasons.readings import read_by
from cio_ctl.rules.reasons.without import OFFICERS, Away, accepted, refused_without, undone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.model.matches import Match
    from cio_ctl.rules.cases import Case
    from cio_ctl.rules.reasons.deeds import Past


class Tie(StrEnum):
    """What one act is to another that rests on it."""

    GOAL = "reached the stage"
    BEFORE = "came before on the record"
    RIGHT = "gave the signer key or post"
    RECORD = "made what had to stand"
    LAW = "made the law"
    FOUNDING = "founded the office"


@dataclass(frozen=True, slots=True)
class Ground:
    """A commit, what it is to the act that rests on it, and that act. ``record`` is what it changed, empty for law."""

    commit: str
    tie: Tie
    record: str
    under: str


@dataclass
class Grounds:
    """The grounds found. ``needed``: without any one the record would not stand there; ``spare``: others would do.

    What is ``refused`` the judge did not let pass as it was done; on what it rests cannot be said.
    """

    needed: dict[str, list[Ground]] = field(default_factory=dict)
    spare: dict[str, list[Ground]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


def goal_of(past: Past, name: str) -> str:
    """The commit that brought a record to the stage in which it stands; empty where none did."""
    for commit in reversed(past.touching(record_path(name))):
        deed = past.deed(commit)
        old = deed.before.tree.record(name) if deed.before is not None else None
        new = deed.after.tree.record(name)
        if old is None or new is None or not new.stage or old.stage != new.stage:
            return commit
    return ""


def grounds_of(past: Past, name: str, goal: str, root: str) -> Grounds:
    """Everything on which the commit that brought a record to its stage rests, itself included."""
    found = Grounds()
    search = _Search(past, found.refused)
    found.needed[root] = [Ground(root, Tie.FOUNDING, "", goal)]
    search.take(found.needed, [Ground(goal, Tie.GOAL, name, goal), *search.own(past.deed(goal), name)])
    for commit in tuple(found.needed):
        spares = [ground for ground in _alternatives(past, past.deed(commit)) if ground.commit not in found.needed]
        search.take(found.spare, spares)
    for commit, known in found.needed.items():
        known += [ground for ground in found.spare.pop(commit, []) if ground not in known]
    return found


@dataclass(slots=True)
class _Search:
    """A search through a past; what was found of two versions of a record is kept."""

    past: Past
    refused: set[str]
    repeated: dict[tuple[str, str], bool] = field(default_factory=dict)

    def take(self, into: dict[str, list[Ground]], grounds: Iterable[Ground]) -> None:
        """Take grounds in, and whatever they rest on besides what came before on the same record."""
        todo = list(grounds)
        while todo:
            ground = todo.pop()
            known = into.setdefault(ground.commit, [])
            if not known and self._passes(self.past.deed(ground.commit)):
                todo += self._others(self.past.deed(ground.commit), ground.record)
            if ground not in known:
                known.append(ground)

    def own(self, deed: Deed, name: str) -> Iterator[Ground]:
        """What came before on the record itself."""
        for commit in self._on(deed, name) if self._passes(deed) else ():
            yield Ground(commit, Tie.BEFORE, name, deed.commit)

    def _passes(self, deed: Deed) -> bool:
        """Whether the judge let a deed pass; if not it is kept among the refused."""
        passes = deed.commit not in self.refused and accepted(deed)
        if not passes:
            self.refused.add(deed.commit)
        return passes

    def _others(self, deed: Deed, asked: str) -> Iterator[Ground]:
        """The acts on the register, on the law, and on records other than the one ``asked``, on which a deed rests."""
        if deed.before is None:
            return
        people = set(_signing(deed))
        for name in sorted(people | set(_looked_at(deed)) | (set(deed.subjects) - {asked})):
            if name != asked or name in people:
                tie = Tie.RIGHT if name in people else Tie.BEFORE if name in deed.subjects else Tie.RECORD
                yield from (Ground(commit, tie, name, deed.commit) for commit in self._on(deed, name))
        for change in self.past.law_changes(deed.commit):
            law, altered = self.past.law_without(change, deed.commit), _still_there(self.past.deed(change), deed)
            if law is None or refused_without(deed, Away(law=law, altered=altered)):
                yield Ground(change, Tie.LAW, "", deed.commit)

    def _on(self, deed: Deed, name: str) -> Iterator[str]:
        """The commits on one record without any one of which a deed would have been refused; founding left out."""
        versions = [self.past.deed(commit) for commit in self.past.touching(record_path(name), deed.commit)]
        for number, version in enumerate(versions):
            if version.before is None or (number + 1 < len(versions) and self._repeats(name, *versions[number:][:2])):
                continue
            if refused_without(deed, undone(name, versions[number:])):
                yield version.commit

    def _repeats(self, name: str, version: Deed, following: Deed) -> bool:
        """Whether the next version of a record could stand without the one before: it says all that that one said."""
        if name.startswith(OFFICERS):
            return False
        key = version.commit, name
        if key not in self.repeated:
            self.repeated[key] = not refused_without(following, undone(name, [version]))
        return self.repeated[key]


def _still_there(change: Deed, deed: Deed) -> frozenset[str]:
    """The files of the law that stand, when a deed is done, as a change left them."""
    entries = deed.before.tree.entries if deed.before is not None else {}
    return frozenset(one.path for one in change.changes if is_law(one.path) and entries.get(one.path) == one.new)


def _signing(deed: Deed) -> Iterator[str]:
    """The signer, whoever lends a post to the signer, and who agreed to an amendment that comes in force."""
    signer = deed.signer
    if signer is None or deed.before is None:
        return
    yield signer.id
    if len(deed.changes) > 1:
        records = (deed.after.tree.record(name) for name in deed.subjects)
        decisions = (decision for record in records if record is not None for decision in record.decisions)
        yield from (person for decision in decisions for person in decision.persons)
    for lender in deed.before.register.officers.values():
        if any(lent.to == signer.id for lent in lender.delegations):
            yield lender.id


def _looked_at(deed: Deed) -> Iterator[str]:
    """The records whose absence the judge would have noticed, and those that the law asks about."""
    read = read_by(deed)
    asked: set[str] = set()
    for name in deed.subjects:
        moved = move_of(deed, name)
        if moved is not None:
            case, move = moved
            guards = (guard.needs for guard in move.transition.guards)
            asked.update(other for match in (*move.transition.when, *guards) for other in _asked(match, case))
    yield from asked
    yield from _missed(deed, tuple(sorted(read - asked - set(deed.subjects))))


def _missed(deed: Deed, names: tuple[str, ...]) -> Iterator[str]:
    """Those of the records without which the deed is refused: halved until each one is alone."""
    if not names or not refused_without(deed, Away(dict.fromkeys(names))):
        return
    if len(names) == 1:
        yield names[0]
        return
    middle = len(names) // 2
    yield from _missed(deed, names[:middle])
    yield from _missed(deed, names[middle:])


def _asked(match: Match, case: Case) -> Iterator[str]:
    """Every record that a match of the law looks at."""
    if isinstance(match, RecordMatch):
        yield from (other.record.id for other, _ in asked_about(match, case) if other is not None)
    elif isinstance(match, Combination):
        for part in match.parts:
            yield from _asked(part, case)
    else:
        yield from _related(match, case)


def _related(match: FieldMatch, case: Case) -> Iterator[str]:
    """The related record whose field a match looks at."""
    for path in (match.field, match.operand):
        head = path.partition(".")[0] if isinstance(path, str) else ""
        record = case.related(head) if head in case.process.related else None
        if record is not None:
            yield record.id


def met_by(match: Match, case: Case) -> Iterator[str]:
    """The records by which a match holds; none where it holds because something is not there."""
    if isinstance(match, RecordMatch):
        yield from (other.record.id for other, fits in asked_about(match, case) if fits and other is not None)
    elif isinstance(match, FieldMatch):
        yield from _related(match, case)
    elif match.how != "not":
        for part in match.parts:
            if holds(part, case):
                yield from met_by(part, case)


def _alternatives(past: Past, deed: Deed) -> Iterator[Ground]:
    """The acts on records that meet a guard together with others, where fewer would do."""
    for name in deed.subjects:
        moved = move_of(deed, name)
        if moved is None:
            continue
        case, move = moved
        for guard in move.transition.guards:
            for other in dict.fromkeys(met_by(guard.needs, case)):
                if not refused_without(deed, Away({other: None})):
                    for commit in past.touching(record_path(other), deed.commit):
                        yield Ground(commit, Tie.RECORD, other, deed.commit)
