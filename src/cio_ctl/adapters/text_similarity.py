"""The words of Chinese text, which is written without blanks; by rjieba, which is imported on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cio_ctl.model.comparison import CutText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rjieba import Jieba


class ChineseWords:
    """Cuts text into words. ``terms`` are words that the dictionary may lack; text and terms are spelled alike."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._terms = tuple(terms)

    @cached_property
    def _dictionary(self) -> Jieba:
        from rjieba import Jieba  # noqa: PLC0415 - it loads a dictionary that few commands need

        dictionary = Jieba()
        for term in self._terms:
            dictionary.add_word(term, None, None)
        return dictionary

    def __call__(self, text: str) -> CutText:
        """The words of a text, without punctuation."""
        words = tuple(word for word in self._dictionary.cut(text) if _says_something(word))
        whole = set(words)
        within = (word for word in self._dictionary.cut_for_search(text) if word not in whole)
        return CutText(words, tuple(word for word in within if _says_something(word)))


def _says_something(word: str) -> bool:
    """Whether a piece of text is more than punctuation."""
    return any(character.isalnum() for character in word)
