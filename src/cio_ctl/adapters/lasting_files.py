"""Files that are there in whole after a loss of power, or not at all."""

from __future__ import annotations

import os
import platform
import re
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from cio_ctl.model.errors import TargetTaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Content = bytes | Callable[[IO[bytes]], object]
    """What a file is to hold, or what writes it."""

UNFINISHED: Final = ".cio-ctl-"
"""How the name of a file begins as long as it is being written."""

_WRITER: Final = re.compile("-([0-9a-f]{8})-([0-9]{1,10})-[^-]*$")
"""Where the name of an unfinished file says on which machine, and by which process, it is written."""

MOMENTS: Final = 10
"""Seconds for which a file may be somebody's whom we cannot see, such as on another machine; git needs far less."""


def is_young(file: Path) -> bool:
    """Whether a file was written a moment ago, so that its writer may be at work, or is gone by now."""
    try:
        return time.time() - file.stat().st_mtime < MOMENTS
    except OSError:
        return True


def is_left(file: Path) -> bool:
    """Whether nobody can be at work on an unfinished file: its writer is gone, or, if we cannot see that, it is old."""
    writer = _WRITER.search(file.name)
    if writer is None or writer[1] != _machine() or int(writer[2]) == os.getpid() or os.name != "posix":
        return not is_young(file)
    try:
        os.kill(int(writer[2]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # somebody else's process, or no number of one
        return False
    return False


def _mark() -> str:
    """How the name of an unfinished file says which process of which machine is at work on it."""
    return f"{_machine()}-{os.getpid()}-"


@cache
def _machine() -> str:
    """Where processes are known by their numbers as here: this machine, since it was started, or this container."""
    known = [platform.node()]
    with suppress(OSError):
        known += [Path("/proc/sys/kernel/random/boot_id").read_text("ascii"), str(Path("/proc/self/ns/pid").readlink())]
    return sha256("\n".join(known).encode()).hexdigest()[:8]


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
        aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{begun(target)}{_mark()}"))
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


def begun(target: Path) -> str:
    """How the unfinished forms of a target are named; those that were broken off before are cleared away."""
    prefix = f"{UNFINISHED}{sha256(os.fsencode(target.name)).hexdigest()[:8]}-"
    for left in target.parent.glob(f"{prefix}*"):
        if is_left(left):
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    return prefix


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
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{prefix}{_mark()}")
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
