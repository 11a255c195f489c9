"""A cell of a table as the value that a field wants: dates, amounts, choices and names in the forms that people use."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cio_ctl.adapters.schemas.shapes import Schema
    from cio_ctl.model.register import Register

_DATE: Final = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")
_AMOUNT: Final = re.compile(r"[¥￥]?\s*(-?[0-9][0-9,，]*(?:\.[0-9]+)?)\s*(万元|万|元)?")
_CHOICE: Final = re.compile(r"([^\s；;，,（）()]+)(?:（[^（）]*）)?\s+([a-z][a-z0-9-]*)")
_YES: Final = frozenset({"是", "有", "true", "yes", "y", "1"})
_NO: Final = frozenset({"否", "无", "false", "no", "n", "0"})


def cell_value(text: str, schema: Schema, register: Register) -> object:
    """The value that a cell means for a field of this schema; the text itself where no form fits."""
    options = schema.get("enum")
    if isinstance(options, list):
        return text if text in options else choices_named(schema).get(text, text)
    if schema.get("reference") == ["unit"]:
        return _unit(text, register)
    if schema.get("format") == "date":
        return _date(text)
    if isinstance(schema.get("pattern"), str):
        return _fitting(text, str(schema["pattern"]))
    return _plain(text, str(schema.get("type")))


def _plain(text: str, kind: str) -> object:
    """A whole number or a truth value, where the field wants one and the text is one."""
    word = text.casefold()
    if kind == "boolean" and word in _YES | _NO:
        return word in _YES
    return int(text) if kind == "integer" and re.fullmatch(r"-?[0-9]{1,15}", text) else text


def choices_named(schema: Schema) -> dict[str, object]:
    """The options of a field by the Chinese word before each in its description."""
    options = schema.get("enum")
    words = _CHOICE.findall(str(schema.get("description", "")))
    return {chinese: option for chinese, option in words if isinstance(options, list) and option in options}


def _unit(text: str, register: Register) -> str:
    """The id of the unit of this name; the text where no unit, or more than one, is called so."""
    if text in register.units or f"units/{text}" in register.units:
        return f"units/{text.removeprefix('units/')}"
    found = [unit.id for unit in register.units.values() if unit.name == text]
    return found[0] if len(found) == 1 else text


def _date(text: str) -> str:
    found = _DATE.fullmatch(text.split(" ", maxsplit=1)[0].split("T", maxsplit=1)[0])
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


def _fitting(text: str, pattern: str) -> str:
    """A text that fits a pattern: as it is, as one line, or as an amount in yuan with two decimals."""
    for candidate in (text, " ".join(text.split()), _amount(text)):
        if candidate and re.search(pattern, candidate):
            return candidate
    return text


def _amount(text: str) -> str:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return ""
    try:
        number = Decimal(re.sub("[,，]", "", found[1])) * (10000 if (found[2] or "").startswith("万") else 1)
        exact = number.quantize(Decimal("0.01"))
    except InvalidOperation:
        return ""
    return f"{exact:.2f}" if exact == number else ""
