"""Gaps: plan entries without project, projects outside any plan, blocks nobody builds, systems nobody accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.rules.tracing.gaps import gap_nodes
from cio_ctl.rules.tracing.graph import graph_of
from tests.rules.planned_office import (
    DESIGN,
    DISTRICT,
    DOSSIER,
    NEEDS,
    PLAN,
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

    Change = Mapping[str, Mapping[str, object] | None]

REVISED = "planning/2027/health/plan"
OLD = "operations/systems/old"


def gaps(change: Change) -> dict[str, list[str]]:
    """Where each gap shows, by the id of the gap; those that show nowhere left out."""
    office = planned_office(change).office
    graph = graph_of(office)
    found = {gap.id: [str(node.id) for node in gap_nodes(office, graph, gap)] for gap in office.law.gaps}
    return {name: nodes for name, nodes in found.items() if nodes}


def test_a_whole_chain_has_no_gap() -> None:
    assert gaps({}) == {}


def project(stage: str = "construction", **more: object) -> dict[str, object]:
    origin = {"origin": "work-plan", "origin_entry": of(WORK_PLAN, "emr")}
    return paper("project", stage, **{**origin, **more})


def plan(stage: str, *entries: Mapping[str, object], **more: object) -> dict[str, object]:
    return paper("plan", stage, level="department", entries=list(entries), **more)


NOT_BUILT = {
    "plan-entry-without-project": [f"{DISTRICT}/plan#data", f"{PLAN}#emr"],
    "block-nobody-builds": [f"{DISTRICT}/architecture#platform", f"{DESIGN}#emr"],
}
NO_SYSTEM: Change = {SYSTEM: None, f"{DOSSIER}/asset-register": None}
MET = entry("emr", needs=[of(NEEDS, "records")])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        # a project carries the plan out, unless it was given up
        ({PROJECT: None, **NO_SYSTEM}, NOT_BUILT),
        ({PROJECT: project("abandoned"), **NO_SYSTEM}, NOT_BUILT),
        ({PROJECT: project("preliminary-work"), **NO_SYSTEM}, {}),
        (
            {
                PROJECT: project("preliminary-work"),
                f"{DOSSIER}/preliminary-application": paper("preliminary-application", "rejected"),
                **NO_SYSTEM,
            },
            NOT_BUILT,
        ),
        # entries count one by one, and only in plans that are determined
        ({REVISED: plan("determined", entry("beds"))}, {"plan-entry-without-project": [f"{REVISED}#beds"]}),
        ({REVISED: plan("draft", entry("beds"))}, {}),
        ({REVISED: plan("rejected", entry("beds"))}, {}),
        # a revision keeps what came of the entries it keeps; the plan before it is no longer asked
        ({REVISED: plan("determined", MET, supersedes=PLAN)}, {}),
        (
            {REVISED: plan("determined", entry("beds"), supersedes=PLAN), PROJECT: None, **NO_SYSTEM},
            {
                "need-in-no-plan": [f"{NEEDS}#records"],
                "plan-entry-without-project": [f"{DISTRICT}/plan#data", f"{REVISED}#beds"],
                "block-nobody-builds": [f"{DISTRICT}/architecture#platform", f"{DESIGN}#emr"],
            },
        ),
        # a need is in a plan, or was met by a project
        (
            {NEEDS: paper("needs", "determined", entries=[entry("records"), entry("beds")])},
            {"need-in-no-plan": [f"{NEEDS}#beds"]},
        ),
        ({NEEDS: paper("needs", "draft", entries=[entry("records"), entry("beds")])}, {}),
        ({REVISED: plan("determined", supersedes=PLAN)}, {}),
        # blocks are built by a project, or filled by a system that is there
        (
            {DESIGN: paper("architecture", "determined", blocks=[entry("emr"), entry("portal")])},
            {"block-nobody-builds": [f"{DISTRICT}/architecture#platform", f"{DESIGN}#portal"]},
        ),
        (
            {"planning/2027/health/architecture": paper("architecture", "issued", blocks=[entry("b")])},
            {"block-nobody-builds": ["planning/2027/health/architecture#b"]},
        ),
        ({"planning/2027/health/architecture": paper("architecture", "draft", blocks=[entry("b")])}, {}),
        (
            {
                "planning/2027/health/architecture": paper(
                    "architecture", "issued", blocks=[entry("b", existing_systems=[OLD])]
                ),
                OLD: paper("system", "registered"),
            },
            {},
        ),
        (
            {
                "planning/2027/health/architecture": paper(
                    "architecture", "issued", blocks=[entry("b", existing_systems=[OLD])]
                ),
                OLD: paper("system", "retired"),
            },
            {"block-nobody-builds": ["planning/2027/health/architecture#b"]},
        ),
        # a project is in a work plan, or marked: as a business need, or as said to be in one
        (
            {"projects/urgent/project": paper("project", "approved", origin="business-need")},
            {"project-on-business-need": ["projects/urgent/project"]},
        ),
        ({"projects/urgent/project": paper("project", "abandoned", origin="business-need")}, {}),
        (
            {"projects/other/project": paper("project", "approved", origin="work-plan")},
            {"project-outside-plan": ["projects/other/project"]},
        ),
        (
            {"projects/other/project": project(origin_entry=of(WORK_PLAN, "gone"))},
            {"project-outside-plan": ["projects/other/project"]},
        ),
        ({"projects/other/project": project(origin="business-need")}, {}),
        (
            {WORK_PLAN: paper("work-plan", "rejected", entries=[entry("emr", blocks=[of(DESIGN, "emr")])])},
            {"project-outside-plan": [PROJECT]},
        ),
        ({WORK_PLAN: paper("work-plan", "draft", entries=[entry("emr", blocks=[of(DESIGN, "emr")])])}, {}),
        # a running system was accepted
        ({OLD: paper("system", "running", origin="registered")}, {"system-nobody-accepted": [OLD]}),
        ({OLD: paper("system", "registered", origin="registered")}, {}),
        ({OLD: paper("system", "retired", origin="registered")}, {}),
        ({f"{DOSSIER}/acceptance-final": None}, {"system-nobody-accepted": [SYSTEM]}),
        (
            {f"{DOSSIER}/acceptance-final": paper("acceptance-report", "countersigning")},
            {"system-nobody-accepted": [SYSTEM]},
        ),
        ({f"{DOSSIER}/asset-register": None}, {}),
    ],
)
def test_a_gap_shows_where_the_chain_breaks(change: Change, found: dict[str, list[str]]) -> None:
    assert gaps(change) == found


def test_what_is_named_but_not_there_closes_no_gap() -> None:
    gone = entry("beds", existing_systems=["operations/systems/gone"])

    found = gaps({"planning/2027/health/architecture": paper("architecture", "issued", blocks=[gone])})

    assert found == {"block-nobody-builds": ["planning/2027/health/architecture#beds"]}


def test_a_circle_of_plans_carries_nothing_out() -> None:
    one, two = "planning/2027/health/plan", "planning/2028/health/plan"

    found = gaps(
        {
            one: plan("determined", entry("a", carries_out=[of(two, "a")])),
            two: plan("determined", entry("a", carries_out=[of(one, "a")])),
        }
    )

    assert found == {"plan-entry-without-project": [f"{one}#a", f"{two}#a"]}
