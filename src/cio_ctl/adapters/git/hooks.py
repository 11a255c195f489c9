"""The pre-receive hook of a repository as a file: ours, somebody else's, or none."""

from __future__ import annotations

import os
import shlex
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.lasting_files import replace_file
from cio_ctl.model.errors import HookNotWritten

if TYPE_CHECKING:
    from pathlib import Path

_MARK: Final = "# cio-ctl: the judge of this office"
_SCRIPT: Final = """#!/bin/sh
{mark}
# Made by `cio-ctl hook install`; taken away by `cio-ctl hook remove`.
{language}exec {program} hook pre-receive
"""
_CHAINED: Final = """#!/bin/sh
{mark}
# Made by `cio-ctl hook install --chain`; taken away by `cio-ctl hook remove`, which puts the other hook back.
{language}pushed=$(cat)
printf '%s\\n' "$pushed" | {other} "$@" || exit
printf '%s\\n' "$pushed" | {program} hook pre-receive
"""


class HookOwner(StrEnum):
    """Whose pre-receive hook lies there."""

    NOBODY = "none"
    OURS = "cio-ctl"
    FOREIGN = "foreign"


class PreReceiveHook:
    """The file ``hooks/pre-receive`` of a git folder, and the other hook that it may call first."""

    def __init__(self, git_dir: Path) -> None:
        self.path = git_dir / "hooks" / "pre-receive"
        self.other = self.path.with_name("pre-receive.before-cio-ctl")

    def owner(self) -> HookOwner:
        """Whose hook it is; a link is never ours."""
        if not self.path.exists() and not self.path.is_symlink():
            return HookOwner.NOBODY
        return HookOwner.FOREIGN if self.path.is_symlink() or _MARK not in self._text() else HookOwner.OURS

    def is_in_force(self) -> bool:
        """Whether git would run it."""
        return os.access(self.path, os.X_OK)

    def calls(self, program: tuple[str, ...]) -> bool:
        """Whether it calls this program."""
        return shlex.join(program) in self._text()

    def write(self, program: tuple[str, ...], language: str = "") -> None:
        """Put our hook in its place; a hook of somebody else's that lies there is kept and called first.

        Raises:
            HookNotWritten: the folder cannot be written.
        """
        try:
            self.path.parent.mkdir(exist_ok=True)
            if self.owner() is HookOwner.FOREIGN:
                self._keep_other()
            replace_file(self.path, self._script(program, language).encode(), 0o755)
        except OSError as problem:
            raise HookNotWritten(path=self.path, problem=problem.strerror or problem) from problem

    def _keep_other(self) -> None:
        """Give the hook that lies there a second name: one of the two is in force at every moment."""
        self.other.unlink(missing_ok=True)
        os.link(self.path, self.other, follow_symlinks=False)

    def remove(self) -> None:
        """Take our hook away, and put back the one that was there before.

        Raises:
            HookNotWritten: the folder cannot be written.
        """
        try:
            if self.other.exists():
                self.other.replace(self.path)
            else:
                self.path.unlink()
        except OSError as problem:
            raise HookNotWritten(path=self.path, problem=problem.strerror or problem) from problem

    def _script(self, program: tuple[str, ...], language: str) -> str:
        chosen = f"export CIO_CTL_LANG=${{CIO_CTL_LANG:-{shlex.quote(language)}}}\n" if language else ""
        form = _CHAINED if self.other.exists() else _SCRIPT
        return form.format(
            mark=_MARK, language=chosen, program=shlex.join(program), other=shlex.quote(str(self.other.absolute()))
        )

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
