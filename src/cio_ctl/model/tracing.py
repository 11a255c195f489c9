"""What a law says about tracing: which fields link records, what replaces what, and what counts as a gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cio_ctl.model.label import Label
    from cio_ctl.model.matches import Match


@dataclass(frozen=True, slots=True)
class Supersession:
    """The field that names the record which this one replaces, once it stands in one of the stages."""

    field: str
    in_force: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """How records of a kind are linked: fields that name what they come from, and what they lead to.

    With ``entries`` each entry of that list is a node of its own, and paths below it belong to the entry.
    ``unit`` is the field that says whose an entry is.
    """

    entries: str = ""
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a chain must reach: a record of a kind, in one of the stages (none: any), whose fields match."""

    kind: str
    stages: tuple[str, ...] = ()
    where: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A break in the chain: what is like ``of`` and leads to (or else comes from) none of the goals."""

    id: str
    title: Label
    of: Goal
    goals: tuple[Goal, ...]
    downstream: bool = True
    basis: str = ""


@dataclass(frozen=True, slots=True, order=True)
class NodeId:
    """A record, or an entry of one; as text ``record#entry``."""

    record: str
    entry: str = ""

    def __str__(self) -> str:
        """The text that names the node."""
        return f"{self.record}#{self.entry}" if self.entry else self.record
