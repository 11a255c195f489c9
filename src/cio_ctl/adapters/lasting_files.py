"""Files that are there in whole after a loss of power, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cio_ctl.adapters.unfinished_files import UNFINISHED, begun, mark
from cio_ctl.model.errors import TargetTaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Content = bytes | Callable[[IO[bytes]], object]
    """What a file is to hold, or what writes it."""


def put_file(target: Path, content: Content) -> None:
    """Write a file that the user asked for, wherever that is: it is there in whole, or as it was before.

    A device or a pipe is written to; a link is followed.
    """
    if target.exists() and not target.is_file():
        with _naming(target), target.open("wb") as file:
            _fill(file, content)
        return
    place = target.resolve()
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask()
    with _naming(target):
        replace_file(place, content, mode, begun(place))


def put_folder(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a new folder of files (path and content), each as it comes: it is there in whole, or not at all.

    Raises:
        TargetTaken: something is there already.
    """
    refuse_existing(target)
    with _naming(target):
        aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{begun(target)}{mark()}"))
    try:
        for path, content in files:
            with _naming(target):
                _put_new(aside / path, content)
        with _naming(target):
            aside.chmod(0o777 & ~_umask())
            aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def refuse_existing(target: Path) -> None:
    """Stop where something is in the place of what is to be new.

    Raises:
        TargetTaken: something is.
    """
    if target.exists() or target.is_symlink():
        raise TargetTaken(place=target)


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """What the system refuses, told of the target where it says nothing or names the unfinished form."""
    try:
        yield
    except OSError as problem:
        if UNFINISHED in str(problem.filename or UNFINISHED):
            problem.filename, problem.filename2 = str(target), None
        raise


def _fill(file: IO[bytes], content: Content) -> None:
    """Write a file's content."""
    if callable(content):
        content(file)
    else:
        file.write(content)


def _put_new(file: Path, content: bytes) -> None:
    """Write a file that is not there, with its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        _write(opened, content)


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
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{prefix}{mark()}")
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
