"""Time the hook on a push of one decision into a long history, from its start to its end. Asserts nothing.

``python tests/benchmarks/push.py [COMMITS]`` builds an office first (some minutes for the 10,000 that count);
``CIO_BENCH_OFFICE`` names one that was built before.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.run import office_of

RUNS = int(os.environ.get("CIO_BENCH_RUNS", "15"))
PROGRAM = [sys.executable, "-I", "-X", "utf8", "-m", "cio_ctl"]
DECISIONS = {
    "a paper taken back": ("eva", "withdraw", "grants/2026/number-0/application", ()),
    "a grant approved, its number unique": (
        "ada",
        "approve",
        "grants/2026/number-1/application",
        ("--set", "number=G-2026-777"),
    ),
}


def git(folder: Path, *words: str) -> str:
    """Plain git; returns what it prints."""
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True, text=True).stdout.strip()


def judged(server: Path, old: str, new: str) -> tuple[float, float]:
    """Seconds, and seconds of computing, that the hook takes for a push that moves main from one commit to another."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [*PROGRAM, "hook", "pre-receive"],
        cwd=server,
        env={"PATH": os.environ["PATH"], "GIT_DIR": "."},
        input=f"{old} {new} refs/heads/main\n",
        check=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Each decision in a clone of its own, pushed to the same server."""
    with tempfile.TemporaryDirectory(prefix="cio-bench-") as name:
        base = Path(name)
        built = os.environ.get("CIO_BENCH_OFFICE")
        office = Path(built) if built else office_of(base, int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
        server = base / "server.git"
        git(base, "clone", "-q", "--bare", str(office), str(server))
        old = git(server, "rev-parse", "main")
        subprocess.run([*PROGRAM, "hook", "install", str(server)], capture_output=True, check=True)
        print(f"{git(server, 'rev-list', '--count', 'main')} commits")
        for number, (title, (officer, verb, record, words)) in enumerate(DECISIONS.items()):
            clone = base / f"clone-{number}"
            git(base, "clone", "-q", str(office), str(clone))
            git(clone, "config", "gpg.format", "ssh")
            git(clone, "config", "user.signingkey", str(office / ".git" / "demo-keys" / f"{officer}.pub"))
            subprocess.run([*PROGRAM, verb, record, *words], cwd=clone, capture_output=True, check=True)
            git(clone, "push", "-q", str(server), f"HEAD:refs/heads/side-{number}")
            times = [judged(server, old, git(clone, "rev-parse", "HEAD")) for _ in range(RUNS)]
            whole, computing = median(time[0] for time in times), median(time[1] for time in times)
            print(f"{title:<44} {whole * 1000:6.0f} ms, of computing {computing * 1000:.0f} ms")


if __name__ == "__main__":
    main()
