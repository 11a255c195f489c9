"""Every obligation of the regulation is cited by the law, explained by a page, and named by a test."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from cio_ctl.services.law_books import shipped_law

ROOT = Path(__file__).parents[2]
IDS: Final = (
    *("O1", "O2"),
    *(f"P{number}" for number in range(1, 8)),
    *(f"I{number}" for number in range(1, 5)),
    *(f"F{number}" for number in range(1, 5)),
    *(f"C{number}" for number in range(1, 15)),
    *(f"M{number}" for number in range(1, 6)),
    "E1",
)
PAGE = (ROOT / "docs" / "regulation.md").read_text("utf-8")
TESTS = {
    path: path.read_text("utf-8")
    for path in sorted((ROOT / "tests").rglob("test_*.py"))
    if path != Path(__file__) and "documents" not in path.parts
}


def naming(basis: str) -> list[str]:
    """The tests whose name, or whose rows, name an obligation."""
    in_name = re.compile(rf"def test(?:_\w+)?_{basis.lower()}(?:_\w*)?\(")
    in_row = re.compile(rf"""["'(]{basis}[ "']""")
    return [path.name for path, text in TESTS.items() if in_name.search(text) or in_row.search(text)]


def test_the_law_knows_these_obligations_and_no_others() -> None:
    assert set(shipped_law().bases) == set(IDS)


@pytest.mark.parametrize("basis", IDS)
def test_an_obligation_has_its_place_on_the_page(basis: str) -> None:
    section = re.search(rf"^### {basis}\n\n(.+?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)

    assert section is not None
    assert len(section[1].split()) >= 8


@pytest.mark.parametrize("basis", IDS)
def test_an_obligation_is_named_by_a_test(basis: str) -> None:
    assert naming(basis)


def test_what_nothing_names_would_be_missed() -> None:
    assert naming("Z9") == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([a-z-]+\.md)\)", PAGE))))
def test_the_page_leads_to_pages_that_exist(target: str) -> None:
    assert (ROOT / "docs" / target).is_file()
