"""`make fuzz`: each parser on bytes made from what it reads; with atheris, where it is installed, led by coverage.

``python -m tests.fuzz.run [SECONDS] [PARSER…]`` takes so long for each (60). What breaks a parser is printed.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
import traceback
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.parsers import PARSERS

WORDS = [b"\0", b"\n", b" ", b"- ", b": ", b"{", b"[", b'"', b"'", b"\xff", b"&a", b"*a", b"!x", b"-----", b"9" * 40]


def changed(content: bytes, chance: random.Random) -> bytes:
    """The content with some bytes put in, taken out, doubled or exchanged."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(made))
        end = min(len(made), at + chance.randint(0, 8))
        made[at:end] = chance.choice([b"", bytes([chance.randint(0, 255)]), chance.choice(WORDS), made[at:end] * 2])
    return bytes(made)


def by_chance(name: str, seconds: float) -> int:
    """Try a parser so long; returns how many tries there were.

    Raises:
        Exception: whatever the parser did not promise.
    """
    parser, seed = PARSERS[name]
    chance, pool, tries = random.Random(name), [seed], 0  # noqa: S311 - no secret
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        content = changed(chance.choice(pool), chance)
        try:
            parser(content)
        except BaseException:
            print(f"{name} breaks at {content!r}")
            raise
        tries += 1
        pool = [*pool[-200:], content] if chance.random() < 0.02 else pool
    return tries


def by_coverage(name: str, seconds: int) -> int:
    """Try a parser with atheris in a process of its own; returns its exit code."""
    with TemporaryDirectory() as corpus:
        (Path(corpus) / "seed").write_bytes(PARSERS[name][1])
        words = [sys.executable, "-m", "tests.fuzz.guided", name, f"-max_total_time={seconds}", corpus]
        return subprocess.run(words, check=False).returncode


def main() -> int:
    """Every parser, or those named."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    broken = 0
    for name in sys.argv[2:] or PARSERS:
        if find_spec("atheris"):
            broken += by_coverage(name, seconds) != 0
            continue
        try:
            print(name, by_chance(name, seconds), "tries", flush=True)
        except Exception:  # noqa: BLE001 - reported, and the next one tried
            traceback.print_exc()
            broken += 1
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main())
