"""How a law says that a unit is evaluated over a period: criteria with weights, figures and how each is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from cio_ctl.model.label import Label
    from cio_ctl.model.matches import Match
    from cio_ctl.model.tracing import Goal


@dataclass(frozen=True, slots=True)
class Selection:
    """Records of a kind that are a unit's and belong to a period; with ``entries``, the entries of that list in them.

    ``unit`` is the field that says whose a record is. A record belongs to the period when it stood in one of the
    stages ``stood`` for a day of it, came into one of ``reached`` within it, and when the days from ``since`` until
    ``until`` (fields) share a day with it. ``each`` must hold for an entry.
    """

    kind: str
    unit: str = "unit"
    stages: tuple[str, ...] = ()
    where: tuple[Match, ...] = ()
    stood: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    entries: str = ""
    each: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are. Each costs ``each`` points of the suggested score, all of them at most ``cap``."""

    each: Decimal | None = None
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How many percent satisfy all matches."""

    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """In how many percent no decision is one of these verbs."""

    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """How many percent lead to (or else come from) one of the goals."""

    goals: tuple[Goal, ...]
    downstream: bool = True


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a field; with ``full`` (a field, or a number) in percent of that."""

    field: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many percent the sum of one is of the sum of another; each a field or a named amount."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Within:
    """In how many percent all of these checks of money hold."""

    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """How many percent of the planned days that lie in the period were kept; pairs of fields, planned and actual."""

    days: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OnTime:
    """How many percent of the duties of these obligations that fell due in the period were met in time."""

    obligations: tuple[str, ...]


Test = Share | Without | Chain | Within | Kept | OnTime
"""What each of several is tested by; the figure is how many percent pass."""

Measure = Count | Mean | Ratio | Test


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it looks at (None: duties) and what it measures there."""

    id: str
    title: Label
    of: Selection | None
    measure: Measure

    @property
    def percent(self) -> bool:
        """Whether it is from 0 to 100, the more the better, and so counts towards the suggested score."""
        return not isinstance(self.measure, Count) and not (isinstance(self.measure, Mean) and not self.measure.full)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a unit is evaluated on; ``weight`` is in percent."""

    id: str
    title: Label
    weight: Decimal
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A grade, and the total from which it is reached."""

    id: str
    title: Label
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class NormRule:
    """The field that names the record with weights and bands, and what such a record must be to be in force."""

    field: str
    kind: str
    stages: tuple[str, ...] = ()
    where: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluates:
    """What a record of the kind evaluates. ``unit`` is the field of the unit; weights and bands hold without a norm."""

    unit: str
    criteria: tuple[Criterion, ...]
    bands: tuple[Band, ...]
    norm: NormRule | None = None
