"""Ground on which commands are killed: an office as it was, laid out anew at one place for each kill."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.adapters.signing_tools import ssh_keygen
from tests.crash.laid_office import lay_in, pack_with_workflows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FULL = bool(os.environ.get("CIO_CRASH_FULL"))
MINE = "# 会议记录\n"
AMID = {"update-ref", "update-index", "config"}


class Usual(NamedTuple):
    """How an office is before a command: the commit, what git sees as changed, and doctor's exit code."""

    head: str
    status: str
    doctor: int


@dataclass
class Ground:
    """The place, what it holds before each kill, and the program that is called there again and again."""

    work: Path
    environment: dict[str, str]
    files: dict[str, str]
    killer: subprocess.Popen[str]
    usual: dict[str, Usual] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        return self.work / "place"

    @property
    def office(self) -> Path:
        return self.place / "office"

    def keep(self, name: str) -> None:
        """Keep what lies at the place now under a name, to be laid out again."""
        shutil.copytree(self.place, self.work / "kept" / name, symlinks=True)

    def lay_out(self, name: str = "") -> None:
        """Everything as it was before, with a file that somebody is working on."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.work / "kept" / (name or "office"), self.place, symlinks=True)

    def given(self, name: str, lay: Callable[[Ground], None] | None) -> str:
        """Lay out what a command needs beside the office, which is kept under its name; the name to lay out by."""
        if lay is not None and name not in self.usual:
            self.lay_out()
            lay(self)
            self.keep(name)
        kept = name if lay is not None else "office"
        self.lay_out(kept)
        if kept not in self.usual:
            doctor = self.call("ada", "doctor", "--mend")["code"]
            self.usual[kept] = Usual(self.git("rev-parse", "HEAD"), self.git("status", "--porcelain"), doctor)
        return kept

    def call(
        self, officer: str, *words: str, at: int = 0, amid: bool = False, folder: str = "office", **more: str
    ) -> dict[str, Any]:
        """Call the program as an officer; kill it before a step (0: never), or ``amid`` it."""
        key = self.files["keys"].format(officer=officer)
        signing = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "user.signingkey", "GIT_CONFIG_VALUE_0": key}
        signing |= {"GIT_CONFIG_KEY_1": "gpg.format", "GIT_CONFIG_VALUE_1": "ssh"}
        job = {
            "words": [word.format(**self.files) for word in words],
            "folder": str(self.place / folder),
            "given": more.pop("given", ""),
            "environment": self.environment | signing | more,
            "output": str(self.work / "output"),
            "at": at,
            "amid": amid,
        }
        assert self.killer.stdin is not None
        assert self.killer.stdout is not None
        self.killer.stdin.write(json.dumps(job) + "\n")
        self.killer.stdin.flush()
        outcome: dict[str, Any] = json.loads(self.killer.stdout.readline())
        return outcome

    def done(self, officer: str, *words: str, folder: str = "office") -> dict[str, Any]:
        """A call that must succeed."""
        outcome = self.call(officer, *words, folder=folder)
        assert outcome["code"] == 0, f"{words}: {outcome['out']}"
        return outcome

    def git(self, *words: str, folder: str = "office") -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.place / folder, env=self.environment, capture_output=True, check=False, text=True
        )
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout.strip()

    def let_time_pass(self) -> None:
        """A minute goes by: nobody can still be at work on what was left."""
        then = time.time() - 60
        for file in (*self.place.rglob("*.lock"), *self.place.rglob(".cio-ctl-*")):
            os.utime(file, (then, then))

    def left_behind(self) -> list[Path]:
        """Locks and unfinished files that lie about, in the user's own cache aside."""
        found = (*self.place.rglob("*.lock"), *self.place.rglob(".cio-ctl-*"))
        return [file for file in found if not file.is_relative_to(self.place / "cache")]


def sampled(steps: list[str], command: str, *, also_open: bool = False) -> list[tuple[int, bool]]:
    """The steps to kill at, each with whether amid it: all, or for the suite a few that differ from command to command.

    ``submit`` is killed around everything that comes after the commit is stored.
    """
    amid = AMID | ({"open"} if also_open else set())
    kills = [(number, False) for number in range(1, len(steps) + 1)]
    kills += [(number, True) for number, step in enumerate(steps, 1) if step in amid]
    if FULL:
        return kills
    if also_open or "update-ref" not in steps:
        return [*kills[len(command) % 3 : -1 : 3][-2:], kills[-1]]
    moved = steps.index("update-ref") + 1
    if command == "submit":
        return [kill for kill in kills if kill[0] >= moved][::3]
    return [kills[(moved + 7 * len(command)) % len(kills)]]


@contextmanager
def ground_of(performed: Path, work: Path) -> Iterator[Ground]:
    """The foundation's office with whatever the commands need, and the program waiting to be called there."""
    place, home = work / "place", work / "home"
    home.mkdir(parents=True)
    shutil.copytree(performed / ".git" / "demo-keys", work / "keys")
    new_key = ssh_keygen(work / "new", "-t", "ed25519")
    (work / "paper.txt").write_text("图纸", "utf-8")
    (work / "table.csv").write_text("title,library\n书,units/hilltop\n桌,units/hilltop\n", "utf-8")
    shutil.copytree(performed, place / "office", symlinks=True)
    for folder in ("tmp", "out"):
        (place / folder).mkdir()
    (place / "notes.txt").write_text(MINE, "utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(place / "tmp"),
        "CIO_CTL_CACHE": str(place / "cache"),
        "CIO_CTL_LANG": "en",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    files = {
        "keys": f"{work}/keys/{{officer}}.pub",
        "key": f"{new_key}.pub",
        "paper": str(work / "paper.txt"),
        "table": str(work / "table.csv"),
        "pack": str(pack_with_workflows(work / "pack")),
        "out": str(place / "out"),
    }
    with subprocess.Popen(
        [sys.executable, "-B", "-m", "tests.crash.killer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as killer:
        made = Ground(work, environment, files, killer)
        lay_in(made)
        (made.office / "notes.txt").write_text(MINE, "utf-8")
        made.keep("office")
        yield made
        assert killer.stdin is not None
        killer.stdin.close()
        killer.wait()
