"""Files that are there in whole after a loss of power, or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

UNFINISHED: Final = ".cio-ctl-"
"""How the name of a file begins as long as it is being written."""


def replace_file(target: Path, content: bytes, mode: int) -> None:
    """Put a file in place in one step, once its content has reached the disk."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
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
