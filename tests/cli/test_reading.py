"""Reading: list, show, log, now and as it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("grant",), [ROOF, SHELVES]),
        (("grant", "--stage", "desk"), [SHELVES]),
        (("--stage", "idea"), [ROOF]),
        (("--stage", "nowhere"), []),
        (("--unit", "hilltop"), [ROOF, SHELVES]),
        (("--unit", "units/hilltop", "--stage", "desk"), [SHELVES]),
        (("--unit", "valley"), []),
        (("unit",), ["units/board", "units/hilltop", "units/office", "units/valley"]),
        (("officer",), [f"officers/{name}" for name in ("ada", "ben", "cai", "dan", "eva", "fay", "gus")]),
        (("report",), []),
        (("grant", "--at", "2026-03-03"), [SHELVES]),
        (("grant", "--at", "2026-03-02"), [SHELVES]),
        (("grant", "--stage", "desk", "--at", "2026-03-02"), []),
        (("grant", "--at", "main"), [ROOF, SHELVES]),
        (("grant", "--at", "HEAD~2"), [SHELVES]),
    ],
)
def test_a_list_holds_what_fits(run: Run, become: Become, words: tuple[str, ...], ids: list[str]) -> None:
    become("ada")

    shown, told = run("list", *words), run("list", *words, "--json")

    assert (shown.code, told.code) == (0, 0)
    assert [line["id"] for line in told.json] == ids
    assert [line.split()[0] for line in shown.out.splitlines()] == ["record", *ids]


def test_a_line_of_a_list_says_kind_stage_title_and_unit(run: Run, become: Become) -> None:
    become("ada")

    assert run("list", "grant", "--stage", "desk", "--json").json == [
        {"id": SHELVES, "kind": "grant", "stage": "desk", "title": "新书架", "unit": "units/hilltop"}
    ]
    line = run("list", "grant", "--stage", "desk").out.splitlines()[1]
    assert line.split() == [SHELVES, "grant", "desk", "hilltop", "新书架"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("list", "grants"), 2, "grants is no kind of record here"),
        (("list", "--at", "never"), 2, "never names no commit, branch or day"),
        (("list", "--at", "2020-01-01"), 2, "2020-01-01 names no commit, branch or day"),
        (("list", "--at", "2026-13-45"), 2, "2026-13-45 names no commit, branch or day"),
        (("list", "--at=--all"), 2, "--all names no commit, branch or day"),
        (("list", "--at", "--output=x"), 2, "--output=x names no commit"),
        (("list", "--at", "HEAD^{tree}"), 2, "names no commit"),
        (("show", "nowhere"), 2, "no record is named nowhere"),
        (("show", "grants/2026/roofs/application"), 2, f"Close: {ROOF}"),
        (("show", "application"), 2, f"several records: {ROOF}, {SHELVES}"),
        (("show", ROOF, "--at", "2026-03-03"), 2, f"no record is named {ROOF}"),
        (("show", ""), 2, "no record is named"),
        (("log", "nowhere"), 2, "no record is named nowhere"),
        (("log", "application"), 2, "several records"),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(
    run: Run, become: Become, words: tuple[str, ...], code: int, says: str
) -> None:
    become("ada")

    ran = run(*words)

    assert ran.code == code
    assert says in ran.err


def test_a_folder_without_office_is_told_so(run: Run, become: Become, tmp_path_factory: pytest.TempPathFactory) -> None:
    become("ada")

    ran = run("list", folder=tmp_path_factory.mktemp("empty"))

    assert ran.code == 5
    assert "is not inside a records repository" in ran.err


def test_a_record_is_shown_with_fields_decisions_and_ways_on(run: Run, become: Become) -> None:
    become("dan")

    ran = run("show", "shelves/application")

    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[:2] == [SHELVES, "kind: grant"]
    assert "title: 新书架" in lines
    assert "annexes:" in lines
    assert any("submit  idea → desk  officers/dan (librarian)" in line for line in lines)
    assert lines[lines.index("Next:") :] == [
        "Next:",
        "  approve → granted  [G2]  director (officers/ada)",
        "    missing: a number is given",
        "  return → idea  [—]  clerk (officers/ben, officers/cai); board (officers/fay, officers/gus)",
        "  reject → refused  [—]  clerk (officers/ben, officers/cai); board (officers/fay, officers/gus)",
        "  withdraw → idea  [—]  librarian in units/hilltop (officers/dan, officers/eva)",
        "Waits for: ada, ben, cai, fay, gus: To decide  since 2026-03-03",
    ]


def test_the_ways_on_are_the_same_for_a_program(run: Run, become: Become) -> None:
    become("dan")

    told = run("show", SHELVES, "--json").json

    assert sorted(told) == [
        *("amount_findings", "amounts", "duties", "fields"),
        *("id", "next", "superseded_by", "supersedes", "waiting"),
    ]
    assert told["id"] == SHELVES
    assert told["fields"]["amount"] == "99999.99"
    assert told["next"][0] == {
        "verb": "approve",
        "id": "grant-small",
        "to": "granted",
        "basis": "G2",
        "who": "director (officers/ada)",
        "missing": ["a number is given"],
    }


def test_missing_papers_are_named(run: Run, become: Become) -> None:
    become("dan")
    run("new", "grant", "2026", "lamps", "--set", "library=units/hilltop", "--set", "own_works=true")

    ran = run("show", "lamps/application")

    assert "    missing: annex quote" in ran.out.splitlines()
    assert "own_works: yes" in ran.out.splitlines()


def test_copies_that_wait_are_named_until_acknowledged(run: Run, become: Become) -> None:
    become("ada")
    run("approve", SHELVES, "--set", "number=G-1", "--opinion", "同意，抓紧办")
    before = run("show", SHELVES).out
    become("gus")
    run("acknowledge", SHELVES)

    assert "Copies not yet acknowledged: treasurer (officers/fay, officers/gus)" in before
    assert "officers/ada (director)  「同意，抓紧办」" in before
    assert "Copies not yet acknowledged" not in run("show", SHELVES).out


def test_parties_that_still_have_to_sign_are_named(run: Run, become: Become) -> None:
    become("dan")
    run("submit", ROOF)
    become("ben")
    run("approve", ROOF)
    become("gus")
    run("approve", ROOF)

    told = run("show", ROOF, "--json").json

    assert told["fields"]["stage"] == "board"
    assert [way["who"] for way in told["next"] if way["verb"] == "approve"] == ["board (officers/fay)"]


@pytest.mark.parametrize(
    ("when", "stage"),
    [("2026-03-02", "idea"), ("2026-03-03", "desk"), ("HEAD", "desk"), ("HEAD~3", "idea"), ("2999-01-01", "desk")],
)
def test_a_record_is_shown_as_it_stood(run: Run, become: Become, when: str, stage: str) -> None:
    become("ada")

    assert run("show", SHELVES, "--at", when, "--json").json["fields"]["stage"] == stage


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "Pacific/Honolulu", "Pacific/Kiritimati"])
def test_a_day_is_the_day_of_the_office_wherever_it_is_asked(
    run: Run, become: Become, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    become("ada")
    monkeypatch.setenv("TZ", zone)

    assert [len(run("list", "grant", "--at", f"2026-03-0{day}", "--json").json) for day in (2, 3, 4)] == [1, 1, 2]


def test_a_commit_or_branch_may_be_named_like_a_day(run: Run, become: Become) -> None:
    office = become("ada")
    office.git("branch", "2026-03-04", "HEAD~3")

    assert run("show", SHELVES, "--at", "2026-03-04", "--json").json["fields"]["stage"] == "idea"


def test_the_log_of_a_record_names_who_signed_latest_first(run: Run, become: Become) -> None:
    office = become("ada")

    told, shown = run("log", SHELVES, "--json").json, run("log", SHELVES).out.splitlines()

    assert [(entry["officer"], entry["subject"]) for entry in told] == [
        ("officers/dan", f"Submit {SHELVES}: idea to desk"),
        ("officers/dan", f"Attach quote to {SHELVES}"),
        ("officers/dan", f"Draw up {SHELVES}"),
    ]
    assert sorted(told[0]) == ["at", "commit", "message", "officer", "subject"]
    assert told[0]["at"] == "2026-03-03T09:00:00+08:00"
    assert told[0]["commit"] == office.git("rev-parse", "HEAD~2")
    assert shown[0].split() == ["time", "commit", "officer", "act"]
    assert shown[1].startswith(f"2026-03-03 09:00  {told[0]['commit'][:12]}  officers/dan  Submit")


@pytest.mark.parametrize("dossier", ["grants/2026/roof", "2026/roof", "roof", "records/grants/2026/roof/"])
def test_the_log_of_a_dossier_holds_everything_in_it(run: Run, become: Become, dossier: str) -> None:
    become("eva")
    run("new", "report", "2026", "roof", "--set", "spent=1.00")

    subjects = [entry["subject"] for entry in run("log", dossier, "--json").json]

    assert subjects == [
        "Draw up grants/2026/roof/report",
        f"Attach quote to {ROOF}",
        f"Draw up {ROOF}",
    ]


@pytest.mark.parametrize(
    ("at", "subjects"),
    [
        ("2026-03-02", [f"Attach quote to {SHELVES}", f"Draw up {SHELVES}"]),
        ("HEAD~3", [f"Attach quote to {SHELVES}", f"Draw up {SHELVES}"]),
        ("HEAD~4", [f"Draw up {SHELVES}"]),
    ],
)
def test_the_log_ends_where_it_is_looked_at(run: Run, become: Become, at: str, subjects: list[str]) -> None:
    become("dan")

    assert [entry["subject"] for entry in run("log", SHELVES, "--at", at, "--json").json] == subjects


@pytest.mark.parametrize(
    ("at", "who"),
    [
        ("2026-03-03", "librarian in units/hilltop (officers/dan, officers/eva)"),
        ("2029-12-31", "librarian in units/hilltop (officers/eva)"),
    ],
)
def test_who_can_go_on_is_told_for_the_day_that_is_looked_at(run: Run, become: Become, at: str, who: str) -> None:
    office = become("ada")
    office.edit("officers/dan", {("roles", 0, "until"): "2027-01-01"})
    office.commit("ada")

    ways = run("show", SHELVES, "--at", at, "--json").json["next"]

    assert [way["who"] for way in ways if way["verb"] == "withdraw"] == [who]


def test_every_reading_command_looks_back(run: Run, become: Become) -> None:
    become("ada")
    commands = (
        ("list",),
        ("show", SHELVES),
        ("log", SHELVES),
        ("validate",),
        ("verify",),
        ("forms",),
        ("explain", "G1"),
    )

    assert [run(*words, "--at", "2026-03-03").code for words in commands] == [0] * len(commands)
    assert [run(*words, "--at", "never").code for words in commands] == [2] * len(commands)


def test_the_log_shows_a_commit_of_nobody(run: Run, become: Become) -> None:
    office = become("ada")
    office.edit(ROOF, {("title",): "x"})
    office.commit(None)

    assert "(unknown signature)" in run("log", ROOF).out
    assert run("log", ROOF, "--json").json[0]["officer"] == ""


def test_reading_needs_no_key(run: Run, become: Become) -> None:
    office = become("ada")
    office.git("config", "--unset", "user.signingkey")

    assert [run(*words).code for words in (("list",), ("show", ROOF), ("log", ROOF), ("verify",))] == [0] * 4


def test_an_unreadable_record_is_listed_by_nobody_and_pointed_out(run: Run, become: Become) -> None:
    office = become("ada")
    office.path(ROOF).write_text("title: [\n", "utf-8")
    office.commit("ada")

    assert ROOF not in run("list").out
    ran = run("show", ROOF)
    assert ran.code == 2
    assert "cannot be read: see `cio-ctl validate`" in ran.err


def test_control_characters_of_a_record_do_not_reach_the_terminal(run: Run, become: Become) -> None:
    office = become("ada")
    office.edit(ROOF, {("title",): "x"})
    office.commit(None, "evil \x1b]0;title\x07 subject")

    out = run("log", ROOF).out

    assert "\x1b" not in out
    assert "evil �]0;title� subject" in out
