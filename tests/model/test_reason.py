"""Reasons are told in any language, and stay themselves on their way through the confined child."""

from __future__ import annotations

import json

from cio_ctl.model.finding import Place, finding
from cio_ctl.model.reason import Reason, as_data, from_data, in_words

WORDS = {"the file": "整个文件", "{what} is {size} MB": "{what}有 {size} MB"}
LARGE = Reason("{what} is {size} MB", what=Reason("the file"), size=3)


def chinese(text: str) -> str:
    """The sentence in Chinese, where there is one."""
    return WORDS.get(text, text)


def test_a_reason_reads_as_english_text_and_is_told_in_another_language() -> None:
    assert LARGE == "the file is 3 MB"
    assert in_words(LARGE, chinese) == "整个文件有 3 MB"
    assert in_words("the file", chinese) == "the file"


def test_a_reason_travels_as_plain_data() -> None:
    again = from_data(json.loads(json.dumps([as_data(part) for part in ("f", 0, LARGE)]))[2])
    assert in_words(again, chinese) == "整个文件有 3 MB"
    assert from_data(as_data("plain")) == "plain"


def test_a_finding_tells_its_reason_in_the_language_of_its_sentence() -> None:
    found = finding("F-TEMPLATE", Place("x"), template="x", templateline=1, problem=LARGE)
    assert found.sentence() == "template x, line 1: the file is 3 MB"
    assert found.sentence(chinese) == "template x, line 1: 整个文件有 3 MB"
