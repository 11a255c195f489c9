from __future__ import annotations

from datetime import date

import pytest

from cio_ctl.model.dates import day_named, written_date, written_period


def test_a_date_is_written_in_arabic_figures_without_leading_zeros() -> None:
    assert written_date(date(2026, 3, 5)) == "2026年3月5日"
    assert written_date(date(2026, 12, 31)) == "2026年12月31日"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026", "2026年"),
        ("2026-h1", "2026年上半年"),
        ("2026-h2", "2026年下半年"),
        ("2026-q4", "2026年第4季度"),
        ("2026-07", "2026年7月"),
        ("2026-12", "2026年12月"),
        ("2026-13", "2026-13"),
        ("第一期", "第一期"),
    ],
)
def test_a_period_is_written_as_people_write_it(text: str, written: str) -> None:
    assert written_period(text) == written


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-02-29", None),
        ("2026-13-45", None),
        ("20260305", None),
        ("2026-3-5", None),
        ("2026-W10-4", None),
        ("2026-03-05\n", None),
        ("二〇二六", None),
        ("", None),
    ],
)
def test_a_day_is_named_in_one_form_only(text: str, day: date | None) -> None:
    assert day_named(text) == day
