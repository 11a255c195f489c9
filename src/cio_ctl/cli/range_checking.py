"""The job of continuous integration: check."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import finding_fields, print_findings, print_json, print_plain, say
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.ranges import Judgement, Range

_FINDINGS = 4


class Format(StrEnum):
    """In what form findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "check",
        help=_(
            "Judge the commits of a range: A..B (what B has and A has not), or B alone (what B has and main has not). "
            "A is believed. Exit code 4 if anything is wrong."
        ),
    )(check)


def check(
    commits: str = typer.Argument("HEAD", metavar="RANGE", help=_("A..B, A...B or B; a side left out is HEAD.")),
    form: Format = typer.Option(
        Format.TEXT, "--format", help=_("text, json, sarif (2.1.0), github (annotations) or gitlab (code quality).")
    ),
    as_json: bool = typer.Option(False, "--json", help=_("The same as --format json.")),
) -> None:
    """Judge the commits of a range."""
    from cio_ctl.services.ranges import judge_range, range_named

    place = workplace()
    wanted = range_named(place, commits)
    judgement = judge_range(place, wanted.judged, wanted.tip)
    _print(Format.JSON if as_json else form, wanted, judgement)
    if judgement.faults:
        raise typer.Exit(_FINDINGS)


def _print(form: Format, wanted: Range, judgement: Judgement) -> None:
    from cio_ctl.adapters import annotations, sarif

    if form is Format.TEXT:
        _tell(judgement)
    elif form is Format.JSON:
        print_json(_fields(wanted, judgement))
    elif form is Format.GITHUB:
        print_plain(annotations.github_commands(judgement.placed(), _))
    elif form is Format.GITLAB:
        print_json(annotations.gitlab_issues(judgement.placed(), _))
    else:
        print_json(sarif.sarif_log(judgement.placed(), _))


def _fields(wanted: Range, judgement: Judgement) -> dict[str, object]:
    return {
        "clean": judgement.faults == 0,
        "judged": wanted.judged,
        "tip": wanted.tip,
        "commits": list(judgement.commits),
        "merges": judgement.merges,
        "officers": list(judgement.officers),
        "findings": [finding_fields(found) for found in judgement.findings],
    }


def _tell(judgement: Judgement) -> None:
    print_findings(judgement.findings)
    say(
        _("{commits} commits, {merges} merges, {officers} officers, {findings} findings").format(
            commits=len(judgement.commits),
            merges=judgement.merges,
            officers=len(judgement.officers),
            findings=judgement.faults,
        )
    )
