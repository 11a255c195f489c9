"""Whether what a law says about tracing names kinds, stages and fields that exist, and fields that name records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, finding
from cio_ctl.rules.law.names import related_kinds, unknown_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.source import Source
    from cio_ctl.model.tracing import Goal, Supersession, Trace
    from cio_ctl.rules.law.names import References

Naming = Callable[[str, str], tuple[str, ...] | None]
"""The kinds that a field of a kind may name: none for a field that names no record, None for no field."""

At = tuple[str | int, ...]


def tracing_findings(
    law: Law, process: Process, references: References, naming: Naming, source: Source
) -> Iterator[Finding]:
    """Everything wrong with ``supersedes`` and ``trace`` of a process file."""
    if process.supersession is not None:
        yield from _supersession_findings(process, process.supersession, naming, source)
    if process.trace is not None:
        yield from _trace_findings(law, process, process.trace, references, naming, source)


def _supersession_findings(
    process: Process, supersession: Supersession, naming: Naming, source: Source
) -> Iterator[Finding]:
    place = source.place("supersedes", "in-force")
    yield from unknown_names(place, "stage", supersession.in_force, process.stages)
    if process.kind not in (naming(process.kind, supersession.field) or ()):
        what = f"reference to a {process.kind}"
        yield finding("L-UNKNOWN", source.place("supersedes", "field"), what=what, name=supersession.field, known="—")


def _trace_findings(
    law: Law, process: Process, trace: Trace, references: References, naming: Naming, source: Source
) -> Iterator[Finding]:
    if trace.entries and naming(process.kind, f"{trace.entries}.id") is None:
        place = source.place("trace", "entries")
        yield finding("L-UNKNOWN", place, what="list of entries with an id", name=trace.entries, known="—")
    if trace.unit and naming(process.kind, trace.unit) is None:
        place = source.place("trace", "unit")
        yield finding("L-UNKNOWN", place, what=f"field of {process.kind}", name=trace.unit, known="—")
    for key, paths in (("from", trace.upstream), ("to", trace.downstream)):
        for path in paths:
            if not _names_records(law, process, path, references, naming):
                known = ", ".join((*process.related, "fields that name records"))
                yield finding("L-UNKNOWN", source.place("trace", key), what="link", name=path, known=known)


def _names_records(law: Law, process: Process, path: str, references: References, naming: Naming) -> bool:
    """Whether a link leads to records: by a field, by a related record, or by either of a related record."""
    head, _, rest = path.partition(".")
    if head not in process.related:
        return bool(naming(process.kind, path))
    kinds = related_kinds(law, references, process, head)
    if not rest:
        return True
    return any(rest in law.processes[kind].related or naming(kind, rest) for kind in kinds)


def gap_findings(law: Law, source: Source) -> Iterator[Finding]:
    """Everything wrong with ``gaps`` of procedure.yaml, but for what its matches name."""
    seen: set[str] = set()
    for number, gap in enumerate(law.gaps):
        if gap.id in seen:
            yield finding("L-DUPLICATE", source.place("gaps", number), what="gap", name=gap.id)
        seen.add(gap.id)
        bases = (gap.basis,) if gap.basis else ()
        yield from unknown_names(source.place("gaps", number, "basis"), "basis", bases, law.bases)
    for at, goal in goals_of(law):
        yield from unknown_names(source.place(*at), "kind", (goal.kind,), law.processes)
        if goal.kind in law.processes:
            stages = law.processes[goal.kind].stages
            yield from unknown_names(source.place(*at, "stage"), f"stage of {goal.kind}", goal.stages, stages)


def goals_of(law: Law) -> Iterator[tuple[At, Goal]]:
    """Every goal of the gaps, with its place in procedure.yaml."""
    for number, gap in enumerate(law.gaps):
        yield ("gaps", number), gap.of
        key = "leads-to" if gap.downstream else "comes-from"
        for place, goal in enumerate(gap.goals):
            yield ("gaps", number, key, place), goal
