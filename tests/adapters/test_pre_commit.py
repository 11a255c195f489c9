"""The hook for pre-commit, run by the real pre-commit in a real office.

Only the installation is left out, which needs a network: the entry of `.pre-commit-hooks.yaml` is taken over into a
configuration in which the program is the one under test.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from tests.offices import TestOffice

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PRE_COMMIT = (sys.executable, "-m", "pre_commit")
ROOF = "grants/2026/roof/application"


def manifest() -> dict[str, Any]:
    (hook,) = YAML(typ="safe").load(MANIFEST.read_text("utf-8"))
    found: dict[str, Any] = hook
    return found


@pytest.fixture
def hooked(office: TestOffice, tmp_path: Path) -> TestOffice:
    """An office whose commits pass through pre-commit; the program is reached by its name, as when installed."""
    program = tmp_path / "bin" / "cio-ctl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cio_ctl "$@"\n', "utf-8")
    program.chmod(0o755)
    office.environment |= {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
    }
    config = tmp_path / "config.yaml"
    with config.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump({"repos": [{"repo": "local", "hooks": [manifest() | {"language": "system"}]}]}, file)
    called(office, *PRE_COMMIT, "install", "--config", str(config))
    return office


def called(office: TestOffice, *words: str, ends_with: int = 0) -> str:
    """What a program prints in the office's folder."""
    done = subprocess.run(words, cwd=office.folder, env=office.environment, capture_output=True, check=False, text=True)
    assert done.returncode == ends_with, done.stdout + done.stderr
    return done.stdout + done.stderr


def committed(office: TestOffice, *, ends_with: int) -> str:
    called(office, "git", "add", "-A")
    person = ("-c", "user.name=x", "-c", "user.email=x@x")
    return called(office, "git", *person, "commit", "-m", "x", "--no-gpg-sign", ends_with=ends_with)


def taken(command: str, file: Path, home: Path) -> None:
    """pre-commit finds nothing wrong with a file of its own."""
    done = subprocess.run(
        [*PRE_COMMIT, command, str(file)],
        env={**os.environ, "PRE_COMMIT_HOME": str(home)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_pre_commit_takes_the_manifest(tmp_path: Path) -> None:
    taken("validate-manifest", MANIFEST, tmp_path)


def test_a_record_that_is_wrong_is_not_committed(hooked: TestOffice) -> None:
    before = hooked.git("rev-parse", "HEAD")
    hooked.edit(ROOF, {("library",): "units/nowhere"})

    said = committed(hooked, ends_with=1)

    assert "R8-REFERENCE" in said
    assert manifest()["name"] in said
    assert hooked.git("rev-parse", "HEAD") == before


def test_a_record_that_is_right_is_committed(hooked: TestOffice) -> None:
    hooked.edit(ROOF, {("title",): "大屋顶"})

    assert "Passed" in committed(hooked, ends_with=0)


def test_a_file_that_is_no_record_is_not_looked_at(hooked: TestOffice) -> None:
    (hooked.folder / "README.md").write_text("你好\n", "utf-8")

    assert "Skipped" in committed(hooked, ends_with=0)


def test_the_page_shows_a_configuration_that_pre_commit_takes(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "pull-requests.md").read_text("utf-8")
    shown = page.split("```yaml\n# .pre-commit-config.yaml\n")[1].split("```")[0]
    file = tmp_path / "config.yaml"
    file.write_text(shown, "utf-8")

    taken("validate-config", file, tmp_path)
    assert manifest()["id"] in shown
