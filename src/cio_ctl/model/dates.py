"""Dates as official papers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def written_date(day: date) -> str:
    """``2026年3月5日``: Arabic figures, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
