"""Attacks on what the Pingshan pack adds: terms moved, calendars bent, suspensions closed by hand, ids carried over."""

from __future__ import annotations

import pytest

from tests.attacks.bent import Bent
from tests.pingshan_in_memory import decided, pingshan_office, with_calendars

CHANGE = "deadline-changes/one"
ASKED = ("2026-02-02 hua project-unit@health submit draft determination",)
GRANTED = (*ASKED, "2026-02-03 li-na district-cio@office approve determination granted")


def change(*rows: str, **more: object) -> dict[str, object]:
    """A change of a term that the health bureau's project unit asked for."""
    fields = {
        "kind": "deadline-change",
        "level": "department",
        "unit": "units/health",
        "record": "projects/emr/project",
    }
    term = {"obligation": "filing", "suspended_from": "2026-02-03", "reason": "机房停电"}
    return decided(*rows, **fields, **term, **more) if rows else {**fields, **term, **more, "stage": "draft"}


DEADLINES = "issue 3: deadlines"
ROWS = [
    Bent("term_granted_to_oneself", CHANGE, change(*ASKED), change(*GRANTED), "hua", {"R7-SIGNER"}, DEADLINES),
    Bent("term_born_granted", CHANGE, None, change(*GRANTED), "hua", {"R3-BEGINNING"}, DEADLINES),
    Bent(
        "suspension_ended_by_hand",
        CHANGE,
        change(*GRANTED),
        change(*GRANTED, suspended_until="2026-12-31"),
        "hua",
        {"R6-NOT-A-DRAFT"},
        DEADLINES,
    ),
    Bent(
        "suspension_lengthened_by_whoever_granted_it",
        CHANGE,
        change(*GRANTED, suspended_until="2026-02-20"),
        change(*GRANTED, suspended_until="2026-12-31"),
        "li-na",
        {"R6-NOT-A-DRAFT"},
        DEADLINES,
    ),
    Bent(
        "term_of_another_project_put_in_after_the_grant",
        CHANGE,
        change(*GRANTED),
        {**change(*GRANTED), "record": "projects/his/project"},
        "hua",
        {"R6-NOT-A-DRAFT"},
        DEADLINES,
    ),
    Bent(
        "term_asked_for_another_unit",
        CHANGE,
        None,
        {**change(), "unit": "units/education"},
        "hua",
        {"R4-DRAFTER"},
        DEADLINES,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(row: Bent) -> None:
    assert row.finds <= row.codes()


@pytest.mark.parametrize(("by", "free"), [("hua", False), ("wang", False), ("qin", False), ("li-na", True)])
def test_a_day_of_the_calendar_is_bent_by_nobody_but_its_keeper(by: str, free: bool) -> None:  # noqa: FBT001
    office = with_calendars(pingshan_office())
    path = next(path for path in office.files if path.endswith("/2026.yaml"))
    bent = office.having({path: office.files[path].replace("2026-01-02", "2026-01-09", 1)})

    assert ("R9-REGISTER" not in office.codes(bent, by)) == free
