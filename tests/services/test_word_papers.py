"""Word papers that are handed in (to be laid into tests/services once Word files are rendered)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from docx import Document

from cio_ctl.model.paper import Format
from cio_ctl.services.paper_checks import Likeness, check_paper
from tests.adapters.word_templates import lines
from tests.paper_office import FORM, enact_form, printed

if TYPE_CHECKING:
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


def test_a_word_file_is_known_to_the_byte_and_by_its_words(office: TestOffice, paper: bytes) -> None:
    place = office.as_("ada")

    assert check_paper(place, paper).likeness is Likeness.EXACT
    assert check_paper(place, saved_again(paper)).likeness is Likeness.TEXT


def test_a_forged_amount_in_a_word_file_is_told(office: TestOffice, paper: bytes) -> None:
    found = check_paper(office.as_("ada"), saved_again(paper, "99,999.99", "199,999.99"))

    assert [one.code for one in found.findings] == ["F-PAPER-TEXT"]
    assert found.differences.paper_only == ("金额：199,999.99 元",)
