"""Dates as official papers write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPAN: Final = re.compile(r"((?:19|20)[0-9]{2})(?:-(h[12]|q[1-4]|0[1-9]|1[0-2]))?")


def written_date(day: date) -> str:
    """``2026年3月5日``: Arabic figures, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def written_period(text: str) -> str:
    """``2026年``, ``2026年上半年``, ``2026年第3季度`` or ``2026年7月``; a text that names no period as it is."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return text
    part = found[2] or ""
    if part.startswith("h"):
        return f"{found[1]}年{'上' if part == 'h1' else '下'}半年"
    if part.startswith("q"):
        return f"{found[1]}年第{part[1]}季度"
    return f"{found[1]}年{int(part)}月" if part else f"{found[1]}年"


def day_named(text: str) -> date | None:
    """The day that ``2026-03-05`` names; None if the text names none in that form."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """The days from a first to a last one, both counted."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last

    def meets(self, first: date | None, last: date | None) -> bool:
        """Whether it shares a day with the days from a first to a last one; None is open on that side."""
        return (first is None or first <= self.last) and (last is None or last >= self.first)


def span_named(text: str) -> Span | None:
    """The year, half-year, quarter or month that ``2026``, ``2026-h1``, ``2026-q3`` or ``2026-07`` names, else None."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    part = found[2] or "y1"
    months, number = {"y": (12, part[1:]), "h": (6, part[1:]), "q": (3, part[1:])}.get(part[0], (1, part))
    end = int(found[1]) * 12 + int(number) * months
    return Span(_first_of(end - months), _first_of(end) - timedelta(days=1))


def _first_of(month: int) -> date:
    """The first day of a month, counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)
