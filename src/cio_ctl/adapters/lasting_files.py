"""Files that are there in whole after a loss of power, or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from errno import EEXIST
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Content = bytes | Callable[[IO[bytes]], object]
    """What a file is to hold, or what writes it."""

UNFINISHED: Final = ".cio-ctl-"
"""How the name of a file begins as long as it is being written."""

_USER: Final = os.getuid() if hasattr(os, "getuid") else 0

MOMENTS: Final = 10
"""Seconds for which a file may be somebody's whom we cannot see, such as on another machine; git needs far less."""


def is_young(file: Path) -> bool:
    """Whether a file was written a moment ago, so that its writer may be at work, or is gone by now."""
    try:
        return time.time() - file.stat().st_mtime < MOMENTS
    except OSError:
        return True


def put_file(target: Path, content: Content) -> None:
    """Write a file that the user asked for, wherever that is: it is there in whole, or as it was before.

    A device or a pipe is written to; a link is followed.
    """
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            _fill(file, content)
        return
    place = target.resolve()
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask()
    replace_file(place, content, mode, begun(place))


def put_folder(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a new folder of files (path and content), each as it comes: it is there in whole, or not at all.

    Raises:
        FileExistsError: something is there already.
    """
    refuse_existing(target)
    aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=begun(target)))
    try:
        for path, content in files:
            (aside / path).parent.mkdir(parents=True, exist_ok=True)
            with (aside / path).open("wb") as file:
                _write(file, content)
        aside.chmod(0o777 & ~_umask())
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def refuse_existing(target: Path) -> None:
    """Stop where something is in the place of what is to be new.

    Raises:
        FileExistsError: something is.
    """
    if target.exists() or target.is_symlink():
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(target))


def begun(target: Path) -> str:
    """How the unfinished forms of a target are named; those that were broken off before are cleared away."""
    prefix = f"{UNFINISHED}{sha256(os.fsencode(target.name)).hexdigest()[:8]}-"
    for left in target.parent.glob(f"{prefix}*"):
        clear_away(left)
    return prefix


def clear_away(left: Path) -> None:
    """Delete what this user's own writing left behind, if that can be; of a link itself, not where it leads."""
    with suppress(OSError):  # it is in nobody's way
        _clear_away(left)


def _clear_away(left: Path) -> None:
    about = left.lstat()
    if time.time() - about.st_mtime < MOMENTS or about.st_uid != _USER:
        return
    if stat.S_ISDIR(about.st_mode):
        shutil.rmtree(left)
    else:
        left.unlink()


def _fill(file: IO[bytes], content: Content) -> None:
    """Write a file's content."""
    if callable(content):
        content(file)
    else:
        file.write(content)


def _write(file: IO[bytes], content: Content) -> None:
    """Write a file's content, down to the disk."""
    _fill(file, content)
    file.flush()
    os.fsync(file.fileno())


def _umask() -> int:
    """What this process takes from the rights of new files."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def replace_file(target: Path, content: Content, mode: int, prefix: str = UNFINISHED) -> None:
    """Put a file in place in one step, once its content has reached the disk."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=prefix)
    try:
        with os.fdopen(handle, "wb") as file:
            _write(file, content)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def settle(folders: Iterable[Path]) -> None:
    """Let the names in these folders reach the disk; where a system cannot do that for a folder, it is left to it."""
    for folder in folders:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
