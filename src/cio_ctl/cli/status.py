"""How the office stands: status, of money and at large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import finding_fields, print_json, print_table, say
from cio_ctl.cli.overview import show_overview
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from cio_ctl.model.label import Label
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Record
    from cio_ctl.services.money import MoneyTable, Row

_NONE = "—"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "status",
        help=_(
            "Show the office at a glance: records by stage, what lies where since when, what is late; "
            "with --money, what was granted, contracted and paid."
        )
        + f"\n\n{_('Example:')} cio-ctl status --money --by unit --year 2026",
    )(status)


def status(
    money: bool = typer.Option(False, "--money", help=_("The amounts side by side, with rates and overruns.")),
    by: str = typer.Option(
        "", "--by", metavar="project|unit|year", help=_("A row for each record of a kind, each unit or each year.")
    ),
    unit: str = typer.Option("", "--unit", help=_("Only records of this unit.")),
    year: str = typer.Option("", "--year", help=_("Only records of this year.")),
    ten_thousands: bool = typer.Option(False, "--ten-thousands", help=_("Amounts in 万元 instead of yuan.")),
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """Show how the office stands."""
    from cio_ctl.services.money import money_tables

    if not (money or by or year or ten_thousands):
        show_overview(unit, at, as_json=as_json)
        return
    tables = money_tables(workplace().view(at).office, by, unit, year)
    if as_json:
        print_json([_table_fields(table) for table in tables])
        return
    if not tables:
        say(_("The law of this office names no amounts."))
    for table in tables:
        _show_table(table, ten_thousands=ten_thousands)


def amount_fields(office: Office, record: Record) -> dict[str, object]:
    """The amounts of one record as JSON has them, and what does not hold between amounts."""
    from cio_ctl.services.money import amount_findings, amounts_of

    return {
        "amounts": {name: _text(amount) for name, _title, amount in amounts_of(office, record)},
        "amount_findings": [finding_fields(found) for found in amount_findings(office, record)],
    }


def say_amounts(office: Office, record: Record) -> None:
    """Print the amounts of one record, and what does not hold between amounts."""
    from cio_ctl.services.money import amount_findings, amounts_of

    amounts = amounts_of(office, record)
    if amounts:
        say(_("Amounts in yuan:"), style="bold")
    for _name, title, amount in amounts:
        say(f"  {title.in_language(language())}: {_amount(amount, ten_thousands=False)}")
    for found in amount_findings(office, record):
        say(f"  ! {found.sentence(_)}")


def _show_table(table: MoneyTable, *, ten_thousands: bool) -> None:
    """The table of a kind, and below it what is over."""
    law = table.process.money
    say(f"{table.process.title.in_language(language())}  ({_('万元') if ten_thousands else _('yuan')})", style="bold")
    grouped = table.by != table.process.kind
    heads = [table.by, _("records")] if grouped else [table.by, _("unit"), _("year")]
    titles = [label.in_language(language()) for label in law.titles.values()]
    rates = [rate.title.in_language(language()) for rate in law.rates.values()]
    first = len(heads)
    print_table(
        (*heads, *titles, *rates, _("over"), _("title")),
        [
            (
                *_head(row, grouped=grouped),
                *(_amount(row.figures.get(name), ten_thousands=ten_thousands) for name in law.titles),
                *(_rate(row.rates.get(name)) for name in law.rates),
                f"! {len(row.notes)}" if row.notes else "",
                row.title,
            )
            for row in (*table.rows, _named_total(table.total))
        ],
        figures=(*((1,) if grouped else ()), *range(first, first + len(titles) + len(rates))),
    )
    for note in table.total.notes:
        say(f"! {note.place}: {note.sentence(_)}")


def _named_total(row: Row) -> Row:
    """The last row under its name."""
    return replace(row, name=_("total"), unit="", year="", title="")


def _head(row: Row, *, grouped: bool) -> tuple[str, ...]:
    """The cells before the amounts."""
    name = row.name.removeprefix("units/") or _NONE
    return (name, str(row.records)) if grouped else (name, row.unit.removeprefix("units/"), row.year)


def _amount(amount: Decimal | None, *, ten_thousands: bool) -> str:
    """``1,250,000.00``, or in 万元 without trailing zeros; a dash where nothing is stated."""
    if amount is None:
        return _NONE
    return f"{amount.scaleb(-4).normalize():,f}" if ten_thousands else f"{amount:,f}"


def _rate(rate: Decimal | None) -> str:
    return _NONE if rate is None else f"{rate}%"


def _table_fields(table: MoneyTable) -> dict[str, object]:
    """A table as JSON has it; amounts are text in yuan, rates text in percent, null where there is nothing."""
    law = table.process.money
    return {
        "kind": table.process.kind,
        "by": table.by,
        "amounts": _labels(law.titles),
        "rates": _labels({name: rate.title for name, rate in law.rates.items()}),
        "rows": [_row_fields(table, row) for row in table.rows],
        "total": _row_fields(table, table.total),
    }


def _labels(labels: Mapping[str, Label]) -> list[dict[str, str]]:
    return [{"id": name, "zh": label.zh, "en": label.en} for name, label in labels.items()]


def _row_fields(table: MoneyTable, row: Row) -> dict[str, object]:
    law = table.process.money
    return {
        "name": row.name,
        "title": row.title,
        "unit": row.unit,
        "year": row.year,
        "records": row.records,
        "amounts": {name: _text(row.figures.get(name)) for name in law.titles},
        "rates": {name: _text(row.rates.get(name)) for name in law.rates},
        "notes": [finding_fields(note) for note in row.notes],
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
