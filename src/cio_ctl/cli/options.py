"""What many commands take, each worded once."""

from __future__ import annotations

import typer

from cio_ctl.cli.language import translate as _

RECORD = typer.Argument(help=_("The record: its id, or any end of it that only one record has."))
AT = typer.Option("", "--at", metavar="WHEN", help=_("As it stood at a commit, branch or day (2026-03-05)."))
JSON = typer.Option(False, "--json", help=_("Print JSON and nothing else."))
RESULT_JSON = typer.Option(False, "--json", help=_("Print the result as one JSON object."))
DRY_RUN = typer.Option(False, "--dry-run", "-n", help=_("Say what would happen and change nothing."))
