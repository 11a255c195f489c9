"""Tracing: from the need to the running system and back, through revisions, circles and broken links."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.tracing import NodeId
from cio_ctl.rules.tracing.graph import graph_of
from cio_ctl.rules.tracing.lineage import lineage
from cio_ctl.rules.tracing.revisions import superseded_by
from tests.offices_in_memory import GRANT, grant_fields, grants_office
from tests.rules.planned_office import (
    DESIGN,
    DISTRICT,
    DOSSIER,
    NEEDS,
    PLAN,
    PROGRAMME,
    PROJECT,
    SYSTEM,
    WORK_PLAN,
    entry,
    of,
    paper,
    planned_office,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.offices_in_memory import Texts

REVISED = "planning/2027/health/plan"
LINE = (
    f"{NEEDS}#records",
    f"{PLAN}#emr",
    f"{DESIGN}#emr",
    f"{PROGRAMME}#emr",
    f"{WORK_PLAN}#emr",
    PROJECT,
    f"{DOSSIER}/contracts/main",
    f"{DOSSIER}/acceptance-preliminary",
    f"{DOSSIER}/acceptance-final",
    f"{DOSSIER}/filing",
    f"{DOSSIER}/asset-register",
    SYSTEM,
)
"""The chain as one line."""


def node(text: str) -> NodeId:
    record, _, name = text.partition("#")
    return NodeId(record, name)


def drawn(office: Texts, root: str, *, downstream: bool) -> list[str]:
    """The tree as indented lines; ``~`` before another revision, the mark after the node."""
    branches = lineage(graph_of(office.office), node(root), downstream=downstream)
    return [" " * one.depth + ("~" if one.revision else "") + f"{one.node} {one.mark}".rstrip() for one in branches]


def reached(office: Texts, start: str, *, downstream: bool) -> set[str]:
    return {str(one) for one in graph_of(office.office).reached([node(start)], downstream=downstream)}


@pytest.mark.parametrize("downstream", [True, False])
def test_need_and_running_system_are_one_line_both_ways(*, downstream: bool) -> None:
    line = LINE if downstream else tuple(reversed(LINE))

    lines = drawn(planned_office(), line[0], downstream=downstream)

    deep = {text.strip(): len(text) - len(text.strip()) for text in lines if not text.endswith("again")}
    assert all(name in deep for name in line)
    assert sorted(line, key=deep.__getitem__) == list(line)


def test_what_hangs_from_a_project_is_drawn_in_full_once_and_by_its_longest_way() -> None:
    assert drawn(planned_office(), PROJECT, downstream=True) == [
        PROJECT,
        f" {DOSSIER}/contracts/main",
        f"  {DOSSIER}/acceptance-preliminary",
        f"   {DOSSIER}/acceptance-final",
        f"    {DOSSIER}/filing",
        f"     {DOSSIER}/asset-register",
        f"      {SYSTEM}",
        "       operations/assessments/emr/2026",
        f" {DOSSIER}/contracts/supervision",
        f"  {DOSSIER}/acceptance-preliminary again",
        f" {DOSSIER}/preliminary-application",
    ]


@pytest.mark.parametrize(
    ("more", "above"),
    [
        ({f"{DOSSIER}/asset-register": None}, f"{DOSSIER}/acceptance-final"),
        ({f"{DOSSIER}/acceptance-final": None, f"{DOSSIER}/asset-register": None, f"{DOSSIER}/filing": None}, PROJECT),
        ({SYSTEM: paper("system", "running", origin="registered")}, f"{DOSSIER}/asset-register"),
    ],
)
def test_a_system_hangs_from_the_nearest_paper_that_there_is(
    more: Mapping[str, Mapping[str, object] | None], above: str
) -> None:
    lines = drawn(planned_office(more), SYSTEM, downstream=False)

    assert lines[1].strip() == above


@pytest.mark.parametrize(
    ("name", "fields", "comes_from"),
    [
        # an application names the plan, with an entry or as a whole
        (
            f"{DOSSIER}/preliminary-application",
            paper("preliminary-application", "approved", plan_references=[of(f"{DISTRICT}/plan", "data")]),
            f"{DISTRICT}/plan#data",
        ),
        (
            f"{DOSSIER}/preliminary-application",
            paper("preliminary-application", "approved", plan_references=[{"record": f"{DISTRICT}/plan"}]),
            f"{DISTRICT}/plan",
        ),
        # a work plan carries the project on
        (
            "planning/2027/health/work-plan",
            paper("work-plan", "determined", entries=[entry("go-on", project=PROJECT)]),
            "planning/2027/health/work-plan#go-on",
        ),
    ],
)
def test_a_project_comes_from_every_plan_that_names_it_or_that_it_names(
    name: str, fields: Mapping[str, object], comes_from: str
) -> None:
    office = planned_office({name: fields})

    assert comes_from in reached(office, PROJECT, downstream=False)
    assert PROJECT in reached(office, comes_from, downstream=True)


def test_a_block_that_an_existing_system_fills_leads_to_it() -> None:
    old = "operations/systems/old"
    block = entry("emr", existing_systems=[old])
    office = planned_office({old: paper("system", "running"), DESIGN: paper("architecture", "draft", blocks=[block])})

    assert drawn(office, f"{DESIGN}#emr", downstream=True)[1] == f" {old}"


def revision(stage: str = "determined", *entries: Mapping[str, object], former: str = PLAN) -> dict[str, object]:
    return paper("plan", stage, level="department", unit="units/health", supersedes=former, entries=list(entries))


@pytest.mark.parametrize(
    ("stage", "later"),
    [("draft", ()), ("determination", ()), ("rejected", ()), ("withdrawn", ()), ("determined", (REVISED,))],
)
def test_a_revision_supersedes_once_it_is_in_force(stage: str, later: tuple[str, ...]) -> None:
    office = planned_office({REVISED: revision(stage, entry("emr"))})
    nodes = graph_of(office.office).nodes

    assert nodes[node(f"{PLAN}#emr")].superseded_by == nodes[node(PLAN)].superseded_by == later
    assert superseded_by(office.office, office.found(PLAN)) == later
    assert nodes[node(f"{REVISED}#emr")].superseded_by == ()


def test_what_came_of_an_entry_came_of_its_revision_too_and_both_are_drawn() -> None:
    office = planned_office({REVISED: revision("determined", entry("emr"), entry("beds"))})

    assert SYSTEM in reached(office, f"{REVISED}#emr", downstream=True)
    assert f"{NEEDS}#records" in reached(office, f"{REVISED}#emr", downstream=False)
    assert f"{REVISED}#emr" in reached(office, SYSTEM, downstream=False)
    assert not reached(office, f"{REVISED}#beds", downstream=True)
    lines = drawn(office, f"{REVISED}#emr", downstream=True)
    assert lines[:3] == [f"{REVISED}#emr", f" ~{PLAN}#emr", f"  {DESIGN}#emr"]
    assert f" ~{REVISED}#emr" in drawn(office, f"{PLAN}#emr", downstream=True)
    assert not any(line.endswith("circle") for line in lines)


def test_a_need_reaches_what_is_built_by_a_later_revision() -> None:
    later = [entry("emr", plan_entries=[of(REVISED, "emr")])]
    office = planned_office(
        {REVISED: revision("determined", entry("emr")), DESIGN: paper("architecture", "determined", blocks=later)}
    )

    assert SYSTEM in reached(office, f"{NEEDS}#records", downstream=True)


@pytest.mark.parametrize("former", [REVISED, "planning/1999/health/plan", "", 7, ["x"], None])
def test_a_revision_of_itself_or_of_nothing_supersedes_nothing(former: object) -> None:
    fields = {**revision("determined", entry("emr")), "supersedes": former}
    nodes = graph_of(planned_office({REVISED: fields}).office).nodes

    assert not any(one.superseded_by for one in nodes.values())


def test_two_plans_that_supersede_each_other_are_both_superseded() -> None:
    office = planned_office(
        {REVISED: revision("determined", entry("emr")), PLAN: revision("determined", entry("emr"), former=REVISED)}
    )

    assert drawn(office, f"{PLAN}#emr", downstream=False) == [f"{PLAN}#emr", f" ~{REVISED}#emr"]
    assert {PLAN, REVISED} == {one.id.record for one in graph_of(office.office).nodes.values() if one.superseded_by}


def test_a_circle_is_cut_and_marked() -> None:
    plans = [f"planning/202{year}/health/plan" for year in (7, 8, 9)]
    circle = {
        here: paper("plan", "determined", entries=[entry("emr", carries_out=[of(above, "emr")])])
        for here, above in zip(plans, [plans[2], *plans[:2]], strict=True)
    }
    office = planned_office(circle)

    assert drawn(office, f"{plans[0]}#emr", downstream=True) == [
        f"{plans[0]}#emr",
        f" {plans[1]}#emr",
        f"  {plans[2]}#emr",
        f"   {plans[0]}#emr circle",
    ]
    assert reached(office, f"{plans[0]}#emr", downstream=True) == {f"{plan}#emr" for plan in plans}


def test_nothing_is_linked_to_itself() -> None:
    office = planned_office({PLAN: paper("plan", "draft", entries=[entry("emr", carries_out=[of(PLAN, "emr")])])})

    assert drawn(office, f"{PLAN}#emr", downstream=False) == [f"{PLAN}#emr"]


@pytest.mark.parametrize(
    ("origin", "broken"),
    [
        (of(WORK_PLAN, "gone"), NodeId(WORK_PLAN, "gone")),
        (of("planning/2020/health/work-plan", "emr"), NodeId("planning/2020/health/work-plan", "emr")),
        (of("nowhere\nat all", "emr"), NodeId("nowhere\nat all", "emr")),
        ("planning/2026/health/plan#emr", NodeId("planning/2026/health/plan%23emr")),
        ("../../etc/passwd", NodeId("../../etc/passwd")),
    ],
)
def test_a_link_to_nothing_is_shown_as_broken(origin: object, broken: NodeId) -> None:
    office = planned_office({PROJECT: paper("project", "approved", origin_entry=origin)})
    graph = graph_of(office.office)

    assert graph.upstream[node(PROJECT)] == (broken,)
    assert graph.nodes[broken].broken
    assert graph.nodes[broken].kind in {"work-plan", ""}


@pytest.mark.parametrize(
    "origin", ["", 7, None, True, [], {}, [[]], {"record": 7}, {"record": ""}, {"record": WORK_PLAN, "entry_id": 7}]
)
def test_what_names_nothing_links_nothing(origin: object) -> None:
    office = planned_office({PROJECT: paper("project", "approved", origin_entry=origin)})

    assert node(PROJECT) not in graph_of(office.office).upstream


@pytest.mark.parametrize(
    "entries", ["x", 7, None, {"id": "emr"}, [7], [None], [[]], [{"id": 7}], [{"id": ""}], [{"title": "x"}]]
)
def test_entries_that_are_none_are_no_nodes(entries: object) -> None:
    office = planned_office({PLAN: paper("plan", "draft", entries=entries)})
    graph = graph_of(office.office)

    assert [one for one in graph.nodes.values() if one.id.record == PLAN and not one.broken] == [
        graph.nodes[node(PLAN)]
    ]
    assert graph.nodes[node(f"{PLAN}#emr")].broken


def test_an_entry_that_stands_twice_is_one_node_with_the_links_of_both() -> None:
    entries = [entry("emr", needs=[of(NEEDS, "records")]), entry("emr", carries_out=[of(f"{DISTRICT}/plan", "data")])]
    office = planned_office({PLAN: paper("plan", "draft", entries=entries)})

    assert len(drawn(office, f"{PLAN}#emr", downstream=False)) == 3


def test_a_record_that_cannot_be_read_is_broken() -> None:
    office = planned_office().having({f"records/{PROJECT}.yaml": "kind: [\n"})
    graph = graph_of(office.office)

    assert graph.nodes[node(PROJECT)].broken
    assert graph.nodes[node(PROJECT)].kind == "project"
    assert node(SYSTEM) in graph.reached([node(PROJECT)], downstream=True)


def test_a_node_says_what_it_is() -> None:
    nodes = graph_of(planned_office().office).nodes
    emr, project = nodes[node(f"{PROGRAMME}#emr")], nodes[node(PROJECT)]

    assert (emr.kind, emr.stage, emr.title, emr.unit) == ("programme", "determined", "《emr》", "units/health")
    assert (project.title, project.unit) == ("电子病历共享平台", "")


def test_a_very_long_chain_is_drawn() -> None:
    size = 2000
    entries = [entry("n0"), *(entry(f"n{i}", carries_out=[of(PLAN, f"n{i - 1}")]) for i in range(1, size))]
    office = planned_office({PLAN: paper("plan", "draft", entries=entries)})

    assert len(drawn(office, f"{PLAN}#n0", downstream=True)) == size


def test_a_dense_net_is_drawn_in_as_many_lines_as_it_has_links() -> None:
    layers = [[f"l{layer}-{i}" for i in range(12)] for layer in range(12)]
    entries = [entry(name) for name in layers[0]]
    for upper, lower in pairwise(layers):
        entries += [entry(name, carries_out=[of(PLAN, above) for above in upper]) for name in lower]
    office = planned_office({PLAN: paper("plan", "draft", entries=entries)})

    assert len(drawn(office, f"{PLAN}#l0-0", downstream=True)) == 1 + 12 + 10 * 144


def test_a_law_that_traces_nothing_has_nodes_and_no_links() -> None:
    graph = graph_of(grants_office().record(GRANT, grant_fields()).office)

    assert graph.nodes[node(GRANT)].title == "新书架"
    assert not graph.downstream
