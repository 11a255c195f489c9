"""Dates as official papers write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written_date(day: date) -> str:
    """``2026年3月5日``: Arabic figures, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_named(text: str) -> date | None:
    """The day that ``2026-03-05`` names; None if the text names none in that form."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
