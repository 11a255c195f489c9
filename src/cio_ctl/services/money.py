"""Money side by side: for each record of a kind whose law names amounts, or for all of a unit or a year together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.model.errors import UnknownGrouping
from cio_ctl.rules.amounts import figures_of, mark_findings, rates_of, sum_findings, total, year_of
from cio_ctl.rules.cases import Case, case_of, records_like
from cio_ctl.services.reading import title_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.label import Label
    from cio_ctl.model.law import Process
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Record

UNIT: Final = "unit"
YEAR: Final = "year"


@dataclass(frozen=True, slots=True)
class Row:
    """The amounts of a record or of a group, by their names; one that is nowhere stated is not there.

    ``rates`` are in percent; ``notes`` say what is over or does not agree.
    """

    name: str
    title: str
    unit: str
    year: str
    records: int
    figures: Mapping[str, Decimal]
    rates: Mapping[str, Decimal]
    notes: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MoneyTable:
    """The rows of one kind, and all of them together."""

    process: Process
    by: str
    rows: tuple[Row, ...]
    total: Row


def money_tables(office: Office, by: str = "", unit: str = "", year: str = "") -> tuple[MoneyTable, ...]:
    """A table for each kind with titled amounts; ``by`` is ``unit``, ``year``, one such kind, or empty for all.

    Raises:
        UnknownGrouping: ``by`` is none of these.
    """
    kinds = [process for process in office.law.processes.values() if process.money.titles]
    if by not in {"", UNIT, YEAR}:
        known = [process.kind for process in kinds]
        if by not in known:
            raise UnknownGrouping(by=by, known=", ".join((*known, UNIT, YEAR)))
        kinds = [process for process in kinds if process.kind == by]
    return tuple(_table(office, process, by, unit, year) for process in kinds)


def _table(office: Office, process: Process, by: str, unit: str, year: str) -> MoneyTable:
    rows = tuple(
        row
        for row in _rows(office, process)
        if unit in {"", row.unit, row.unit.removeprefix("units/")} and year in {"", row.year}
    )
    if by == UNIT:
        names = {name: found.name for name, found in office.register.units.items()}
        grouped = _grouped(process, rows, lambda row: row.unit, names)
    elif by == YEAR:
        grouped = _grouped(process, rows, lambda row: row.year, {})
    else:
        grouped = rows
    return MoneyTable(process, by or process.kind, grouped, _together(process, rows))


def _rows(office: Office, process: Process) -> Iterator[Row]:
    """A row for each record of a kind, in order."""
    for record in records_like(office, process.path.any):
        case = case_of(office, record)
        if case is not None:
            figures = figures_of(case)
            yield Row(
                "/".join(case.slugs.values()),
                title_of(record),
                unit_of(office, record),
                year_of(case),
                1,
                figures,
                rates_of(process.money, (figures,)),
                tuple(mark_findings(case)),
            )


def _grouped(
    process: Process, rows: tuple[Row, ...], key: Callable[[Row], str], titles: Mapping[str, str]
) -> tuple[Row, ...]:
    """The rows that share a key as one, in order of the key."""
    keys = sorted({key(row) for row in rows})
    return tuple(
        _together(process, tuple(row for row in rows if key(row) == name), name, titles.get(name, "")) for name in keys
    )


def _together(process: Process, rows: tuple[Row, ...], name: str = "", title: str = "") -> Row:
    """Rows added up; an amount that none of them states is not stated."""
    figures = {
        amount: total(row.figures[amount] for row in rows if amount in row.figures)
        for amount in process.money.titles
        if any(amount in row.figures for row in rows)
    }
    units, years = {row.unit for row in rows}, {row.year for row in rows}
    return Row(
        name,
        title,
        units.pop() if len(units) == 1 else "",
        years.pop() if len(years) == 1 else "",
        sum(row.records for row in rows),
        figures,
        rates_of(process.money, tuple(row.figures for row in rows)),
        tuple(note for row in rows for note in row.notes),
    )


def amounts_of(office: Office, record: Record) -> tuple[tuple[str, Label, Decimal], ...]:
    """The titled amounts of a record, as far as they are stated: name, title, amount."""
    case = case_of(office, record)
    return () if case is None else tuple(_titled(case))


def _titled(case: Case) -> Iterator[tuple[str, Label, Decimal]]:
    for name, amount in figures_of(case).items():
        yield name, case.process.money.titles[name], amount


def amount_findings(office: Office, record: Record) -> tuple[Finding, ...]:
    """Sums that do not hold and notes on amounts, in drafts as well."""
    case = case_of(office, record)
    return () if case is None else (*sum_findings(case), *mark_findings(case))
