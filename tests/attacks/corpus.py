"""The corpus: what a row is, and the page that lists all of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.offices import TestOffice

GROUPS = {
    "signatures": "Signatures",
    "history": "History",
    "merges": "Merges",
    "content": "Content of the tree",
    "procedure": "Procedure",
    "law_and_register": "Law and register",
    "scores": "Score sheets",
    "comparisons": "Comparison tables",
    "births": "Records born of others, and the entries that they carry out",
    "overlaps": "Answers to likely duplicates",
    "evaluations": "Figures of evaluations",
    "pack": "What the Pingshan pack adds",
    "input": "Input",
    "tables": "Tables that are taken in",
    "environment": "Environment",
    "terminal": "What is printed",
}
PAGE = Path(__file__).with_name("README.md")


@dataclass(frozen=True)
class Row:
    """An attack, the codes that it must give, and from whom it was learnt."""

    attack: Callable[[TestOffice], None]
    finds: set[str]
    source: str

    @property
    def name(self) -> str:
        """What the attack is called."""
        return self.attack.__name__


def codes_of(office: TestOffice) -> set[str]:
    """Every code that `verify` gives, notes among them."""
    return {found.code for found in office.verify().findings}


def page() -> str:
    """The page that lists every row of every group."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (
        "# Attacks",
        "",
        "Each row is a test: what somebody does, what `verify` (or the reader named) must say, and from whom it was",
        "learnt. `python -m tests.attacks.corpus` writes this page; a test holds it equal to the rows.",
        "",
        "Archives are never opened by the program, so there is no archive to plant; evidence is hashed, not unpacked.",
    )
    for module, title in GROUPS.items():
        yield from ("", f"## {title}", "", "| attack | must give | source |", "|---|---|---|")
        for row in rows_of(module):
            codes = ", ".join(f"`{code}`" for code in sorted(row.finds))
            yield f"| {row.name.replace('_', ' ')} | {codes} | {row.source} |"


def rows_of(module: str) -> list[Any]:
    """The rows of a group; each has a name, codes and a source."""
    found: list[Any] = import_module(f"tests.attacks.test_{module}").ROWS
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
