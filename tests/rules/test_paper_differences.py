"""Papers compared: as pages of words, as lines, and box by box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.rules.forms.filling import Filled, fill
from cio_ctl.rules.forms.paper_differences import (
    BoxChange,
    box_changes,
    fixed_words,
    line_differences,
    same_words,
)
from tests.rules.small_forms import box, form, records_of_sample, standing
from tests.services import sample_dossier as sample

FIXED = ("序号", "名 称", "金额（元）")
Pages = tuple[tuple[str, ...], ...]
LINES = st.lists(st.text("甲乙1 ", max_size=4), max_size=5).map(tuple)


@pytest.mark.parametrize(
    ("paper", "commit", "same"),
    [
        ((("甲 乙", "丙"),), (("甲乙丙",),), True),
        ((("甲\u200b乙",),), (("甲", "乙")), True),
        ((("甲", "— 1 —"), ("乙", "— 2 —")), (("甲", "乙", "— 1 —"),), True),
        ((("甲", "序号 名称", "1"), ("序号 名称", "2")), (("甲", "序号", "名称", "1", "2"),), True),
        ((("序号", "1"), ("2",)), (("序号",), ("1",), ("序号", "2")), True),
        ((("序号", "名称", "1"), ("序号", "名称", "2"), ("序号", "名称")), (("序号", "名称", "1", "2"),), True),
        ((("序号", "1"), ("序号", "2")), (("序号", "1", "序号", "2"),), True),
        ((("序号", "1", "序号", "2"),), (("序号", "1", "2"),), False),
        ((("序号", "1"), ("序号", "2", "序号")), (("序号", "1", "2"),), False),
        ((("甲",), ("序号", "乙")), (("甲", "乙"),), False),
        ((("甲",), ("甲", "乙")), (("甲", "乙"),), False),
        ((("序号", "甲"),), (("甲",),), False),
        ((("序号", "甲"), ("序号", "1,000.00", "乙")), (("序号", "甲", "乙"),), False),
        ((("甲", "100"),), (("甲", "1000"),), False),
        ((("甲", "乙"),), (("乙", "甲"),), False),
        ((("甲",),), (("甲", "乙"),), False),
        ((("甲", "—", "1", "—"),), (("甲",),), False),
        ((), (), True),
        (((),), ((), ()), True),
    ],
    ids=[
        "lines break elsewhere",
        "a long word breaks",
        "pages break elsewhere",
        "a table goes on on a page of its own",
        "so does that of the commit",
        "heads of several lines on several pages",
        "a head where the other has it too",
        "a head within a page",
        "a head at the end of a page",
        "a head for the first time",
        "a row for the second time",
        "a head on the first page",
        "an amount after a head",
        "a figure less",
        "another order",
        "a line less",
        "no page number",
        "nothing",
        "empty pages",
    ],
)
def test_papers_say_the_same(paper: Pages, commit: Pages, *, same: bool) -> None:
    assert same_words(paper, commit, FIXED) is same
    assert same_words(commit, paper, FIXED) is same


@given(lines=LINES, where=st.integers(0, 5))
def test_where_pages_break_makes_no_difference(lines: tuple[str, ...], where: int) -> None:
    broken = (lines[:where], lines[where:])

    assert same_words((lines,), broken)
    assert same_words(broken, (lines,))


@given(lines=LINES, other=LINES)
def test_without_heads_papers_are_the_same_where_their_letters_are(
    lines: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert same_words((lines,), (other,)) is ("".join(lines).replace(" ", "") == "".join(other).replace(" ", ""))


@pytest.mark.parametrize(
    ("paper", "commit", "ours", "theirs"),
    [
        (["甲", "乙"], ["甲", "乙"], (), ()),
        (["甲 1"], ["甲1"], (), ()),
        (["— 3 —", "甲"], ["甲", "— 4 —"], (), ()),
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


def test_fixed_words_are_the_titles_of_boxes_and_columns_and_what_a_layout_adds() -> None:
    inner = "columns: [{name: n, title: {zh: 名称, en: name}, from: name}]"
    goods = f"{{name: goods, title: {{zh: 清单, en: list}}, each: procurement_list, {inner}}}"
    made = form(box("a", f"each: contracts/*, columns: [{goods}]"))
    filled = fill(made, standing(records_of_sample()).office, f"{sample.DOSSIER}/project")

    assert isinstance(filled, Filled)
    assert fixed_words(filled, ["head-row([序号], [#{{ box.a.title }}], [原件（份）])"]) == {
        *("栏", "清单", "名称"),
        *("序号", "原件（份）"),
    }
