"""The files that the user sees: read and written without following a link, compared and brought up."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.working_tree import edited_by_hand, forget, read_file, refresh, write_file
from cio_ctl.model.errors import UnsafePath

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.offices import TestOffice

ROOF = "records/grants/2026/roof/application.yaml"
NEW = "records/units/harbour.yaml"


@pytest.mark.parametrize("path", ["a", "a/b/c.yaml", "坪山/项目.yaml", "a b/-c"])
def test_a_file_is_read_back_as_it_was_written(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    assert read_file(root, path) is None

    write_file(root, path, b"\x00\r\n\xff")
    write_file(root, path, b"again\r\n")

    assert read_file(root, path) == b"again\r\n"
    assert stat.S_IMODE((root / path).stat().st_mode) == 0o644
    assert [file.name for file in (root / path).parent.iterdir()] == [path.rpartition("/")[2]]


def link_on_the_way(root: Path, outside: Path) -> None:
    (root / "records").symlink_to(outside)


def link_at_the_end(root: Path, outside: Path) -> None:
    (root / "records").mkdir()
    (root / "records" / "x").symlink_to(outside / "x")


def folder_at_the_end(root: Path, _outside: Path) -> None:
    (root / "records" / "x").mkdir(parents=True)


def file_on_the_way(root: Path, _outside: Path) -> None:
    (root / "records").touch()


@pytest.mark.parametrize("lay", [link_on_the_way, link_at_the_end, folder_at_the_end, file_on_the_way])
def test_what_is_no_ordinary_file_is_not_read(tmp_path: Path, lay: Callable[[Path, Path], None]) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "x").write_bytes(b"secret")
    lay(root, outside)

    with pytest.raises(UnsafePath, match=r"records/x in the working tree cannot be used"):
        read_file(root, "records/x")


@pytest.mark.parametrize(
    ("lay", "error"),
    [(link_on_the_way, UnsafePath), (folder_at_the_end, OSError), (file_on_the_way, OSError)],
)
def test_nothing_is_written_where_no_file_can_be(
    tmp_path: Path, lay: Callable[[Path, Path], None], error: type[Exception]
) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "x").write_bytes(b"theirs")
    lay(root, outside)
    before = sorted(file.name for file in tmp_path.rglob("*"))

    with pytest.raises(error):
        write_file(root, "records/x", b"ours")

    assert (outside / "x").read_bytes() == b"theirs"
    assert sorted(file.name for file in tmp_path.rglob("*")) == before


def test_a_link_in_place_of_a_file_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "x").write_bytes(b"theirs")
    link_at_the_end(root, outside)

    write_file(root, "records/x", b"ours")

    assert (outside / "x").read_bytes() == b"theirs"
    assert read_file(root, "records/x") == b"ours"


def test_a_pipe_in_place_of_a_file_does_not_hold_us_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x")

    with pytest.raises(UnsafePath, match="it is no ordinary file"):
        read_file(tmp_path, "x")


def edited(office: TestOffice) -> None:
    office.path("grants/2026/roof/application").write_text("x", "utf-8")


def deleted(office: TestOffice) -> None:
    (office.folder / ROOF).unlink()


def staged(office: TestOffice) -> None:
    text = (office.folder / ROOF).read_bytes()
    edited(office)
    office.git("add", ROOF)
    (office.folder / ROOF).write_bytes(text)


def unstaged(office: TestOffice) -> None:
    office.git("rm", "-q", "--cached", ROOF)


def new_file(office: TestOffice) -> None:
    (office.folder / NEW).write_text("x", "utf-8")


def new_in_index(office: TestOffice) -> None:
    new_file(office)
    office.git("add", NEW)
    (office.folder / NEW).unlink()


def nothing(_office: TestOffice) -> None:
    """Leave all as it is."""


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (nothing, set()),
        (edited, {ROOF}),
        (deleted, {ROOF}),
        (staged, {ROOF}),
        (unstaged, {ROOF}),
        (new_file, {NEW}),
        (new_in_index, {NEW}),
    ],
)
def test_what_differs_from_head_in_tree_or_index_is_edited(
    office: TestOffice, change: Callable[[TestOffice], None], found: set[str]
) -> None:
    change(office)
    place = office.as_("ada")

    assert edited_by_hand(place.repository, place.snapshot.entries, [ROOF, NEW, "records/units/office.yaml"]) == found


def test_a_file_is_brought_up_in_tree_and_index_and_nothing_else_is(office: TestOffice) -> None:
    (office.folder / "README.md").write_text("mine", "utf-8")
    office.git("add", "README.md")
    place = office.as_("ada")

    stale = refresh(place.repository, {NEW: b"kind: unit\n", ROOF: b"kind: grant\n"})

    assert stale == ()
    assert (office.folder / NEW).read_bytes() == b"kind: unit\n"
    assert office.git("status", "--porcelain").splitlines() == ["A  README.md", f"M  {ROOF}", f"A  {NEW}"]


def test_files_that_cannot_be_brought_up_are_named(office: TestOffice) -> None:
    place = office.as_("ada")
    (office.folder / "records" / "units").rename(office.folder.parent / "units")
    (office.folder / "records" / "units").symlink_to(office.folder.parent / "units")

    stale = refresh(place.repository, {NEW: b"kind: unit\n", ROOF: b"kind: grant\n"})

    assert stale == (NEW,)
    assert not (office.folder.parent / "units" / "harbour.yaml").exists()
    assert (office.folder / ROOF).read_bytes() == b"kind: grant\n"


def test_an_index_that_is_locked_makes_every_file_stale(office: TestOffice) -> None:
    (office.folder / ".git" / "index.lock").touch()
    place = office.as_("ada")

    assert refresh(place.repository, {NEW: b"kind: unit\n"}) == (NEW,)
    assert (office.folder / NEW).read_bytes() == b"kind: unit\n"


def test_a_file_that_a_commit_no_longer_has_leaves_tree_and_index(office: TestOffice) -> None:
    place = office.as_("ada")
    (office.folder / "records" / "mine.txt").write_text("mine", "utf-8")

    forget(place.repository, [ROOF, "records/units/nothing.yaml"])
    forget(place.repository, [])

    assert not (office.folder / ROOF).exists()
    assert office.git("status", "--porcelain").splitlines() == [f"D  {ROOF}", "?? records/mine.txt"]
