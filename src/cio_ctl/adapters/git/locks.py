"""Lock files of git: which there are, and whether somebody may still hold one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.unfinished_files import is_young

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.adapters.git.repository import GitRepository

_PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock file, and whether it may be held: somebody works here with git, we cannot see, or it is too young."""

    file: Path
    held: bool


def locks_of(repository: GitRepository) -> tuple[Lock, ...]:
    """Every lock file in the git folder, by name."""
    found = sorted(set(_lock_files(repository)))
    busy = bool(found) and _somebody_works(repository)
    return tuple(Lock(file, busy or is_young(file)) for file in found)


def _lock_files(repository: GitRepository) -> Iterator[Path]:
    for folder in {repository.git_dir, repository.common_dir}:
        yield from folder.glob("*.lock")
        yield from (folder / "refs").rglob("*.lock")


def _somebody_works(repository: GitRepository) -> bool:
    """Whether a git of this machine may be at work here; also where the system does not show who is."""
    if not (_PROCESSES / "self" / "cmdline").exists():
        return True
    places = {place for place in (repository.git_dir, repository.common_dir, repository.work_tree) if place is not None}
    return any(_is_git(process) and _is_at(process, places) for process in _PROCESSES.glob("[0-9]*"))


def _is_git(process: Path) -> bool:
    """Whether a process is a git, by the name of its program."""
    with suppress(OSError):
        return (process / "comm").read_text(errors="replace").startswith("git")
    return False


def _is_at(process: Path, places: set[Path]) -> bool:
    """Whether a process is in one of these folders or was told to work on one; so is one that we may not look at.

    A reader of objects, such as our own, takes no lock.
    """
    try:
        folder = (process / "cwd").readlink()
        words = (process / "cmdline").read_bytes().split(b"\0")
    except PermissionError:
        return True
    except OSError:
        return False
    if b"cat-file" in words:
        return False
    told = {word.rpartition(b"=")[2].decode("utf-8", "replace") for word in words}
    return any(folder.is_relative_to(place.resolve()) or str(place) in told for place in places)
