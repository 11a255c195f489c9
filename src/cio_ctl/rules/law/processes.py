"""Whether a process file hangs together: every name it uses exists, every stage is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.model.consistency import COMPARISON
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.law.matches import MatchCheck
from cio_ctl.rules.law.names import kind_at, no_kind, unknown_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.model.law import Actor, Transition

REGISTER_FIELDS: Final = {"unit": ("name", "unit_kind"), "officer": ("name", "keys", "roles")}
"""The fields from which the register is read."""


@dataclass(frozen=True, slots=True)
class ProcessCheck(MatchCheck):
    """The checks of one process file."""

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
                yield from self.match(match, ("compares", number, "when", other))
        yield from self._obligations()
        yield from self._reachable()
        yield from self._double_ids()

    def _engines_own(self) -> Iterator[Finding]:
        """The schema lets in the fields that the engine reads and writes."""
        needed = {"kind", *REGISTER_FIELDS.get(self.process.kind, ())}
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
                yield from self.field(related.field, ("related", name))
            elif kind_at(self.law, related.path) is None:
                yield no_kind(self.law, related.path, self.source.place("related", name))

    def _actors(self, actors: tuple[Actor, ...], at: tuple[str | int, ...]) -> Iterator[Finding]:
        for number, actor in enumerate(actors):
            here = self.source.place(*at, number)
            yield from unknown_names(here, "role", (actor.role,), self.law.roles)
            if actor.unit.startswith("units/"):
                yield from self.slugs(actor.unit, here, self.process)
            elif actor.unit:
                yield from self.field(actor.unit, (*at, number))
            for other, match in enumerate(actor.when):
                yield from self.match(match, (*at, number, "when", other))

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
            yield from self.match(match, (*at, "when", number))
        for number, guard in enumerate(transition.guards):
            yield from self._bases((guard.basis,), (*at, "guards", number, "basis"))
            yield from self.match(guard.needs, (*at, "guards", number, "needs"))

    def _obligations(self) -> Iterator[Finding]:
        for name, obligation in self.process.obligations.items():
            at = ("obligations", name)
            yield from self._bases((obligation.basis,), (*at, "basis"))
            yield from self._actors((obligation.owed_by,), (*at, "owed-by"))
            during = self.source.place(*at, "while")
            yield from unknown_names(during, "stage", obligation.during, self.process.stages)
            yield from self.record_match(obligation.discharged_by, (*at, "discharged-by"))
            for number, match in enumerate(obligation.when):
                yield from self.match(match, (*at, "when", number))
            target = kind_at(self.law, obligation.discharged_by.pattern)
            if obligation.covers and target is not None:
                yield from self.field(obligation.covers, (*at, "covers"), target)

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
