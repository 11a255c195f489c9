"""What falls due for whom: the duties of an office on a day, with those who could meet them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.ics import Event, calendar_file
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.dues.obligations import Duty, DutyState, all_duties, reckoning_of
from cio_ctl.rules.eligibility import seats
from cio_ctl.services.reading import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cio_ctl.model.office import Office
    from cio_ctl.services.workplace import View


@dataclass(frozen=True, slots=True)
class Due:
    """A duty as it stands today: ``title`` is what its record is called, ``officers`` could meet it now."""

    duty: Duty
    today: date
    title: str
    project: str
    officers: tuple[str, ...]

    @property
    def state(self) -> DutyState:
        """How it stands today."""
        return self.duty.state(self.today)

    @property
    def days_left(self) -> int | None:
        """Calendar days to the last day, negative when it is past; None once nothing is owed, or where unknown."""
        known = self.duty.owed(self.today) and self.duty.deadline.certain
        return (self.duty.deadline.day - self.today).days if known else None

    @property
    def late_days(self) -> int:
        """Calendar days after the last day on which it was met, or on which we are."""
        return self.duty.late_days(self.today)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dues are asked for; empty stands for any. ``within`` is a number of calendar days from today."""

    officer: str = ""
    unit: str = ""
    below: str = ""
    within: int | None = None
    everything: bool = False


def dues(view: View, wanted: Wanted) -> tuple[Due, ...]:
    """The dues that are wanted, by their last day; those that nobody owes any more only with ``everything``."""
    duties = all_duties(view.office, reckoning_of(view.office, view.today))
    return _sorted(due for due in _told(view.office, view.today, duties) if _is_wanted(due, wanted))


def _sorted(found: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda due: (due.duty.deadline.day, due.duty.record, due.duty.obligation.id)))


def _told(office: Office, today: date, duties: Iterable[Duty]) -> Iterator[Due]:
    """What there is to say of duties."""
    for duty in duties:
        record = office.tree.record(duty.record)
        case = case_of(office, record) if record is not None else None
        if record is not None and case is not None:
            held = seats(case, (duty.obligation.owed_by,), today)
            officers = tuple(dict.fromkeys(seat.officer.id for seat in held))
            project = case.value("project.name")
            title = title_of(record) or (project if isinstance(project, str) else "")
            yield Due(duty, today, title, duty.record.rpartition("/")[0], officers)


def _is_wanted(due: Due, wanted: Wanted) -> bool:
    return (
        (wanted.everything or due.duty.owed(due.today))
        and (not wanted.officer or wanted.officer in due.officers)
        and wanted.unit in {"", due.duty.unit, (due.duty.unit or "").removeprefix("units/")}
        and (not wanted.below or f"{due.duty.record}/".startswith(f"{wanted.below}/"))
        and (wanted.within is None or (due.duty.deadline.day - due.today).days <= wanted.within)
    )


def dues_of(view: View, record_id: str, duties: Iterable[Duty] | None = None) -> tuple[Due, ...]:
    """Every duty that hangs on a record or was met by it, by last day; ``duties`` are all, if they are known."""
    known = all_duties(view.office, reckoning_of(view.office, view.today)) if duties is None else duties
    mine = (duty for duty in known if record_id in {duty.record, duty.discharged_by})
    return _sorted(_told(view.office, view.today, mine))


def as_calendar(view: View, found: tuple[Due, ...], language: str) -> bytes:
    """A calendar file (RFC 5545) of what is still owed; where a year is unknown, of the earliest day."""
    name = view.office.law.title.in_language(language)
    events = [_event(view.office, due, language) for due in found if due.duty.owed(due.today)]
    return calendar_file(name, events, view.now)


def _event(office: Office, due: Due, language: str) -> Event:
    """A due as a day in a calendar; its uid is the same as long as office, record, obligation and opening are."""
    duty = due.duty
    obligation = duty.obligation
    uid = f"{duty.record.replace('/', '.')}.{obligation.id}.{duty.period}.{duty.opened:%Y%m%d}@{office.law.name}"
    title = obligation.title.in_language(language)
    basis = office.law.bases.get(obligation.basis)
    lines = [duty.record, f"[{obligation.basis}] {basis.in_language(language)}" if basis is not None else ""]
    if not duty.deadline.certain:
        lines.append("≥ " + duty.deadline.day.isoformat())
    return Event(
        uid, duty.deadline.day, f"{title} {due.title}", "\n".join(line for line in lines if line), duty.warning
    )
