"""The README's session is what really happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def session() -> list[tuple[str, list[str]]]:
    """Each command of the README's console block, with the lines that it says are printed."""
    block = re.search(r"```console\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    calls: list[tuple[str, list[str]]] = []
    for line in block[1].splitlines():
        if line.startswith("$ "):
            calls.append((line[2:], []))
        else:
            calls[-1][1].append(line)
    return calls


def as_pattern(lines: list[str]) -> str:
    """The lines as an expression in which … stands for anything within a line."""
    return "\n".join(".*".join(re.escape(part) for part in line.split("…")) for line in lines)


def test_the_session_prints_what_the_readme_says(tmp_path: Path) -> None:
    home = tmp_path / "keys"
    (home / ".ssh").mkdir(parents=True)
    for name in ("id_ed25519", "wang-wei"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / ".ssh" / name)], check=True)
    environment = {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "CIO_CTL_LANG": "en",
        "LANG": "C.UTF-8",
    }
    calls = session()
    marker = "=== next ==="
    script = "\n".join(f"{command} 2>&1\necho '{marker}'" for command, _ in calls)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False, text=True
    )

    printed = [part.strip("\n") for part in done.stdout.split(marker)]

    for (command, expected), actual in zip(calls, printed, strict=False):
        assert re.fullmatch(as_pattern(expected), actual), f"{command}\nprinted:\n{actual}\n{done.stderr}"
