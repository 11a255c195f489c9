"""Funding and technical coordination (F2 to F4): who applies, who reviews, who releases the money."""

from __future__ import annotations

import pytest

from tests.pack.acts import Fields, annexes, outcome, paper
from tests.pingshan_in_memory import decided

PROJECT, APPLICATION, PLAN = (f"projects/emr/{name}" for name in ("project", "funding-application", "investment-plan"))
APPROVAL = {"document_number": "深坪发改〔2026〕2号", "date": "2026-03-02", "amount": "100.00"}
RELEASE = {"document_number": "深坪发改投〔2026〕3号", "date": "2026-03-02", "amount": "100.00"}


def project(stage: str, level: str = "department") -> Fields:
    return paper("project", stage, level=level, unit="units/health" if level == "department" else "units/office")


def application(stage: str, **more: object) -> Fields:
    return paper("funding-application", stage, annexes=annexes("design", "budget"), **more)


@pytest.mark.parametrize(
    ("stage", "level", "papers", "who", "expected"),
    [
        ("approved", "department", ["design", "budget"], "hua", "first-review"),
        ("approved", "department", ["design"], "hua", "R3-PAPER"),
        ("preliminary-work", "department", ["design", "budget"], "hua", "R3-GUARD"),
        ("approved", "department", ["design", "budget"], "wei", "R4-ROLE"),
        ("approved", "department", ["design", "budget"], "tao", "R4-ROLE"),
    ],
)
def test_f2_the_project_unit_applies_after_the_approval(
    stage: str, level: str, papers: list[str], who: str, expected: str
) -> None:
    records = {PROJECT: project(stage, level), APPLICATION: application("draft") | {"annexes": annexes(*papers)}}

    assert outcome(records, f"{who} submit {APPLICATION}") == expected


@pytest.mark.parametrize(
    ("level", "stage", "who"),
    [
        ("department", "first-review", "qin"),
        ("department", "first-review", "tong"),
        ("department", "second-review", "wei"),
        ("district", "district-review", "wei"),
        ("department", "approval", "qin"),
    ],
)
def test_f3_each_review_is_for_the_team_that_the_text_names(level: str, stage: str, who: str) -> None:
    records = {PROJECT: project("approved", level), APPLICATION: application(stage)}

    assert "R4-ROLE" in outcome(records, f"{who} approve {APPLICATION}")


def review(step: str, stage: str, **more: object) -> dict[str, Fields]:
    return {f"projects/emr/funding-reviews/{step}": paper("funding-review", stage, conclusion="passed", **more)}


@pytest.mark.parametrize(
    ("level", "stage", "step", "fields", "who", "expected"),
    [
        ("department", "first-review", "first", {}, "wei", "concluded"),
        ("department", "first-review", "first", {}, "qin", "R4-ROLE"),
        ("department", "first-review", "first", {}, "tong", "R4-ROLE"),
        ("department", "second-review", "first", {}, "wei", "R3-GUARD"),
        ("department", "second-review", "second", {"technical_opinion": "可行"}, "qin", "concluded"),
        ("department", "second-review", "second", {}, "qin", "R3-GUARD"),
        ("department", "second-review", "second", {"technical_opinion": "可行"}, "wei", "R4-ROLE"),
        ("district", "district-review", "district", {"technical_opinion": "可行"}, "qin", "concluded"),
        ("district", "district-review", "district", {}, "qin", "R3-GUARD"),
        ("district", "district-review", "third", {"technical_opinion": "可行"}, "qin", "R3-CONDITION"),
    ],
)
def test_f3_each_team_concludes_its_own_review_with_an_opinion_where_one_is_due(
    level: str, stage: str, step: str, fields: Fields, who: str, expected: str
) -> None:
    nothing = {"amount": "1.00", "cost_items": [{"amount": "1.00"}], "plan_references": []}
    within = [
        {"subject": "amount", "item": "申请金额不超过批复金额", "expected": "1.00", "found": "1.00", "result": "same"},
        {"subject": "estimate", "item": "概算分项合计不超过申请金额", "expected": "1.00", "found": "1.00",
         "result": "same"},
    ]  # fmt: skip
    records = {
        PROJECT: project("approved", level),
        "projects/emr/preliminary-application": paper(
            "preliminary-application", "approved", approval={"amount": "1.00"}
        ),
        APPLICATION: application(stage, **nothing),
        **review(step, "draft", comparison=within, **fields),
    }

    assert outcome(records, f"{who} submit projects/emr/funding-reviews/{step}") == expected


@pytest.mark.parametrize(
    ("stage", "step", "conclusion", "on", "expected"),
    [
        ("second-review", "second", "passed", "2026-03-04", "approval"),
        ("second-review", "second", "passed-with-changes", "2026-03-04", "approval"),
        ("second-review", "second", "failed", "2026-03-04", "R3-GUARD"),
        ("second-review", "second", "passed", "2026-03-01", "R3-GUARD"),
        ("second-review", "first", "passed", "2026-03-04", "R3-GUARD"),
        ("district-review", "district", "passed", "2026-03-04", "approval"),
        ("district-review", "district", "failed", "2026-03-04", "R3-GUARD"),
        ("district-review", "second", "passed", "2026-03-04", "R3-GUARD"),
    ],
)
def test_f3_the_report_goes_on_by_a_review_of_this_round_that_passed_it(
    stage: str, step: str, conclusion: str, on: str, expected: str
) -> None:
    handed_in = decided("2026-03-02 hua project-unit@health submit draft first-review")["decisions"]
    concluded = decided(f"{on} qiao district-cio-team@office submit draft concluded", conclusion=conclusion)
    records = {
        PROJECT: project("approved"),
        APPLICATION: application(stage) | {"decisions": handed_in},
        f"projects/emr/funding-reviews/{step}": {"kind": "funding-review", **concluded},
    }

    assert outcome(records, f"qin approve {APPLICATION}") == expected


@pytest.mark.parametrize(
    ("fields", "sets", "who", "expected"),
    [
        ({"approval": APPROVAL}, ("approval",), "fan", "approved"),
        ({}, (), "fan", "R3-GUARD"),
        ({"approval": APPROVAL}, ("approval",), "li-na", "R4-ROLE"),
    ],
)
def test_f4_development_and_finance_approve_with_number_and_amount(
    fields: Fields, sets: tuple[str, ...], who: str, expected: str
) -> None:
    records = {PROJECT: project("approved"), APPLICATION: application("approval", **fields)}

    assert outcome(records, f"{who} approve {APPLICATION}", *sets) == expected


@pytest.mark.parametrize(
    ("funding", "stage", "fields", "act", "expected"),
    [
        ("approved", "draft", {}, f"hua submit {PLAN}", "application"),
        ("approval", "draft", {}, f"hua submit {PLAN}", "R3-GUARD"),
        ("approved", "draft", {"release": RELEASE}, f"hua submit {PLAN}", "R3-GUARD"),
        ("approved", "application", {"release": RELEASE}, f"fan approve {PLAN}", "issued"),
        ("approved", "application", {}, f"fan approve {PLAN}", "R3-GUARD"),
        ("approved", "application", {"release": RELEASE}, f"qin approve {PLAN}", "R4-ROLE"),
    ],
)
def test_f4_c1_the_investment_plan_follows_the_approval(
    funding: str, stage: str, fields: Fields, act: str, expected: str
) -> None:
    records = {
        PROJECT: project("funded"),
        APPLICATION: application(funding),
        PLAN: paper("investment-plan", stage, **fields),
    }
    sets = ("release",) if fields and stage != "draft" else ()

    assert outcome(records, act, *sets) == expected
