"""Rule 8 for entries: what is named stands there, and what others name is not taken out."""

from __future__ import annotations

import pytest

from cio_ctl.rules.soundness import form_findings, lost_entry_findings, reference_findings
from tests.pingshan_in_memory import pingshan_office

NEEDS = "planning/2026/health/needs"
PLAN = "planning/2026/health/plan"


def needs(*ids: str) -> dict[str, object]:
    entries = [{"id": name, "business_line": "医政", "title": name, "description": "—"} for name in ids]
    return {"kind": "needs", "unit": "units/health", "entries": entries, "stage": "draft", "decisions": []}


def plan(record: str, entry: str) -> dict[str, object]:
    entries = [{"id": "one", "title": "一", "content": "—", "needs": [{"record": record, "entry_id": entry}]}]
    return {"kind": "plan", "level": "department", "entries": entries, "stage": "draft", "decisions": []}


@pytest.mark.parametrize(
    ("record", "entry", "codes"),
    [
        (NEEDS, "records", []),
        (NEEDS, "robots", ["R8-ENTRY"]),
        ("planning/2025/health/needs", "records", ["R8-REFERENCE"]),
        (PLAN, "one", ["R8-REFERENCE"]),
    ],
)
def test_a_reference_to_an_entry_finds_record_and_entry(record: str, entry: str, codes: list[str]) -> None:
    office = pingshan_office({NEEDS: needs("records", "beds"), PLAN: plan(record, entry)})

    found = list(reference_findings(office.office, office.found(PLAN)))

    assert [entry.code for entry in found] == codes
    assert all(entry.place.line > 1 for entry in found)


@pytest.mark.parametrize(
    ("left", "codes"),
    [(("records", "beds"), []), (("records",), []), (("beds",), ["R8-ENTRY-GONE"]), ((), ["R8-ENTRY-GONE"])],
)
def test_an_entry_that_others_name_is_not_taken_out(left: tuple[str, ...], codes: list[str]) -> None:
    before = pingshan_office({NEEDS: needs("records", "beds"), PLAN: plan(NEEDS, "records")})
    after = before.record(NEEDS, needs(*left))

    found = list(lost_entry_findings(before.office.tree, after.office, NEEDS))

    assert [entry.code for entry in found] == codes


@pytest.mark.parametrize(
    ("stage", "ids", "codes"),
    [
        ("determined", ("records", "beds"), []),
        ("determined", ("records", "records", "records"), ["R8-ENTRY-TWICE"]),
        ("draft", ("records", "records"), []),
    ],
)
def test_an_id_that_others_may_name_stands_for_one_entry(stage: str, ids: tuple[str, ...], codes: list[str]) -> None:
    case = pingshan_office({NEEDS: {**needs(*ids), "stage": stage}}).case(NEEDS)

    found = [one.code for one in form_findings(case) if one.code.startswith("R8-ENTRY")]

    assert found == codes


def test_a_list_that_nobody_names_an_entry_of_may_repeat_itself() -> None:
    assert pingshan_office().office.shapes.entry_lists("needs") == ("entries",)
    assert pingshan_office().office.shapes.entry_lists("norm") == ()


def test_the_judge_finds_an_entry_taken_out_and_who_names_it() -> None:
    before = pingshan_office({NEEDS: needs("records", "beds"), PLAN: plan(NEEDS, "records")})

    found = before.judged(before.record(NEEDS, needs("beds")), "wang")

    assert [(entry.code, dict(entry.arguments)["other"]) for entry in found] == [("R8-ENTRY-GONE", PLAN)]


@pytest.mark.parametrize(
    ("path", "values"),
    [("entries.id", ("records", "beds")), ("unit", ("units/health",)), ("entries.none", ()), ("unit.id", ())],
)
def test_values_reach_through_lists(path: str, values: tuple[str, ...]) -> None:
    record = pingshan_office({NEEDS: needs("records", "beds")}).found(NEEDS)

    assert record.values(path) == values
