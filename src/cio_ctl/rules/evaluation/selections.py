"""What is looked at when a unit is evaluated over a period: the records and entries that are its own and fall in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from cio_ctl.model.dates import Span, day_named, span_named
from cio_ctl.model.record import Record
from cio_ctl.model.tracing import NodeId
from cio_ctl.rules.cases import Case, case_of, holds
from cio_ctl.rules.dues.obligations import Duty, all_duties, reckoning_of
from cio_ctl.rules.scoring.points import listed
from cio_ctl.rules.stays import stays
from cio_ctl.rules.tracing.graph import Graph, graph_of
from cio_ctl.rules.tracing.revisions import records_of, superseded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cio_ctl.model.evaluations import Selection
    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Office


@dataclass(frozen=True, slots=True)
class Item:
    """A record, or an entry of one. The case of an entry has the fields of the entry for those of the record."""

    node: NodeId
    case: Case


class Evaluated:
    """A unit over a period, as an office shows it on a day; duties and graph are worked out once, when asked for."""

    def __init__(self, office: Office, unit: str, span: Span, today: date) -> None:
        self.office = office
        self.unit = unit
        self.span = span
        self.today = today

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """The unit's duties whose last day lies in the period."""
        found = all_duties(self.office, reckoning_of(self.office, self.today))
        return tuple(duty for duty in found if duty.unit == self.unit and duty.deadline.day in self.span)

    @cached_property
    def graph(self) -> Graph:
        """How everything in the office is linked."""
        return graph_of(self.office)

    def selected(self, selection: Selection) -> tuple[Item, ...]:
        """The records or entries of a selection, in order; what another record in force supersedes is left out."""
        process = self.office.law.processes[selection.kind]
        records = tuple(records_of(self.office, process))
        former = {superseded(process, record) for record in records}
        return tuple(
            item
            for record in records
            if record.id not in former
            for case in [case_of(self.office, record)]
            if case is not None and self._stands(selection, case)
            for item in self._items(selection, case)
            if self._is_units(selection, case, item) and self._in_period(selection, item)
        )

    def _stands(self, selection: Selection, case: Case) -> bool:
        """Whether a record stands where it should, came there or stood there in the period, and matches."""
        record = case.record
        return (
            (not selection.stages or record.stage in selection.stages)
            and (not selection.stood or self._stood(record, selection.stood))
            and (not selection.reached or self._reached(record, selection.reached))
            and all(holds(match, case) for match in selection.where)
        )

    def _stood(self, record: Record, stages: Collection[str]) -> bool:
        day = self.office.law.day
        return any(
            self.span.meets(day(stay.entered), day(stay.left) if stay.left is not None else None)
            for stay in stays(record, stages)
        )

    def _reached(self, record: Record, stages: Collection[str]) -> bool:
        return any(self.office.law.day(stay.entered) in self.span for stay in stays(record, stages))

    def _items(self, selection: Selection, case: Case) -> Iterator[Item]:
        """The record itself, or each of its entries that matches."""
        if not selection.entries:
            yield Item(NodeId(case.record.id), case)
            return
        for number, entry in enumerate(listed(case.record.value(selection.entries)), 1):
            if isinstance(entry, Mapping):
                name = entry.get("id")
                node = NodeId(case.record.id, name if isinstance(name, str) and name else str(number))
                within = replace(case, record=Record(case.record.id, entry))
                if all(holds(match, within) for match in selection.each):
                    yield Item(node, within)

    def _is_units(self, selection: Selection, case: Case, item: Item) -> bool:
        """Whether an entry that says whose it is, else the record, is the unit's."""
        trace = case.process.trace
        if trace is not None and trace.unit and trace.entries == selection.entries:
            owner = item.case.record.value(trace.unit.removeprefix(f"{trace.entries}."))
            if isinstance(owner, str) and owner:
                return owner == self.unit
        return case.value(selection.unit) == self.unit

    def _in_period(self, selection: Selection, item: Item) -> bool:
        """Whether the days that a record or entry names share one with the period."""
        law = self.office.law
        since = first_day(law, item.case.value(selection.since)) if selection.since else None
        until = last_day(law, item.case.value(selection.until)) if selection.until else None
        on_one_day = bool(selection.since) and selection.since == selection.until
        return self.span.meets(since, until) and not (on_one_day and since is None)


def first_day(law: Law, value: object) -> date | None:
    """The day that a value names, or the first day of the year or month that it names; None for anything else."""
    span = _span_of(law, value)
    return span.first if span is not None else None


def last_day(law: Law, value: object) -> date | None:
    """The day that a value names, or the last day of the year or month that it names; None for anything else."""
    span = _span_of(law, value)
    return span.last if span is not None else None


def _span_of(law: Law, value: object) -> Span | None:
    """The days that a value names: a year (2026), a day, or a time with offset."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    day = day_named(text)
    if day is None and "T" in text:
        day = _day_of_time(law, text)
    return Span(day, day) if day is not None else span_named(text)


def _day_of_time(law: Law, text: str) -> date | None:
    try:
        moment = datetime.fromisoformat(text)
        return law.day(moment) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
