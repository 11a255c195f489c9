"""Small private files in the user's cache folder: derived, deletable, readable by nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import PlatformDirs

from cio_ctl.adapters.lasting_files import replace_file
from cio_ctl.adapters.unfinished_files import begun

if TYPE_CHECKING:
    from collections.abc import Mapping


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where this user's derived files lie; ``CIO_CTL_CACHE`` moves them."""
    chosen = environment.get("CIO_CTL_CACHE") or environment.get("XDG_CACHE_HOME")
    if chosen:
        return Path(chosen) / "cio-ctl"
    home = environment.get("HOME")
    return Path(home) / ".cache" / "cio-ctl" if home else Path(PlatformDirs("cio-ctl", appauthor=False).user_cache_dir)


def read_private(environment: Mapping[str, str], name: str) -> str | None:
    """The text of a private file; None if it cannot be had."""
    try:
        return (cache_folder(environment) / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def write_private(environment: Mapping[str, str], name: str, text: str) -> bool:
    """Replace a private file in one step; returns whether that could be done."""
    target = cache_folder(environment) / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(target, text.encode(), 0o600, begun(target))
    except OSError:
        return False
    return True
