"""Score sheets: what the marks of a record come to by the rules it is scored by, and whether it says so (rule 8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from cio_ctl.model.record import MISSING, Record
from cio_ctl.rules.cases import Case, case_of
from cio_ctl.rules.scoring.points import (
    Path,
    about,
    bands_of,
    doubled,
    entries,
    in_words,
    listed,
    miscounted,
    no_points,
    points_of,
    same_points,
    unsigned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.score_sheets import BandFields, ScoreRules, ScoreSheet

_CENT: Final = Decimal("0.01")
_PERCENT: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one item comes to: out of ``most`` points less those ``deducted``, or given and counting by ``weight``."""

    item: str
    events: int
    score: Decimal
    most: Decimal | None = None
    deducted: Decimal | None = None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A record scored: its marks, total and grade, as far as ``faults`` let them be known.

    ``figures`` are the fields that follow from the rest, by path, as text.
    """

    marks: tuple[Mark, ...]
    total: Decimal | None
    full: Decimal | None
    grade: str
    figures: Mapping[Path, str]
    faults: tuple[Finding, ...]


def score_findings(case: Case) -> Iterator[Finding]:
    """Rule 8: rules for scoring hang together, and a record states the figures that follow from its marks."""
    rules, sheet = case.process.score_rules, case.process.score_sheet
    if rules is not None:
        yield from _rules_findings(case.record, rules)
    if sheet is not None and not sheet.rules:
        yield from _band_findings(case.record, sheet.bands)
    scored = score(case)
    if scored is None:
        yield from _ruleless_findings(case)
        return
    yield from scored.faults
    for path, right in scored.figures.items():
        stated = _at(case.record, path)
        if not same_points(stated, right):
            yield about(case.record, path, "R8-SCORE", stated=_shown(stated), right=right)


def _ruleless_findings(case: Case) -> Iterator[Finding]:
    """Nothing says what the marks of a record come to."""
    sheet = case.process.score_sheet
    if sheet is not None:
        yield about(case.record, (sheet.total,), "R8-SCORE-RULES", rules=sheet.rules)


def score(case: Case) -> Scored | None:
    """What the marks of a record come to; None if its kind is not scored, or what it is scored by is not there."""
    sheet, record = case.process.score_sheet, case.record
    if sheet is None:
        return None
    if not sheet.rules:
        return _graded(_weighed(record, sheet), record, sheet, record, sheet.bands)
    other = case.related(sheet.rules)
    by = case_of(case.office, other) if other is not None else None
    rules = by.process.score_rules if by is not None else None
    if other is None or rules is None:
        return None
    return _graded(_Deducting(record, sheet, other, rules).scored(), record, sheet, other, rules.bands)


def _graded(scored: Scored, record: Record, sheet: ScoreSheet, holder: Record, bands: BandFields) -> Scored:
    """The same with its grade, and no total where something is at fault. ``holder`` is the record with the bands."""
    if scored.faults or scored.total is None:
        return replace(scored, total=None)
    total = in_words(scored.total)
    figures: dict[Path, str] = {**scored.figures, (sheet.total,): total}
    reached = [(least, name) for least, name in bands_of(holder, bands) if least <= scored.total]
    if not reached:
        fault = about(record, (sheet.grade,), "R8-SCORE-BAND", total=total, holder=holder.id)
        return replace(scored, figures=figures, faults=(fault,))
    grade = max(reached)[1]
    return replace(scored, grade=grade, figures={**figures, (sheet.grade,): grade})


def _weighed(record: Record, sheet: ScoreSheet) -> Scored:
    """Marks that are given; their sum by weight in percent, to two places, half up."""
    faults = list(doubled(record, sheet.list, sheet.id))
    marks = []
    for number, item in entries(record, sheet.list):
        points, weight = points_of(item.get(sheet.score)), unsigned(item.get(sheet.weight))
        if points is None or weight is None:
            missing = sheet.score if points is None else sheet.weight
            faults.append(no_points(record, (sheet.list, number, missing)))
        else:
            marks.append(Mark(str(item.get(sheet.id)), 0, points, weight=weight))
    weights = sum((mark.weight or Decimal(0) for mark in marks), Decimal(0))
    if not faults and weights != _PERCENT:
        path = (sheet.list, sheet.weight)
        faults.append(about(record, path, "R8-SCORE", stated=in_words(weights), right=in_words(_PERCENT)))
    total = sum((mark.score * (mark.weight or Decimal(0)) for mark in marks), Decimal(0)) / _PERCENT
    return Scored(tuple(marks), total.quantize(_CENT, ROUND_HALF_UP), None, "", {}, tuple(faults))


@dataclass(slots=True)
class _Deducting:
    """Marks that follow from what is deducted for events, by the rules in another record."""

    record: Record
    sheet: ScoreSheet
    by: Record
    rules: ScoreRules
    faults: list[Finding] = field(default_factory=list)

    def scored(self) -> Scored:
        """The points at most of each item, less what its events cost; and their sum."""
        items = {str(item.get(self.rules.id)): item for _, item in entries(self.by, self.rules.list)}
        self._compare_items(tuple(items))
        marks = []
        figures: dict[Path, str] = {}
        for number, entry in entries(self.record, self.sheet.list):
            name = str(entry.get(self.sheet.id))
            if name in items:
                mark = self._mark(number, entry, name, items[name])
                marks.append(mark)
                figures[self.sheet.list, number, self.sheet.deducted] = in_words(mark.deducted or Decimal(0))
                figures[self.sheet.list, number, self.sheet.score] = in_words(mark.score)
        total = sum((mark.score for mark in marks), Decimal(0))
        full = points_of(self.by.value(self.rules.full))
        return Scored(tuple(marks), total, full, "", figures, tuple(self.faults))

    def _compare_items(self, names: tuple[str, ...]) -> None:
        """Every item of the rules is scored once, and nothing else is."""
        counted = Counter(str(entry.get(self.sheet.id)) for _, entry in entries(self.record, self.sheet.list))
        for name in (*names, *(name for name in counted if name not in names)):
            right = int(name in names)
            if counted[name] != right:
                self.faults.append(miscounted(self.record, self.sheet.list, name, counted[name], right))

    def _mark(self, number: int, entry: Mapping[str, object], name: str, item: Mapping[str, object]) -> Mark:
        """What one item comes to."""
        most = unsigned(item.get(self.rules.most))
        if most is None:
            self.faults.append(no_points(self.by, (self.rules.list, name, self.rules.most)))
            most = Decimal(0)
        costs = self._costs(number, entry, unsigned(item.get(self.rules.each)))
        cap = unsigned(item.get(self.rules.cap))
        deducted = min(sum(costs, Decimal(0)), most, most if cap is None else cap)
        return Mark(name, len(costs), most - deducted, most, deducted)

    def _costs(self, number: int, entry: Mapping[str, object], each: Decimal | None) -> list[Decimal]:
        """What each event costs: its own points, or else those of the rule."""
        events, _, points = self.sheet.events.rpartition(".")
        costs = []
        for place, event in enumerate(listed(entry.get(events))):
            given = event.get(points) if isinstance(event, Mapping) else None
            cost = each if given is None else unsigned(given)
            if cost is None:
                self.faults.append(no_points(self.record, (self.sheet.list, number, events, place, points)))
            costs.append(cost or Decimal(0))
        return costs


def _rules_findings(record: Record, rules: ScoreRules) -> Iterator[Finding]:
    """Items and bands stand once each, the items add up to the full score, and every total reaches a band."""
    yield from doubled(record, rules.list, rules.id)
    points = []
    for number, item in entries(record, rules.list):
        points.append(unsigned(item.get(rules.most)) or Decimal(0))
        for name in (rules.most, *(name for name in (rules.each, rules.cap) if item.get(name) is not None)):
            if unsigned(item.get(name)) is None:
                yield no_points(record, (rules.list, number, name))
    stated = record.value(rules.full)
    right = in_words(sum(points, Decimal(0)))
    if not same_points(stated, right):
        yield about(record, (rules.full,), "R8-SCORE", stated=_shown(stated), right=right)
    yield from _band_findings(record, rules.bands)
    if not any(least <= 0 for least, _ in bands_of(record, rules.bands)):
        yield about(record, (rules.bands.list,), "R8-SCORE-BAND", total="0", holder=record.id)


def _band_findings(record: Record, bands: BandFields) -> Iterator[Finding]:
    """No two bands are one or begin at one total."""
    yield from doubled(record, bands.list, bands.id)
    for least, count in Counter(least for least, _ in bands_of(record, bands)).items():
        if count > 1:
            yield miscounted(record, bands.list, in_words(least), count, 1)


def _at(record: Record, path: Path) -> object:
    """The value at a path, whose numbers are places in lists."""
    value: object = record.fields
    for step in path:
        if isinstance(step, int):
            value = listed(value)[step]
        else:
            value = value.get(step, MISSING) if isinstance(value, Mapping) else MISSING
    return value


def _shown(value: object) -> str:
    return "—" if value is MISSING or value is None else str(value)
