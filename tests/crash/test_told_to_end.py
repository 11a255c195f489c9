"""Told to end while it makes papers, the program leaves nothing behind, and says by its exit code who told it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.offices import TestOffice

SAID = "interrupted; what was not finished is not kept\n"
BATCH = ("render", "--all", "grant-form", "-o")


@contextmanager
def at_work(
    office: TestOffice, place: Path, *words: str, before: Callable[[], object] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """The program in a process of its own, as soon as it has begun a folder and a paper in its own folders."""
    for name in ("out", "tmp"):
        (place / name).mkdir(exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-m", "cio_ctl", *words],
        cwd=office.folder,
        env=office.environment | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(place / "tmp")},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        preexec_fn=before,  # noqa: PLW1509 - it makes two calls of the system, and no thread is under way
        text=True,
    ) as process:
        while process.poll() is None and not ([*place.glob("out/.cio-ctl-*")] and [*place.glob("tmp/cio-ctl-form-*")]):
            time.sleep(0.01)
        yield process


def left(place: Path) -> list[str]:
    return sorted(path.name for name in ("out", "tmp") for path in (place / name).iterdir())


@pytest.mark.parametrize("name", ["papers", "papers.zip"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_nothing_half_made_is_left(kept: TestOffice, tmp_path: Path, name: str, number: int, code: int) -> None:
    with at_work(kept, tmp_path, *BATCH, f"{tmp_path}/out/{name}") as process:
        process.send_signal(number)
        _, told = process.communicate()

    assert (process.returncode, told) == (code, SAID)
    assert left(tmp_path) == []


def test_a_terminal_that_is_closed_is_no_crash(kept: TestOffice, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    words = (*BATCH, f"{tmp_path}/out/papers")
    with at_work(kept, tmp_path, *words, before=lambda: os.login_tty(slave)) as process:
        os.close(slave)
        os.close(master)

    assert process.returncode == 129
    assert left(tmp_path) == []


def test_one_that_was_to_outlive_its_terminal_goes_on(kept: TestOffice, tmp_path: Path) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with at_work(kept, tmp_path, *BATCH, f"{tmp_path}/out/papers", before=ignore) as process:
        process.send_signal(signal.SIGHUP)
        process.communicate()

    assert process.returncode == 0
    assert left(tmp_path) == ["papers"]


def test_killed_it_can_be_repeated_at_once_and_clears_away_what_it_had_begun(kept: TestOffice, tmp_path: Path) -> None:
    words = (*BATCH, f"{tmp_path}/out/papers")
    with at_work(kept, tmp_path, *words) as process:
        process.kill()
    assert [name[:9] for name in left(tmp_path) if "form" not in name] == [".cio-ctl-"]

    with at_work(kept, tmp_path, *words) as process:
        process.communicate()

    assert process.returncode == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["papers"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_exit_code_is_the_same_while_python_runs_a_text_as_it_does_to_make_some_classes(
    tmp_path: Path, number: int, code: int
) -> None:
    script = tmp_path / "told.py"
    script.write_text(
        "import os\nfrom cio_ctl.cli import app\nfrom cio_ctl.cli.output import console\n"
        "console(stderr=True).print(end='')\n"  # what is loaded for that is loaded before
        f"app.app = lambda: exec('os.kill(os.getpid(), {int(number)})')\napp.main()\n",
        "utf-8",
    )
    environment = {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]), "CIO_CTL_LANG": "en"}
    words = [sys.executable, "-m", "told"]
    done = subprocess.run(words, env=environment, capture_output=True, check=False, text=True)

    assert (done.returncode, done.stderr) == (code, SAID)
