"""The child process in which templates run and strangers' papers are read: jobs as JSON on standard input.

A job is a line with its length and then its bytes; an answer is a line with ``paper`` or ``fault`` and its length, and
then the paper, or the fault: of a template as JSON, of a stranger's paper as text.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.paper_faults import BadPaper
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.model.reason import as_data

if TYPE_CHECKING:
    from typing import BinaryIO

    from cio_ctl.model.paper import PaperText

MEMORY: Final = 2 * 1024**3


def confine() -> None:  # pragma: no cover - runs in the child only
    """Bounds on memory, files and processes, and no network where the system lets go of it."""
    try:
        import ctypes  # noqa: PLC0415 - only in the child, and not everywhere
        import resource  # noqa: PLC0415 - likewise
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(0x10000000 | 0x40000000)  # a user and network namespace of its own; where refused, the proxy remains


def answer_of(job: dict[str, object]) -> bytes:
    """What a job asks for, by its ``engine``: the text of a paper that is read, or a paper made by Word or Typst."""
    if job["engine"] == "pdf-text":
        from cio_ctl.adapters.forms.pdf_text import text_of_pdf  # noqa: PLC0415 - each is slow to load

        return _as_json(text_of_pdf(b64decode(str(job["pdf"]))))
    if job["engine"] == "word-text":
        from cio_ctl.adapters.forms.docx_text import text_of_docx  # noqa: PLC0415 - likewise

        return _as_json(text_of_docx(b64decode(str(job["docx"]))))
    if job["engine"] == "word":
        from cio_ctl.adapters.forms.word_engine import docx_of  # noqa: PLC0415 - likewise

        return docx_of(job)
    from cio_ctl.adapters.forms.typst_engine import pdf_of  # noqa: PLC0415 - likewise

    return pdf_of(job)


def _as_json(text: PaperText) -> bytes:
    return json.dumps({"pages": text.pages, "about": text.about, "drawn": sorted(text.drawn)}).encode()


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer jobs until there are no more."""
    while length := source.readline():
        job = json.loads(source.read(int(length)))
        try:
            kind, answer = "paper", answer_of(job)
        except BadTemplate as fault:
            kind, answer = "fault", json.dumps([as_data(part) for part in fault.where]).encode()
        except BadPaper as fault:
            kind, answer = "fault", str(fault).encode()
        target.write(f"{kind} {len(answer)}\n".encode() + answer)
        target.flush()


if __name__ == "__main__":  # pragma: no cover - runs in the child only
    confine()
    serve(sys.stdin.buffer, sys.stdout.buffer)
