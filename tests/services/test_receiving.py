"""What a server with the hook accepts and refuses, by real pushes over a path."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import NoPush
from cio_ctl.services.receiving import moves_in, receive
from cio_ctl.services.server import Installation, open_server
from tests.attacks.acts import NUMBER, ROOF, SHELVES, clean_branch
from tests.attacks.test_history import file_twice_in_one_tree
from tests.attacks.test_merges import (
    law_tightened_and_dodged_on_an_old_branch,
    merge_of_another_office,
    withdrawn_officer_signs_on_an_old_branch,
)
from tests.attacks.test_procedure import wrong_role
from tests.pushes import Server, server_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cio_ctl.services.receiving import Reception
    from tests.offices import TestOffice

ZEROS = "0" * 40


@pytest.fixture
def server(office: TestOffice, tmp_path: Path) -> Server:
    """A server on which the office stands, with the hook."""
    made = server_of(office, tmp_path / "server.git")
    made.install()
    return made


def judged(server: Server, *lines: str, **environment: str) -> Reception:
    """The judgement on objects that lie on the server already, in this process."""
    around = replace(
        server.office.around(),
        folder=server.folder,
        environment={**server.office.environment, "GIT_DIR": ".", **environment},
    )
    place = open_server(around)
    try:
        return receive(place, moves_in(lines))
    finally:
        place.close()


def codes(reception: Reception) -> set[str]:
    return {found.code for verdict in reception.verdicts for found in verdict.findings if not found.about.note}


def smuggle(server: Server, branch: str = "HEAD") -> str:
    """Bring objects to the server without its hook, so that a move can be judged by itself; returns the commit."""
    server.office.git(
        "push",
        "-q",
        "--receive-pack=git -c core.hooksPath=/dev/null receive-pack",
        str(server.folder),
        f"+{branch}:refs/heads/smuggled",
    )
    commit = server.git("rev-parse", "refs/heads/smuggled")
    server.git("update-ref", "-d", "refs/heads/smuggled")
    return commit


def test_a_decision_is_accepted_without_a_word(server: Server) -> None:
    server.office.decide("ada", "approve", SHELVES, fields=NUMBER)

    pushed = server.push("main")

    assert pushed.accepted
    assert "remote:" not in pushed.said
    assert server.git("rev-parse", "main") == server.office.git("rev-parse", "HEAD")


def test_a_refusal_says_what_why_and_what_to_do_in_the_terminal_of_the_pusher(server: Server) -> None:
    before = server.git("rev-parse", "main")
    wrong_role(server.office)

    pushed = server.push("main")

    assert not pushed.accepted
    assert "R4-ROLE [G2]: officers/ben does not hold the role that approve asks for here" in pushed.said
    assert "it can be done by:" in pushed.said
    assert "Nothing of this push was accepted" in pushed.said
    assert "Traceback" not in pushed.said
    assert server.git("rev-parse", "main") == before


def test_a_refusal_speaks_chinese_where_that_is_the_language(server: Server) -> None:
    server.office.edit(ROOF, {("title",): "另一个屋顶"})
    server.office.commit(None)

    assert "该提交没有签名" in server.push("main", CIO_CTL_LANG="zh").said


def test_the_keeper_of_a_server_can_set_the_language_of_refusals(server: Server) -> None:
    server.install(Installation(language="zh"))
    server.office.edit(ROOF, {("title",): "另一个屋顶"})
    server.office.commit(None)
    del server.office.environment["CIO_CTL_LANG"]

    assert "该提交没有签名" in server.push("main").said


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (withdrawn_officer_signs_on_an_old_branch, "R10-ARRIVING"),
        (law_tightened_and_dodged_on_an_old_branch, "R10-ARRIVING"),
        (merge_of_another_office, "R12-ROOTS"),
        (file_twice_in_one_tree, "R12-CORRUPT"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_merge_or_an_object_that_the_judge_refuses_does_not_get_in(
    server: Server, attack: Callable[[TestOffice], None], code: str
) -> None:
    attack(server.office)

    pushed = server.push("HEAD:refs/heads/main")

    assert not pushed.accepted
    assert code in pushed.said


def test_a_clean_branch_and_its_merge_are_accepted(server: Server) -> None:
    clean_branch(server.office)
    assert server.push("side").accepted
    assert server.push("main").accepted
    server.office.merge("ada", "side")

    assert server.push("main").accepted


def test_the_protected_branch_is_not_deleted_rewound_or_rewritten(server: Server) -> None:
    office = server.office
    server.git("config", "receive.denyDeleteCurrent", "ignore")
    office.git("switch", "-qc", "other", "HEAD~1")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")

    assert "P-DELETED" in server.push(":main").said
    assert "P-REWOUND" in server.push("--force", "main~1:main").said
    assert "P-REWOUND" in server.push("--force", "other:main").said
    assert server.git("rev-parse", "main") == office.git("rev-parse", "main")


def test_another_branch_may_be_rewritten_and_deleted(server: Server) -> None:
    office = server.office
    office.git("switch", "-qc", "side")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")

    assert server.push("side").accepted
    assert server.push("--force", "main:side").accepted
    assert server.push(":side").accepted


def test_a_new_branch_is_judged_from_where_it_parted(server: Server) -> None:
    office = server.office
    office.git("switch", "-qc", "side", "HEAD~2")
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit(None)

    pushed = server.push("side")

    assert "refuses refs/heads/side: 1 finding(s)" in pushed.said
    assert "R1-UNSIGNED" in pushed.said


@pytest.mark.parametrize("ref", ["refs/notes/x", "refs/replace/" + "1" * 40, "refs/pull/1/head"])
def test_refs_that_are_neither_branches_nor_tags_are_refused(server: Server, ref: str) -> None:
    assert "P-REF" in server.push(f"main:{ref}").said


def test_a_tag_is_added_and_never_moved_or_deleted(server: Server) -> None:
    assert server.push("main:refs/tags/filed").accepted
    assert "P-TAG" in server.push("--force", "main~1:refs/tags/filed").said
    assert "P-TAG" in server.push(":refs/tags/filed").said


def test_a_tag_brings_no_commit_that_the_judge_refuses(server: Server) -> None:
    server.office.edit(ROOF, {("title",): "另一个屋顶"})
    server.office.commit(None)

    assert "R1-UNSIGNED" in server.push("HEAD:refs/tags/filed").said


def test_a_tag_on_something_else_than_a_commit_is_refused(server: Server) -> None:
    assert "P-OBJECT" in server.push("main^{tree}:refs/tags/tree").said


def test_one_bad_branch_keeps_the_whole_push_out(server: Server) -> None:
    office = server.office
    office.git("switch", "-qc", "side")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit(None)
    office.git("switch", "-q", "main")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    before = server.git("rev-parse", "main")

    assert not server.push("main", "side").accepted
    assert server.git("rev-parse", "main") == before


def test_a_branch_that_only_points_to_the_protected_one_is_no_way_in(server: Server) -> None:
    server.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")

    assert "P-ALIAS" in server.push("--force", "main~1:alias").said


def test_a_protected_branch_is_not_merged_into_a_line_that_never_had_its_law(server: Server) -> None:
    office = server.office
    office.git("switch", "-qc", "old")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")
    office.git("switch", "-q", "main")
    process = office.folder / "schemas" / "grant.process.yaml"
    process.write_text(process.read_text("utf-8").replace('less-than: "100000"', 'less-than: "1000"'), "utf-8")
    office.commit("ada")
    assert server.push("main").accepted
    office.git("switch", "-q", "old")
    office.merge("dan", "main")

    assert "P-REVERSED" in server.push("old:main").said


def test_a_pull_before_a_push_is_no_reversal_while_the_law_is_the_same(server: Server) -> None:
    office = server.office
    office.git("switch", "-qc", "mine")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")
    office.git("switch", "-q", "main")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    assert server.push("main").accepted
    office.git("switch", "-q", "mine")
    office.merge("dan", "main")

    assert server.push("mine:main").accepted


def test_the_first_push_founds_the_office_and_pins_its_anchor(office: TestOffice, tmp_path: Path) -> None:
    server = server_of(office, tmp_path / "server.git", founded=False)
    server.install()
    root = office.git("rev-list", "--max-parents=0", "HEAD")

    pushed = server.push("main")

    assert pushed.accepted
    assert f"Its anchor is {root}" in pushed.said
    assert server.git("config", "cio-ctl.anchor") == root
    assert server.state().protection.anchor == root


def test_an_office_with_another_anchor_is_not_founded(office: TestOffice, tmp_path: Path) -> None:
    server = server_of(office, tmp_path / "server.git", founded=False)
    server.install(Installation(protect=("main",), anchor="1" * 40))

    assert "R12-ANCHOR" in server.push("main").said


def test_an_office_is_not_founded_on_another_branch(office: TestOffice, tmp_path: Path) -> None:
    server = server_of(office, tmp_path / "server.git", founded=False)
    server.install(Installation(protect=("office",)))

    pushed = server.push("main")

    assert "P-NOT-FOUNDED" in pushed.said
    assert "hook install --protect main" in pushed.said
    assert server.push("main:office", "main").accepted


def test_what_is_founded_first_is_judged_from_its_root(office: TestOffice, tmp_path: Path) -> None:
    server = server_of(office, tmp_path / "server.git", founded=False)
    server.install()
    wrong_role(office)

    pushed = server.push("main")

    assert "R4-ROLE" in pushed.said
    assert server.state().protection.anchor == ""


def test_a_server_that_borrows_objects_is_told_so_and_quarantine_is_no_borrowing(server: Server) -> None:
    server.office.decide("ada", "approve", SHELVES, fields=NUMBER)
    info = server.folder / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(f"{server.office.folder / '.git' / 'objects'}\n", "utf-8")

    assert "R12-ALTERNATES" in server.push("main").said
    (info / "alternates").unlink()
    assert server.push("main").accepted


def test_a_push_is_judged_in_this_process_as_in_that_of_the_hook(server: Server) -> None:
    old = server.git("rev-parse", "main")
    server.office.decide("ada", "approve", SHELVES, fields=NUMBER)
    good = smuggle(server)
    server.office.git("reset", "-q", "--hard", old)
    wrong_role(server.office)
    bad = smuggle(server)

    assert judged(server, f"{old} {good} refs/heads/main\n").accepted
    assert codes(judged(server, f"{old} {bad} refs/heads/main\n")) >= {"R4-ROLE"}
    assert codes(judged(server, f"{old} {ZEROS} refs/heads/main\n")) == {"P-DELETED"}
    assert codes(judged(server, f"{good} {old} refs/heads/main\n")) == {"P-REWOUND"}
    assert codes(judged(server, f"{ZEROS} {old} refs/notes/x\n")) == {"P-REF"}
    assert codes(judged(server, f"{old} {good} refs/tags/x\n")) == {"P-TAG"}
    assert codes(judged(server, f"{ZEROS} {server.git('rev-parse', 'main^{tree}')} refs/tags/x\n")) == {"P-OBJECT"}


def test_what_lies_in_quarantine_is_read_and_nothing_outside_the_repository(server: Server, tmp_path: Path) -> None:
    old = server.git("rev-parse", "main")
    server.office.decide("ada", "approve", SHELVES, fields=NUMBER)
    new = server.office.git("rev-parse", "HEAD")
    inside = server.folder / "objects" / "tmp_objdir-incoming-x"
    inside.mkdir()
    pack = subprocess.run(
        ["git", "pack-objects", "--revs", "--stdout", "-q"],
        cwd=server.office.folder,
        input=f"{new}\n^{old}\n".encode(),
        capture_output=True,
        check=True,
    ).stdout
    subprocess.run(
        ["git", "index-pack", "--stdin", "--strict"],
        cwd=server.folder,
        env={
            **os.environ,
            "GIT_OBJECT_DIRECTORY": str(inside),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(server.folder / "objects"),
        },
        input=pack,
        capture_output=True,
        check=True,
    )

    assert judged(server, f"{old} {new} refs/heads/main", GIT_QUARANTINE_PATH=str(inside)).accepted
    with pytest.raises(NoPush):
        judged(server, f"{old} {new} refs/heads/main", GIT_QUARANTINE_PATH=str(tmp_path))


@pytest.mark.parametrize("line", ["", "x", "1 2 refs/heads/main", f"{ZEROS} {ZEROS}"])
def test_what_git_would_never_say_is_no_push(line: str) -> None:
    with pytest.raises(NoPush):
        moves_in([line])


def test_the_hook_is_nothing_without_git(office: TestOffice) -> None:
    with pytest.raises(NoPush):
        open_server(office.around())
