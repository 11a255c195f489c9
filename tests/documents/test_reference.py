"""The reference pages say what the program says."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from cio_ctl.model import errors
from cio_ctl.model.codes import CODES
from cio_ctl.model.errors import CioError

ROOT = Path(__file__).parents[2]
PAGES = runpy.run_path(str(ROOT / "docs" / "make_reference.py"), run_name="reference")["PAGES"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == PAGES[name](), "run `make docs`"


def test_every_finding_code_stands_in_its_page() -> None:
    page = PAGES["findings.md"]()

    assert [code for code in CODES if f"\n### {code}\n" not in page] == []


def test_the_readme_lists_every_exit_code_that_an_error_can_give() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)}

    given = {
        error.exit_code for error in vars(errors).values() if isinstance(error, type) and issubclass(error, CioError)
    }

    assert given | {0, 1, 129, 130, 143} == listed


def test_every_decision_page_is_listed() -> None:
    pages = {page.name for page in (ROOT / "docs" / "adr").glob("0*.md")}

    listed = set(re.findall(r"\((0[^)]*\.md)\)", (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")))

    assert listed == pages
