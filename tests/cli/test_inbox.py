"""todo: what waits for whom, here and on open branches."""

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
REPORT = "grants/2026/roof/report"


def lines(ran: Ran) -> list[str]:
    """What was printed, of a call that went well."""
    assert ran.code == 0, ran.err
    return ran.out.splitlines()


@pytest.mark.parametrize(
    ("officer", "told"),
    [
        ("ada", ["To decide", f"  {SHELVES}  desk  since 2026-03-03  cio-ctl approve {SHELVES} --set number=…"]),
        ("ben", ["To decide", f"  {SHELVES}  desk  since 2026-03-03  cio-ctl show {SHELVES}"]),
        ("dan", ["To submit", f"  {ROOF}  idea  since 2026-03-04  cio-ctl submit {ROOF}"]),
    ],
)
def test_an_officer_sees_what_waits_and_what_to_type(run: Run, become: Become, officer: str, told: list[str]) -> None:
    become(officer)

    assert lines(run("todo")) == told


def test_the_inbox_of_another_is_shown_by_name(run: Run, become: Become) -> None:
    become("ada")

    assert lines(run("todo", "--officer", "dan")) == lines(run("todo", "--officer", "officers/dan"))
    assert lines(run("todo", "--officer", "dan"))[0] == "To submit"
    assert run("todo", "--officer", "nobody").code == 2


def test_an_empty_inbox_says_so(run: Run, become: Become) -> None:
    office = become("ada")
    office.decide("ada", "approve", SHELVES, fields={("number",): "G-1"})

    assert lines(run("todo")) == ["Nothing waits for officers/ada."]
    assert run("todo", "--json").json == {"officer": "officers/ada", "items": [], "branches_not_read": []}


def test_an_inbox_needs_a_key_of_an_officer_but_another_s_does_not(run: Run, become: Become) -> None:
    office = become("ada")
    office.git("config", "--unset", "user.signingkey")

    assert run("todo").code == 5
    assert run("todo", "--officer", "ada").code == 0
    assert run("todo", "--all").code == 0


@pytest.mark.parametrize("words", [(), ("--officer", "dan")])
def test_the_command_of_every_line_is_accepted(run: Run, become: Become, words: tuple[str, ...]) -> None:
    become("dan" if words else "ada")

    for item in run("todo", *words, "--json").json["items"]:
        for command in item["commands"]:
            typed = command.removeprefix("cio-ctl ").replace("number=…", "number=G-7").split()
            assert run(*typed, "--dry-run").code == 0


def test_an_item_says_all_of_itself_to_a_program(run: Run, become: Become) -> None:
    become("ada")

    assert run("todo", "--json").json["items"] == [
        {
            "task": "decide",
            "record": SHELVES,
            "kind": "grant",
            "stage": "desk",
            "title": "新书架",
            "for": [SHELVES],
            "since": "2026-03-03",
            "obligation": "",
            "due": None,
            "certain": None,
            "days_late": 0,
            "returned": None,
            "missing": [],
            "commands": [f"cio-ctl approve {SHELVES} --set number=…"],
            "branch": "",
            "also_on": [],
        }
    ]


def test_what_came_back_shows_the_opinion_and_is_corrected_then_submitted(run: Run, become: Become) -> None:
    office = become("dan")
    office.decide(
        "ben",
        "return",
        SHELVES,
        opinion="缺少三家报价，\n请补充后重新报送，并说明书架材质、尺寸、承重、安装方式，附现场照片和平面图。",
    )

    told = lines(run("todo"))

    assert told[0] == "To correct"
    assert "idea (ben: 「缺少三家报价， 请补充后重新报送，并说明书架材质、尺寸、承重、安装方式，附现场照…」)" in told[1]
    assert told[1].endswith(f"cio-ctl edit {SHELVES} && cio-ctl submit {SHELVES}")
    [item] = [one for one in run("todo", "--json").json["items"] if one["record"] == SHELVES]
    assert item["returned"]["by"] == "officers/ben"
    assert item["returned"]["opinion"].startswith("缺少三家报价，\n")


def test_a_draft_says_what_it_lacks(run: Run, become: Become) -> None:
    become("dan")
    run("new", "grant", "2026", "lamps", "--set", "library=units/hilltop", "--set", "amount=1.00")

    [told] = [line for line in lines(run("todo")) if "lamps" in line]

    assert "idea (missing: annex quote; 名称 / title)" in told
    assert told.endswith("cio-ctl edit grants/2026/lamps/application")


def test_copies_wait_in_the_inbox_of_the_body_until_acknowledged(run: Run, become: Become) -> None:
    office = become("gus")
    office.decide("ada", "approve", SHELVES, fields={("number",): "G-1"})

    assert f"cio-ctl acknowledge {SHELVES}" in run("todo").out
    assert f"cio-ctl acknowledge {SHELVES}" in run("todo", "--officer", "fay").out
    office.decide("fay", "acknowledge", SHELVES)
    assert "Nothing waits" in run("todo").out


def test_countersignatures_are_asked_of_those_who_are_left(run: Run, become: Become) -> None:
    office = become("gus")
    office.decide("dan", "submit", ROOF)
    office.decide("ben", "approve", ROOF)
    office.decide("fay", "approve", ROOF)

    assert "To countersign" in run("todo").out
    assert "To countersign" not in run("todo", "--officer", "fay").out
    since = [case["since"] for case in run("todo", "--all", "--json").json["cases"] if case["record"] == ROOF]
    assert since == ["2026-06-01"]


def granted_roof(office: TestOffice) -> None:
    """The large grant through all hands, copies acknowledged, up to the report that is lacking."""
    office.decide("dan", "submit", ROOF)
    office.decide("ben", "approve", ROOF)
    office.decide("fay", "approve", ROOF)
    office.decide("gus", "approve", ROOF)
    office.decide("cai", "acknowledge", ROOF)


def test_what_is_to_be_drawn_up_says_for_what_and_by_which_command(run: Run, become: Become) -> None:
    office = become("dan")
    granted_roof(office)

    told = lines(run("todo"))

    assert told == [
        "To draw up",
        f"  {REPORT}  for {ROOF}  since 2026-06-01  cio-ctl new report 2026 roof",
    ]
    assert run("new", "report", "2026", "roof", "--set", "spent=1.00", "--dry-run").code == 0


def test_every_open_case_says_for_whom_it_waits_since_when(run: Run, become: Become) -> None:
    become("ada")

    told = [line.split() for line in lines(run("todo", "--all"))]

    assert told == [
        ["record", "stage", "since", "due", "waits", "for"],
        [SHELVES, "desk", "2026-03-03", "—", "ada,", "ben,", "cai,", "fay,", "gus:", "To", "decide"],
        [ROOF, "idea", "2026-03-04", "—", "dan,", "eva:", "To", "submit"],
    ]
    assert [case["record"] for case in run("todo", "--all", "--officer", "ada", "--json").json["cases"]] == [SHELVES]


def test_an_open_case_says_all_of_itself_to_a_program(run: Run, become: Become) -> None:
    become("ada")

    told = run("todo", "--all", "--json").json
    case = next(one for one in told["cases"] if one["record"] == SHELVES)

    assert sorted(told) == ["branches_not_read", "cases", "owed"]
    assert {name: case[name] for name in ("kind", "stage", "notice", "since", "stuck", "branch", "missing")} == {
        "kind": "grant",
        "stage": "desk",
        "notice": "",
        "since": "2026-03-03",
        "stuck": False,
        "branch": "",
        "missing": [],
    }
    assert case["waits_for"][0] == {
        "officer": "officers/ada",
        "role": "director",
        "unit": "units/office",
        "delegated_for": "",
        "task": "decide",
        "record": SHELVES,
        "verb": "approve",
        "move": "grant-small",
        "to": "granted",
        "sets": ["number"],
    }


def test_what_nobody_can_move_is_told_with_the_reason(run: Run, become: Become) -> None:
    office = become("ada")
    office.edit("officers/dan", {("suspended",): True})
    office.edit("officers/eva", {("suspended",): True})
    office.commit("ada")

    ran = run("todo", "--all")

    assert lines(ran)[-2:] == ["Nobody can move:", f"  {ROOF}: nobody can act as librarian@hilltop"]
    assert "nobody" in next(line for line in lines(ran) if line.startswith(ROOF))
    stuck = [case for case in run("todo", "--all", "--json").json["cases"] if case["stuck"]]
    assert [case["obstacles"] for case in stuck] == [
        [{"why": "vacant", "role": "librarian", "unit": "units/hilltop", "record": "", "persons": []}]
    ]


@pytest.mark.parametrize(
    ("at", "officer", "told"),
    [
        ("2026-03-02", "dan", ["To submit", f"  {SHELVES}  idea  since 2026-03-02  cio-ctl submit {SHELVES}"]),
        ("2026-03-03", "dan", ["Nothing waits for officers/dan."]),
        ("HEAD~2", "dan", ["Nothing waits for officers/dan."]),
        ("2026-03-02", "ada", ["Nothing waits for officers/ada."]),
        (
            "2026-03-03",
            "ada",
            ["To decide", f"  {SHELVES}  desk  since 2026-03-03  cio-ctl approve {SHELVES} --set number=…"],
        ),
    ],
)
def test_the_inbox_as_it_stood(run: Run, become: Become, at: str, officer: str, told: list[str]) -> None:
    become("cai")

    assert lines(run("todo", "--officer", officer, "--at", at)) == told


def test_the_inbox_as_it_stood_is_that_of_whoever_held_the_key_then(run: Run, become: Become) -> None:
    office = become("dan")
    office.edit("officers/dan", {("suspended",): True})
    office.commit("ada")

    assert run("todo").code == 5
    assert lines(run("todo", "--at", "2026-03-04"))[0] == "To submit"


# Branches of open pull requests.


def on_branch(office: TestOffice, name: str, officer: str, verb: str, record: str, **details: object) -> str:
    """Take a decision on a branch of its own, and come back; returns the tip of the branch."""
    office.git("switch", "-qc", name)
    office.decide(officer, verb, record, **details)
    tip = office.git("rev-parse", "HEAD")
    office.git("switch", "-q", "main")
    return tip


def branches(ran: Ran) -> list[tuple[str, str]]:
    """Record and branch of each item."""
    return [(item["record"], item["branch"]) for item in ran.json["items"]]


def test_what_an_open_branch_brings_waits_too(run: Run, become: Become) -> None:
    office = become("ben")
    on_branch(office, "roof", "dan", "submit", ROOF)

    told = lines(run("todo"))

    assert told[-1] == f"  {ROOF}  desk  since 2026-06-01  on branch roof  git switch roof && cio-ctl approve {ROOF}"
    assert branches(run("todo", "--json")) == [(SHELVES, ""), (ROOF, "roof")]


def test_a_record_that_waits_here_says_that_a_branch_has_moved_it(run: Run, become: Become) -> None:
    office = become("dan")
    on_branch(office, "roof", "dan", "submit", ROOF)

    assert "also on branch roof" in lines(run("todo"))[1]
    assert run("todo", "--json").json["items"][0]["also_on"] == ["roof"]


def test_a_merged_branch_brings_nothing_more(run: Run, become: Become) -> None:
    office = become("ben")
    on_branch(office, "roof", "dan", "submit", ROOF)
    office.merge("dan", "roof")

    assert branches(run("todo", "--json")) == [(SHELVES, ""), (ROOF, "")]


def test_only_what_the_branch_itself_brings_counts(run: Run, become: Become) -> None:
    office = become("ben")
    on_branch(office, "roof", "dan", "submit", ROOF)
    office.decide("ben", "return", SHELVES, opinion="缺报价")

    assert branches(run("todo", "--json")) == [(ROOF, "roof")]


def test_branches_leave_no_trace_of_a_time_gone_by(run: Run, become: Become) -> None:
    office = become("ben")
    on_branch(office, "roof", "dan", "submit", ROOF)

    assert branches(run("todo", "--at", "HEAD", "--json")) == [(SHELVES, "")]
    assert branches(run("todo", "--at", "roof", "--json")) == [(SHELVES, ""), (ROOF, "")]


def test_a_remote_tracking_branch_counts_under_the_name_to_switch_to(run: Run, become: Become) -> None:
    office = become("ben")
    tip = on_branch(office, "roof", "dan", "submit", ROOF)
    office.git("branch", "-qD", "roof")
    office.git("update-ref", "refs/remotes/origin/roof", tip)
    office.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/roof")

    told = run("todo", "--json").json["items"]

    assert branches(run("todo", "--json")) == [(SHELVES, ""), (ROOF, "origin/roof")]
    assert told[1]["commands"][0] == f"git switch roof && cio-ctl approve {ROOF}"


def test_a_commit_under_several_names_counts_once(run: Run, become: Become) -> None:
    office = become("ben")
    tip = on_branch(office, "roof", "dan", "submit", ROOF)
    office.git("branch", "copy", tip)
    office.git("update-ref", "refs/remotes/origin/roof", tip)

    assert branches(run("todo", "--json")) == [(SHELVES, ""), (ROOF, "copy")]


def test_a_remote_branch_that_the_local_one_has_left_behind_does_not_count(run: Run, become: Become) -> None:
    office = become("ben")
    behind = on_branch(office, "roof", "dan", "submit", ROOF)
    office.git("update-ref", "refs/remotes/origin/roof", behind)
    office.git("switch", "-q", "roof")
    office.decide("ben", "approve", ROOF)
    office.git("switch", "-q", "main")

    assert branches(run("todo", "--officer", "fay", "--json")) == [(SHELVES, ""), (ROOF, "roof")]


def test_a_remote_branch_that_has_gone_on_from_the_local_one_counts_beside_it(run: Run, become: Become) -> None:
    office = become("fay")
    on_branch(office, "roof", "dan", "submit", ROOF)
    office.git("switch", "-qc", "other", "roof")
    office.decide("ben", "approve", ROOF)
    office.git("update-ref", "refs/remotes/origin/roof", "HEAD")
    office.git("switch", "-q", "main")
    office.git("branch", "-qD", "other")

    assert branches(run("todo", "--json")) == [(SHELVES, ""), (ROOF, "roof"), (ROOF, "origin/roof")]


@pytest.mark.parametrize(
    ("name", "shown", "switch"),
    [
        ("评审/屋顶", "评审/屋顶", "'评审/屋顶'"),
        ("a;touch${IFS}pwned", "a;touch${IFS}pwned", "'a;touch${IFS}pwned'"),
        ("$(touch${IFS}pwned)", "$(touch${IFS}pwned)", "'$(touch${IFS}pwned)'"),
        ("it's", "it's", """'it'"'"'s'"""),
        ("x\u2028y", "x�y", "'x�y'"),
    ],
)
def test_a_branch_may_have_any_name_that_git_lets_it_have(
    run: Run, become: Become, name: str, shown: str, switch: str
) -> None:
    office = become("ben")
    tip = on_branch(office, "roof", "dan", "submit", ROOF)
    office.git("branch", "-qD", "roof")
    office.git("update-ref", f"refs/heads/{name}", tip)

    ran = run("todo")

    assert f"on branch {shown}  git switch {switch} && cio-ctl approve {ROOF}" in ran.out
    assert branches(run("todo", "--json"))[-1] == (ROOF, name)
    assert not (office.folder / "pwned").exists()


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("law", "finding(s) stand in the way"),
        ("blob", "merge-base failed"),
        ("orphan", "it shares no commit with the branch that we are on"),
        ("lost", "merge-base failed"),
        ("record", "cat-file failed"),
    ],
)
def test_a_branch_that_cannot_be_read_is_one_line_and_hides_nothing_else(
    run: Run, become: Become, broken: str, says: str
) -> None:
    office = become("ben")
    on_branch(office, "roof", "dan", "submit", ROOF)
    break_branch(office, broken)

    ran, told = run("todo"), run("todo", "--json").json

    assert [line for line in ran.err.splitlines() if line.startswith(f"branch {broken} cannot be read: ")]
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert [(item["record"], item["branch"]) for item in told["items"]] == [(SHELVES, ""), (ROOF, "roof")]
    assert [one["branch"] for one in told["branches_not_read"]] == [broken]
    assert run("status").code == 0


def break_branch(office: TestOffice, broken: str) -> None:
    """Make a branch of this name that cannot be read in this way."""
    if broken == "law":
        office.git("switch", "-qc", "law")
        (office.folder / "schemas" / "grant.process.yaml").write_text("kind: [", "utf-8")
        office.commit("ada")
    elif broken == "blob":
        blob = office.git("hash-object", "-w", "--stdin", given="x")
        (office.folder / ".git" / "refs" / "heads" / "blob").write_text(f"{blob}\n", "ascii")
    elif broken == "lost":
        (office.folder / ".git" / "refs" / "heads" / "lost").write_text(f"{'1' * 40}\n", "ascii")
    elif broken == "orphan":
        office.git("switch", "-q", "--orphan", "orphan")
        office.commit("ada")
    else:
        office.git("switch", "-qc", "record")
        office.edit(ROOF, {("title",): "改"})
        office.commit("dan")
        blob = office.git("rev-parse", f"HEAD:records/{ROOF}.yaml")
        office.git("switch", "-q", "main")
        (office.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    office.git("switch", "-q", "main")


def test_show_says_for_whom_a_record_waits(run: Run, become: Become) -> None:
    become("ada")

    assert "Waits for: dan, eva: To submit  since 2026-03-04" in lines(run("show", ROOF))
    [case] = run("show", ROOF, "--json").json["waiting"]
    assert {step["officer"] for step in case["waits_for"]} == {"officers/dan", "officers/eva"}
