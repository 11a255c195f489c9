"""Whether what a law says of evaluations names what exists, and whether weights and bands make a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cio_ctl.model.evaluations import Chain, Kept, Mean, OnTime, Ratio, Share, Within
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.rules.cases import as_amount, fields_of
from cio_ctl.rules.evaluation.criteria import NAME
from cio_ctl.rules.evaluation.records import FIGURE_FIELDS, FIGURES, SUGGESTED, TOP_FIELDS
from cio_ctl.rules.law.names import related_kinds, unknown_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.model.evaluations import Evaluates, Figure, Selection
    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.matches import Match
    from cio_ctl.model.source import Source
    from cio_ctl.model.tracing import Goal
    from cio_ctl.rules.law.names import References
    from cio_ctl.rules.law.tracing import Naming

    At = tuple[str | int, ...]

_KEY: Final = "evaluates"
SLUGS: Final = ("period", "unit")
"""The slugs that the path of an evaluation has, in any order."""


def evaluation_findings(
    law: Law, process: Process, references: References, naming: Naming, source: Source
) -> Iterator[Finding]:
    """Everything wrong with ``evaluates`` of a process file, but for what the matches on records name."""
    if process.evaluates is None:
        return
    check = _Check(law, process, process.evaluates, references, naming, source)
    yield from check.surroundings()
    yield from check.whole()
    for at, figure in figures_of(process.evaluates):
        yield from check.figure(figure, at)


def figures_of(evaluates: Evaluates) -> Iterator[tuple[At, Figure]]:
    """Every figure with its place in the process file."""
    for number, criterion in enumerate(evaluates.criteria):
        for place, figure in enumerate(criterion.figures):
            yield (_KEY, "criteria", number, "figures", place), figure


def matches_of(evaluates: Evaluates) -> Iterator[tuple[At, str, tuple[Match, ...]]]:
    """Every list of matches on records: its place, the kind of the records, the matches."""
    if evaluates.norm is not None:
        yield (_KEY, "norm", "where"), evaluates.norm.kind, evaluates.norm.where
    for at, figure in figures_of(evaluates):
        if figure.of is not None:
            yield (*at, "of", "where"), figure.of.kind, figure.of.where
        if isinstance(figure.measure, Share) and figure.of is not None and not figure.of.entries:
            yield (*at, "share"), figure.of.kind, figure.measure.matches
        for place, goal in _goals(figure, at):
            yield (*place, "where"), goal.kind, goal.where


def _goals(figure: Figure, at: At) -> Iterator[tuple[At, Goal]]:
    if isinstance(figure.measure, Chain):
        key = "leads-to" if figure.measure.downstream else "comes-from"
        for number, goal in enumerate(figure.measure.goals):
            yield (*at, key, number), goal


@dataclass(frozen=True, slots=True)
class _Check:
    """The checks of one kind that evaluates."""

    law: Law
    process: Process
    evaluates: Evaluates
    references: References
    naming: Naming
    source: Source

    def surroundings(self) -> Iterator[Finding]:
        """The only kind that evaluates, with a path, a score sheet and fields as the engine needs them."""
        others = [name for name, other in self.law.processes.items() if other.evaluates and name != self.process.kind]
        if others:
            yield self._double((_KEY,), "kind with evaluates", others[0])
        if sorted(self.process.path.variables) != sorted(SLUGS):
            yield finding("L-TYPE", self.source.place("path"), key="path", expected="with {period} and {unit}")
        yield from self._fields((_KEY, "unit"), self.process, (self.evaluates.unit,))
        sheet = self.process.score_sheet
        if sheet is None or not sheet.weight:
            yield finding("L-MISSING", self.source.place(_KEY), key="score-sheet, by weight")
            return
        figures = (f"{sheet.list}.{FIGURES}.{name}" for name in FIGURE_FIELDS)
        needed = (*TOP_FIELDS, f"{sheet.list}.{SUGGESTED}", *figures, f"{sheet.bands.list}.{NAME}")
        for name in needed:
            if self.naming(self.process.kind, name) is None:
                place = Place(f"schemas/{self.process.kind}.schema.json")
                yield finding("L-MISSING", place, key=f"properties.{name}")
        yield from self._norm()

    def _norm(self) -> Iterator[Finding]:
        norm = self.evaluates.norm
        if norm is None:
            return
        at = (_KEY, "norm")
        yield from self._kind((*at, "kind"), norm.kind)
        yield from self._stages((*at, "stage"), norm.kind, norm.stages)
        if norm.kind not in (self.naming(self.process.kind, norm.field) or ()):
            what = f"reference to a {norm.kind}"
            yield finding("L-UNKNOWN", self.source.place(*at, "field"), what=what, name=norm.field, known="—")
        if norm.kind in self.law.processes and self.law.processes[norm.kind].score_rules is None:
            key = f"score-rules in schemas/{norm.kind}.process.yaml"
            yield finding("L-MISSING", self.source.place(*at), key=key)

    def whole(self) -> Iterator[Finding]:
        """Weights add up to 100, the lowest band begins at 0, and nothing stands twice."""
        criteria, bands = self.evaluates.criteria, self.evaluates.bands
        weights = sum((criterion.weight for criterion in criteria), Decimal(0))
        if weights != 100:
            expected = f"with weights that add up to 100, not {weights}"
            yield finding("L-TYPE", self.source.place(_KEY, "criteria"), key="criteria", expected=expected)
        if not any(band.at_least == 0 for band in bands):
            yield finding("L-TYPE", self.source.place(_KEY, "bands"), key="bands", expected="with one from 0")
        yield from self._once((_KEY, "criteria"), "criterion", (criterion.id for criterion in criteria))
        yield from self._once((_KEY, "bands"), "band", (band.id for band in bands))
        for number, criterion in enumerate(criteria):
            at = (_KEY, "criteria", number, "figures")
            yield from self._once(at, "figure", (figure.id for figure in criterion.figures))

    def figure(self, figure: Figure, at: At) -> Iterator[Finding]:
        """What a figure looks at and measures exists."""
        if isinstance(figure.measure, OnTime):
            known = {name for process in self.law.processes.values() for name in process.obligations}
            place = self.source.place(*at, "on-time")
            yield from unknown_names(place, "obligation", figure.measure.obligations, sorted(known))
        for below, goal in _goals(figure, at):
            yield from self._kind((*below, "kind"), goal.kind)
            yield from self._stages((*below, "stage"), goal.kind, goal.stages)
        if figure.of is not None:
            yield from self._kind((*at, "of", "kind"), figure.of.kind)
            process = self.law.processes.get(figure.of.kind)
            if process is not None:
                yield from self._selection(figure.of, process, (*at, "of"))
                yield from self._named(figure, figure.of, process, at)

    def _selection(self, of: Selection, process: Process, at: At) -> Iterator[Finding]:
        for key, stages in (("stage", of.stages), ("stood", of.stood), ("reached", of.reached)):
            yield from self._stages((*at, key), process.kind, stages)
        unit = of.unit
        own = process.trace is not None and process.trace.unit and process.trace.entries == of.entries
        if not own or unit != "unit":
            yield from self._fields((*at, "unit"), process, (unit,))
        if of.entries:
            yield from self._fields((*at, "entries"), process, (of.entries,))
            named = (name for match in of.each for name in fields_of(match))
            yield from self._fields((*at, "each"), process, named, of.entries)
        days = (name for name in dict.fromkeys((of.since, of.until)) if name)
        yield from self._fields(at, process, days, of.entries)

    def _named(self, figure: Figure, of: Selection, process: Process, at: At) -> Iterator[Finding]:
        """The fields that a measure reads."""
        names: tuple[str, ...] = ()
        match figure.measure:
            case Share(matches) if of.entries:
                names = tuple(name for match in matches for name in fields_of(match))
            case Mean(field, full):
                names = (field,) if not full or as_amount(full) is not None else (field, full)
            case Ratio(part, whole):
                names = tuple(name for name in (part, whole) if name not in process.money.titles)
            case Within(checks):
                known = [check.id for check in process.money.checks]
                yield from unknown_names(self.source.place(*at, "checks"), "check", checks, known)
            case Kept(days):
                names = tuple(name for pair in days for name in pair)
            case Chain():
                linked = process.trace.entries if process.trace is not None else ""
                if linked != of.entries:
                    expected = f"{linked or 'left out'}, as trace of {process.kind} has it"
                    yield finding("L-TYPE", self.source.place(*at, "of"), key="entries", expected=expected)
        yield from self._fields(at, process, names, of.entries)

    def _fields(self, at: At, process: Process, names: Iterable[str], below: str = "") -> Iterator[Finding]:
        """The fields exist: of the record, of a related record, of its path, or of the entries of a list."""
        for name in names:
            if not self._has(process, name, below):
                what = f"field of {process.kind}" + (f", {below}" if below else "")
                known = f"schemas/{process.kind}.schema.json"
                yield finding("L-UNKNOWN", self.source.place(*at), what=what, name=name, known=known)

    def _has(self, process: Process, name: str, below: str) -> bool:
        head, _, rest = name.partition(".")
        if head == "path" and rest:
            return rest in process.path.variables
        if below:
            return self.naming(process.kind, f"{below}.{name}") is not None
        if head in process.related and rest:
            kinds = related_kinds(self.law, self.references, process, head)
            return any(self._has(self.law.processes[kind], rest, "") for kind in kinds)
        return self.naming(process.kind, name) is not None

    def _kind(self, at: At, kind: str) -> Iterator[Finding]:
        yield from unknown_names(self.source.place(*at), "kind", (kind,), self.law.processes)

    def _stages(self, at: At, kind: str, stages: tuple[str, ...]) -> Iterator[Finding]:
        if kind in self.law.processes:
            known = self.law.processes[kind].stages
            yield from unknown_names(self.source.place(*at), f"stage of {kind}", stages, known)

    def _once(self, at: At, what: str, names: Iterable[str]) -> Iterator[Finding]:
        yield from (self._double(at, what, name) for name, count in Counter(names).items() if count > 1)

    def _double(self, at: At, what: str, name: str) -> Finding:
        return finding("L-DUPLICATE", self.source.place(*at), what=what, name=name)
