"""An official form as values: which boxes it has, and from where in a dossier each is filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.label import Label
    from cio_ctl.model.law import Verb
    from cio_ctl.model.matches import Match


class Show(StrEnum):
    """How a value is written into its box."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Source:
    """A field of a record: ``filing`` and ``contact.name``; ``contracts/*`` is every such record.

    Within the columns of a table ``record`` is empty and the field is one of the row's.
    """

    record: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A reference followed: the value is the id of a record of this kind, whose field is meant."""

    kind: str
    field: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision on a record, the last one in force that fits; what is empty fits anything."""

    record: str
    verb: Verb
    role: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """Money: everything in ``plus`` less everything in ``minus``."""

    plus: tuple[Source, ...]
    minus: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A row for each record, or for each entry of the first of the lists that is there."""

    rows: tuple[Source, ...]
    columns: tuple[FormField, ...]


Binding = tuple[Source, ...] | Table | Computed | Deciding


@dataclass(frozen=True, slots=True)
class FormField:
    """One box. A tuple of sources means the first that is there; ``where`` chooses among records."""

    name: str
    title: Label
    binding: Binding
    line: int = 0
    show: Show = Show.TEXT
    refs: tuple[Step, ...] = ()
    choices: Mapping[str, Label] = field(default_factory=dict)
    required: bool = False
    when: tuple[Match, ...] = ()
    where: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form. ``head`` is the kind of record that heads the dossier, ``template`` the path of its layout."""

    id: str
    title: Label
    basis: str
    head: str
    version: str
    template: str
    path: str
    fields: tuple[FormField, ...]
