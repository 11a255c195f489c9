"""What a node comes from or leads to, drawn as a tree: each node in full once, and by its longest way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cio_ctl.model.tracing import NodeId
    from cio_ctl.rules.tracing.graph import Graph


class Mark(StrEnum):
    """Why nothing is drawn below a branch: it is drawn elsewhere, or leads back to what it hangs from."""

    NONE = ""
    AGAIN = "again"
    CIRCLE = "circle"


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree: how deep, which node, whether it is another revision of the node that it hangs from."""

    depth: int
    node: NodeId
    revision: bool = False
    mark: Mark = Mark.NONE


def lineage(graph: Graph, root: NodeId, *, downstream: bool) -> tuple[Branch, ...]:
    """The branches in the order in which they are drawn, the root first.

    A link is left out where a longer way shows it: contract → acceptance → filing hides contract → filing.
    """
    below = _Walk(graph, downstream).from_(root)
    drawn: set[NodeId] = set()
    branches: list[Branch] = []
    open_ = [Branch(0, root)]
    while open_:
        branch = open_.pop()
        again = branch.node in drawn and bool(below.get(branch.node))
        branches.append(branch if branch.mark or not again else _marked(branch, Mark.AGAIN))
        if branch.mark or branch.node in drawn:
            continue
        drawn.add(branch.node)
        open_ += [_one_deeper(branch, child) for child in reversed(below[branch.node])]
    return tuple(branches)


def _one_deeper(branch: Branch, child: Branch) -> Branch:
    return Branch(branch.depth + 1, child.node, child.revision, child.mark)


def _marked(branch: Branch, mark: Mark) -> Branch:
    return Branch(branch.depth, branch.node, branch.revision, mark)


@dataclass(slots=True)
class _Walk:
    """One walk over everything that a node reaches, depth first; it finds circles, and what reaches what.

    ``reach`` holds, for each node, a set of bits: one for each node that links (not revisions) lead to.
    """

    graph: Graph
    downstream: bool
    path: set[NodeId] = field(default_factory=set)
    bits: dict[NodeId, int] = field(default_factory=dict)
    reach: dict[NodeId, int] = field(default_factory=dict)
    children: dict[NodeId, list[Branch]] = field(default_factory=dict)

    def from_(self, root: NodeId) -> dict[NodeId, list[Branch]]:
        """What hangs from each node, starting at a root."""
        open_ = [(root, False)]
        while open_:
            node, done = open_.pop()
            if done:
                self._leave(node)
            elif node not in self.bits:
                self._enter(node)
                open_.append((node, True))
                open_ += [(there, False) for there in reversed(self._next(node)) if there not in self.bits]
        return self.children

    def _next(self, node: NodeId) -> list[NodeId]:
        """Where it goes on from a node: first along links, then to other revisions."""
        links = self.graph.links(node, downstream=self.downstream)
        return [*links, *(other for other in self.graph.revisions.get(node, ()) if other not in links)]

    def _enter(self, node: NodeId) -> None:
        self.bits[node] = 1 << len(self.bits)
        self.path.add(node)

    def _leave(self, node: NodeId) -> None:
        """Everything below the node is known now: what hangs from it, and what it reaches."""
        links = self.graph.links(node, downstream=self.downstream)
        onward = [there for there in links if there not in self.path]
        further = 0
        for there in onward:
            further |= self.reach[there]
        hanging = [Branch(0, there) for there in onward if not self.bits[there] & further]
        hanging += [Branch(0, there, mark=Mark.CIRCLE) for there in links if there in self.path]
        others = [there for there in self.graph.revisions.get(node, ()) if there not in links]
        hanging += [Branch(0, there, revision=True) for there in others if there not in self.path]
        self.children[node] = hanging
        self.reach[node] = further
        for there in onward:
            self.reach[node] |= self.bits[there]
        self.path.discard(node)
