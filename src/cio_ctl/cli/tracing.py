"""Tracing: from the need to the running system and back, and where the chain breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import print_json, print_table, print_tree, say
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.law import Law
    from cio_ctl.model.tracing import Gap
    from cio_ctl.rules.tracing.graph import Node
    from cio_ctl.rules.tracing.lineage import Branch
    from cio_ctl.services.snapshots import Standing
    from cio_ctl.services.tracing import Break, Traced


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "trace",
        help=_("Show what a record or an entry of a plan comes from and leads to, or where the chain breaks.")
        + f"\n\n{_('Example:')} cio-ctl trace 2026/health/plan#records",
    )(trace)


def trace(
    reference: str = typer.Argument(
        "", metavar="RECORD[#ENTRY]", help=_("The record, by its id or any end of it; an entry of it after a #.")
    ),
    gaps: bool = typer.Option(False, "--gaps", help=_("List where the chain breaks; the exit code is 0 all the same.")),
    unit: str = typer.Option("", "--unit", help=_("With --gaps: only what is this unit's.")),
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """Trace a record, or list the gaps."""
    if gaps == bool(reference):
        raise typer.BadParameter(_("name a record to trace, or ask for --gaps"))
    if unit and not gaps:
        raise typer.BadParameter(_("--unit goes with --gaps"))
    standing = workplace().view(at).standing
    if gaps:
        _tell_gaps(standing, unit, as_json=as_json)
    else:
        _tell_lineage(standing, reference, as_json=as_json)


def _tell_lineage(standing: Standing, reference: str, *, as_json: bool) -> None:
    """What the nodes that a reference names come from and lead to."""
    from cio_ctl.services.tracing import traced

    found = traced(standing, reference)
    if as_json:
        print_json(_as_fields(found))
        return
    law = standing.office.law
    for root in found.asked:
        for heading, downstream in ((_("Comes from:"), False), (_("Leads to:"), True)):
            branches = found.branches(root, downstream=downstream)
            say(heading, style="bold")
            print_tree((branch.depth, _branch_line(law, found, branch)) for branch in branches)
            if len(branches) == 1:
                say(f"└── {_('nothing on record')}")


def _branch_line(law: Law, found: Traced, branch: Branch) -> str:
    """A node in words, with why it stands here and why nothing follows."""
    from cio_ctl.rules.tracing.lineage import Mark

    node = found.graph.nodes[branch.node]
    marks = [_("other revision")] if branch.revision else []
    marks += [_("superseded by {record}").format(record=name) for name in node.superseded_by]
    marks += [_("not on record")] if node.broken else []
    marks += {Mark.NONE: [], Mark.AGAIN: [_("shown above")], Mark.CIRCLE: [_("leads back here")]}[branch.mark]
    return _node_line(law, node) + (f"  ({'; '.join(marks)})" if marks else "")


def _node_line(law: Law, node: Node) -> str:
    """Kind, id, name and stage of a node."""
    process = law.processes.get(node.kind)
    stage = process.stages.get(node.stage) if process is not None else None
    words = (
        process.title.in_language(language()) if process is not None else "",
        str(node.id),
        node.title,
        f"[{stage.title.in_language(language())}]" if stage is not None else "",
    )
    return "  ".join(" ".join(word.split()) for word in words if word)


def _as_fields(found: Traced) -> dict[str, object]:
    """What was asked for, everything it comes from and leads to, and every link, those not drawn too."""
    return {
        "asked": [str(node) for node in found.asked],
        "revisions": [str(node) for node in found.revisions],
        "upstream": [str(node) for node in found.reached(downstream=False)],
        "downstream": [str(node) for node in found.reached(downstream=True)],
        "nodes": [_node_fields(found.graph.nodes[node]) for node in found.whole],
        "links": [{"from": str(one), "to": str(other), "revision": revision} for one, other, revision in found.links()],
    }


def _node_fields(node: Node) -> dict[str, object]:
    return {
        "id": str(node.id),
        "record": node.id.record,
        "entry": node.id.entry,
        "kind": node.kind,
        "stage": node.stage,
        "title": node.title,
        "superseded_by": list(node.superseded_by),
        "broken": node.broken,
    }


def _tell_gaps(standing: Standing, unit: str, *, as_json: bool) -> None:
    """Every gap of the law with where it shows."""
    from cio_ctl.services.tracing import gaps_in

    found = list(gaps_in(standing.office, unit))
    if as_json:
        print_json([_gap_fields(gap, breaks) for gap, breaks in found])
        return
    for gap, breaks in found:
        basis = f" [{gap.basis}]" if gap.basis else ""
        say(f"{gap.title.in_language(language())}{basis}: {len(breaks)}", style="bold")
        if breaks:
            print_table((_("record"), _("stage"), _("unit"), _("title")), _gap_rows(standing.office.law, breaks))


def _gap_rows(law: Law, breaks: tuple[Break, ...]) -> Iterator[tuple[str, ...]]:
    for one in breaks:
        node = one.node
        named = law.processes[node.kind].called(node.stage, language())
        yield str(node.id), named, one.unit.removeprefix("units/"), " ".join(node.title.split())


def _gap_fields(gap: Gap, breaks: tuple[Break, ...]) -> dict[str, object]:
    return {
        "gap": gap.id,
        "title": {"zh": gap.title.zh, "en": gap.title.en},
        "basis": gap.basis,
        "of": [{**_node_fields(one.node), "unit": one.unit} for one in breaks],
    }
