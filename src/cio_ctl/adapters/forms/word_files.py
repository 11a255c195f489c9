"""Word files: what a template is filled with, as a job for the confined child."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.adapters.forms.confined import ConfinedWorker
    from cio_ctl.adapters.forms.typst_pdf import Imprint


@dataclass(frozen=True, slots=True)
class SmallPrint:
    """What stands at the end of every paper: a line for people, the code as text, and the code as a PNG picture."""

    line: str
    code: str
    picture: bytes


def make_docx(
    worker: ConfinedWorker,
    template: str,
    source: bytes,
    boxes: Mapping[str, Mapping[str, object]],
    small_print: SmallPrint,
    imprint: Imprint,
) -> bytes:
    """The Word file of a template (its path, its bytes) filled with boxes; the same bytes for the same input.

    Raises:
        BadTemplate: the template cannot be used, or takes too much time or memory.
    """
    return worker.paper(
        {
            "engine": "word",
            "template": template,
            "source": b64encode(source).decode(),
            "boxes": boxes,
            "line": small_print.line,
            "code": small_print.code,
            "picture": b64encode(small_print.picture).decode(),
            "title": imprint.title,
            "author": imprint.author,
            "timestamp": int(imprint.at.timestamp()),
        }
    )
