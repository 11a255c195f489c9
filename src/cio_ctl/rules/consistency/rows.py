"""What a review finds when it compares records: the rows of each comparison that the law lays down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cio_ctl.model.consistency import FieldAt, Itemising, Limiting, Naming, Resolving, Result, ReviewComparison, Row
from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.cases import Case, holds, records_like
from cio_ctl.rules.consistency.items import called, item_rows, shown, text_at
from cio_ctl.rules.forms.values import amount_of, values_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from cio_ctl.model.office import Office, Reference
    from cio_ctl.model.record import Record


def computed_rows(case: Case) -> tuple[Row, ...]:
    """The rows of a review as the records around it, and itself, give them."""
    return tuple(
        row
        for comparison in case.process.compares
        if all(holds(match, case) for match in comparison.when)
        for row in _rows(case, comparison)
    )


def _rows(case: Case, comparison: ReviewComparison) -> Iterator[Row]:
    """The rows of one comparison; a single one where a record to compare is not there."""
    records = [_record_at(case, at) for at in _compared(comparison)]
    there = [record for record in records if record is not None]
    if len(there) < len(records):
        yield _unresolved(comparison, "no-record")
        return
    match comparison.what:
        case Resolving() as what:
            yield from _resolving(case, comparison, what, there[0])
        case Naming() as what:
            yield from _naming(case, comparison, what, there[0])
        case Limiting() as what:
            yield _limiting(comparison, what, *there)
        case Itemising() as what:
            found, expected = there
            lists = _entries(expected, what.against.field), _entries(found, what.items.field)
            yield from item_rows(comparison.id, *lists, what)


def _compared(comparison: ReviewComparison) -> tuple[FieldAt, ...]:
    """The fields that a comparison looks at."""
    match comparison.what:
        case Resolving(entries=at) | Naming(entries=at):
            return (at,)
        case Limiting(amount=amount, at_most=at_most):
            return amount, at_most
        case Itemising(items=items, against=against):
            return items, against


def _unresolved(comparison: ReviewComparison, why: str, expected: str = "", found: str = "") -> Row:
    return Row(comparison.id, comparison.title.zh, Result.UNRESOLVED, expected, found, why=why)


def _record_at(case: Case, at: FieldAt) -> Record | None:
    """The record that holds a field: the review as presented, or another one as it stands."""
    name = PathTemplate(at.record).fill(case.slugs)
    return case.record if name in {"", case.record.id} else case.office.tree.record(name)


def _entries(record: Record, path: str) -> list[object]:
    """The entries of a list; none where there is no list."""
    value = record.value(path)
    return value if isinstance(value, list) else []


def _resolving(case: Case, comparison: ReviewComparison, what: Resolving, record: Record) -> Iterator[Row]:
    """A row for each entry: whether what it names stands and is in force."""
    lookup = _Lookup(case.office, what.stages)
    for entry, reference in _claims(case.office, record, what.entries.field):
        why, expected = lookup.answer(reference)
        result = Result.UNRESOLVED if why else Result.SAME
        says = text_at(entry, what.says) if what.says else ""
        yield Row(comparison.id, called(entry, what.by or ("record",)), result, expected, says, why=why)


def _naming(case: Case, comparison: ReviewComparison, what: Naming, record: Record) -> Iterator[Row]:
    """A row for each pattern of which a record is in force: whether one of those is named."""
    claims = _claims(case.office, record, what.entries.field)
    named = {reference.target for _, reference in claims if reference is not None}
    for pattern in what.patterns:
        standing = tuple(_in_force(case, pattern, what.stages))
        chosen = [name for name in standing if name in named]
        if standing:
            process = case.office.law.process_of(standing[-1])
            title = process.title.zh if process is not None else standing[-1]
            last = (chosen or standing)[-1]
            yield Row(comparison.id, title, Result.SAME if chosen else Result.MISSING, last, last if chosen else "")


def _in_force(case: Case, pattern: str, stages: tuple[str, ...]) -> Iterator[str]:
    """The ids of a pattern whose records stand in one of these stages, in order."""
    for record in records_like(case.office, PathTemplate(pattern).fill(case.slugs)):
        if not stages or record.stage in stages:
            yield record.id


def _limiting(comparison: ReviewComparison, what: Limiting, one: Record, other: Record) -> Row:
    """Whether an amount is within the other one."""
    amount, most = _total(one, what.amount.field), _total(other, what.at_most.field)
    expected, found = ("" if total is None else f"{total:.2f}" for total in (most, amount))
    if amount is None or most is None:
        return _unresolved(comparison, "no-amount", expected, found)
    result = Result.OVER if amount > most else Result.SAME
    return Row(comparison.id, comparison.title.zh, result, expected, found)


def _total(record: Record, path: str) -> Decimal | None:
    """The sum of the amounts at a field; None if there is none, or one is missing or is no amount."""
    amounts = [_amount(value) for value in values_at(record.fields, path)]
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known and len(known) == len(amounts) else None


def _amount(value: object) -> Decimal | None:
    """The amount that a number or a text spells."""
    return amount_of(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None


def _claims(office: Office, record: Record, path: str) -> Iterator[tuple[object, Reference | None]]:
    """Each entry of a list with the record, or the entry of one, that it names."""
    steps = tuple(path.split("."))
    named: dict[str | int, Reference] = {}
    for reference in office.shapes.references(record):
        beginning, rest = reference.path[: len(steps)], reference.path[len(steps) :]
        if beginning == steps and rest and rest[1:] in {(), ("record",)} and (reference.entry or rest[0] not in named):
            named[rest[0]] = reference
    for number, entry in enumerate(_entries(record, path)):
        yield entry, named.get(number)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What references lead to; each list is gone through once."""

    office: Office
    stages: tuple[str, ...]
    seen: dict[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)

    def answer(self, reference: Reference | None) -> tuple[str, str]:
        """Why a reference leads nowhere (empty if it leads somewhere), and the name of where it leads."""
        if reference is None:
            return "not-named", ""
        target = self.office.tree.record(reference.target)
        if target is None or target.kind not in reference.kinds:
            return "no-record", reference.target
        name, title = target.id, shown(_title(target.fields))
        if reference.entry:
            entries = self._entries(target, dict(reference.lists)[target.kind])
            name = f"{target.id}#{reference.entry}"
            if reference.entry not in entries:
                return "no-entry", name
            title = shown(_title(entries[reference.entry]))
        if self.stages and target.stage not in self.stages:
            return "not-in-force", f"{name} {self._stage(target)}"
        return "", f"{name} {title}".strip()

    def _entries(self, target: Record, name: str) -> Mapping[str, object]:
        """The entries of a list by their ids."""
        key = target.id, name
        if key not in self.seen:
            entries = [entry for entry in _entries(target, name) if isinstance(entry, dict)]
            self.seen[key] = {str(entry.get("id")): entry for entry in entries}
        return self.seen[key]

    def _stage(self, record: Record) -> str:
        """What the stage is called in which a record stands."""
        process = self.office.law.process_of(record.id)
        stage = process.stages.get(record.stage) if process is not None else None
        return stage.title.zh if stage is not None else record.stage


def _title(fields: object) -> object:
    """What a record or an entry is called: its name or title."""
    known = fields if isinstance(fields, Mapping) else {}
    return known.get("name") or known.get("title")
