"""Being told to end: a service that is stopped and a terminal that is closed clean up as Ctrl-C does."""

from __future__ import annotations

import os
import signal
import stat
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

BY_CTRL_C: Final = 128 + signal.SIGINT
"""The exit code after Ctrl-C."""
_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_USUAL: Final = (signal.SIG_DFL, signal.default_int_handler)
_OUTPUTS: Final = (1, 2)


class Ended(KeyboardInterrupt):
    """The program was told to end. Python would give one that is no more than its base an exit code of its own."""


@dataclass
class Told:
    """Which signal told the program to end."""

    number: int = signal.SIGINT

    @property
    def exit_code(self) -> int:
        """The exit code that says so, as shells have it."""
        return 128 + self.number

    def __call__(self, number: int, _at: FrameType | None) -> None:
        """Take a signal for a Ctrl-C, which gives programs that we wait for a moment to end; once, so that we can too.

        Raises:
            Ended: always.
        """
        self.number = number
        for each in _ENDING:
            signal.signal(each, signal.SIG_IGN)
        if number not in {signal.SIGINT, signal.SIGTERM}:
            _leave_terminal()
        raise Ended


@contextmanager
def heeding_signals() -> Iterator[Told]:
    """While this goes on, SIGINT, SIGTERM and SIGHUP are heeded, unless whoever started us had them ignored (nohup)."""
    told, before = Told(), {}
    if threading.current_thread() is threading.main_thread():
        heeded = [one for one in (signal.SIGINT, *_ENDING) if signal.getsignal(one) in _USUAL]
        before = {one: signal.signal(one, told) for one in heeded}
    try:
        yield told
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _leave_terminal() -> None:
    """Print no more on a terminal, which is closed and would refuse it."""
    for output in _OUTPUTS:
        with suppress(OSError):
            if stat.S_ISCHR(os.fstat(output).st_mode):
                os.dup2(os.open(os.devnull, os.O_WRONLY), output)
