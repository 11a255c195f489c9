"""The program: every command by family, and the one place where errors become exit codes."""

from __future__ import annotations

import os
import sys

import typer

from cio_ctl import __version__
from cio_ctl.cli import (
    amending,
    checking,
    comparing,
    deciding,
    drawing_up,
    due,
    evaluating,
    exporting,
    forms,
    importing,
    inbox,
    paper_checking,
    range_checking,
    reading,
    reasons,
    registering,
    rendering,
    reviewing,
    scoring,
    serving,
    settling,
    showing,
    starting,
    status,
    tracing,
    workflows,
)
from cio_ctl.cli.interruptions import BY_CTRL_C, Ended, heeding_signals
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import say, tell_error, warn
from cio_ctl.cli.surroundings import close_all

app = typer.Typer(
    name="cio-ctl",
    help=_("Run a CIO office: every government IT project, from need to filing form, as signed commits in git."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
FAMILIES = (
    starting,
    registering,
    settling,
    amending,
    drawing_up,
    importing,
    reviewing,
    deciding,
    inbox,
    status,
    reading,
    reasons,
    showing,
    due,
    tracing,
    checking,
    range_checking,
    serving,
    forms,
    rendering,
    paper_checking,
    scoring,
    evaluating,
    exporting,
    comparing,
    workflows,
)
for family in FAMILIES:
    family.add_to(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"cio-ctl {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help=_("Print the version and stop."), callback=_print_version, is_eager=True
    ),
) -> None:
    """Nothing of its own: options of the program as a whole."""


def main() -> None:
    """Run the program; every known error becomes one clear message and its exit code, and so does being told to end."""
    with heeding_signals() as told:
        try:
            _run()
        except Ended:
            warn(_("interrupted; what was not finished is not kept"))
            sys.exit(told.exit_code)
        finally:
            close_all()


def _run() -> None:
    """Run the command.

    Raises:
        Ended: it was told to end.
        SystemExit: it ended; the code says how.
    """
    from cio_ctl.model.errors import CioError, SystemRefused

    try:
        app()
    except CioError as error:
        tell_error(error)
        sys.exit(error.exit_code)
    except OSError as problem:
        refused = SystemRefused(place=problem.filename or ".", problem=problem.strerror or type(problem).__name__)
        tell_error(refused)
        sys.exit(refused.exit_code)
    except SystemExit as stop:
        if stop.code == BY_CTRL_C:  # typer's way to say so
            raise Ended from stop
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
