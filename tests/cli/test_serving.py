"""hook install, status and remove."""

from __future__ import annotations

import shlex
import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import NUMBER, ROOF, SHELVES
from tests.pushes import Server, server_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]


@pytest.fixture
def server(office: TestOffice, tmp_path: Path) -> Server:
    return server_of(office, tmp_path / "server of the district.git")


def hook(server: Server) -> Path:
    return server.folder / "hooks" / "pre-receive"


def foreign(server: Server, script: str = "#!/bin/sh\nexit 0\n") -> str:
    """A hook of somebody else's."""
    hook(server).parent.mkdir(exist_ok=True)
    hook(server).write_text(script, "utf-8")
    hook(server).chmod(0o755)
    return script


def test_an_installed_hook_names_this_interpreter_what_it_protects_and_where_history_starts(
    server: Server, run: Run
) -> None:
    ran = run("hook", "install", str(server.folder), "--json")

    assert ran.code == 0
    assert ran.json == {
        "judged": True,
        "hook": "cio-ctl",
        "path": str(hook(server)),
        "executable": True,
        "current": True,
        "chained": False,
        "hooks_path": "",
        "protected": ["main"],
        "anchor": server.office.git("rev-list", "--max-parents=0", "HEAD"),
    }
    assert shlex.quote(sys.executable) in hook(server).read_text("utf-8")


def test_installing_twice_changes_nothing(server: Server, run: Run) -> None:
    run("hook", "install", folder=server.folder)
    before = hook(server).read_text("utf-8"), (server.folder / "config").read_text("utf-8")

    assert run("hook", "install", folder=server.folder).code == 0
    assert (hook(server).read_text("utf-8"), (server.folder / "config").read_text("utf-8")) == before


def test_status_says_whether_pushes_are_judged(server: Server, run: Run) -> None:
    without = run("hook", "status", str(server.folder))
    run("hook", "install", str(server.folder), "--protect", "main", "--protect", "archive")
    within = run("hook", "status", str(server.folder))
    hook(server).chmod(0o644)
    off = run("hook", "status", str(server.folder))

    assert (without.code, within.code, off.code) == (4, 0, 4)
    assert "Pushes are not judged" in without.out
    assert "main, archive" in within.out
    assert "Pushes are not judged" in off.out


def test_a_hook_that_calls_another_program_is_out_of_date(server: Server, run: Run) -> None:
    run("hook", "install", str(server.folder))
    hook(server).write_text(hook(server).read_text("utf-8").replace(sys.executable, "/old/python"), "utf-8")

    assert run("hook", "status", str(server.folder)).code == 4
    assert "another program" in run("hook", "status", str(server.folder)).out
    assert run("hook", "install", str(server.folder)).code == 0


def test_a_foreign_hook_is_kept(server: Server, run: Run) -> None:
    script = foreign(server)

    ran = run("hook", "install", str(server.folder))

    assert ran.code == 5
    assert "--chain" in ran.err
    assert run("hook", "remove", str(server.folder)).code == 5
    assert hook(server).read_text("utf-8") == script


def test_a_link_in_place_of_the_hook_is_foreign(server: Server, run: Run, tmp_path: Path) -> None:
    run("hook", "install", str(server.folder))
    hook(server).rename(tmp_path / "elsewhere")
    hook(server).symlink_to(tmp_path / "elsewhere")

    assert run("hook", "install", str(server.folder)).code == 5


def test_a_chained_hook_is_called_first_and_comes_back_when_ours_goes(server: Server, run: Run) -> None:
    script = foreign(server, "#!/bin/sh\ncat >&2\necho 'the other hook' >&2\ntest ! -f veto\n")
    assert run("hook", "install", str(server.folder), "--chain").code == 0
    server.office.decide("ada", "approve", SHELVES, fields=NUMBER)

    (server.folder / "veto").touch()
    refused = server.push("main")
    (server.folder / "veto").unlink()
    accepted = server.push("main")
    server.office.edit(ROOF, {("title",): "另一个屋顶"})
    server.office.commit(None)

    assert not refused.accepted
    assert "the other hook" in refused.said
    assert accepted.accepted
    assert "R1-UNSIGNED" in server.push("main").said
    assert run("hook", "install", str(server.folder)).code == 0
    assert "called first" in run("hook", "status", str(server.folder)).out
    assert run("hook", "remove", str(server.folder)).code == 0
    assert hook(server).read_text("utf-8") == script


def test_a_removed_hook_judges_nothing(server: Server, run: Run) -> None:
    run("hook", "install", str(server.folder))

    assert run("hook", "remove", str(server.folder)).code == 0
    assert not hook(server).exists()
    assert run("hook", "remove", str(server.folder)).code == 0


def test_a_repository_that_somebody_works_in_is_no_server_unless_forced(office: TestOffice, run: Run) -> None:
    assert run("hook", "install", str(office.folder)).code == 5
    assert run("hook", "install", str(office.folder), "--force").code == 0


def test_a_setting_that_leads_git_to_other_hooks_is_found(server: Server, run: Run) -> None:
    server.git("config", "core.hooksPath", "/somewhere")

    ran = run("hook", "install", str(server.folder))

    assert ran.code == 5
    assert "core.hooksPath" in ran.err
    assert "/somewhere" in run("hook", "status", str(server.folder)).out
    server.git("config", "core.hooksPath", "hooks")
    assert run("hook", "install", str(server.folder)).code == 0


@pytest.mark.parametrize("anchor", ["HEAD", "main~1", "1" * 40, "no-such"])
def test_an_anchor_is_the_commit_that_the_branch_starts_with(server: Server, run: Run, anchor: str) -> None:
    assert run("hook", "install", str(server.folder), "--anchor", anchor).code == 2


def test_an_anchor_can_be_pinned_before_there_is_an_office(office: TestOffice, tmp_path: Path, run: Run) -> None:
    server = server_of(office, tmp_path / "empty.git", founded=False)
    root = office.git("rev-list", "--max-parents=0", "HEAD")

    assert "the first accepted push" in run("hook", "install", str(server.folder)).out
    assert run("hook", "install", str(server.folder), "--anchor", "main").code == 2
    assert run("hook", "install", str(server.folder), "--anchor", root).code == 0
    assert run("hook", "status", str(server.folder), "--json").json["anchor"] == root
    assert server.push("main").accepted


def test_a_language_that_we_do_not_speak_is_refused(server: Server, run: Run) -> None:
    assert run("hook", "install", str(server.folder), "--lang", "fr").code == 2


def test_a_folder_that_cannot_be_written_gives_one_clear_error(server: Server, run: Run) -> None:
    hooks = server.folder / "hooks"
    for file in hooks.iterdir() if hooks.exists() else ():
        file.unlink()
    if hooks.exists():
        hooks.rmdir()
    hooks.write_text("", "utf-8")

    ran = run("hook", "install", str(server.folder))

    assert ran.code == 5
    assert "cannot be written" in ran.err


def told(server: Server, run: Run, monkeypatch: pytest.MonkeyPatch, lines: str) -> Ran:
    """What the hook says to lines of git, in this process."""
    monkeypatch.setenv("GIT_DIR", ".")
    monkeypatch.setattr("sys.stdin", StringIO(lines))
    return run("hook", "pre-receive", folder=server.folder)


def test_the_hook_answers_git_by_its_exit_code(server: Server, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    tip = server.git("rev-parse", "main")
    zeros = "0" * 40

    good = told(server, run, monkeypatch, f"{zeros} {tip} refs/heads/side\n")
    bad = told(server, run, monkeypatch, f"{tip} {zeros} refs/heads/main\n")

    assert (good.code, good.out, good.err) == (0, "", "")
    assert bad.code == 1
    assert "P-DELETED" in bad.err


def test_a_branch_name_cannot_steer_the_terminal(server: Server, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = told(server, run, monkeypatch, f"{'0' * 40} {server.git('rev-parse', 'main')} refs/x\x1b[2J\udce5\n")

    assert ran.code == 1
    assert "\x1b" not in ran.err


def test_a_repository_that_cannot_be_read_refuses_in_one_sentence(
    server: Server, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    tip = server.git("rev-parse", "main")
    for file in (server.folder / "objects").rglob("*"):
        if file.is_file():
            file.chmod(0o644)
            file.write_bytes(b"")

    ran = told(server, run, monkeypatch, f"{tip} {tip} refs/heads/main\n")

    assert ran.code != 0
    assert "Traceback" not in ran.err


def test_called_by_hand_the_hook_says_whom_it_is_for(server: Server, run: Run) -> None:
    ran = run("hook", "pre-receive", folder=server.folder)

    assert ran.code == 5
    assert "hook install" in ran.err


def test_the_hook_is_deaf_to_the_environment_of_whoever_pushes(server: Server, run: Run, tmp_path: Path) -> None:
    run("hook", "install", str(server.folder))
    planted = tmp_path / "planted"
    (planted / "cio_ctl").mkdir(parents=True)
    (planted / "cio_ctl" / "__init__.py").write_text("raise SystemExit(0)\n", "utf-8")
    server.office.edit(ROOF, {("title",): "另一个屋顶"})
    server.office.commit(None)

    pushed = server.push("main", PYTHONPATH=str(planted), PYTHONSTARTUP=str(planted), PYTHONHOME="")

    assert "R1-UNSIGNED" in pushed.said


def test_the_script_is_one_that_a_shell_can_read(server: Server, run: Run) -> None:
    run("hook", "install", str(server.folder), "--lang", "zh")

    assert subprocess.run(["sh", "-n", str(hook(server))], check=False, capture_output=True).returncode == 0
