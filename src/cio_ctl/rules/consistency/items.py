"""Two lists of items beside each other: what is the same, changed, missing, added. Linear in their length."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from cio_ctl.model.consistency import Result, Row
from cio_ctl.model.record import values_in
from cio_ctl.rules.soundness import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from cio_ctl.model.consistency import Itemising

_T = TypeVar("_T")
_TEXT_LIMIT: Final = 200
_NAME_LIMIT: Final = 200
_NUMBER: Final = re.compile(r"(0|[1-9][0-9]{0,15})(\.[0-9]{2})?")
_NOTHING: Final = "—"


@dataclass(frozen=True, slots=True)
class _Item:
    """An item as it is compared: its name as shown and as a whole, and each field as text and as what it counts for."""

    name: str
    whole: Hashable
    texts: tuple[str, ...]
    counts: tuple[Hashable, ...]


def item_rows(subject: str, expected: Sequence[object], found: Sequence[object], what: Itemising) -> Iterator[Row]:
    """A row for each item of the first list in its order, then for each that only the second has."""
    left, right = ([_item(entry, what) for entry in entries] for entries in (expected, found))
    pairs = partners(left, right, lambda item: (item.whole, item.counts), lambda item: item.whole)
    titles = [title.zh for _, title in what.fields]
    for number, item in enumerate(left):
        yield _row(subject, item, right[pairs[number]] if number in pairs else None, titles)
    taken = set(pairs.values())
    for number, item in enumerate(right):
        if number not in taken:
            yield Row(subject, item.name, Result.ADDED, found=_told(item, titles))


def partners(left: Sequence[_T], right: Sequence[_T], *keys: Callable[[_T], Hashable]) -> dict[int, int]:
    """For the numbers of the left, the numbers of the right with the same key, each once; the first key goes first."""
    pairs: dict[int, int] = {}
    for key in keys:
        taken = set(pairs.values())
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for number, one in enumerate(right):
            if number not in taken:
                waiting[key(one)].append(number)
        for number, one in enumerate(left):
            if number not in pairs and waiting[key(one)]:
                pairs[number] = waiting[key(one)].popleft()
    return pairs


def called(entry: object, by: tuple[str, ...]) -> str:
    """What an entry is called after these fields, in one line; a dash if they are empty."""
    words = " ".join(text_at(entry, path) for path in by)
    return _cut(" ".join(words.split()), _NAME_LIMIT) or _NOTHING


def text_at(entry: object, path: str) -> str:
    """The text at a field of an entry; several, where a list lies on the way, one after the other."""
    return shown(list(values_in(entry, path)))


def shown(value: object) -> str:
    """A value as a row shows it; the parts of a list or mapping one after the other."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return _cut("；".join(filter(None, map(shown, parts))), _TEXT_LIMIT)
    return "" if value is None else _cut(str(value), _TEXT_LIMIT)


def _cut(text: str, limit: int) -> str:
    """A text, shortened to a limit."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _item(entry: object, what: Itemising) -> _Item:
    whole = tuple(tuple(map(folded, _filled(entry, path))) for path in what.by)
    texts = tuple(text_at(entry, path) for path, _ in what.fields)
    return _Item(called(entry, what.by), whole, texts, tuple(_counts(entry, path) for path, _ in what.fields))


def _counts(entry: object, path: str) -> Hashable:
    """What a field counts for: a number as such, a text whatever its width, case and blanks."""
    return tuple(map(_number_or_text, _filled(entry, path)))


def _filled(entry: object, path: str) -> Iterator[object]:
    """The values at a field that are not empty, uncut."""
    return (value for value in values_in(entry, path) if value not in (None, ""))


def _number_or_text(value: object) -> Hashable:
    text = folded(value)
    return text if isinstance(value, bool) or not _NUMBER.fullmatch(text) else Decimal(text)


def _row(subject: str, item: _Item, other: _Item | None, titles: Sequence[str]) -> Row:
    """The row of an item of the first list."""
    if other is None:
        return Row(subject, item.name, Result.MISSING, _told(item, titles))
    changed = [number for number in range(len(titles)) if item.counts[number] != other.counts[number]]
    if changed:
        return Row(subject, item.name, Result.CHANGED, _told(item, titles, changed), _told(other, titles, changed))
    return Row(subject, item.name, Result.SAME, _told(item, titles), _told(other, titles))


def _told(item: _Item, titles: Sequence[str], numbers: Sequence[int] | None = None) -> str:
    """The fields with their titles: those of these numbers, or all that hold something."""
    chosen = numbers if numbers is not None else [number for number, text in enumerate(item.texts) if text]
    return "；".join(f"{titles[number]}：{item.texts[number] or _NOTHING}" for number in chosen)
