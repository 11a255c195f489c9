from __future__ import annotations

from typing import TYPE_CHECKING

import pylopdf_fonts_zh_cn

from cio_ctl.adapters.forms.fonts import STACKS, find_fonts, system_folders

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_without_installed_fonts_those_that_ship_are_used() -> None:
    fonts = find_fonts([])
    assert fonts.names == ("Noto Serif SC", "Noto Sans SC")
    assert fonts.folders == (pylopdf_fonts_zh_cn.serif_path().parent,)
    assert not fonts.official


def test_an_installed_official_font_comes_first_whatever_the_case_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "SIMFANG.TTF").touch()
    fonts = find_fonts([tmp_path])
    assert fonts.families["text"] == "FangSong"
    assert fonts.families["heading"] == "Noto Sans SC"
    assert fonts.folders == (pylopdf_fonts_zh_cn.serif_path().parent, tmp_path / "deep")


def test_the_order_of_a_stack_decides_among_several(tmp_path: Path) -> None:
    for name in ("FandolFang-Regular.otf", "仿宋_GB2312.ttf"):
        (tmp_path / name).touch()
    assert find_fonts([tmp_path]).families["text"] == "FangSong_GB2312"


def test_with_every_use_covered_the_set_is_official(tmp_path: Path) -> None:
    for stack in STACKS.values():
        (tmp_path / stack[0][0]).touch()
    assert find_fonts([tmp_path]).official


def test_the_system_is_searched_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WINDIR", str(tmp_path))
    assert tmp_path / "Fonts" in tuple(system_folders())
    assert find_fonts().names


def test_every_use_has_a_stack() -> None:
    assert set(STACKS) == set(find_fonts([]).families)
