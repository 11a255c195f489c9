"""Whether the comparisons of a law hang together: their records, fields and stages exist, each id stands once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.consistency import FieldAt, Itemising, Limiting, Naming, Resolving
from cio_ctl.model.finding import Finding, finding
from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.law.names import kind_at, no_kind, unknown_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cio_ctl.model.consistency import ReviewComparison
    from cio_ctl.model.finding import Place
    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.source import Source

    # whether the schema of a kind gives the field at a path
    Has = Callable[[str, str], bool]


def consistency_law_findings(law: Law, has: Has, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Everything that the comparisons of a law name and that does not exist; ids that stand twice."""
    for kind, process in law.processes.items():
        seen: set[str] = set()
        for number, comparison in enumerate(process.compares):
            place = sources[kind].place("compares", number)
            if comparison.id in seen:
                yield finding("L-DUPLICATE", place, what="comparison", name=comparison.id)
            seen.add(comparison.id)
            yield from _Check(law, process, place, has).findings(comparison)


@dataclass(frozen=True, slots=True)
class _Check:
    """The checks of one comparison, which stands at a place."""

    law: Law
    process: Process
    place: Place
    has: Has

    def findings(self, comparison: ReviewComparison) -> Iterator[Finding]:
        """Everything that a comparison names and the law does not have."""
        bases = (comparison.basis,) if comparison.basis else ()
        yield from unknown_names(self.place, "basis", bases, self.law.bases)
        match comparison.what:
            case Resolving() as what:
                yield from self._field(what.entries, (*what.by, *((what.says,) if what.says else ())))
                yield from self._stages(what.stages, self.law.processes.values())
            case Naming() as what:
                yield from self._field(what.entries)
                targets = [self._kind(pattern) for pattern in what.patterns]
                yield from (target for target in targets if isinstance(target, Finding))
                yield from self._stages(what.stages, [one for one in targets if not isinstance(one, Finding)])
            case Limiting() as what:
                yield from self._field(what.amount)
                yield from self._field(what.at_most)
            case Itemising() as what:
                inner = (*what.by, *(name for name, _ in what.fields))
                yield from self._field(what.items, inner)
                yield from self._field(what.against, inner)

    def _field(self, at: FieldAt, inner: tuple[str, ...] = ()) -> Iterator[Finding]:
        """The record of a field, the field, and the fields of its entries."""
        target = self._kind(at.record) if at.record else self.process
        if isinstance(target, Finding):
            yield target
            return
        for path in (at.field, *(f"{at.field}.{name}" for name in inner)):
            if not self.has(target.kind, path):
                yield from unknown_names(
                    self.place, f"field of {target.kind}", (path,), (f"schemas/{target.kind}.schema.json",)
                )

    def _kind(self, path: str) -> Process | Finding:
        """The process of the records of a path, or why there is none."""
        strange = unknown_names(self.place, "slug", PathTemplate(path).variables, self.process.path.variables)
        found = next(strange, None)
        return found or kind_at(self.law, path) or no_kind(self.law, path, self.place)

    def _stages(self, names: tuple[str, ...], processes: Iterable[Process]) -> Iterator[Finding]:
        known = sorted({stage for process in processes for stage in process.stages})
        yield from unknown_names(self.place, "stage", names, known)
