"""The files that the user sees: compared with what is committed, and brought up to a new commit."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.git.process import name_of
from cio_ctl.adapters.lasting_files import replace_file
from cio_ctl.model.errors import DetachedHead, GitFailed, UnsafePath

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cio_ctl.adapters.git.repository import GitRepository
    from cio_ctl.model.office import Entry


def read_file(root: Path, path: str) -> bytes | None:
    """The bytes of a file of the working tree, no link followed; None if it is not there.

    Raises:
        UnsafePath: something on the way is a symbolic link, or it is no ordinary file.
    """
    target = _safe(root, path)
    try:
        handle = os.open(target, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise UnsafePath(path=path, problem=problem.strerror) from problem
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnsafePath(path=path, problem="it is no ordinary file")
    with os.fdopen(handle, "rb") as file:
        return file.read()


def write_file(root: Path, path: str, content: bytes) -> None:
    """Replace a file of the working tree in one step.

    Raises:
        UnsafePath: something on the way is a symbolic link.
    """
    target = _safe(root, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, content, 0o644)


def _safe(root: Path, path: str) -> Path:
    """The place of a file below the root, once no folder on the way is a link."""
    place = root
    for part in Path(path).parts[:-1]:
        place /= part
        if place.is_symlink():
            raise UnsafePath(path=path, problem=f"{place.name} is a symbolic link")
    return root / path


def edited_by_hand(repository: GitRepository, entries: Mapping[str, Entry], paths: Iterable[str]) -> set[str]:
    """Those of the paths whose working copy or index entry is not what HEAD has; a bare repository has none."""
    if repository.work_tree is None:
        return set()
    edited = set()
    index = repository.index_entries()
    for path in paths:
        entry = entries.get(path)
        committed = None if entry is None else repository.blob(entry.object_id)
        staged = index.get(path)
        if read_file(repository.work_tree, path) != committed or staged != (entry and entry.object_id):
            edited.add(path)
    return edited


def lags(
    repository: GitRepository, entries: Mapping[str, Entry], index: Mapping[str, str], path: str, commit: str
) -> bool:
    """Whether index and working copy hold one same older version: a command that made a newer one did not get to them.

    A copy set back on purpose with ``git restore --source`` is not meant: the index still has the version of HEAD.
    """
    if repository.work_tree is None:
        return False
    content, staged = read_file(repository.work_tree, path), index.get(path)
    if content is None or staged is None:
        return content is None and staged is None and len(repository.history.versions(path, commit)) == 1
    if path in entries and staged == entries[path].object_id:
        return False
    return name_of("blob", content, len(commit)) == staged and staged in repository.history.versions(path, commit)


def refresh(repository: GitRepository, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Bring working copies and index up to what was committed; returns the paths where that failed."""
    if repository.work_tree is None:
        return ()
    stale = []
    for path, content in files.items():
        try:
            write_file(repository.work_tree, path, content)
        except (OSError, UnsafePath):
            stale.append(path)
    try:
        digits = len(repository.head().commit)
        repository.set_index({path: name_of("blob", content, digits) for path, content in files.items()})
    except (GitFailed, DetachedHead):
        stale += [path for path in files if path not in stale]
    return tuple(stale)


def forget(repository: GitRepository, paths: Sequence[str]) -> None:
    """Take files out of index and working tree that a new commit no longer has; what cannot be taken out stays."""
    if repository.work_tree is None or not paths:
        return
    for path in paths:
        with suppress(OSError, UnsafePath):
            _safe(repository.work_tree, path).unlink(missing_ok=True)
    with suppress(GitFailed):
        repository.drop_from_index(paths)
