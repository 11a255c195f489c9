"""Comparing the whole office: overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import print_json, say, tell_stale
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.drawing_up import Drawn
    from cio_ctl.services.overlapping import Overlaps


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "overlap",
        help=_("Show which projects and systems of all units a new project may duplicate, and why.")
        + f"\n\n{_('Example:')} cio-ctl overlap 2026-health-emr/project --enter",
    )(overlap)


def overlap(
    record: str = typer.Argument(help=_("The project: its id, or any end of it that only one record has.")),
    least: int | None = typer.Option(
        None, "--least", metavar="SCORE", min=1, max=100, help=_("Only from this score on; left out: that of the law.")
    ),
    most: int = typer.Option(10, "--most", metavar="N", min=1, help=_("At most so many.")),
    at: str = AT,
    as_json: bool = JSON,
    into_draft: bool = typer.Option(
        False, "--enter", help=_("Enter the list in the draft that the law names, keeping the answers given there.")
    ),
) -> None:
    """Compare a record with all others."""
    from cio_ctl.services.overlapping import enter, overlaps_of

    if at and into_draft:
        raise typer.BadParameter(_("--enter writes what is compared now; leave out --at"))
    place = workplace()
    overlaps = overlaps_of(place.view(at).standing, record, least, most)
    entered = enter(place, overlaps) if into_draft else None
    if as_json:
        print_json({**_as_fields(overlaps), "entered": _entered_fields(entered) if entered else None})
        return
    _show(overlaps)
    if entered:
        _tell(entered)


def _as_fields(overlaps: Overlaps) -> dict[str, object]:
    """The result as JSON has it."""
    return {
        "record": overlaps.subject.id,
        "compared": overlaps.compared,
        "least": overlaps.least,
        "overlaps": [
            {
                "existing": likeness.other.id,
                "kind": likeness.other.kind,
                "unit": likeness.other.unit,
                "stage": likeness.other.stage,
                "title": likeness.other.title,
                "score": likeness.score,
                "reasons": [
                    {"aspect": reason.aspect, "score": reason.score, "shared": list(reason.shared)}
                    for reason in likeness.reasons
                ],
            }
            for likeness in overlaps.likenesses
        ],
    }


def _entered_fields(entered: tuple[str, Drawn | None]) -> dict[str, object]:
    name, drawn = entered
    return {
        "record": name,
        "commit": drawn.done.commit if drawn else "",
        "stale": list(drawn.done.stale if drawn else ()),
    }


def _show(overlaps: Overlaps) -> None:
    """The ranking for people."""
    say(f"{overlaps.subject.title}  ({overlaps.subject.id})", style="bold")
    counts = {"compared": overlaps.compared, "least": overlaps.least}
    if not overlaps.likenesses:
        say(_("Nothing alike from score {least} on, among {compared} records.").format(**counts))
        return
    say(_("Compared with {compared} records; shown from score {least} on:").format(**counts))
    for likeness in overlaps.likenesses:
        other = likeness.other
        place = "  ".join(part for part in (other.unit.removeprefix("units/"), other.stage) if part)
        say(f"{likeness.score:>3}  {other.title}  {other.id}  {place}")
        for reason in likeness.reasons:
            title = overlaps.comparison.aspects[reason.aspect].title.in_language(language())
            say(f"       {title} {reason.score}: {'、'.join(reason.shared)}")


def _tell(entered: tuple[str, Drawn | None]) -> None:
    """Where the list stands now."""
    name, drawn = entered
    if drawn is None:
        say(_("{record} holds this list already").format(record=name))
        return
    say(_("Entered in {record}").format(record=name) + f"  {drawn.done.commit[:12]}", style="green")
    tell_stale(drawn.done.stale)
