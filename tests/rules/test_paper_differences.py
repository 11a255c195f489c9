"""Papers compared: as lines, and box by box."""

from __future__ import annotations

import pytest

from cio_ctl.rules.forms.paper_differences import BoxChange, box_changes, line_differences


@pytest.mark.parametrize(
    ("paper", "commit", "ours", "theirs"),
    [
        (["甲", "乙"], ["甲", "乙"], (), ()),
        (["甲 1"], ["甲1"], (), ()),
        (["— 3 —", "甲"], ["甲", "— 4 —"], ("— 3 —",), ("— 4 —",)),
        (["金额 200"], ["金额 100"], ("金额 200",), ("金额 100",)),
        (["／", "／"], ["／"], ("／",), ()),
        (["甲", "乙"], ["乙", "甲"], (), ()),
        ([" 甲\u200b乙 "], [], ("甲乙",), ()),
        (["", " "], [], (), ()),
    ],
)
def test_lines_that_one_of_two_papers_has(
    paper: list[str], commit: list[str], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    found = line_differences(paper, commit)

    assert (found.paper_only, found.commit_only) == (ours, theirs)
    assert len(found) == len(ours) + len(theirs)


def plain(value: object, applies: str = "yes", kind: str = "text", **layout: object) -> dict[str, object]:
    return {"title": "栏", "value": value, "applies": applies, "kind": kind, "columns": [], **layout}


def table(*rows: str) -> dict[str, object]:
    column = {"name": "a", "title": "甲", "kind": "text", "columns": []}
    return plain([{"a": row} for row in rows], kind="table", columns=[column])


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (plain("1"), plain("1"), None),
        (plain("1"), plain("1", width=3, signer="负责人"), None),
        (plain("1"), plain("2"), ("1", "2")),
        (plain(""), plain("2"), ("／", "2")),
        (plain("1"), plain("", applies=""), ("1", "不涉及")),
        (plain("1"), None, ("1", "")),
        (None, plain("1"), ("", "1")),
        (table("1", "2"), table("1", "3", "4"), ("2", "3; 4")),
        (table("1"), table("1", "1"), ("", "1")),
        (table("1", "2"), table("2", "1"), ("1; 2", "2; 1")),
        (table(), table("1"), ("", "1")),
    ],
    ids=[
        "same",
        "laid out otherwise",
        "another value",
        "nothing yet",
        "no longer asked for",
        "no longer there",
        "new",
        "rows of a table",
        "a row twice",
        "rows in another order",
        "first row",
    ],
)
def test_boxes_that_read_otherwise(
    then: dict[str, object] | None, now: dict[str, object] | None, said: tuple[str, str] | None
) -> None:
    before, after = ({"a": one} if one is not None else {} for one in (then, now))

    assert box_changes(before, after) == ([] if said is None else [BoxChange("a", "栏", *said)])
