"""Files that the user asked for: in whole or not at all, with the rights and at the place that were meant."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters import unfinished_files
from cio_ctl.adapters.lasting_files import put_file, put_folder
from cio_ctl.adapters.unfinished_files import begun, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()

    put_file(tmp_path / "made", b"x")
    put_folder(tmp_path / "folder", [("a/b", b"x")])
    (tmp_path / "plain-folder").mkdir()

    modes = {path.name: path.stat().st_mode for path in tmp_path.iterdir()}
    assert modes["made"] == modes["plain"]
    assert modes["folder"] == modes["plain-folder"]


def test_a_file_that_was_there_keeps_its_rights_and_a_link_stays_a_link(tmp_path: Path) -> None:
    private, link = tmp_path / "private", tmp_path / "link"
    private.write_bytes(b"old")
    private.chmod(0o600)
    link.symlink_to("private")

    put_file(link, b"new")

    assert link.is_symlink()
    assert private.read_bytes() == b"new"
    assert private.stat().st_mode & 0o777 == 0o600


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()

    put_file(pipe, b"x")

    reader.join()
    assert read == [b"x"]
    assert pipe.is_fifo()


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        put_folder(tmp_path / "made", [("a", "no bytes")])  # type: ignore[list-item]

    assert [*tmp_path.glob("made"), *tmp_path.glob(".cio-ctl-*")] == []


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.mark.parametrize("age", [0, 60])
@pytest.mark.parametrize(
    ("writer", "cleared"),
    [
        ("", {0: False, 60: True}),
        ("{here}-{gone}-", {0: True, 60: True}),
        ("{here}-{other}-", {0: False, 60: False}),
        ("{here}-{own}-", {0: False, 60: True}),
        ("{here}-9999999999-", {0: False, 60: False}),
        ("elsewhere-{gone}-", {0: False, 60: True}),
        ("01234567-{gone}-", {0: False, 60: True}),
    ],
)
def test_what_was_broken_off_is_cleared_away_once_nobody_can_be_at_it(
    tmp_path: Path, gone: int, age: int, writer: str, cleared: dict[int, bool]
) -> None:
    target = tmp_path / "made"
    mark = writer.format(here=machine(), gone=gone, other=os.getppid(), own=os.getpid())
    left = tmp_path / f"{begun(target)}{mark}left"
    left.touch()
    os.utime(left, (left.stat().st_mtime - age,) * 2)

    put_file(tmp_path / "other", b"x")
    kept = left.exists()
    put_file(target, b"x")

    assert kept
    assert left.exists() is not cleared[age]


def machine() -> str:
    """How the names of unfinished files begin to say who writes them."""
    return mark().partition("-")[0]


@pytest.mark.parametrize("put", [put_file, put_folder])
def test_a_file_being_written_says_who_does_it(tmp_path: Path, put: Callable[[Path, object], None]) -> None:
    seen: list[str] = []

    def look(*_: object) -> Iterator[tuple[str, bytes]]:
        seen.extend(path.name for path in tmp_path.glob(".cio-ctl-*"))
        yield "a", b"x"

    put(tmp_path / "made", look() if put is put_folder else lambda file: next(look(file)))

    assert [f"-{machine()}-{os.getpid()}-" in name for name in seen] == [True]


@pytest.mark.parametrize("put", [put_file, put_folder])
def test_what_the_system_refuses_names_the_target(tmp_path: Path, put: Callable[[Path, object], None]) -> None:
    with pytest.raises(FileNotFoundError) as refused:
        put(tmp_path / "nowhere" / "made", b"")

    assert refused.value.filename == str(tmp_path / "nowhere" / "made")


def aged(left: Path) -> Path:
    """The file or link as of an hour ago."""
    os.utime(left, (left.lstat().st_mtime - 3600,) * 2, follow_symlinks=False)
    return left


def test_a_link_in_the_place_of_an_unfinished_file_is_taken_away_and_not_followed(tmp_path: Path) -> None:
    target, folder = tmp_path / "made", tmp_path / "folder"
    folder.mkdir()
    (folder / "kept").touch()
    left = tmp_path / f"{begun(target)}left"
    left.symlink_to(folder)
    aged(folder)
    aged(left)

    put_folder(target, [("a", b"1")])

    assert not left.is_symlink()
    assert (folder / "kept").exists()


def test_what_is_somebody_elses_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / f"{begun(tmp_path / 'made')}left"
    left.mkdir()
    aged(left)
    monkeypatch.setattr(unfinished_files, "_USER", left.stat().st_uid + 1)

    put_file(tmp_path / "made", b"1")

    assert left.exists()


def test_what_cannot_be_cleared_away_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / f"{begun(tmp_path / 'made')}left"
    left.mkdir()
    aged(left)

    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(shutil, "rmtree", refuse)
    put_file(tmp_path / "made", b"1")

    assert (tmp_path / "made").read_bytes() == b"1"
