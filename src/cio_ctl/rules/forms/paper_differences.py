"""In what a paper departs from what its commit says, and in what the same form reads otherwise by now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.rules.forms.paper_words import squeezed
from cio_ctl.rules.forms.text_view import cells_of, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


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


def line_differences(paper: Iterable[str], commit: Iterable[str]) -> LineDifferences:
    """The lines of each that the other lacks, in order; blanks in a line do not matter."""
    ours, theirs = list(paper), list(commit)
    return LineDifferences(tuple(_surplus(ours, theirs)), tuple(_surplus(theirs, ours)))


def _surplus(lines: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    """The lines that stand oftener here than there."""
    left = Counter(map(squeezed, others))
    for line in lines:
        word = squeezed(line)
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
