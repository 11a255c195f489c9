"""A paper: what it can be rendered as, and its code, which says what it was made of."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE: Final = re.compile(
    r"cio-ctl:1:([a-z0-9-]{1,64}):([a-z0-9][a-z0-9/-]{0,255}):([0-9a-f]{40}|[0-9a-f]{64}):([0-9a-f]{32})"
)


class Format(StrEnum):
    """What a form is rendered as."""

    PDF = "pdf"
    WORD = "docx"
    HTML = "html"
    TEXT = "txt"


MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.PDF: "application/pdf",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.HTML: "text/html",
    Format.TEXT: "text/plain",
}


@dataclass(frozen=True, slots=True)
class PaperCode:
    """What the code of a paper says. ``record`` is the id of the form's head; commit and digest are hex, lower case."""

    form: str
    record: str
    commit: str
    digest: str

    def __str__(self) -> str:
        """The text of the QR code: ``cio-ctl:1:form:record:commit:digest``."""
        return f"cio-ctl:1:{self.form}:{self.record}:{self.commit}:{self.digest}"


@dataclass(frozen=True, slots=True)
class PaperText:
    """What can be read in a paper: the lines of each page, what it says of itself, and by what else it shows things."""

    pages: tuple[tuple[str, ...], ...]
    about: str = ""
    drawn: frozenset[str] = frozenset()

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines in order."""
        return tuple(line for page in self.pages for line in page)

    @property
    def codes(self) -> tuple[PaperCode, ...]:
        """Each code that the paper carries, once."""
        return tuple(dict.fromkeys((*codes_in("\n".join(self.lines)), *codes_in(self.about))))


def codes_in(text: str) -> tuple[PaperCode, ...]:
    """Each code that a text holds, once; blanks, line ends and capitals in it do not matter."""
    found = _CODE.findall(re.sub(r"[\s\u200b]+", "", text).lower())
    return tuple(dict.fromkeys(PaperCode(*parts) for parts in found))


def digest_of(content: Mapping[str, object]) -> str:
    """The first 128 bits of SHA-256 over plain data, 32 hex digits."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
