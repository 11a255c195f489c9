"""Open cases as commands show them: for whom each waits, since when, by when, what is lacking, what is stuck."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import print_table, say, warn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cio_ctl.rules.dues.obligations import Duty
    from cio_ctl.rules.waiting.cases import Obstacle, Waiting
    from cio_ctl.rules.waiting.lacks import Lack
    from cio_ctl.rules.waiting.matters import Matter
    from cio_ctl.services.branches import BrokenBranch
    from cio_ctl.services.inbox import Agenda, OpenCase, OpenCases

TASKS = {
    "decide": _("To decide"),
    "countersign": _("To countersign"),
    "acknowledge": _("To acknowledge"),
    "correct": _("To correct"),
    "submit": _("To submit"),
    "fill-in": _("To fill in"),
    "draw-up": _("To draw up"),
    "report": _("To report"),
}
_WHY = {
    "vacant": _("nobody can act as {role}"),
    "barred": _("everybody who is {role} has taken part already ({persons})"),
    "no-unit": _("the record does not say in which unit {role} is asked for ({unit})"),
    "ended": _("{record} has ended elsewhere"),
    "unmendable": _("nobody may fill in what is missing"),
    "no-way": _("no way on applies"),
}


def show_cases(found: OpenCases) -> None:
    """A table of open cases and of what is owed without one, and below it the cases that nobody can move."""
    heads = (_("record"), _("stage"), _("since"), _("due"), _("waits for"))
    print_table(heads, [*map(_case_row, found.cases), *(_owed_row(matter, found.here) for matter in found.owed)])
    tell_stuck(found.cases)


def _case_row(case: OpenCase) -> tuple[str, ...]:
    return (
        case.waiting.case.record.id,
        stage_of(case.waiting),
        case.since.isoformat() if case.since is not None else "—",
        due_text(case.duty, case.agenda) or "—",
        _whom(case),
    )


def _owed_row(matter: Matter, agenda: Agenda) -> tuple[str, ...]:
    """What is owed, though nothing is under way that would meet it."""
    record = matter.duty.record if matter.duty is not None else ""
    since = matter.since.isoformat() if matter.since is not None else "—"
    names = ", ".join(step.seat.officer.slug for step in matter.steps) or _("nobody")
    return record, owed_text(matter), since, due_text(matter.duty, agenda), f"{names}: {_(TASKS['report'])}"


def owed_text(matter: Matter) -> str:
    """What is owed, and how many times over."""
    duty = matter.duty
    if duty is None:
        return ""
    times = f" ×{len(matter.duties)}" if len(matter.duties) > 1 else ""
    return f"[{duty.obligation.basis}] {duty.obligation.title.in_language(language())}{times}"


def owed_fields(matter: Matter, agenda: Agenda) -> dict[str, object]:
    """The same as JSON has it."""
    return {
        "record": matter.duty.record if matter.duty is not None else "",
        "to_draw_up": matter.record,
        "since": matter.since.isoformat() if matter.since is not None else None,
        **duty_fields(matter.duty, agenda),
        "times": len(matter.duties),
        "waits_for": [step.seat.officer.id for step in matter.steps],
    }


def say_waiting(cases: Iterable[OpenCase]) -> None:
    """For whom a record waits, since when and until when; copies are told elsewhere."""
    for case in cases:
        if case.waiting.notice is None:
            since = _("since {day}").format(day=case.since) if case.since is not None else ""
            told = (f"{_('Waits for:')} {_whom(case)}", since, due_text(case.duty, case.agenda))
            say("  ".join(part for part in told if part))
            tell_stuck([case])


def tell_stuck(cases: Iterable[OpenCase]) -> None:
    """The cases that nobody can move, and why."""
    stuck = [case for case in cases if case.waiting.stuck]
    if stuck:
        say(_("Nobody can move:"), style="bold red")
    for case in stuck:
        say(f"  {case.waiting.case.record.id}: {why_stuck(case.waiting)}")


def why_stuck(waiting: Waiting) -> str:
    """What is in the way, in words."""
    obstacles = [_obstacle_text(obstacle) for obstacle in waiting.obstacles]
    return "; ".join([*obstacles, *lack_texts(waiting.lacks)]) or "—"


def _obstacle_text(obstacle: Obstacle) -> str:
    unit = f"@{obstacle.unit.removeprefix('units/')}" if obstacle.unit and obstacle.hindrance != "no-unit" else ""
    persons = ", ".join(person.removeprefix("officers/") for person in obstacle.persons)
    role = f"{obstacle.role}{unit}" if obstacle.role else _("the one who would draw up {record}")
    told = _(_WHY[obstacle.hindrance.value])
    return told.format(
        role=role.format(record=obstacle.record), unit=obstacle.unit, record=obstacle.record, persons=persons
    )


def _whom(case: OpenCase) -> str:
    """Whom a case waits for, and with what; what it waits on where nobody can act on it itself."""
    parts: dict[tuple[str, str], list[str]] = {}
    for step in case.waiting.steps:
        record = step.record if step.record != case.waiting.case.record.id else ""
        names = parts.setdefault((step.task.value, record), [])
        lender = step.seat.standing.delegated_for.removeprefix("officers/")
        slug = step.seat.officer.slug
        name = f"{slug} ({_('for {officer}').format(officer=lender)})" if lender else slug
        if name not in names:
            names.append(name)
    told = [
        f"{', '.join(names)}: {_(TASKS[task])}{f' {record}' if record else ''}"
        for (task, record), names in parts.items()
    ]
    on = [wanted.record for lack in case.waiting.lacks for wanted in lack.wanted if wanted.exists]
    if on and not told:
        told.append(_("waits on {records}").format(records=", ".join(dict.fromkeys(on))))
    branch = case.agenda.branch
    if branch is not None:
        told.append(_("on branch {branch}").format(branch=branch.name))
    return "; ".join(told) or _("nobody")


def case_fields(case: OpenCase) -> dict[str, object]:
    """An open case as JSON has it."""
    waiting = case.waiting
    return {
        "record": waiting.case.record.id,
        "kind": waiting.case.process.kind,
        "stage": waiting.case.record.stage,
        "notice": waiting.notice.to.role if waiting.notice is not None else "",
        "since": case.since.isoformat() if case.since is not None else None,
        **duty_fields(case.duty, case.agenda),
        "waits_for": [
            {
                "officer": step.seat.officer.id,
                "role": step.seat.standing.role,
                "unit": step.seat.standing.unit,
                "delegated_for": step.seat.standing.delegated_for,
                "task": step.task.value,
                "record": step.record,
                "verb": step.transition.verb.value if step.transition is not None else "",
                "move": step.transition.id if step.transition is not None else "",
                "to": step.target,
                "sets": list(step.to_set),
            }
            for step in waiting.steps
        ],
        "missing": [lack_fields(lack) for lack in waiting.lacks],
        "stuck": waiting.stuck,
        "obstacles": [
            {
                "why": one.hindrance.value,
                "role": one.role,
                "unit": one.unit,
                "record": one.record,
                "persons": list(one.persons),
            }
            for one in waiting.obstacles
        ],
        "branch": case.agenda.branch.name if case.agenda.branch is not None else "",
    }


def stage_of(waiting: Waiting) -> str:
    """The stage, by what it is called."""
    stage = waiting.case.process.stages.get(waiting.case.record.stage)
    return stage.title.in_language(language()) if stage is not None else waiting.case.record.stage


def lack_texts(lacks: Iterable[Lack]) -> list[str]:
    """What is lacking, in words; what several entries of a list lack stands once, with how many times."""
    counted = Counter(_lack_text(lack) for lack in lacks)
    return [f"{text} ×{times}" if times > 1 else text for text, times in counted.items()]


def _lack_text(lack: Lack) -> str:
    titled = lack.finding is None or any(name.startswith("title") for name, _value in lack.finding.arguments)
    return lack.title.in_language(language()) if lack.finding is None or titled else lack.finding.sentence(_)


def due_text(duty: Duty | None, agenda: Agenda) -> str:
    """By when, and how late it is."""
    if duty is None:
        return ""
    day = duty.deadline.day.isoformat() if duty.deadline.certain else f"≥ {duty.deadline.day.isoformat()}"
    late = duty.late_days(agenda.view.today)
    text = _("due {day}").format(day=day)
    return f"{text} ({_('{days} late').format(days=late)})" if late else text


def duty_fields(duty: Duty | None, agenda: Agenda) -> dict[str, object]:
    """By when something is due, and by which obligation."""
    return {
        "obligation": duty.obligation.id if duty is not None else "",
        "due": duty.deadline.day.isoformat() if duty is not None else None,
        "certain": duty.deadline.certain if duty is not None else None,
        "days_late": duty.late_days(agenda.view.today) if duty is not None else 0,
    }


def lack_fields(lack: Lack) -> dict[str, object]:
    """What is lacking, as JSON has it."""
    return {
        "zh": lack.title.zh,
        "en": lack.title.en,
        "basis": lack.basis,
        "fields": sorted(lack.fields),
        "records": [wanted.record for wanted in lack.wanted],
    }


def tell_broken(broken: Iterable[BrokenBranch]) -> None:
    """One line for each branch that could not be looked at."""
    for one in broken:
        told = _("branch {branch} cannot be read: {problem}")
        warn(told.format(branch=one.branch.name, problem=one.problem.sentence(_)), style="yellow")


def broken_fields(broken: Iterable[BrokenBranch]) -> list[dict[str, object]]:
    """The branches that could not be looked at, as JSON has them."""
    return [{"branch": one.branch.name, "problem": one.problem.sentence(_)} for one in broken]
