"""Whether a law as a whole hangs together: its procedure, its register, and its kinds beside each other."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.rules.dues.deadline_changes import FIELDS as CHANGE_FIELDS
from cio_ctl.rules.law.amendments import amendment_law_findings
from cio_ctl.rules.law.evaluations import evaluation_findings, matches_of
from cio_ctl.rules.law.matches import MatchCheck
from cio_ctl.rules.law.names import can_meet, unknown_names
from cio_ctl.rules.law.overlaps import comparison_findings
from cio_ctl.rules.law.processes import ProcessCheck
from cio_ctl.rules.law.tracing import gap_findings, goals_of, tracing_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.model.law import Law
    from cio_ctl.model.matches import Match
    from cio_ctl.model.source import Source
    from cio_ctl.rules.law.names import References
    from cio_ctl.rules.law.tracing import Naming

_PART: Final = re.compile(r"(?:[a-z0-9-]|\{[a-z][a-z-]*\})+")


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
    yield from amendment_law_findings(law, properties, sources)
    yield from comparison_findings(law, properties, sources[""])
    for process in law.processes.values():
        yield from ProcessCheck(law, process, properties, references, naming, sources[process.kind]).findings()
        yield from tracing_findings(law, process, references, naming, sources[process.kind])
        yield from evaluation_findings(law, process, references, naming, sources[process.kind])
    yield from gap_findings(law, sources[""])
    for source, at, kind, matches in _matches_elsewhere(law, sources):
        if kind in law.processes:
            check = MatchCheck(law, law.processes[kind], properties, references, naming, source)
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
