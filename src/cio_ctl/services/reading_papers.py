"""Papers as files: of what kind one is, and the text that can be read in it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.paper_faults import BadPaper, PaperFault
from cio_ctl.model.errors import Faulty
from cio_ctl.model.finding import finding
from cio_ctl.model.paper import Format, PaperText

if TYPE_CHECKING:
    from cio_ctl.adapters.forms.confined import ConfinedWorker

SIZE_LIMIT: Final = 20 * 1024 * 1024
"""Bytes that a paper may have."""
_BEGINNING: Final = 1024
_PICTURES: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_PICTURES_WITHIN: Final = (b"WEBP", b"ftyphei", b"ftypmif1", b"ftypavif")
"""What stands in the first bytes of a picture, after a length."""
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A paper as it is handed in or rendered: its bytes, the kind of file that they are, and the text in it."""

    content: bytes
    kind: Format
    text: PaperText

    def is_written_as(self, made: bytes) -> bool:
        """Whether it is, byte for byte, what was made; of texts and pages, line ends and encoding mark aside."""
        plain = self.kind in {Format.TEXT, Format.HTML}
        content = self.content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n") if plain else self.content
        return made in (self.content, content)


def kind_of(content: bytes) -> Format:
    """What the bytes are, told by the first of them only; a text if they are nothing else."""
    if content.startswith(b"%PDF-"):
        return Format.PDF
    if content.startswith(b"PK"):
        return Format.WORD
    beginning = content[:_BEGINNING].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    return Format.HTML if beginning.startswith((b"<!doctype html", b"<html")) else Format.TEXT


def read_paper(worker: ConfinedWorker, content: bytes) -> PaperFile:
    """A paper with its text.

    Raises:
        Faulty: it cannot be read.
    """
    if _is_picture(content):
        raise Faulty((finding("F-PAPER-PICTURE"),))
    kind = kind_of(content)
    try:
        return PaperFile(content, kind, _text(worker, content, kind))
    except BadPaper as problem:
        raise Faulty((finding("F-PAPER-FILE", problem=problem),)) from problem


def _is_picture(content: bytes) -> bool:
    """Whether the bytes are a scan or a photograph."""
    return content.startswith(_PICTURES) or any(
        content.startswith(mark, at) for mark in _PICTURES_WITHIN for at in (4, 8)
    )


def _text(worker: ConfinedWorker, content: bytes, kind: Format) -> PaperText:
    match kind:
        case Format.PDF:
            from cio_ctl.adapters.forms.pdf_text import read_pdf  # noqa: PLC0415 - only the kind that is given

            return read_pdf(worker, content)
        case Format.WORD:
            from cio_ctl.adapters.forms.docx_text import read_docx  # noqa: PLC0415 - likewise

            return read_docx(worker, content)
        case _:
            return PaperText((tuple(line for line in _decoded(content).splitlines() if line.strip()),))


def _decoded(content: bytes) -> str:
    """A text, or the source of a page, in one of the encodings that editors here save it in."""
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadPaper(PaperFault.BROKEN)
