"""XML that others wrote, read piece by piece within bounds: no entities, and nothing that grows in the reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from cio_ctl.model.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

ELEMENTS_LIMIT: Final = 500_000
DEPTH_LIMIT: Final = 50_000
NAME_LIMIT: Final = 256
"""Letters of the name of a namespace: the reader puts it before the name of each element."""
TAG_LIMIT: Final = 1024 * 1024
_PIECE: Final = 64 * 1024


class BadXml(ValueError):
    """XML that is not read, and why."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


class ForbiddenXml(BadXml):
    """XML that declares a document type, which could bring in entities."""


class LargeXml(BadXml):
    """XML that would take too much memory or time."""


@dataclass
class Handlers:
    """What is told of each element as it begins and ends, and of each text. Names are ``namespace name``."""

    begin: Callable[[str, dict[str, str]], None]
    end: Callable[[str], None] = lambda _name: None
    said: Callable[[str], None] = lambda _text: None
    _elements: int = field(default=0, init=False)
    _depth: int = field(default=0, init=False)

    def began(self, name: str, attributes: dict[str, str]) -> None:
        """Count an element, and tell of it."""
        self._elements += 1
        self._depth += 1
        if self._elements > ELEMENTS_LIMIT or self._depth > DEPTH_LIMIT:
            limits = {"limit": ELEMENTS_LIMIT, "depth": DEPTH_LIMIT}
            raise LargeXml(
                Reason("it has more than {limit} elements, or more than {depth} within each other", **limits)
            )
        self.begin(name, attributes)

    def ended(self, name: str) -> None:
        """Tell of the end of an element."""
        self._depth -= 1
        self.end(name)


def read_xml(content: bytes, handlers: Handlers) -> None:
    """Tell all that stands in XML.

    Raises:
        BadXml: it is not well-formed, or not within the bounds.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handlers.began, handlers.ended
    parser.CharacterDataHandler = handlers.said
    parser.StartDoctypeDeclHandler, parser.StartNamespaceDeclHandler = _refuse_doctype, _check_namespace
    try:
        for at in range(0, len(content), _PIECE):
            parser.Parse(content[at : at + _PIECE], False)  # noqa: FBT003 - the parser takes it so
            _check_tag(at + _PIECE - parser.CurrentByteIndex)
        parser.Parse(b"", True)  # noqa: FBT003 - likewise
    except BadXml:
        raise
    except (expat.ExpatError, LookupError, ValueError) as problem:
        raise BadXml(Reason("its XML is not well-formed ({said})", said=problem)) from None


def _check_tag(waiting: int) -> None:
    """Refuse what the parser keeps because its end is not in sight."""
    if waiting > TAG_LIMIT:
        raise LargeXml(Reason("it has a tag of more than {limit} bytes", limit=TAG_LIMIT))


def _check_namespace(_prefix: str | None, name: str | None) -> None:
    if len(name or "") > NAME_LIMIT:
        raise LargeXml(Reason("it has a namespace with a name of more than {limit} letters", limit=NAME_LIMIT))


def _refuse_doctype(*_declared: object) -> None:
    raise ForbiddenXml(Reason("it declares a document type, which could bring in entities"))
