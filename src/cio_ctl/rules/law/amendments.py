"""Whether quorums can be met: the kind that names changes is there, and nobody changes it once it is agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.rules.law.names import unknown_names
from cio_ctl.rules.quorum import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.model.amendments import Amendments
    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.source import Source


def amendment_law_findings(
    law: Law, properties: Mapping[str, frozenset[str]], sources: Mapping[str, Source]
) -> Iterator[Finding]:
    """Everything in which quorums and amendments do not hang together."""
    if law.amendments is None:
        if law.quorum > 1:
            yield finding("L-MISSING", sources[""].place("law", "quorum"), key="amendments")
        for process in (process for process in law.processes.values() if process.quorum > 1):
            yield finding("L-MISSING", sources[process.kind].place("quorum"), key="amendments in procedure.yaml")
        return
    for process in (process for process in law.processes.values() if process.quorum > 1 and not process.plain):
        yield finding("L-TYPE", sources[process.kind].place("quorum"), key="quorum", expected="left out with stages")
    yield from unknown_names(sources[""].place("amendments", "kind"), "kind", (law.amendments.kind,), law.processes)
    if law.amendments.kind in law.processes:
        process = law.processes[law.amendments.kind]
        yield from unknown_names(
            sources[""].place("amendments", "stage"), "stage", law.amendments.stages, process.stages
        )
        yield from _process_findings(law.amendments, process, sources[process.kind])
        for name in FIELDS:
            if name not in properties.get(process.kind, frozenset()):
                yield finding("L-MISSING", Place(f"schemas/{process.kind}.schema.json"), key=f"properties.{name}")


def _process_findings(amendments: Amendments, process: Process, source: Source) -> Iterator[Finding]:
    """What was agreed to stays as it is: no move fills in what is amended, none puts a draft in force."""
    for number, transition in enumerate(process.transitions):
        if set(transition.sets) & set(FIELDS):
            yield finding(
                "L-TYPE", source.place("transitions", number, "sets"), key="sets", expected=f"without {FIELDS[0]}"
            )
        drafts = [stage for stage in transition.sources if process.editable(stage)]
        if transition.target in amendments.stages and drafts:
            expected = "a stage that is no draft, since drafts are in force for nobody"
            yield finding("L-TYPE", source.place("transitions", number, "from"), key="from", expected=expected)
    for stage in amendments.stages:
        if process.editable(stage):
            yield finding("L-TYPE", source.place("stages", stage), key=stage, expected="no draft")
