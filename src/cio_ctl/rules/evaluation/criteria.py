"""Evaluations: every criterion with its figures and the score that they suggest, as a record has them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from cio_ctl.model.evaluations import Count
from cio_ctl.rules.cases import case_of, holds
from cio_ctl.rules.evaluation.figures import Computed, computed, mean_of
from cio_ctl.rules.scoring.points import entries, points_of
from cio_ctl.rules.tracing.revisions import records_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.evaluations import Band, Criterion, Evaluates, NormRule
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Record
    from cio_ctl.rules.evaluation.selections import Evaluated

NAME: Final = "name"
"""The field that says what a grade band is called."""
_FULL: Final = Decimal(100)
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Assessed:
    """A criterion with its weight in percent, its figures, and the score that they suggest (None: none)."""

    criterion: Criterion
    weight: Decimal
    figures: tuple[Computed, ...]

    @property
    def suggested(self) -> Decimal | None:
        """The mean of the figures in percent, none above 100, less what the counted ones cost; never below 0."""
        shares = [min(one.value, _FULL) for one in self.figures if one.figure.percent and one.value is not None]
        mean = mean_of(shares)
        if mean is None:
            return None
        cost = sum((_cost(one) for one in self.figures), Decimal(0))
        return max(Decimal(0), mean - cost).quantize(_CENT, ROUND_HALF_UP)


def _cost(one: Computed) -> Decimal:
    """The points that a counted figure costs."""
    count = one.figure.measure
    if not isinstance(count, Count) or count.each is None or one.value is None:
        return Decimal(0)
    cost = one.value * count.each
    return cost if count.cap is None else min(cost, count.cap)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A unit's evaluation over a period: its criteria, the grade bands, and the norm that they are from (or empty)."""

    criteria: tuple[Assessed, ...]
    bands: tuple[tuple[Decimal, str, str], ...]
    norm: str


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights by criterion, and bands as (from which total, id, name); ``norm`` is the record that they are from."""

    weights: Mapping[str, Decimal]
    bands: tuple[tuple[Decimal, str, str], ...]
    norm: str = ""


def norms_in_force(office: Office, rule: NormRule) -> tuple[str, ...]:
    """The ids of the norms by which could be evaluated, in order."""
    found = []
    for record in records_of(office, office.law.processes[rule.kind]):
        case = case_of(office, record)
        stands = not rule.stages or record.stage in rule.stages
        if case is not None and stands and all(holds(match, case) for match in rule.where):
            found.append(record.id)
    return tuple(found)


def own_weighing(evaluates: Evaluates) -> Weighing:
    """Weights and bands of the law itself."""
    weights = {criterion.id: criterion.weight for criterion in evaluates.criteria}
    return Weighing(weights, tuple(_band(band) for band in evaluates.bands))


def _band(band: Band) -> tuple[Decimal, str, str]:
    return band.at_least, band.id, band.title.zh


def evaluate(evaluated: Evaluated, evaluates: Evaluates, weighing: Weighing) -> Evaluation:
    """Every criterion of the law for a unit over a period."""
    criteria = tuple(
        Assessed(
            criterion,
            weighing.weights.get(criterion.id, Decimal(0)),
            tuple(computed(figure, evaluated) for figure in criterion.figures),
        )
        for criterion in evaluates.criteria
    )
    return Evaluation(criteria, weighing.bands, weighing.norm)


def weighing_of(office: Office, norm: Record) -> Weighing:
    """Weights and bands that a norm gives by the rules for scoring of its kind; none where its kind has none."""
    case = case_of(office, norm)
    rules = case.process.score_rules if case is not None else None
    if rules is None:
        return Weighing({}, (), norm.id)
    weights = {
        str(item.get(rules.id)): points_of(item.get(rules.most)) or Decimal(0) for _, item in entries(norm, rules.list)
    }
    bands = tuple(
        (points_of(band.get(rules.bands.at_least)) or Decimal(0), str(band.get(rules.bands.id)), str(band.get(NAME)))
        for _, band in entries(norm, rules.bands.list)
    )
    return Weighing(weights, bands, norm.id)
