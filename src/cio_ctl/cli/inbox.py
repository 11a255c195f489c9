"""What waits for whom: todo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import print_json, say
from cio_ctl.cli.surroundings import workplace
from cio_ctl.cli.waiting import (
    TASKS,
    broken_fields,
    case_fields,
    due_text,
    duty_fields,
    lack_fields,
    lack_texts,
    owed_fields,
    owed_text,
    show_cases,
    stage_of,
    tell_broken,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cio_ctl.model.record import Decision
    from cio_ctl.services.inbox import Item, OpenCases

_LINE = 40


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "todo",
        help=_("Show what waits for you, here and on open branches, each with the command to type.")
        + f"\n\n{_('Example:')} cio-ctl todo --officer li-na",
    )(todo)


def todo(
    officer: str = typer.Option(
        "", "--officer", metavar="OFFICER", help=_("The inbox of this officer; left out: yours, by the signing key.")
    ),
    everything: bool = typer.Option(
        False, "--all", help=_("Every open case: for whom it waits, since when, until when.")
    ),
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """Show what waits."""
    from cio_ctl.services.inbox import inbox, open_cases

    if everything:
        _tell_all(open_cases(workplace(), officer, at), as_json=as_json)
        return
    found = inbox(workplace(), officer, at)
    if as_json:
        items = [_item_fields(item) for item in found.items]
        print_json({"officer": found.officer.id, "items": items, "branches_not_read": broken_fields(found.broken)})
        return
    _show_items(found.items)
    tell_broken(found.broken)
    if not found.items:
        say(_("Nothing waits for {officer}.").format(officer=found.officer.id))


def _tell_all(found: OpenCases, *, as_json: bool) -> None:
    """Every open case, then what is owed without one."""
    if as_json:
        print_json(
            {
                "cases": [case_fields(case) for case in found.cases],
                "owed": [owed_fields(matter, found.here) for matter in found.owed],
                "branches_not_read": broken_fields(found.broken),
            }
        )
        return
    show_cases(found)
    tell_broken(found.broken)


def _show_items(items: Iterable[Item]) -> None:
    """The items by what is asked, in the order of urgency."""
    by_task: dict[str, list[Item]] = {}
    for item in items:
        by_task.setdefault(item.task.value, []).append(item)
    for task in (name for name in TASKS if name in by_task):
        say(_(TASKS[task]), style="bold")
        for item in by_task[task]:
            say(f"  {_item_line(item)}", style="red" if item.late_days else None)


def _item_line(item: Item) -> str:
    """A record, where it stands, since when, by when; last the command."""
    from cio_ctl.services.inbox import commands_for

    branch = item.agenda.branch
    parts = [
        item.matter.record,
        _about(item),
        _("since {day}").format(day=item.matter.since) if item.matter.since is not None else "",
        due_text(item.matter.duty, item.agenda),
        _("on branch {branch}").format(branch=branch.name) if branch is not None else "",
        _("also on branch {branches}").format(branches=", ".join(item.elsewhere)) if item.elsewhere else "",
        commands_for(item)[0],
    ]
    return "  ".join(part for part in parts if part)


def _about(item: Item) -> str:
    """Where the record stands; what it is to be drawn up for; what is owed; what was said when it came back."""
    waiting = next(iter(item.matter.waitings), None)
    if waiting is None:
        return owed_text(item.matter)
    if waiting.case.record.id != item.matter.record:
        cases = ", ".join(dict.fromkeys(one.case.record.id for one in item.matter.waitings))
        return _("for {cases}").format(cases=cases)
    back = waiting.returned
    said = f"({back.by.removeprefix('officers/')}: 「{_shortened(back.opinion)}」)" if back is not None else ""
    lacks = "; ".join(lack_texts(waiting.lacks))
    missing = f"({_('missing:')} {lacks})" if lacks else ""
    return " ".join(part for part in (stage_of(waiting), said, missing) if part)


def _shortened(text: str) -> str:
    """An opinion as far as a line holds it; `show` has the whole."""
    line = " ".join(text.split())
    return line if len(line) <= _LINE else f"{line[:_LINE]}…"


def _item_fields(item: Item) -> dict[str, object]:
    """An item as JSON has it."""
    from cio_ctl.services.inbox import commands_for
    from cio_ctl.services.reading import title_of

    waiting = next(iter(item.matter.waitings), None)
    record = item.agenda.view.office.tree.record(item.matter.record)
    own = waiting if waiting is not None and waiting.case.record.id == item.matter.record else None
    return {
        "task": item.task.value,
        "record": item.matter.record,
        "kind": record.kind if record is not None else "",
        "stage": record.stage if record is not None else "",
        "title": title_of(record) if record is not None else "",
        "for": list(dict.fromkeys(one.case.record.id for one in item.matter.waitings)),
        "since": item.matter.since.isoformat() if item.matter.since is not None else None,
        **duty_fields(item.matter.duty, item.agenda),
        "returned": _decision_fields(own.returned) if own is not None and own.returned is not None else None,
        "missing": [lack_fields(lack) for lack in own.lacks] if own is not None else [],
        "commands": list(commands_for(item)),
        "branch": item.agenda.branch.name if item.agenda.branch is not None else "",
        "also_on": list(item.elsewhere),
    }


def _decision_fields(decision: Decision) -> dict[str, object]:
    return {"by": decision.by, "at": decision.at.isoformat(), "opinion": decision.opinion}
