"""Operation, M3 and M4: who runs a system, and who answers for its security."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.yaml.writer import with_fields
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Record
from cio_ctl.rules.births import carried_over
from cio_ctl.rules.dues.obligations import duties, reckoning_of
from cio_ctl.services.snapshots import parse_record
from tests.pack.histories import NOTHING, comes_of, named, step
from tests.pack.operation_records import (
    PROJECT,
    SITE,
    SYSTEM,
    project,
    running,
    system,
)
from tests.pingshan_in_memory import pingshan_office, with_calendars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.pack.histories import Office, Row, Step

# M3: who runs a system, M4: who answers for its security, both by scope
BORN = system(origin="project", project=PROJECT)
START = step(f"wei advance {SYSTEM}")
WEB = system("website", "general")
START_SITE = step(f"qin advance {SITE}")
RUNS: Office = {SYSTEM: running(), SITE: running("website", "general")}
AWAY: Mapping[str, object] = {"retired_on": "2026-03-02", "data_disposal": "移交档案馆"}
SYSTEMS: list[Row] = [
    ("M3 a department registers its own", NOTHING, (step(f"wei new {SYSTEM}", system()),), "registered"),
    ("M3 not another's", NOTHING, (step(f"tong new {SYSTEM}", system()),), "R4-DRAFTER"),
    ("M3 and starts it", NOTHING, (step(f"wei new {SYSTEM}", system()), START), "running"),
    (
        "M3 another department does not",
        NOTHING,
        (step(f"wei new {SYSTEM}", system()), step(f"tong advance {SYSTEM}")),
        "R4-ROLE",
    ),
    (
        "M3 nor the district team",
        NOTHING,
        (step(f"wei new {SYSTEM}", system()), step(f"qin advance {SYSTEM}")),
        "R4-ROLE",
    ),
    (
        "M3 a project not accepted",
        {PROJECT: project("trial-run")},
        (step(f"wei new {SYSTEM}", BORN), START),
        "R3-GUARD",
    ),
    ("M3 a project accepted", {PROJECT: project()}, (step(f"wei new {SYSTEM}", BORN), START), "running"),
    ("M3 a project closed", {PROJECT: project("closed")}, (step(f"wei new {SYSTEM}", BORN), START), "running"),
    ("M3 born of no project", NOTHING, (step(f"wei new {SYSTEM}", system(origin="project")), START), "R3-GUARD"),
    (
        "M3 registered without a word why",
        NOTHING,
        (step(f"wei new {SYSTEM}", {**system(), "origin_note": ""}), START),
        "R8-SCHEMA",
    ),
    *(
        (
            f"M3 the district team runs the {scope}",
            NOTHING,
            (step(f"qin new {SITE}", system(scope, "general")), START_SITE),
            "running",
        )
        for scope in ("platform", "infrastructure", "cross-department", "website")
    ),
    ("M3 a department does not", NOTHING, (step(f"qin new {SITE}", WEB), step(f"wei advance {SITE}")), "R4-ROLE"),
    (
        "M3 a department's is not run by the district",
        NOTHING,
        (step(f"wei new {SYSTEM}", system(run_by={"role": "district-cio-team", "unit": "units/health"})),),
        "R8-SCHEMA",
    ),
    (
        "M3 the district's not by a department",
        NOTHING,
        (step(f"qin new {SITE}", {**WEB, "run_by": {"role": "department-cio-team", "unit": "units/general"}}),),
        "R8-SCHEMA",
    ),
    (
        "M3 a department runs what is its own",
        NOTHING,
        (step(f"wei new {SYSTEM}", {**system(), "unit": "units/education"}), START),
        "R3-GUARD",
    ),
    (
        "M3 the district's is run from the office",
        NOTHING,
        (
            step(f"qin new {SITE}", {**WEB, "run_by": {"role": "district-cio-team", "unit": "units/general"}}),
            START_SITE,
        ),
        "R3-GUARD",
    ),
    (
        "M4 the department CIO answers for it",
        NOTHING,
        (step(f"wei new {SYSTEM}", {**system(), "security_by": {"role": "district-cio", "unit": "units/office"}}),),
        "R8-SCHEMA",
    ),
    (
        "M4 the one of that department",
        NOTHING,
        (
            step(
                f"wei new {SYSTEM}", {**system(), "security_by": {"role": "department-cio", "unit": "units/education"}}
            ),
            START,
        ),
        "R3-GUARD",
    ),
    (
        "M4 the district CIO for a website",
        NOTHING,
        (step(f"qin new {SITE}", {**WEB, "security_by": {"role": "department-cio", "unit": "units/general"}}),),
        "R8-SCHEMA",
    ),
    (
        "M4 at the office",
        NOTHING,
        (
            step(f"qin new {SITE}", {**WEB, "security_by": {"role": "district-cio", "unit": "units/general"}}),
            START_SITE,
        ),
        "R3-GUARD",
    ),
    (
        "M4 the district CIO hands it over",
        RUNS,
        (
            step(
                f"li-na advance {SYSTEM}",
                {"unit": "units/education", "run_by.unit": "units/education", "security_by.unit": "units/education"},
                opinion="机构调整",
            ),
        ),
        "running",
    ),
    (
        "M4 whole",
        RUNS,
        (
            step(
                f"li-na advance {SYSTEM}",
                {"unit": "units/education", "run_by.unit": "units/education"},
                opinion="机构调整",
            ),
        ),
        "R3-GUARD",
    ),
    (
        "M4 with reasons",
        RUNS,
        (
            step(
                f"li-na advance {SYSTEM}",
                {"unit": "units/education", "run_by.unit": "units/education", "security_by.unit": "units/education"},
            ),
        ),
        "R3-OPINION",
    ),
    (
        "M4 within the office",
        RUNS,
        (step(f"li-na advance {SITE}", {"unit": "units/education"}, opinion="网站移交"),),
        "running",
    ),
    (
        "M4 not out of it",
        RUNS,
        (step(f"li-na advance {SITE}", {"run_by.unit": "units/general"}, opinion="移交"),),
        "R3-GUARD",
    ),
    (
        "M4 nobody hands over their own",
        RUNS,
        (step(f"wei advance {SYSTEM}", {"unit": "units/education"}, opinion="移交", move="hand-over-department"),),
        "R4-ROLE R3-GUARD",
    ),
    (
        "M3 particulars change while it runs",
        RUNS,
        (step(f"wei advance {SYSTEM}", {"hosting": "区政务云"}, move="change-particulars-department"),),
        "running",
    ),
    (
        "M3 the level does not",
        RUNS,
        (step(f"wei advance {SYSTEM}", {"mlps": {"level": 2}}, move="change-particulars-department"),),
        "R6-FIELD",
    ),
    (
        "M3 it is graded anew as registered",
        RUNS,
        (step(f"wei return {SYSTEM}", opinion="重新定级"), step(f"wei edit {SYSTEM}", {"mlps": {"level": 2}}), START),
        "running",
    ),
    (
        "M3 it is retired with day and data",
        RUNS,
        (step(f"wei advance {SYSTEM}", AWAY, opinion="停用", move="retire-department"),),
        "retired",
    ),
    (
        "M3 not without",
        RUNS,
        (step(f"wei advance {SYSTEM}", {"retired_on": "2026-03-02"}, opinion="停用", move="retire-department"),),
        "R3-GUARD",
    ),
    (
        "M3 retired it stays",
        RUNS,
        (step(f"qin advance {SITE}", AWAY, opinion="停用", move="retire-district"), step(f"qin advance {SITE}")),
        "R3-WRONG-STAGE",
    ),
]


@pytest.mark.parametrize(("office", "steps", "result"), [*named("", SYSTEMS)])
def test_operation(office: Office, steps: tuple[Step, ...], result: str) -> None:
    assert comes_of(pingshan_office(office), *steps) == result


@pytest.mark.parametrize(
    ("scope", "level", "obligation", "role", "last"),
    [
        ("department", 1, "", "", ""),
        ("department", 2, "assessment-department-level-2", "department-cio", "2027-03-03"),
        ("department", 3, "assessment-department-level-3", "department-cio", "2026-03-03"),
        ("department", 4, "assessment-department-level-4", "department-cio", "2025-09-03"),
        ("department", 5, "", "", ""),
        ("platform", 2, "assessment-district-level-2", "district-cio", "2027-03-03"),
        ("website", 3, "assessment-district-level-3", "district-cio", "2026-03-03"),
        ("cross-department", 4, "assessment-district-level-4", "district-cio", "2025-09-03"),
        ("infrastructure", 1, "", "", ""),
    ],
)
def test_m2_the_level_of_a_running_system_says_how_often_it_is_assessed(
    scope: str, level: int, obligation: str, role: str, last: str
) -> None:
    fields = running(scope, "health", level)
    first = {**fields["decisions"][0], "at": "2025-03-03T09:00:00+08:00"}  # type: ignore[index]
    office = with_calendars(pingshan_office({SYSTEM: {**fields, "decisions": [first]}}))

    owed = [
        duty
        for duty in duties(office.case(SYSTEM), reckoning_of(office.office, date(2025, 4, 1)))
        if duty.obligation.basis == "M2"
    ]

    told = [(duty.obligation.id, duty.obligation.owed_by.role, duty.deadline.day.isoformat()) for duty in owed]
    assert told == ([(obligation, role, last)] if obligation else [])


@pytest.mark.parametrize(
    ("fields", "unit"), [(running(), "units/health"), (running("website", "general"), "")], ids=["own", "district"]
)
def test_m1_a_running_system_is_scored_once_a_year(fields: Mapping[str, object], unit: str) -> None:
    office = with_calendars(pingshan_office({SYSTEM: fields}))

    owed = [
        duty
        for duty in duties(office.case(SYSTEM), reckoning_of(office.office, date(2026, 4, 1)))
        if duty.obligation.basis == "M1"
    ]

    assert [(duty.unit, duty.opened) for duty in owed] == [(unit, date(2026, 2, 2))]


EXAMPLE = Path(__file__).parents[2] / "records" / "projects"


@pytest.mark.parametrize("name", [folder.name for folder in sorted(EXAMPLE.iterdir())])
def test_m3_an_accepted_project_leaves_a_system_behind(name: str) -> None:
    office = pingshan_office()
    born = office.office.law.processes["system"].born_from
    parent = parse_record(f"records/projects/{name}/project.yaml", (EXAMPLE / name / "project.yaml").read_bytes())
    assert isinstance(parent, Record)
    assert born is not None
    fields: dict[tuple[str | int, ...], object] = {
        tuple(path.split(".")): value for path, value in carried_over(born, parent).items()
    }

    office = office.having({record_path(SYSTEM): with_fields("kind: system\n", fields)})

    system_drawn = office.found(SYSTEM)
    assert office.office.shapes.findings(system_drawn, draft=True) == ()
    assert system_drawn.value("project") == f"projects/{name}/project"
    assert system_drawn.value("run_by.unit") == parent.value("unit")
    assert {"name", "functions", "origin"} <= set(system_drawn.fields)
