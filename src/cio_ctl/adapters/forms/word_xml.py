"""Paragraphs and ruled tables of a Word file, as text: what a template that we start is written with.

Measures are millimetres and points; Word counts in twentieths of a point, and halves of one for letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMESPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TITLE_FONT, HEADING_FONT, NUMBER_FONT = "方正小标宋简体", "黑体", "宋体"
_TWIPS: Final = 1440 / 25.4
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_CELL_MARGINS: Final = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", 60), ("left", 85), ("bottom", 60), ("right", 85))
)


def twips(millimetres: float) -> int:
    """A length as Word counts it."""
    return round(millimetres * _TWIPS)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. Of the usual font and size unless they are given; ``kept`` on the page of what follows."""

    text: str
    align: str = ""
    font: str = ""
    points: float = 0
    before: float = 0
    after: float = 0
    indent: float = 0
    kept: bool = False

    def xml(self) -> str:
        """The paragraph."""
        about = "<w:keepNext/>" if self.kept else ""
        if self.before or self.after:
            about += f'<w:spacing w:before="{twips(self.before)}" w:after="{twips(self.after)}"/>'
        if self.indent:
            about += f'<w:ind w:left="{twips(self.indent)}"/>'
        if self.align:
            about += f'<w:jc w:val="{self.align}"/>'
        letters = f'<w:rFonts w:eastAsia="{self.font}"/>' if self.font else ""
        if self.points:
            half = round(self.points * 2)
            letters += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        text = f'<w:t xml:space="preserve">{escape(self.text, quote=False)}</w:t>'
        return f"<w:p><w:pPr>{about}<w:rPr>{letters}</w:rPr></w:pPr><w:r><w:rPr>{letters}</w:rPr>{text}</w:r></w:p>"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over some columns."""

    lines: tuple[Line, ...]
    span: int = 1
    top: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row; a ``head`` is repeated on every page, and ``height`` is the least that it has."""

    cells: tuple[Cell, ...]
    head: bool = False
    height: float = 0
    split: bool = False

    def xml(self, widths: Sequence[int]) -> str:
        """The row in a table of these column widths."""
        about = "" if self.split else "<w:cantSplit/>"
        about += f'<w:trHeight w:val="{twips(self.height)}" w:hRule="atLeast"/>' if self.height else ""
        about += "<w:tblHeader/>" if self.head else ""
        cells, column = "", 0
        for cell in self.cells:
            width = sum(widths[column : column + cell.span])
            column += cell.span
            span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
            middle = "" if cell.top else '<w:vAlign w:val="center"/>'
            layout = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{middle}'
            cells += f"<w:tc><w:tcPr>{layout}</w:tcPr>{''.join(line.xml() for line in cell.lines)}</w:tc>"
        return f"<w:tr><w:trPr>{about}</w:trPr>{cells}</w:tr>"


def cell(text: str, span: int = 1, align: str = "") -> Cell:
    """A cell of one paragraph."""
    return Cell((Line(text, align),), span)


def label(text: str, span: int = 1) -> Cell:
    """A cell that says what stands in the next one."""
    return cell(text, span, "center")


def table(widths: Sequence[float], rows: Iterable[Row]) -> str:
    """A ruled table of these column widths."""
    columns = [twips(width) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    about = (
        f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_CELL_MARGINS}</w:tblCellMar>'
    )
    body = "".join(row.xml(columns) for row in rows)
    return f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
