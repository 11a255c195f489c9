"""Whether a law hangs together: every name it uses exists, every stage is reached, no two kinds share a path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from cio_ctl.model.consistency import COMPARISON
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.law import Actor, Combination, FieldMatch, Law, Match, Process, RecordMatch, Transition
from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.cases import fields_of
from cio_ctl.rules.dues.deadline_changes import FIELDS as CHANGE_FIELDS
from cio_ctl.rules.law.evaluations import evaluation_findings, matches_of
from cio_ctl.rules.law.names import can_meet, kind_at, no_kind, related_kinds, unknown_names
from cio_ctl.rules.law.overlaps import comparison_findings
from cio_ctl.rules.law.tracing import gap_findings, goals_of, tracing_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cio_ctl.model.source import Source
    from cio_ctl.rules.law.names import References
    from cio_ctl.rules.law.tracing import Naming

_PART: Final = re.compile(r"(?:[a-z0-9-]|\{[a-z][a-z-]*\})+")
_REGISTER_FIELDS = {"unit": ("name", "unit_kind"), "officer": ("name", "keys", "roles")}
_ALWAYS = frozenset({"kind", "stage", "decisions", "annexes"})


def law_findings(
    law: Law,
    properties: Mapping[str, frozenset[str]],
    references: References,
    naming: Naming,
    sources: Mapping[str, Source],
) -> Iterator[Finding]:
    """Everything in which the law contradicts itself or names what does not exist.

    ``naming`` says what a field of a kind may name; ``sources`` holds the file of each kind, and under the empty
    name that of the procedure.
    """
    no_paths = tuple(_path_findings(law, sources))
    if no_paths:
        yield from no_paths
        return
    yield from _procedure_findings(law, sources[""])
    yield from _register_findings(law, sources)
    yield from _deadline_change_findings(law, properties, sources[""])
    yield from comparison_findings(law, properties, sources[""])
    for process in law.processes.values():
        yield from _ProcessCheck(law, process, properties, references, naming, sources[process.kind]).findings()
        yield from tracing_findings(law, process, references, naming, sources[process.kind])
        yield from evaluation_findings(law, process, references, naming, sources[process.kind])
    yield from gap_findings(law, sources[""])
    for source, at, kind, matches in _matches_elsewhere(law, sources):
        if kind in law.processes:
            check = _ProcessCheck(law, law.processes[kind], properties, references, naming, source)
            yield from check.matches(matches, at)
    yield from _overlaps(law, sources)


def _matches_elsewhere(
    law: Law, sources: Mapping[str, Source]
) -> Iterator[tuple[Source, tuple[str | int, ...], str, tuple[Match, ...]]]:
    """Matches on records of a kind that stand in another file than that of the kind: file, place, kind, matches."""
    for at, goal in goals_of(law):
        yield sources[""], (*at, "where"), goal.kind, goal.where
    for process in law.processes.values():
        if process.evaluates is not None:
            for at, kind, matches in matches_of(process.evaluates):
                yield sources[process.kind], at, kind, matches


def _path_findings(law: Law, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Paths that no record can have, or in which a slug stands twice."""
    for process in law.processes.values():
        *folders, _ = parts = process.path.text.split("/")
        slugs = process.path.variables
        if not all(_PART.fullmatch(part) for part in parts) or "evidence" in folders or len(set(slugs)) < len(slugs):
            expected = "names in a-z, 0-9, - and {slugs}, each slug once, in no folder called evidence"
            yield finding("L-TYPE", sources[process.kind].place("path"), key="path", expected=expected)


def _register_findings(law: Law, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Units and officers lie where the register is read, and have keepers instead of stages (rule 9)."""
    for kind, folder in (("unit", "units"), ("officer", "officers")):
        process, source = law.processes[kind], sources[kind]
        if re.fullmatch(folder + r"/\{[a-z-]+\}", process.path.text) is None:
            yield finding("L-TYPE", source.place("path"), key="path", expected=f"{folder}/{{{kind}}}")
        if not process.plain:
            yield finding("L-TYPE", source.place("stages"), key="stages", expected="left out in the register")


def _deadline_change_findings(law: Law, properties: Mapping[str, frozenset[str]], source: Source) -> Iterator[Finding]:
    """The kind that changes terms exists, in these stages, with the fields that the engine reads."""
    changes = law.deadline_changes
    if changes is None:
        return
    place = source.place("deadline-changes", "kind")
    yield from unknown_names(place, "kind", (changes.kind,), law.processes)
    if changes.kind in law.processes:
        stages = law.processes[changes.kind].stages
        yield from unknown_names(source.place("deadline-changes", "stage"), "stage", changes.stages, stages)
        for name in CHANGE_FIELDS:
            if name not in properties.get(changes.kind, frozenset()):
                yield finding("L-MISSING", Place(f"schemas/{changes.kind}.schema.json"), key=f"properties.{name}")


def _procedure_findings(law: Law, source: Source) -> Iterator[Finding]:
    """What procedure.yaml names."""
    yield from unknown_names(source.place("founder"), "role", (law.founder.role,), law.roles)
    for number, actor in enumerate(law.changed_by):
        yield from unknown_names(source.place("law", "changed-by", number), "role", (actor.role,), law.roles)
    for role in law.roles.values():
        place = source.place("roles", role.id, "held-in")
        yield from unknown_names(place, "unit kind", role.held_in, law.unit_kinds)


def _overlaps(law: Law, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Pairs of kinds whose paths one id can fit both."""
    for one, other in combinations(law.processes.values(), 2):
        if can_meet(one.path.text, other.path.text):
            yield finding(
                "L-OVERLAP",
                sources[one.kind].place("path"),
                kind=one.kind,
                other=other.kind,
                path=one.path.text,
            )


@dataclass(frozen=True, slots=True)
class _ProcessCheck:
    """The checks of one process file."""

    law: Law
    process: Process
    properties: Mapping[str, frozenset[str]]
    references: References
    naming: Naming
    source: Source

    def findings(self) -> Iterator[Finding]:
        """Everything wrong with the process."""
        yield from self._bases(self.process.basis, ("basis",))
        yield from self._engines_own()
        yield from self._referenced_kinds()
        yield from self._templates()
        yield from self._actors(self.process.drafted_by, ("drafted-by",))
        yield from self._actors(self.process.changed_by, ("changed-by",))
        yield from self._own_fields(self.process.own_fields, ("own-fields",))
        yield from self._own_fields(self.process.unique, ("unique",))
        if self.process.plain:
            if not self.process.changed_by:
                yield finding("L-MISSING", self.source.place(), key="stages, or changed-by")
            return
        if not self.process.drafted_by:
            yield finding("L-MISSING", self.source.place(), key="drafted-by")
        if not self.process.editable(self.process.initial):
            yield finding(
                "L-TYPE",
                self.source.place("stages", self.process.initial),
                key=self.process.initial,
                expected="editable: true, since a record begins there",
            )
        for number, transition in enumerate(self.process.transitions):
            yield from self._transition(transition, ("transitions", number))
        for number, comparison in enumerate(self.process.compares):
            for other, match in enumerate(comparison.when):
                yield from self._match(match, ("compares", number, "when", other))
        yield from self._obligations()
        yield from self._reachable()
        yield from self._double_ids()

    def _engines_own(self) -> Iterator[Finding]:
        """The schema lets in the fields that the engine reads and writes."""
        needed = {"kind", *_REGISTER_FIELDS.get(self.process.kind, ())}
        if not self.process.plain:
            needed |= {"stage", "decisions"}
        if any(transition.papers for transition in self.process.transitions):
            needed.add("annexes")
        if self.process.compares:
            needed.add(COMPARISON)
        for name in sorted(needed - self.properties.get(self.process.kind, frozenset())):
            yield finding("L-MISSING", Place(f"schemas/{self.process.kind}.schema.json"), key=f"properties.{name}")

    def _referenced_kinds(self) -> Iterator[Finding]:
        """References of the schema name kinds of this law."""
        place = Place(f"schemas/{self.process.kind}.schema.json")
        for kinds in self.references.get(self.process.kind, {}).values():
            yield from unknown_names(place, "kind", kinds, self.law.processes)

    def _bases(self, names: Iterable[str], at: tuple[str | int, ...]) -> Iterator[Finding]:
        yield from unknown_names(self.source.place(*at), "basis", (name for name in names if name), self.law.bases)

    def _templates(self) -> Iterator[Finding]:
        """Other templates only use the slugs of the path."""
        own = set(self.process.path.variables)
        templates: dict[tuple[str | int, ...], str] = {("evidence",): self.process.evidence}
        templates |= {("related", name): related.path for name, related in self.process.related.items()}
        for at, text in templates.items():
            yield from unknown_names(self.source.place(*at), "slug", PathTemplate(text).variables, own)
        for name, related in self.process.related.items():
            if related.field:
                yield from self._field(related.field, ("related", name))
            elif kind_at(self.law, related.path) is None:
                yield no_kind(self.law, related.path, self.source.place("related", name))

    def _actors(self, actors: tuple[Actor, ...], at: tuple[str | int, ...]) -> Iterator[Finding]:
        for number, actor in enumerate(actors):
            here = self.source.place(*at, number)
            yield from unknown_names(here, "role", (actor.role,), self.law.roles)
            if actor.unit.startswith("units/"):
                yield from self._slugs(actor.unit, here, self.process)
            elif actor.unit:
                yield from self._field(actor.unit, (*at, number))
            for other, match in enumerate(actor.when):
                yield from self._match(match, (*at, number, "when", other))

    def _slugs(self, text: str, place: Place, process: Process) -> Iterator[Finding]:
        """The slugs in a text are those of the path."""
        yield from unknown_names(place, "slug", PathTemplate(text).variables, process.path.variables)

    def _field(self, path: str, at: tuple[str | int, ...], process: Process | None = None) -> Iterator[Finding]:
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

    def _own_fields(self, names: tuple[str, ...], at: tuple[str | int, ...]) -> Iterator[Finding]:
        known = self.properties.get(self.process.kind, frozenset())
        yield from unknown_names(
            self.source.place(*at), "field", (name.partition(".")[0] for name in names), sorted(known)
        )

    def _transition(self, transition: Transition, at: tuple[str | int, ...]) -> Iterator[Finding]:
        """Everything that a transition names."""
        place = self.source.place(*at)
        stages = self.process.stages
        yield from unknown_names(self.source.place(*at, "from"), "stage", transition.sources, stages)
        yield from unknown_names(self.source.place(*at, "to"), "stage", (transition.target,), stages)
        yield from self._bases((transition.basis,), (*at, "basis"))
        yield from self._actors(transition.by, (*at, "by"))
        yield from self._actors(transition.countersigned_by, (*at, "countersigned-by"))
        yield from self._actors(transition.notices, (*at, "notices"))
        yield from self._own_fields(transition.sets, (*at, "sets"))
        opens = self.source.place(*at, "opens")
        yield from unknown_names(opens, "obligation", transition.opens, self.process.obligations)
        if not transition.actors:
            yield finding("L-MISSING", place, key="by, or countersigned-by")
        if transition.by and transition.countersigned_by:
            yield finding("L-TYPE", place, key="by", expected="left out where countersigned-by stands")
        if transition.compared and not self.process.compares:
            yield finding("L-MISSING", self.source.place(*at, "compared"), key="compares")
        for number, match in enumerate(transition.when):
            yield from self._match(match, (*at, "when", number))
        for number, guard in enumerate(transition.guards):
            yield from self._bases((guard.basis,), (*at, "guards", number, "basis"))
            yield from self._match(guard.needs, (*at, "guards", number, "needs"))

    def matches(self, matches: tuple[Match, ...], at: tuple[str | int, ...]) -> Iterator[Finding]:
        """Everything that a list of matches names."""
        for number, match in enumerate(matches):
            yield from self._match(match, (*at, number))

    def _match(self, match: Match, at: tuple[str | int, ...], process: Process | None = None) -> Iterator[Finding]:
        """Everything that a match names."""
        if isinstance(match, FieldMatch):
            for field in fields_of(match):
                yield from self._field(field, at, process)
            yield from self._stage_names(match, at, process or self.process)
            for operand in match.operand if isinstance(match.operand, tuple) else (match.operand,):
                if isinstance(operand, str):
                    yield from self._slugs(operand, self.source.place(*at), process or self.process)
        elif isinstance(match, Combination):
            for number, part in enumerate(match.parts):
                yield from self._match(part, (*at, match.how, number), process)
        else:
            yield from self._record_match(match, at, process)

    def _record_match(
        self, match: RecordMatch, at: tuple[str | int, ...], process: Process | None = None
    ) -> Iterator[Finding]:
        here = process or self.process
        if match.named_in:
            yield from self._records_named(match, at, here)
            return
        yield from self._slugs(match.pattern, self.source.place(*at), here)
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
                yield from self._match(part, (*at, "where", number), target)

    def _obligations(self) -> Iterator[Finding]:
        for name, obligation in self.process.obligations.items():
            at = ("obligations", name)
            yield from self._bases((obligation.basis,), (*at, "basis"))
            yield from self._actors((obligation.owed_by,), (*at, "owed-by"))
            during = self.source.place(*at, "while")
            yield from unknown_names(during, "stage", obligation.during, self.process.stages)
            yield from self._record_match(obligation.discharged_by, (*at, "discharged-by"))
            for number, match in enumerate(obligation.when):
                yield from self._match(match, (*at, "when", number))
            target = kind_at(self.law, obligation.discharged_by.pattern)
            if obligation.covers and target is not None:
                yield from self._field(obligation.covers, (*at, "covers"), target)

    def _reachable(self) -> Iterator[Finding]:
        """Every stage but the first is led to."""
        reached = {self.process.initial, *(transition.target for transition in self.process.transitions)}
        for stage in self.process.stages:
            if stage not in reached:
                yield finding("L-UNREACHABLE", self.source.place("stages", stage), stage=stage)

    def _double_ids(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for number, transition in enumerate(self.process.transitions):
            if transition.id in seen:
                yield finding(
                    "L-DUPLICATE",
                    self.source.place("transitions", number),
                    what="transition",
                    name=transition.id,
                )
            seen.add(transition.id)
