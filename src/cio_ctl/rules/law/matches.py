"""Whether the matches of a law name what exists: fields, slugs, stages, and the records that they look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.matches import Combination, FieldMatch, Match, RecordMatch
from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.cases import fields_of
from cio_ctl.rules.law.names import kind_at, no_kind, related_kinds, unknown_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.source import Source
    from cio_ctl.rules.law.names import References
    from cio_ctl.rules.law.tracing import Naming

_ALWAYS: Final = frozenset({"kind", "stage", "decisions", "annexes"})


@dataclass(frozen=True, slots=True)
class MatchCheck:
    """The checks of matches that stand in one file and look at records of one kind.

    ``naming`` says what a field of a kind may name.
    """

    law: Law
    process: Process
    properties: Mapping[str, frozenset[str]]
    references: References
    naming: Naming
    source: Source

    def slugs(self, text: str, place: Place, process: Process) -> Iterator[Finding]:
        """The slugs in a text are those of the path."""
        yield from unknown_names(place, "slug", PathTemplate(text).variables, process.path.variables)

    def field(self, path: str, at: tuple[str | int, ...], process: Process | None = None) -> Iterator[Finding]:
        """The field exists in the schema of the record, or of the related record that it names."""
        here = process or self.process
        head, _, rest = path.partition(".")
        if head == "path" and rest:
            yield from unknown_names(self.source.place(*at), "slug", (rest,), here.path.variables)
            return
        related = head in here.related and bool(rest)
        kinds = related_kinds(self.law, self.references, here, head) if related else (here.kind,)
        name = rest.partition(".")[0] if related else head
        for kind in kinds:
            known = self.properties.get(kind, frozenset()) | _ALWAYS
            yield from unknown_names(self.source.place(*at), f"field of {kind}", (name,), sorted(known))

    def _stage_names(self, match: FieldMatch, at: tuple[str | int, ...], here: Process) -> Iterator[Finding]:
        """Where the field is a stage, it is compared with stages that exist."""
        head, _, rest = match.field.partition(".")
        kinds = related_kinds(self.law, self.references, here, head) if rest == "stage" and head in here.related else ()
        kinds = (here.kind,) if match.field == "stage" else kinds
        operands = match.operand if isinstance(match.operand, tuple) else (match.operand,)
        names = [operand for operand in operands if isinstance(operand, str)]
        if kinds and match.operator in {"equals", "not-equals", "one-of", "none-of"}:
            stages = {stage for kind in kinds for stage in self.law.processes[kind].stages}
            yield from unknown_names(self.source.place(*at), f"stage of {', '.join(kinds)}", names, sorted(stages))

    def matches(self, matches: tuple[Match, ...], at: tuple[str | int, ...]) -> Iterator[Finding]:
        """Everything that a list of matches names."""
        for number, match in enumerate(matches):
            yield from self.match(match, (*at, number))

    def match(self, match: Match, at: tuple[str | int, ...], process: Process | None = None) -> Iterator[Finding]:
        """Everything that a match names."""
        if isinstance(match, FieldMatch):
            for field in fields_of(match):
                yield from self.field(field, at, process)
            yield from self._stage_names(match, at, process or self.process)
            for operand in match.operand if isinstance(match.operand, tuple) else (match.operand,):
                if isinstance(operand, str):
                    yield from self.slugs(operand, self.source.place(*at), process or self.process)
        elif isinstance(match, Combination):
            for number, part in enumerate(match.parts):
                yield from self.match(part, (*at, match.how, number), process)
        else:
            yield from self.record_match(match, at, process)

    def record_match(
        self, match: RecordMatch, at: tuple[str | int, ...], process: Process | None = None
    ) -> Iterator[Finding]:
        """Everything that a match of other records names."""
        here = process or self.process
        if match.named_in:
            yield from self._records_named(match, at, here)
            return
        yield from self.slugs(match.pattern, self.source.place(*at), here)
        target = kind_at(self.law, match.pattern)
        if target is None:
            yield no_kind(self.law, match.pattern, self.source.place(*at))
            return
        yield from self._required(match, at, (target,))

    def _records_named(self, match: RecordMatch, at: tuple[str | int, ...], here: Process) -> Iterator[Finding]:
        """The field names records, and they are of kinds that can be as required."""
        named = self.naming(here.kind, match.named_in)
        targets = tuple(self.law.processes[kind] for kind in named or () if kind in self.law.processes)
        if not targets:
            what = f"field of {here.kind} that names records"
            yield finding("L-UNKNOWN", self.source.place(*at), what=what, name=match.named_in, known="—")
        yield from self._required(match, at, targets)

    def _required(
        self, match: RecordMatch, at: tuple[str | int, ...], targets: tuple[Process, ...]
    ) -> Iterator[Finding]:
        """The stages, the role and the fields that a match asks for exist."""
        kinds = ", ".join(target.kind for target in targets)
        stages = dict.fromkeys(stage for target in targets for stage in target.stages)
        if targets:
            yield from unknown_names(self.source.place(*at, "stage"), f"stage of {kinds}", match.stages, stages)
        if match.acknowledged_by:
            place = self.source.place(*at, "acknowledged-by")
            yield from unknown_names(place, "role", (match.acknowledged_by,), self.law.roles)
        for target in targets:
            for number, part in enumerate(match.where):
                yield from self.match(part, (*at, "where", number), target)
