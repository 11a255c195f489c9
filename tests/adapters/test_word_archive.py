from __future__ import annotations

import io
import zipfile
from hashlib import sha256

import pytest

from cio_ctl.adapters.forms import word_archive
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.word_archive import word_file_of, word_parts
from tests.adapters.word_templates import changed, lines, part_of

PLAIN = lines("AAA")
TYPES, BODY, LINKS = "[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def fault(content: bytes) -> str:
    with pytest.raises(BadTemplate) as caught:
        word_parts("f.docx", content)
    return caught.value.findings[0].sentence().removeprefix("Word template f.docx, ")


def with_member(name: str, content: bytes = b"x") -> bytes:
    return changed(PLAIN, {name: content})


def in_body(xml: str) -> bytes:
    """The plain file with other XML in place of its text."""
    return changed(PLAIN, {BODY: part_of(PLAIN, BODY).replace("<w:t>AAA</w:t>", xml).encode()})


def with_link(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    link = f'<Relationship Id="rX" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    return changed(PLAIN, {LINKS: part_of(PLAIN, LINKS).replace("</Relationships>", link).encode()})


def in_types(old: str, new: str) -> bytes:
    return changed(PLAIN, {TYPES: part_of(PLAIN, TYPES).replace(old, new).encode()})


def with_entry(change: str) -> bytes:
    """The plain file with one more member, of an unusual make."""
    target = io.BytesIO(PLAIN)
    with zipfile.ZipFile(target, "a") as archive:
        entry = zipfile.ZipInfo("word/x.xml")
        if change == "link":
            entry.external_attr = 0o120777 << 16
        if change == "lzma":
            entry.compress_type = zipfile.ZIP_LZMA
        archive.writestr(entry, b"<x/>")
        if change == "twin":
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("word/x.xml", b"<y/>")
        if change == "twin by case":
            archive.writestr("Word/X.xml", b"<y/>")
    content = target.getvalue()
    if change == "encrypted":
        central = content.rindex(b"PK\x01\x02")
        content = content[: central + 8] + b"\x01" + content[central + 9 :]
    return content


def field(*pieces: str) -> bytes:
    """A field whose code is cut in pieces, as Word cuts it."""
    codes = "".join(f"</w:r><w:r><w:instrText>{piece}</w:instrText>" for piece in pieces)
    return in_body(
        f'<w:fldChar w:fldCharType="begin"/>{codes}<w:fldChar w:fldCharType="separate"/>'
        '<w:t>1</w:t><w:fldChar w:fldCharType="end"/>'
    )


NESTED = (
    '<w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="begin"/><w:instrText>QUOTE INCLUDETEXT</w:instrText>'
    '<w:fldChar w:fldCharType="end"/><w:instrText> "http://x"</w:instrText><w:fldChar w:fldCharType="end"/>'
)
NO_FILE = "the file: it is not a file that Word or WPS saves as .docx"
MACROS = "it holds macros; save it as .docx without them"
EMBEDDED = "it holds an embedded object or control"
WAY_OUT = "the name of this part leads out of the file"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
VML = '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://x/y.png"/></v:shape></w:pict>'
OLE = '<w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"/></w:object>'
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

ATTACKS = {
    "not a zip": (b"no zip", NO_FILE),
    "an old .doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, NO_FILE),
    "cut short": (PLAIN[:-200], NO_FILE),
    "too large": (PLAIN + bytes(word_archive.PACKED_LIMIT), "the file: it is larger than 10 MB"),
    "a bomb": (
        with_member("word/x.xml", b"<x>" + bytes(9_000_000)),
        "this part would unpack to more than 150 times its size",
    ),
    "a large part": (with_member("word/x.xml", bytes(11_000_000)), "this part would unpack to more than 10 MB"),
    "an absolute name": (with_member("/etc/x.xml"), WAY_OUT),
    "a name upwards": (with_member("word/../../x.xml"), WAY_OUT),
    "a name of Windows": (with_member("C:/x.xml"), WAY_OUT),
    "a name with backslashes": (with_member("word\\..\\x.xml"), WAY_OUT),
    "twins": (with_entry("twin"), "word/x.xml: this part is there twice"),
    "twins by case": (with_entry("twin by case"), "Word/X.xml: this part is there twice"),
    "encrypted": (with_entry("encrypted"), "word/x.xml: this part is encrypted"),
    "a link": (with_entry("link"), "word/x.xml: this part is a link"),
    "packed otherwise": (with_entry("lzma"), "word/x.xml: this part is packed in an unusual way"),
    "no document": (changed(PLAIN, {BODY: None}), "word/document.xml: it is no Word document: this part is missing"),
    "no types": (changed(PLAIN, {TYPES: None}), "[Content_Types].xml: it is no Word document: this part is missing"),
    "macros": (with_member("word/vbaProject.bin"), f"word/vbaProject.bin: {MACROS}"),
    "a .docm": (in_types(MAIN, MACRO_TYPE), f"[Content_Types].xml: {MACROS}"),
    "a .dotx": (in_types(MAIN, MAIN.replace("document.main", "template.main")), "it is no .docx; save it as one"),
    "XML called a picture": (
        in_types('Extension="jpeg" ContentType="image/jpeg"', 'Extension="jpeg" ContentType="text/xml"'),
        "it passes off .jpeg files as XML",
    ),
    "a picture called XML": (in_types("/word/styles.xml", "/word/styles.png"), "it passes off /word/styles.png as XML"),
    "an OLE object": (with_member("word/embeddings/oleObject1.bin"), EMBEDDED),
    "an OLE object in the text": (in_body(OLE), f"word/document.xml: {EMBEDDED}"),
    "ActiveX": (with_member("word/activeX/activeX1.xml", b"<x/>"), EMBEDDED),
    "an embedded link": (with_link(f"{OFFICE}/oleObject", "x.xml", ""), EMBEDDED),
    "a program": (with_member("word/x.exe"), "word/x.exe: a part of this kind does not belong in a form"),
    "a drawing of the web": (with_member("word/media/x.svg"), "a part of this kind does not belong in a form"),
    "altChunk": (in_body("<w:altChunk/>"), "it takes in another document"),
    "altChunk by link": (with_link(f"{OFFICE}/aFChunk", "x.html", ""), "it takes in another document"),
    "another template": (
        with_link(f"{OFFICE}/attachedTemplate", "http://x/y.dotm"),
        "it is attached to another template, http://x/y.dotm",
    ),
    "a picture elsewhere": (
        with_link(f"{OFFICE}/image", "http://x/y.png"),
        "it reaches for http://x/y.png outside of the file (image)",
    ),
    "a frame elsewhere": (
        with_link(f"{OFFICE}/frame", "file:///etc/passwd"),
        "it reaches for file:///etc/passwd outside",
    ),
    "a link to a share": (
        with_link(f"{OFFICE}/hyperlink", "file://server/share"),
        "it reaches for file://server/share outside",
    ),
    "elsewhere, unsaid": (with_link(f"{OFFICE}/image", "http://x/y.png", ""), "it reaches for http://x/y.png outside"),
    "an add-in": (
        with_link("http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "x.xml", ""),
        "it is tied to something that does not belong in a form (webextensiontaskpanes)",
    ),
    "a VML picture elsewhere": (in_body(VML), "a picture is to be fetched from http://x/y.png"),
    "entities": (
        with_member("word/x.xml", DOCTYPE),
        "word/x.xml: it declares a document type, which could bring in entities",
    ),
    "a long namespace": (
        with_member("word/x.xml", f'<x xmlns="{"u" * 300}"/>'.encode()),
        "word/x.xml: it has a namespace with a name of more than 256 letters",
    ),
    "too many elements": (
        with_member("word/x.xml", b"<x>" + b"".join(b"<y/>%d" % number for number in range(500_000)) + b"</x>"),
        "word/x.xml: it has more than 500000 elements",
    ),
    "XML that breaks off": (with_member("word/x.xml", b"<x>"), "word/x.xml: its XML is not well-formed"),
    "another encoding": (
        with_member("word/x.xml", b'<?xml version="1.0" encoding="utf-7"?><x/>'),
        "its XML is not well-formed",
    ),
    "a mail merge": (in_body("<w:mailMerge/>"), "it is set up for a mail merge; take that off"),
    "a mail merge's field": (
        field(" MERGEFIELD Name "),
        "it has the field MERGEFIELD of a mail merge; write {{ name }}",
    ),
    **{
        f"the field {code}": (field(f" {code} x "), f"it has the field {code}, which may fetch or run something")
        for code in (
            "INCLUDETEXT",
            "INCLUDEPICTURE",
            "DDE",
            "DDEAUTO",
            "IMPORT",
            "LINK",
            "RD",
            "MACROBUTTON",
            "DATABASE",
        )
    },
    "a field cut in pieces": (field("INCLU", "DETEXT x"), "it has the field INCLUDETEXT"),
    "a field in small letters": (field("ddeauto c:\\x"), "it has the field DDEAUTO"),
    "a field in an attribute": (in_body('<w:fldSimple w:instr="LINK x"/>'), "it has the field LINK"),
    "a field that makes a field": (in_body(NESTED), "which may fetch or run something"),
    "a field without a name": (field(""), "it has the field (nameless)"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_file_is_refused_with_a_sentence(attack: str) -> None:
    content, sentence = ATTACKS[attack]
    assert sentence in fault(content)


def test_there_is_a_bound_on_parts_and_on_all_of_them_together() -> None:
    assert "more than 400 parts" in fault(changed(PLAIN, {f"word/x{n}.xml": b"<x/>" for n in range(400)}))
    noise = (b"".join(sha256(b"%d" % n).digest() for n in range(70)) + bytes(62_000)) * 140
    parts = {f"word/media/x{n}.png": noise for n in range(5)}
    assert "more than 40 MB" in fault(changed(PLAIN, parts))


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        word_file_of(word_parts("f", PLAIN)),
        with_link(f"{OFFICE}/hyperlink", "https://www.szpsq.gov.cn/"),
        with_link(f"{OFFICE}/hyperlink", "mailto:a@example.org"),
        field(" PAGE "),
        field(" NUM", "PAGES "),
        field("=SUM(ABOVE)"),
        in_body('<w:fldSimple w:instr=" DATE \\@ yyyy "/>'),
        with_member("word/media/image1.png"),
        changed(PLAIN, {"word/media/": b""}),
    ],
    ids=["plain", "as we write it", "web", "mail", "page", "cut in two", "sum", "date", "picture", "folder"],
)
def test_what_offices_use_is_taken(content: bytes) -> None:
    assert BODY in word_parts("f", content)


def test_a_file_is_made_of_its_parts_alone() -> None:
    parts = word_parts("f", PLAIN)
    again = word_file_of(dict(reversed(parts.items())))
    assert again == word_file_of(parts)
    assert word_parts("f", again) == parts
