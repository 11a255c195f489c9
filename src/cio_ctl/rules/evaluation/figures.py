"""The figures of an evaluation, each with the records it was computed from. Exact; percent with two places, half up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import TYPE_CHECKING, Final

from cio_ctl.model.evaluations import Count, Mean, Ratio
from cio_ctl.rules.amounts import figure_of, records_behind, total
from cio_ctl.rules.cases import as_amount
from cio_ctl.rules.evaluation.tallies import Tally, tally_of
from cio_ctl.rules.scoring.points import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cio_ctl.model.evaluations import Figure
    from cio_ctl.rules.cases import Case
    from cio_ctl.rules.evaluation.selections import Evaluated, Item

NOTHING: Final = "—"
_EXACT: Final = Context(prec=1000)
_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)
_DIGITS: Final = 24


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure as it was found: None where there is nothing to count, ``note`` how it was computed.

    ``sources`` are ids of records; ``lacking`` names what counted against it, ``undecided`` what did not count yet.
    """

    figure: Figure
    value: Decimal | None
    note: str
    sources: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The value as records have it: ``66.67``, ``3``; a dash where there is nothing to count."""
        return NOTHING if self.value is None else f"{self.value:f}"


def computed(figure: Figure, evaluated: Evaluated) -> Computed:
    """A figure of a unit over a period."""
    items = evaluated.selected(figure.of) if figure.of is not None else ()
    match figure.measure:
        case Count():
            return Computed(figure, Decimal(len(items)), "", _sources(items))
        case Mean() as mean:
            return _mean(figure, mean, items)
        case Ratio() as ratio:
            return _ratio(figure, ratio, items)
        case test:
            return _share(figure, tally_of(test, items, evaluated))


def mean_of(values: Iterable[Decimal]) -> Decimal | None:
    """The mean with two places; None of nothing."""
    found = tuple(values)
    with localcontext(_EXACT):
        return _rounded(total(found) / len(found)) if found else None


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """How many percent a part is of a whole, not rounded; None of nothing."""
    with localcontext(_EXACT):
        return part * _HUNDRED / whole if whole else None


def _rounded(value: Decimal) -> Decimal:
    with localcontext(_EXACT):
        return value.quantize(_CENT, ROUND_HALF_UP)


def _share(figure: Figure, tally: Tally) -> Computed:
    """How many of a tally are as they should be."""
    whole = tally.met + len(tally.lacking)
    value = _percent(Decimal(tally.met), Decimal(whole))
    return Computed(
        figure,
        None if value is None else _rounded(value),
        f"{tally.met} / {whole}",
        tuple(sorted(tally.sources)),
        tuple(tally.lacking),
        tuple(tally.undecided),
    )


def _mean(figure: Figure, mean: Mean, items: tuple[Item, ...]) -> Computed:
    """The mean of a field over the items that state it, each in percent of its own full score."""
    found = [(item, _of_full(item.case, mean)) for item in items]
    stated = [(item, value) for item, value in found if value is not None]
    values = [value for _, value in stated]
    note = f"({' + '.join(in_words(_rounded(value)) for value in values)}) / {len(values)}" if values else ""
    without = tuple(str(item.node) for item, value in found if value is None)
    return Computed(figure, mean_of(values), note, _sources(item for item, _ in stated), undecided=without)


def _of_full(case: Case, mean: Mean) -> Decimal | None:
    """What a field states, in percent where the full score is named; None where either is no number."""
    value = number_of(case, mean.field)
    if value is None or not mean.full:
        return value
    full = as_amount(mean.full) or number_of(case, mean.full)
    return _percent(value, full) if full is not None else None


def _ratio(figure: Figure, ratio: Ratio, items: tuple[Item, ...]) -> Computed:
    """The sum of the parts in percent of the sum of the wholes; an item without a whole counts in neither."""
    found = [(item, number_of(item.case, ratio.whole)) for item in items]
    stated = [(item, whole) for item, whole in found if whole is not None]
    part = total(number_of(item.case, ratio.part) or Decimal(0) for item, _ in stated)
    whole = total(number for _, number in stated)
    value = _percent(part, whole)
    behind = {name for item, _ in stated for of in (ratio.part, ratio.whole) for name in records_behind(item.case, of)}
    return Computed(
        figure,
        None if value is None else _rounded(value),
        f"{part:f} / {whole:f}",
        tuple(sorted({item.node.record for item, _ in stated} | behind)),
        undecided=tuple(str(item.node) for item, number in found if number is None),
    )


def number_of(case: Case, name: str) -> Decimal | None:
    """What an amount of that name, or a field, states; None for no number, or one that no paper could state."""
    amount = name in case.process.money.titles
    number = figure_of(case, name) if amount else as_amount(case.value(name))
    return number if number is not None and abs(number.adjusted()) < _DIGITS else None


def _sources(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(sorted({item.node.record for item in items}))
