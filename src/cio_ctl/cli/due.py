"""What falls due: due."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import print_json, print_table, say, write_out
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.dues import Due

_STATES = {
    "open": _("open"),
    "soon": _("soon due"),
    "late": _("late"),
    "unknown": _("calendar unknown"),
    "suspended": _("suspended"),
    "done": _("met"),
    "done-late": _("met late"),
    "lapsed": _("lapsed"),
}


class By(StrEnum):
    """What the list is divided by."""

    PERSON = "person"
    UNIT = "unit"
    PROJECT = "project"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "due",
        help=_("List what falls due for whom, with days left or late; as a calendar file with --ics.")
        + f"\n\n{_('Example:')} cio-ctl due --unit health --within 30",
    )(due)


def due(
    officer: str = typer.Option("", "--officer", metavar="OFFICER", help=_("Only what this officer could meet.")),
    unit: str = typer.Option("", "--unit", help=_("Only what this unit owes.")),
    project: str = typer.Option("", "--project", metavar="DOSSIER", help=_("Only of this dossier or record.")),
    within: int | None = typer.Option(None, "--within", metavar="DAYS", help=_("Only what falls due in so many days.")),
    everything: bool = typer.Option(False, "--all", help=_("Also what was met or has lapsed.")),
    by: By | None = typer.Option(None, "--by", help=_("Divide the list by person, unit or project.")),
    ics: str = typer.Option(
        "", "--ics", metavar="FILE", help=_("Write a calendar file that Outlook and phones read; - is standard output.")
    ),
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """List what falls due."""
    from cio_ctl.services.dues import Wanted, as_calendar, dues
    from cio_ctl.services.naming import find_dossier, officer_named

    view = workplace().view(at)
    below = find_dossier(view.standing.snapshot, project) if project else ""
    named = officer_named(view.office.register, officer).id if officer else ""
    found = dues(view, Wanted(named, unit, below, within, everything))
    if ics == "-":
        sys.stdout.buffer.write(as_calendar(view, found, language()))
        return
    if ics:
        write_out(Path(ics), as_calendar(view, found, language()))
    if as_json:
        print_json([due_fields(entry) for entry in found])
    elif ics:
        say(_("{count} entries: {file}").format(count=sum(entry.duty.owed(entry.today) for entry in found), file=ics))
    else:
        _tell(found, by)


def due_fields(entry: Due) -> dict[str, object]:
    """A due as JSON has it."""
    duty = entry.duty
    return {
        "record": duty.record,
        "obligation": duty.obligation.id,
        "zh": duty.obligation.title.zh,
        "en": duty.obligation.title.en,
        "basis": duty.obligation.basis,
        "period": duty.period,
        "opened": duty.opened.isoformat(),
        "due": duty.deadline.day.isoformat(),
        "certain": duty.deadline.certain,
        "unknown_year": duty.deadline.unknown_year,
        "warn_on": duty.warning.isoformat() if duty.warning is not None else None,
        "state": entry.state.value,
        "days_left": entry.days_left,
        "days_late": entry.late_days,
        "unit": duty.unit,
        "officers": list(entry.officers),
        "discharged": duty.discharged.isoformat() if duty.discharged is not None else None,
        "discharged_by": duty.discharged_by,
    }


def _tell(found: tuple[Due, ...], by: By | None) -> None:
    """One table, or one for each person, unit or project."""
    if not found:
        say(_("Nothing falls due."))
    for head, entries in _divided(found, by).items():
        if head:
            say(head, style="bold")
        print_table(
            (_("due"), _("state"), _("days"), _("what"), _("record"), _("unit"), _("who")),
            [_row(entry) for entry in entries],
        )
    late = sum(entry.late_days > 0 for entry in found)
    if late:
        say(_("{late} of {all} late").format(late=late, all=len(found)), style="bold red")


def _divided(found: tuple[Due, ...], by: By | None) -> dict[str, list[Due]]:
    """The entries by heading; one that several persons could meet stands below each of them."""
    divided: dict[str, list[Due]] = {}
    for entry in found:
        heads = {
            None: ("",) if by is None else (),
            By.PERSON: entry.officers or (_("nobody at present"),),
            By.UNIT: (entry.duty.unit or "—",),
            By.PROJECT: (entry.project,),
        }[by]
        for head in heads:
            divided.setdefault(head, []).append(entry)
    return dict(sorted(divided.items()))


def _row(entry: Due) -> tuple[str, ...]:
    duty = entry.duty
    day = duty.deadline.day.isoformat()
    period = f" ({duty.period})" if duty.obligation.every is not None else ""
    return (
        day if duty.deadline.certain else f"≥ {day}",
        _state(entry),
        _days(entry),
        f"[{duty.obligation.basis}] {duty.obligation.title.in_language(language())}{period}",
        duty.record,
        (duty.unit or "—").removeprefix("units/"),
        ", ".join(officer.removeprefix("officers/") for officer in entry.officers) or _("nobody at present"),
    )


def due_line(entry: Due) -> str:
    """A due in one line."""
    day, state, days, what, *_rest = _row(entry)
    return "  ".join(word for word in (day, state, days, what) if word)


def _state(entry: Due) -> str:
    word = _STATES[entry.state.value]
    year = entry.duty.deadline.unknown_year
    return f"{word} ({year})" if year is not None and entry.state == "unknown" else word


def _days(entry: Due) -> str:
    """Days left, or late; nothing where it was met in time or the day is not known."""
    if entry.late_days:
        return _("{days} late").format(days=entry.late_days)
    return _("{days} left").format(days=entry.days_left) if entry.days_left is not None else ""
