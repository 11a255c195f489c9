"""What has no blanks in it stays within its cell, whatever it is written in."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.forms.fonts import find_fonts
from cio_ctl.adapters.forms.typst_pdf import Imprint, Layout, make_pdf
from cio_ctl.adapters.pack import pack_files

SOURCE = """\
#import "paper.typ": *
#set page(width: 60mm, height: 400mm, margin: 10mm)
#set text(font: text-font, size: 10.5pt, lang: "zh", region: "cn")
#table(columns: (1fr,), said({{ word }}))
"""
HELD = 22
"""Letters of 10.5 points that a line of 40 millimetres holds at most, of the narrowest of these."""


def lines_of(word: str) -> list[str]:
    """The lines into which a cell breaks a word."""
    fonts = find_fonts([])
    shared = {"paper.typ": pack_files()["templates/layouts/paper.typ"].decode()}
    sheet = {"font": dict(fonts.families), "form": {"id": "x"}, "printed": {}}
    imprint = Imprint("t", "a", datetime(2026, 3, 5, tzinfo=UTC))
    with ConfinedWorker() as worker:
        pdf = make_pdf(worker, Layout("t", SOURCE, fonts.folders, shared), {"word": word}, imprint, sheet)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return ["".join(line.split()).replace("\u200b", "") for line in text.split("\n")]


@pytest.mark.parametrize("letter", ["é", "α", "Ж", "x", "—", "…", "。", "、", "（", "①", "½", "〔", "x\u00a0"])
def test_a_word_without_end_is_broken_and_none_of_it_lost(letter: str) -> None:
    lines = lines_of(letter * 300)
    assert "".join(lines).count(letter[0]) == 300
    assert max(map(len, lines)) <= HELD


def test_letters_that_no_font_has_are_broken_too() -> None:
    lines = lines_of("한" * 20)
    assert "".join(lines) == "〔U+D55C〕" * 20
    assert max(map(len, lines)) <= HELD


@pytest.mark.parametrize("text", ["坪山新区电子病历共享平台", "PS-HT-2026-018", "（2026-03-05）", "见〔2026〕7号"])
def test_a_text_that_fits_is_left_alone(text: str) -> None:
    assert "".join(lines_of(text)) == text
