"""Papers as files: of what kind one is, and the text that can be read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.paper_faults import BadPaper, PaperFault
from cio_ctl.model.errors import Faulty
from cio_ctl.model.finding import finding
from cio_ctl.model.paper import Format, PaperText

if TYPE_CHECKING:
    from cio_ctl.adapters.forms.confined import ConfinedWorker

SIZE_LIMIT: Final = 20 * 1024 * 1024
"""Bytes that a paper may have."""
_PDF_WITHIN: Final = 1024
"""A PDF begins somewhere in its first bytes."""


def kind_of(content: bytes) -> Format:
    """What the bytes are; a text if they are nothing else."""
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return Format.PDF
    if content.startswith(b"PK"):
        return Format.WORD
    beginning = content[:_PDF_WITHIN].lstrip().lower()
    return Format.HTML if beginning.startswith((b"<!doctype html", b"<html")) else Format.TEXT


def read_paper(worker: ConfinedWorker, content: bytes) -> PaperText:
    """The text of a paper.

    Raises:
        Faulty: it cannot be read.
    """
    try:
        return _read(worker, content)
    except BadPaper as problem:
        raise Faulty((finding("F-PAPER-FILE", problem=problem),)) from problem


def _read(worker: ConfinedWorker, content: bytes) -> PaperText:
    match kind_of(content):
        case Format.PDF:
            from cio_ctl.adapters.forms.pdf_text import read_pdf  # noqa: PLC0415 - only the kind that is given

            return read_pdf(worker, content)
        case Format.WORD:
            from cio_ctl.adapters.forms.docx_text import read_docx  # noqa: PLC0415 - likewise

            return read_docx(content)
        case _:
            return _read_text(content)


def _read_text(content: bytes) -> PaperText:
    """A text or the source of a page, as lines."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadPaper(PaperFault.BROKEN) from problem
    return PaperText((tuple(line for line in text.splitlines() if line.strip()),))
