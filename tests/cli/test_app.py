"""The program as a whole: exit codes, help, colours, and how it ends."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer

from cio_ctl import __version__
from cio_ctl.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

PROGRAM = (sys.executable, "-m", "cio_ctl")
SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    """Every command and group of the program with the words that call it."""
    found = typer.main.get_command(app) if group is None else group
    yield path, found
    for name, below in getattr(found, "commands", {}).items():
        yield from commands(below, (*path, name))


ALL = sorted(path for path, _ in commands())


@pytest.mark.parametrize("words", ALL, ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help_with_text(run: Run, words: tuple[str, ...], flag: str) -> None:
    ran = run(*words, flag)

    assert ran.code == 0
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert lines[0].startswith(f"Usage: cio-ctl {' '.join(words)}".rstrip())
    assert lines[2].strip()


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_option_and_argument_says_what_it_is(words: tuple[str, ...]) -> None:
    command = dict(commands())[words]

    named = [word for word in command.params if word.name not in {"help", "install_completion", "show_completion"}]

    assert [word.name for word in named if not getattr(word, "help", None)] == []


def test_the_family_of_each_command_is_there() -> None:
    assert {path[0] for path in ALL if path} >= {
        "init", "demo", "doctor", "officer", "unit",
        "new", "edit", "attach",
        "submit", "approve", "return", "reject", "withdraw", "acknowledge", "advance",
        "list", "show", "log",
        "validate", "verify", "explain",
        "forms", "render", "verify-form",
    }  # fmt: skip


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"cio-ctl {__version__}\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--version",), 0),
        ((), 2),
        (("officer",), 2),
        (("nonsense",), 2),
        (("officer", "nonsense"), 2),
        (("list", "--nonsense"), 2),
        (("show",), 2),
        (("show", "nowhere"), 2),
        (("approve", ROOF), 3),
        (("approve", SHELVES, "--set", "number=G-1", "--dry-run"), 0),
        (("validate",), 0),
        (("verify", "--anchor", "0000000"), 4),
        (("list",), 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_the_exit_code_says_how_it_went(run: Run, become: Become, words: tuple[str, ...], code: int) -> None:
    become("ada")

    assert run(*words).code == code


def called(office: TestOffice, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=office.folder,
        env=office.environment | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_a_pipe_gets_no_colour_and_whole_lines(become: Become) -> None:
    office = become("ada")
    office.edit(ROOF, {("title",): "长" * 250})
    office.commit(None)

    done = [
        called(office, *words, COLUMNS="40", TERM="xterm-256color")
        for words in (("list",), ("show", SHELVES), ("verify",), ("approve", ROOF))
    ]

    assert all(b"\x1b" not in one.stdout + one.stderr for one in done)
    assert "长" * 250 in done[0].stdout.decode()
    assert [one.returncode for one in done] == [0, 0, 4, 3]


def on_a_terminal(office: TestOffice, *words: str, **environment: str) -> tuple[int, str]:
    """The program with a terminal for all its streams: exit code and what the screen got."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, *words],
        cwd=office.folder,
        env=office.environment | {"TERM": "xterm-256color"} | environment,
        stdin=slave,
        stdout=slave,
        stderr=slave,
    ) as process:
        os.close(slave)
        seen = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not part:
                break
            seen += part
    os.close(master)
    return process.returncode, seen.decode()


def test_a_terminal_gets_colour_unless_it_is_not_wanted(become: Become) -> None:
    office = become("ada")

    coloured = on_a_terminal(office, "approve", ROOF)
    plain = on_a_terminal(office, "approve", ROOF, NO_COLOR="1")
    dumb = on_a_terminal(office, "approve", ROOF, TERM="dumb")

    assert (coloured[0], plain[0], dumb[0]) == (3, 3, 3)
    assert "\x1b[1;31m" in coloured[1]
    assert "\x1b[31m" not in plain[1]
    assert "\x1b[1;31m" not in plain[1]
    assert "\x1b" not in dumb[1]
    assert "R3-WRONG-STAGE" in plain[1]


def test_verify_shows_on_a_terminal_that_it_works(become: Become) -> None:
    code, screen = on_a_terminal(become("ada"), "verify")

    assert code == 0
    assert "The history holds." in screen


@pytest.mark.parametrize(
    "words",
    [("explain",), ("explain", "--json"), ("list", "--json"), ("officer", "signers"), ("--version",), ("--help",)],
    ids=" ".join,
)
def test_a_reader_who_stops_reading_is_no_error(become: Become, words: tuple[str, ...]) -> None:
    office = become("ada")
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=office.folder, env=office.environment, stdout=pipe, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip

    assert done.stderr == b""
    assert done.returncode == 0


def test_an_interrupt_ends_with_its_own_code_and_changes_nothing(become: Become, tmp_path_factory: Any) -> None:  # noqa: ANN401
    office = become("dan")
    before = office.git("rev-parse", "HEAD")
    editor = tmp_path_factory.mktemp("bin") / "editor"
    editor.write_text("#!/bin/sh\nkill -INT $PPID\nsleep 1\n", "utf-8")
    editor.chmod(0o755)

    code, screen = on_a_terminal(office, "edit", ROOF, EDITOR=str(editor))

    assert code == 130
    assert "Traceback" not in screen
    assert office.git("rev-parse", "HEAD") == before
    assert office.git("status", "--porcelain") == ""


def test_a_termination_leaves_the_office_whole(become: Become) -> None:
    office = become("dan")
    with subprocess.Popen([*PROGRAM, "verify"], cwd=office.folder, env=office.environment) as process:
        process.send_signal(signal.SIGTERM)

    assert process.returncode in {-signal.SIGTERM, 143, 0}
    assert office.git("status", "--porcelain") == ""


def test_a_crash_shows_where_and_ends_with_one(run: Run, become: Become, monkeypatch: pytest.MonkeyPatch) -> None:
    office = become("ada")
    monkeypatch.setenv("PYTHONPATH", str(office.folder.parent))
    (office.folder.parent / "sitecustomize.py").write_text(
        "import cio_ctl.services.reading as reading\n"
        "def broken(*_, **__):\n    raise RuntimeError('worn out')\n"
        "reading.listed = broken\n",
        "utf-8",
    )
    office.environment["PYTHONPATH"] = str(office.folder.parent)

    done = called(office, "list")

    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1] == "RuntimeError: worn out"
    assert done.stdout == b""
    assert run("show", ROOF).code == 0


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"CIO_CTL_LANG": "en"}, "no record is named nowhere"),
        ({"CIO_CTL_LANG": "", "LANG": "fr_FR.UTF-8"}, "no record is named nowhere"),
        ({"CIO_CTL_LANG": "", "LC_ALL": "C"}, "no record is named nowhere"),
        ({"CIO_CTL_LANG": "", "LC_ALL": "fr_FR.UTF-8", "LANG": "zh_CN.UTF-8"}, "no record is named nowhere"),
    ],
)
def test_messages_are_in_english_outside_of_chinese_locales(
    become: Become, environment: dict[str, str], says: str
) -> None:
    office = become("ada")

    done = called(office, "show", "nowhere", **environment)

    assert done.returncode == 2
    assert says in done.stderr.decode()


def test_chinese_is_printed_whatever_the_locale(become: Become) -> None:
    office = become("ada")

    done = called(office, "list", LC_ALL="C", PYTHONIOENCODING="")

    assert done.returncode == 0
    assert "新书架" in done.stdout.decode()


def test_what_the_system_refuses_is_one_sentence(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    ran = run("list")

    assert ran.code == 5
    assert ran.err == "the system refuses: .: No such file or directory\n"
