"""The text of Word documents that others made, and hostile archives."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.adapters.forms import docx_text
from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.forms.docx_text import read_docx, text_of_docx
from cio_ctl.adapters.forms.paper_faults import BadPaper, PaperFault

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = '<Relationships><Relationship Type="{type}" Target="{target}"/></Relationships>'
CORE = (
    '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>t</dc:title><dc:identifier>{}</dc:identifier>'
    "</c:coreProperties>"
)


def word(body: str) -> str:
    return f'<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>'


def line(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def parts(body: str = "", **others: str) -> dict[str, str]:
    """The files of a document."""
    named = {name.replace("__", "/").replace("_xml", ".xml"): text for name, text in others.items()}
    return {
        "_rels/.rels": LINKS.format(type=OFFICE, target="word/document.xml"),
        "word/document.xml": word(body),
        **named,
    }


def archive(files: dict[str, str] | dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target.getvalue()


def problem(content: bytes) -> str:
    with pytest.raises(BadPaper) as caught:
        text_of_docx(content)
    return str(caught.value)


def test_paragraphs_are_lines_and_runs_are_joined() -> None:
    body = (
        line("金额 ", "100")
        + "<w:tbl><w:tr><w:tc>"
        + line("甲")
        + "</w:tc><w:tc>"
        + line("乙")
        + "</w:tc></w:tr></w:tbl>"
    )

    assert text_of_docx(archive(parts(body))).lines == ("金额 100", "甲", "乙")


def test_breaks_tabs_and_what_was_struck_out() -> None:
    run = "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>"
    struck = "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>"

    assert text_of_docx(archive(parts(f"<w:p>{run}{struck}</w:p>"))).lines == ("a", "b c")


def test_head_and_foot_of_pages_and_the_identifier_are_read() -> None:
    files = parts(line("甲"), word__header1_xml=word(line("上")), word__footer1_xml=word(line("下")))

    found = text_of_docx(archive({**files, "docProps/core.xml": CORE.format("码")}))

    assert (found.pages, found.about) == ((("甲",), ("下",), ("上",)), "码")


def test_at_the_foot_of_pages_no_page_has_its_number() -> None:
    files = [parts(line("— 1 —"), word__footer1_xml=word(line("— ", number, " —"))) for number in ("1", "12")]

    assert [text_of_docx(archive(one)).pages for one in files] == [(("— 1 —",), ("— # —",))] * 2


@pytest.mark.parametrize(
    ("body", "drawn"),
    [
        (line("a"), set()),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r></w:p>", {"unseen letters"}),
        ('<w:altChunk id="x"/>', {"a document within the document"}),
        ('<w:p><w:r><w:sym w:char="F0FE"/></w:r></w:p>', {"symbols"}),
        ("<w:p><w:r><w:pict/></w:r></w:p>", {"drawings"}),
    ],
)
def test_what_shows_or_hides_things_besides_plain_text_is_named(body: str, drawn: set[str]) -> None:
    assert text_of_docx(archive(parts(body))).drawn == drawn


def test_each_picture_is_named_with_its_digest() -> None:
    files = {name: text.encode() for name, text in parts().items()}

    (one,) = text_of_docx(archive(files | {"word/media/image1.png": b"1"})).drawn
    (other,) = text_of_docx(archive(files | {"word/media/image1.png": b"2"})).drawn

    assert one.startswith("image1.png (")
    assert one != other


def locked() -> bytes:
    content = bytearray(archive({"a": "x"}, zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({**parts(), "_rels/.rels": LINKS.format(type=OFFICE, target="word/other.xml")}, PaperFault.PART),
        ({**parts(), "_rels/.rels": "<Relationships/>"}, PaperFault.PART),
        ({"word/document.xml": word("")}, PaperFault.BROKEN),
        ({"_rels/.rels": parts()["_rels/.rels"]}, PaperFault.PART),
        ({**parts(), "word/document.xml": "<a>"}, PaperFault.BROKEN),
        ({**parts(), "word/document.xml": '<?xml version="1.0" encoding="nonsense"?><a/>'}, PaperFault.BROKEN),
        ({**parts(), "word/document.xml": f"<!DOCTYPE a>{word('')}"}, PaperFault.DOCTYPE),
        (
            {**parts(), "word/document.xml": f'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>{word("&e;")}'},
            PaperFault.DOCTYPE,
        ),
        ({**parts(), "docProps/core.xml": "<!DOCTYPE a><a/>"}, PaperFault.DOCTYPE),
        ({**parts(), "word/Document.xml": word("")}, PaperFault.TWINS),
    ],
)
def test_a_document_of_another_build_is_not_read(files: dict[str, str], told: PaperFault) -> None:
    assert problem(archive(files)) == told


def test_what_is_no_archive_or_locked_is_not_read() -> None:
    assert problem(b"PK") == PaperFault.BROKEN
    assert problem(archive(parts())[:-30]) == PaperFault.BROKEN
    assert problem(locked()) == PaperFault.LOCKED


def test_what_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    small = archive({**parts(), "word/large.xml": "x" * 2_000_000})
    monkeypatch.setattr(docx_text, "SIZE_LIMIT", 1_000_000)
    assert len(small) < 10_000
    assert problem(small) == PaperFault.UNPACKS

    monkeypatch.setattr(docx_text, "FILES_LIMIT", 1)
    assert problem(archive(parts())) == PaperFault.UNPACKS


def test_an_archive_that_understates_what_it_unpacks_to_is_not_read() -> None:
    content = bytearray(archive({**parts(), "word/large.xml": "x" * 5000}))
    size = (5000).to_bytes(4, "little")
    lied = bytes(content).replace(size, (50).to_bytes(4, "little"))

    assert lied != bytes(content)
    assert problem(lied) in {PaperFault.UNPACKS, PaperFault.BROKEN}


def test_a_deeply_nested_document_is_read() -> None:
    assert text_of_docx(archive(parts("<w:sdt>" * 20_000 + line("a") + "</w:sdt>" * 20_000))).lines == ("a",)


@pytest.mark.parametrize(
    "body",
    [
        f'<w:d xmlns:w="{"u" * 1_000_000}">{"<w:p/>" * 5_000_000}</w:d>',
        f'<w:d xmlns:w="{SPACE}">{"<w:p/>" * 6_000_000}</w:d>',
        "<a>" * 5_000_000 + "</a>" * 5_000_000,
        "<a " + " ".join(map("a{}=''".format, range(3_000_000))) + "/>",
    ],
    ids=["a long namespace", "many elements", "deep", "many attributes"],
)
def test_xml_that_grows_in_the_reader_is_given_up_at_once(body: str) -> None:
    content, began = archive({**parts(), "word/document.xml": body}), time.monotonic()
    assert len(content) < 8_000_000

    assert problem(content) == PaperFault.UNPACKS
    assert time.monotonic() - began < 5


def test_strangers_documents_are_read_in_the_child() -> None:
    with ConfinedWorker() as worker:
        assert read_docx(worker, archive(parts(line("甲")))).lines == ("甲",)
        with pytest.raises(BadPaper, match="damaged"):
            read_docx(worker, b"PK")


@given(data=st.data())
def test_no_changed_byte_does_more_than_not_to_be_read(data: st.DataObject) -> None:
    whole = bytearray(archive(parts(line("a")), zipfile.ZIP_STORED))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = text_of_docx(bytes(whole))
    except BadPaper:
        return
    assert found.pages
