"""QR codes, as pictures for PDF and Word.

A code is written in capitals, which QR packs more densely; who reads it lowers them again. Always the same mask is
laid over it: to weigh all eight takes five times as long.
"""

from __future__ import annotations

import io
from typing import Final

import segno

_BORDER: Final = 2


def as_svg(text: str) -> str:
    """The code of a text as SVG; without size, so that a layout gives it one."""
    target = io.BytesIO()
    _code(text).save(target, kind="svg", xmldecl=False, border=_BORDER, nl=False)
    return target.getvalue().decode()


def as_png(text: str) -> bytes:
    """The code of a text as PNG."""
    target = io.BytesIO()
    _code(text).save(target, kind="png", scale=6, border=_BORDER)
    return target.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make(text.upper(), error="m", micro=False, mask=0)
