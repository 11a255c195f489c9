"""What a record's text may hold, and what an unquoted word means."""

from __future__ import annotations

import re
import unicodedata

_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMERIC = frozenset("-0123456789")
_REFUSED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_ALLOWED = frozenset("\n\t")
_HAN_FIRST, _HAN_LAST = "\U00020000", "\U0003fffd"
"""The planes of rare Han characters: names use them before a given Python knows them as assigned."""


def plain_value(text: str) -> str | int | bool | None:
    """The value of an unquoted scalar: null, true, false, a whole number; all else is text."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if text[0] in _NUMERIC and _INTEGER.fullmatch(text) else text


def forbidden(text: str) -> frozenset[str]:
    """The characters that no record may hold: control, format, unassigned, private use, surrogate."""
    if text.replace("\n", "").replace("\t", "").isprintable():  # what is forbidden is not printable, and little else
        return frozenset()
    return frozenset(
        one
        for one in set(text) - _ALLOWED
        if unicodedata.category(one) in _REFUSED and not _HAN_FIRST <= one <= _HAN_LAST
    )


def named(character: str) -> str:
    """The code point, as in ``U+202E``."""
    return f"U+{ord(character):04X}"


def shown(text: str, width: int = 60) -> str:
    """Text safe to show in a line: what cannot be seen is named, what is long is cut."""
    seen = "".join(one if one.isprintable() else named(one) for one in text[:width])
    return seen if len(text) <= width else f"{seen}…"
