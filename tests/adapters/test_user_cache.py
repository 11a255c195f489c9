"""Small private files in the user's cache: nobody else's, and gone without harm."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cio_ctl.adapters.user_cache import cache_folder, read_private, write_private


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"CIO_CTL_CACHE": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/c/cio-ctl"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/cio-ctl"),
        ({"CIO_CTL_CACHE": "", "XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/cio-ctl"),
        ({"HOME": "/h"}, "/h/.cache/cio-ctl"),
    ],
)
def test_the_folder_is_where_the_user_says(environment: dict[str, str], folder: str) -> None:
    assert cache_folder(environment) == Path(folder)


def test_without_a_home_the_platform_knows_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")

    assert cache_folder({}).name == "cio-ctl"
    assert cache_folder({}).is_absolute()


@pytest.mark.parametrize("name", ["a", "seen/a.json", "坪山/项目"])
def test_a_text_is_kept_for_this_user_alone(tmp_path: Path, name: str) -> None:
    around = {"CIO_CTL_CACHE": str(tmp_path / "cache")}

    assert read_private(around, name) is None
    assert write_private(around, name, "一")
    assert write_private(around, name, "二\n")

    file = tmp_path / "cache" / "cio-ctl" / name
    assert read_private(around, name) == "二\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_a_cache_that_cannot_be_written_is_gone_without(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    around = {"CIO_CTL_CACHE": str(tmp_path / "cache")}

    assert not write_private(around, "a", "x")
    assert read_private(around, "a") is None


def test_a_place_that_is_taken_leaves_no_scrap(tmp_path: Path) -> None:
    around = {"CIO_CTL_CACHE": str(tmp_path)}
    (tmp_path / "cio-ctl" / "a" / "b").mkdir(parents=True)

    assert not write_private(around, "a", "x")
    assert [entry.name for entry in (tmp_path / "cio-ctl").iterdir()] == ["a"]


def test_what_is_not_text_counts_as_lost(tmp_path: Path) -> None:
    (tmp_path / "cio-ctl").mkdir()
    (tmp_path / "cio-ctl" / "a").write_bytes(b"\xff")

    assert read_private({"CIO_CTL_CACHE": str(tmp_path)}, "a") is None
