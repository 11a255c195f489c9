"""Words of Chinese text, by the library that cuts it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cio_ctl.adapters.text_similarity import ChineseWords
from cio_ctl.model.comparison import CutText


@pytest.mark.parametrize(
    ("text", "words", "within"),
    [
        ("", (), ()),
        ("，。（） +“”", (), ()),
        ("固定资产投资", ("固定资产", "投资"), ("固定", "资产")),
        ("建设数据中心。", ("建设", "数据中心"), ("数据", "中心")),
        ("ai赋能平台2.0", ("ai", "赋能", "平台", "2.0"), ()),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: tuple[str, ...], within: tuple[str, ...]) -> None:
    assert ChineseWords()(text) == CutText(words, within)


def test_a_word_that_the_dictionary_lacks_is_kept_whole_once_it_is_a_term() -> None:
    assert "物联网" not in ChineseWords()("坪山物联网平台").words
    assert "物联网" in ChineseWords(["物联网"])("坪山物联网平台").words


@pytest.mark.parametrize("text", ["\0", "a\0b", "[", "(((", "𠀀𠀁", "x" * 5_000, "平台" * 2_500, "\u200b", "\u202e"])
def test_no_text_and_no_term_is_too_strange(text: str) -> None:
    cut = ChineseWords([text])

    assert all(word in text for word in cut(text).words)
    assert cut("教育").words == ("教育",)


def test_the_library_is_not_loaded_before_a_text_is_cut() -> None:
    lines = (
        "import sys",
        "from cio_ctl.adapters.text_similarity import ChineseWords",
        "words = ChineseWords()",
        "print('rjieba' in sys.modules)",
        "words('x')",
        "print('rjieba' in sys.modules)",
    )

    done = subprocess.run([sys.executable, "-c", "; ".join(lines)], capture_output=True, check=True, text=True)

    assert done.stdout.split() == ["False", "True"]
