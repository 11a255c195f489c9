"""Initiation (I1 to I4): who applies, who reviews, who approves, for district and department projects."""

from __future__ import annotations

import pytest

from cio_ctl.rules.soundness import record_findings
from tests.pack.acts import Fields, drafter, outcome, paper
from tests.pingshan_in_memory import decided, pingshan_office

PROJECT, APPLICATION, REVIEW = (
    f"projects/emr/{name}" for name in ("project", "preliminary-application", "expert-review")
)
HANDED = decided("2026-03-02 wu department-cio-team@health submit draft expert-review")["decisions"]
GIVEN = {"document_number": "深坪发改〔2026〕1号", "date": "2026-03-02", "amount": "100.00"}


def project(level: str, stage: str = "preliminary-work") -> Fields:
    unit = "units/health" if level == "department" else "units/office"
    return paper("project", stage, level=level, unit=unit, origin="business-need")


def application(level: str, stage: str, **more: object) -> Fields:
    return paper("preliminary-application", stage, level=level, **more)


def review(stage: str, conclusion: str = "passed", on: str = "2026-03-04") -> Fields:
    concluded = decided(f"{on} li-na district-cio@office approve determination concluded")
    return paper("expert-review", stage, conclusion=conclusion) | (concluded if stage == "concluded" else {})


def work_plan(level: str, unit: str = "", stage: str = "determined") -> Fields:
    return paper("work-plan", stage, **({"level": level, "unit": unit} if unit else {"level": level}))


APPLYING = [
    ("I1", "district", "qin", "expert-review"),
    ("I1", "district", "wei", "R4-ROLE"),
    ("I1", "district", "li-na", "R4-ROLE"),
    ("I2", "department", "wei", "expert-review"),
    ("I2", "department", "tong", "R4-ROLE"),
    ("I2", "department", "hua", "R4-ROLE"),
    ("I2", "department", "qin", "R4-ROLE"),
]


@pytest.mark.parametrize(
    ("level", "who", "expected"), [row[1:] for row in APPLYING], ids=[f"{row[0]} {row[2]}" for row in APPLYING]
)
def test_i1_i2_the_team_of_the_level_applies(level: str, who: str, expected: str) -> None:
    records = {PROJECT: project(level), APPLICATION: application(level, "draft")}

    assert outcome(records, f"{who} submit {APPLICATION}") == expected


HEALTH_PLAN, DISTRICT_PLAN = "planning/2026/health/work-plan", "planning/2026/district/work-plan"
ORIGINS = [  # where a project that is said to stand in a work plan stands, and what the application comes to
    ("I1", "district", DISTRICT_PLAN, work_plan("district"), "expert-review"),
    ("I1", "district", DISTRICT_PLAN, work_plan("district", stage="leading-group"), "R3-GUARD"),
    ("I1", "district", HEALTH_PLAN, work_plan("department", "units/health"), "R3-GUARD"),
    ("I1", "district", "", {}, "R3-GUARD"),
    ("I2", "department", HEALTH_PLAN, work_plan("department", "units/health"), "expert-review"),
    ("I2", "department", HEALTH_PLAN, work_plan("department", "units/health", "draft"), "R3-GUARD"),
    ("I2", "department", HEALTH_PLAN, work_plan("department", "units/education"), "R3-GUARD"),
    ("I2", "department", DISTRICT_PLAN, work_plan("district"), "R3-GUARD"),
    ("I2", "department", "", {}, "R3-GUARD"),
]


@pytest.mark.parametrize(
    ("level", "plan", "fields", "expected"),
    [row[1:] for row in ORIGINS],
    ids=[f"{row[0]} {row[2] or 'nowhere'} {row[4]}" for row in ORIGINS],
)
def test_i1_i2_a_project_stands_in_a_determined_work_plan_of_its_own_level(
    level: str, plan: str, fields: Fields, expected: str
) -> None:
    entry: Fields = {"origin_entry": {"record": plan, "entry_id": "emr"}} if plan else {}
    records = {
        PROJECT: project(level) | {"origin": "work-plan", **entry},
        APPLICATION: application(level, "draft"),
        **({plan: fields} if plan else {}),
    }

    who = "qin" if level == "district" else "wei"
    approved = {**records, APPLICATION: application(level, "approved")}

    assert outcome(records, f"{who} submit {APPLICATION}") == expected
    assert outcome(approved, f"{who} advance {PROJECT}") == expected.replace("expert-review", "approved")


@pytest.mark.parametrize(("origin", "asked"), [("work-plan", True), ("business-need", False)])
def test_i1_i2_a_project_of_a_work_plan_names_its_entry_there(origin: str, asked: bool) -> None:  # noqa: FBT001
    office = pingshan_office({PROJECT: project("department", "approved") | {"origin": origin}})

    missing = [dict(found.arguments).get("field") for found in record_findings(office.office, PROJECT)]

    assert ("origin_entry" in missing) is asked


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({PROJECT: project("department", "approved"), APPLICATION: application("department", "draft")}, "R3-GUARD"),
        ({PROJECT: project("department"), APPLICATION: application("district", "draft")}, "R3-GUARD"),
        (
            {PROJECT: project("department"), APPLICATION: application("department", "draft", approval=GIVEN)},
            "R3-GUARD",
        ),
    ],
    ids=["no longer in preliminary work", "of another level", "with an approval of its own"],
)
def test_i2_an_application_is_for_its_own_project_in_preliminary_work(
    records: dict[str, Fields], expected: str
) -> None:
    assert outcome(records, f"wei submit {APPLICATION}") == expected


QIN = f"qin approve {APPLICATION}"
LI_NA = f"li-na approve {REVIEW}"
REVIEWING = [  # the application, the review, who does what, what comes of it
    (
        "the team approves what the experts passed",
        "expert-review",
        review("concluded"),
        QIN,
        "approval",
    ),
    (
        "with changes too",
        "expert-review",
        review("concluded", "passed-with-changes"),
        QIN,
        "approval",
    ),
    ("not by a review of a former round", "expert-review", review("concluded", on="2026-03-01"), QIN, "R3-GUARD"),
    ("not what they failed", "expert-review", review("concluded", "failed"), QIN, "R3-GUARD"),
    ("not before they conclude", "expert-review", review("determination"), QIN, "R3-GUARD"),
    ("no department reviews", "expert-review", review("concluded"), f"wei approve {APPLICATION}", "R4-ROLE"),
    ("then development and finance approve", "approval", review("concluded"), f"fan approve {APPLICATION}", "approved"),
    ("nobody else does", "approval", review("concluded"), QIN, "R4-ROLE"),
    (
        "the district CIO concludes the review",
        "expert-review",
        review("determination"),
        LI_NA,
        "concluded",
    ),
    ("the team does not", "expert-review", review("determination"), f"qin approve {REVIEW}", "R4-ROLE"),
]


@pytest.mark.parametrize(
    ("stage", "reviewed", "act", "expected"), [row[1:] for row in REVIEWING], ids=[row[0] for row in REVIEWING]
)
def test_i3_experts_then_the_team_then_development_and_finance(
    stage: str, reviewed: Fields, act: str, expected: str
) -> None:
    records = {
        PROJECT: project("department"),
        APPLICATION: application("department", stage, approval=GIVEN) | {"decisions": HANDED},
        REVIEW: reviewed,
    }
    sets = ("approval",) if act.startswith("fan") else ()

    assert outcome(records, act, *sets) == expected


def test_i3_development_and_finance_say_number_date_and_amount() -> None:
    records = {
        PROJECT: project("department"),
        APPLICATION: application("department", "approval"),
        REVIEW: review("concluded"),
    }

    assert outcome(records, f"fan approve {APPLICATION}") == "R3-GUARD"


@pytest.mark.parametrize(
    ("level", "who", "expected"),
    [
        ("department", "wei", "approved"),
        ("department", "qin", "R4-ROLE"),
        ("department", "tong", "R4-ROLE"),
        ("district", "qin", "approved"),
        ("district", "wei", "R4-ROLE"),
    ],
)
def test_i4_each_team_coordinates_the_projects_of_its_level(level: str, who: str, expected: str) -> None:
    records = {PROJECT: project(level), APPLICATION: application(level, "approved")}

    assert outcome(records, f"{who} advance {PROJECT}") == expected


@pytest.mark.parametrize(
    ("who", "may"), [("wei", True), ("qin", True), ("tong", False), ("hua", False), ("fan", False)]
)
def test_o1_tier_unit_and_role_say_who_draws_up_a_project(who: str, may: bool) -> None:  # noqa: FBT001
    assert drafter({PROJECT: project("department")}, who, PROJECT) is may
