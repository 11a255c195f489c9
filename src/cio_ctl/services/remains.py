"""What a command that was broken off leaves behind in a repository, and clearing it away."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.git.locks import locks_of
from cio_ctl.adapters.unfinished_files import UNFINISHED, is_left
from cio_ctl.model.errors import CioError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cio_ctl.adapters.git.repository import GitRepository

_WAIT = "wait some seconds and look again; if no git is at work here, remove it by hand"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, what was seen, what to do if it is not."""

    name: str
    well: bool
    seen: str
    remedy: str = ""


def remains_checks(repository: GitRepository, *, mend: bool) -> Iterator[Check]:
    """Locks, unfinished files and a broken index; with ``mend``, those that are nobody's are cleared away."""
    yield _left_behind(repository, mend=mend)
    if repository.work_tree is not None:
        yield _index(repository, mend=mend)


def _left_behind(repository: GitRepository, *, mend: bool) -> Check:
    """Locks whose owner is gone, and files that were never finished."""
    locks = locks_of(repository)
    held = [lock.file for lock in locks if lock.held]
    dead = [lock.file for lock in locks if not lock.held] + [file for file in _unfinished(repository) if is_left(file)]
    if mend:
        removed = [file for file in dead if _removed(file)]
        dead = [file for file in dead if file not in removed]
        if removed and not dead and not held:
            return Check("left behind", well=True, seen=f"removed, since nobody is at work on it: {_names(removed)}")
    if dead:
        return Check(
            "left behind", well=False, seen=f"nobody is at work on {_names(dead)}", remedy="run `cio-ctl doctor --mend`"
        )
    if held:
        return Check("left behind", well=False, seen=f"perhaps in use: {_names(held)}", remedy=_WAIT)
    return Check("left behind", well=True, seen="nothing")


def _unfinished(repository: GitRepository) -> Iterator[Path]:
    """Files and folders that were being made, beside the files of HEAD and in the git folder."""
    folders = {repository.common_dir, repository.common_dir / "hooks"}
    if repository.work_tree is not None:
        folders.add(repository.work_tree)
        with suppress(CioError):
            folders |= {(repository.work_tree / path).parent for path in repository.tree(repository.head().commit)}
    for folder in sorted(folders):
        yield from sorted(folder.glob(f"{UNFINISHED}*"))


def _removed(file: Path) -> bool:
    """Remove a file or folder; whether it is gone."""
    with suppress(OSError):
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        else:
            file.unlink(missing_ok=True)
        return True
    return False


def _names(files: list[Path]) -> str:
    return ", ".join(str(file) for file in files[:5])


def _index(repository: GitRepository, *, mend: bool) -> Check:
    """Whether git can read its index; with mend it is made anew from HEAD, and the old one kept beside it."""
    with suppress(CioError):
        if repository.index_is_whole():
            repository.index_entries()
            return Check("index", well=True, seen="readable")
    if mend:
        with suppress(OSError, CioError):
            return Check("index", well=True, seen=f"made anew; the broken one is {repository.remake_index()}")
    return Check("index", well=False, seen="git cannot read it", remedy="run `cio-ctl doctor --mend`")
