"""Money in yuan, exactly: reading it, and writing it as forms do, in figures, in 万元 and in capitals."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_FORM: Final = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,2})?")
_CENT: Final = Decimal("0.01")
_LIMIT: Final = Decimal(10) ** 16
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_UNITS: Final = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def parse_yuan(text: str) -> Decimal:
    """The amount that a text such as ``1250000.00`` or ``-3.5`` spells, with two places.

    Raises:
        ValueError: it is not of that form (signs, separators, more than two decimals, other digits).
    """
    if _FORM.fullmatch(text) is None:
        raise ValueError(text)
    return Decimal(text).quantize(_CENT)


def in_figures(amount: Decimal) -> str:
    """``1,250,000.00``.

    Raises:
        ValueError: it has more than two decimals, or 10^16 yuan or more.
    """
    return f"{_exact(amount):,.2f}"


def in_ten_thousands(amount: Decimal) -> str:
    """The figure in 万元, exact, without trailing zeros: ``125``, ``0.000001``.

    Raises:
        ValueError: it has more than two decimals, or 10^16 yuan or more.
    """
    return f"{_exact(amount).scaleb(-4):f}".rstrip("0").rstrip(".")


def in_percent(part: Decimal, whole: Decimal) -> str:
    """How much of a whole a part is, ``12.35%``, halves rounded away from 0; empty if the whole is 0."""
    return f"{(part / whole * 100).quantize(_CENT, ROUND_HALF_UP):f}%" if whole else ""


def in_capitals(amount: Decimal) -> str:
    """``人民币壹佰贰拾伍万元整``, by the rules for bills (银发〔1997〕393号, annex 1).

    整 stands where the amount ends at 元 and nowhere else; no 零 stands for an empty place of 元 before 角.
    A negative amount takes 负 after 人民币.

    Raises:
        ValueError: it has more than two decimals, or 10^16 yuan or more.
    """
    exact = _exact(amount)
    whole, cents = divmod(int(abs(exact) * 100), 100)
    sign = "负" if exact < 0 else ""
    yuan = f"{_spelled(whole)}元" if whole or not cents else ""
    return f"人民币{sign}{yuan}{_cents(cents, after_yuan=bool(yuan))}"


def _exact(amount: Decimal) -> Decimal:
    """The amount with two places, if it can be written so."""
    if not amount.is_finite() or abs(amount) >= _LIMIT or amount != amount.quantize(_CENT):
        raise ValueError(str(amount))
    return amount.quantize(_CENT)


def _cents(cents: int, *, after_yuan: bool) -> str:
    """What follows 元."""
    tenths, hundredths = divmod(cents, 10)
    if not cents:
        return "整"
    gap = "零" if after_yuan and not tenths else ""
    return gap + (f"{_DIGITS[tenths]}角" if tenths else "") + (f"{_DIGITS[hundredths]}分" if hundredths else "")


def _spelled(number: int) -> str:
    """A whole number in capitals; a gap of empty places is one 零."""
    for size, unit in _UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_spelled(high)}{unit}{gap}{_spelled(low) if low else ''}"
    return _DIGITS[number]
