"""Whole records of planning (P1 to P7), as the schemas ask for them, and how each came to be determined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pack.histories import Step, step
from tests.pingshan_in_memory import decided

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _pytest.mark import ParameterSet

Fields = dict[str, object]
Records = dict[str, Fields]

_WRITTEN: Fields = {"title": "—", "prepared_by": "—", "prepared_on": "2026-01-05"}
HEALTH: Fields = {"level": "department", "unit": "units/health"}
EDUCATION: Fields = {"level": "department", "unit": "units/education"}
DISTRICT: Fields = {"level": "district"}
HEARD: Fields = {"business_lines_heard": ["社区卫生服务"]}


def needs(unit: str = "units/health", **more: object) -> Fields:
    """The needs of a department: one entry, of one business line."""
    entry = {"id": "records", "business_line": "医政", "title": "—", "description": "—", "priority": "high"}
    return {**_WRITTEN, "kind": "needs", "unit": unit, "business_plan": "—", "entries": [entry], **more}


def plan(of: Fields, **more: object) -> Fields:
    """A plan with one entry."""
    whole = {**_WRITTEN, "kind": "plan", **of, "period_from": 2026, "period_to": 2028, "goals": "—"}
    return {**whole, "entries": [{"id": "records", "title": "—", "content": "—"}], **more}


def district_plan(year: int = 2026, **more: object) -> Fields:
    """A district plan that took up the needs of health."""
    considered = [f"planning/{year}/health/needs"]
    return plan(DISTRICT, development_plan="—", **{"needs_considered": considered, **more})


def architecture(of: Fields, **more: object) -> Fields:
    """A design with one block; that of a department is part of the district's block."""
    block: Fields = {"id": "data", "name": "—", "purpose": "—", "owner": "units/office", "provides": [], "needs": []}
    if of is not DISTRICT:
        block["part_of"] = {"record": "planning/2026/district/architecture", "entry_id": "data"}
    return {**_WRITTEN, "kind": "architecture", **of, "blocks": [block], **more}


def entry(**more: object) -> Fields:
    """An entry of a programme or of a work plan that builds no block."""
    dates = {"planned_start": "2026-03-02", "planned_end": "2026-12-31"}
    return {
        "id": "emr",
        "name": "—",
        "content": "—",
        "blocks": [],
        "work_kind": "new",
        **dates,
        "amount": "1.00",
        **more,
    }


def programme(of: Fields, architecture: str, **more: object) -> Fields:
    """A construction programme with one entry."""
    whole = {**_WRITTEN, "kind": "programme", **of, "period_from": 2026, "period_to": 2028}
    return {**whole, "architecture": architecture, "entries": [entry()], **more}


def work_plan(of: Fields, architecture: str, **more: object) -> Fields:
    """An annual work plan with one entry."""
    return {**_WRITTEN, "kind": "work-plan", **of, "architecture": architecture, "entries": [entry()], **more}


def by_district_cio(fields: Mapping[str, object], by: str = "wang department-cio@health", day: str = "02-02") -> Fields:
    """A department's paper that the district CIO determined."""
    return decided(
        f"2026-{day}T09:00:00+08:00 {by} submit draft determination",
        f"2026-{day}T15:00:00+08:00 li-na district-cio@office approve determination determined",
        **fields,
    )


def by_leading_group(fields: Mapping[str, object], day: str = "2026-02-03") -> Fields:
    """A paper of the district that the leading group determined."""
    return decided(
        f"{day}T09:00:00+08:00 li-na district-cio@office submit draft leading-group",
        f"{day}T15:00:00+08:00 gao leading-group@group approve leading-group determined",
        **fields,
    )


def issued(fields: Mapping[str, object], day: str = "2026-02-04") -> Fields:
    """A top-level design that the district CIO issued."""
    return decided(
        f"{day}T09:00:00+08:00 qin district-cio-team@office submit draft issuing",
        f"{day}T15:00:00+08:00 li-na district-cio@office approve issuing issued",
        **fields,
    )


def draft(fields: Mapping[str, object]) -> Fields:
    """A paper that nobody has handed in."""
    return {**fields, "stage": "draft", "decisions": []}


NEEDS, OTHER_NEEDS = "planning/2026/health/needs", "planning/2026/education/needs"
PLAN, HEALTH_PLAN = "planning/2026/district/plan", "planning/2026/health/plan"
DESIGN, HEALTH_DESIGN = "planning/2026/district/architecture", "planning/2026/health/architecture"
EDUCATION_DESIGN = "planning/2026/education/architecture"
PROGRAMME, HEALTH_PROGRAMME = "planning/2026/district/programme", "planning/2026/health/programme"
WORK, HEALTH_WORK = "planning/2026/district/work-plan", "planning/2026/health/work-plan"

STANDING: Records = {
    NEEDS: by_district_cio(needs()),
    PLAN: by_leading_group(district_plan()),
    DESIGN: issued(architecture(DISTRICT, plan=PLAN)),
    HEALTH_PLAN: by_district_cio(plan(HEALTH, based_on=PLAN)),
    HEALTH_DESIGN: by_district_cio(architecture(HEALTH, based_on=DESIGN, **HEARD)),
    EDUCATION_DESIGN: by_district_cio(
        architecture(EDUCATION, based_on=DESIGN, **HEARD), "tian department-cio@education"
    ),
}
"""What stands before programmes and work plans are drawn up."""


def standing(*names: str) -> Records:
    """These of what stands, to begin with."""
    return {name: STANDING[name] for name in names}


Paper = tuple[str, Fields, Records]
"""The id of a record, its fields, and the records on which it rests."""

OF_NEEDS: Paper = (NEEDS, needs(), {})
OF_PLAN: Paper = (PLAN, district_plan(), standing(NEEDS))
OF_HEALTH_PLAN: Paper = (HEALTH_PLAN, plan(HEALTH, based_on=PLAN), standing(NEEDS, PLAN))
OF_DESIGN: Paper = (DESIGN, architecture(DISTRICT, plan=PLAN), standing(NEEDS, PLAN))
OF_HEALTH_DESIGN: Paper = (
    HEALTH_DESIGN,
    architecture(HEALTH, based_on=DESIGN, **HEARD),
    standing(NEEDS, PLAN, DESIGN),
)
OF_PROGRAMME: Paper = (PROGRAMME, programme(DISTRICT, DESIGN), standing(NEEDS, PLAN, DESIGN))
OF_WORK: Paper = (WORK, work_plan(DISTRICT, DESIGN), standing(NEEDS, PLAN, DESIGN))
OF_HEALTH_PROGRAMME: Paper = (
    HEALTH_PROGRAMME,
    programme(HEALTH, HEALTH_DESIGN, **HEARD),
    standing(NEEDS, PLAN, DESIGN, HEALTH_DESIGN, EDUCATION_DESIGN),
)
OF_HEALTH_WORK: Paper = (
    HEALTH_WORK,
    work_plan(HEALTH, HEALTH_DESIGN, **HEARD),
    standing(NEEDS, PLAN, DESIGN, HEALTH_DESIGN, EDUCATION_DESIGN),
)


def rows(table: Iterable[tuple[object, ...]]) -> list[ParameterSet]:
    """Rows for a test, each named by its first words, which begin with the id."""
    return [pytest.param(*values, id=str(name)) for name, *values in table]


def told(paper: Paper, words: str) -> Step:
    """The step on a paper that words such as ``wang submit`` say."""
    who, act = words.split()
    return step(f"{who} {act} {paper[0]}", opinion="—" if act in {"return", "reject"} else "")
