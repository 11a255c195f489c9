"""The user's editor, on a private copy of a text."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cio_ctl.adapters.editor import EditorFailed, edit_text


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """A program in a folder with a blank in its name; the test says what it does."""
    (tmp_path / "my tools").mkdir()
    program = tmp_path / "my tools" / "editor"
    program.touch(0o755)
    return program


def does(editor: Path, line: str) -> dict[str, str]:
    """The environment in which the editor does what a shell line says (``$f`` is the file)."""
    editor.write_text(f'#!/bin/sh\nfor f in "$@"; do :; done\n{line}\n', "utf-8")
    return {"PATH": os.environ["PATH"], "EDITOR": f"'{editor}'"}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("", "标题: 一\n"),
        ("printf '标题: 二\\n' > \"$f\"", "标题: 二\n"),
        ('echo "# $(basename "$f")" >> "$f"', "标题: 一\n# project.yaml\n"),
        (': > "$f"', ""),
        ('printf \'标题: 三\\n\' > "$f.new"; mv "$f.new" "$f"', "标题: 三\n"),
        ('printf "a: b\\r\\n" > "$f"', "a: b\n"),
    ],
)
def test_the_text_comes_back_as_the_editor_leaves_it(editor: Path, line: str, text: str) -> None:
    assert edit_text("标题: 一\n", "project", does(editor, line)) == text


def test_nobody_else_can_read_the_copy_and_it_is_gone_afterwards(editor: Path, tmp_path: Path) -> None:
    around = does(editor, f'stat -c %a "$(dirname "$f")" > "{tmp_path}/mode"; echo "$f" > "{tmp_path}/name"')

    edit_text("x", "project", around)

    assert (tmp_path / "mode").read_text("utf-8").strip() == f"{stat.S_IRWXU:o}"
    assert not Path((tmp_path / "name").read_text("utf-8").strip()).parent.exists()


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({"VISUAL": "'{0}' visual", "EDITOR": "false"}, "visual"),
        ({"EDITOR": "'{0}' --wait -x 'a b'"}, "--wait -x a b"),
        ({"VISUAL": "", "EDITOR": "'{0}' one"}, "one"),
    ],
)
def test_the_editor_is_the_one_that_the_user_named_with_its_options(
    editor: Path, environment: dict[str, str], seen: str
) -> None:
    around = does(editor, 'echo "$@" > "$f"')
    around |= {name: value.format(editor) for name, value in environment.items()}

    assert edit_text("", "project", around).startswith(f"{seen} /")


@pytest.mark.parametrize(
    "line",
    ["exit 1", 'rm "$f"', "printf '\\377' > \"$f\"", "kill -TERM $$"],
)
def test_an_editor_that_fails_is_told_with_the_way_out(editor: Path, line: str) -> None:
    with pytest.raises(EditorFailed, match="Set VISUAL or EDITOR to the one you use"):
        edit_text("x", "project", does(editor, line))


@pytest.mark.parametrize("command", ["/nowhere/editor", "'unfinished", "/", "   "])
def test_an_editor_that_cannot_be_started_is_told_so(command: str) -> None:
    with pytest.raises(EditorFailed):
        edit_text("x", "project", {"PATH": "/nowhere", "EDITOR": command})


def test_without_a_choice_it_is_vi() -> None:
    with pytest.raises(EditorFailed, match="the editor vi failed"):
        edit_text("x", "project", {"PATH": "/nowhere"})
