"""Each promise of the threat model names a test, and the test is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split(" | ")]
    for line in (ROOT / "docs" / "threat-model.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| promise |")
]
DEFINED = {
    name
    for path in (ROOT / "tests").rglob("*.py")
    for name in re.findall(r"^ *(?:def|class) (\w+)", path.read_text("utf-8"), re.MULTILINE)
}


def is_there(name: str) -> bool:
    """Whether a file or folder of tests, or a test by name, exists."""
    return (ROOT / name).exists() if name.startswith("tests/") else name in DEFINED


def test_there_are_promises() -> None:
    assert len(ROWS) > 10


@pytest.mark.parametrize("row", ROWS, ids=[row[0].replace("`", "")[:40] for row in ROWS])
def test_a_promise_names_a_test_that_exists(row: list[str]) -> None:
    tests = re.findall(r"`((?:tests/|test_|Test)[^`]*)`", row[-1])

    assert len(row) == 3
    assert tests
    assert [test for test in tests if not is_there(test)] == []


def test_a_test_that_is_gone_would_be_found() -> None:
    assert not is_there("tests/rules/test_nothing.py")
    assert not is_there("test_of_nothing_at_all")
