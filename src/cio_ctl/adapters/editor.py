"""The user's editor, on a private copy of a text."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.model.errors import EnvironmentProblem

if TYPE_CHECKING:
    from collections.abc import Mapping


class EditorFailed(EnvironmentProblem):
    """The editor could not be started, or said that it failed."""

    template = "the editor {editor} failed, so nothing was changed. Set VISUAL or EDITOR to the one you use"


def edit_text(text: str, name: str, environment: Mapping[str, str]) -> str:
    """The text after the user has edited it.

    Raises:
        EditorFailed: the editor did not end well, or left something that is not UTF-8.
    """
    editor = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="cio-ctl-") as folder:
        file = Path(folder) / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*shlex.split(editor), str(file)], check=False, env=dict(environment))
            if done.returncode != 0:
                raise EditorFailed(editor=editor)
            return file.read_text(encoding="utf-8")
        except (OSError, ValueError) as problem:
            raise EditorFailed(editor=editor) from problem
