"""A server on disk and clones of it, in each of which an officer works."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.offices import TestOffice


@dataclass(frozen=True)
class Server:
    """A bare repository, clones of it, and the keys of all officers."""

    folder: Path
    keys: Path
    environment: dict[str, str]

    def clone(self, name: str, officer: str) -> Clone:
        """A clone in which an officer works."""
        folder = self.folder.with_name(name)
        self.git("clone", "-q", str(self.folder), str(folder))
        made = Clone(folder, self, officer)
        for setting, value in {"gpg.format": "ssh", "user.signingkey": f"{self.keys / officer}.pub"}.items():
            made.git("config", setting, value)
        return made

    def git(self, *words: str) -> str:
        """git in the bare repository."""
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=self.environment, capture_output=True, check=True, text=True
        )
        return done.stdout.strip()

    def subjects(self) -> list[str]:
        """What was done on the main branch, latest first."""
        return self.git("log", "--format=%s", "main").splitlines()


@dataclass(frozen=True)
class Clone:
    """A clone, called like the program is."""

    folder: Path
    server: Server
    officer: str

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=self.server.environment, capture_output=True, check=True, text=True
        )
        return done.stdout.strip()

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cio_ctl", *words],
            cwd=self.folder,
            env=self.server.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
        )

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")


def server_with_clones(office: TestOffice, folder: Path) -> Server:
    """A server in a folder that holds what an office holds, to be cloned from."""
    bare = folder / "server.git"
    office.git("clone", "-q", "--bare", str(office.folder), str(bare))
    return Server(bare, office.folder / ".git" / "demo-keys", office.environment)
