"""Amendments: propose changes of law and register that several must agree to."""

from __future__ import annotations

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RESULT_JSON
from cio_ctl.cli.output import print_json, say, tell_stale
from cio_ctl.cli.surroundings import workplace


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "propose",
        help=_(
            "Propose edited files of law or register as an amendment: it is submitted and approved like any record, "
            "and its last decision brings it in force."
        ),
    )(propose)


def propose(
    names: list[str] = typer.Argument(help=_("The names in the amendment's id, in order.")),
    title: str = typer.Option(..., "--title", help=_("What changes, in a line.")),
    files: list[str] = typer.Option(
        ..., "--file", metavar="PATH", help=_("A file as it lies in the working tree, from its top; repeatable.")
    ),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Propose an amendment."""
    from cio_ctl.services import amending

    place = workplace()
    drawn = amending.propose(place, tuple(names), title, amending.files_as_edited(place, files), dry_run=dry_run)
    if as_json:
        print_json({"record": drawn.record, "commit": drawn.done.commit, "stale": list(drawn.done.stale)})
        return
    say(f"{drawn.record}  {drawn.done.commit[:12] or _('nothing was changed')}", style="green")
    tell_stale(drawn.done.stale)
