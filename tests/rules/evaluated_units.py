"""A unit seen over a period in an office in memory, for tests of figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cio_ctl.model.dates import span_named
from cio_ctl.model.evaluations import Figure
from cio_ctl.model.label import Label
from cio_ctl.rules.evaluation.figures import Computed, computed
from cio_ctl.rules.evaluation.selections import Evaluated
from tests.pingshan_in_memory import pingshan_office, with_calendars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.evaluations import Measure, Selection

    Records = Mapping[str, Mapping[str, object]]

HEALTH = "units/health"


def evaluated(
    records: Records, period: str = "2025", *, unit: str = HEALTH, today: str = "2026-03-01", calendars: bool = False
) -> Evaluated:
    """A unit over a period in an office with these records, as a day sees it."""
    span = span_named(period)
    assert span is not None
    texts = pingshan_office(records)
    office = (with_calendars(texts) if calendars else texts).office
    return Evaluated(office, unit, span, date.fromisoformat(today))


def figure_of(measure: Measure, of: Selection | None = None) -> Figure:
    """A figure of no particular name."""
    return Figure("one", Label("一", "one"), of, measure)


def found(measure: Measure, of: Selection | None, seen: Evaluated) -> Computed:
    """What a figure comes to."""
    return computed(figure_of(measure, of), seen)
