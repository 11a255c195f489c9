"""The words of two papers compared, wherever their lines and pages break."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cio_ctl.rules.forms.filling import Filled

Pages = tuple[tuple[str, ...], ...]
HEAD_LIMIT: Final = 400
"""Letters of the longest line that can be the head of a table."""
_BLANK: Final = re.compile(r"[\s\u200b]+")
_PLAIN_BLOCK: Final = re.compile(r"\[([^\[\]{}#\\]{1,60})\]")
_TICKS: Final = ("☐", "☑")


def squeezed(text: str) -> str:
    """A text without blanks, line ends, and the marks where a long word may break."""
    return _BLANK.sub("", text)


def unnumbered(pages: Pages) -> Pages:
    """The pages of a PDF, each without the line that gives its own number."""
    return tuple(_without(page, {f"—{number}—"}) for number, page in enumerate(pages, 1))


def _without(lines: Iterable[str], words: set[str]) -> tuple[str, ...]:
    """The lines of a page, each of these words taken out once where it is a line of its own."""
    left, kept = set(words), []
    for line in lines:
        word = squeezed(line)
        if word in left:
            left.discard(word)
        else:
            kept.append(line)
    return tuple(kept)


def words_of_word_file(pdf: Pages, word: Pages, fixed: Iterable[str] = ()) -> bool:
    """Whether a PDF says what a Word file says, of which the first page is the body, the others run on every page.

    Programs set the boxes to tick in a font of their own, so these are read elsewhere; there must be as many of each.
    """
    running = {squeezed(line) for page in word[1:] for line in page}
    shown, said = tuple(_without(page, running) for page in unnumbered(pdf)), word[:1]
    if any(_count(shown, tick) != _count(said, tick) for tick in _TICKS):
        return False
    return same_words(_unticked(shown), _unticked(said), fixed)


def _count(pages: Pages, tick: str) -> int:
    return sum(line.count(tick) for page in pages for line in page)


def _unticked(pages: Pages) -> Pages:
    """The pages without boxes to tick."""
    return tuple(tuple(re.sub("[☐☑]", "", line) for line in page) for page in pages)


def same_words(paper: Pages, commit: Pages, fixed: Iterable[str] = ()) -> bool:
    """Whether two papers say the same, wherever their lines and pages break.

    A table's head stands again on each page that the table reaches. So a page of one of the two may begin with lines
    that stand on an earlier page of it already, if they are made of ``fixed`` words only: those of the form itself.
    """
    heads = _Heads(fixed)
    one, other = _Reel(paper, heads), _Reel(commit, heads)
    while not (one.at_end and other.at_end):
        if not one.at_end and not other.at_end and one.letter == other.letter:
            one.at, other.at = one.at + 1, other.at + 1
        elif not (one.skip() or other.skip()):
            return False
    return True


class _Heads:
    """Knows the lines that can be the head of a table."""

    def __init__(self, fixed: Iterable[str]) -> None:
        self._words: dict[str, set[str]] = {}
        for word in {squeezed(word) for word in fixed} - {""}:
            self._words.setdefault(word[0], set()).add(word)

    def __contains__(self, line: str) -> bool:
        """Whether a line without blanks is made of fixed words only.

        A pattern of alternatives would try each way to part a hostile line; this marks where a word can end.
        """
        if not 0 < len(line) <= HEAD_LIMIT:
            return False
        ends = {0}
        for at in range(len(line)):
            if at in ends:
                ends |= {at + len(word) for word in self._words.get(line[at], ()) if line.startswith(word, at)}
        return len(line) in ends


class _Reel:
    """The words of all pages in one row; ``at`` is how far it was read."""

    def __init__(self, pages: Pages, heads: _Heads) -> None:
        self.at = 0
        self._skips: dict[int, int] = {}
        pieces: list[str] = []
        seen: set[str] = set()
        length = 0
        for page in pages:
            words = [word for line in page if (word := squeezed(line))]
            beginning = True
            for word in words:
                beginning = beginning and word in seen and word in heads
                if beginning:
                    self._skips[length] = length + len(word)
                pieces.append(word)
                length += len(word)
            seen.update(words)
        self._text = "".join(pieces)

    @property
    def at_end(self) -> bool:
        """Whether all of it was read."""
        return self.at >= len(self._text)

    @property
    def letter(self) -> str:
        """The next letter."""
        return self._text[self.at]

    def skip(self) -> bool:
        """Whether a line begins here that is a head once more; then it is passed over."""
        end = self._skips.get(self.at)
        if end is not None:
            self.at = end
        return end is not None


def fixed_words(filled: Filled, sources: Iterable[str]) -> frozenset[str]:
    """What a paper says however it is filled in: the titles of its boxes and columns, and what its layout adds."""
    found = {word for source in sources for word in _PLAIN_BLOCK.findall(source)}
    waiting: list[Mapping[str, object]] = list(filled.boxes.values())
    while waiting:
        box = waiting.pop()
        found.add(str(box["title"]))
        waiting += cast("list[Mapping[str, object]]", box["columns"])
    return frozenset(found)
