"""Taking in tables: import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RESULT_JSON
from cio_ctl.cli.output import finding_fields, print_findings, print_json, say, tell_stale, warn
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.importing import Imported

_FINDINGS = 4


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "import",
        help=_("Draw up a draft for each row of a CSV table, as one commit.")
        + f'\n\n{_("Example:")} cio-ctl import project projects.csv --id "2026-{{n}}" --set level=department',
    )(import_)


def import_(
    kind: str = typer.Argument(help=_("The kind of record.")),
    file: Path = typer.Argument(help=_("The table: CSV with a row of heads, in UTF-8 or GB 18030.")),
    names: str = typer.Option(
        ...,
        "--id",
        metavar="PATTERN",
        help=_("The names in the path, with {column} for a cell and {n} for the number of the row."),
    ),
    columns: list[str] = typer.Option(
        [],
        "--column",
        metavar="COLUMN=FIELD",
        help=_("The field of a column; repeatable. Columns headed by a field's name or title are found by themselves."),
    ),
    values: list[str] = typer.Option(
        [], "--set", metavar="FIELD=VALUE", help=_("Set a field in every row; repeatable.")
    ),
    skip: bool = typer.Option(False, "--skip", help=_("Leave out rows that do not fit, and take the others.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Take in a table."""
    from cio_ctl.adapters.tables import read_table
    from cio_ctl.model.errors import BadAssignment
    from cio_ctl.services.assigning import assigned
    from cio_ctl.services.importing import Wanted, import_table

    place = workplace()
    pairs = [word.partition("=") for word in columns]
    for column, _sign, field in pairs:
        if not (column and field):
            raise BadAssignment(given=column)
    fields = assigned(place.standing.book.shapes, kind, values)
    wanted = Wanted(kind, names, {column: field for column, _sign, field in pairs}, fields)
    made = import_table(place, read_table(file), wanted, file.name, skip=skip, dry_run=dry_run)
    if as_json:
        print_json(_fields(made, dry_run=dry_run))
    else:
        _tell(made, dry_run=dry_run)
    if made.faults and not skip:
        raise typer.Exit(_FINDINGS)


def _fields(made: Imported, *, dry_run: bool) -> dict[str, object]:
    return {
        "records": list(made.records),
        "left": list(made.left),
        "findings": [finding_fields(found) for found in made.faults],
        "commit": made.done.commit if made.done is not None else "",
        "dry_run": dry_run,
    }


def _tell(made: Imported, *, dry_run: bool) -> None:
    print_findings(made.faults)
    if made.left:
        warn(_("Columns that were left: {columns}").format(columns=", ".join(made.left)))
    commit = made.done.commit[:12] if made.done is not None and not dry_run else _("nothing was changed")
    say(_("{count} drafts").format(count=len(made.records)) + f"  {commit}", style="green" if made.records else None)
    if made.done is not None:
        tell_stale(made.done.stale)
