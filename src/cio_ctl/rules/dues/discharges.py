"""Which records meet an obligation, when they came to do so, and which of several periods each one meets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cio_ctl.model.law import Verb
from cio_ctl.rules.cases import Case, as_required, cases_like
from cio_ctl.rules.stays import entered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cio_ctl.model.law import Obligation
    from cio_ctl.model.matches import RecordMatch
    from cio_ctl.rules.dues.periods import Period


@dataclass(frozen=True, slots=True)
class Discharge:
    """A record that stands where an obligation asks for it: since when, and through which day it reports if it says."""

    at: datetime
    record: str
    covers: date | None = None

    def after(self, moment: datetime, owing: str) -> bool:
        """Whether it came after the opening; the record that owes does not meet it by the opening decision itself."""
        return self.at > moment or (self.at == moment and self.record != owing)


def discharges(obligation: Obligation, case: Case) -> tuple[Discharge, ...]:
    """Every record that meets an obligation of a case, in the order in which they came to.

    Among several that could, the one that owes is not meant: next year's plan is another than this year's, adjusted.
    """
    pattern = obligation.discharged_by.pattern
    another = "*" in pattern
    found = [
        Discharge(at, other.record.id, _covered(other, obligation.covers))
        for other in cases_like(pattern, case)
        if other is not None and not (another and other.record.id == case.record.id)
        if as_required(obligation.discharged_by, other)
        for at in [_since(obligation.discharged_by, other)]
        if at is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.record)))


def _since(match: RecordMatch, case: Case) -> datetime | None:
    """When a record came to be as required: in its stages, or by the acknowledgement that came after."""
    record = case.record
    begun = record.decisions[0].at if record.decisions else None
    at = entered(record, match.stages) if match.stages else begun
    if not match.acknowledged_by or at is None:
        return at
    given = [
        decision.at
        for decision in record.decisions
        if decision.verb is Verb.ACKNOWLEDGE and decision.role == match.acknowledged_by and decision.at >= at
    ]
    return min(given, default=at)


def _covered(case: Case, field: str) -> date | None:
    """The day through which a record reports."""
    value = case.value(field) if field else None
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def allotted(
    day: Callable[[datetime], date], periods: tuple[Period, ...], met: Iterable[Discharge]
) -> tuple[Discharge | None, ...]:
    """For each period the record that meets it, or None.

    One record meets one period: the one in which the day lies through which it reports; where it does not say, the
    earliest that has begun and is not met yet.
    """
    by: list[Discharge | None] = [None] * len(periods)
    for found in met:
        for number, period in enumerate(periods):
            covers = found.covers
            fits = period.since <= day(found.at) if covers is None else period.since < covers <= period.until
            if fits and by[number] is None:
                by[number] = found
                break
    return tuple(by)
