"""What a law asks of a record: comparisons with fields, with other records, and several of them together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A comparison with one field; ``operand`` is as written: text, number, truth value or a tuple of such.

    In a text, ``{unit}`` stands for the slug of the record's path.
    """

    field: str
    operator: str
    operand: object


@dataclass(frozen=True, slots=True)
class RecordMatch:
    """How many of the records of a pattern fit: at least ``least``, or all of them when ``every``.

    With ``named_in`` they are those that a field of the record names, and all of them must fit; there is no pattern.
    With ``this_round`` they came to their stage since the record at hand was last handed in.
    """

    pattern: str
    stages: tuple[str, ...] = ()
    where: tuple[Match, ...] = ()
    acknowledged_by: str = ""
    least: int = 1
    every: bool = False
    named_in: str = ""
    this_round: bool = False


@dataclass(frozen=True, slots=True)
class Combination:
    """Several matches as one; ``how`` is ``any``, ``all`` or ``not``."""

    how: str
    parts: tuple[Match, ...]


Match = FieldMatch | RecordMatch | Combination
