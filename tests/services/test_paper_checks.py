"""Papers that are handed in: genuine ones are known again, and whatever differs from the history is told."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
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
from cio_ctl.services.paper_checks import check_paper
from cio_ctl.services.reading_papers import SIZE_LIMIT
from tests.paper_office import FORM, RECORD, Boxes, copied, enact_form, paper_of, printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cio_ctl.services.paper_checks import PaperCheck
    from tests.offices import TestOffice

RENDERED = (Format.PDF, Format.HTML, Format.TEXT)
"""The form has no Word template."""


@pytest.fixture(scope="module")
def kept(performed_grants: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestOffice]:
    """An office with a form, which no test changes."""
    made = copied(performed_grants, tmp_path_factory.mktemp("papers") / "office")
    enact_form(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pdf(kept: TestOffice) -> bytes:
    """The genuine paper of that office."""
    return printed(kept)


def checked(office: TestOffice, content: bytes | str) -> PaperCheck:
    return check_paper(office.as_("ada"), content.encode() if isinstance(content, str) else content)


def codes(found: PaperCheck) -> list[str]:
    return [one.code for one in found.findings]


def code_of(office: TestOffice, at: str = "HEAD") -> str:
    return str(paper_of(office, at).code)


def saved_again(pdf: bytes, change: Callable[[PdfWriter], None] = lambda _: None) -> bytes:
    """The PDF as another program writes it, after a change."""
    writer, target = PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.write(target)
    return target.getvalue()


def extracted(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


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


# what has the words of a genuine paper, and is another file


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


def test_a_note_that_was_laid_over_a_pdf_is_told(kept: TestOffice, pdf: bytes) -> None:
    def lay(writer: PdfWriter) -> None:
        writer.add_annotation(0, FreeText(text="199,999.99", rect=(200, 500, 400, 520)))

    found = checked(kept, saved_again(pdf, lay))

    assert only_words(found, "F-PAPER-DRAWN")
    assert "annotations" in found.findings[1].sentence()


def test_lines_in_another_order_are_told(kept: TestOffice) -> None:
    text = printed(kept, Format.TEXT).decode().splitlines()
    text[2], text[4] = text[4], text[2]

    assert codes(checked(kept, "\n".join(text))) == ["F-PAPER-ORDER"]


def test_a_text_in_an_order_of_another_program_is_not_taken_for_a_forgery(kept: TestOffice) -> None:
    words = printed(kept, Format.TEXT).decode().replace("：", "\n").split()

    found = checked(kept, "\n".join(reversed(words)))

    assert (found.genuine, codes(found)) == (False, ["F-PAPER-UNCOMPARED"])


def changed(code: str, part: int) -> str:
    """The code with one letter of a part of it replaced by another that could stand there."""
    parts = code.split(":")
    parts[part] = parts[part][:-1] + ("a" if parts[part][-1] != "a" else "b")
    return ":".join(parts)


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


# what a record says is no code


@pytest.mark.parametrize("how", RENDERED)
def test_a_paper_whose_record_cites_other_codes_is_known_by_its_own(office: TestOffice, how: Format) -> None:
    enact_form(office)
    other = code_of(office)
    cited = {("number",): f"见 {other}，又见 {changed(other, 4)}"}
    office.decide("ada", "approve", "shelves/application", fields=cited)
    paper = printed(office, how)

    found = checked(office, paper)

    assert (found.genuine, found.likeness, codes(found)) == (True, Likeness.EXACT, [])
    assert found.code == paper_of(office).code


# whose history it is


def test_a_paper_of_another_office_is_not_of_this_one(kept: TestOffice, office: TestOffice) -> None:
    enact_form(office, FORM.replace('version: "1"', 'version: "2"'))

    assert codes(checked(kept, printed(office))) == ["F-PAPER-COMMIT"]


def test_a_paper_of_a_branch_that_was_never_merged_is_told(office: TestOffice) -> None:
    enact_form(office)
    office.git("checkout", "-qb", "request")
    office.edit(RECORD, {("title",): "更大的书架"})
    office.commit("dan")
    paper = printed(office)

    assert codes(checked(office, paper)) == ["F-PAPER-BRANCH"]
    office.git("checkout", "-q", "main")
    assert codes(checked(office, paper)) == ["F-PAPER-BRANCH"]


def test_a_paper_that_was_fetched_and_not_taken_in_is_told_by_that(office: TestOffice) -> None:
    enact_form(office)
    office.edit(RECORD, {("title",): "更大的书架"})
    office.commit("dan")
    paper = printed(office)
    for setting in ("remote.origin.url ../o", "remote.origin.fetch +refs/heads/*:refs/remotes/origin/*"):
        office.git("config", *setting.split())
    office.git("update-ref", "refs/remotes/origin/main", "HEAD")
    office.git("reset", "-q", "--hard", "HEAD~")
    assert codes(checked(office, paper)) == ["F-PAPER-BRANCH"]

    office.git("branch", "-q", "--set-upstream-to", "origin/main", "main")

    assert codes(checked(office, paper)) == ["F-PAPER-BEHIND"]


def test_a_paper_on_a_history_that_does_not_hold_proves_nothing(office: TestOffice) -> None:
    enact_form(office)
    office.commit(None)
    paper = printed(office)

    found = checked(office, paper)

    assert (found.likeness, codes(found)) == (Likeness.EXACT, ["F-PAPER-HISTORY"])
    assert "R1-UNSIGNED" in found.findings[0].sentence()


def test_what_happens_to_the_history_later_is_told_and_takes_nothing_back(office: TestOffice) -> None:
    enact_form(office)
    paper = printed(office)
    office.commit(None)

    found = checked(office, paper)

    assert (found.genuine, found.likeness, found.later > 0) == (True, Likeness.EXACT, True)


def test_a_paper_that_cannot_have_been_rendered_is_told(office: TestOffice) -> None:
    enact_form(office)
    code = code_of(office)
    enact_form(office, FORM.replace("from: application.number", "from: application.number, required: true"))
    forged = code.replace(code.split(":")[4], office.git("rev-parse", "HEAD"))

    assert codes(checked(office, forged)) == ["F-PAPER-FILL", "F-FIELD"]


# what has changed since


def test_an_older_paper_is_genuine_and_says_what_is_otherwise_by_now(office: TestOffice) -> None:
    enact_form(office)
    paper, commit = printed(office), office.git("rev-parse", "HEAD")
    office.decide("ada", "approve", "shelves/application", fields={("number",): "2026-1"})

    found = checked(office, paper)

    assert (found.genuine, found.likeness) == (True, Likeness.EXACT)
    assert found.since is not None
    assert found.since.stage == ("desk", "granted")
    assert [(one.name, one.then) for one in found.since.boxes] == [("number", "／"), ("decided", "／")]
    assert found.since.boxes[0].now == "2026-1"
    assert "艾达" in found.since.boxes[1].now
    assert [one.verb for one in found.since.decisions] == ["approve"]
    assert printed(office, at=commit) == paper


def test_a_form_that_was_changed_since_says_which_version_it_is_by_now(office: TestOffice) -> None:
    enact_form(office)
    paper = printed(office)
    more = "  - {name: kind, title: {zh: 类型, en: kind}, from: application.kind}\n"
    enact_form(office, FORM.replace('version: "1"', 'version: "2"') + more)

    found = checked(office, paper).since

    assert found is not None
    assert found.version == ("1", "2")
    assert [(one.title, one.then, one.now) for one in found.boxes] == [("类型", "", "grant")]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (FORM.replace("from: application.number", "from: application.number, required: true"), "F-FIELD"),
        (FORM.replace("grant-form", "other-form"), "L-TYPE"),
    ],
)
def test_a_form_that_cannot_be_filled_in_any_more_is_told(office: TestOffice, now: str, told: str) -> None:
    enact_form(office)
    paper = printed(office)
    enact_form(office, now)

    found = checked(office, paper)

    assert found.genuine
    assert found.since is not None
    assert [one.code for one in found.since.findings] == ["F-PAPER-NOW", told]
