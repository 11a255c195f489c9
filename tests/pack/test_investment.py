"""Investment control (F1): the amounts of a project side by side, and what goes over; no duplicates (O2)."""

from __future__ import annotations

import pytest

from cio_ctl.services.money import money_tables
from cio_ctl.services.overlapping import overlaps_of
from tests.pack.acts import Fields, paper
from tests.pingshan_in_memory import pingshan_office

PLAIN = "projects/emr"
DOSSIER: dict[str, Fields] = {
    f"{PLAIN}/project": paper(
        "project",
        "accepted",
        name="电子病历",
        level="department",
        unit="units/health",
        planned_dates={"start": "2025-03-01"},
    ),
    f"{PLAIN}/funding-application": paper(
        "funding-application", "approved", amount="1000.00", approval={"amount": "900.00"}
    ),
    f"{PLAIN}/investment-plan": paper("investment-plan", "issued", release={"amount": "900.00"}),
    f"{PLAIN}/contracts/main": paper("contract", "signed", amount="700.00"),
    f"{PLAIN}/contracts/supervision": paper("contract", "signed", amount="150.00"),
    f"{PLAIN}/progress/q1": paper("progress-report", "reported", paid_total="300.00", paid_now="300.00"),
    f"{PLAIN}/progress/q2": paper("progress-report", "reported", paid_total="500.00", paid_now="200.00"),
    f"{PLAIN}/settlement": paper("settlement", "submitted", settled_amount="850.00", paid_amount="800.00"),
    f"{PLAIN}/audit-report": paper("audit-report", "issued", audited_amount="840.00"),
}


def test_f1_the_seven_amounts_stand_side_by_side_for_each_unit_and_year() -> None:
    office = pingshan_office(DOSSIER).office

    for by in ("project", "unit", "year"):
        (table,) = money_tables(office, by)
        (row,) = table.rows
        assert {name: str(amount) for name, amount in row.figures.items() if name in table.process.money.titles} == {
            "applied": "1000.00",
            "approved": "900.00",
            "planned": "900.00",
            "contracted": "850.00",
            "paid": "800.00",
            "settled": "850.00",
            "audited": "840.00",
        }
        assert row.name in {"emr", "units/health", "2025"}


@pytest.mark.parametrize(
    ("record", "fields", "marked"),
    [
        (f"{PLAIN}/contracts/main", {"amount": "800.00"}, "contracted-within-approved"),
        (f"{PLAIN}/investment-plan", {"release": {"amount": "950.00"}}, "planned-within-approved"),
    ],
)
def test_f1_what_goes_over_is_marked_and_not_refused(record: str, fields: Fields, marked: str) -> None:
    (table,) = money_tables(pingshan_office({**DOSSIER, record: {**DOSSIER[record], **fields}}).office, "project")
    before = money_tables(pingshan_office(DOSSIER).office, "project")[0].rows[0].notes

    new = [note for note in table.rows[0].notes if note not in before]

    assert [dict(note.arguments)["check"] for note in new] == [marked]
    assert all(note.about.note for note in new)


def described(name: str, scope: str, stage: str = "construction") -> Fields:
    return paper("project", stage, name=name, scope=scope, level="department", unit="units/education")


def test_o2_a_project_is_compared_with_those_of_all_departments() -> None:
    records = {
        "projects/new/project": described("智慧教育平台", "建设覆盖全区中小学的教学资源和学生成长档案平台"),
        "projects/old/project": described("数字教育工程", "建设中小学教学资源库和学生成长档案系统"),
        "projects/water/project": described("智慧排水", "建设排水管网监测和内涝预警系统"),
        "projects/given-up/project": described("智慧教育平台一期", "建设教学资源和学生成长档案平台", "abandoned"),
    }

    found = overlaps_of(pingshan_office(records).standing, "projects/new")

    assert [one.other.id for one in found.likenesses] == ["projects/old/project"]


@pytest.mark.parametrize(
    ("answered", "codes"),
    [({"answer": "merge", "explanation": "纳入既有平台扩建"}, set()), ({}, {"R8-REQUIRED"})],
)
def test_o2_the_reviewers_answer_to_each_likely_duplicate(answered: Fields, codes: set[str]) -> None:
    entry: Fields = {"existing": "projects/old/project", "score": "60", "reasons": ["名称：教育"], **answered}
    office = pingshan_office({"projects/old/project": described("数字教育工程", "—")})
    review = paper("expert-review", "determination", overlaps_considered=[entry])
    record = office.record("projects/new/expert-review", review).found("projects/new/expert-review")

    found = office.office.shapes.findings(record, draft=False)

    assert {one.code for one in found if "overlaps_considered" in dict(one.arguments)["field"]} == codes
