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
    PERIOD = "period"
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
class Lookup:
    """An entry looked up: the value is its ``id`` in a list, and one of its fields is meant.

    The list is one of the same record, or of that whose id stands in the field ``of``, a record of the ``kind``.
    """

    list: str
    take: str
    of: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision on a record, the last one in force that fits; what is empty fits anything."""

    record: str
    verb: Verb
    role: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """Money: everything in ``plus`` less everything in ``minus``; or how many percent of what is in ``per`` that is."""

    plus: tuple[Source, ...]
    minus: tuple[Source, ...] = ()
    per: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A row for each record, or for each entry of the first of the lists that is there."""

    rows: tuple[Source, ...]
    columns: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """Nothing: the box is for pen and seal."""


Binding = tuple[Source, ...] | Table | Computed | Deciding | ByHand


@dataclass(frozen=True, slots=True)
class FormField:
    """One box. A tuple of sources means the first that is there; ``where`` chooses among records.

    A ``part`` of the form begins with the box that names it. ``wide`` boxes take a whole line, a column takes its
    share of ``width``, and ``signer`` is who signs an opinion.
    """

    name: str
    title: Label
    binding: Binding
    line: int = 0
    show: Show = Show.TEXT
    refs: tuple[Step, ...] = ()
    entry: Lookup | None = None
    choices: Mapping[str, Label] = field(default_factory=dict)
    required: bool = False
    when: tuple[Match, ...] = ()
    where: tuple[Match, ...] = ()
    part: Label | None = None
    wide: bool = False
    width: int = 1
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form about one record of the kind ``head``.

    ``dossier`` is the template of the folder in which its other records lie, ``projects/{project}``; empty for that
    of the head. ``template`` is the path of the layout for PDF, ``word`` that of the Word template, empty if none.
    """

    id: str
    title: Label
    basis: str
    head: str
    version: str
    template: str
    path: str
    fields: tuple[FormField, ...]
    dossier: str = ""
    word: str = ""
