"""Filling in a form from a dossier: every value as plain text, lists and dicts, or all that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cio_ctl.model.form import ByHand, Computed, Deciding, Form, FormField, Source, Table
from cio_ctl.model.money import in_percent
from cio_ctl.model.paths import PathTemplate
from cio_ctl.model.record import MISSING, Record
from cio_ctl.rules.cases import Case, case_of, holds
from cio_ctl.rules.forms.dossiers import PATH, Dossier, decisions_in_force, dossier_template
from cio_ctl.rules.forms.gaps import missing_field, missing_record, unlabelled
from cio_ctl.rules.forms.lookups import looked_up
from cio_ctl.rules.forms.values import YES, amount_of, blank, decision_value, layout_of, money_value, shown, values_at

if TYPE_CHECKING:
    from cio_ctl.model.finding import Finding
    from cio_ctl.model.office import Office


Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form filled in about a record (``head``, its id).

    Each box has ``title`` and ``value``, whether it ``applies`` (yes or empty), and how it is laid out.
    """

    form: Form
    head: str
    boxes: Mapping[str, Values]


def fill(form: Form, office: Office, head: str) -> Filled | tuple[Finding, ...]:
    """The form about a record of its head's kind, or the full list of what it lacks."""
    filling = _Filling(form, office, head)
    boxes = {one.name: filling.box(one) for one in form.fields}
    return tuple(dict.fromkeys(filling.found)) or Filled(form, head, boxes)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a source leads: a record, the value there, and how to name it; no record if there is none."""

    id: str
    record: Record | None
    field: str
    value: object


@dataclass(frozen=True, slots=True)
class _Row:
    """What the columns of a table are about: a record, or an entry of a list within it."""

    record: Record
    prefix: str
    fields: Record


class _Filling:
    """One form being filled; ``found`` collects what is missing."""

    def __init__(self, form: Form, office: Office, head: str) -> None:
        self.found: list[Finding] = []
        process = office.law.processes[form.head]
        self._slugs = process.path.matches(head) or {}
        self._office = office
        self._folder = dossier_template(office.law, form).fill(self._slugs)
        self._case = Dossier(office, process, Record(head, {}), self._slugs, self._folder)

    def box(self, one: FormField) -> Values:
        """Title, value and layout of a box of the form."""
        applies = all(holds(match, self._case) for match in one.when)
        value = self._value(one, None) if applies else blank(one)
        return {"value": value, "applies": YES if applies else "", **layout_of(one)}

    def _named(self, record: str) -> str:
        """The id of the record that a name within the dossier stands for."""
        return f"{self._folder}/{PathTemplate(record).fill(self._slugs)}"

    def _value(self, one: FormField, row: _Row | None) -> object:
        """The value of a box or column, blank if there is none; a required one that is missing is noted."""
        binding = one.binding
        if isinstance(binding, Table):
            return self._table(one, binding, row)
        if isinstance(binding, Computed):
            return self._computed(one, binding, row)
        if isinstance(binding, Deciding):
            return self._decision(one, binding, row)
        if isinstance(binding, ByHand):
            return blank(one)
        return self._first(one, binding, row)

    def _first(self, one: FormField, sources: tuple[Source, ...], row: _Row | None) -> object:
        """The first of several sources that holds something; the last one is where it is asked for."""
        spots = [spot for source in sources for spot in self._spots(source, one, row)]
        for spot in spots:
            followed = self._followed(one, self._entry(one, spot, row))
            value = MISSING if followed.value is MISSING else shown(one, followed.value)
            if value is not MISSING:
                self.found += unlabelled(one, followed.record, followed.field, followed.value)
                return value
        if one.required:
            last = spots[-1] if spots else _Spot(self._named(sources[-1].record), None, "", MISSING)
            self._note(one, self._followed(one, self._entry(one, last, row)))
        return blank(one)

    def _entry(self, one: FormField, spot: _Spot, row: _Row | None) -> _Spot:
        """The field of the entry whose id a value is."""
        if one.entry is None or spot.record is None or not isinstance(spot.value, str):
            return spot
        holders = (spot.record,) if row is None else (row.fields, row.record)
        record, field, value = looked_up(one.entry, self._office.tree, spot.value, holders)
        return _Spot(record.id, record, field, value) if record else _Spot(spot.id, spot.record, spot.field, MISSING)

    def _followed(self, one: FormField, spot: _Spot) -> _Spot:
        """Where references lead from a value; a spot without value where one leads nowhere."""
        for step in one.refs:
            if not isinstance(spot.value, str) or not spot.value:
                return spot
            record = self._office.tree.record(spot.value)
            value = MISSING if record is None else record.value(step.field)
            spot = _Spot(spot.value, record, step.field, value)
        return spot

    def _spots(self, source: Source, one: FormField, row: _Row | None) -> Iterator[_Spot]:
        """Where a source leads: a field of the row, or one of each record that the name stands for."""
        if row is not None and not source.record:
            yield _Spot(row.record.id, row.record, f"{row.prefix}{source.field}", row.fields.value(source.field))
            return
        if source.record == PATH:
            yield _Spot(self._case.record.id, None, source.field, self._slugs.get(source.field, MISSING))
            return
        for name in self._ids(source.record):
            record = self._office.tree.record(name)
            if record is not None and not self._chosen(one, record):
                continue
            value: object = MISSING
            if record is not None:
                value = record.value(source.field) if source.field else record.fields
            yield _Spot(name, record, source.field, value)

    def _ids(self, record: str) -> tuple[str, ...]:
        """The ids that a name stands for; one that is no pattern stands for itself, there or not."""
        name = self._named(record)
        return self._office.tree.ids_like(name) if "*" in record else (name,)

    def _chosen(self, one: FormField, record: Record) -> bool:
        """Whether a record is among those that the box is about."""
        if not one.where or _is_about_entries(one):
            return True
        case = case_of(self._office, record)
        return case is not None and all(holds(match, case) for match in one.where)

    def _table(self, one: FormField, table: Table, row: _Row | None) -> list[Values]:
        """A dict of columns for each row."""
        spots: list[_Spot] = []
        for source in table.rows:
            spots = [self._followed(one, spot) for spot in self._spots(source, one, row)]
            rows = [found for spot in spots for found in self._rows(one, spot)]
            if rows:
                return [{column.name: self._value(column, each) for column in table.columns} for each in rows]
        if one.required:
            name = self._named(table.rows[-1].record)
            self._note(one, spots[-1] if spots else _Spot(name, None, "", MISSING))
        return []

    def _rows(self, one: FormField, spot: _Spot) -> Iterator[_Row]:
        """The rows at a spot: the record itself, or the entries of the list that the field holds."""
        if spot.record is None:
            return
        if not spot.field:
            yield _Row(spot.record, "", spot.record)
            return
        for number, entry in enumerate(spot.value if isinstance(spot.value, list) else []):
            row = Record(spot.record.id, entry if isinstance(entry, Mapping) else {"entry": entry})
            if self._is_meant(one, row):
                yield _Row(spot.record, f"{spot.field}.{number}.", row)

    def _is_meant(self, one: FormField, row: Record) -> bool:
        """Whether a row is among those that the box is about."""
        case = Case(self._office, self._case.process, row, {})
        return all(holds(match, case) for match in one.where)

    def _computed(self, one: FormField, computed: Computed, row: _Row | None) -> object:
        """A sum of money, or its rate of another; blank as soon as a part is missing."""
        totals = [self._total(one, part, row) for part in (computed.plus, computed.minus, computed.per)]
        if None in totals:
            return blank(one)
        plus, minus, whole = (total or Decimal(0) for total in totals)
        return in_percent(plus - minus, whole) if computed.per else money_value(plus - minus)

    def _total(self, one: FormField, sources: tuple[Source, ...], row: _Row | None) -> Decimal | None:
        """The sum of all amounts at these sources; None if one is missing."""
        total, whole = Decimal(0), True
        for source in sources:
            spots = list(self._spots(source, one, row)) or [
                _Spot(self._named(source.record), None, source.field, MISSING),
            ]
            for spot in spots:
                amounts = [amount_of(value) for value in self._amounts(one, spot, source)]
                if not amounts or None in amounts:
                    whole = False
                    if one.required:
                        self._note(one, spot)
                total += sum((amount for amount in amounts if amount is not None), Decimal(0))
        return total if whole else None

    def _amounts(self, one: FormField, spot: _Spot, source: Source) -> list[object]:
        """All values at a spot; lists on the way are walked through, or those entries that the box is about."""
        if spot.record is None:
            return []
        if one.where and _is_about_entries(one):
            listed, _, field = source.field.rpartition(".")
            entries = [entry for entry in spot.record.values(listed) if isinstance(entry, Mapping)]
            chosen = [entry for entry in entries if self._is_meant(one, Record(spot.id, entry))]
            return values_at({"entry": chosen}, f"entry.{field}")
        start = spot.record.fields if source.record else {source.field: spot.value}
        return values_at(start, source.field)

    def _decision(self, one: FormField, deciding: Deciding, row: _Row | None) -> Values:
        """The last decision in force that fits."""
        name = row.record.id if row is not None and not deciding.record else self._named(deciding.record)
        record = self._office.tree.record(name)
        taken = () if record is None else decisions_in_force(self._office.law, record)
        for decision in reversed(taken):
            if (
                decision.verb is deciding.verb
                and deciding.role in {"", decision.role}
                and (deciding.target in {"", decision.target})
            ):
                return decision_value(decision, self._office)
        if one.required:
            self._note(one, _Spot(name, record, f"decisions.{deciding.verb}", MISSING))
        return decision_value(None, self._office)

    def _note(self, one: FormField, spot: _Spot) -> None:
        """A missing field, or the missing record that would have it."""
        if spot.record is not None:
            self.found.append(missing_field(one, spot.record, spot.field))
        else:
            self.found += missing_record(self._office, spot.id)


def _is_about_entries(one: FormField) -> bool:
    """Whether the conditions of a box choose among entries of a list, and not among records."""
    match one.binding:
        case Table(rows=rows):
            return bool(rows[0].field)
        case Computed(plus=plus):
            return "*" not in plus[0].record
        case _:
            return False
