"""What falls due, from the command line: lists, filters, calendar files, the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]

SHELVES = "grants/2026/shelves/application"


@pytest.mark.usefixtures("owing")
def test_the_list_says_what_is_owed_by_whom_and_how_late(run: Run) -> None:
    told = run("due", "--at", "2026-06-01", "--json")

    assert told.code == 0
    assert told.json[0] == {
        "record": SHELVES,
        "obligation": "decide",
        "zh": "审核时限",
        "en": "the desk decides",
        "basis": "G2",
        "period": 1,
        "opened": "2026-03-03",
        "due": "2026-03-13",
        "certain": True,
        "unknown_year": None,
        "warn_on": "2026-03-10",
        "state": "late",
        "days_left": -80,
        "days_late": 80,
        "unit": "",
        "officers": ["officers/ben", "officers/cai"],
        "discharged": None,
        "discharged_by": "",
    }
    assert [(entry["obligation"], entry["period"], entry["due"]) for entry in told.json] == [
        ("decide", 1, "2026-03-13"),
        ("account", 1, "2026-04-03"),
        ("account", 2, "2026-05-03"),
        ("account", 3, "2026-06-03"),
    ]
    shown = run("due", "--at", "2026-06-01").out.splitlines()
    assert shown[1].split()[:4] == ["2026-03-13", "late", "80", "late"]
    assert shown[-1] == "3 of 4 late"


@pytest.mark.parametrize(
    ("words", "owed"),
    [
        (("--officer", "dan"), ["account", "account", "account"]),
        (("--officer", "officers/ben"), ["decide"]),
        (("--unit", "hilltop"), ["account", "account", "account"]),
        (("--unit", "valley"), []),
        (("--project", "shelves"), ["decide", "account", "account", "account"]),
        (("--project", "2026/roof"), []),
        (("--within", "1"), ["decide", "account", "account"]),
        (("--within", "2"), ["decide", "account", "account", "account"]),
    ],
)
@pytest.mark.usefixtures("owing")
def test_the_list_holds_what_was_asked_for(run: Run, words: tuple[str, ...], owed: list[str]) -> None:
    told, shown = run("due", *words, "--at", "2026-06-01", "--json"), run("due", *words, "--at", "2026-06-01")

    assert [entry["obligation"] for entry in told.json] == owed
    assert ("Nothing falls due." in shown.out) is (not owed)


@pytest.mark.parametrize(
    ("by", "heads"),
    [
        ("person", ["officers/ben", "officers/cai", "officers/dan", "officers/eva"]),
        ("unit", ["units/hilltop", "—"]),
        ("project", ["grants/2026/shelves"]),
    ],
)
@pytest.mark.usefixtures("owing")
def test_the_list_is_divided(run: Run, by: str, heads: list[str]) -> None:
    shown = run("due", "--by", by, "--at", "2026-06-01").out.splitlines()

    assert [line.strip() for line in shown if len(line.split()) == 1] == heads


def test_what_was_met_is_shown_on_request(run: Run, owing: TestOffice) -> None:
    owing.decide("ben", "reject", SHELVES, opinion="—")

    assert run("due", "--json").json == []
    met = run("due", "--all", "--json").json
    assert [(entry["obligation"], entry["state"], entry["days_late"]) for entry in met][:2] == [
        ("decide", "done-late", 80),
        ("account", "lapsed", 59),
    ]


@pytest.mark.usefixtures("owing")
def test_the_past_is_shown_as_it_was(run: Run) -> None:
    assert run("due", "--at", "2026-03-04", "--json").json == []


@pytest.mark.usefixtures("owing")
def test_a_calendar_file_holds_what_is_owed(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "due.ics"

    done = run("due", "--at", "2026-06-01", "--ics", str(target))

    text = target.read_bytes().decode()
    assert (done.code, done.out) == (0, f"4 entries: {target}\n")
    assert text.count("BEGIN:VEVENT") == 4
    assert "UID:grants.2026.shelves.application.decide.1.20260303@village-grants" in text
    assert "DTSTART;VALUE=DATE:20260313" in text
    assert run("due", "--at", "2026-06-01", "--ics", str(tmp_path / "no" / "folder.ics")).code == 5


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--officer", "zoe"), 2), (("--project", "nowhere"), 2), (("--by", "colour"), 2), (("--at", "never"), 2)],
)
@pytest.mark.usefixtures("owing")
def test_what_does_not_exist_is_said_so(run: Run, words: tuple[str, ...], code: int) -> None:
    assert run("due", *words).code == code


@pytest.mark.usefixtures("owing")
def test_show_lists_the_duties_of_a_record(run: Run) -> None:
    told = run("show", SHELVES, "--at", "2026-06-01", "--json").json["duties"]
    shown = run("show", SHELVES, "--at", "2026-06-01").out

    assert [(entry["obligation"], entry["state"]) for entry in told][:2] == [("decide", "late"), ("account", "late")]
    assert "Duties:\n  2026-03-13  late  80 late  [G2] the desk decides\n" in shown
