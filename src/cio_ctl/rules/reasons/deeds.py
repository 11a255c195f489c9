"""The past of an office as reasons are looked for in it: single commits, and which of them touched what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cio_ctl.model.paths import is_evidence, record_id
from cio_ctl.model.record import Record
from cio_ctl.rules.cases import Case, case_of
from cio_ctl.rules.judge import signer_of
from cio_ctl.rules.moves import Move, Request, choose

if TYPE_CHECKING:
    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Act, Change, Office, Shapes
    from cio_ctl.model.record import Decision
    from cio_ctl.model.register import Officer

_ENGINES_OWN = ("stage", "decisions")


@dataclass(frozen=True, slots=True)
class Deed:
    """A commit that is no merge, as the judge saw it; ``before`` is None for the founding commit."""

    before: Office | None
    after: Office
    changes: tuple[Change, ...]
    act: Act

    @property
    def commit(self) -> str:
        """The id of the commit."""
        return self.act.commit

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of the records that it changed."""
        names = (record_id(change.path) for change in self.changes)
        return tuple(name for name in names if name is not None)

    @property
    def evidence(self) -> frozenset[str]:
        """The paths of the evidence that it brought in."""
        return frozenset(change.path for change in self.changes if change.old is None and is_evidence(change.path))

    @property
    def signer(self) -> Officer | None:
        """The officer who signed, by the register of then."""
        return signer_of((self.before or self.after).register, self.act)[0]


class Past(Protocol):
    """The history up to one commit; merges are left out, since they decide nothing."""

    def deed(self, commit: str) -> Deed:
        """A commit as the judge saw it."""
        ...

    def touching(self, path: str, before: str = "") -> tuple[str, ...]:
        """The commits that changed a file, oldest first: those from which another descends (empty: all)."""
        ...

    def law_changes(self, before: str) -> tuple[str, ...]:
        """The commits that changed the law and from which another descends, oldest first; the founding left out."""
        ...

    def law_without(self, change: str, commit: str) -> tuple[Law, Shapes] | None:
        """The law that another commit would have faced without a change of law; None if it could not be read."""
        ...


def added_decision(deed: Deed, name: str) -> Decision | None:
    """The decision that a deed added to a record; None where it drew the record up or edited it."""
    new = deed.after.tree.record(name)
    old = deed.before.tree.record(name) if deed.before is not None else None
    if new is None or old is None or len(new.decisions) <= len(old.decisions):
        return None
    return new.decisions[-1]


def move_of(deed: Deed, name: str) -> tuple[Case, Move] | None:
    """The transition by which a deed moved a record, and the record in its surroundings then."""
    decision, signer = added_decision(deed, name), deed.signer
    new = deed.after.tree.record(name)
    old = deed.before.tree.record(name) if deed.before is not None else None
    if deed.before is None or decision is None or signer is None or new is None or old is None:
        return None
    engines = {field: old.fields[field] for field in _ENGINES_OWN if field in old.fields}
    case = case_of(deed.before, Record(name, {**new.fields, **engines}, new.lines))
    if case is None:
        return None
    request = Request(decision.verb, signer, deed.act.at, decision.opinion, decision.target)
    move = choose(case, request)
    return (case, move) if isinstance(move, Move) else None
