"""The office at a glance: records by stage, what lies where and since when, what is late, what nobody can move."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.rules.dues.obligations import DutyState
from cio_ctl.services.inbox import agendas, cases_of
from cio_ctl.services.reading import stages_counted, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cio_ctl.rules.dues.obligations import Duty
    from cio_ctl.rules.waiting.matters import Matter
    from cio_ctl.services.branches import BrokenBranch
    from cio_ctl.services.inbox import Agenda, OpenCase
    from cio_ctl.services.workplace import View, Workplace


@dataclass(frozen=True, slots=True)
class Lying:
    """A matter, where it lies: here or on a branch."""

    agenda: Agenda
    matter: Matter


@dataclass(frozen=True, slots=True)
class Body:
    """A post, those who can act in it, and what lies with it, longest first."""

    role: str
    unit: str
    officers: tuple[str, ...]
    lying: tuple[Lying, ...]

    @property
    def since(self) -> date | None:
        """Since when the oldest of it lies there."""
        return min((one.matter.since for one in self.lying if one.matter.since is not None), default=None)


@dataclass(frozen=True, slots=True)
class LateDuty:
    """A duty past its last day, the record by which it could be met, and the posts with which that lies."""

    duty: Duty
    days: int
    record: str
    bodies: tuple[tuple[str, str], ...]
    since: date | None


@dataclass(frozen=True, slots=True)
class LateActs:
    """How often a unit was late: duties that are late still, and those met after their last day."""

    unit: str
    late: int
    met_late: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The office at a glance; ``stages`` are kind, stage, and how many records stand there."""

    view: View
    stages: tuple[tuple[str, str, int], ...]
    bodies: tuple[Body, ...]
    late: tuple[LateDuty, ...]
    stuck: tuple[OpenCase, ...]
    late_acts: tuple[LateActs, ...]
    broken: tuple[BrokenBranch, ...]


def overview(workplace: Workplace, unit: str, at: str) -> Overview:
    """The office as it stands, or of one unit (empty: all), branches included unless it is looked at as it stood."""
    view = workplace.view(at)
    found, broken = agendas(workplace, view, branches=not at)
    here = found[0]
    wanted = f"units/{unit.removeprefix('units/')}" if unit else ""
    lying = [Lying(one, matter) for one in found for matter in one.matters if _of_unit(one, matter, wanted)]
    late = (duty for duty in here.duties if wanted in {"", duty.unit} and duty.state(view.today) is DutyState.LATE)
    stuck = (case for one in found for case in cases_of(one) if case.waiting.stuck)
    return Overview(
        view,
        tuple(stages_counted(view.office, view.standing.snapshot.ids(), unit)),
        tuple(_bodies(lying)),
        tuple(sorted((_late(here, duty) for duty in late), key=lambda one: -one.days)),
        tuple(case for case in stuck if wanted in {"", unit_of(case.agenda.view.office, case.waiting.case.record)}),
        tuple(_late_acts(view, here.duties, wanted)),
        tuple(broken),
    )


def _of_unit(agenda: Agenda, matter: Matter, unit: str) -> bool:
    """Whether a matter is about a record of a unit; empty stands for any."""
    office = agenda.view.office
    about = [one.case.record for one in matter.waitings]
    owing = {duty.unit for duty in matter.duties if not about}
    return not unit or unit in owing or any(unit_of(office, record) == unit for record in about)


def _bodies(lying: Iterable[Lying]) -> Iterator[Body]:
    """What lies with whom; the post with the oldest first."""
    by_post: dict[tuple[str, str], list[Lying]] = {}
    for one in lying:
        for post in one.matter.bodies:
            by_post.setdefault(post, []).append(one)
    bodies = [Body(*post, _holders(post, found), tuple(sorted(found, key=_age))) for post, found in by_post.items()]
    yield from sorted(bodies, key=lambda body: (body.since is None, str(body.since), body.role, body.unit))


def _age(one: Lying) -> tuple[bool, str, str]:
    return one.matter.since is None, str(one.matter.since), one.matter.record


def _holders(post: tuple[str, str], lying: Iterable[Lying]) -> tuple[str, ...]:
    """Those who can act in a post on any of the matters."""
    steps = (step for one in lying for step in one.matter.steps)
    found = {step.seat.officer.id for step in steps if (step.seat.standing.role, step.seat.standing.unit) == post}
    return tuple(sorted(found))


def _late(agenda: Agenda, duty: Duty) -> LateDuty:
    """Where a late duty lies."""
    matter = next((one for one in agenda.matters if duty in one.duties), None)
    record = matter.record if matter is not None else ""
    bodies = matter.bodies if matter is not None else ()
    return LateDuty(duty, duty.late_days(agenda.view.today), record, bodies, matter.since if matter else None)


def _late_acts(view: View, duties: Iterable[Duty], unit: str) -> Iterator[LateActs]:
    """The units that are or were late, by how often."""
    late: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for duty in duties:
        state = duty.state(view.today)
        name = duty.unit or ""
        if unit in {"", name}:
            late[name] += state is DutyState.LATE
            met[name] += state is DutyState.DONE_LATE
    for name in sorted(late, key=lambda one: (-late[one] - met[one], one)):
        if late[name] + met[name]:
            yield LateActs(name, late[name], met[name])
