"""The office at a glance, as `status` shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import print_json, print_table, say
from cio_ctl.cli.surroundings import workplace
from cio_ctl.cli.waiting import TASKS, broken_fields, case_fields, due_text, duty_fields, tell_broken, tell_stuck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.services.overview import Body, LateDuty, Lying, Overview


def show_overview(unit: str, at: str, *, as_json: bool) -> None:
    """Print the office at a glance."""
    from cio_ctl.services.overview import overview

    found = overview(workplace(), unit, at)
    if as_json:
        print_json(_fields(found))
        return
    say(f"{found.view.office.law.title.in_language(language())}  {found.view.today}  {found.view.commit[:12]}")
    say(_("Records by stage:"), style="bold")
    print_table((_("kind"), _("stages")), list(_stage_rows(found)))
    _show_bodies(found.bodies, found)
    _show_late(found)
    tell_stuck(found.stuck)
    tell_broken(found.broken)


def _stage_rows(found: Overview) -> Iterator[tuple[str, str]]:
    """A kind with its stages, each with how many stand there; first the kinds of which some are under way."""
    by_kind: dict[str, list[tuple[str, int]]] = {}
    for kind, stage, count in found.stages:
        by_kind.setdefault(kind, []).append((stage, count))
    processes = found.view.office.law.processes
    ended = {kind: all(processes[kind].final(stage) for stage, _count in stages) for kind, stages in by_kind.items()}
    for kind in sorted(by_kind, key=lambda one: ended[one]):
        named = [f"{processes[kind].stages[stage].title.in_language(language())} {n}" for stage, n in by_kind[kind]]
        yield processes[kind].title.in_language(language()), " · ".join(named)


def _show_bodies(bodies: Iterable[Body], found: Overview) -> None:
    say(_("Waiting:"), style="bold")
    for body in bodies:
        say(f"  {_post(body.role, body.unit)} ({', '.join(_short(name) for name in body.officers)}): {len(body.lying)}")
        for one in body.lying:
            say(f"    {_lying_line(one, body)}", style="red" if _days_late(one) else None)
    if not found.bodies:
        say(f"  {_('nothing')}")


def _lying_line(one: Lying, body: Body) -> str:
    """Since when, what is asked of a body, of which record, by when."""
    branch = one.agenda.branch
    matter = one.matter
    task = matter.task_of(body.role, body.unit)
    parts = [
        str(matter.since) if matter.since is not None else "—",
        _(TASKS[task.value]) if task is not None else "",
        matter.record,
        due_text(matter.duty, one.agenda),
        _("on branch {branch}").format(branch=branch.name) if branch is not None else "",
    ]
    return "  ".join(part for part in parts if part)


def _days_late(one: Lying) -> int:
    duty = one.matter.duty
    return duty.late_days(one.agenda.view.today) if duty is not None else 0


def _show_late(found: Overview) -> None:
    """What is late and where it lies; how often each unit was late."""
    if found.late:
        say(_("Late:"), style="bold red")
        print_table(
            (_("due"), _("days"), _("what"), _("record"), _("lies with"), _("since")),
            [_late_row(one) for one in found.late],
        )
    if found.late_acts:
        say(_("Late acts:"), style="bold")
        print_table(
            (_("unit"), _("late"), _("met late")),
            [(_short(one.unit) or "—", str(one.late), str(one.met_late)) for one in found.late_acts],
        )


def _late_row(one: LateDuty) -> tuple[str, ...]:
    obligation = one.duty.obligation
    return (
        one.duty.deadline.day.isoformat(),
        str(one.days),
        f"[{obligation.basis}] {obligation.title.in_language(language())}",
        one.duty.record,
        ", ".join(_post(role, unit) for role, unit in one.bodies) or _("nobody at present"),
        str(one.since) if one.since is not None else "—",
    )


def _post(role: str, unit: str) -> str:
    return f"{role}@{_short(unit)}"


def _short(name: str) -> str:
    return name.removeprefix("units/").removeprefix("officers/")


def _fields(found: Overview) -> dict[str, object]:
    """The overview as JSON has it."""
    return {
        "commit": found.view.commit,
        "at": found.view.now.isoformat(),
        "stages": [
            {
                "kind": kind,
                "stage": stage,
                "final": found.view.office.law.processes[kind].final(stage),
                "records": count,
            }
            for kind, stage, count in found.stages
        ],
        "waiting": [_body_fields(body) for body in found.bodies],
        "late": [_late_fields(one) for one in found.late],
        "stuck": [case_fields(case) for case in found.stuck],
        "late_acts": [{"unit": one.unit, "late": one.late, "met_late": one.met_late} for one in found.late_acts],
        "branches_not_read": broken_fields(found.broken),
    }


def _body_fields(body: Body) -> dict[str, object]:
    return {
        "role": body.role,
        "unit": body.unit,
        "officers": list(body.officers),
        "since": body.since.isoformat() if body.since is not None else None,
        "matters": [
            {
                "task": task.value if task is not None else "",
                "record": one.matter.record,
                "since": one.matter.since.isoformat() if one.matter.since is not None else None,
                **duty_fields(one.matter.duty, one.agenda),
                "branch": one.agenda.branch.name if one.agenda.branch is not None else "",
            }
            for one in body.lying
            for task in (one.matter.task_of(body.role, body.unit),)
        ],
    }


def _late_fields(one: LateDuty) -> dict[str, object]:
    return {
        "record": one.duty.record,
        "obligation": one.duty.obligation.id,
        "basis": one.duty.obligation.basis,
        "period": one.duty.period,
        "due": one.duty.deadline.day.isoformat(),
        "days_late": one.days,
        "unit": one.duty.unit,
        "to_act_on": one.record,
        "lies_with": [{"role": role, "unit": unit} for role, unit in one.bodies],
        "since": one.since.isoformat() if one.since is not None else None,
    }
