"""Files that are being written, under names that say by whom, and what was left of them."""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".cio-ctl-"
"""How the name of a file begins as long as it is being written."""

_WRITER: Final = re.compile("-([0-9a-f]{8})-([0-9]{1,10})-[^-]*$")
"""Where the name of an unfinished file says on which machine, and by which process, it is written."""
_USER: Final = os.getuid() if hasattr(os, "getuid") else 0

MOMENTS: Final = 10
"""Seconds for which a file may be somebody's whom we cannot see, such as on another machine; git needs far less."""


def is_young(file: Path) -> bool:
    """Whether a file was written a moment ago, so that its writer may be at work, or is gone by now."""
    try:
        return time.time() - file.lstat().st_mtime < MOMENTS
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


def mark() -> str:
    """How the name of an unfinished file says which process of which machine is at work on it."""
    return f"{_machine()}-{os.getpid()}-"


@cache
def _machine() -> str:
    """Where processes are known by their numbers as here: this machine, since it was started, or this container."""
    known = [platform.node()]
    with suppress(OSError):
        known += [Path("/proc/sys/kernel/random/boot_id").read_text("ascii"), str(Path("/proc/self/ns/pid").readlink())]
    return sha256("\n".join(known).encode()).hexdigest()[:8]


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
    if about.st_uid != _USER or not is_left(left):
        return
    if stat.S_ISDIR(about.st_mode):
        shutil.rmtree(left)
    else:
        left.unlink()
