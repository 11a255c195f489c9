"""An office without something that was done: what the judge would then have said of a later act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cio_ctl.model.office import Digest
from cio_ctl.model.paths import PathTemplate, record_path
from cio_ctl.model.record import Record
from cio_ctl.model.register import Register, register_from
from cio_ctl.rules.judge import judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Entry, Office, Reference, Shapes, Tree
    from cio_ctl.rules.reasons.deeds import Deed

OFFICERS: Final = "officers/"
_GIVEN: Final = {
    "keys": ("fingerprint",),
    "roles": ("role", "unit", "from"),
    "delegations": ("to", "role", "unit", "from"),
}
"""The lists of an officer's file in which rights stand, and what tells their entries apart."""


@dataclass(frozen=True, slots=True)
class Away:
    """What is taken away: records as they would stand (None: not at all), files that would be missing, the law.

    Files that are ``altered``, like records that stand otherwise, have another digest than they had.
    """

    records: Mapping[str, Record | None] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    law: tuple[Law, Shapes] | None = None
    altered: frozenset[str] = frozenset()


class ThinnedTree:
    """A tree in which some records stand otherwise or not at all, and some files are missing."""

    def __init__(self, tree: Tree, away: Away) -> None:
        self._tree = tree
        self._records = away.records
        self._gone = {record_path(name) for name, record in away.records.items() if record is None} | away.files
        self._altered = {record_path(name) for name in away.records} | away.altered

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every file that is left, by its path."""
        if not self._gone:
            return self._tree.entries
        return {path: entry for path, entry in self._tree.entries.items() if path not in self._gone}

    def record(self, record_id: str) -> Record | None:
        """The record of this id as it would stand."""
        return self._records[record_id] if record_id in self._records else self._tree.record(record_id)

    def unreadable(self, record_id: str) -> tuple[Finding, ...]:
        """Why a record cannot be read."""
        return () if record_id in self._records else self._tree.unreadable(record_id)

    def digest(self, path: str) -> Digest | None:
        """What a file holds; None if it is missing."""
        if path in self._gone:
            return None
        return _OTHER if path in self._altered and path in self._tree.entries else self._tree.digest(path)

    def ids_like(self, pattern: str) -> tuple[str, ...]:
        """The ids, in order, that fit a pattern."""
        template = PathTemplate(pattern)
        kept = {name for name in self._tree.ids_like(pattern) if self._records.get(name, _KEPT) is not None}
        more = {name for name, record in self._records.items() if record and template.matches(name) is not None}
        return tuple(sorted(kept | more))

    def may_state(self, record_id: str, text: str) -> bool:
        """Whether a record may have a field of this text."""
        return record_id in self._records or self._tree.may_state(record_id, text)


_KEPT: Final = Record("", {})
_OTHER: Final = Digest("", 0)


@dataclass(frozen=True, slots=True)
class _KnownShapes:
    """The shapes of a law for a record whose own shape was found good: nobody else's act changes it."""

    shapes: Shapes

    def findings(self, record: Record, *, draft: bool) -> tuple[Finding, ...]:  # noqa: ARG002 - as the protocol has it
        """Nothing."""
        return ()

    def references(self, record: Record) -> tuple[Reference, ...]:
        """Every field of the record that names another record."""
        return self.shapes.references(record)

    def entry_lists(self, kind: str) -> tuple[str, ...]:
        """The lists of a kind whose entries other records name by their ids."""
        return self.shapes.entry_lists(kind)

    def follows_decisions(self, kind: str) -> bool:
        """Whether the schema of a kind asks for other fields by the stage or the decisions of a record."""
        return self.shapes.follows_decisions(kind)


def thinned(office: Office, away: Away) -> Office:
    """The office without what is taken away."""
    law, shapes = away.law or (office.law, _KnownShapes(office.shapes))
    officers = {name: record for name, record in away.records.items() if name.startswith(OFFICERS)}
    register = _register_with(office.register, officers) if officers else office.register
    return replace(office, law=law, shapes=shapes, register=register, tree=ThinnedTree(office.tree, away))


def _register_with(register: Register, officers: Mapping[str, Record | None]) -> Register:
    """A register in which some officers stand otherwise or not at all."""
    changed = register_from(record for record in officers.values() if record is not None).officers
    others = {name: officer for name, officer in register.officers.items() if name not in officers}
    return Register(register.units, {**others, **changed})


def accepted(deed: Deed) -> bool:
    """Whether the judge lets a deed pass as it was done; the founding is what everything is judged by."""
    return deed.before is None or not any(
        not found.about.note for found in judge(deed.before, deed.after, deed.changes, deed.act)
    )


def refused_without(deed: Deed, away: Away) -> bool:
    """Whether the judge would not have let a deed pass if something had not been there; founding rests on nothing.

    What the deed itself wrote stands as written, but for rights in the register, which are missing there too.
    """
    if deed.before is None:
        return False
    subjects = {name for name in deed.subjects if not name.startswith(OFFICERS)}
    kept = {name: record for name, record in away.records.items() if name not in subjects}
    after = thinned(deed.after, replace(away, records=kept))
    return bool(judge(thinned(deed.before, away), after, deed.changes, deed.act))


def undone(name: str, versions: Iterable[Deed]) -> Away:
    """What would be missing had the first of these deeds on a record, in their order, not been done.

    A record stands as it stood before: what follows would be refused. In an officer's file later deeds stand, and
    only what the first one gave is taken back, until it is given anew.
    """
    first, *later = versions
    old = first.before.tree.record(name) if first.before is not None else None
    if not name.startswith(OFFICERS):
        missing = first.evidence.union(*(deed.evidence for deed in later))
        return Away({name: old}, missing)
    stands = [record for deed in (first, *later) if (record := deed.after.tree.record(name)) is not None]
    return Away({name: _taken_back(old, stands) if stands and (later or old) else old})


def _taken_back(old: Record | None, stands: list[Record]) -> Record:
    """An officer's file as it stands last, without what its first version gave."""
    given, last = stands[0], stands[-1]
    fields = dict(last.fields)
    for name, keys in _GIVEN.items():
        before, then, now = (_entries(record, name, keys) for record in (old, given, last))
        always = set(then).intersection(*(_entries(record, name, keys) for record in stands))
        changed = {key for key in {*before, *then} if before.get(key) != then.get(key) and key in always}
        left = [before.get(key) if key in changed else entry for key, entry in now.items()]
        if changed:
            fields[name] = [entry for entry in left if entry is not None]
    was, became, now_ = (bool(record and record.fields.get("suspended")) for record in (old, given, last))
    if old is not None and was != became == now_:
        fields["suspended"] = was
    return Record(last.id, fields, last.lines)


def _entries(record: Record | None, name: str, keys: tuple[str, ...]) -> dict[tuple[object, ...], object]:
    """The entries of a list by what tells them apart."""
    found = record.fields.get(name) if record is not None else None
    entries = [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []
    return {tuple(entry.get(key) for key in keys): entry for entry in entries}
