"""Whether what a law says of scoring names fields that exist, and a record that has rules to score by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, finding
from cio_ctl.rules.law.names import related_kinds, unknown_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.score_sheets import BandFields, ScoreRules, ScoreSheet
    from cio_ctl.model.source import Source

    # whether the schema of a kind gives the field at a path
    Has = Callable[[str, str], bool]
    References = Mapping[str, Mapping[str, tuple[str, ...]]]

_RULES, _SHEET = "score-rules", "score-sheet"


def score_law_findings(law: Law, has: Has, references: References, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Everything that scoring names and that does not exist."""
    for kind, process in law.processes.items():
        named: list[tuple[str, str]] = []
        if process.score_rules is not None:
            named += [(_RULES, path) for path in _rules_paths(process.score_rules)]
        if process.score_sheet is not None:
            named += [(_SHEET, path) for path in _sheet_paths(process.score_sheet)]
            yield from _no_rules(law, process, references, sources[kind])
        for key, path in named:
            if not has(kind, path):
                place = sources[kind].place(key)
                yield finding(
                    "L-UNKNOWN", place, what=f"field of {kind}", name=path, known=f"schemas/{kind}.schema.json"
                )


def _rules_paths(rules: ScoreRules) -> tuple[str, ...]:
    items = tuple(f"{rules.list}.{name}" for name in (rules.id, rules.most, rules.each, rules.cap) if name)
    return (*items, rules.full, *_band_paths(rules.bands))


def _sheet_paths(sheet: ScoreSheet) -> tuple[str, ...]:
    items = (sheet.id, sheet.score, sheet.events, sheet.deducted, sheet.weight)
    bands = () if sheet.rules else _band_paths(sheet.bands)
    return (*(f"{sheet.list}.{name}" for name in items if name), sheet.total, sheet.grade, *bands)


def _band_paths(bands: BandFields) -> tuple[str, ...]:
    return tuple(f"{bands.list}.{name}" for name in (bands.id, bands.at_least))


def _no_rules(law: Law, process: Process, references: References, source: Source) -> Iterator[Finding]:
    """The related record that a sheet goes by is of a kind that has rules."""
    name = process.score_sheet.rules if process.score_sheet is not None else ""
    if not name:
        return
    place = source.place(_SHEET, "rules")
    if name not in process.related:
        yield from unknown_names(place, "related record", (name,), process.related)
        return
    for kind in related_kinds(law, references, process, name):
        if law.processes[kind].score_rules is None:
            yield finding("L-MISSING", place, key=f"{_RULES} in schemas/{kind}.process.yaml")
