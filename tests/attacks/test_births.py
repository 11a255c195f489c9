"""Attacks on what comes of other records: systems born of projects, and entries that carry out other entries."""

from __future__ import annotations

import pytest

from tests.attacks.bent import Bent
from tests.pack.acts import paper
from tests.pack.operation_records import PROJECT, SYSTEM, project, system
from tests.pingshan_in_memory import decided

BORN = {**system(origin="project", project=PROJECT), "stage": "registered", "decisions": []}
START = "2026-03-10 wei department-cio-team@health advance registered running"
RUNNING = decided(START, **system(origin="project", project=PROJECT))
OTHER = "projects/his/project"
NEEDS, PLAN, WORK_PLAN = "planning/2026/health/needs", "planning/2026/health/plan", "planning/2026/health/work-plan"
APPLICATION, REVIEW = "projects/emr/preliminary-application", "projects/emr/expert-review"
ONCE = {"schemas/system.process.yaml": "unique: [project]\n"}
"""A law by which a project leaves one system behind."""


def listing(kind: str, stage: str, *ids: str, **more: object) -> dict[str, object]:
    """A paper of health with entries of these ids."""
    entries = [{"id": name, "title": name} for name in ids]
    return paper(kind, stage, unit="units/health", level="department", entries=entries, **more)


def from_needs(record: str, entry: str) -> dict[str, object]:
    """A plan with an entry that takes up an entry of other needs."""
    entries = [{"id": "emr", "title": "emr", "needs": [{"record": record, "entry_id": entry}]}]
    return paper("plan", "draft", unit="units/health", level="department", entries=entries)


def in_plan(entry: str) -> dict[str, object]:
    """A project that says in which entry of the work plan it stands."""
    origin = {"origin": "work-plan", "origin_entry": {"record": WORK_PLAN, "entry_id": entry}}
    return paper("project", "preliminary-work", name="电子病历", level="department", unit="units/health", **origin)


def review(*rows: str) -> dict[str, object]:
    """The experts' review, with a table by which the plan named is in force."""
    named = f"{PLAN}#emr emr"
    row = {"subject": "plan-and-architecture", "item": "规划 emr", "expected": named, "found": "建", "result": "same"}
    fields = {"kind": "expert-review", "comparison": [row]}
    return decided(*rows, **fields) if rows else paper("expert-review", "draft", comparison=[row])


DRAFT_NEEDS = {**listing("needs", "draft", "records"), "unit": "units/health"}
NAMING = {"document": "规划", "entry": "emr", "relation": "建", "record": PLAN, "entry_id": "emr"}
BEFORE_EXPERTS = paper("preliminary-application", "expert-review", plan_references=[NAMING])
CONCLUDING = "2026-03-10 qin district-cio-team@office submit draft determination"
ACCEPTED = {PROJECT: project(), OTHER: project()}

ROWS = [
    Bent(
        "system_born_of_a_project_that_is_not_there",
        SYSTEM,
        None,
        BORN,
        "wei",
        {"R8-REFERENCE"},
        "dangling pointer",
    ),
    Bent(
        "system_born_of_what_is_no_project",
        SYSTEM,
        None,
        {**BORN, "project": "units/health"},
        "wei",
        {"R8-REFERENCE"},
        "type confusion",
    ),
    Bent("system_born_running", SYSTEM, None, RUNNING, "wei", {"R3-BEGINNING"}, "in-toto, forged link", ACCEPTED),
    Bent(
        "system_started_before_its_project_is_accepted",
        SYSTEM,
        BORN,
        RUNNING,
        "wei",
        {"R3-GUARD"},
        "in-toto, skipped step",
        {PROJECT: project("trial-run")},
    ),
    Bent(
        "system_of_an_unaccepted_project_passed_off_as_older_than_the_office",
        SYSTEM,
        {**BORN, "origin": "registered", "origin_note": "原有系统"},
        {**RUNNING, "origin": "registered", "origin_note": "原有系统"},
        "wei",
        {"R3-GUARD"},
        "confused deputy",
        {PROJECT: project("trial-run")},
    ),
    Bent(
        "project_swapped_for_an_accepted_one_in_the_start",
        SYSTEM,
        BORN,
        {**RUNNING, "project": OTHER},
        "wei",
        {"R6-FIELD"},
        "time of check, time of use",
        {PROJECT: project("trial-run"), OTHER: project()},
    ),
    Bent(
        "project_swapped_after_the_start",
        SYSTEM,
        RUNNING,
        {**RUNNING, "project": OTHER},
        "wei",
        {"R6-NOT-A-DRAFT"},
        "time of check, time of use",
        ACCEPTED,
    ),
    Bent(
        "protection_level_that_was_carried_over_lowered_after_the_start",
        SYSTEM,
        RUNNING,
        {**RUNNING, "mlps": {"level": 1}},
        "wei",
        {"R6-NOT-A-DRAFT"},
        "the rule book",
        ACCEPTED,
    ),
    Bent(
        "system_born_twice_of_one_project",
        "operations/systems/emr-again",
        None,
        BORN,
        "wei",
        {"R8-UNIQUE"},
        "double spending",
        {**ACCEPTED, SYSTEM: RUNNING},
        ONCE,
    ),
    Bent(
        "second_system_moved_to_a_project_that_has_one",
        "operations/systems/emr-again",
        {**BORN, "project": OTHER},
        BORN,
        "wei",
        {"R8-UNIQUE"},
        "double spending",
        {**ACCEPTED, SYSTEM: RUNNING},
        ONCE,
    ),
    Bent(
        "entry_that_carries_out_what_nobody_needs",
        PLAN,
        None,
        from_needs(NEEDS, "robots"),
        "wang",
        {"R8-ENTRY"},
        "dangling pointer",
        {NEEDS: DRAFT_NEEDS},
    ),
    Bent(
        "entry_that_carries_out_needs_that_are_not_there",
        PLAN,
        None,
        from_needs("planning/2025/health/needs", "records"),
        "wang",
        {"R8-REFERENCE"},
        "dangling pointer",
    ),
    Bent(
        "entry_taken_out_that_another_record_carries_out",
        NEEDS,
        listing("needs", "draft", "records", "beds"),
        listing("needs", "draft", "beds"),
        "wang",
        {"R8-ENTRY-GONE"},
        "dangling pointer",
        {PLAN: from_needs(NEEDS, "records")},
    ),
    Bent(
        "entry_called_otherwise_that_another_record_carries_out",
        NEEDS,
        listing("needs", "draft", "records"),
        listing("needs", "draft", "robots"),
        "wang",
        {"R8-ENTRY-GONE"},
        "dangling pointer",
        {PLAN: from_needs(NEEDS, "records")},
    ),
    Bent(
        "entry_changed_after_it_was_determined",
        NEEDS,
        listing("needs", "determined", "records"),
        listing("needs", "determined", "records", "robots"),
        "wang",
        {"R6-NOT-A-DRAFT"},
        "the rule book",
    ),
    Bent(
        "second_entry_under_the_id_of_one_that_others_carry_out",
        PLAN,
        listing("plan", "draft", "emr", "emr"),
        decided(
            "2026-03-10 wang department-cio@health submit draft determination",
            **{name: value for name, value in listing("plan", "", "emr", "emr").items() if name != "decisions"},
        ),
        "wang",
        {"R8-ENTRY-TWICE"},
        "two readers, two values",
    ),
    Bent(
        "project_of_an_entry_that_no_work_plan_has",
        PROJECT,
        None,
        in_plan("robots"),
        "wei",
        {"R8-ENTRY"},
        "dangling pointer",
        {WORK_PLAN: listing("work-plan", "determined", "emr")},
    ),
    Bent(
        "project_of_an_entry_of_a_draft",
        APPLICATION,
        paper("preliminary-application", "draft", level="department"),
        decided(
            "2026-03-10 wei department-cio-team@health submit draft expert-review",
            kind="preliminary-application",
            level="department",
        ),
        "wei",
        {"R3-GUARD"},
        "in-toto, skipped step",
        {PROJECT: in_plan("emr"), WORK_PLAN: listing("work-plan", "draft", "emr")},
    ),
    Bent(
        "project_moved_to_an_entry_of_a_draft_after_its_application",
        PROJECT,
        in_plan("emr"),
        {**in_plan("emr"), **decided("2026-03-10 wei department-cio-team@health advance preliminary-work approved")},
        "wei",
        {"R3-GUARD"},
        "time of check, time of use",
        {
            WORK_PLAN: listing("work-plan", "draft", "emr"),
            APPLICATION: paper("preliminary-application", "approved", level="department"),
        },
    ),
    Bent(
        "entry_of_a_draft_that_the_experts_take_for_determined",
        REVIEW,
        review(),
        review(CONCLUDING),
        "qin",
        {"R3-COMPARISON"},
        "time of check, time of use",
        {PROJECT: project("preliminary-work"), APPLICATION: BEFORE_EXPERTS, PLAN: listing("plan", "draft", "emr")},
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(row: Bent) -> None:
    assert row.finds <= row.codes()
