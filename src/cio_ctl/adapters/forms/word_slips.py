"""Slips in a Word template that no program would notice: they would go out on every paper as they stand."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.word_spots import spot_of, words_of
from cio_ctl.model.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PRINTED: Final = re.compile(r"word/(document|header|footer|footnotes|endnotes)\d*\.xml")
_REMARKS: Final = re.compile(r"word/comments\w*\.xml")
_PARAGRAPH: Final = re.compile(r"<w:p(?=[ >])")
_TRACKED: Final = re.compile(r"<w:(ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|[A-Za-z]+Change)[ />]")
_REMARKED: Final = re.compile(r"<w:comment(Reference)?[ />]")
_TAG: Final = re.compile(r"\{\{[^{}｛｝]*\}\}|\{%[^{}｛｝]*%\}")
_NEARLY: Final = re.compile(r"([{｛]\s*[{｛%％]).{0,200}?([}｝%％]\s*[}｝])")
_ROW_ENDS: Final = re.compile(r"<w:tr(?=[ >])|</w:tr>")
_OF_ROWS: Final = re.compile(r"\{%tr\s")
_OF_PARAGRAPHS: Final = re.compile(r"\{%p\s")
_BRACES: Final = frozenset({"{{", "{%", "}}", "%}"})
_CHANGES_STAY: Final = Reason(
    "a tracked change would go out with every paper: accept or reject all changes in Word first"
)
_REMARKS_STAY: Final = Reason("a comment would go out with every paper: delete all comments in Word first")


def refuse_slips(name: str, parts: Mapping[str, bytes]) -> None:
    """Look through the parts of a Word template for what nobody wants on a paper.

    Raises:
        BadTemplate: it has tracked changes or comments, or a tag that is not written as one.
    """
    for path, content in parts.items():
        if _PRINTED.fullmatch(path):
            source = _paragraph_lines(content)
            if first := next(chain(_slips(source), _crowded(source)), None):
                raise BadTemplate(name, 0, first[1], spot_of(path, source, first[0]))
        elif _REMARKS.fullmatch(path) and _REMARKED.search(content.decode("utf-8", "replace")):
            raise BadTemplate(name, 0, _REMARKS_STAY, path)


def paragraphs(parts: Mapping[str, bytes]) -> Iterator[str]:
    """The words of each paragraph of the parts that are printed."""
    for path, content in parts.items():
        if _PRINTED.fullmatch(path):
            yield from map(words_of, _paragraph_lines(content).split("\n"))


def _paragraph_lines(content: bytes) -> str:
    """The XML of a part with each paragraph on a line of its own."""
    text = content.decode("utf-8", "replace").replace("\r", " ").replace("\n", " ")
    return _PARAGRAPH.sub("\n<w:p", text)


def _slips(source: str) -> Iterator[tuple[int, str]]:
    """The line of each slip (from 1), and what is wrong there."""
    for number, line in enumerate(source.split("\n"), 1):
        if _TRACKED.search(line):
            yield number, _CHANGES_STAY
        if _REMARKED.search(line):
            yield number, _REMARKS_STAY
        for tag in _no_tags(words_of(line)):
            yield number, _no_tag(tag)


def _crowded(source: str) -> Iterator[tuple[int, str]]:
    """Rows and paragraphs with several of the tags that take the whole of one: only the first would be read."""
    at = 0
    for piece in _ROW_ENDS.split(source):
        at += piece.count("\n")
        if len(_OF_ROWS.findall(words_of(piece))) > 1:
            yield at + 1, Reason("each {{%tr … %}} needs a row of its own, in which nothing else stands")
    for number, line in enumerate(source.split("\n"), 1):
        if len(_OF_PARAGRAPHS.findall(words_of(line))) > 1:
            yield number, Reason("each {{%p … %}} needs a paragraph of its own, in which nothing else stands")


def _no_tag(tag: str) -> Reason:
    """That something is no tag, and how one is written."""
    return Reason(
        "“{tag}” would be printed as it stands: "
        "write braces and % in half width, two together: {{{{ name }}}}, {{% if … %}}",
        tag=tag,
    )


def _no_tags(text: str) -> Iterator[str]:
    """What was meant for tags, and is none: in full width, or with blanks between the braces."""
    for found in _NEARLY.finditer(_TAG.sub("", text)):
        if not {found[1], found[2]} <= _BRACES:
            yield found[0]
