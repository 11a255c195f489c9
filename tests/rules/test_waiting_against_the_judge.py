"""For whom a case waits: exactly those whose act the judge accepts, tried one by one."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from cio_ctl.rules.cases import case_of
from cio_ctl.rules.soundness import record_findings
from cio_ctl.rules.waiting.cases import all_waiting
from cio_ctl.rules.waiting.steps import Task, carries, goes_on
from tests.judged_in_memory import Court, acknowledgements, example_office, taken
from tests.offices_in_memory import (
    GRANT,
    NOON,
    REPORT,
    SUBMITTED,
    Texts,
    decision_entry,
    grant_fields,
    grants_office,
    key_entry,
    officer_fields,
    post_entry,
)

if TYPE_CHECKING:
    from cio_ctl.rules.cases import Case
    from cio_ctl.rules.waiting.cases import Waiting

VALUES = {
    "number": "G-9",
    "filing_number": "SZ-PS-2026-0099",
    "technical_opinion": "与总体架构相符。",
    "determination": {"document": "会议纪要", "date": "2025-01-01"},
    "approval": {"document_number": "坪发财〔2025〕1号", "amount": "1.00", "date": "2025-01-01"},
    "release": {"document_number": "坪发财〔2025〕2号", "amount": "1.00", "date": "2025-01-01"},
}
LARGE: dict[str, object] = {"amount": "100000.00"}
TO_BOARD = decision_entry("ben clerk@office approve desk board", "2026-03-04T09:00:00+08:00")
FAY_SIGNED = decision_entry("fay treasurer@board approve board board", "2026-03-05T09:00:00+08:00")
GRANTED = decision_entry("ada director@office approve desk granted", "2026-03-04T09:00:00+08:00")
RETURNED = decision_entry("ben clerk@office return desk idea", "2026-03-04T09:00:00+08:00", opinion="缺报价")
BOUND: dict[str, object] = {"number": "G-1"}
STAGES: dict[str, tuple[tuple[dict[str, object], ...], dict[str, object]]] = {
    "idea": ((), {}),
    "idea without amount": ((), {"amount": None}),
    "returned": ((SUBMITTED, RETURNED), {}),
    "desk, small": ((SUBMITTED,), {}),
    "desk, numbered": ((SUBMITTED,), BOUND),
    "desk, large": ((SUBMITTED,), LARGE),
    "board": ((SUBMITTED, TO_BOARD), LARGE),
    "board, one has signed": ((SUBMITTED, TO_BOARD, FAY_SIGNED), LARGE),
    "granted": ((SUBMITTED, GRANTED), BOUND),
    "granted for own works": ((SUBMITTED, GRANTED), {**BOUND, "own_works": True}),
}
LENT = {"from": "2026-01-01"}
REGISTERS: dict[str, dict[str, dict[str, object]]] = {
    "all in office": {},
    "ada suspended": {"ada": officer_fields("ada", "director@office", suspended=True)},
    "ben without key": {"ben": officer_fields("ben", "clerk@office", keys=[key_entry("ben", withdrawn="2026-02-01")])},
    "posts over": {
        "cai": officer_fields("cai", roles=[post_entry("clerk@office", until="2026-03-09")]),
        "fay": officer_fields("fay", roles=[post_entry("treasurer@board", since="2026-03-11")]),
    },
    "lent": {
        "ada": officer_fields("ada", "director@office", delegations=[post_entry("director@office", to="officers/hal")]),
        "dan": officer_fields(
            "dan",
            "librarian@hilltop",
            delegations=[post_entry("librarian@hilltop", to="officers/ben")],
        ),
        "ben": officer_fields("ben", "clerk@office", delegations=[post_entry("clerk@office", to="officers/gus")]),
    },
}


def grants(stage: str, register: str) -> Texts:
    decisions, fields = STAGES[stage]
    where = str(decisions[-1]["to"]) if decisions else "idea"
    office = grants_office().record(GRANT, grant_fields(where, *decisions, **fields))
    for slug, officer in REGISTERS[register].items():
        office = office.record(f"officers/{slug}", officer)
    return office


def waits(office: Texts, at: datetime) -> list[Waiting]:
    standing = office.standing
    return list(all_waiting(standing.office, standing.snapshot.ids(), at))


def named(found: list[Waiting], record: str) -> set[tuple[str, str, str]]:
    """Officers, verbs and goals for which a record waits, but for what only fills in."""
    return {
        (step.seat.officer.slug, step.transition.verb, step.transition.target)
        for waiting in found
        for step in waiting.steps
        if step.transition is not None and step.record == record and step.task not in {Task.FILL_IN, Task.DRAW_UP}
    }


def accepted(court: Court, case: Case) -> set[tuple[str, str, str]]:
    """Officers, verbs and goals that carry the case on, as the judge has it."""
    stage = case.record.stage
    on = [one for one in case.process.transitions if goes_on(case.process, stage) and carries(one, stage)]
    ways = {(one.verb.value, one.target) for one in (*on, *acknowledgements(case))}
    return {act for act in court.able(case, VALUES) if act[1:] in ways}


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("stage", STAGES)
def test_a_grant_waits_for_those_whose_decision_is_accepted(stage: str, register: str) -> None:
    office = grants(stage, register)
    court = Court(office, NOON)

    found = waits(office, NOON)

    assert named(found, GRANT) == accepted(court, office.case())


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("stage", STAGES)
def test_every_act_that_is_asked_for_is_accepted(stage: str, register: str) -> None:
    office = grants(stage, register)
    court = Court(office, NOON)
    case = office.case()

    for step in (step for waiting in waits(office, NOON) for step in waiting.steps):
        if step.transition is None and step.record == GRANT:
            fields = {**case.record.fields, "title": "改"}
        elif step.transition is None:
            assert step.record == REPORT
            fields = {"kind": "report", "stage": "draft", "decisions": []}
        else:
            setting = {name: VALUES[name] for name in step.to_set}
            fields = taken(case, step.transition, step.target, step.seat.officer, step.seat.standing, NOON, setting)
        assert court.accepts(step.seat.officer, step.record, fields), step


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("stage", ["idea", "idea without amount", "returned"])
def test_a_draft_that_lacks_something_waits_for_all_who_may_edit_it(stage: str, register: str) -> None:
    office = grants(stage, register)

    found = [step for waiting in waits(office, NOON) for step in waiting.steps if step.transition is None]

    assert {step.seat.officer.slug for step in found} == Court(office, NOON).editors(office.case(), "title")


DAYS = ["2023-09-25", "2024-03-01", "2025-03-10"]
if os.environ.get("CIO_WAITING_FULL"):  # a minute each: every act of every officer is tried
    DAYS += ["2023-12-10", "2024-04-20", "2024-06-10", "2025-09-24", "2025-10-17"]


@pytest.mark.parametrize("day", DAYS)
def test_the_open_cases_of_the_example_wait_for_those_whose_decision_is_accepted(day: str) -> None:
    at = datetime.fromisoformat(f"{day}T18:00:00+08:00")
    office = example_office(at)
    court = Court(office, at)

    found = waits(office, at)

    then = court.before.office
    sound = [name for name in court.before.snapshot.ids() if not any(record_findings(then, name))]
    cases = [case_of(then, office.found(name)) for name in sound]
    open_ = [case for case in cases if case is not None and not case.process.plain]
    assert any(waiting.steps for waiting in found)
    assert {case.record.id: named(found, case.record.id) for case in open_} == {
        case.record.id: accepted(court, case) for case in open_
    }


def test_a_field_that_the_decision_itself_must_set_does_not_stand_in_its_way() -> None:
    at = datetime.fromisoformat("2025-10-17T18:00:00+08:00")

    found = waits(example_office(at), at)

    assert {(step.record, step.to_set) for waiting in found for step in waiting.steps if step.to_set} == {
        ("projects/2024-housing-investment/filing", ("filing_number",)),
        ("projects/2025-operations-centre/preliminary-application", ("approval",)),
    }
