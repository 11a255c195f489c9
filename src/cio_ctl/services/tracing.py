"""Tracing: what a record or an entry comes from and leads to, and where the chain breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.errors import UnknownEntry
from cio_ctl.model.tracing import NodeId
from cio_ctl.rules.tracing.gaps import gap_nodes
from cio_ctl.rules.tracing.graph import graph_of
from cio_ctl.rules.tracing.lineage import lineage
from cio_ctl.services.naming import read_record
from cio_ctl.services.reading import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.office import Office
    from cio_ctl.model.tracing import Gap
    from cio_ctl.rules.tracing.graph import Graph, Node
    from cio_ctl.rules.tracing.lineage import Branch
    from cio_ctl.services.snapshots import Standing


@dataclass(frozen=True, slots=True)
class Traced:
    """The graph of an office, and the nodes in it that were asked for."""

    graph: Graph
    asked: tuple[NodeId, ...]

    def reached(self, *, downstream: bool) -> tuple[NodeId, ...]:
        """Everything that the nodes lead to or come from, in order."""
        return tuple(sorted(self.graph.reached(self.asked, downstream=downstream) - {*self.asked}))

    @property
    def revisions(self) -> tuple[NodeId, ...]:
        """What was asked for, as it stands in the other revisions of its record, in order."""
        return tuple(sorted(self.graph.with_revisions(self.asked) - {*self.asked}))

    @property
    def whole(self) -> tuple[NodeId, ...]:
        """Everything that was asked for or reached, in order."""
        ways = (*self.reached(downstream=True), *self.reached(downstream=False))
        return tuple(sorted({*self.asked, *self.revisions, *ways}))

    def branches(self, root: NodeId, *, downstream: bool) -> tuple[Branch, ...]:
        """The tree of what one of them leads to or comes from, itself first."""
        return lineage(self.graph, root, downstream=downstream)

    def links(self) -> Iterator[tuple[NodeId, NodeId, bool]]:
        """Every link within the whole, upstream first; True for one that joins a revision to the next."""
        whole = set(self.whole)
        for node in self.whole:
            for below in self.graph.links(node, downstream=True):
                if below in whole:
                    yield node, below, False
            for other in self.graph.revisions.get(node, ()):
                if other in whole and other.record in self.graph.nodes[node].superseded_by:
                    yield node, other, True


def traced(standing: Standing, reference: str) -> Traced:
    """What ``RECORD`` (by its id or any end of it) or ``RECORD#ENTRY`` names; a record stands for its entries too.

    Raises:
        UnknownRecord, AmbiguousRecord: the record is not there, or it could be several.
        UnknownEntry: the record has no such entry.
    """
    name, sharp, entry = reference.partition("#")
    record = read_record(standing.snapshot, name)
    graph = graph_of(standing.office)
    nodes = sorted(node for node in graph.nodes if node.record == record.id and not graph.nodes[node].broken)
    entries = [node for node in nodes if node.entry]
    if not sharp:
        whole = NodeId(record.id)
        linked = not entries or whole in graph.upstream or whole in graph.downstream
        return Traced(graph, (*((whole,) if linked else ()), *entries))
    if NodeId(record.id, entry) not in entries:
        known = ", ".join(node.entry for node in entries) or "—"
        raise UnknownEntry(record=record.id, entry=entry, entries=known)
    return Traced(graph, (NodeId(record.id, entry),))


@dataclass(frozen=True, slots=True)
class Break:
    """A node in which a gap shows, and the unit whose it is (empty: nobody's in particular)."""

    node: Node
    unit: str


def gaps_in(office: Office, unit: str = "") -> Iterator[tuple[Gap, tuple[Break, ...]]]:
    """Every gap that the law names, with where it shows; ``unit`` keeps only what is that unit's."""
    graph = graph_of(office)
    for gap in office.law.gaps:
        breaks = (Break(node, _unit_of(office, node)) for node in gap_nodes(office, graph, gap))
        yield gap, tuple(one for one in breaks if unit in {"", one.unit, one.unit.removeprefix("units/")})


def _unit_of(office: Office, node: Node) -> str:
    """The unit that an entry names, else that of its record."""
    record = office.tree.record(node.id.record)
    return node.unit or (unit_of(office, record) if record is not None else "")
