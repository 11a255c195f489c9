"""PDFs by Typst: what a layout is made of, as a job for the confined child."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from cio_ctl.adapters.forms.confined import ConfinedWorker


@dataclass(frozen=True, slots=True)
class Layout:
    """A template (its path and text), the layouts that it may import by file name, and folders of fonts."""

    template: str
    source: str
    font_folders: tuple[Path, ...] = ()
    shared: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the paper says of itself."""

    title: str
    author: str
    at: datetime


def make_pdf(
    worker: ConfinedWorker,
    layout: Layout,
    values: Mapping[str, object],
    imprint: Imprint,
    sheet: Mapping[str, object] | None = None,
) -> bytes:
    """The PDF of a template filled with plain values; the same bytes for the same input.

    ``sheet`` is what the shared layouts read, each as ``KEY.json``: form, fonts, small print.

    Raises:
        BadTemplate: the template cannot be used, or takes too much time or memory.
    """
    return worker.paper(
        {
            "engine": "pdf",
            "template": layout.template,
            "source": layout.source,
            "shared": dict(layout.shared),
            "values": values,
            "sheet": sheet or {},
            "fonts": [str(folder) for folder in layout.font_folders],
            "title": imprint.title,
            "author": imprint.author,
            "timestamp": int(imprint.at.timestamp()),
        }
    )
