"""The text of PDFs that others made: what is in it, and that no PDF does more harm than not to be read."""

from __future__ import annotations

import io
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from cio_ctl.adapters.forms import pdf_text
from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.forms.paper_faults import BadPaper, PaperFault
from cio_ctl.adapters.forms.pdf_text import read_pdf, text_of_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator


def resources(kind: str) -> DictionaryObject:
    """F is a font of this kind."""
    names = {"/Type": "/Font", "/Subtype": kind, "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(name) for key, name in names.items()})
    return DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F"): font})})


def pdf(*pages: bytes, kind: str = "/Type1", **about: str) -> bytes:
    """A PDF with these instructions on its pages; F is a font."""
    writer, target = PdfWriter(), io.BytesIO()
    for instructions in pages:
        page = writer.add_blank_page(200, 200)
        stream = DecodedStreamObject()
        stream.set_data(instructions)
        page[NameObject("/Contents")] = stream
        if kind:
            page[NameObject("/Resources")] = resources(kind)
    writer.add_metadata({f"/{name}": text for name, text in about.items()})
    writer.write(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def worker() -> Iterator[ConfinedWorker]:
    with ConfinedWorker() as made:
        yield made


def problem(content: bytes) -> str:
    with pytest.raises(BadPaper) as caught:
        text_of_pdf(content)
    return str(caught.value)


def test_pages_and_what_a_pdf_says_of_itself_are_read(worker: ConfinedWorker) -> None:
    words = b"BT /F 12 Tf 20 100 Td (one) Tj 0 -20 Td (two) Tj ET"

    found = read_pdf(worker, pdf(words, b"", Keywords="key", Title="title", Author="nobody"))

    assert found.about == "title\nkey"
    assert found.pages == (("one", "two"), ())
    assert found.drawn == frozenset()


@pytest.mark.parametrize(
    ("instructions", "drawn"),
    [
        (b"0 0 m 9 9 l S 1 1 5 5 re f", set()),
        (b"0 0 m 1 1 2 2 3 3 c f", {"curves"}),
        (b"/X Do", {"pictures"}),
        (b"BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI", {"pictures"}),
        (b"/G gs", {"transparency"}),
        (b"/S sh", {"shadings"}),
        (b"BT 3 Tr (x) Tj ET", {"unseen letters"}),
        (b"BT 0 Tr (x) Tj ET", set()),
        (b"/OC /Layer BDC EMC", {"layers that can be hidden"}),
        (b"/Pattern cs /P scn 0 0 9 9 re f", {"patterns"}),
        (b"0 0 0 scn 0 0 9 9 re f", set()),
    ],
)
@pytest.mark.parametrize("kind", ["/Type1", ""], ids=["", "without resources"])
def test_what_shows_or_hides_things_besides_letters_and_lines_is_named(
    worker: ConfinedWorker, kind: str, instructions: bytes, drawn: set[str]
) -> None:
    assert read_pdf(worker, pdf(instructions, kind=kind)).drawn == drawn


def test_letters_that_the_pdf_draws_itself_are_named(worker: ConfinedWorker) -> None:
    assert read_pdf(worker, pdf(b"", kind="/Type3")).drawn == {"letters that are drawn"}


def test_bounds_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "PAGES_LIMIT", 2)

    assert problem(pdf(b"", b"", b"")) == PaperFault.PAGES


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", pdf(b"")[:200], b"%PDF-" + b"<<" * 50_000])
def test_what_is_no_pdf_is_no_paper(content: bytes) -> None:
    assert problem(content) == PaperFault.BROKEN


def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    endless = pdf(b"q 1 0 0 1 0 0 cm Q " * 2_000_000)
    began = time.monotonic()

    with ConfinedWorker(0.5) as worker:
        with pytest.raises(BadPaper, match=r"reading took longer than 0\.5 seconds"):
            read_pdf(worker, endless)
        assert time.monotonic() - began < 5


def test_the_child_reads_on_after_a_bad_one(worker: ConfinedWorker) -> None:
    with pytest.raises(BadPaper, match="damaged"):
        read_pdf(worker, b"%PDF-")

    assert len(read_pdf(worker, pdf(b"")).pages) == 1


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_no_changed_byte_does_more_than_not_to_be_read(data: st.DataObject) -> None:
    whole = bytearray(pdf(b"BT (x) Tj ET"))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    with suppress(BadPaper):
        text_of_pdf(bytes(whole))
