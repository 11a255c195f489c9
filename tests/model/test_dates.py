from __future__ import annotations

from datetime import date

from cio_ctl.model.dates import written_date


def test_a_date_is_written_in_arabic_figures_without_leading_zeros() -> None:
    assert written_date(date(2026, 3, 5)) == "2026年3月5日"
    assert written_date(date(2026, 12, 31)) == "2026年12月31日"
