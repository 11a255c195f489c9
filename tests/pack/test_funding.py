"""Funding and technical coordination (F2 to F4): who applies, who reviews, who releases the money."""

from __future__ import annotations

import pytest

from tests.pack.acts import Fields, annexes, outcome, paper

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
    records = {PROJECT: project("approved", level), APPLICATION: application(stage, technical_opinion="—")}

    assert "R4-ROLE" in outcome(records, f"{who} approve {APPLICATION}")


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
