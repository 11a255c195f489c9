"""How much words say: those of few records much, those of all records and those named as common little."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cio_ctl.model.comparison import Comparison, CutText

_NUMBER: Final = re.compile(r"[0-9.\-/%]+")
_LONGEST: Final = 16
_COMMON: Final = 0.1
_SINGLE: Final = 0.3
_WITHIN: Final = 0.5
_OWN: Final = 0.5


class Cutter(Protocol):
    """Cuts text into words."""

    def __call__(self, text: str) -> CutText:
        """The words of a text, without punctuation."""
        ...


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of a text, each with its share from 0 to 1. ``spelled``: how a word that stands for others stood."""

    shares: dict[str, float] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)

    def add(self, word: str, share: float) -> None:
        """Count a word; the larger share of two stays."""
        self.shares[word] = max(share, self.shares.get(word, 0.0))


def plain_text(text: str) -> str:
    """A text in one spelling: full-width letters and capitals as plain small ones, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Vocabulary:
    """The words of an office. ``names`` of its units say nothing of a subject and are left out, as those of places."""

    cut: Cutter
    comparison: Comparison
    names: tuple[str, ...] = ()

    def bag(self, texts: Iterable[str]) -> Bag:
        """The words of some texts. Of a word that is like others, the first of them stands for it."""
        found = Bag()
        for text in texts:
            cut = self.cut(self._without_names(plain_text(text)))
            for word in cut.words:
                self._enter(found, word, 1.0)
            for word in cut.within:
                self._enter(found, word, _WITHIN)
        return found

    def _enter(self, bag: Bag, word: str, share: float) -> None:
        head = self._heads.get(word, word)
        bag.add(head, share)
        if head == word:
            bag.spelled[head] = word
        else:
            bag.add(word, share * _OWN)
            bag.spelled.setdefault(head, word)

    def _without_names(self, text: str) -> str:
        for name in self._names:
            text = text.replace(name, " ")
        return text

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The names to leave out, the longest first."""
        names = {plain_text(name) for name in (*self.names, *self.comparison.place_names)}
        return tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name)))

    @cached_property
    def _heads(self) -> dict[str, str]:
        """For each word that is like others, the first of them."""
        groups = [tuple(plain_text(word) for word in group) for group in self.comparison.like_words]
        return {word: group[0] for group in groups for word in group}

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(plain_text(word) for word in self.comparison.common_words)

    def weights(self, bags: Iterable[Iterable[str]]) -> dict[str, float]:
        """What each word says, from 0 to 1: the less, the more of these records have it."""
        counts: Counter[str] = Counter()
        number = 0
        for words in bags:
            counts.update(words)
            number += 1
        return {word: self._factor(word) * log(1 + number / count) / log(1 + number) for word, count in counts.items()}

    def _factor(self, word: str) -> float:
        """What is left of the weight of a word that says little by itself."""
        if self.says_little(word):
            return _COMMON
        return _SINGLE if len(word) == 1 else 1.0

    def says_little(self, word: str) -> bool:
        """Whether a word is common, made of common ones, or a number; none of these is one with words like it."""
        if word in self._heads:
            return False
        return word in self._common or _NUMBER.fullmatch(word) is not None or self._is_compound(word)

    def _is_compound(self, word: str) -> bool:
        """Whether a word is made of common words, none of them a single character."""
        if len(word) > _LONGEST:
            return False
        ends = [0]
        for end in range(2, len(word) + 1):
            if any(word[start:end] in self._common for start in ends if end - start > 1):
                ends.append(end)
        return ends[-1] == len(word)


def weighed(bag: Bag, weights: Mapping[str, float]) -> dict[str, float]:
    """The words of a bag with what each says there."""
    return {word: share * weights[word] for word, share in bag.shares.items()}


def terms_of(comparison: Comparison) -> tuple[str, ...]:
    """The words that the law names, as a dictionary may lack them."""
    return tuple(plain_text(word) for group in comparison.like_words for word in group)
