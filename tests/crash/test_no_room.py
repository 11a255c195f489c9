"""Without room, without leave to write: one clear error, nothing half done, and it can be done later."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.paper_office import enact_form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.offices import TestOffice

ROOF = "grants/2026/roof/application"
PAGE = 4096


@contextmanager
def memory_disk(folder: Path, size: str) -> Iterator[Path]:
    """A small file system of its own in a folder; skips where that is not allowed."""
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("no mount here")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=True)


def call(office: TestOffice, folder: Path, *words: str, **how: object) -> subprocess.CompletedProcess[str]:
    """The program in a folder, as dan."""
    key = office.folder / ".git" / "demo-keys" / "dan.pub"
    signing = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "user.signingkey", "GIT_CONFIG_VALUE_0": str(key)}
    signing |= {"GIT_CONFIG_KEY_1": "gpg.format", "GIT_CONFIG_VALUE_1": "ssh"}
    extra = how.pop("environment", {})
    assert isinstance(extra, dict)
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-B", "-m", "cio_ctl", *words],
        cwd=folder,
        env=office.environment | signing | extra,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        **how,
    )


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def fill(folder: Path, *, leaving: int) -> Path:
    """Fill a file system up to some bytes."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * PAGE)
        except OSError:
            pass
        file.truncate(max(0, file.tell() - leaving))
    return filler


def is_one_clear_error(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 5, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr


def goes_on(office: TestOffice, folder: Path, before: str) -> None:
    """The office is whole, in the old or the new state; what is derived is mended, and the decision can be taken."""
    assert git(folder, "fsck", "--strict", "--no-dangling") == ""
    head = git(folder, "rev-parse", "HEAD")
    assert head == before or git(folder, "rev-parse", "HEAD^") == before
    for lock in (folder / ".git").rglob("*.lock"):
        os.utime(lock, (0, 0))
    call(office, folder, "doctor", "--mend")
    assert git(folder, "status", "--porcelain") == ""
    if head == before:
        assert call(office, folder, "submit", ROOF).returncode == 0
    assert call(office, folder, "verify").returncode == 0


@pytest.mark.parametrize("pages", [0, 2, 5, 8, 11])
def test_a_full_disk_is_one_clear_error_and_leaves_no_half(office: TestOffice, tmp_path: Path, pages: int) -> None:
    with memory_disk(tmp_path / "disk", "8m") as disk:
        folder = disk / "office"
        shutil.copytree(office.folder, folder, symlinks=True)
        git(folder, "update-index", "--refresh")
        before = git(folder, "rev-parse", "HEAD")
        filler = fill(disk, leaving=pages * PAGE)

        done = call(office, folder, "submit", ROOF)

        filler.unlink()
        if git(folder, "rev-parse", "HEAD") == before:
            is_one_clear_error(done)
        else:
            assert done.returncode == 0, done.stderr
        goes_on(office, folder, before)


def test_a_disk_that_cannot_be_written_is_one_clear_error(office: TestOffice, tmp_path: Path) -> None:
    with memory_disk(tmp_path / "disk", "8m") as disk:
        folder = disk / "office"
        shutil.copytree(office.folder, folder, symlinks=True)
        git(folder, "update-index", "--refresh")
        before = git(folder, "rev-parse", "HEAD")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

        done = call(office, folder, "submit", ROOF)
        reading = [call(office, folder, *words).returncode for words in (("list",), ("verify",))]
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)

        is_one_clear_error(done)
        assert "Read-only" in done.stderr
        assert reading == [0, 0]
        goes_on(office, folder, before)


@pytest.mark.parametrize("most", [0, 150, 600])
def test_files_that_may_not_grow_are_one_clear_error(office: TestOffice, most: int) -> None:
    before = office.git("rev-parse", "HEAD")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = call(office, office.folder, "submit", ROOF, preexec_fn=limit)

    if office.git("rev-parse", "HEAD") == before:
        is_one_clear_error(done)
    else:
        assert done.returncode == 0
    goes_on(office, office.folder, before)


@pytest.mark.parametrize(
    "words",
    [
        ("render", "grant-form", "shelves", "--format", "txt", "-o", "{out}/paper.txt"),
        ("render", "--all", "grant-form", "--format", "txt", "-o", "{out}/papers"),
        ("render", "--all", "grant-form", "--format", "txt", "-o", "{out}/papers.zip"),
        ("due", "--ics", "{out}/due.ics"),
    ],
    ids=" ".join,
)
def test_a_file_that_was_asked_for_and_finds_no_room_is_named(
    office: TestOffice, tmp_path: Path, words: tuple[str, ...]
) -> None:
    enact_form(office)
    out = tmp_path / "out"
    out.mkdir()

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))

    told = [word.format(out=out) for word in words]
    done = call(office, office.folder, *told, preexec_fn=limit, environment={"PYTHONPATH": os.pathsep.join(sys.path)})

    is_one_clear_error(done)
    assert f"{told[-1]}: File too large" in done.stderr
    assert [*out.iterdir()] == []
