"""Power lost after any write of a command: what had reached the medium is the old state or the new one.

This is a simulation: the writes are recorded once by strace, and the disk that each moment leaves is laid out by the
models of `recorded_writes`. ``CIO_CRASH_FULL=1`` records more commands, and goes on from more of the moments.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.crash.recorded_writes import Disk, Write, lay_out, record

if TYPE_CHECKING:
    from tests.crash.recorded_writes import Model
    from tests.offices import TestOffice

FULL = bool(os.environ.get("CIO_CRASH_FULL"))
SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
COMMANDS = {
    "submit": ("dan", ("submit", ROOF)),
    "approve": ("ada", ("approve", SHELVES, "--set", "number=G-1")),
    "new": ("dan", ("new", "grant", "2026", "lamps", "--set", "title=灯", "--set", "library=units/hilltop")),
    "officer suspend": ("ada", ("officer", "suspend", "eva", "--reason", "调查")),
}


def may_trace() -> bool:
    """Whether strace is here and allowed."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not may_trace(), reason="strace is not here, or may not trace")


class Scene:
    """An office on a modelled disk, and a command whose writes were recorded."""

    def __init__(self, office: TestOffice, officer: str, words: tuple[str, ...]) -> None:
        self.folder, self.words, base = office.folder, words, office.folder.parent
        keys = base / "keys"
        shutil.copytree(office.folder / ".git" / "demo-keys", keys)
        self.environment = office.environment | {
            "CIO_CTL_CACHE": str(office.folder / ".git" / "cache"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "user.signingkey",
            "GIT_CONFIG_VALUE_0": str(keys / f"{officer}.pub"),
            "GIT_CONFIG_KEY_1": "gpg.format",
            "GIT_CONFIG_VALUE_1": "ssh",
        }
        assert self.call("verify") == 0
        self.old = self.git("rev-parse", "HEAD")
        self.before = Disk.of(self.folder)
        self.modes = {path: os.stat(path).st_mode & 0o777 for path in self.before.now}  # noqa: PTH116
        self.writes = record([sys.executable, "-m", "cio_ctl", *words], self.folder, self.environment, base / "log")
        self.new = self.git("rev-parse", "HEAD")
        assert self.git("rev-parse", "HEAD^") == self.old
        after = Disk.of(self.folder)
        modelled = self.disk_after(len(self.writes)).left("killed")
        assert modelled[1] == {path: content.now for path, content in after.now.items()}

    def call(self, *words: str) -> int:
        done = subprocess.run(
            [sys.executable, "-m", "cio_ctl", *words],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return done.returncode

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=self.folder, env=self.environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def disk_after(self, count: int) -> Disk:
        """The disk after so many writes."""
        disk = Disk(
            self.before.root,
            {path: type(content)(content.now, content.kept) for path, content in self.before.now.items()},
            {},
            set(self.before.folders),
            set(self.before.kept_folders),
        )
        disk.kept = dict(disk.now)
        for write in self.writes[:count]:
            disk.apply(write)
        return disk

    def lose_power(self, count: int, model: Model) -> tuple[object, ...]:
        """Lay out what is left when the power goes after so many writes; what tells this state from others."""
        folders, files = self.disk_after(count).left(model)
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        lay_out(folders, files, self.modes)
        return (folders, tuple(sorted(files.items())))

    def state(self, moment: str) -> str:
        """Old or new, with a sound history either way."""
        assert self.git("fsck", "--strict", "--no-dangling") == "", moment
        head = self.git("rev-parse", "refs/heads/main")
        assert head in {self.old, self.new}, moment
        return "new" if head == self.new else "old"

    def goes_on(self, state: str, moment: str) -> None:
        """A minute later, doctor mends what is derived and the command can be called again."""
        then = time.time() - 60
        for file in (*self.folder.rglob("*.lock"), *self.folder.rglob(".cio-ctl-*")):
            os.utime(file, (then, then))
        self.call("verify")
        assert self.call("doctor", "--mend") == 0, moment
        assert self.git("status", "--porcelain") == "", moment
        assert self.call(*self.words) in ({0} if state == "old" else {0, 3}), moment
        assert self.call("verify") == 0, moment


def moments(writes: list[Write], root: str) -> list[int]:
    """After which writes to look: each that touches the office."""
    return [0, *(at for at, write in enumerate(writes, 1) if any(path.startswith(root) for path in write.paths))]


@pytest.mark.parametrize("command", COMMANDS if FULL else ["submit"])
def test_whenever_the_power_goes_the_office_is_in_the_old_or_the_new_state(office: TestOffice, command: str) -> None:
    scene = Scene(office, *COMMANDS[command])
    seen: set[tuple[object, ...]] = set()
    tried = 0
    for model in ("killed", "ordered", "strict"):
        states = []
        for count in moments(scene.writes, scene.before.root):
            left = scene.lose_power(count, model)
            if left in seen:
                continue
            seen.add(left)
            moment = f"{command}: {model} after {count} {scene.writes[count - 1][:2] if count else 'nothing'}"
            states.append(scene.state(moment))
            tried += 1
            if tried % (10 if FULL else 40) == 0:
                scene.goes_on(states[-1], moment)
        assert states == sorted(states, reverse=True), "first old, then new, and never back"
    if FULL:
        print(f"{command}: {len(scene.writes)} writes, {len(seen)} states")  # noqa: T201


def test_what_was_told_as_done_has_reached_the_medium(office: TestOffice) -> None:
    scene = Scene(office, *COMMANDS["submit"])

    scene.lose_power(len(scene.writes), "strict")

    assert scene.state("at the end") == "new"
    scene.goes_on("new", "at the end")


def test_a_disk_without_syncs_would_be_found_out(office: TestOffice) -> None:
    scene = Scene(office, *COMMANDS["submit"])
    scene.writes = [write for write in scene.writes if write.call != "fsync"]

    scene.lose_power(len(scene.writes), "ordered")

    with pytest.raises(AssertionError):
        scene.state("at the end")
