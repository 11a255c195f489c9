"""Word templates made on the spot, and Word files read back."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from docx import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docx.document import Document as WordDocument


def template(build: Callable[[WordDocument], object]) -> bytes:
    """The Word file that a function fills."""
    document = Document()
    build(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def lines(*texts: str) -> bytes:
    """A Word file with these paragraphs."""
    return template(lambda document: [document.add_paragraph(text) for text in texts])


def table(*rows: tuple[str, ...]) -> bytes:
    """A Word file with one table of these rows."""

    def build(document: WordDocument) -> None:
        made = document.add_table(len(rows), len(rows[0]))
        for number, row in enumerate(rows):
            for cell, text in zip(made.rows[number].cells, row, strict=True):
                cell.text = text

    return template(build)


def changed(content: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The same file with other parts; None takes one out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, part in {**kept, **parts}.items():
            if part is not None:
                new.writestr(name, part)
    return target.getvalue()


def part_of(content: bytes, name: str) -> str:
    """The text of a part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def text_of(content: bytes) -> str:
    """All text of a Word file: paragraphs a line each, cells of a row side by side."""
    document = Document(io.BytesIO(content))
    found = [paragraph.text for paragraph in document.paragraphs]
    for each in document.tables:
        found += [" | ".join(dict.fromkeys(cell.text for cell in row.cells)) for row in each.rows]
    return "\n".join(found)
