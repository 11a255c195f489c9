"""Suspensions and extensions of terms: what the granted records of the law's kind say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.law import Term
from cio_ctl.model.paths import record_path
from cio_ctl.rules.cases import records_like
from cio_ctl.rules.dues.deadlines import Deadline, Suspension, deadline
from cio_ctl.rules.stays import entered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Record
    from cio_ctl.rules.dues.calendar import WorkCalendar

FIELDS: Final = ("record", "obligation", "period", "suspended_from", "suspended_until", "extended_by", "reason")
"""The fields that the engine reads; the kind's schema must have them."""
_UNITS: Final = ("days", "working-days", "months", "years")


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """A granted change: of which obligation of which record, for which period (0: all), granted on which day."""

    id: str
    record: str
    obligation: str
    period: int
    granted: date
    suspension: Suspension | None = None
    extension: Term | None = None


Changes = Mapping[tuple[str, str], tuple[DeadlineChange, ...]]


def changes_of(office: Office) -> Changes:
    """Every granted change by record and obligation, in the order in which they were granted."""
    found: dict[tuple[str, str], list[DeadlineChange]] = {}
    for change in _granted(office):
        found.setdefault((change.record, change.obligation), []).append(change)
    return {key: tuple(sorted(changes, key=lambda one: (one.granted, one.id))) for key, changes in found.items()}


def _granted(office: Office) -> Iterator[DeadlineChange]:
    law = office.law.deadline_changes
    process = office.law.processes.get(law.kind) if law is not None else None
    if law is None or process is None:
        return
    for record in records_like(office, process.path.any):
        if record.kind == law.kind and record.stage in law.stages:
            change = _change(office, record, law.stages)
            if change is not None:
                yield change


def _change(office: Office, record: Record, stages: tuple[str, ...]) -> DeadlineChange | None:
    """What a record says; None where it is not of its form or was never granted."""
    target, obligation, period = (record.fields.get(name) for name in ("record", "obligation", "period"))
    granted = entered(record, stages)
    if not isinstance(target, str) or not isinstance(obligation, str) or granted is None:
        return None
    return DeadlineChange(
        record.id,
        target,
        obligation,
        period if isinstance(period, int) else 0,
        office.law.day(granted),
        _suspension(record),
        _extension(record.fields.get("extended_by")),
    )


def _suspension(record: Record) -> Suspension | None:
    since, until = (_day(record.fields.get(name)) for name in ("suspended_from", "suspended_until"))
    return None if since is None else Suspension(since, until)


def _extension(value: object) -> Term | None:
    number, unit = (value.get(name) for name in ("number", "unit")) if isinstance(value, Mapping) else (None, None)
    return Term(number, unit) if isinstance(number, int) and isinstance(unit, str) and unit in _UNITS else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def changed_deadline(
    start: date, terms: tuple[Term, ...], calendar: WorkCalendar, changes: Iterable[DeadlineChange], *, rolls: bool
) -> Deadline:
    """The last day of a term, by those changes that were granted while it still ran.

    One granted after the last day changes nothing: what was late stays late.
    """
    suspensions: list[Suspension] = []
    extensions = list(terms[1:])
    reached = deadline(start, terms[0], calendar, extensions=extensions, rolls=rolls)
    for change in changes:
        if reached.certain and change.granted > reached.day:
            continue
        suspensions += [change.suspension] if change.suspension is not None else []
        extensions += [change.extension] if change.extension is not None else []
        reached = deadline(start, terms[0], calendar, suspensions=suspensions, extensions=extensions, rolls=rolls)
    return reached


def change_findings(office: Office, record: Record) -> Iterator[Finding]:
    """Rule 8: a change of a term names an obligation that the record has."""
    law = office.law.deadline_changes
    if law is None or record.kind != law.kind:
        return
    target, obligation = record.fields.get("record"), record.fields.get("obligation")
    process = office.law.process_of(target) if isinstance(target, str) else None
    if process is not None and isinstance(obligation, str) and obligation not in process.obligations:
        place = Place(record_path(record.id), record.line("obligation"))
        known = ", ".join(process.obligations) or "—"
        yield finding("R8-OBLIGATION", place, record=target, obligation=obligation, obligations=known)
