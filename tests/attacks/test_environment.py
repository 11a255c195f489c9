"""Opening a hostile repository runs nothing from it: a canary waits wherever git, or we, could be made to run one."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.app import app
from cio_ctl.services.performing import make_key
from tests.attacks.acts import ROOF, SHELVES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice


@dataclass(frozen=True)
class Place:
    """A place from which something could be run: values of git's configuration, with the canary for ``{canary}``."""

    name: str
    source: str
    config: dict[str, str] = field(default_factory=dict)
    finds: frozenset[str] = frozenset({"runs nothing"})


ROWS = [
    Place("fsmonitor", "CVE-2022-24765", {"core.fsmonitor": "{canary}"}),
    Place("hooks", "CVE-2024-32002, CVE-2024-32465", {"core.hooksPath": "{hooks}"}),
    Place("hooks_in_their_own_folder", "CVE-2024-32002"),
    Place("pager", "CVE-2022-24765", {"core.pager": "{canary}", "pager.log": "{canary}", "pager.config": "{canary}"}),
    Place("editor", "CVE-2022-24765", {"core.editor": "{canary}", "sequence.editor": "{canary}"}),
    Place("external_diff", "CVE-2022-24765", {"diff.external": "{canary}", "diff.evil.command": "{canary}"}),
    Place("textconv", "CVE-2022-24765", {"diff.evil.textconv": "{canary}"}),
    Place(
        "filter",
        "CVE-2022-23521, CVE-2021-21300",
        {"filter.evil.clean": "{canary}", "filter.evil.smudge": "{canary}", "filter.evil.process": "{canary}"},
    ),
    Place("merge_driver", "git, gitattributes", {"merge.evil.driver": "{canary} %O %A %B"}),
    Place("ssh_command", "CVE-2017-1000117", {"core.sshCommand": "{canary}", "core.gitProxy": "{canary}"}),
    Place("credential_helper", "CVE-2020-5260, CVE-2024-52006", {"credential.helper": "!{canary}"}),
    Place("password_prompt", "CVE-2024-50349", {"core.askPass": "{canary}"}),
    Place(
        "signing_program",
        "CVE-2022-24765",
        {"gpg.program": "{canary}", "gpg.ssh.program": "{canary}", "gpg.openpgp.program": "{canary}"},
    ),
    Place("command_for_the_key", "git, gpg.ssh.defaultKeyCommand", {"gpg.ssh.defaultKeyCommand": "{canary}"}),
    Place("signatures_shown_in_the_log", "git, log.showSignature", {"log.showSignature": "true"}),
    Place("alias", "CVE-2022-24765", {f"alias.{name}": "!{canary}" for name in ("log", "fsck", "cat-file", "ls-tree")}),
    Place("alternate_refs_command", "git, core.alternateRefsCommand", {"core.alternateRefsCommand": "{canary}"}),
    Place("pack_objects_hook", "git, uploadpack.packObjectsHook", {"uploadpack.packObjectsHook": "{canary}"}),
    Place(
        "remote_helper",
        "CVE-2022-24439, CVE-2025-48385",
        {"remote.origin.url": "ext::{canary}", "remote.origin.promisor": "true", "protocol.ext.allow": "always"},
    ),
    Place("submodule_update", "CVE-2018-17456", {"submodule.evil.update": "!{canary}", "submodule.evil.url": "x"}),
    Place("included_file", "CVE-2023-29007", {"include.path": "{included}"}),
    Place("programs_beside_the_records", "CVE-2023-40590, CVE-2024-22190"),
    Place("variables_of_git", "git, environment"),
    Place("attributes_of_the_working_tree", "CVE-2022-23521"),
]
CALLS: dict[str, list[list[str]]] = {
    "list": [["grant"], []],
    "log": [[SHELVES]],
    "show": [[SHELVES], ["officers/ada"]],
    "trace": [[SHELVES]],
    "explain": [["R2-EMPTY"]],
    "status": [[], ["--at", "2026-03-05"]],
    "todo": [[], ["--officer", "ben"]],
    "due": [[], ["--json"]],
    "new": [["grant", "2026", "tower", "--set", "title=塔", "--set", "library=units/hilltop"]],
    "edit": [[ROOF], [ROOF, "--set", "title=新"]],
    "attach": [[ROOF, "{paper}", "--type", "quote"]],
    "import": [["grant", "{table}", "--id", "2026/t{{n}}"]],
    "compare": [[ROOF]],
    "overlap": [[ROOF]],
    "score": [[ROOF]],
    "evaluate": [["hilltop", "2026"]],
    "render": [["filing", ROOF]],
    "submit": [[ROOF]],
    "approve": [[SHELVES]],
    "return": [[SHELVES, "--opinion", "补充"]],
    "reject": [[SHELVES, "--opinion", "不予资助"]],
    "withdraw": [[SHELVES]],
    "acknowledge": [[SHELVES]],
    "advance": [[SHELVES]],
    "init": [["{fresh}"]],
    "officer add": [["zoe", "--name", "佐伊", "--key", "{key}", "--role", "clerk@office"]],
    "officer appoint": [["eva", "--role", "clerk@office"]],
    "officer rekey": [["gus", "--key", "{other}"]],
    "officer suspend": [["fay", "--reason", "离岗"]],
    "officer delegate": [["ada", "--to", "ben", "--role", "director@office", "--until", "2026-12-31"]],
    "unit add": [["library-x", "--name", "图书馆", "--kind", "library"]],
    "doctor": [[], ["--mend"]],
    "verify": [[], ["--json"]],
}
LEFT_OUT = frozenset({"demo"})
"""It makes an office of its own in another folder, and takes minutes."""


class Canaries:
    """Scripts that write their names down when they are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.heard = folder / "heard"
        (folder / "hooks").mkdir(parents=True)

    def script(self, name: str) -> Path:
        """The script of a place."""
        return self.at(self.folder / f"{name}.sh", name)

    def at(self, file: Path, name: str) -> Path:
        """A script at a path of its own."""
        file.write_text(f"#!/bin/sh\necho {name} >> '{self.heard}'\n", "ascii")
        file.chmod(0o755)
        return file

    def sang(self) -> set[str]:
        """The places whose scripts were run."""
        return set(self.heard.read_text("ascii").split()) if self.heard.exists() else set()


HOOKS = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-checkout",
    "post-merge",
    "pre-push",
    "post-rewrite",
    "reference-transaction",
    "post-index-change",
    "fsmonitor-watchman",
    "pre-auto-gc",
    "update",
    "pre-receive",
    "post-update",
]


def plant(office: TestOffice, canaries: Canaries, monkeypatch: pytest.MonkeyPatch) -> None:
    """A canary in every place."""
    (office.folder / ".git" / "hooks").mkdir(exist_ok=True)
    for hook in HOOKS:
        canaries.at(canaries.folder / "hooks" / hook, "hooks")
        canaries.at(office.folder / ".git" / "hooks" / hook, "hooks_in_their_own_folder")
    included = canaries.folder / "config"
    included.write_text(f"[core]\n\tfsmonitor = {canaries.script('included_file')}\n", "ascii")
    for place in ROWS:
        canary = str(canaries.script(place.name))
        for name, value in place.config.items():
            text = value.format(canary=canary, hooks=canaries.folder / "hooks", included=included)
            office.git("config", name, text)
    for file in (office.folder / ".gitattributes", office.folder / ".git" / "info" / "attributes"):
        file.parent.mkdir(exist_ok=True)
        file.write_text("* filter=evil diff=evil merge=evil\n", "ascii")
    for program in ("git", "ssh-keygen", "gpg", "less", "vi", "sh", "python", "typst"):
        canaries.at(office.folder / program, "programs_beside_the_records")
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    variable = str(canaries.script("variables_of_git"))
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_PROXY_COMMAND"):
        monkeypatch.setenv(name, variable)
    for name, value in (("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "core.fsmonitor")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", variable)
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'core.pager'='{variable}' 'diff.external'='{variable}'")
    execs = canaries.folder / "exec"
    execs.mkdir()
    for name in ("git-log", "git-cat-file", "git-fsck", "git-ls-tree", "git-rev-parse", "git-config"):
        canaries.at(execs / name, "variables_of_git")
    monkeypatch.setenv("GIT_EXEC_PATH", str(execs))
    monkeypatch.setenv("GIT_DIR", str(canaries.folder))
    monkeypatch.setenv("GIT_WORK_TREE", str(canaries.folder))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(canaries.folder))
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(canaries.folder))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(canaries.folder))


def commands() -> Iterator[str]:
    """The name of every command of the program."""
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        yield from (f"{name} {inner}" for inner in below) if below else (name,)


def test_no_command_runs_anything_from_a_hostile_repository(
    office: TestOffice,
    run: Callable[..., Ran],
    become: Callable[[str], TestOffice],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    canaries = Canaries(tmp_path / "canaries")
    paper, table = tmp_path / "paper.txt", tmp_path / "table.csv"
    paper.write_text("x", "utf-8")
    table.write_text("title\n一\n", "utf-8")
    words = {
        "paper": str(paper),
        "table": str(table),
        "fresh": str(tmp_path / "fresh"),
    }
    for name in ("key", "other"):
        make_key(tmp_path / "keys", name, office.around())
        words[name] = str(tmp_path / "keys" / f"{name}.pub")
    become("dan")
    plain = dict(os.environ)
    plant(office, canaries, monkeypatch)
    succeeded = set()
    for officer in ("dan", "ada"):
        key = office.folder / ".git" / "demo-keys" / f"{officer}.pub"
        config = (office.folder / ".git" / "config").read_text("utf-8")
        lines = [f"\tsigningkey = {key}" if "signingkey = " in line else line for line in config.split("\n")]
        (office.folder / ".git" / "config").write_text("\n".join(lines), "utf-8")
        for command in sorted({*commands()} - LEFT_OUT):
            for call in CALLS.get(command, [[]]):
                ran = run(*command.split(" "), *(word.format(**words) for word in call))
                if ran.code == 0:
                    succeeded.add(command)

    assert canaries.sang() == set()
    assert {"list", "log", "show", "status", "todo", "verify", "validate", "edit", "attach", "submit"} <= succeeded
    assert {
        "new",
        "withdraw",
        "officer add",
        "officer suspend",
        "officer rekey",
        "officer delegate",
        "unit add",
    } <= succeeded
    assert plain_git_wakes(office, plain, canaries) >= {"included_file", "filter", "signing_program"}


def plain_git_wakes(office: TestOffice, environment: dict[str, str], canaries: Canaries) -> set[str]:
    """The places that plain git, as anybody uses it, runs in the same repository."""
    for words in (["status"], ["add", "-A"], ["diff", "HEAD"], ["log", "-p", "-3"]):
        subprocess.run(["git", *words], cwd=office.folder, env=environment, capture_output=True, check=False)
    return canaries.sang()
