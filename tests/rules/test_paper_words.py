"""The words of papers compared, wherever lines and pages break."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.rules.forms.filling import Filled, fill
from cio_ctl.rules.forms.paper_words import fixed_words, same_words, unnumbered, words_of_word_file
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
        ((("甲", "— 1 —"), ("乙", "— 2 —")), (("甲", "乙", "— 1 —"),), False),
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
        "a number is a word",
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
    ("page", "left"),
    [
        ((("甲", "— 1 —"), ("— 2 —", "乙")), (("甲",), ("乙",))),
        ((("甲", "— 2 —"),), (("甲", "— 2 —"),)),
        ((("— 1 —", "甲", "— 1 —"),), (("甲", "— 1 —"),)),
        ((("金额 — 1 —",),), (("金额 — 1 —",),)),
    ],
    ids=["its own", "that of another page", "once a page", "within a line"],
)
def test_the_number_of_a_page_is_none_of_its_words(page: Pages, left: Pages) -> None:
    assert unnumbered(page) == left


@pytest.mark.parametrize(
    ("pdf", "same"),
    [
        ((("甲 ☑是", "☐否", "乙"),), True),
        ((("甲是☐ ☑", "否乙", "— 1 —"),), True),
        ((("抬头", "甲 ☑是", "— 1 —"), ("抬头", "☐否乙", "— 2 —")), True),
        ((("甲 ☑是", "☑否", "乙"),), False),
        ((("甲 ☑是", "☐否", "丙"),), False),
        ((("抬头", "抬头", "甲 ☑是", "☐否乙"),), False),
    ],
    ids=["as it is", "ticks elsewhere", "a running head", "a tick more", "another word", "a running head twice"],
)
def test_a_pdf_that_another_program_made_of_a_word_file_says_the_same(pdf: Pages, *, same: bool) -> None:
    assert words_of_word_file(pdf, (("甲", "☑是☐否", "乙"), ("抬头",)), FIXED) is same


def test_lines_that_can_be_parted_in_many_ways_take_no_time() -> None:
    line = "合同名称" * 90 + "x"
    began = time.monotonic()

    assert same_words(((line,), (line,)), ((line, line),), ("合同名称", "合同", "名称", "合", "同", "名", "称"))
    assert not same_words(((line,), (line,)), ((line,),), ("合同名称", "合同", "名称", "合", "同", "名", "称"))
    assert time.monotonic() - began < 1


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
