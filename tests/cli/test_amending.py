"""Amendments by command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.quorum_law import AMENDMENT, quorum_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

GRANT = "schemas/grant.process.yaml"
NAMED = ("2026", "one", "--title", "提高限额", "--file", GRANT)


def test_a_change_is_proposed_approved_and_brought_in_force(run: Run, become: Become) -> None:
    office = become("ada")
    run("officer", "appoint", "ben", "--role", "director@office")
    for path, text in quorum_texts().items():
        (office.folder / path).write_text(text, "utf-8")
    office.commit("ada", "a quorum", office.git("log", "-1", "--format=%cI"))
    law = (office.folder / GRANT).read_text("utf-8")
    (office.folder / GRANT).write_text(law.replace("100000", "900000"), "utf-8")

    alone = run("officer", "suspend", "dan")
    tried = run("propose", *NAMED, "--dry-run")
    drawn = run("propose", *NAMED, "--json")
    handed = run("submit", AMENDMENT)
    early = run("advance", AMENDMENT)
    become("ben")
    waiting = run("todo")
    done = run("advance", AMENDMENT)

    assert (alone.code, early.code) == (3, 3)
    assert "R9-QUORUM" in alone.err
    assert "cio-ctl propose" in alone.err
    assert "agreed to by: officers/ada" in early.err
    assert "nothing was changed" in tried.out
    assert drawn.json["record"] == AMENDMENT
    assert [handed.code, done.code] == [0, 0]
    assert AMENDMENT in waiting.out
    assert "900000" in office.git("show", f"HEAD:{GRANT}")
    assert office.git("status", "--porcelain") == ""
    assert run("verify").code == 0


def test_a_proposal_that_is_none_is_said_to_be_none(run: Run, become: Become) -> None:
    office = become("ada")

    unknown = run("propose", *NAMED)
    for path, text in quorum_texts().items():
        (office.folder / path).write_text(text, "utf-8")
    office.commit("ada")
    nothing = run("propose", *NAMED)

    assert (unknown.code, nothing.code) == (2, 2)
    assert "the law has no amendments" in unknown.err
    assert "only changed files" in nothing.err
