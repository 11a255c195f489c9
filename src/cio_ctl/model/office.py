"""The office at one commit: its law, its register, its tree of records. What the judge compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.law import Law
    from cio_ctl.model.record import Record
    from cio_ctl.model.register import Register
    from cio_ctl.model.signature import BadSignature, Signed


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a tree: its mode as git writes it (``100644``) and its object id."""

    mode: str
    object_id: str

    @property
    def is_ordinary(self) -> bool:
        """Whether it is a file to be read: no link, no other repository, nothing to be run."""
        return self.mode == "100644"


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file holds: SHA-256 in lower-case hex, and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that names a record of one of these kinds; with ``entry``, an entry of a list of that record.

    ``path`` leads to the field; ``lists`` pairs each kind with the list in which its entries stand.
    """

    target: str
    kinds: tuple[str, ...]
    line: int
    path: tuple[str | int, ...] = ()
    entry: str = ""
    lists: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> str:
        """The field without places in lists: ``entries.needs``."""
        return ".".join(step for step in self.path if isinstance(step, str))


class Tree(Protocol):
    """The files of one commit."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every file by its path."""
        ...

    def record(self, record_id: str) -> Record | None:
        """The record of this id; None if there is none or it cannot be read."""
        ...

    def unreadable(self, record_id: str) -> tuple[Finding, ...]:
        """Why a record cannot be read; nothing if it can."""
        ...

    def digest(self, path: str) -> Digest | None:
        """What a file holds; None if it is not there."""
        ...

    def ids_like(self, pattern: str) -> tuple[str, ...]:
        """The ids, in order, that fit a pattern in which ``*`` is any slug."""
        ...

    def may_state(self, record_id: str, text: str) -> bool:
        """Whether a record may have a field of this text, in whatever width and case; False only if it has none."""
        ...


class Shapes(Protocol):
    """What records must look like."""

    def findings(self, record: Record, *, draft: bool) -> tuple[Finding, ...]:
        """Where a record departs from the schema of its kind; a draft may lack required fields."""
        ...

    def references(self, record: Record) -> tuple[Reference, ...]:
        """Every field of the record that names another record."""
        ...

    def entry_lists(self, kind: str) -> tuple[str, ...]:
        """The lists of a kind whose entries other records name by their ids."""
        ...

    def follows_decisions(self, kind: str) -> bool:
        """Whether the schema of a kind asks for other fields by the stage or the decisions of a record."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """Law, register and records, as one commit has them."""

    law: Law
    shapes: Shapes
    register: Register
    tree: Tree


@dataclass(frozen=True, slots=True)
class Change:
    """A file that differs between two trees; None where it is not there."""

    path: str
    old: Entry | None
    new: Entry | None


@dataclass(frozen=True, slots=True)
class Act:
    """One commit as the judge sees it: who signed, when, and all of its own text. Times carry an offset."""

    commit: str
    signature: Signed | BadSignature | None
    at: datetime
    parents_at: datetime | None
    now: datetime
    text: str = ""
