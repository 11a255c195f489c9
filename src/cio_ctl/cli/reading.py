"""Reading: list, log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import print_json, print_table
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.reading import Entry
    from cio_ctl.services.snapshots import Standing


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("list", help=_("List records.") + f"\n\n{_('Example:')} cio-ctl list project --stage construction")(
        list_
    )
    app.command("log", help=_("Show the history of a record or a whole dossier, with who signed."))(log)


def list_(
    kind: str = typer.Argument("", help=_("Only records of this kind.")),
    stage: str = typer.Option("", "--stage", help=_("Only records in this stage.")),
    unit: str = typer.Option("", "--unit", help=_("Only records of this unit.")),
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """List records."""
    from cio_ctl.services.naming import process_named
    from cio_ctl.services.reading import listed

    standing = workplace().view(at).standing
    pattern = process_named(standing.office.law, kind).path.any if kind else ""
    ids = standing.snapshot.ids_like(pattern) if kind else standing.snapshot.ids()
    lines = list(listed(standing.office, ids, kind=kind, stage=stage, unit=unit))
    if as_json:
        print_json(
            [
                {
                    "id": line.id,
                    "kind": line.kind,
                    "stage": line.stage,
                    "title": line.title,
                    "unit": line.unit,
                }
                for line in lines
            ]
        )
        return
    print_table(
        (_("record"), _("kind"), _("stage"), _("unit"), _("title")),
        [
            (
                line.id,
                line.kind,
                _stage(standing, line.kind, line.stage),
                line.unit.removeprefix("units/"),
                line.title,
            )
            for line in lines
        ],
    )


def _stage(standing: Standing, kind: str, stage: str) -> str:
    """A stage with what it is called."""
    process = standing.office.law.processes.get(kind)
    return process.called(stage, language()) if process is not None else stage


def log(
    record: str = typer.Argument(help=_("The record, or the folder of a dossier (2026-health-emr).")),
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """Show a history."""
    from cio_ctl.services.naming import find_dossier
    from cio_ctl.services.reading import history_of

    place = workplace()
    view = place.view(at)
    entries = history_of(place, view, find_dossier(view.standing.snapshot, record))
    if as_json:
        print_json([_entry_fields(entry) for entry in entries])
        return
    print_table(
        (_("time"), _("commit"), _("officer"), _("act")),
        [
            (
                f"{entry.commit.at:%Y-%m-%d %H:%M}",
                entry.commit.id[:12],
                entry.officer or _("(unknown signature)"),
                entry.commit.subject,
            )
            for entry in entries
        ],
    )


def _entry_fields(entry: Entry) -> dict[str, object]:
    return {
        "commit": entry.commit.id,
        "at": entry.commit.at.isoformat(),
        "officer": entry.officer,
        "subject": entry.commit.subject,
        "message": entry.commit.message,
    }
