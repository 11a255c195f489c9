"""The graph of an office: every record and entry, and every link between them, from the need to the running system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cio_ctl.model.record import Record, called, values_in
from cio_ctl.model.tracing import NodeId
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.tracing.links import entries_of, links_of
from cio_ctl.rules.tracing.revisions import records_of, superseded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cio_ctl.model.law import Process
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Fields

    Links = Mapping[NodeId, tuple[NodeId, ...]]


@dataclass(frozen=True, slots=True)
class Node:
    """A record or an entry of one, as a tree shows it; a broken one is named, but not there.

    ``unit`` is the id of the unit that the entry itself names.
    """

    id: NodeId
    kind: str
    stage: str = ""
    title: str = ""
    unit: str = ""
    superseded_by: tuple[str, ...] = ()
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes, and for each what it leads to, what it comes from, and its other revisions, in order.

    An entry that keeps its id when its record is revised is linked with itself in the record before and after.
    """

    nodes: Mapping[NodeId, Node]
    downstream: Links
    upstream: Links
    revisions: Links

    def links(self, node: NodeId, *, downstream: bool) -> tuple[NodeId, ...]:
        """What a node leads to, or what it comes from."""
        return (self.downstream if downstream else self.upstream).get(node, ())

    def reached(self, starts: Iterable[NodeId], *, downstream: bool) -> frozenset[NodeId]:
        """Everything that these nodes, or other revisions of them, lead to or come from."""
        same = self.with_revisions(starts)
        open_ = [there for node in same for there in self.links(node, downstream=downstream)]
        found: set[NodeId] = set()
        while open_:
            node = open_.pop()
            if node not in found:
                found.add(node)
                open_ += self.links(node, downstream=downstream)
                open_ += self.revisions.get(node, ())
        return frozenset(found)

    def with_revisions(self, starts: Iterable[NodeId]) -> frozenset[NodeId]:
        """The nodes with all their revisions, and the revisions of these."""
        found: set[NodeId] = set()
        open_ = list(starts)
        while open_:
            node = open_.pop()
            if node not in found:
                found.add(node)
                open_ += self.revisions.get(node, ())
        return frozenset(found)


def graph_of(office: Office) -> Graph:
    """The graph of everything that an office holds; each record is read once."""
    survey = _Survey()
    records = [(process, record) for process in office.law.processes.values() for record in records_of(office, process)]
    for process, record in records:
        former = superseded(process, record)
        if former:
            survey.later.setdefault(former, []).append(record.id)
    for process, record in records:
        survey.nodes |= {node.id: node for node in _nodes(process, record, tuple(survey.later.get(record.id, ())))}
        case = case_of(office, record)
        for above, below in links_of(case) if case is not None else ():
            survey.link(above, below)
    for name in survey.unknown():
        process_there = office.law.process_of(name.record)
        survey.nodes[name] = Node(name, process_there.kind if process_there else "", broken=True)
    return survey.graph()


def _nodes(process: Process, record: Record, later: tuple[str, ...]) -> Iterator[Node]:
    """The node of a record, then those of its entries."""
    yield Node(NodeId(record.id), process.kind, record.stage, called(record.fields), superseded_by=later)
    trace = process.trace
    for name, fields in entries_of(record, trace):
        unit = _unit(fields, trace.unit.removeprefix(f"{trace.entries}.")) if trace is not None and trace.unit else ""
        yield Node(NodeId(record.id, name), process.kind, record.stage, called(fields), unit, later)


def _unit(fields: Fields, path: str) -> str:
    """The first text at a path."""
    return next((value for value in values_in(fields, path) if isinstance(value, str)), "")


@dataclass(slots=True)
class _Survey:
    """The graph while it is being put together; ``later`` holds, for each record, those that supersede it."""

    nodes: dict[NodeId, Node] = field(default_factory=dict)
    downstream: dict[NodeId, set[NodeId]] = field(default_factory=dict)
    upstream: dict[NodeId, set[NodeId]] = field(default_factory=dict)
    later: dict[str, list[str]] = field(default_factory=dict)

    def link(self, above: NodeId, below: NodeId) -> None:
        """Note a link; nothing is linked to itself."""
        if above != below:
            self.downstream.setdefault(above, set()).add(below)
            self.upstream.setdefault(below, set()).add(above)

    def unknown(self) -> tuple[NodeId, ...]:
        """What links name though it is not there."""
        return tuple(node for node in {*self.downstream, *self.upstream} if node not in self.nodes)

    def graph(self) -> Graph:
        """The graph, once all is noted."""
        return Graph(self.nodes, _in_order(self.downstream), _in_order(self.upstream), _in_order(self._revisions()))

    def _revisions(self) -> dict[NodeId, set[NodeId]]:
        """Each node with its counterparts in the records that supersede its own, and the other way round."""
        found: dict[NodeId, set[NodeId]] = {}
        for node in self.nodes:
            for name in self.later.get(node.record, ()):
                other = NodeId(name, node.entry)
                if other in self.nodes:
                    found.setdefault(node, set()).add(other)
                    found.setdefault(other, set()).add(node)
        return found


def _in_order(links: Mapping[NodeId, set[NodeId]]) -> Links:
    return {node: tuple(sorted(others)) for node, others in links.items()}
