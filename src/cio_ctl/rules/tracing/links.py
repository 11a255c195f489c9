"""What one record is linked to, as the law of its kind says: a pair of nodes for each link, upstream first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cio_ctl.model.record import values_in
from cio_ctl.model.tracing import NodeId
from cio_ctl.rules.cases import case_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.record import Fields, Record
    from cio_ctl.model.tracing import Trace
    from cio_ctl.rules.cases import Case


def links_of(case: Case) -> Iterator[tuple[NodeId, NodeId]]:
    """Every link that a record or one of its entries names, as (upstream, downstream)."""
    trace = case.process.trace
    if trace is None:
        return
    for path in trace.upstream:
        for here, there in _ends(case, trace, path):
            yield there, here
    for path in trace.downstream:
        yield from _ends(case, trace, path)


def entries_of(record: Record, trace: Trace | None) -> Iterator[tuple[str, Fields]]:
    """The entries of a record that are nodes: the id and the fields of each; what has no id is none."""
    entries = record.fields.get(trace.entries) if trace is not None and trace.entries else None
    for entry in entries if isinstance(entries, list) else ():
        name = entry.get("id") if isinstance(entry, Mapping) else None
        if isinstance(name, str) and name:
            yield name, entry


def _ends(case: Case, trace: Trace, path: str) -> Iterator[tuple[NodeId, NodeId]]:
    """The nodes of the record at which a link begins, each with the node that it names."""
    name = case.record.id
    below = path.removeprefix(f"{trace.entries}.") if trace.entries else path
    if below == path:
        for there in _named(case, path):
            yield NodeId(name), there
        return
    for entry, fields in entries_of(case.record, trace):
        for value in values_in(fields, below):
            for there in _node_named(value):
                yield NodeId(name, entry), there


def _named(case: Case, path: str) -> Iterator[NodeId]:
    """The nodes that a record names by a field, by a related record, or by either of a related record."""
    head, _, rest = path.partition(".")
    if head not in case.process.related:
        for value in case.record.values(path):
            yield from _node_named(value)
        return
    field, related = case.process.related[head].field, case.related(head)
    if rest:
        other = case_of(case.office, related) if related is not None else None
        if other is not None:
            yield from _named(other, rest)
    elif related is not None:
        yield NodeId(related.id)
    elif field:
        yield from _node_named(case.record.value(field))


def _node_named(value: object) -> Iterator[NodeId]:
    """The node that a value names: a record by its id, or by ``record`` and ``entry_id`` an entry of one."""
    target = value.get("record") if isinstance(value, Mapping) else value
    entry = value.get("entry_id", "") if isinstance(value, Mapping) else ""
    if isinstance(target, str) and target and isinstance(entry, str):
        yield NodeId(target.replace("#", "%23"), entry)
