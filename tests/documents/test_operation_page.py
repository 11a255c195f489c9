"""The page on operation names commands, kinds and moves that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.cli.app import app
from cio_ctl.services.law_books import shipped_law

if TYPE_CHECKING:
    from cio_ctl.model.law import Law

PAGE = Path(__file__).parents[2] / "docs" / "operation.md"
CALLS = re.findall(r"^(?:\$ )?cio-ctl (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def law() -> Law:
    return shipped_law()


def test_the_page_has_commands() -> None:
    assert len(CALLS) > 30


@pytest.mark.parametrize("call", CALLS)
def test_a_command_of_the_page_is_one(law: Law, call: str) -> None:
    command, *words = shlex.split(call)
    processes = law.processes
    known = {one.name for one in app.registered_commands}
    moves = {transition.id for process in processes.values() for transition in process.transitions}

    assert command in known
    if command == "new":
        assert words[0] in processes
    if "--move" in words:
        assert words[words.index("--move") + 1] in moves
