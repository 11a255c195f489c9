"""What a review says of its comparisons, beside what the records give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cio_ctl.model.consistency import COMPARISON, Result, Row
from cio_ctl.model.label import Label
from cio_ctl.rules.consistency.items import partners
from cio_ctl.rules.consistency.rows import computed_rows
from cio_ctl.rules.soundness import folded

if TYPE_CHECKING:
    from cio_ctl.rules.cases import Case


@dataclass(frozen=True, slots=True)
class Line:
    """A computed row with the reason that the review gives; ``stated`` is what the review says, None if nothing."""

    row: Row
    stated: Row | None

    @property
    def agrees(self) -> bool:
        """Whether the review says what the records give."""
        return self.stated is not None and _contents(self.row) == _contents(self.stated)


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """The comparisons of a review: computed lines, rows that no longer come of them, entries that people added."""

    lines: tuple[Line, ...]
    surplus: tuple[Row, ...]
    added: tuple[object, ...]

    @property
    def agrees(self) -> bool:
        """Whether the review says what the records give, and no more of it."""
        return not self.surplus and all(line.agrees for line in self.lines)

    @property
    def without_reason(self) -> tuple[Row, ...]:
        """The computed rows that are not the same and have no reason yet."""
        return tuple(line.row for line in self.lines if line.row.result != Result.SAME and not line.row.reason)

    def brought_up(self) -> ComparisonTable:
        """The table once the review says all of it."""
        return ComparisonTable(tuple(Line(line.row, line.row) for line in self.lines), (), self.added)

    def entries(self) -> list[object]:
        """The whole table as it is to stand in the review."""
        return [*(line.row.as_fields() for line in self.lines), *self.added]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A comparison with the rows that a review lacks, says otherwise, or says without ground."""

    title: Label
    basis: str
    rows: tuple[Row, ...]


def table_of(case: Case) -> ComparisonTable:
    """The table of a review: reasons are kept where the result is still the one that they were given for."""
    entries = case.record.fields.get(COMPARISON)
    listed = entries if isinstance(entries, list) else []
    stated = [_row_from(entry) for entry in listed if _subject(entry)]
    computed = computed_rows(case)
    pairs = partners(computed, stated, lambda row: (_key(row), _contents(row)), _key)
    lines = [_line(row, stated[pairs[number]] if number in pairs else None) for number, row in enumerate(computed)]
    taken = set(pairs.values())
    surplus = [row for number, row in enumerate(stated) if number not in taken]
    return ComparisonTable(tuple(lines), tuple(surplus), tuple(entry for entry in listed if not _subject(entry)))


def discrepancies(case: Case) -> tuple[Discrepancy, ...]:
    """Where the review does not say what the records give, a gap for each comparison."""
    table = table_of(case)
    wrong: dict[str, list[Row]] = {}
    for row in (*(line.row for line in table.lines if not line.agrees), *table.surplus):
        wrong.setdefault(row.subject, []).append(row)
    known = {comparison.id: (comparison.title, comparison.basis) for comparison in case.process.compares}
    return tuple(Discrepancy(*known.get(name, (Label(name, name), "")), tuple(rows)) for name, rows in wrong.items())


def _line(row: Row, stated: Row | None) -> Line:
    """A computed row, with the reason that was given for the same result."""
    kept = stated.reason if stated is not None and stated.result == row.result else ""
    return Line(replace(row, reason=kept), stated)


def _subject(entry: object) -> str:
    """The comparison that an entry says it belongs to; empty if it says none."""
    subject = entry.get("subject") if isinstance(entry, Mapping) else ""
    return subject if isinstance(subject, str) else ""


def _row_from(entry: object) -> Row:
    """The row that an entry of the review is."""
    fields = entry if isinstance(entry, Mapping) else {}
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    names = ("subject", "item", "result", "expected", "found", "reason")
    return Row(**{name: texts.get(name, "") for name in names})


def _key(row: Row) -> tuple[str, str]:
    """What makes two rows the same row."""
    return row.subject, folded(row.item)


def _contents(row: Row) -> tuple[str, str, str]:
    """What a row says, but for the reason."""
    return str(row.result), folded(row.expected), folded(row.found)
