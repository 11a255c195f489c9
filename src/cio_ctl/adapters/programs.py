"""Where the programs lie that we run: on the search path alone, and never below the folder that we look at."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def find_program(name: str, environment: Mapping[str, str]) -> str | None:
    """The absolute path of a program; relative entries of the search path, such as ``.``, do not count."""
    entries = [entry for entry in environment.get("PATH", "").split(os.pathsep) if os.path.isabs(entry)]  # noqa: PTH117 - a text, not a path
    return shutil.which(name, path=os.pathsep.join(entries))
