"""status: the office at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.test_inbox import ROOF, SHELVES, lines, on_branch

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]


def test_the_office_at_a_glance(run: Run, become: Become) -> None:
    office = become("ada")
    office.commit("ada")

    told = [line.rstrip() for line in lines(run("status", "--at", "HEAD"))]

    assert told == [
        f"Grants for village libraries  2026-06-01  {office.git('rev-parse', 'HEAD')[:12]}",
        "Records by stage:",
        "kind   stages",
        "grant  idea 1 · desk 1",
        "Waiting:",
        "  board@board (fay, gus): 1",
        f"    2026-03-03  To decide  {SHELVES}",
        "  clerk@office (ben, cai): 1",
        f"    2026-03-03  To decide  {SHELVES}",
        "  director@office (ada): 1",
        f"    2026-03-03  To decide  {SHELVES}",
        "  librarian@hilltop (dan, eva): 1",
        f"    2026-03-04  To submit  {ROOF}",
    ]


def test_an_office_where_nothing_waits_says_so(run: Run, become: Become) -> None:
    become("ada")

    assert lines(run("status", "--unit", "valley"))[-2:] == ["Waiting:", "  nothing"]


@pytest.mark.usefixtures("owing")
def test_what_is_late_is_told_with_where_it_lies(run: Run) -> None:
    told, shown = run("status", "--at", "2026-06-01", "--json").json, lines(run("status", "--at", "2026-06-01"))

    decide = next(one for one in told["late"] if one["obligation"] == "decide")
    assert decide == {
        "record": SHELVES,
        "obligation": "decide",
        "basis": "G2",
        "period": 1,
        "due": "2026-03-13",
        "days_late": 80,
        "unit": "",
        "to_act_on": SHELVES,
        "lies_with": [
            {"role": "director", "unit": "units/office"},
            {"role": "clerk", "unit": "units/office"},
            {"role": "board", "unit": "units/board"},
        ],
        "since": "2026-03-03",
    }
    account = next(one for one in told["late"] if one["obligation"] == "account")
    assert account["lies_with"] == [{"role": "librarian", "unit": "units/hilltop"}]
    assert account["to_act_on"] == "grants/2026/shelves/report"
    assert told["late_acts"] == [
        {"unit": "units/hilltop", "late": 2, "met_late": 0},
        {"unit": "", "late": 1, "met_late": 0},
    ]
    assert "Late:" in shown
    assert next(line.split()[:2] for line in shown if "the desk decides" in line) == ["2026-03-13", "80"]
    assert shown[-2].split() == ["hilltop", "2", "0"]


def test_acts_that_came_late_are_counted(run: Run, owing: TestOffice) -> None:
    owing.decide("ada", "approve", SHELVES, fields={("number",): "G-1"})

    told = run("status", "--at", "2026-06-02", "--json").json

    assert [one for one in told["late_acts"] if not one["unit"]] == [{"unit": "", "late": 0, "met_late": 1}]


@pytest.mark.usefixtures("owing")
def test_the_inbox_says_by_when_and_how_late(run: Run) -> None:
    told = lines(run("todo", "--officer", "ada", "--at", "2026-06-01"))

    assert told[1] == (
        f"  {SHELVES}  desk  since 2026-03-03  due 2026-03-13 (80 late)  cio-ctl approve {SHELVES} --set number=…"
    )
    [item] = run("todo", "--officer", "ada", "--at", "2026-06-01", "--json").json["items"]
    assert (item["obligation"], item["due"], item["certain"], item["days_late"]) == ("decide", "2026-03-13", True, 80)


@pytest.mark.usefixtures("owing")
def test_what_is_owed_without_a_paper_under_way_is_to_be_reported(run: Run) -> None:
    told = lines(run("todo", "--officer", "eva", "--at", "2026-06-01"))
    everything = run("todo", "--all", "--at", "2026-06-01", "--json").json

    due = "[G3] account ×2  since 2026-03-03  due 2026-04-03 (59 late)"
    assert told[-2:] == [
        "To report",
        f"  grants/2026/shelves/report  {due}  cio-ctl new report 2026 shelves",
    ]
    assert everything["owed"][0] == {
        "record": SHELVES,
        "to_draw_up": "grants/2026/shelves/report",
        "since": "2026-03-03",
        "obligation": "account",
        "due": "2026-04-03",
        "certain": True,
        "days_late": 59,
        "times": 2,
        "waits_for": ["officers/dan", "officers/eva"],
    }
    assert "dan, eva: To report" in run("todo", "--all", "--at", "2026-06-01").out


def test_branches_and_stuck_cases_are_among_it(run: Run, become: Become) -> None:
    office = become("ada")
    on_branch(office, "roof", "dan", "submit", ROOF)
    office.edit("officers/ada", {("roles", 0, "until"): "2026-03-31"})
    office.edit("officers/dan", {("suspended",): True})
    office.edit("officers/eva", {("suspended",): True})
    office.commit("ada", at="2026-03-30T09:00:00+08:00")

    shown, told = lines(run("status")), run("status", "--json").json

    assert any(line.endswith(f"To decide  {ROOF}  on branch roof") for line in shown)
    assert shown[-2:] == ["Nobody can move:", f"  {ROOF}: nobody can act as librarian@hilltop"]
    assert [case["record"] for case in told["stuck"]] == [ROOF]
    assert {matter["branch"] for body in told["waiting"] for matter in body["matters"]} == {"", "roof"}


@pytest.mark.parametrize(
    ("unit", "waiting"), [("hilltop", [SHELVES, ROOF]), ("units/hilltop", [SHELVES, ROOF]), ("valley", [])]
)
def test_the_glance_at_one_unit(run: Run, become: Become, unit: str, waiting: list[str]) -> None:
    become("ada")

    told = run("status", "--unit", unit, "--json").json

    assert list(dict.fromkeys(one["record"] for body in told["waiting"] for one in body["matters"])) == waiting
