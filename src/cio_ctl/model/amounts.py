"""What the law says of money: the amounts of a record by name, what must hold between amounts, and rates."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.label import Label


class Relation(StrEnum):
    """How the two sides of a check stand to each other."""

    EQUALS = "equals"
    AT_MOST = "at-most"
    AT_LEAST = "at-least"

    @property
    def sign(self) -> str:
        """``=``, ``≤`` or ``≥``."""
        return {"equals": "=", "at-most": "≤", "at-least": "≥"}[self.value]


@dataclass(frozen=True, slots=True)
class Amount:
    """The sum, or the largest, of what stands at some names.

    With ``pattern`` the names are fields of the records that fit it and stand in one of ``stages``; without, they are
    fields of the record itself or amounts defined before this one. One without ``title`` only serves others.
    """

    id: str
    names: tuple[str, ...]
    title: Label | None = None
    largest: bool = False
    pattern: str = ""
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold between the sums (or, on the left, the product) of what stands at some names.

    With ``each`` it is asked of every entry of that list. One that ``marks`` is shown and never refused.
    """

    id: str
    title: Label
    left: tuple[str, ...]
    relation: Relation
    right: tuple[str, ...]
    basis: str = ""
    each: str = ""
    product: bool = False
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """How much one amount is of another."""

    id: str
    title: Label
    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Money:
    """Everything that a process file says of money; ``year`` is the field that a record's year is taken from."""

    amounts: Mapping[str, Amount] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    rates: Mapping[str, Rate] = field(default_factory=dict)
    year: str = ""

    @property
    def titles(self) -> Mapping[str, Label]:
        """What the amounts that people are shown are called, in the order of the law."""
        return {name: amount.title for name, amount in self.amounts.items() if amount.title is not None}
