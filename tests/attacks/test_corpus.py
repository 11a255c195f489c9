"""The page of attacks lists every row, and each attack is there once."""

from __future__ import annotations

from tests.attacks.corpus import GROUPS, PAGE, page, rows_of


def test_the_page_lists_every_row() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python -m tests.attacks.corpus`"


def test_each_attack_has_a_name_of_its_own() -> None:
    names = [(group, row.name) for group in GROUPS for row in rows_of(group)]

    assert len(names) == len(set(names)) >= 60
