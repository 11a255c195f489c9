"""Reading: list, show, log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import print_fields, print_json, print_table, say
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.reading import Entry
    from cio_ctl.services.snapshots import Standing

_AT = typer.Option("", "--at", metavar="WHEN", help=_("As it stood at a commit, branch or day (2026-03-05)."))
_JSON = typer.Option(False, "--json", help=_("Print JSON and nothing else."))
_RECORD = typer.Argument(help=_("The record: its id, or any end of it that only one record has."))


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("list", help=_("List records.") + f"\n\n{_('Example:')} cio-ctl list project --stage construction")(
        list_
    )
    app.command("show", help=_("Show a record: fields, decisions, and who can do what next."))(show)
    app.command("log", help=_("Show the history of a record or a whole dossier, with who signed."))(log)


def list_(
    kind: str = typer.Argument("", help=_("Only records of this kind.")),
    stage: str = typer.Option("", "--stage", help=_("Only records in this stage.")),
    unit: str = typer.Option("", "--unit", help=_("Only records of this unit.")),
    at: str = _AT,
    as_json: bool = _JSON,
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
    known = process.stages.get(stage) if process is not None else None
    return f"{stage} {known.title.in_language(language())}" if known else stage


def show(record: str = _RECORD, at: str = _AT, as_json: bool = _JSON) -> None:
    """Show a record."""
    from cio_ctl.cli.due import due_fields, due_line
    from cio_ctl.cli.status import amount_fields, say_amounts
    from cio_ctl.cli.waiting import case_fields, say_waiting
    from cio_ctl.services.dues import dues_of
    from cio_ctl.services.inbox import agenda_of, cases_of
    from cio_ctl.services.naming import read_record
    from cio_ctl.services.reading import copies_open, revisions_of, ways_on

    place = workplace()
    view = place.view(at)
    found = read_record(view.standing.snapshot, record)
    cases = tuple(cases_of(agenda_of(place, view, (found.id,))))
    ways = ways_on(view.office, found, view.now)
    duties = dues_of(view, found.id)
    former, later = revisions_of(view.office, found)
    if as_json:
        print_json(
            {
                "id": found.id,
                "fields": dict(found.fields),
                "supersedes": former,
                "superseded_by": list(later),
                **amount_fields(view.office, found),
                "next": [
                    {
                        "verb": way.transition.verb,
                        "id": way.transition.id,
                        "to": way.transition.target,
                        "basis": way.transition.basis,
                        "who": way.who,
                        "missing": [english for _chinese, english in way.missing],
                    }
                    for way in ways
                ],
                "waiting": [case_fields(case) for case in cases],
                "duties": [due_fields(due) for due in duties],
            }
        )
        return
    say(found.id, style="bold")
    _tell_revisions(former, later)
    print_fields({name: value for name, value in found.fields.items() if name != "decisions"})
    for decision in found.decisions:
        opinion = f"  「{decision.opinion}」" if decision.opinion else ""
        say(
            f"  {decision.at:%Y-%m-%d %H:%M}  {decision.verb}  {decision.source} → {decision.target}  "
            f"{decision.by} ({decision.role}){opinion}"
        )
    say_amounts(view.office, found)
    if ways:
        say(_("Next:"), style="bold")
    for way in ways:
        say(f"  {way.transition.verb} → {way.transition.target}  [{way.transition.basis or '—'}]  {way.who}")
        for chinese, english in way.missing:
            say(f"    {_('missing:')} {chinese if language() == 'zh' else english}")
    waiting = copies_open(view.office, found, view.now)
    if waiting:
        say(f"{_('Copies not yet acknowledged:')} {waiting}")
    say_waiting(cases)
    if duties:
        say(_("Duties:"), style="bold")
    for due in duties:
        say(f"  {due_line(due)}")


def _tell_revisions(former: str, later: tuple[str, ...]) -> None:
    """What a record supersedes, and what supersedes it."""
    for name in later:
        say(_("superseded by {record}").format(record=name), style="yellow")
    if former:
        say(_("supersedes {record}").format(record=former))


def log(
    record: str = typer.Argument(help=_("The record, or the folder of a dossier (2026-health-emr).")),
    at: str = _AT,
    as_json: bool = _JSON,
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
