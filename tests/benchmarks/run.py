"""Time whole commands beside what one would use instead, in one run, and print medians and ratios. Asserts nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from cio_ctl.model.law import Verb
from cio_ctl.services.deciding import Wish, decide
from tests.performed_grants import PerformedGrants

COMMITS = int(os.environ.get("CIO_BENCH_COMMITS", "400"))
RUNS = int(os.environ.get("CIO_BENCH_RUNS", "7"))
PROGRAM = [sys.executable, "-m", "cio_ctl"]


def office_of(base: Path, commits: int) -> Path:
    """An office whose history has about this many commits: papers drawn up, handed in, taken back, handed in again."""
    office = PerformedGrants(base, "2026-04-01T09:00:00+08:00", timedelta(minutes=10))
    for number in range(commits // 5):
        name = f"grants/2026/number-{number}/application"
        office.draw_up(name)
        for officer, verb in (("dan", Verb.SUBMIT), ("eva", Verb.WITHDRAW), ("dan", Verb.SUBMIT)):
            decide(office.at_work(officer), Wish(verb, name))
    office.close()
    return office.folder


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Seconds that a command takes from start to end."""
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return time.perf_counter() - begin


def compare(title: str, ours: list[str], other: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Both commands in turn, several times; a line with medians and their ratio."""
    pairs = [(timed(ours, folder, environment), timed(other, folder, environment)) for _ in range(RUNS)]
    one, two = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    print(f"{title:<58} {one * 1000:8.0f} ms {two * 1000:8.0f} ms   x {one / two:.2f}")


def main() -> None:
    """Every comparison."""
    base = Path(tempfile.mkdtemp(prefix="cio-bench-"))
    folder = office_of(base, COMMITS)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(base),
        "CIO_CTL_CACHE": str(base / "cache"),
        "GIT_AUTHOR_NAME": "x",
        "GIT_AUTHOR_EMAIL": "x@x",
        "GIT_COMMITTER_NAME": "x",
        "GIT_COMMITTER_EMAIL": "x@x",
    }
    key = str(folder / ".git" / "demo-keys" / "dan")
    for name, value in {"gpg.format": "ssh", "user.signingkey": f"{key}.pub"}.items():
        subprocess.run(["git", "config", name, value], cwd=folder, env=environment, check=True)
    print(f"{'':<58} {'cio-ctl':>11} {'instead':>11}   ratio")
    compare("--help / python -c pass", [*PROGRAM, "--help"], [sys.executable, "-c", "pass"], folder, environment)
    by_hand = ["git", "commit", "-S", "--allow-empty", "-qm", "by hand"]
    scratch = base / "scratch"
    shutil.copytree(folder, scratch)
    edit = [*PROGRAM, "edit", "grants/2026/roof/application", "--set", "title=x"]
    compare_changing("edit (judged, signed) / git commit -S (judges nothing)", edit, by_hand, scratch, environment)
    compare(
        f"verify {COMMITS + 20} commits / git log --show-signature (signatures only)",
        [*PROGRAM, "verify"],
        ["git", "log", "--show-signature"],
        folder,
        environment,
    )
    shutil.rmtree(base)


def compare_changing(title: str, ours: list[str], other: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Like `compare`, for a command that must change something anew each time."""
    pairs = []
    for number in range(RUNS):
        words = [*ours[:-1], f"{ours[-1]}{number}"]
        pairs.append((timed(words, folder, environment), timed(other, folder, environment)))
    one, two = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    print(f"{title:<58} {one * 1000:8.0f} ms {two * 1000:8.0f} ms   x {one / two:.2f}")


if __name__ == "__main__":
    main()
