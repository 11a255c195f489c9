"""Papers that are handed in: genuine ones are known again, and whatever differs from the history is told."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cio_ctl.model.paper import Format
from cio_ctl.services.comparing_papers import Likeness
from cio_ctl.services.reading_papers import SIZE_LIMIT
from tests.paper_office import (
    RENDERED,
    Boxes,
    changed,
    checked,
    code_of,
    codes,
    printed,
    saved_again,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypdf import PdfWriter

    from tests.offices import TestOffice


# what is genuine


@pytest.mark.parametrize("how", RENDERED)
def test_a_paper_as_it_was_rendered_is_known_to_the_byte(kept: TestOffice, how: Format) -> None:
    found = checked(kept, printed(kept, how))

    assert (found.genuine, found.likeness, codes(found)) == (True, Likeness.EXACT, [])
    assert found.since is not None
    assert found.since.nothing


@pytest.mark.parametrize(
    "spelled",
    [
        str,
        str.upper,
        lambda code: f"\n  {code[:40]} \r\n\t{code[40:90]}\u200b{code[90:].upper()}\n",
        lambda code: f"\ufeff{code}",
    ],
    ids=["as printed", "as a phone reads it", "with blanks and line ends", "with a mark of its encoding"],
)
def test_a_code_alone_is_enough(kept: TestOffice, spelled: Callable[[str], str]) -> None:
    found = checked(kept, spelled(code_of(kept)))

    assert (found.genuine, found.likeness, codes(found)) == (True, Likeness.CODE, [])


@pytest.mark.parametrize("how", [Format.HTML, Format.TEXT])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "marked"])
def test_line_ends_and_mark_of_windows_make_no_other_text(kept: TestOffice, how: Format, mark: bytes) -> None:
    found = checked(kept, mark + printed(kept, how).replace(b"\n", b"\r\n"))

    assert (found.genuine, found.likeness, codes(found)) == (True, Likeness.EXACT, [])


# what is forged


def amount(boxes: Boxes) -> None:
    boxes["amount"]["value"] = {"yuan": "199,999.99", "wan": "20", "capitals": "人民币贰拾万元整"}


def tick(boxes: Boxes) -> None:
    boxes["own_works"]["value"] = {
        "text": "是",
        "options": [{"text": "是", "chosen": "yes"}, {"text": "否", "chosen": ""}],
    }


def label(boxes: Boxes) -> None:
    boxes["number"]["title"] = "已批准"


def row(boxes: Boxes) -> None:
    boxes["papers"]["value"] = [{"name": "报价.txt"}, {"name": "批准书.pdf"}]


@pytest.mark.parametrize(
    ("forge", "ours", "theirs"),
    [
        (amount, "199,999.99", "99,999.99"),
        (tick, "√", "是"),
        (label, "已批准", "编号"),
        (row, "批准书.pdf", ""),
    ],
    ids=["an amount", "a tick", "a label", "a row"],
)
@pytest.mark.parametrize("how", RENDERED)
def test_a_paper_with_a_genuine_code_that_says_something_else_is_told_with_its_lines(
    kept: TestOffice, how: Format, forge: Callable[[Boxes], None], ours: str, theirs: str
) -> None:
    found = checked(kept, printed(kept, how, forge=forge))

    assert (found.genuine, codes(found)[0]) == (False, "F-PAPER-TEXT")
    assert ours.replace("√", "√" if how is Format.PDF else "☑") in "".join(found.differences.paper_only)
    assert theirs in "".join(found.differences.commit_only)
    assert found.likeness is Likeness.NONE


def test_lines_in_another_order_are_told(kept: TestOffice) -> None:
    text = printed(kept, Format.TEXT).decode().splitlines()
    text[2], text[4] = text[4], text[2]

    assert codes(checked(kept, "\n".join(text))) == ["F-PAPER-ORDER"]


def test_a_text_in_an_order_of_another_program_is_not_taken_for_a_forgery(kept: TestOffice) -> None:
    words = printed(kept, Format.TEXT).decode().replace("：", "\n").split()

    found = checked(kept, "\n".join(reversed(words)))

    assert (found.genuine, codes(found)) == (False, ["F-PAPER-UNCOMPARED"])


@pytest.mark.parametrize(
    ("part", "told"),
    [(2, "F-PAPER-FORM"), (3, "F-PAPER-RECORD"), (4, "F-PAPER-COMMIT"), (5, "F-PAPER-DIGEST")],
)
def test_a_changed_digit_of_a_code_is_told_by_where_it_stands(kept: TestOffice, part: int, told: str) -> None:
    assert codes(checked(kept, changed(code_of(kept), part))) == [told]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_any_single_changed_character_of_a_code_is_found(kept: TestOffice, data: st.DataObject) -> None:
    code = code_of(kept)
    at = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.one_of(st.sampled_from("0123456789abcdef-/: "), st.characters(codec="utf-8")))

    if other.lower() != code[at]:
        assert not checked(kept, code[:at] + other + code[at + 1 :]).genuine


def test_a_genuine_pdf_that_carries_the_digest_of_another_is_told(kept: TestOffice) -> None:
    found = checked(kept, printed(kept, digest="0" * 32))

    assert codes(found) == ["F-PAPER-DIGEST", "F-PAPER-TEXT"]


# what is no paper


def locked(writer: PdfWriter) -> None:
    writer.encrypt("secret", algorithm="RC4-128")


def test_what_is_no_paper_is_one_clear_finding(kept: TestOffice, pdf: bytes) -> None:
    told: dict[str, tuple[bytes | str, str]] = {
        "nothing": (b"", "F-PAPER-CODE"),
        "a text without code": ("资助申请表\n".encode(), "F-PAPER-CODE"),
        "no text": (b"\xff\xfe\x00", "F-PAPER-FILE"),
        "half a PDF": (pdf[: len(pdf) // 2], "F-PAPER-FILE"),
        "the name of a PDF": (b"%PDF-1.7\n", "F-PAPER-FILE"),
        "a locked PDF": (saved_again(pdf, locked), "F-PAPER-FILE"),
        "half an archive": (b"PK\x03\x04", "F-PAPER-FILE"),
        "two codes": (code_of(kept) + changed(code_of(kept), 5), "F-PAPER-CODES"),
        "a scan": (b"\x89PNG\r\n\x1a\n", "F-PAPER-PICTURE"),
        "a photograph": (b"\xff\xd8\xff\xe0\0\x10JFIF", "F-PAPER-PICTURE"),
        "a photograph of a telephone": (b"\0\0\0\x18ftypheic", "F-PAPER-PICTURE"),
        "too many bytes": (pdf + bytes(SIZE_LIMIT), "F-PAPER-SIZE"),
    }

    assert {name: codes(checked(kept, content)) for name, (content, _) in told.items()} == {
        name: [code] for name, (_, code) in told.items()
    }


def test_a_word_file_whose_form_has_no_word_template_is_not_taken_for_genuine(kept: TestOffice) -> None:
    target = io.BytesIO()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    said = f"<w:p><w:r><w:t>批准</w:t></w:r></w:p><w:p><w:r><w:t>{code_of(kept)}</w:t></w:r></w:p>"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("_rels/.rels", f'<a><a Type="{office}" Target="word/document.xml"/></a>')
        made.writestr("word/document.xml", f'<w:document xmlns:w="{space}">{said}</w:document>')

    found = checked(kept, target.getvalue())

    assert (found.genuine, found.likeness, codes(found)) == (False, Likeness.NONE, ["F-PAPER-UNCOMPARED"])


def test_a_pdf_with_two_codes_is_refused(kept: TestOffice, pdf: bytes) -> None:
    def say(writer: PdfWriter) -> None:
        writer.add_metadata({"/Keywords": changed(code_of(kept), 4)})

    found = checked(kept, saved_again(pdf, say))

    assert (codes(found), found.code) == (["F-PAPER-CODES"], None)
