"""Whether what a law says of comparing records hangs together with its kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, finding
from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.law.names import kind_at, no_kind, unknown_names
from cio_ctl.rules.overlap.word_weights import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.model.comparison import ComparedKind, Comparison
    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.source import Source


def comparison_findings(law: Law, properties: Mapping[str, frozenset[str]], source: Source) -> Iterator[Finding]:
    """Kinds, fields, stages and aspects that do not exist, words that are listed twice, a list entered nowhere."""
    comparison = law.comparison
    if comparison is None:
        return
    kinds = source.place("overlap", "kinds")
    yield from unknown_names(kinds, "kind", comparison.kinds, law.processes)
    for compared in comparison.kinds.values():
        if compared.kind in law.processes:
            yield from _kind_findings(law, comparison, compared, properties, source)
    yield from _double_words(comparison, source)
    if comparison.record:
        yield from _entry_findings(law, comparison, properties, source)


def _kind_findings(
    law: Law,
    comparison: Comparison,
    compared: ComparedKind,
    properties: Mapping[str, frozenset[str]],
    source: Source,
) -> Iterator[Finding]:
    """What a compared kind names."""
    at = ("overlap", "kinds", compared.kind)
    stages = law.processes[compared.kind].stages
    known = sorted(properties.get(compared.kind, ()))
    yield from unknown_names(source.place(*at, "ignored-stages"), "stage", compared.ignored_stages, stages)
    yield from unknown_names(source.place(*at, "fields"), "aspect", compared.fields, comparison.aspects)
    for aspect, paths in compared.fields.items():
        heads = (path.partition(".")[0] for path in paths)
        yield from unknown_names(source.place(*at, "fields", aspect), f"field of {compared.kind}", heads, known)


def _double_words(comparison: Comparison, source: Source) -> Iterator[Finding]:
    """Words that are like the words of two lists."""
    seen: set[str] = set()
    for number, group in enumerate(comparison.like_words):
        for word in map(plain_text, group):
            if word in seen:
                place = source.place("overlap", "like-words", number)
                yield finding("L-DUPLICATE", place, what="like word", name=word)
            seen.add(word)


def _entry_findings(
    law: Law, comparison: Comparison, properties: Mapping[str, frozenset[str]], source: Source
) -> Iterator[Finding]:
    """The record in which the list is entered is of a kind with that field, and found from a compared record."""
    template = PathTemplate(comparison.record)
    place = source.place("overlap", "entered-in", "record")
    target = kind_at(law, comparison.record)
    if target is None:
        yield no_kind(law, comparison.record, place)
        return
    known = sorted(properties.get(target.kind, ()))
    field = source.place("overlap", "entered-in", "field")
    yield from unknown_names(field, f"field of {target.kind}", (comparison.field,), known)
    compared = [law.processes[kind] for kind in comparison.kinds if kind in law.processes]
    if not any(_leads_to(process, template) for process in compared):
        slugs = dict.fromkeys(name for process in compared for name in process.path.variables)
        yield from unknown_names(place, "slug", template.variables, slugs)


def _leads_to(process: Process, template: PathTemplate) -> bool:
    """Whether the slugs of a record of this kind fill the template."""
    return set(template.variables) <= set(process.path.variables)
