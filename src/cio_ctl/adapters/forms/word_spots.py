"""Where in a Word template something is, as somebody who has it open in Word would find it."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from cio_ctl.model.reason import Reason

_TAG: Final = re.compile(r"<[^>]*>")
_TABLE: Final = re.compile(r"<(/?)w:tbl[ >]")
_ROW: Final = re.compile(r"<w:tr(?=[ >])")
_SHOWN: Final = 90
_PLACES: Final = (
    ("header", Reason("page header")),
    ("footer", Reason("page footer")),
    ("footnotes", Reason("footnotes")),
)


def spot_of(part: str, source: str, line: int) -> Reason:
    """The place of a line of a part's XML (a paragraph a line, from 1): the paragraph's words, or the table's row."""
    *above, here = source.split("\n")[: line or None]
    upto = "\n".join([*above, here[: _after_last_tag(here)]])
    signs = [sign[1] for sign in _TABLE.finditer(upto)]
    if signs.count("") > signs.count("/"):
        words = [text for text in map(words_of, _ROW.split(upto)[-1].split("\n")) if text]
        spot = Reason("table {number}, “{words}”", number=signs.count(""), words=_end(" | ".join(words)))
    else:
        spot = Reason("paragraph “{words}”", words=_end(words_of(here)))
    place = next((said for name, said in _PLACES if name in part), None)
    return spot if place is None else Reason("{place}, {spot}", place=place, spot=spot)


def _after_last_tag(xml: str) -> int:
    """Where the last tag of Jinja in a line ends; the paragraph's end if there is none."""
    if "}}" in xml or "%}" in xml:
        return max(xml.rfind("}}"), xml.rfind("%}")) + 2
    end = xml.find("</w:p>")
    return len(xml) if end < 0 else end


def words_of(xml: str) -> str:
    """The text in a piece of XML; one that begins within a tag loses the rest of that."""
    return " ".join(unescape(_TAG.sub("", re.sub(r"^[^<>]*>", "", xml))).split())


def _end(text: str) -> str:
    return text if len(text) <= _SHOWN else f"…{text[-_SHOWN:]}"
