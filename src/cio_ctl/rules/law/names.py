"""Names that a law uses: whether they exist, and which kind of record a path leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import PathTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cio_ctl.model.law import Law, Process

    # for each kind, the fields that name other records, and the kinds that they may name
    References = Mapping[str, Mapping[str, tuple[str, ...]]]


def unknown_names(place: Place, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    """A finding for each name that is not known."""
    all_known = tuple(known)
    for name in names:
        if name not in all_known:
            yield finding("L-UNKNOWN", place, what=what, name=name, known=", ".join(all_known) or "none")


def kind_at(law: Law, path: str) -> Process | None:
    """The process of the records that a template or pattern names."""
    filled = path.replace("*", "x")
    sample = PathTemplate(filled).fill(dict.fromkeys(PathTemplate(filled).variables, "x"))
    exact = law.process_of(sample)
    if exact is not None:
        return exact
    return next((process for process in law.processes.values() if can_meet(path, process.path.text)), None)


def no_kind(law: Law, path: str, place: Place) -> Finding:
    """That no kind lies at a path."""
    known = ", ".join(process.path.text for process in law.processes.values())
    return finding("L-UNKNOWN", place, what="path", name=path, known=known)


def can_meet(one: str, other: str) -> bool:
    """Whether some id fits both templates: each part of one fits the other's with slugs filled in."""
    parts = one.split("/"), other.split("/")
    if len(parts[0]) != len(parts[1]):
        return False
    return all(_parts_meet(left, right) for left, right in zip(*parts, strict=True))


def _parts_meet(left: str, right: str) -> bool:
    """Whether some name fits both parts: their fixed beginnings and ends must not contradict."""
    if "{" not in left and "{" not in right:
        return left == right
    if "{" not in left:
        return PathTemplate(right).matches(left) is not None
    if "{" not in right:
        return PathTemplate(left).matches(right) is not None
    heads = left.split("{", maxsplit=1)[0], right.split("{", maxsplit=1)[0]
    tails = left.rsplit("}", maxsplit=1)[-1], right.rsplit("}", maxsplit=1)[-1]
    return (heads[0].startswith(heads[1]) or heads[1].startswith(heads[0])) and (
        tails[0].endswith(tails[1]) or tails[1].endswith(tails[0])
    )


def related_kinds(law: Law, references: References, process: Process, name: str) -> tuple[str, ...]:
    """The kinds of which a related record can be; none where that cannot be known."""
    related = process.related[name]
    if related.path:
        target = kind_at(law, related.path)
        return () if target is None else (target.kind,)
    named = references.get(process.kind, {}).get(related.field, ())
    return tuple(kind for kind in named if kind in law.processes)
