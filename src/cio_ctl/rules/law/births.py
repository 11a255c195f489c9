"""Whether what a law says of drawing up one record from another names kinds, stages and fields that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, finding
from cio_ctl.rules.law.names import unknown_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cio_ctl.model.births import BornFrom
    from cio_ctl.model.law import Law
    from cio_ctl.model.source import Source

    # whether the schema of a kind gives the field at a path
    Has = Callable[[str, str], bool]

_KEY = "born-from"


def birth_law_findings(law: Law, has: Has, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Everything that ``born-from`` names and that does not exist."""
    for kind, process in law.processes.items():
        born = process.born_from
        if born is None:
            continue
        source = sources[kind]
        other = law.processes.get(born.kind)
        yield from unknown_names(source.place(_KEY, "kind"), "kind", (born.kind,), law.processes)
        if other is not None:
            yield from unknown_names(source.place(_KEY, "stage"), f"stage of {other.kind}", born.stages, other.stages)
            yield from _field_findings(kind, born, has, source)


def _field_findings(kind: str, born: BornFrom, has: Has, source: Source) -> Iterator[Finding]:
    """Fields that one of the two kinds has not."""
    named = [
        (kind, born.reference, "field"),
        *((kind, name, "values") for name in born.values),
        *((kind, name, "fields") for name in born.fields),
        *((born.kind, name, "fields") for name in born.fields.values()),
    ]
    for owner, name, key in named:
        if not has(owner, name):
            known = f"schemas/{owner}.schema.json"
            yield finding("L-UNKNOWN", source.place(_KEY, key), what=f"field of {owner}", name=name, known=known)
