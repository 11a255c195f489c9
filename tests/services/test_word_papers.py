"""Word papers that are handed in, and PDFs that another program made of them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
import typst
from docx import Document

from cio_ctl.adapters.forms.fonts import installed_fonts
from cio_ctl.model.paper import Format
from cio_ctl.services.comparing_papers import Likeness
from cio_ctl.services.paper_checks import check_paper
from tests.adapters.word_templates import lines
from tests.paper_office import FORM, enact_form, printed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.offices import TestOffice


@pytest.fixture
def paper(office: TestOffice) -> bytes:
    """The grant's Word paper."""
    folder = office.folder / "templates" / "grant-form"
    folder.mkdir(parents=True)
    (folder / "form.docx").write_bytes(lines("资助申请表", "名称：{{ title }}", "金额：{{ amount.yuan }} 元"))
    enact_form(office, FORM.replace("template: form.typ.j2\n", "template: form.typ.j2\nword: form.docx\n"))
    return printed(office, Format.WORD)


def saved_again(paper: bytes, old: str = "", new: str = "") -> bytes:
    """The file as another program writes it, with a text replaced."""
    document, target = Document(io.BytesIO(paper)), io.BytesIO()
    for run in (run for paragraph in document.paragraphs for run in paragraph.runs if old and old in run.text):
        run.text = run.text.replace(old, new)
    document.save(target)
    return target.getvalue()


def as_pdf(paper: bytes, old: str = "", new: str = "") -> bytes:
    """The body of a Word paper as another program sets it, with a number on its page and a text replaced."""
    document = Document(io.BytesIO(paper))
    said = [paragraph.text for paragraph in document.paragraphs]
    code = document.tables[-1].cell(0, 1).text.splitlines()
    lines = [line.replace(old, new) if old else line for line in [*said, *code, "— 1 —"] if line]
    source = '#set text(font: "Noto Sans SC", size: 9pt)\n#set page(width: 40cm)\n'
    source += "\n\n".join(f"#{json.dumps(line, ensure_ascii=False)}" for line in lines)
    folders = [str(place) for place in installed_fonts().folders]
    return bytes(typst.compile(source.encode(), font_paths=folders))  # type: ignore[misc]


def test_a_word_file_is_known_to_the_byte(office: TestOffice, paper: bytes) -> None:
    found = check_paper(office.as_("ada"), paper)

    assert (found.genuine, found.likeness) == (True, Likeness.EXACT)


@pytest.mark.parametrize("saved", [saved_again, as_pdf])
def test_a_word_file_that_another_program_saved_is_known_by_its_words_only(
    office: TestOffice, paper: bytes, saved: Callable[[bytes], bytes]
) -> None:
    found = check_paper(office.as_("ada"), saved(paper))

    assert (found.genuine, found.likeness) == (False, Likeness.TEXT)
    assert [one.code for one in found.findings] == ["F-PAPER-LOOKS"]


@pytest.mark.parametrize("saved", [saved_again, as_pdf])
def test_a_forged_amount_in_a_word_file_is_told(
    office: TestOffice, paper: bytes, saved: Callable[[bytes, str, str], bytes]
) -> None:
    found = check_paper(office.as_("ada"), saved(paper, "99,999.99", "199,999.99"))

    assert [one.code for one in found.findings] == ["F-PAPER-TEXT"]
    assert found.differences.paper_only == ("金额：199,999.99 元",)
