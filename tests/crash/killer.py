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

WRITING_COMMANDS = {
    "hash-object",
    "mktree",
    "update-ref",
    "update-index",
    "read-tree",
    "config",
    "init",
    "push",
    "fetch",
}
LOCKS = {"update-ref": "refs/heads/main.lock", "update-index": "index.lock", "config": "config.lock"}
MOVES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}


def step_of(event: str, words: tuple[Any, ...]) -> str:
    """What kind of write an audit event is; empty if it is none."""
    if event == "open":
        path, mode, flags = words
        writes = (isinstance(mode, str) and set(mode) & set("wxa+")) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        ours = not isinstance(path, int) and not str(path).startswith("/dev/") and "__pycache__" not in str(path)
        return "open" if writes and ours else ""
    if event in MOVES:
        return event.removeprefix("os.")
    if event == "subprocess.Popen":
        told = [str(word) for word in words[1]]
        command = next((word for word in told if word in WRITING_COMMANDS), "")
        return "" if "--list" in told else command or ("sign" if "sign" in told else "")
    return ""


class Killer:
    """Counts steps, notes them, and ends the process before the one it was told, or in the middle of it."""

    def __init__(self, at: int, *, amid: bool, folder: Path, notes: int) -> None:
        self.at, self.amid, self.folder, self.notes = at, amid, folder, notes
        self.count = 0

    def __call__(self, event: str, words: tuple[Any, ...]) -> None:
        if event not in MOVES and event not in {"open", "subprocess.Popen"}:
            return
        step = step_of(event, words)
        if not step:
            return
        self.count += 1
        os.write(self.notes, f"{step}\n".encode())
        if self.count == self.at:
            if self.amid:
                self.leave_lock(LOCKS.get(step, ""))
            os.kill(os.getpid(), signal.SIGKILL)

    def leave_lock(self, name: str) -> None:
        """What a git leaves that is killed with its lock in hand, half written."""
        lock = self.folder / ".git" / name
        if name and lock.parent.is_dir():
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
        steps = notes.read().split()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "steps": steps, "out": Path(job["output"]).read_text("utf-8", "replace")}


def run(job: dict[str, Any], notes: int) -> None:
    """The call itself; does not return."""
    os.environ.clear()
    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    output = os.open(job["output"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, handle in enumerate((nothing, output, output)):
        os.dup2(handle, number)
    sys.argv = ["cio-ctl", *job["words"]]
    killer = Killer(job["at"], amid=job["amid"], folder=Path(job["folder"]), notes=notes)
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
