"""Rule 8 for money: the amounts of a record by their names, and what does not hold between them. All exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Final

from cio_ctl.model.amounts import Relation
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import PathTemplate, record_path
from cio_ctl.model.record import values_in
from cio_ctl.rules.cases import records_like
from cio_ctl.rules.forms.values import amount_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from cio_ctl.model.amounts import Amount, Check, Money
    from cio_ctl.model.record import Record
    from cio_ctl.rules.cases import Case

    # what stands at a name, blank values left out; None if one of them is no number
    Numbers = tuple[Decimal, ...] | None

_EXACT: Final = Context(prec=1000)
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Failing:
    """A check that does not hold, the two sides as they are, and the path of the field that the total stands in."""

    check: Check
    left: Decimal
    right: Decimal
    path: tuple[str | int, ...]


def figures_of(case: Case) -> dict[str, Decimal]:
    """The amounts of a record that the law gives titles, in its order; one that is nowhere stated is left out."""
    figures = _Figures(case)
    found = {name: figures.amount(name) for name in case.process.money.titles}
    return {name: numbers[0] for name, numbers in found.items() if numbers}


def figure_of(case: Case, name: str) -> Decimal | None:
    """One amount of a record; None for one that is nowhere stated."""
    numbers = _Figures(case).amount(name)
    return numbers[0] if numbers else None


def records_behind(case: Case, name: str) -> frozenset[str]:
    """The ids of the other records that an amount is taken from; none for a field of the record itself."""
    amount = case.process.money.amounts.get(name)
    if amount is None:
        return frozenset()
    if amount.pattern:
        return frozenset(record.id for record in _records(amount, case))
    return frozenset(behind for part in amount.names for behind in records_behind(case, part))


def failing(case: Case, *, marks: bool) -> Iterator[Failing]:
    """The checks of a record that do not hold: those that only mark, or those that refuse."""
    figures = _Figures(case)
    for check in case.process.money.checks:
        if check.marks is marks:
            yield from _failing_entries(check, case) if check.each else _failing(check, figures.numbers, ())


def sum_findings(case: Case) -> Iterator[Finding]:
    """Rule 8: the form adds up."""
    for found in failing(case, marks=False):
        yield _finding("R8-SUM", case, found)


def mark_findings(case: Case) -> Iterator[Finding]:
    """Notes on what is over, or does not agree with other records."""
    for found in failing(case, marks=True):
        yield _finding("M-DIFFERS" if found.check.relation is Relation.EQUALS else "M-OVERRUN", case, found)


def _finding(code: str, case: Case, found: Failing) -> Finding:
    """A check that does not hold, with both of its sides."""
    return finding(
        code,
        _place(case, found),
        found.check.basis,
        check=found.check.id,
        title_zh=found.check.title.zh,
        title_en=found.check.title.en,
        left=written(found.left),
        sign=found.check.relation.sign,
        right=written(found.right),
        record=case.record.id,
    )


def written(amount: Decimal) -> str:
    """``1,250,000.00``, however large and with every decimal that it has."""
    return f"{amount:,f}"


def rates_of(money: Money, records: Collection[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """The rates of the law in percent with one decimal, over the amounts of one record or of several.

    Only records that state both amounts count, or what is not settled yet would look like a saving. A rate without
    such a record, or to nothing, is left out.
    """
    found = {}
    for name, rate in money.rates.items():
        both = [figures for figures in records if rate.part in figures and rate.whole in figures]
        part, whole = (total(figures[amount] for figures in both) for amount in (rate.part, rate.whole))
        if whole:
            with localcontext(_EXACT):
                found[name] = (part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP)
    return found


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    with localcontext(_EXACT):
        return sum(amounts, Decimal(0))


def year_of(case: Case) -> str:
    """The year of a record, in four figures; empty where the law or the record states none."""
    text = str(case.value(case.process.money.year)) if case.process.money.year else ""
    return text[:4] if len(text) >= 4 and text[:4].isascii() and text[:4].isdigit() else ""


def _place(case: Case, found: Failing) -> Place:
    return Place(record_path(case.record.id), case.record.line(*found.path))


def _failing_entries(check: Check, case: Case) -> Iterator[Failing]:
    """The entries of a list of which a check does not hold."""
    entries = case.record.value(check.each)
    at = tuple(check.each.split("."))
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        yield from _failing(check, partial(_numbers_in, entry), (*at, number))


def _failing(check: Check, numbers: Callable[[str], Numbers], at: tuple[str | int, ...]) -> Iterator[Failing]:
    """The check, if it applies and does not hold."""
    left = _side(check.left, numbers, product=check.product)
    right = _side(check.right, numbers)
    if left is not None and right is not None and not _stands(check.relation, left, right):
        yield Failing(check, left, right, (*at, *check.right[0].split(".")))


def _side(names: tuple[str, ...], numbers: Callable[[str], Numbers], *, product: bool = False) -> Decimal | None:
    """A side of a check; None where nothing stands there, or something that is no number.

    A product asks for exactly one number at each name; in a sum, a name without any counts as nothing.
    """
    found: list[Decimal] = []
    for name in names:
        there = numbers(name)
        if there is None or (product and len(there) != 1):
            return None
        found += there
    if not found:
        return None
    if not product:
        return total(found)
    with localcontext(_EXACT):
        return prod(found, start=Decimal(1))


def _stands(relation: Relation, left: Decimal, right: Decimal) -> bool:
    return {"equals": left == right, "at-most": left <= right, "at-least": left >= right}[relation]


def _numbers_in(entry: object, name: str) -> Numbers:
    """What stands at a field of an entry."""
    return _numbers(values_in(entry, name))


def _numbers(values: Iterable[object]) -> Numbers:
    """The values as exact numbers, blank ones left out; None if one is no number."""
    found: list[Decimal] = []
    for value in values:
        if value not in (None, ""):
            number = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else amount_of(value)
            if number is None:
                return None
            found.append(number)
    return tuple(found)


class _Figures:
    """The amounts of one record, each worked out once and only when asked for."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._known: dict[str, Numbers] = {}

    def numbers(self, name: str) -> Numbers:
        """What stands at the name of an amount, or of a field of the record."""
        if name in self._case.process.money.amounts:
            return self.amount(name)
        return _numbers(self._case.record.values(name))

    def amount(self, name: str) -> Numbers:
        """One number; none where nothing is stated; None where something stated is no number."""
        if name not in self._known:
            amount = self._case.process.money.amounts[name]
            found = self._gathered(amount)
            if found:
                found = (max(found) if amount.largest else total(found),)
            self._known[name] = found
        return self._known[name]

    def _gathered(self, amount: Amount) -> Numbers:
        """Everything that an amount is made of."""
        parts = [
            part
            for name in amount.names
            for part in (
                [_numbers(record.values(name)) for record in _records(amount, self._case)]
                if amount.pattern
                else [self.numbers(name)]
            )
        ]
        if any(part is None for part in parts):
            return None
        return tuple(number for part in parts for number in part or ())


def _records(amount: Amount, case: Case) -> Iterator[Record]:
    """The records that an amount looks at."""
    for record in records_like(case.office, PathTemplate(amount.pattern).fill(case.slugs)):
        if not amount.stages or record.stage in amount.stages:
            yield record
