"""The measures of GB/T 9704-2012, read off a PDF."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import pytest
from pypdf import PdfReader

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.forms.fonts import find_fonts
from cio_ctl.adapters.forms.qr_codes import as_svg
from cio_ctl.adapters.forms.typst_pdf import Imprint, Layout, make_pdf
from cio_ctl.adapters.pack import pack_files
from cio_ctl.services.rendering import render
from tests.services import sample_dossier as sample
from tests.services.rendered_pages import COMMIT, all_records, squeezed

MM = 72 / 25.4
BODY, DASH = "深" * 28 * 60, "—"
DOCUMENT = """\
#import "official.typ": *
#show: official
#document-head("坪山区发展和改革局", "深坪发改〔2026〕7号")
#document-title[关于某项目的批复]
#pagebreak()
#set par(first-line-indent: 0pt)
#{{ body }}

#last-words[此复。]
#signed("坪山区发展和改革局", "2026年3月5日")
#record("某单位", "坪山区发展和改革局", "2026年3月5日")
"""


@dataclass(frozen=True)
class Run:
    """A text on a page: where its baseline begins, from the left and the top in mm, and its size in points."""

    text: str
    left: float
    base: float
    size: float


@cache
def pages(characters: int = len(BODY)) -> tuple[tuple[Run, ...], ...]:
    fonts = find_fonts([])
    sheet = {
        "font": dict(fonts.families),
        "form": {"id": "x", "title": "标题", "version": "1"},
        "printed": {"record": "a/b", "commit": "0" * 12, "digest": "0" * 32, "code": "code", "qr": as_svg("code")},
    }
    shared = {
        path.rpartition("/")[2]: content.decode()
        for path, content in pack_files().items()
        if path.startswith("templates/layouts/")
    }
    layout = Layout("t", DOCUMENT, fonts.folders, shared)
    with ConfinedWorker() as worker:
        pdf = make_pdf(
            worker, layout, {"body": BODY[:characters]}, Imprint("t", "a", datetime(2026, 3, 5, tzinfo=UTC)), sheet
        )
    return tuple(tuple(runs(page)) for page in PdfReader(io.BytesIO(pdf)).pages)


def runs(page: object) -> list[Run]:
    """The texts of a page, those on one baseline joined."""
    found: dict[tuple[float, float], list[tuple[float, str]]] = defaultdict(list)
    height = float(page.mediabox.height)  # type: ignore[attr-defined]

    def note(text: str, within: list[float], at: list[float], _font: object, size: float) -> None:
        if text.strip():
            x, y = at[4] * within[0] + within[4], at[5] * within[3] + within[5]
            found[round(height - y, 1), round(size * abs(within[3] * at[3]), 2)].append((x, text.strip("\n")))

    page.extract_text(visitor_text=note)  # type: ignore[attr-defined]
    return [
        Run("".join(text for _, text in sorted(parts)), min(x for x, _ in parts) / MM, base / MM, size)
        for (base, size), parts in sorted(found.items())
    ]


def body_lines(number: int) -> list[Run]:
    return [run for run in pages()[number - 1] if set(run.text) == {"深"}]


def run_with(text: str) -> Run:
    return next(run for page in pages() for run in page if text in run.text)


def test_a_full_page_has_22_lines_of_28_characters_in_size_3() -> None:
    lines = body_lines(2)

    assert len(lines) == 22
    assert {len(run.text) for run in lines} == {28}
    assert {run.size for run in lines} == {15.75}


def test_the_lines_fill_the_type_area_evenly() -> None:
    lines = body_lines(2)
    steps = [after.base - before.base for before, after in pairwise(lines)]

    assert steps == pytest.approx([225 / 22] * 21, abs=0.05)
    assert lines[0].base - 0.86 * 15.75 / MM == pytest.approx(37, abs=0.1)
    assert lines[-1].base + 0.14 * 15.75 / MM < 37 + 225


@pytest.mark.parametrize(("page", "left"), [(2, 26), (3, 28)])
def test_the_binding_edge_is_28_mm_wide_and_the_other_26(page: int, left: float) -> None:
    assert {round(run.left, 1) for run in body_lines(page)} == {left}


def test_page_numbers_stand_outside_in_size_4_between_dashes_7_mm_below_the_type_area() -> None:
    numbers = [next(run for run in page if run.text.startswith(DASH)) for page in pages()]

    assert [run.text.replace(" ", "") for run in numbers] == [f"—{number}—" for number in range(1, len(numbers) + 1)]
    assert {run.size for run in numbers} == {14}
    assert [run.left > 105 for run in numbers] == [number % 2 == 1 for number in range(1, len(numbers) + 1)]
    assert all(37 + 225 + 7 < run.base < 37 + 225 + 7 + 14 / MM for run in numbers)


def test_the_head_has_its_measures() -> None:
    issuer, number, title = (run_with(text) for text in ("发展和改革局文件", "〔2026〕7号", "关于某项目的批复"))

    assert issuer.size == 40
    assert 37 + 35 < issuer.base < 37 + 35 + 16
    assert number.size == 15.75
    assert title.size == 22
    assert (title.left + title.left + len(title.text) * 22 / MM) / 2 == pytest.approx(28 + 78, abs=1)


def test_the_date_ends_four_characters_from_the_right() -> None:
    dates = [run for page in pages() for run in page if run.text == "2026年3月5日" and run.size == 15.75]
    figures = 6 * 0.5 * 15.75 + 3 * 15.75

    assert len(dates) == 1
    right = dates[0].left + figures / MM
    edge = 210 - (26 if pages().index(next(page for page in pages() if dates[0] in page)) % 2 == 0 else 28)
    assert edge - right == pytest.approx(4 * 15.75 / MM, abs=3)


@pytest.mark.parametrize(
    ("lines", "numbered"),
    [
        pytest.param(5, [True, True], id="room below the signature"),
        pytest.param(17, [True, True, False, False], id="no room: a blank page before the record"),
        pytest.param(30, [True, True, True, True], id="the signature on an odd page"),
    ],
)
def test_the_record_ends_an_even_page_and_a_blank_one_before_it_has_no_number(lines: int, numbered: list[bool]) -> None:
    found = pages(28 * lines)
    *_, record = (run for run in found[-1] if "印发" in run.text)

    assert [any(run.text.startswith(DASH) for run in page) for page in found] == numbered
    assert record.base == pytest.approx(37 + 225 - 3, abs=2)
    assert record.text.replace(" ", "") == "坪山区发展和改革局2026年3月5日印发"


def test_a_signature_never_stands_alone() -> None:
    for lines in range(14, 23):
        (where,) = (
            page for page in pages(28 * lines) if any(run.text == "2026年3月5日" and run.size > 15 for run in page)
        )
        assert any(run.text == "此复。" for run in where), lines


def test_a_notice_of_approval_is_such_a_document() -> None:
    records = all_records()
    records[f"{sample.DOSSIER}/preliminary-application"] |= {
        **dict.fromkeys(("necessity", "content", "goals"), "建设电子病历共享平台。"),
        "estimate": "1300000.00",
        "construction_months": 6,
        "fund_sources": [{"source": "区级财政资金"}],
    }
    made = render(sample.standing_of(records), "approval-notice", "2026-health-emr/preliminary-application", COMMIT)
    text = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages))

    for expected in (
        "关于坪山新区电子病历共享平台立项的批复",
        "坪山新区公共事业局：",
        "人民币壹佰贰拾捌万陆仟伍佰元整",
        "此复。",
        "印发",
    ):
        assert expected in text, expected
