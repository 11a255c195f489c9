"""Operation, M2: emergency plans, drills and incidents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cio_ctl.rules.dues.obligations import duties, reckoning_of
from tests.pack import operation_records as papers
from tests.pack.histories import NOTHING, comes_of, named, step
from tests.pack.operation_records import (
    DISTRICT,
    DISTRICT_DRILL,
    DRILL,
    INCIDENT,
    MENDED,
    PLAN,
    SITE,
    SYSTEM,
    drill,
    in_force,
    incident,
    plan,
    running,
)
from tests.pingshan_in_memory import pingshan_office, with_calendars

if TYPE_CHECKING:
    from tests.pack.histories import Office, Row, Step

RUNS: Office = {SYSTEM: running(), SITE: running("website", "general")}
# M2: emergency plans, drills, incidents
NAMELESS = {key: value for key, value in plan().items() if key != "unit"}
PLANS: list[Row] = [
    ("a department draws up its own", NOTHING, (step(f"wei new {PLAN}", plan()),), "draft"),
    ("not another's", NOTHING, (step(f"tong new {PLAN}", plan()),), "R4-DRAFTER"),
    (
        "its CIO issues it",
        NOTHING,
        (step(f"wei new {PLAN}", plan()), step(f"wei submit {PLAN}"), step(f"wang approve {PLAN}")),
        "in-force",
    ),
    (
        "the district team takes note",
        NOTHING,
        (
            step(f"wei new {PLAN}", plan()),
            step(f"wei submit {PLAN}"),
            step(f"wang approve {PLAN}"),
            step(f"qin acknowledge {PLAN}"),
        ),
        "in-force",
    ),
    (
        "another's CIO does not",
        NOTHING,
        (step(f"wei new {PLAN}", plan()), step(f"wei submit {PLAN}"), step(f"tian approve {PLAN}")),
        "R4-ROLE",
    ),
    (
        "a department needs to be named",
        NOTHING,
        (step(f"qin new {PLAN}", NAMELESS), step(f"wei submit {PLAN}")),
        "R4-ROLE",
    ),
    (
        "the district team draws up the district's",
        NOTHING,
        (step(f"qin new {DISTRICT}", plan("district")), step(f"qin submit {DISTRICT}")),
        "issuing",
    ),
    ("no department does", NOTHING, (step(f"wei new {DISTRICT}", plan("district")),), "R4-DRAFTER"),
    (
        "the district CIO issues it",
        NOTHING,
        (
            step(f"qin new {DISTRICT}", plan("district")),
            step(f"qin submit {DISTRICT}"),
            step(f"li-na approve {DISTRICT}"),
        ),
        "in-force",
    ),
    (
        "a plan needs duties",
        NOTHING,
        (step(f"wei new {PLAN}", plan(organization=[])), step(f"wei submit {PLAN}")),
        "R8-SCHEMA",
    ),
    ("in force it is no draft", {PLAN: in_force()}, (step(f"wei edit {PLAN}", {"response": "改"}),), "R6-NOT-A-DRAFT"),
    (
        "a newer one replaces it",
        {PLAN: in_force()},
        (
            step("wei new operations/emergency-plans/newer", plan(supersedes=PLAN)),
            step("wei submit operations/emergency-plans/newer"),
        ),
        "department-issuing",
    ),
    (
        "not one of another department",
        {PLAN: in_force()},
        (
            step("tong new operations/emergency-plans/newer", plan(supersedes=PLAN, unit="units/education")),
            step("tong submit operations/emergency-plans/newer"),
        ),
        "R3-GUARD",
    ),
    (
        "nor one of the district",
        {PLAN: in_force()},
        (
            step("qin new operations/emergency-plans/newer", plan("district", supersedes=PLAN)),
            step("qin submit operations/emergency-plans/newer"),
        ),
        "R3-GUARD",
    ),
    (
        "its CIO repeals it with reasons",
        {PLAN: in_force()},
        (step(f"wang advance {PLAN}", opinion="系统停用"),),
        "repealed",
    ),
    ("not without", {PLAN: in_force()}, (step(f"wang advance {PLAN}"),), "R3-OPINION"),
    (
        "the district CIO repeals the district's",
        {DISTRICT: in_force("district")},
        (step(f"li-na advance {DISTRICT}", opinion="修订"),),
        "repealed",
    ),
    (
        "returned, given up, taken up again",
        NOTHING,
        (
            step(f"wei new {PLAN}", plan()),
            step(f"wei submit {PLAN}"),
            step(f"wang return {PLAN}", opinion="缺联系人"),
            step(f"wei withdraw {PLAN}"),
            step(f"wei advance {PLAN}"),
        ),
        "draft",
    ),
    (
        "a drill is recorded",
        {PLAN: in_force()},
        (step(f"wei new {DRILL}", drill()), step(f"wei submit {DRILL}")),
        "recorded",
    ),
    ("by the department only", {PLAN: in_force()}, (step(f"tong new {DRILL}", drill()),), "R4-DRAFTER"),
    (
        "of a plan in force only",
        {PLAN: papers.repealed()},
        (step(f"wei new {DRILL}", drill()), step(f"wei submit {DRILL}")),
        "R3-GUARD",
    ),
    (
        "of the district's by the district team",
        {DISTRICT: in_force("district")},
        (step(f"qin new {DISTRICT_DRILL}", drill()), step(f"qin submit {DISTRICT_DRILL}")),
        "recorded",
    ),
    (
        "not by a department",
        {DISTRICT: in_force("district")},
        (step(f"wei new {DISTRICT_DRILL}", drill()),),
        "R4-DRAFTER",
    ),
    (
        "problems are mended afterwards",
        {PLAN: in_force()},
        (
            step(f"wei new {DRILL}", drill()),
            step(f"wei submit {DRILL}"),
            step(
                f"wu advance {DRILL}",
                {
                    "problems": [
                        {
                            "issue": "联系不上",
                            "responsible": "公共事业局",
                            "due_on": "2026-04-01",
                            "resolved_on": "2026-03-20",
                        }
                    ]
                },
            ),
        ),
        "recorded",
    ),
    (
        "the summary is not",
        {PLAN: in_force()},
        (
            step(f"wei new {DRILL}", drill()),
            step(f"wei submit {DRILL}"),
            step(f"wu advance {DRILL}", {"summary": "很好。"}),
        ),
        "R6-FIELD",
    ),
]

REPORTED = (step(f"wei new {INCIDENT}", incident()), step(f"wei submit {INCIDENT}"))
GRAVE = (step(f"wei new {INCIDENT}", incident("ii")), step(f"wei submit {INCIDENT}"))
HANDLED = step(f"wu advance {INCIDENT}", MENDED)
SITE_DOWN = (step(f"qin new {INCIDENT}", incident("iv", "district")), step(f"qin submit {INCIDENT}"))
SITE_UP = step(f"qin advance {INCIDENT}", MENDED)
CONCLUDED = step(f"wei submit {INCIDENT}")
INCIDENTS: list[Row] = [
    ("a department reports on its system", RUNS, REPORTED, "handling"),
    ("the district CIO takes note", RUNS, (*REPORTED, step(f"li-na acknowledge {INCIDENT}")), "handling"),
    (
        "another department does not report on it",
        RUNS,
        (step(f"tong new {INCIDENT}", incident(unit="units/education")), step(f"tong submit {INCIDENT}")),
        "R3-GUARD",
    ),
    (
        "nor on the district's",
        RUNS,
        (step(f"wei new {INCIDENT}", incident(system=SITE)), step(f"wei submit {INCIDENT}")),
        "R3-GUARD",
    ),
    ("the district team reports on its own", RUNS, SITE_DOWN, "handling"),
    (
        "not on a department's",
        RUNS,
        (step(f"qin new {INCIDENT}", {**incident("iv", "district"), "system": SYSTEM}), step(f"qin submit {INCIDENT}")),
        "R3-GUARD",
    ),
    ("it is not concluded before it is mended", RUNS, (*REPORTED, CONCLUDED), "R3-GUARD"),
    (
        "nor without cause and follow-up",
        RUNS,
        (*REPORTED, step(f"wu advance {INCIDENT}", {"recovered_at": MENDED["recovered_at"]}), CONCLUDED),
        "R3-GUARD",
    ),
    ("a lesser one goes to the department CIO", RUNS, (*REPORTED, HANDLED, CONCLUDED), "review"),
    ("who closes it", RUNS, (*REPORTED, HANDLED, CONCLUDED, step(f"wang approve {INCIDENT}")), "closed"),
    ("the team does not", RUNS, (*REPORTED, HANDLED, CONCLUDED, step(f"wu approve {INCIDENT}")), "R4-ROLE"),
    (
        "or sends it back",
        RUNS,
        (
            *REPORTED,
            HANDLED,
            CONCLUDED,
            step(f"wang advance {INCIDENT}", opinion="原因不清"),
            step(f"wei advance {INCIDENT}", {"cause": "磁盘写满，未告警"}),
            CONCLUDED,
            step(f"wang approve {INCIDENT}"),
        ),
        "closed",
    ),
    ("a grave one goes to the district CIO", RUNS, (*GRAVE, HANDLED, CONCLUDED), "district-review"),
    (
        "whom the department CIO cannot stand for",
        RUNS,
        (*GRAVE, HANDLED, CONCLUDED, step(f"wang approve {INCIDENT}")),
        "R4-ROLE",
    ),
    ("who closes the grave one", RUNS, (*GRAVE, HANDLED, CONCLUDED, step(f"li-na approve {INCIDENT}")), "closed"),
    (
        "severity is not changed in passing",
        RUNS,
        (*GRAVE, step(f"wei advance {INCIDENT}", {"severity": "iv"}, move="handle-department")),
        "R6-FIELD",
    ),
    ("only with reasons", RUNS, (*GRAVE, step(f"wei advance {INCIDENT}", {"severity": "iv"})), "R3-OPINION"),
    (
        "and then who closes it changes",
        RUNS,
        (*GRAVE, step(f"wei advance {INCIDENT}", {"severity": "iii"}, opinion="影响小于预估"), HANDLED, CONCLUDED),
        "review",
    ),
    (
        "and back",
        RUNS,
        (*REPORTED, step(f"wei advance {INCIDENT}", {"severity": "i"}, opinion="数据外泄"), HANDLED, CONCLUDED),
        "district-review",
    ),
    (
        "the district's goes to the district CIO",
        RUNS,
        (*SITE_DOWN, SITE_UP, step(f"qin submit {INCIDENT}"), step(f"li-na approve {INCIDENT}")),
        "closed",
    ),
    (
        "a plan in force is put to work",
        {**RUNS, PLAN: in_force()},
        (*REPORTED, step(f"wei advance {INCIDENT}", {"emergency_plan": PLAN})),
        "handling",
    ),
    (
        "a repealed one is not",
        {**RUNS, PLAN: papers.repealed()},
        (*REPORTED, step(f"wei advance {INCIDENT}", {"emergency_plan": PLAN})),
        "R3-GUARD",
    ),
    (
        "what was no incident is withdrawn with reasons",
        RUNS,
        (*REPORTED, step(f"wei withdraw {INCIDENT}", opinion="误报")),
        "withdrawn",
    ),
    (
        "a closed one stays",
        RUNS,
        (
            *REPORTED,
            HANDLED,
            CONCLUDED,
            step(f"wang approve {INCIDENT}"),
            step(f"wei withdraw {INCIDENT}", opinion="误报"),
        ),
        "R3-WRONG-STAGE",
    ),
]


@pytest.mark.parametrize(
    ("office", "steps", "result"), [*named("M2 an emergency plan", PLANS), *named("M2 an incident", INCIDENTS)]
)
def test_operation(office: Office, steps: tuple[Step, ...], result: str) -> None:
    assert comes_of(pingshan_office(office), *steps) == result


@pytest.mark.parametrize(
    ("level", "record", "unit"), [("department", PLAN, "units/health"), ("district", DISTRICT, "")]
)
def test_m2_a_plan_in_force_is_rehearsed_every_year(level: str, record: str, unit: str) -> None:
    office = with_calendars(pingshan_office({record: in_force(level)}))

    owed = list(duties(office.case(record), reckoning_of(office.office, date(2026, 4, 1))))

    assert [(duty.unit, duty.obligation.basis, duty.opened) for duty in owed] == [(unit, "M2", date(2026, 1, 6))]
