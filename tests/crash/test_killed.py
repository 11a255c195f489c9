"""Killed at any step of any writing command, an office is in the old or the new state, and nothing blocks or is lost.

The suite kills at a sample of the steps; ``CIO_CRASH_FULL=1`` kills at every one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.adapters.signing_tools import ssh_keygen
from tests.performed_grants import PACK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL = bool(os.environ.get("CIO_CRASH_FULL"))
SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
MINE = "# 会议记录\n"
UNTIL = ("--until", "2099-12-31")
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "unit add": ("ada", ("unit", "add", "harbour", "--name", "海港图书馆", "--kind", "library")),
    "officer add": ("ada", ("officer", "add", "hal", "--name", "哈", "--key", "{key}", "--role", "librarian@hilltop")),
    "officer appoint": ("ada", ("officer", "appoint", "eva", "--role", "clerk@office")),
    "officer rekey": ("ada", ("officer", "rekey", "eva", "--key", "{key}")),
    "officer suspend": ("ada", ("officer", "suspend", "eva", "--reason", "调查")),
    "officer delegate": ("ada", ("officer", "delegate", "ben", "--to", "cai", "--role", "clerk@office", *UNTIL)),
    "new": ("dan", ("new", "grant", "2026", "lamps", "--set", "title=灯", "--set", "library=units/hilltop")),
    "edit": ("dan", ("edit", ROOF, "--set", "title=大屋顶")),
    "attach": ("dan", ("attach", ROOF, "{paper}", "--type", "plan")),
    "import": ("dan", ("import", "grant", "{table}", "--id", "2026 table-{{n}}")),
    "submit": ("dan", ("submit", ROOF)),
    "approve": ("ada", ("approve", SHELVES, "--set", "number=G-1")),
    "return": ("ben", ("return", SHELVES, "--opinion", "报价不全")),
    "reject": ("ben", ("reject", SHELVES, "--opinion", "重复")),
    "withdraw": ("dan", ("withdraw", SHELVES)),
}


@dataclass
class Ground:
    """An office as it was, laid out anew at one place for each kill."""

    before: Path
    place: Path
    environment: dict[str, str]
    files: dict[str, str]
    killer: subprocess.Popen[str]
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def office(self) -> Path:
        return self.place / "office"

    def lay_out(self) -> None:
        """Everything as it was before, with a file that somebody is working on."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.before, self.place, symlinks=True)

    def call(
        self, officer: str, *words: str, at: int = 0, amid: bool = False, folder: str = "office"
    ) -> dict[str, Any]:
        """Call the program as an officer; kill it before a step (0: never), or ``amid`` it."""
        key = self.files["keys"].format(officer=officer)
        signing = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "user.signingkey", "GIT_CONFIG_VALUE_0": key}
        signing |= {"GIT_CONFIG_KEY_1": "gpg.format", "GIT_CONFIG_VALUE_1": "ssh"}
        job = {
            "words": [word.format(**self.files) for word in words],
            "folder": str(self.place / folder),
            "environment": self.environment | signing,
            "output": str(self.before.parent / "output"),
            "at": at,
            "amid": amid,
        }
        assert self.killer.stdin is not None
        assert self.killer.stdout is not None
        self.killer.stdin.write(json.dumps(job) + "\n")
        self.killer.stdin.flush()
        outcome: dict[str, Any] = json.loads(self.killer.stdout.readline())
        return outcome

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.office, env=self.environment, capture_output=True, check=False, text=True
        )
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout.strip()

    def let_time_pass(self) -> None:
        """A minute goes by: nobody can still be at work on what was left."""
        then = time.time() - 60
        for file in (*self.place.rglob("*.lock"), *self.place.rglob(".cio-ctl-*")):
            os.utime(file, (then, then))


@pytest.fixture(scope="module")
def ground(performed_grants: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    work = tmp_path_factory.mktemp("crash") / "ground"
    home = work.parent / "home"
    home.mkdir()
    place, before = work / "place", work / "before"
    keys = work / "keys"
    shutil.copytree(performed_grants / ".git" / "demo-keys", keys)
    new_key = ssh_keygen(work / "new", "-t", "ed25519")
    (work / "paper.txt").write_text("图纸", "utf-8")
    (work / "table.csv").write_text("title,library\n书,units/hilltop\n桌,units/hilltop\n", "utf-8")
    shutil.copytree(performed_grants, place / "office", symlinks=True)
    (place / "notes.txt").write_text(MINE, "utf-8")
    (place / "office" / "notes.txt").write_text(MINE, "utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "CIO_CTL_CACHE": str(place / "cache"),
        "CIO_CTL_LANG": "en",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-B", "-m", "tests.crash.killer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as killer:
        files = {
            "keys": f"{keys}/{{officer}}.pub",
            "key": f"{new_key}.pub",
            "paper": str(work / "paper.txt"),
            "table": str(work / "table.csv"),
        }
        made = Ground(before, place, environment, files, killer)
        made.git("config", "gpg.ssh.allowedSignersFile", str(made.office / ".git" / "cio-ctl-allowed-signers"))
        assert made.call("ada", "doctor", "--mend")["code"] in {0, 5}
        assert made.call("ada", "verify")["code"] == 0
        shutil.copytree(place, before, symlinks=True)
        yield made
        assert killer.stdin is not None
        killer.stdin.close()
        killer.wait()


def sampled(steps: list[str], command: str) -> list[tuple[int, bool]]:
    """The steps to kill at, each with whether amid it: all, or for the suite a few that differ from command to command.

    ``submit`` is killed around everything that comes after the commit is stored.
    """
    all_kills = [(number, False) for number in range(1, len(steps) + 1)]
    all_kills += [
        (number, True) for number, step in enumerate(steps, 1) if step in {"update-ref", "update-index", "config"}
    ]
    if FULL:
        return all_kills
    moved = steps.index("update-ref") + 1
    if command == "submit":
        return [kill for kill in all_kills if kill[0] >= moved][::3]
    return [all_kills[(moved + 7 * len(command)) % len(all_kills)]]


@pytest.mark.parametrize("command", COMMANDS)
def test_killed_at_a_step_the_office_is_in_the_old_or_the_new_state(ground: Ground, command: str) -> None:
    officer, words = COMMANDS[command]
    ground.lay_out()
    old = ground.git("rev-parse", "HEAD")
    whole = ground.call(officer, *words)
    assert whole["code"] == 0, whole["out"]
    ends = set()
    for at, amid in sampled(whole["steps"], command):
        ground.lay_out()
        killed = ground.call(officer, *words, at=at, amid=amid)
        step = f"{command}: killed {'amid' if amid else 'before'} {at} {whole['steps'][at - 1]}"
        assert killed["code"] == -9, step
        ends.add(check_after(ground, old, officer, words, step))
    if FULL:
        print(f"{command}: {len(sampled(whole['steps'], command))} kills")  # noqa: T201
        assert ends == {"old", "new"}


def check_after(ground: Ground, old: str, officer: str, words: tuple[str, ...], step: str) -> str:
    """Everything that must hold after a kill; which state the office is in."""
    ground.let_time_pass()
    assert ground.git("fsck", "--strict", "--no-dangling") == "", step
    head = ground.git("rev-parse", "HEAD")
    assert head == old or ground.git("rev-parse", f"{head}^") == old, step
    told = ground.call("ada", "doctor", "--json")
    assert f"main at {head[:12]}" in told["out"], step
    mended = ground.call("ada", "doctor", "--mend", "--json")
    assert mended["code"] == 0, f"{step}: {mended['out']}"
    assert ground.git("status", "--porcelain") == "?? notes.txt", step
    assert not [*ground.office.rglob("*.lock"), *ground.office.rglob(".cio-ctl-*")], step
    assert (ground.office / "notes.txt").read_text("utf-8") == MINE, step
    again = ground.call(officer, *words)
    assert again["code"] in ({0} if head == old else {0, 2, 3, 4}), f"{step}: {again['out']}"
    assert ground.git("rev-list", "--count", f"{old}..HEAD") == "1" or again["code"] == 0, step
    assert ground.call("ada", "verify")["code"] == 0, step
    return "old" if head == old else "new"


def test_killed_while_founding_there_is_an_office_or_none(ground: Ground) -> None:
    words: tuple[str, ...] = (
        "init",
        "fresh",
        "--officer",
        "ada",
        "--name",
        "艾达",
        "--pack",
        str(PACK),
        "--unit",
        "office",
    )
    words += ("--unit-name", "基金会", "--unit-kind", "office")
    ground.lay_out()
    whole = ground.call("ada", *words, folder=".")
    assert whole["code"] == 0, whole["out"]
    last = len(whole["steps"])
    moved = max(number for number, step in enumerate(whole["steps"], 1) if step == "update-ref")
    kills = range(1, last + 1) if FULL else (2, moved, moved + 2, moved + 4, last - 3)
    ends = set()
    for at in kills:
        ground.lay_out()
        assert ground.call("ada", *words, at=at, folder=".")["code"] == -9
        ends.add(check_founding(ground, words, f"init: killed before {at} {whole['steps'][at - 1]}"))
    assert ends == {"old", "new"}


def check_founding(ground: Ground, words: tuple[str, ...], step: str) -> str:
    """No office, and a founding can be begun again; or a whole one."""
    ground.let_time_pass()
    fresh = ground.place / "fresh"
    founded = (fresh / ".git").is_dir()
    if not founded:
        again = ground.call("ada", *words, folder=".")
        assert again["code"] == 0, f"{step}: {again['out']}"
    assert ground.call("ada", "verify", folder="fresh")["code"] == 0, step
    mended = ground.call("ada", "doctor", "--mend", "--json", folder="fresh")
    assert mended["code"] == 0, f"{step}: {mended['out']}"
    assert sorted(path.name for path in fresh.iterdir()) == [".git", "records", "schemas"], step
    return "new" if founded else "old"
