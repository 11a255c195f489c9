"""What a review compares: the comparisons that a law lays down, and the rows that come of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cio_ctl.model.label import Label
    from cio_ctl.model.matches import Match

COMPARISON: Final = "comparison"
"""The field of a review that holds the rows."""


class Result(StrEnum):
    """What a row of a comparison comes to."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    OVER = "over"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class FieldAt:
    """A field (``cost_items.amount``) of the record with this path; without ``record``, of the review itself."""

    record: str
    field: str


@dataclass(frozen=True, slots=True)
class Resolving:
    """Each entry of a list names a record, or an entry of one, that stands, in one of these stages.

    ``by`` are the fields that a row is called after, ``says`` the field with what the list says of it.
    """

    entries: FieldAt
    by: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """For each pattern: the entries of a list name a record of it, if there is one in one of these stages."""

    patterns: tuple[str, ...]
    entries: FieldAt
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limiting:
    """An amount, or the sum of several, is not above another one."""

    amount: FieldAt
    at_most: FieldAt


@dataclass(frozen=True, slots=True)
class Itemising:
    """The items of one list are those of another, the same in each of the fields (name and title)."""

    items: FieldAt
    against: FieldAt
    by: tuple[str, ...]
    fields: tuple[tuple[str, Label], ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewComparison:
    """One comparison of a review, made where all of ``when`` hold."""

    id: str
    title: Label
    what: Resolving | Naming | Limiting | Itemising
    basis: str = ""
    when: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a comparison; ``subject`` is the id of the comparison, empty for a row that people added.

    ``why`` says in a word why a row is unresolved: no-record, not-named, no-entry, not-in-force, no-amount.
    """

    subject: str
    item: str
    result: str
    expected: str = ""
    found: str = ""
    reason: str = ""
    why: str = ""

    def as_fields(self) -> dict[str, object]:
        """The row as it stands in a record."""
        texts = {
            "subject": self.subject,
            "item": self.item,
            "expected": self.expected,
            "found": self.found,
            "result": str(self.result),
            "reason": self.reason,
        }
        return {name: text for name, text in texts.items() if text}
