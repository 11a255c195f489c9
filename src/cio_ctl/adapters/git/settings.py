"""The values that one repository's own configuration file holds, read and written."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.model.errors import GitFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.adapters.git.process import GitProcess


class GitSettings:
    """The configuration file of one repository; what users and the machine configure is not in it."""

    def __init__(self, git: GitProcess) -> None:
        self._git = git

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a name, in order; none where it is not set."""
        answer = self._git.ask("config", "--local", "-z", "--get-all", name)
        return tuple(answer.output.decode("utf-8", "surrogateescape").split("\0")[:-1])

    def replace(self, name: str, *values: str) -> None:
        """Let a name have these values and no others, in one step.

        Raises:
            GitFailed: the file cannot be written.
        """
        if self.values(name) == values:
            return
        if len(values) == 1:
            self._git.run("config", "--local", "--replace-all", name, *values)
            return
        with _replaced(self._file()) as made:
            if self.values(name):
                self._git.run("config", "--file", str(made), "--unset-all", name)
            for value in values:
                self._git.run("config", "--file", str(made), "--add", name, value)

    def _file(self) -> Path:
        """The configuration file itself, which linked working trees share."""
        folder = self._git.run("rev-parse", "--path-format=absolute", "--git-common-dir")
        return Path(os.fsdecode(folder.rstrip(b"\n"))) / "config"


@contextmanager
def _replaced(file: Path) -> Iterator[Path]:
    """A copy to be changed, which then takes the file's place: under the name of git's own lock, so that git waits.

    Raises:
        GitFailed: somebody has the lock, or it cannot be written.
    """
    lock = file.with_name(f"{file.name}.lock")
    try:
        handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.stat().st_mode & 0o777)
    except OSError as problem:
        raise GitFailed(command="config", said=f"{lock}: {problem.strerror}") from problem
    try:
        with os.fdopen(handle, "wb") as copy:
            copy.write(file.read_bytes())
        yield lock
        lock.replace(file)
    except BaseException:
        lock.unlink(missing_ok=True)
        raise
