"""Tables as offices keep them: CSV files in UTF-8 or GB 18030, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.model.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

_SIZE_LIMIT: Final = 16 * 1024 * 1024
_DELIMITERS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the heads: the line of the file that it begins on, and its cells by head."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The heads of a table in order, and its rows that are not empty."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(file: Path) -> Table:
    """The table in a CSV file whose first row holds the heads.

    Raises:
        UnreadableFile: it cannot be read, is too large, is no text, has no heads, or a head stands twice.
    """
    lines = _lines(_text(file))
    delimiter = max(_DELIMITERS, key=(lines[0] if lines else "").count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[Row] = []
    heads: tuple[str, ...] = ()
    line = 1
    try:
        for cells in reader:
            if not heads:
                heads = _heads(file, cells)
            elif any(cell.strip() for cell in cells):
                rows.append(Row(line, dict(zip(heads, (cell.strip() for cell in cells), strict=False))))
            line = reader.line_num + 1
    except csv.Error as problem:
        raise UnreadableFile(file=file, problem=f"line {line}: {problem}") from problem
    if not heads:
        raise UnreadableFile(file=file, problem="it has no row of heads")
    return Table(heads, tuple(rows))


def _lines(text: str) -> list[str]:
    """The lines of a table as spreadsheets break them: no other character begins a row."""
    return list(io.StringIO(text, newline=""))


def _heads(file: Path, cells: list[str]) -> tuple[str, ...]:
    heads = tuple(cell.strip() for cell in cells)
    twice = next((head for head in heads if head and heads.count(head) > 1), "")
    if twice:
        raise UnreadableFile(file=file, problem=f"the head {twice} stands twice")
    return heads


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _SIZE_LIMIT:
            raise UnreadableFile(file=file, problem=f"it is larger than {_SIZE_LIMIT} bytes")
        content = file.read_bytes()
    except OSError as problem:
        raise UnreadableFile(file=file, problem=problem.strerror) from problem
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(file=file, problem="it is text neither in UTF-8 nor in GB 18030")
