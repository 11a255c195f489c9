"""The values of git's configuration that say who signs: the user's own files and the repository's."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from cio_ctl.adapters.programs import find_program
from cio_ctl.model.errors import GitMissing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_USERS = (
    "PATH",
    "HOME",
    "XDG_CONFIG_HOME",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_COUNT",
    "USERPROFILE",
)


def read_git_config(git_dir: Path | None, environment: Mapping[str, str]) -> dict[str, str]:
    """Every value that git sees for this user here; of several for one name the last, which is git's own choice."""
    program = find_program("git", environment)
    if program is None:
        raise GitMissing
    kept = {
        name: value
        for name, value in environment.items()
        if name in _USERS or name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"))
    }
    place = [f"--git-dir={git_dir}"] if git_dir is not None else []
    done = subprocess.run(
        [program, *place, "config", "--list", "-z", "--includes"],
        capture_output=True,
        check=False,
        env=kept | {"LC_ALL": "C"},
        cwd=git_dir,
    )
    return dict(_pair(entry) for entry in done.stdout.decode("utf-8", "replace").split("\0") if entry)


def _pair(entry: str) -> tuple[str, str]:
    """Name and value of one entry; a name alone means true."""
    name, separator, value = entry.partition("\n")
    return name, value if separator else "true"
