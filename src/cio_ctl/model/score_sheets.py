"""How a law says that work is scored: which fields of a record are marks, rules, bands, total and grade."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BandFields:
    """The list of grade bands in a record, and in each its id and the total from which it is reached."""

    list: str = ""
    id: str = ""
    at_least: str = ""


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """What a record says that others are scored by: items with points at most, deductions, and grade bands.

    ``each`` is the field with the points that an event costs, ``cap`` with the points that all of them cost at
    most; both empty where items have none. ``full`` is the field with the sum of all points.
    """

    list: str
    id: str
    most: str
    each: str
    cap: str
    full: str
    bands: BandFields


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """Which fields of a record hold its marks. ``rules`` is the related record that it is scored by.

    Without ``rules`` the marks are given, not computed, and count by ``weight`` in percent. ``events`` leads to the
    points that an event costs (``events.deducted``).
    """

    list: str
    id: str
    score: str
    total: str
    grade: str
    rules: str = ""
    events: str = ""
    deducted: str = ""
    weight: str = ""
    bands: BandFields = BandFields()
