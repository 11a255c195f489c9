"""One record as it stands: show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON, RECORD
from cio_ctl.cli.output import print_fields, print_json, say
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.model.record import Record
    from cio_ctl.services.dues import Due
    from cio_ctl.services.inbox import OpenCase
    from cio_ctl.services.reading import Way
    from cio_ctl.services.workplace import View, Workplace


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", help=_("Show a record: fields, decisions, and who can do what next."))(show)


def show(
    record: str = RECORD,
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """Show a record."""
    from cio_ctl.services.naming import read_record

    place = workplace()
    view = place.view(at)
    shown = _seen(place, view, read_record(view.standing.snapshot, record))
    if as_json:
        print_json(_fields(shown))
    else:
        _tell(shown)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A record with everything that is said of it."""

    view: View
    record: Record
    ways: tuple[Way, ...]
    cases: tuple[OpenCase, ...]
    duties: tuple[Due, ...]
    former: str
    later: tuple[str, ...]


def _seen(place: Workplace, view: View, record: Record) -> _Shown:
    """What can be said of a record."""
    from cio_ctl.services.dues import dues_of
    from cio_ctl.services.inbox import agenda_of, cases_of
    from cio_ctl.services.reading import revisions_of, ways_on

    former, later = revisions_of(view.office, record)
    agenda = agenda_of(place, view, (record.id,))
    cases = tuple(cases_of(agenda))
    ways = ways_on(view.office, record, view.now)
    return _Shown(view, record, ways, cases, dues_of(view, record.id, agenda.duties), former, later)


def _fields(shown: _Shown) -> dict[str, object]:
    """A record as JSON has it."""
    from cio_ctl.cli.due import due_fields
    from cio_ctl.cli.status import amount_fields
    from cio_ctl.cli.waiting import case_fields

    return {
        "id": shown.record.id,
        "fields": dict(shown.record.fields),
        "supersedes": shown.former,
        "superseded_by": list(shown.later),
        **amount_fields(shown.view.office, shown.record),
        "next": [_way_fields(way) for way in shown.ways],
        "waiting": [case_fields(case) for case in shown.cases],
        "duties": [due_fields(due) for due in shown.duties],
    }


def _way_fields(way: Way) -> dict[str, object]:
    return {
        "verb": way.transition.verb,
        "id": way.transition.id,
        "to": way.transition.target,
        "basis": way.transition.basis,
        "who": way.who,
        "missing": [english for _chinese, english in way.missing],
    }


def _tell(shown: _Shown) -> None:
    """A record in sections: fields, decisions, amounts, ways on, for whom it waits, duties."""
    from cio_ctl.cli.status import say_amounts
    from cio_ctl.cli.waiting import say_waiting
    from cio_ctl.services.reading import copies_open

    say(shown.record.id, style="bold")
    _tell_revisions(shown.former, shown.later)
    print_fields({name: value for name, value in shown.record.fields.items() if name != "decisions"})
    _tell_decisions(shown.record)
    say_amounts(shown.view.office, shown.record)
    _tell_ways(shown.ways)
    waiting = copies_open(shown.view.office, shown.record, shown.view.now)
    if waiting:
        say(f"{_('Copies not yet acknowledged:')} {waiting}")
    say_waiting(shown.cases)
    _tell_duties(shown.duties)


def _tell_revisions(former: str, later: tuple[str, ...]) -> None:
    """What a record supersedes, and what supersedes it."""
    for name in later:
        say(_("superseded by {record}").format(record=name), style="yellow")
    if former:
        say(_("supersedes {record}").format(record=former))


def _tell_decisions(record: Record) -> None:
    for decision in record.decisions:
        opinion = f"  「{decision.opinion}」" if decision.opinion else ""
        say(
            f"  {decision.at:%Y-%m-%d %H:%M}  {decision.verb}  {decision.source} → {decision.target}  "
            f"{decision.by} ({decision.role}{_for(decision.delegated_for)}){opinion}"
        )


def _for(lender: str) -> str:
    """For whom a delegate decided."""
    return ", " + _("for {officer}").format(officer=lender) if lender else ""


def _tell_ways(ways: tuple[Way, ...]) -> None:
    if ways:
        say(_("Next:"), style="bold")
    for way in ways:
        say(f"  {way.transition.verb} → {way.transition.target}  [{way.transition.basis or '—'}]  {way.who}")
        for chinese, english in way.missing:
            say(f"    {_('missing:')} {chinese if language() == 'zh' else english}")


def _tell_duties(duties: tuple[Due, ...]) -> None:
    from cio_ctl.cli.due import due_line

    if duties:
        say(_("Duties:"), style="bold")
    for due in duties:
        say(f"  {due_line(due)}")
