"""The rule pack that ships with the tool: schemas and templates that a new office starts from."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable


FOLDERS = ("schemas", "templates")


def pack_files() -> dict[str, bytes]:
    """Every file of the pack by its path in a records repository."""
    return {path: file.read_bytes() for folder in FOLDERS for path, file in _files(folder, _root() / folder)}


def calendar_files() -> dict[str, bytes]:
    """The working-day calendars that ship, by their paths in a records repository."""
    return {path: file.read_bytes() for path, file in _files("records/calendar", files("cio_ctl") / "calendars")}


def _root() -> Traversable:
    """Where the pack lies: in the installed package, or at the top of the source tree."""
    installed = files("cio_ctl") / "pack"
    return installed if installed.is_dir() else Path(__file__).parents[3]


def _files(path: str, folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    """Every file below a folder."""
    for entry in folder.iterdir():
        below = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _files(below, entry)
        elif not entry.name.startswith((".", "__")):
            yield below, entry


@cache
def shipped_schemas() -> frozenset[bytes]:
    """The contents of the schemas that ship; they are known to be well-formed, so nobody need check again."""
    return frozenset(content for path, content in pack_files().items() if path.endswith(".schema.json"))
