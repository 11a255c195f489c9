"""Word in the confined child: one job, given as plain data, becomes a Word file.

Of docxtpl only text, loops and conditions are left: no value is an object that could bring in a picture or a document.
"""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, cast

from docxtpl import DocxTemplate

from cio_ctl.adapters.forms.jinja_templates import filled_text
from cio_ctl.adapters.forms.template_faults import BadTemplate, stumbled
from cio_ctl.adapters.forms.word_archive import template_parts, word_file_of, word_parts
from cio_ctl.adapters.forms.word_parts import BadPart, check_part
from cio_ctl.adapters.forms.word_spots import spot_of
from cio_ctl.adapters.forms.word_values import as_xml, boxes_by_name
from cio_ctl.model.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    Untyped = Any  # docxtpl has no types

OUTPUT_LIMIT: Final = 8_000_000
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MILLIMETRE: Final = 36_000
_POINT: Final = 12_700
_PROPERTY_LIMIT: Final = 255
_ANY_RATIO: Final = 1_000_000


def docx_of(job: Mapping[str, object]) -> bytes:
    """The Word file of a job: template, boxes, small print, time, title and author.

    Raises:
        BadTemplate: the template cannot be used, or makes something that a form must not have.
    """
    name = str(job["template"])
    template = _looked_through(name, str(job["source"]))
    made = BytesIO()
    try:
        sheet = _Sheet(BytesIO(template))
        boxes = cast("Mapping[str, Mapping[str, object]]", job["boxes"])
        sheet.render(boxes_by_name(boxes), _Jinja(name, sheet))
        _drop_empty_tables(sheet)
        _say_what_it_is(sheet, job)
        _add_small_print(sheet, job)
        sheet.save(made)
    except BadTemplate:
        raise
    except BadPart as fault:
        raise BadTemplate(name, 0, fault.problem, fault.path) from None
    except Exception as problem:  # noqa: BLE001 - who reads Word files raises whatever they stumble over
        raise BadTemplate(name, 0, stumbled(problem), Reason("the file")) from None
    return word_file_of(word_parts(name, made.getvalue(), ratio=_ANY_RATIO))


@lru_cache(maxsize=4)
def _looked_through(name: str, source: str) -> bytes:
    """A template in base64 as a Word file, once it is known to be harmless; looked through once for a batch.

    Raises:
        BadTemplate: it has in it what no template may have.
    """
    return word_file_of(template_parts(name, b64decode(source)))


class _Sheet(DocxTemplate):  # type: ignore[misc]
    """A template being filled; its properties are none of its business."""

    part = ""

    def render_xml_part(self, src_xml: str, part: Untyped, context: dict[str, Any], jinja_env: Untyped = None) -> str:
        """The XML of a part, filled; it is known which part, should something be wrong."""
        self.part = str(part.partname).lstrip("/")
        return str(super().render_xml_part(src_xml, part, context, jinja_env))

    def render_properties(self, context: dict[str, Any], jinja_env: Untyped = None) -> None:
        """Nothing: what the paper calls itself is not up to the template."""

    def fix_tables(self, xml: str) -> Untyped:
        """The tree of the body, once it is known to be whole; docxtpl would mend what is broken without a word."""
        check_part(self.part, xml.encode())
        return super().fix_tables(xml)


@dataclass(frozen=True, slots=True)
class _Jinja:
    """What docxtpl takes for a Jinja environment."""

    name: str
    sheet: _Sheet

    def from_string(self, source: str) -> _Source:
        """The template of a part."""
        return _Source(self, source)


@dataclass(frozen=True, slots=True)
class _Source:
    """What docxtpl takes for a Jinja template."""

    jinja: _Jinja
    source: str

    def render(self, context: Mapping[str, object]) -> str:
        """The part, filled."""
        try:
            return filled_text(self.jinja.name, self.source, context, as_xml, output_limit=OUTPUT_LIMIT, trimmed=False)
        except BadTemplate as fault:
            name, line, problem, _ = fault.where
            raise BadTemplate(name, 0, problem, spot_of(self.jinja.sheet.part, self.source, line)) from None


def _drop_empty_tables(sheet: _Sheet) -> None:
    """Take out tables all of whose rows were conditional; Word opens no file that has one."""
    for table in sheet.element.body.xpath(".//w:tbl[not(w:tr)]"):
        table.getparent().remove(table)


def _say_what_it_is(sheet: _Sheet, job: Mapping[str, object]) -> None:
    """Write the properties of the file: what it is, whose, and from when."""
    about = sheet.core_properties
    for name in ("category", "comments", "content_status", "keywords", "last_modified_by", "subject", "version"):
        setattr(about, name, "")
    at = datetime.fromtimestamp(int(str(job["timestamp"])), UTC)
    about.created = about.modified = about.last_printed = at
    about.revision, about.language = 1, "zh-CN"
    for name, value in (("title", job["title"]), ("author", job["author"]), ("identifier", job["code"])):
        setattr(about, name, str(value)[:_PROPERTY_LIMIT])


def _add_small_print(sheet: _Sheet, job: Mapping[str, object]) -> None:
    """Add the code, for a camera and as text, after the last paragraph."""
    sheet.element.body.get_or_add_sectPr()
    _small(sheet.add_paragraph(), "", 1)  # or a table at the end would run into the next one
    table = sheet.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    for column, width in zip(table.columns, (19, 125), strict=True):
        column.width = column.cells[0].width = width * _MILLIMETRE
    picture = BytesIO(b64decode(str(job["picture"])))
    left.paragraphs[0].add_run().add_picture(picture, width=16 * _MILLIMETRE)
    right.vertical_alignment = 1
    _small(right.paragraphs[0], str(job["line"]), 7.5)
    _small(right.add_paragraph(), re.sub(r"([:/])", "\\1\u200b", str(job["code"])), 6)
    _small(sheet.add_paragraph(), "", 1)


def _small(paragraph: Untyped, text: str, points: float) -> None:
    """Set a paragraph's text in small letters, its end too: an empty one is as high as that."""
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = layout.first_line_indent = 0
    layout.line_spacing = 1.0
    paragraph.add_run(text).font.size = int(points * _POINT)
    about = layout.element.get_or_add_pPr()
    end, size = about.makeelement(f"{_WORD}rPr"), about.makeelement(f"{_WORD}sz")
    size.set(f"{_WORD}val", str(int(points * 2)))
    end.append(size)
    about.append(end)
