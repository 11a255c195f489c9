"""In what a paper departs from what its commit says, and in what the same form reads otherwise by now."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from cio_ctl.rules.forms.text_view import cells_of, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cio_ctl.rules.forms.filling import Filled

Pages = tuple[tuple[str, ...], ...]
_BLANK: Final = re.compile(r"[\s\u200b]+")
_PAGE_NUMBER: Final = re.compile("—[0-9]{1,4}—")
_PLAIN_BLOCK: Final = re.compile(r"\[([^\[\]{}#\\]{1,60})\]")


@dataclass(frozen=True, slots=True)
class LineDifferences:
    """The lines that only the paper has, and those that only the commit has, each as often as the other lacks it."""

    paper_only: tuple[str, ...] = ()
    commit_only: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many lines that are."""
        return len(self.paper_only) + len(self.commit_only)


@dataclass(frozen=True, slots=True)
class BoxChange:
    """A box that reads otherwise now; of a table the rows that are gone, and those that came. Empty: nothing there."""

    name: str
    title: str
    then: str
    now: str


def squeezed(text: str) -> str:
    """A text without blanks, line ends, and the marks where a long word may break."""
    return _BLANK.sub("", text)


def same_words(paper: Pages, commit: Pages, fixed: Iterable[str] = ()) -> bool:
    """Whether two papers say the same, wherever their lines and pages break.

    A table's head stands again on each page that the table reaches. So a page of one of the two may begin with lines
    that stand on an earlier page of it already, if they are made of ``fixed`` words only: those of the form itself.
    """
    words = sorted(map(re.escape, {squeezed(word) for word in fixed} - {""}), key=len, reverse=True)
    head = re.compile(f"(?:{'|'.join(words)})+") if words else None
    one, other = _Reel(paper, head), _Reel(commit, head)
    while not (one.at_end and other.at_end):
        if not one.at_end and not other.at_end and one.letter == other.letter:
            one.at, other.at = one.at + 1, other.at + 1
        elif not (one.skip() or other.skip()):
            return False
    return True


class _Reel:
    """The words of all pages in one row, without page numbers; ``at`` is how far it was read."""

    def __init__(self, pages: Pages, head: re.Pattern[str] | None) -> None:
        self.at = 0
        self._skips: dict[int, int] = {}
        pieces: list[str] = []
        seen: set[str] = set()
        length = 0
        for page in pages:
            words = [word for word in _words(page) if word]
            heads = True
            for word in words:
                heads = heads and word in seen and head is not None and head.fullmatch(word) is not None
                if heads:
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


def _words(lines: Iterable[str]) -> Iterator[str]:
    """Each line without blanks, unless it is a page number."""
    for line in lines:
        text = squeezed(line)
        if _PAGE_NUMBER.fullmatch(text) is None:
            yield text


def fixed_words(filled: Filled, sources: Iterable[str]) -> frozenset[str]:
    """What a paper says however it is filled in: the titles of its boxes and columns, and what its layout adds."""
    found = {word for source in sources for word in _PLAIN_BLOCK.findall(source)}
    waiting: list[Mapping[str, object]] = list(filled.boxes.values())
    while waiting:
        box = waiting.pop()
        found.add(str(box["title"]))
        waiting += cast("list[Mapping[str, object]]", box["columns"])
    return frozenset(found)


def line_differences(paper: Iterable[str], commit: Iterable[str]) -> LineDifferences:
    """The lines of each that the other lacks, in order; blanks in a line do not matter."""
    ours, theirs = list(paper), list(commit)
    return LineDifferences(tuple(_surplus(ours, theirs)), tuple(_surplus(theirs, ours)))


def _surplus(lines: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    """The lines that stand oftener here than there."""
    left = Counter(_words(others))
    for line in lines:
        for word in _words([line]):
            if left[word] > 0:
                left[word] -= 1
            elif word:
                yield line.replace("\u200b", "").strip()


def box_changes(then: Mapping[str, Mapping[str, object]], now: Mapping[str, Mapping[str, object]]) -> list[BoxChange]:
    """The boxes whose value differs, in the order of the form; those that came or went are among them."""
    names = dict.fromkeys([*then, *now])
    return [
        BoxChange(name, str((now.get(name) or then[name])["title"]), *_readings(then.get(name), now.get(name)))
        for name in names
        if _value(then.get(name)) != _value(now.get(name))
    ]


def _value(box: Mapping[str, object] | None) -> object:
    """What a box says, without how it is laid out."""
    return None if box is None else (box["value"], bool(box["applies"]))


def _readings(then: Mapping[str, object] | None, now: Mapping[str, object] | None) -> tuple[str, str]:
    """What a box said and says, as text; of tables only the rows in which they differ."""
    before, after = _rows(then), _rows(now)
    gone, came = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if gone or came:
        return _listed(before, gone), _listed(after, came)
    return "; ".join(before), "; ".join(after)


def _rows(box: Mapping[str, object] | None) -> list[str]:
    """What a box says: a text for each row of a table, else one."""
    if box is None:
        return []
    if box["kind"] == "table" and box["applies"]:
        return [" ".join(cells).replace("\n", " ") for cells in cells_of(box)]
    return [shown_text(box)]


def _listed(rows: list[str], some: Counter[str]) -> str:
    """Some of the rows, in order."""
    left = Counter(some)
    found = []
    for row in rows:
        if left[row] > 0:
            left[row] -= 1
            found.append(row)
    return "; ".join(found)
