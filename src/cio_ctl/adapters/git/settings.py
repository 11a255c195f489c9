"""The values that one repository's own configuration file holds, read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
        """Let a name have these values and no others.

        Raises:
            GitFailed: the file cannot be written.
        """
        if self.values(name) == values:
            return
        if self.values(name):
            self._git.run("config", "--local", "--unset-all", name)
        for value in values:
            self._git.run("config", "--local", "--add", name, value)
