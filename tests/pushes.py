"""A server that a test office pushes to: a bare repository with the hook, reached by a path or an address."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cio_ctl.services.server import HookState, Installation, install, state

if TYPE_CHECKING:
    from pathlib import Path

    from tests.offices import TestOffice


@dataclass(frozen=True)
class Pushed:
    """What git said to the one who pushed."""

    code: int
    said: str

    @property
    def accepted(self) -> bool:
        return self.code == 0


@dataclass(frozen=True)
class Server:
    """A bare repository, and the office whose clone pushes to it."""

    folder: Path
    office: TestOffice

    def install(self, wish: Installation | None = None) -> HookState:
        """Put the hook in, as the keeper of the server does."""
        return install(replace(self.office.around(), folder=self.folder), wish or Installation(protect=("main",)))

    def state(self) -> HookState:
        return state(replace(self.office.around(), folder=self.folder))

    def push(self, *words: str, to: str = "", **environment: str) -> Pushed:
        """Push from the office's folder with plain git."""
        done = subprocess.run(
            ["git", "push", *[word for word in words if word.startswith("-")], to or str(self.folder)]
            + [word for word in words if not word.startswith("-")],
            cwd=self.office.folder,
            env={**self.office.environment, **environment},
            capture_output=True,
            check=False,
            text=True,
        )
        return Pushed(done.returncode, done.stdout + done.stderr)

    def git(self, *words: str) -> str:
        """Plain git in the bare repository."""
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=dict(os.environ), capture_output=True, check=True, text=True
        )
        return done.stdout.strip()


def server_of(office: TestOffice, folder: Path, *, founded: bool = True) -> Server:
    """A bare repository that holds what the office has by now, or nothing."""
    office.git("init", "--bare", "-q", "--initial-branch=main", str(folder))
    server = Server(folder, office)
    if founded:
        office.git("push", "-q", str(folder), "main")
    return server
