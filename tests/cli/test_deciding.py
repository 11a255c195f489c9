"""The verbs as typed: what they print, what they refuse and with which exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

Run = "Callable[..., Ran]"
SHELVES = "grants/2026/shelves/application"


def test_a_decision_prints_the_way_and_the_commit(run: Callable[..., Ran], become: Callable[[str], TestOffice]) -> None:
    office = become("ada")

    ran = run("approve", "shelves/application", "--set", "number=G-1", "--opinion", "同意")

    assert ran.code == 0
    assert "desk → granted [G2]" in ran.out
    assert "「同意」" in run("show", SHELVES).out
    assert office.git("status", "--porcelain") == ""
    assert 'Good "git" signature for ada' in office.git("log", "-1", "--show-signature")


def test_a_decision_as_json_is_one_object(run: Callable[..., Ran], become: Callable[[str], TestOffice]) -> None:
    become("ada")

    ran = run("approve", SHELVES, "--set", "number=G-1", "--json")

    assert ran.json["record"] == SHELVES
    assert ran.json["decision"]["by"] == "officers/ada"
    assert len(ran.json["commit"]) == 40


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    run: Callable[..., Ran], become: Callable[[str], TestOffice]
) -> None:
    office = become("ada")
    before = office.git("rev-parse", "HEAD"), office.git("count-objects")

    ran = run("approve", SHELVES, "--set", "number=G-1", "--dry-run")

    assert "desk → granted [G2]  nothing was changed" in ran.out
    assert (office.git("rev-parse", "HEAD"), office.git("count-objects")) == before


@pytest.mark.parametrize(
    ("who", "words", "code", "says"),
    [
        ("ben", ("approve", SHELVES), 3, "R4-ROLE [G2]"),
        ("ben", ("approve", SHELVES), 3, "director (officers/ada)"),
        ("ben", ("approve", SHELVES), 3, f"cio-ctl return {SHELVES}  (desk → idea)"),
        ("dan", ("submit", SHELVES), 3, "R3-WRONG-STAGE"),
        ("dan", ("approve", "nowhere"), 2, "no record is named nowhere"),
        ("dan", ("approve", "application"), 2, "several records"),
        ("dan", ("submit", "roof/application", "--set", "broken"), 2, "--set takes FIELD=VALUE"),
        ("dan", ("submit", "roof/application", "--to", "granted"), 3, "R3-NO-SUCH-MOVE"),
    ],
)
def test_a_refusal_says_why_who_could_and_what_else_is_possible(
    run: Callable[..., Ran],
    become: Callable[[str], TestOffice],
    who: str,
    words: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    become(who)

    ran = run(*words)

    assert ran.code == code
    assert says in ran.err
    assert ran.out == ""


def test_an_edited_record_is_reported_and_not_overwritten(
    run: Callable[..., Ran], become: Callable[[str], TestOffice]
) -> None:
    office = become("ada")
    path = office.path(SHELVES)
    path.write_text(path.read_text("utf-8") + "# my note\n", "utf-8")

    ran = run("approve", SHELVES, "--set", "number=G-1")

    assert ran.code == 3
    assert "W-EDITED" in ran.err
    assert path.read_text("utf-8").endswith("# my note\n")


def test_other_work_in_tree_and_index_is_left_alone(
    run: Callable[..., Ran], become: Callable[[str], TestOffice]
) -> None:
    office = become("ada")
    (office.folder / "README.md").write_text("draft of a readme\n", "utf-8")
    office.git("add", "README.md")
    office.edit("grants/2026/roof/application", {("title",): "unfinished"})
    before = office.git("status", "--porcelain")

    ran = run("approve", SHELVES, "--set", "number=G-1")

    assert ran.code == 0
    assert office.git("status", "--porcelain") == before


def test_a_stranger_is_told_how_to_become_an_officer(
    run: Callable[..., Ran], become: Callable[[str], TestOffice]
) -> None:
    office = become("ada")
    office.git(
        "config",
        "user.signingkey",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoksGgpfMCQu0kRQbb4hMzPmGXE810BcVesrMLF6eYI",
    )

    ran = run("approve", SHELVES)

    assert ran.code == 5
    assert "belongs to no officer" in ran.err


def test_without_a_key_the_way_to_one_is_told(run: Callable[..., Ran], become: Callable[[str], TestOffice]) -> None:
    office = become("ada")
    office.git("config", "--unset", "user.signingkey")

    ran = run("approve", SHELVES)

    assert ran.code == 5
    assert "ssh-keygen -t ed25519" in ran.err
