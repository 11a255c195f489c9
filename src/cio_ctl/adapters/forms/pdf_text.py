"""The text of a PDF that somebody hands in: a hostile file, so it is taken apart in the confined child only."""

from __future__ import annotations

import io
import logging
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final

from cio_ctl.adapters.forms.paper_faults import BadPaper, PaperFault
from cio_ctl.model.paper import PaperText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypdf import PageObject, PdfReader

    from cio_ctl.adapters.forms.confined import ConfinedWorker

ENGINE: Final = "pdf-text"
"""What a job names that is to be done here."""
PAGES_LIMIT: Final = 500
TEXT_LIMIT: Final = 1_000_000
_ABOUT: Final = ("/Title", "/Subject", "/Keywords")
_DRAWN: Final = {
    "c": "curves",
    "v": "curves",
    "y": "curves",
    "sh": "shadings",
    "Do": "pictures",
    "INLINE IMAGE": "pictures",
    "gs": "transparency",
}
"""What a page may show besides letters and straight lines, by the operator that shows it."""
_UNSEEN: Final = (3, 7)
"""Ways of setting letters in which none is seen."""


def read_pdf(worker: ConfinedWorker, content: bytes) -> PaperText:
    """The text of a PDF.

    Raises:
        BadPaper: it cannot be read, or reading it takes too much time or memory.
    """
    return worker.text({"engine": ENGINE, "pdf": b64encode(content).decode()})


def text_of_pdf(content: bytes) -> PaperText:
    """What the child reads: pages, what the PDF says of itself, and by what else it shows things.

    Raises:
        BadPaper: it cannot be read.
    """
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load, and needed in the child only
    from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415 - likewise

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # nobody empties the pipe while the child is at work
    try:
        return _text(PdfReader(io.BytesIO(content), strict=False))
    except BadPaper:
        raise
    except FileNotDecryptedError as problem:
        raise BadPaper(PaperFault.LOCKED) from problem
    except Exception as problem:
        # whatever a hostile file makes of the reader is one thing to us: it is no paper
        raise BadPaper(PaperFault.BROKEN) from problem


def _text(reader: PdfReader) -> PaperText:
    """Pages, data and means of drawing."""
    if len(reader.pages) > PAGES_LIMIT:
        raise BadPaper(PaperFault.PAGES)
    drawn: set[str] = set()
    pages, left = [], TEXT_LIMIT
    for page in reader.pages:
        drawn.update(_drawn(page))
        text = page.extract_text()
        left -= len(text)
        if left < 0:
            raise BadPaper(PaperFault.TEXT)
        pages.append(tuple(line for line in text.splitlines() if line.strip()))
    about: Mapping[str, object] = reader.metadata or {}
    told = "\n".join(str(about[name])[:TEXT_LIMIT] for name in _ABOUT if name in about)
    return PaperText(tuple(pages), told, frozenset(drawn))


def _drawn(page: PageObject) -> Iterator[str]:
    """By what a page shows or hides something besides letters and straight lines."""
    if page.get("/Annots"):
        yield "annotations"
    resources: Mapping[str, Any] = page.get("/Resources") or {}
    for font in (resources.get("/Font") or {}).values():
        if font.get_object().get("/Subtype") == "/Type3":
            yield "letters that are drawn"
    contents = page.get_contents()
    for operands, operator in contents.operations if contents is not None else ():
        yield from _shown(operator.decode("latin-1"), operands)


def _shown(operator: str, operands: object) -> Iterator[str]:
    """By what an operator shows or hides something."""
    if operator in _DRAWN:
        yield _DRAWN[operator]
    last = operands[-1] if isinstance(operands, list) and operands else None
    first = operands[0] if isinstance(operands, list) and operands else None
    if operator == "Tr" and first in _UNSEEN:
        yield "unseen letters"
    if operator == "BDC" and first == "/OC":
        yield "layers that can be hidden"
    if operator in {"scn", "SCN"} and isinstance(last, str):
        yield "patterns"
