"""What lies with whom: cases, copies and duties, each once, the most pressing first."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from cio_ctl.rules.dues.obligations import all_duties, reckoning_of
from cio_ctl.rules.waiting.cases import all_waiting
from cio_ctl.rules.waiting.matters import Matter, matters
from tests.pingshan_in_memory import decided, pingshan_office, with_calendars

PROJECT = "projects/2026-emr/project"
PROGRESS = "projects/2026-emr/progress/2026-q2"
GUIDANCE = "projects/2026-emr/guidance/1"
FINAL = "projects/2026-emr/acceptance-final"
SETTLEMENT = "projects/2026-emr/settlement"

if TYPE_CHECKING:
    from tests.offices_in_memory import Texts

Records = dict[str, dict[str, object]]


def project(stage: str, since: str = "2026-03-02") -> dict[str, object]:
    row = decided(f"{since} wei department-cio-team@health advance preliminary-work {stage}")
    return {"kind": "project", "name": "电子病历", "level": "department", "unit": "units/health", **row}


def progress(*rows: str, **more: object) -> dict[str, object]:
    fields: dict[str, object] = decided(*rows) if rows else {"stage": "draft", "decisions": []}
    return {"kind": "progress-report", "period_from": "2026-03-03", "period_to": "2026-05-31", **fields, **more}


CONSTRUCTION: Records = {PROJECT: project("construction")}
REPORTED = progress("2026-05-20 hua project-unit@health submit draft reported")
PASSED: dict[str, object] = {
    "kind": "acceptance-report",
    "phase": "final",
    **decided(
        "2026-03-02 hua project-unit@health submit draft countersigning",
        "2026-03-03 fan development-finance@finance approve countersigning passed",
    ),
}


def found(records: Records, day: str) -> tuple[Matter, ...]:
    """The matters of an office on a day."""
    return found_in(pingshan_office(records), day)


def found_in(office: Texts, day: str) -> tuple[Matter, ...]:
    """The matters of an office on a day, with the calendars of the notices."""
    standing, today = with_calendars(office).standing, date.fromisoformat(day)
    waitings = all_waiting(standing.office, standing.snapshot.ids(), datetime.fromisoformat(f"{day}T12:00:00+08:00"))
    duties = all_duties(standing.office, reckoning_of(standing.office, today))
    return matters(standing.office, tuple(waitings), tuple(duties), today)


def told(matter: Matter) -> str:
    """``report projects/… hua due 2026-06-02``."""
    officers = " ".join(dict.fromkeys(step.seat.officer.slug for step in matter.steps))
    due = f" due {matter.duty.deadline.day}" if matter.duty is not None else ""
    return f"{matter.task or '-'} {matter.record} {officers}{due}"


@pytest.mark.parametrize(
    ("records", "day", "comes"),
    [
        # a duty that is far off is not told, but what is to be drawn up says by when it is owed
        (CONSTRUCTION, "2026-03-10", "draw-up projects/2026-emr/progress/* hua due 2026-06-02"),
        (CONSTRUCTION, "2026-07-10", "draw-up projects/2026-emr/progress/* hua due 2026-06-02"),
        # the draft that would meet it says so, and nothing else does
        ({**CONSTRUCTION, PROGRESS: progress()}, "2026-05-30", f"submit {PROGRESS} hua due 2026-06-02"),
        # the first was reported; the second is soon due, and nothing is under way for it
        ({**CONSTRUCTION, PROGRESS: REPORTED}, "2026-08-28", "report projects/2026-emr/progress/* hua due 2026-09-02"),
        ({**CONSTRUCTION, PROGRESS: REPORTED}, "2026-09-10", "report projects/2026-emr/progress/* hua due 2026-09-02"),
    ],
)
def test_a_duty_is_told_once_where_it_can_be_met(records: Records, day: str, comes: str) -> None:
    owing = [told(matter) for matter in found(records, day) if matter.duty is not None]

    assert owing == [comes]


def test_a_duty_far_off_that_nothing_is_under_way_for_is_not_told() -> None:
    told_ = [matter for matter in found({**CONSTRUCTION, PROGRESS: REPORTED}, "2026-07-01") if matter.duty is not None]

    assert told_ == []


def test_what_is_late_comes_first_then_what_lies_longest() -> None:
    records: Records = {
        "projects/2025-old/project": project("approved", "2025-01-10"),
        PROJECT: project("construction"),
        "projects/2026-new/project": project("approved", "2026-02-10"),
        "projects/2026-emr/guidance/1": {"kind": "guidance", "stage": "draft", "decisions": []},
    }

    order = [(matter.record, str(matter.since)) for matter in found(records, "2026-07-10")]

    assert order == [
        ("projects/2026-emr/progress/*", "2026-03-02"),
        ("projects/2025-old/funding-application", "2025-01-10"),
        ("projects/2026-new/funding-application", "2026-02-10"),
        ("projects/2026-emr/guidance/1", "None"),
    ]


def test_what_several_cases_wait_for_is_told_once() -> None:
    records: Records = {
        PROJECT: project("accepted"),
        FINAL: PASSED,
        "projects/2026-emr/audit-report": {"kind": "audit-report", "stage": "draft", "decisions": []},
    }

    [settlement] = [matter for matter in found(records, "2026-03-10") if matter.record == SETTLEMENT]

    assert {waiting.case.record.id for waiting in settlement.waitings} == {
        PROJECT,
        "projects/2026-emr/audit-report",
    }
    assert told(settlement) == f"draw-up {SETTLEMENT} hua due 2026-05-06"


def test_a_duty_lies_with_those_who_review_what_would_meet_it() -> None:
    filing = {"kind": "filing", **decided("2026-03-05 hua project-unit@health submit draft filing-review")}
    records: Records = {PROJECT: project("accepted"), FINAL: PASSED, "projects/2026-emr/filing": filing}
    strict = pingshan_office(records).replacing(
        "schemas/acceptance-report.process.yaml", "stage: [filing-review, filed]", "stage: [filed]"
    )

    [lying] = [matter for matter in found_in(strict, "2026-04-10") if matter.record == "projects/2026-emr/filing"]

    assert lying.bodies == (("district-cio-team", "units/office"),)
    assert lying.duty is not None
    assert lying.duty.late_days(date(2026, 4, 10)) > 0


def test_a_matter_lies_with_each_post_in_which_somebody_can_act() -> None:
    [copies] = [
        {
            matter.bodies
            for matter in found({PROGRESS: REPORTED, PROJECT: project("construction")}, "2026-05-21")
            if matter.record == PROGRESS
        }
    ]

    assert copies == {
        (("district-cio-team", "units/office"),),
        (("discipline-supervision", "units/discipline"),),
        (("development-finance", "units/finance"),),
    }


def test_a_matter_knows_with_whom_it_lies() -> None:
    [matter] = found({PROJECT: project("approved")}, "2026-03-10")

    assert matter.lies_with("officers/hua")
    assert [step.seat.officer.slug for step in matter.of("officers/hua")] == ["hua"]
    assert not matter.lies_with("officers/tao")
    assert not matter.stuck


def test_a_matter_that_nobody_can_act_on_is_stuck() -> None:
    rejected = {
        "kind": "funding-application",
        **decided("2026-03-04 wei department-cio-team@health reject first-review rejected"),
    }

    [matter] = found({PROJECT: project("approved"), "projects/2026-emr/funding-application": rejected}, "2026-03-10")

    assert (matter.record, matter.task, matter.bodies) == (PROJECT, None, ())
    assert matter.stuck


def test_each_post_is_told_what_is_asked_of_it() -> None:
    evaluation: dict[str, object] = {
        "kind": "evaluation",
        "unit": "units/health",
        **decided("2026-03-02 qiao district-cio-team@office submit draft confirmation"),
    }

    [matter] = found({"evaluations/2025/health": evaluation}, "2026-03-10")

    assert {(role, str(matter.task_of(role, unit))) for role, unit in matter.bodies} == {
        ("department-cio", "acknowledge"),
        ("district-cio", "decide"),
    }
    assert matter.task_of("audit", "units/audit") is None
