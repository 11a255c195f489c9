"""A record in its surroundings, and whether the conditions of the law hold for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from cio_ctl.model.law import Process, Verb
from cio_ctl.model.matches import Combination, FieldMatch, Match, RecordMatch
from cio_ctl.model.paths import PathTemplate
from cio_ctl.model.record import MISSING, Record
from cio_ctl.rules.rounds import came_in_at, current_round, reached_stage_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.model.office import Office


@dataclass(frozen=True, slots=True)
class Case:
    """A record, its process, the slugs of its path, and the office around it."""

    office: Office
    process: Process
    record: Record
    slugs: Mapping[str, str]

    def value(self, path: str) -> object:
        """The value of a field of the record, of a related record, or a slug; ``MISSING`` if there is none."""
        head, _, rest = path.partition(".")
        if head == "path" and rest:
            return self.slugs.get(rest, MISSING)
        if head in self.process.related and rest:
            related = self.related(head)
            return MISSING if related is None else related.value(rest)
        return self.record.value(path)

    def related(self, name: str) -> Record | None:
        """The related record of this name; None if it does not exist."""
        source = self.process.related[name]
        if source.path:
            target: object = PathTemplate(source.path).fill(self.slugs)
        else:
            target = self.record.value(source.field)
        return self.office.tree.record(target) if isinstance(target, str) else None


def case_of(office: Office, record: Record) -> Case | None:
    """The case of a record; None if no kind claims its path."""
    process = office.law.process_of(record.id)
    if process is None:
        return None
    return Case(office, process, record, process.path.matches(record.id) or {})


def holds(match: Match, case: Case) -> bool:
    """Whether a match of the law holds for a case."""
    if isinstance(match, FieldMatch):
        if match.operator == "same-as":
            return _among(case.value(match.field), case.value(str(match.operand)))
        return _compares(match.operator, case.value(match.field), _filled(match.operand, case))
    if isinstance(match, RecordMatch):
        return _fits(match, case)
    if match.how == "not":
        return not holds(match.parts[0], case)
    return (any if match.how == "any" else all)(holds(part, case) for part in match.parts)


def patterns_of(match: Match) -> tuple[str, ...]:
    """The patterns of the records that a match looks at, in order."""
    if isinstance(match, RecordMatch):
        return (match.pattern,)
    if isinstance(match, Combination):
        return tuple(pattern for part in match.parts for pattern in patterns_of(part))
    return ()


def fields_of(match: Match) -> tuple[str, ...]:
    """The fields that a match looks at, in order."""
    if isinstance(match, FieldMatch):
        return (match.field, str(match.operand)) if match.operator == "same-as" else (match.field,)
    if isinstance(match, Combination):
        return tuple(name for part in match.parts for name in fields_of(part))
    return ()


def _fits(match: RecordMatch, case: Case) -> bool:
    """Whether enough records of the pattern are as they should be."""
    fitting = [fits for _other, fits in asked_about(match, case)]
    return all(fitting) if match.every else sum(fitting) >= match.least


def asked_about(match: RecordMatch, case: Case) -> Iterator[tuple[Case | None, bool]]:
    """Each record that a match asks about (None for one that cannot be read), and whether it is as it should be."""
    for other in _cases_named(match.named_in, case) if match.named_in else cases_like(match.pattern, case):
        fits = other is not None and as_required(match, other)
        yield other, fits and (not match.this_round or (other is not None and _of_this_round(case, other.record)))


def records_like(office: Office, pattern: str) -> Iterator[Record]:
    """Every record of a pattern that can be read, in order."""
    for name in office.tree.ids_like(pattern):
        record = office.tree.record(name)
        if record is not None:
            yield record


def cases_like(pattern: str, case: Case) -> Iterator[Case | None]:
    """The case of each record of a pattern, its slugs filled in; None for one that cannot be read."""
    filled = PathTemplate(pattern).fill(case.slugs)
    for name in case.office.tree.ids_like(filled):
        record = case.office.tree.record(name)
        yield None if record is None else case_of(case.office, record)


def _cases_named(field: str, case: Case) -> Iterator[Case | None]:
    """The case of each record that a field names, once; None for a name at which none can be read."""
    for name in dict.fromkeys(case.record.values(field)):
        record = case.office.tree.record(name) if isinstance(name, str) else None
        yield None if record is None else case_of(case.office, record)


def as_required(match: RecordMatch, case: Case) -> bool:
    """Whether one record stands where a match says, with the fields it should have."""
    if match.stages and case.record.stage not in match.stages:
        return False
    if match.acknowledged_by and not any(
        decision.verb is Verb.ACKNOWLEDGE and decision.role == match.acknowledged_by
        for decision in current_round(case.process, case.record)
    ):
        return False
    return all(holds(part, case) for part in match.where)


def _of_this_round(case: Case, record: Record) -> bool:
    """Whether a record came to its stage since the record at hand was last handed in."""
    handed_in, reached = came_in_at(case.process, case.record), reached_stage_at(record)
    return handed_in is not None and reached is not None and reached >= handed_in


def _filled(operand: object, case: Case) -> object:
    """What a field is compared with, the slugs of the path filled in."""
    if isinstance(operand, tuple):
        return tuple(_filled(option, case) for option in operand)
    if not isinstance(operand, str) or "{" not in operand:
        return operand
    template = PathTemplate(operand)
    return template.fill(case.slugs) if case.slugs.keys() >= set(template.variables) else operand


def _compares(operator: str, value: object, operand: object) -> bool:
    """Whether a value stands to the operand as the operator says."""
    absent = _is_absent(value)
    options = operand if isinstance(operand, tuple) else (operand,)
    match operator:
        case "present":
            return absent is not operand
        case "equals" | "one-of":
            return not absent and any(_same(value, option) for option in options)
        case "not-equals" | "none-of":
            return absent or not any(_same(value, option) for option in options)
        case _:
            return not absent and _ordered(operator, as_amount(value), as_amount(operand))


def _is_absent(value: object) -> bool:
    return value is MISSING or value is None or value in ("", [], {})


def _among(value: object, other: object) -> bool:
    """Whether a value is that of another field, or one of its entries where that is a list."""
    return not _is_absent(value) and any(_same(value, one) for one in (other if isinstance(other, list) else [other]))


def _same(value: object, option: object) -> bool:
    """Whether two plain values are the same; a number equals its own text."""
    if isinstance(value, bool) or isinstance(option, bool):
        return value is option
    return str(value) == str(option)


def _ordered(operator: str, value: Decimal | None, operand: Decimal | None) -> bool:
    """Whether two amounts stand in an order; what is no amount stands in none."""
    if value is None or operand is None:
        return False
    return {
        "at-least": value >= operand,
        "more-than": value > operand,
        "at-most": value <= operand,
        "less-than": value < operand,
    }[operator]


def as_amount(value: object) -> Decimal | None:
    """An exact number from a whole number or a text such as ``1250000.00``; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
