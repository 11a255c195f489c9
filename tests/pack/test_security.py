"""Operation, M2 and M5: security assessments, and security plans, rules and standards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cio_ctl.rules.dues.obligations import duties, reckoning_of
from tests.pack import operation_records as papers
from tests.pack.histories import NOTHING, after, comes_of, named, step
from tests.pack.operation_records import (
    ASSESSMENT,
    SITE,
    SITE_ASSESSMENT,
    STANDARD,
    SYSTEM,
    assessment,
    running,
    standard,
    system,
)
from tests.pingshan_in_memory import pingshan_office, with_calendars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.pack.histories import Office, Row, Step

RUNS: Office = {SYSTEM: running(), SITE: running("website", "general")}
TESTED = (step(f"wei new {ASSESSMENT}", assessment()), step(f"wei attach {ASSESSMENT}", {"report": ""}))
HANDED_IN = (*TESTED, step(f"wei submit {ASSESSMENT}"))
SITE_HANDED_IN = (
    step(f"qin new {SITE_ASSESSMENT}", assessment()),
    step(f"qin attach {SITE_ASSESSMENT}", {"report": ""}),
    step(f"qin submit {SITE_ASSESSMENT}"),
)
MENDING: Mapping[str, object] = {
    "rectifications": [
        {"issue": "口令过短", "responsible": "公共事业局", "due_on": "2026-04-01", "resolved_on": "2026-03-20"}
    ]
}
ASSESSMENTS: list[Row] = [
    ("those who run the system hand it in", RUNS, HANDED_IN, "review"),
    (
        "or who answers for it",
        RUNS,
        (
            step(f"wang new {ASSESSMENT}", assessment()),
            step(f"wang attach {ASSESSMENT}", {"report": ""}),
            step(f"wang submit {ASSESSMENT}"),
        ),
        "review",
    ),
    ("nobody else", RUNS, (step(f"tong new {ASSESSMENT}", assessment()),), "R4-DRAFTER"),
    ("with the report", RUNS, (TESTED[0], step(f"wei submit {ASSESSMENT}")), "R3-PAPER"),
    (
        "against the level that the system has",
        RUNS,
        (step(f"wei new {ASSESSMENT}", assessment(2)), *HANDED_IN[1:]),
        "R3-GUARD",
    ),
    ("of a system that is not retired", {SYSTEM: papers.retired()}, HANDED_IN, "R3-GUARD"),
    ("before it runs, too", {SYSTEM: {**system(), "stage": "registered", "decisions": []}}, HANDED_IN, "review"),
    ("the district team looks at it", RUNS, (*HANDED_IN, step(f"qin approve {ASSESSMENT}")), "on-record"),
    ("the department does not", RUNS, (*HANDED_IN, step(f"wang approve {ASSESSMENT}")), "R4-ROLE"),
    ("it is returned with reasons", RUNS, (*HANDED_IN, step(f"qin return {ASSESSMENT}", opinion="报告缺页")), "draft"),
    (
        "the district's goes to the district CIO",
        RUNS,
        (*SITE_HANDED_IN, step(f"li-na approve {SITE_ASSESSMENT}")),
        "on-record",
    ),
    (
        "the team that handed it in does not",
        RUNS,
        (*SITE_HANDED_IN, step(f"qiao approve {SITE_ASSESSMENT}")),
        "R4-ROLE",
    ),
    (
        "what was found is mended afterwards",
        RUNS,
        (*HANDED_IN, step(f"qin approve {ASSESSMENT}"), step(f"wei advance {ASSESSMENT}", MENDING)),
        "on-record",
    ),
    (
        "the conclusion is not",
        RUNS,
        (*HANDED_IN, step(f"qin approve {ASSESSMENT}"), step(f"wei advance {ASSESSMENT}", {"conclusion": "excellent"})),
        "R6-FIELD",
    ),
    (
        "given up and taken up again",
        RUNS,
        (*HANDED_IN, step(f"wei withdraw {ASSESSMENT}"), step(f"wei advance {ASSESSMENT}")),
        "draft",
    ),
]

# M5: security plans, rules and technical standards, which the district CIO has drawn up
CHARGED = (step(f"wei new {STANDARD}", standard()), step(f"wei submit {STANDARD}"))
IN_FORCE = (*CHARGED, step(f"li-na approve {STANDARD}"))
NEXT = "operations/security-standards/access-2027"
STANDARDS: list[Row] = [
    ("a unit that is charged with it draws it up", NOTHING, CHARGED, "issuing"),
    ("no other does", NOTHING, (step(f"tong new {STANDARD}", standard()),), "R4-DRAFTER"),
    (
        "the district team may",
        NOTHING,
        (step(f"qin new {STANDARD}", standard(drawn_up_by="units/office")), step(f"qin submit {STANDARD}")),
        "issuing",
    ),
    *(
        (
            f"a {kind} is one",
            NOTHING,
            (step(f"wei new {STANDARD}", standard(standard_kind=kind)), CHARGED[1]),
            "issuing",
        )
        for kind in ("plan", "rules", "technical-standard")
    ),
    ("nothing else is", NOTHING, (step(f"wei new {STANDARD}", standard(standard_kind="advice")),), "R8-SCHEMA"),
    ("the district CIO issues it", NOTHING, IN_FORCE, "issued"),
    ("a department CIO does not", NOTHING, (*CHARGED, step(f"wang approve {STANDARD}")), "R4-ROLE"),
    ("or returns it", NOTHING, (*CHARGED, step(f"li-na return {STANDARD}", opinion="缺条款")), "draft"),
    ("issued it is no draft", NOTHING, (*IN_FORCE, step(f"wei edit {STANDARD}", {"title": "改"})), "R6-NOT-A-DRAFT"),
    (
        "a newer one replaces it",
        NOTHING,
        (*IN_FORCE, step(f"wei new {NEXT}", standard(supersedes=STANDARD)), step(f"wei submit {NEXT}")),
        "issuing",
    ),
    (
        "not before it is in force",
        NOTHING,
        (*CHARGED, step(f"wei new {NEXT}", standard(supersedes=STANDARD)), step(f"wei submit {NEXT}")),
        "R3-GUARD",
    ),
    (
        "it is repealed with reasons",
        NOTHING,
        (*IN_FORCE, step(f"li-na advance {STANDARD}", opinion="已有国家标准")),
        "repealed",
    ),
    (
        "given up and taken up again",
        NOTHING,
        (*CHARGED, step(f"wei withdraw {STANDARD}"), step(f"wei advance {STANDARD}")),
        "draft",
    ),
]


@pytest.mark.parametrize(
    ("office", "steps", "result"),
    [*named("M2 an assessment", ASSESSMENTS), *named("M5 a security standard", STANDARDS)],
)
def test_operation(office: Office, steps: tuple[Step, ...], result: str) -> None:
    assert comes_of(pingshan_office(office), *steps) == result


def test_m2_an_assessment_on_record_meets_its_year_and_no_other_kind_does() -> None:
    records = {SYSTEM: running(), SITE: running("website", "general")}
    office = after(
        with_calendars(pingshan_office(records)),
        *HANDED_IN,
        step(f"qin approve {ASSESSMENT}"),
        step(f"qin new {SITE_ASSESSMENT}", assessment(assessment_kind="penetration")),
        *SITE_HANDED_IN[1:],
        step(f"li-na approve {SITE_ASSESSMENT}"),
    )
    reckoning = reckoning_of(office.office, date(2026, 4, 1))

    met = {
        name: [duty.discharged_by for duty in duties(office.case(name), reckoning) if duty.obligation.basis == "M2"]
        for name in records
    }

    assert met == {SYSTEM: [ASSESSMENT], SITE: [""]}
