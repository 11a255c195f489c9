"""Where the chain breaks: what leads to nothing that it should lead to, or comes from nothing it should come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.rules.cases import case_of, holds

if TYPE_CHECKING:
    from cio_ctl.model.office import Office
    from cio_ctl.model.tracing import Gap, Goal
    from cio_ctl.rules.tracing.graph import Graph, Node


def gap_nodes(office: Office, graph: Graph, gap: Gap) -> tuple[Node, ...]:
    """The nodes in which a gap shows, in order; of a kind whose entries are nodes, the entries."""
    goals = [node.id for goal in gap.goals for node in nodes_like(office, graph, goal)]
    closed = graph.reached(goals, downstream=not gap.downstream)
    process = office.law.processes[gap.of.kind]
    by_entry = process.trace is not None and bool(process.trace.entries)
    found = [node for node in nodes_like(office, graph, gap.of) if bool(node.id.entry) == by_entry]
    return tuple(sorted((node for node in found if node.id not in closed), key=lambda node: node.id))


def nodes_like(office: Office, graph: Graph, goal: Goal) -> list[Node]:
    """The nodes of a goal's kind that stand where they should and match; what is superseded or broken does not."""
    standing = [
        node
        for node in graph.nodes.values()
        if node.kind == goal.kind and not node.broken and not node.superseded_by and _stands(node, goal)
    ]
    if not goal.where:
        return standing
    matching = {name for name in {node.id.record for node in standing} if _matches(office, goal, name)}
    return [node for node in standing if node.id.record in matching]


def _stands(node: Node, goal: Goal) -> bool:
    return not goal.stages or node.stage in goal.stages


def _matches(office: Office, goal: Goal, name: str) -> bool:
    """Whether every match of a goal holds for a record."""
    record = office.tree.record(name)
    case = case_of(office, record) if record is not None else None
    return case is not None and all(holds(match, case) for match in goal.where)
