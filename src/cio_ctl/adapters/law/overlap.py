"""The part ``overlap`` of the procedure: which records are compared for duplicates, by which fields and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.comparison import Aspect, ComparedKind, Comparison

if TYPE_CHECKING:
    from cio_ctl.adapters.law.reading import Part

_KEYS = ("aspects", "kinds", "least", "entered-in", "place-names", "common-words", "like-words")
_MOST = 100


def comparison_in(root: Part) -> Comparison | None:
    """What the law says of comparing records; None if it says nothing."""
    if "overlap" not in root.fields:
        return None
    part = root.part("overlap").expecting(_KEYS, ("aspects", "kinds"))
    entered = part.part("entered-in")
    if "entered-in" in part.fields:
        entered.expecting(("record", "field"), ("record", "field"))
    return Comparison(
        {name: _aspect(name, below) for name, below in part.named_parts("aspects")},
        {name: _kind(name, below) for name, below in part.named_parts("kinds")},
        _percent(part, "least", 0),
        _words(part, "place-names", part.fields.get("place-names", [])),
        _words(part, "common-words", part.fields.get("common-words", [])),
        _like_words(part),
        entered.text("record"),
        entered.text("field"),
    )


def _aspect(name: str, part: Part) -> Aspect:
    part.expecting(("title", "weight"), ("title", "weight"))
    return Aspect(name, part.label("title"), _percent(part, "weight", _MOST))


def _kind(name: str, part: Part) -> ComparedKind:
    part.expecting(("fields", "ignored-stages"), ("fields",))
    fields = part.part("fields")
    return ComparedKind(name, {aspect: fields.texts(aspect) for aspect in fields.fields}, part.texts("ignored-stages"))


def _percent(part: Part, key: str, default: int) -> int:
    """The whole number from 0 to 100 at a key."""
    number = part.number(key, default)
    if number > _MOST:
        part.wrong(key, f"a whole number up to {_MOST}")
        return default
    return number


def _like_words(part: Part) -> tuple[tuple[str, ...], ...]:
    """The lists of words that count as alike."""
    groups = part.fields.get("like-words", [])
    if not isinstance(groups, list):
        part.wrong("like-words", "a list of lists of words")
        return ()
    read = (_words(part, "like-words", group) for group in groups)
    return tuple(group for group in read if group)


def _words(part: Part, key: str, value: object) -> tuple[str, ...]:
    """A list of words, of which each stands alone."""
    if not isinstance(value, list) or not all(isinstance(word, str) and word.split() == [word] for word in value):
        part.wrong(key, "a list of words without blanks")
        return ()
    return tuple(value)
