"""The one place where folder, environment and clock of the process are looked at."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cio_ctl.services.workplace import Surroundings, Workplace


def now() -> datetime:
    """The time, with the offset of this machine."""
    return datetime.now().astimezone()  # noqa: TID251 - the one clock


def here() -> Surroundings:
    """What surrounds this process."""
    from cio_ctl.services.workplace import Surroundings

    return Surroundings(Path.cwd(), dict(os.environ), Path.home(), now)


_to_close = ExitStack()


def workplace() -> Workplace:
    """The workplace around the current folder; closed when the program ends."""
    from cio_ctl.services.workplace import open_workplace

    return closing(open_workplace(here()))


def closing(opened: Workplace) -> Workplace:
    """A workplace, closed when the program ends."""
    _to_close.callback(opened.close)
    return opened


def close_all() -> None:
    """Close every workplace that was opened."""
    _to_close.close()
