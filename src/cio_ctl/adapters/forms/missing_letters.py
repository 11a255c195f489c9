"""Letters that no font at hand has, spelled out as 〔U+20BB7〕, so that a record which holds one can be printed."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Final

_LACKING: Final = re.compile(r'the text `("(?:[^"\\]|\\.)*")` could not be displayed with font')
_CODE: Final = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_LAID_ON: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Marks and joiners: without them the letters on which they are laid may well be there."""


def letters_lacking(diagnostic: str, value: object) -> frozenset[str]:
    """The letters of plain data that Typst says it cannot show, marks before what bears them; none of ASCII."""
    there = frozenset(json.dumps(value, ensure_ascii=False))
    named = {letter for text in _LACKING.findall(diagnostic) for letter in _read(text) if not letter.isascii()} & there
    marks = {letter for letter in named if unicodedata.category(letter) in _LAID_ON}
    return frozenset(marks or named)


def spelled(value: object, letters: frozenset[str]) -> object:
    """The same plain data with these letters spelled out in its texts."""
    if isinstance(value, str):
        return value.translate({ord(letter): f"〔U+{ord(letter):04X}〕" for letter in letters})
    if isinstance(value, list):
        return [spelled(one, letters) for one in value]
    if isinstance(value, dict):
        return {name: spelled(one, letters) for name, one in value.items()}
    return value


def _read(text: str) -> str:
    """A text as Rust quotes it; empty if it cannot be read."""
    plain = _CODE.sub(lambda code: json.dumps(chr(int(code[1], 16)))[1:-1], text)
    try:
        return str(json.loads(plain.replace("\\'", "'").replace("\\0", "\\u0000")))
    except (ValueError, OverflowError):
        return ""
