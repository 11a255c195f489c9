"""The fonts that forms are set in: official ones where installed, and free ones that ship for the rest."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pylopdf_fonts_zh_cn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SERIF: Final = "Noto Serif SC"
_SANS: Final = "Noto Sans SC"

STACKS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "title": (
        ("fzxbsjw.ttf", "FZXiaoBiaoSong-B05S"),
        ("方正小标宋简体.ttf", "FZXiaoBiaoSong-B05S"),
        ("fzxbsk.ttf", "FZXiaoBiaoSong-B05"),
        ("fandolsong-bold.otf", "FandolSong"),
    ),
    "text": (
        ("仿宋_gb2312.ttf", "FangSong_GB2312"),
        ("fangsong_gb2312.ttf", "FangSong_GB2312"),
        ("simfang.ttf", "FangSong"),
        ("stfangso.ttf", "STFangsong"),
        ("fandolfang-regular.otf", "FandolFang R"),
    ),
    "script": (
        ("楷体_gb2312.ttf", "KaiTi_GB2312"),
        ("kaiti_gb2312.ttf", "KaiTi_GB2312"),
        ("simkai.ttf", "KaiTi"),
        ("stkaiti.ttf", "STKaiti"),
        ("fandolkai-regular.otf", "FandolKai"),
    ),
    "heading": (("simhei.ttf", "SimHei"), ("stheiti.ttf", "STHeiti"), ("fandolhei-regular.otf", "FandolHei")),
    "number": (("simsun.ttc", "SimSun"), ("stsong.ttf", "STSong"), ("fandolsong-regular.otf", "FandolSong")),
}
"""For each use, files (names in lower case) and the family that each holds; the first one found is taken."""
_SHIPPED: Final = {"title": _SERIF, "text": _SERIF, "script": _SERIF, "heading": _SANS, "number": _SERIF}


@dataclass(frozen=True, slots=True)
class Fonts:
    """The family for each use, and the folders in which their files lie."""

    families: Mapping[str, str]
    folders: tuple[Path, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Each family once, in the order of uses."""
        return tuple(dict.fromkeys(self.families.values()))

    @property
    def official(self) -> bool:
        """Whether every use has a font of the official kind."""
        return not {_SERIF, _SANS} & set(self.families.values())


def find_fonts(folders: Iterable[Path] | None = None) -> Fonts:
    """The fonts to set a form in; ``folders`` are searched for installed ones (left out: the system's)."""
    files = _font_files(system_folders() if folders is None else folders)
    families, used = dict(_SHIPPED), [pylopdf_fonts_zh_cn.serif_path().parent]
    for use, stack in STACKS.items():
        found = next(((files[file], family) for file, family in stack if file in files), None)
        if found is not None:
            families[use] = found[1]
            used.append(found[0].parent)
    return Fonts(families, tuple(dict.fromkeys(used)))


@cache
def installed_fonts() -> Fonts:
    """The fonts to set forms in on this system, looked for once."""
    return find_fonts()


def _font_files(folders: Iterable[Path]) -> dict[str, Path]:
    """The files that stacks name, as found first."""
    wanted = {file for stack in STACKS.values() for file, _ in stack}
    found: dict[str, Path] = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in wanted & {name.lower() for name in names}:
                spelled = next(one for one in names if one.lower() == name)
                found.setdefault(name, Path(place, spelled))
    return found


def system_folders() -> Iterator[Path]:
    """Where systems keep fonts, the user's own first."""
    home = Path.home()
    yield from (home / ".fonts", home / ".local/share/fonts", home / "Library/Fonts")
    yield from (
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
        Path("/usr/share/texmf/fonts/opentype"),
        Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    )
    yield from (Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    if windows := os.environ.get("WINDIR"):
        yield Path(windows, "Fonts")
