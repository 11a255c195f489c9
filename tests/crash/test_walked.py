"""No command is forgotten: each is killed at its steps, or is seen to write nothing in an office."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from cio_ctl.cli.app import app
from tests.crash.walks import ALONE, COMMANDS, FILES, READING, SERVERS, served

if TYPE_CHECKING:
    from tests.crash.ground import Ground

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
LISTED = set(re.findall(r"^## `cio-ctl (.+)`$", PAGE.read_text("utf-8"), re.MULTILINE))
CALLS = [walk.words for walk in COMMANDS.values()] + [walk.words for walk, _ in FILES.values()] + [*SERVERS.values()]


def named(words: tuple[str, ...]) -> str:
    """The command that words call."""
    return " ".join(words[:2]) if " ".join(words[:2]) in LISTED else words[0]


def commands_below(command: Any, *path: str) -> set[str]:  # noqa: ANN401 - whatever typer makes
    """Every command of the program."""
    below = getattr(command, "commands", None)
    if below is None:
        return {" ".join(path)}
    own = {" ".join(path)} if path and command.invoke_without_command else set()
    return own | {found for name, one in below.items() for found in commands_below(one, *path, name)}


def test_every_command_is_killed_or_only_reads() -> None:
    walked = {named(words) for words in CALLS} | ALONE

    assert commands_below(typer.main.get_command(app)) == LISTED
    assert walked | set(READING) == LISTED
    assert {named(words) for words in READING.values()} == set(READING)


WRITING_OPTIONS = {"--output", "--report", "--ics", "--mend", "--push", "--request", "--enter", "--ci"}


def test_a_command_that_only_reads_is_killed_where_an_option_lets_it_write() -> None:
    walked = {named(words): set(words) for words in CALLS} | {"doctor": {"--mend"}}
    options = {name: set(re.findall(r"^\| `(--[a-z-]+)`", text, re.MULTILINE)) for name, text in _sections()}

    for name in READING:
        assert options[name] & WRITING_OPTIONS <= walked.get(name, set()), name


def _sections() -> list[tuple[str, str]]:
    """Each command's part of the page."""
    parts = PAGE.read_text("utf-8").split("\n## `cio-ctl ")[1:]
    return [(part.partition("`")[0], part) for part in parts]


def fingerprint(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder with its size and when it was last written."""
    found = {path.as_posix(): path.lstat() for path in folder.rglob("*")}
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in found.items()}


@pytest.mark.parametrize("command", READING)
def test_a_reading_command_writes_nothing_but_in_cache_and_temporary_folders(ground: Ground, command: str) -> None:
    server = command == "hook status"
    ground.given("read", with_dossier)
    before = fingerprint(ground.office), fingerprint(ground.place / "server.git")

    read = ground.call("ada", *READING[command], folder="server.git" if server else "office")

    elsewhere = [place for place in read["places"] if not of_no_account(ground, place)]
    assert read["code"] == (4 if server else 0), read["out"]
    assert elsewhere == []
    assert (fingerprint(ground.office), fingerprint(ground.place / "server.git")) == before


DRY = [name for name, walk in COMMANDS.items() if not (walk.given or "--enter" in walk.words)]


@pytest.mark.parametrize("command", DRY)
def test_a_dry_run_writes_nothing_either(ground: Ground, command: str) -> None:
    ground.given("", None)
    before = fingerprint(ground.office)

    tried = ground.call(COMMANDS[command].officer, *COMMANDS[command].words, "--dry-run")

    assert tried["code"] == 0, tried["out"]
    assert [place for place in tried["places"] if not of_no_account(ground, place)] == []
    assert fingerprint(ground.office) == before


def with_dossier(ground: Ground) -> None:
    """A server, a dossier that was exported, and a paper that was rendered."""
    served(ground)
    for walk, _ in (FILES["export"], FILES["render"]):
        ground.done(walk.officer, *walk.words)


def of_no_account(ground: Ground, place: str) -> bool:
    """Whether a path lies where derived and passing files do."""
    return any(Path(place).is_relative_to(ground.place / name) for name in ("cache", "tmp"))
