"""Files with the words of a genuine paper that are not the file that was rendered."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    RectangleObject,
    TextStringObject,
)

from cio_ctl.adapters.forms import fonts
from cio_ctl.model.paper import Format
from cio_ctl.services.comparing_papers import Likeness
from tests.paper_office import (
    checked,
    codes,
    extracted,
    printed,
    saved_again,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypdf import PdfWriter

    from cio_ctl.services.paper_checks import PaperCheck
    from tests.offices import TestOffice


def only_words(found: PaperCheck, *more: str) -> bool:
    """Whether the words are said to be the commit's, and the paper is not said to be genuine."""
    told = (found.genuine, found.likeness, codes(found))
    return told == (False, Likeness.TEXT, ["F-PAPER-LOOKS", *more])


def covered(writer: PdfWriter) -> None:
    """A white field over the page, drawn with straight lines only."""
    page = writer.pages[0]
    stream = DecodedStreamObject()
    stream.set_data(b"q 1 1 1 rg 0 0 600 900 re f Q")
    page[NameObject("/Contents")] = ArrayObject([page["/Contents"], stream])


def cropped(writer: PdfWriter) -> None:
    writer.pages[0].cropbox = RectangleObject((0, 0, 9, 9))


def scripted(writer: PdfWriter) -> None:
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(key): action[key] for key in action})


def enclosing(writer: PdfWriter) -> None:
    writer.add_attachment("paper.pdf", b"%PDF-")


@pytest.mark.parametrize("change", [lambda _: None, covered, cropped, scripted, enclosing])
def test_a_pdf_that_another_program_wrote_is_known_by_its_words_only(
    kept: TestOffice, pdf: bytes, change: Callable[[PdfWriter], None]
) -> None:
    assert only_words(checked(kept, saved_again(pdf, change)))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_text_that_was_copied_out_of_a_pdf_is_known_by_its_words(
    kept: TestOffice, pdf: bytes, encoding: str
) -> None:
    assert only_words(checked(kept, extracted(pdf).encode(encoding)))


@pytest.mark.parametrize(
    ("how", "old", "new"),
    [
        (Format.TEXT, b"\n", b"\r"),
        (Format.TEXT, b"\n", b"\n\n\n"),
        (Format.HTML, b"\n", b"\n\n"),
        (Format.HTML, b"</title>", b"</ title>"),
    ],
    ids=["bare carriage returns", "empty lines", "empty lines in a page", "a title that hides the page"],
)
def test_a_text_or_page_with_one_other_byte_is_not_genuine(
    kept: TestOffice, how: Format, old: bytes, new: bytes
) -> None:
    content = printed(kept, how)
    assert old in content

    assert only_words(checked(kept, content.replace(old, new)))


def test_no_pdf_lies_behind_the_beginning_of_another_file(kept: TestOffice, pdf: bytes) -> None:
    page = "<!doctype html><html><h1>批准：199,999.99 元</h1><!--".encode() + pdf + b"-->"
    text = "批准：199,999.99 元\n\n\n".encode() + pdf
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("thumbnail", pdf)

    found = [checked(kept, content) for content in (page, text, archive.getvalue())]

    assert [(one.genuine, one.likeness) for one in found] == [(False, Likeness.NONE)] * 3


def test_a_pdf_in_other_fonts_says_the_same(kept: TestOffice, pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(fonts, "_SHIPPED", dict.fromkeys(fonts.STACKS, "Noto Sans SC"))
        fonts.installed_fonts.cache_clear()
        other = printed(kept)
    fonts.installed_fonts.cache_clear()

    found = checked(kept, other)

    assert other != pdf
    assert only_words(found)


def test_a_note_that_was_laid_over_a_pdf_is_told(kept: TestOffice, pdf: bytes) -> None:
    def lay(writer: PdfWriter) -> None:
        writer.add_annotation(0, FreeText(text="199,999.99", rect=(200, 500, 400, 520)))

    found = checked(kept, saved_again(pdf, lay))

    assert only_words(found, "F-PAPER-DRAWN")
    assert "annotations" in found.findings[1].sentence()
