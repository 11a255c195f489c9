"""Calls the program again and again in one process each, and kills it at a given step.

A step is a write that the program makes, as Python's audit events show it: a file opened for writing, renamed,
removed, a folder made, or a git or ssh-keygen started that writes. Nothing in the program knows of this.
A job is a line of JSON on standard input, and its outcome a line on standard output.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import cio_ctl.services.committing
import cio_ctl.services.deciding
import cio_ctl.services.founding
import cio_ctl.services.importing
import cio_ctl.services.registering  # noqa: F401 - loaded once, so that no call need do it
from cio_ctl.cli.app import main

READING = (
    *("bundle", "cat-file", "check-ref-format", "diff-tree", "for-each-ref", "fsck", "log", "ls-files", "ls-remote"),
    *("ls-tree", "merge-base", "rev-list", "rev-parse", "show", "show-ref", "version"),
)
"""What a git that only reads is told; every other command of git counts as a write."""
LOCKS = {"update-ref": "refs/heads/main.lock", "update-index": "index.lock", "config": "config.lock"}
DEVICES = {os.devnull, "/dev/tty", "/dev/stdout"}
MOVES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}


def step_of(event: str, words: tuple[Any, ...]) -> tuple[str, str]:
    """What kind of write an audit event is, and where; empty if it is none."""
    if event == "open":
        path, mode, flags = words
        writes = (isinstance(mode, str) and set(mode) & set("wxa+")) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        ours = not isinstance(path, int) and os.fsdecode(path) not in DEVICES and "__pycache__" not in str(path)
        return ("open", os.fsdecode(path)) if writes and ours else ("", "")
    if event in MOVES:
        return event.removeprefix("os."), moved_path(event, words)
    return program_step([os.fsdecode(word) for word in words[1]])


def moved_path(event: str, words: tuple[Any, ...]) -> str:
    """The path that is made, moved to or removed; one below an open folder is looked up."""
    path = os.fsdecode(words[1] if event in {"os.rename", "os.link", "os.symlink"} else words[0])
    folder = -1 if event == "os.truncate" else words[-1]
    return path if folder == -1 else str(Path(f"/proc/self/fd/{folder}").readlink() / path)


def program_step(told: list[str]) -> tuple[str, str]:
    """What kind of write a program is that is started, and in which git folder or by which key."""
    if "ssh-keygen" in told[0]:
        makes = next((word for word in ("sign", "-t") if word in told), "")
        return (makes.replace("-t", "ssh-keygen"), told[told.index("-f") + 1]) if makes else ("", "")
    if not told[0].endswith("git"):
        return "", ""
    options = [at for at, word in enumerate(told) if at and (word.startswith("-") or told[at - 1] in {"-c", "-C"})]
    command, *rest = [word for at, word in enumerate(told) if at and at not in options] or [""]
    asks = command in READING or not {"--list", "--get", "--get-all"}.isdisjoint(told)
    asks = asks or (command == "symbolic-ref" and len(rest) == 1)
    where = next((word.partition("=")[2] for word in told if word.startswith("--git-dir=")), rest[-1] if rest else "")
    return ("", "") if asks or not command else (command, where)


class Killer:
    """Counts steps, notes them, and ends the process before the one it was told, or in the middle of it."""

    def __init__(self, at: int, *, amid: bool, notes: int) -> None:
        self.at, self.amid, self.notes = at, amid, notes
        self.count = 0

    def __call__(self, event: str, words: tuple[Any, ...]) -> None:
        if event not in MOVES and event not in {"open", "subprocess.Popen"}:
            return
        step, where = step_of(event, words)
        if not step:
            return
        self.count += 1
        os.write(self.notes, f"{step}\t{where}\n".encode())
        if self.count == self.at:
            if self.amid:
                self.leave_half(step, where, words)
            os.kill(os.getpid(), signal.SIGKILL)

    def leave_half(self, step: str, where: str, words: tuple[Any, ...]) -> None:
        """A file that is opened and not written yet, or what a git leaves that is killed with its lock in hand."""
        if step == "open":
            os.close(os.open(words[0], words[2], 0o644))
            return
        lock = Path(where) / LOCKS.get(step, "")
        if step in LOCKS and lock.parent.is_dir():
            os.close(os.open(lock, os.O_CREAT | os.O_WRONLY))


def perform(job: dict[str, Any]) -> dict[str, Any]:
    """Run one job in a child, and say how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        run(job, writing)
    os.close(writing)
    with os.fdopen(reading) as notes:
        noted = [line.split("\t") for line in notes.read().splitlines()]
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    steps, places = [step for step, _ in noted], [place for _, place in noted]
    out = Path(job["output"]).read_text("utf-8", "replace")
    return {"code": code, "steps": steps, "places": places, "out": out}


def run(job: dict[str, Any], notes: int) -> None:
    """The call itself; does not return."""
    os.environ.clear()
    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    output = os.open(job["output"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    given = os.open(job["given"] or os.devnull, os.O_RDONLY)
    for number, handle in enumerate((given, output, output)):
        os.dup2(handle, number)
    sys.argv = ["cio-ctl", *job["words"]]
    killer = Killer(job["at"], amid=job["amid"], notes=notes)
    sys.addaudithook(killer)
    code: object = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code
    except BaseException as problem:  # noqa: BLE001 - a crash of the program is an outcome here
        print(f"Traceback: {problem!r}")  # noqa: T201
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1 if code else 0)


def serve() -> None:
    """Every job that comes in."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(perform(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
