"""How a value is written in YAML so that it reads back as exactly that value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cio_ctl.adapters.yaml.text import plain_value
from cio_ctl.model.errors import CioError

_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@`=<.~+")
_NUMBER_OR_DATE = re.compile(r"[0-9][0-9A-Fa-fxXoOTtZzeE_.,:+\- /年月日]*")
_WORDS_ELSEWHERE: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_SHORT_ESCAPES: Final = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_FLOW_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_BLANKS_KEPT: Final = frozenset("\u3000")
_DEPTH: Final = 20

Plain = dict[str, "Plain"] | list["Plain"] | str | int | bool | None


@dataclass(frozen=True, slots=True)
class Indent:
    """How many columns the fields of a mapping and the dashes of a list stand right of their field."""

    mapping: int = 2
    dash: int = 2

    def under(self, value: Plain) -> int:
        """The columns for this value."""
        return self.dash if isinstance(value, list) else self.mapping


class YamlNotWritable(CioError):
    """A change that YAML text cannot take without altering something else, or that does not fit."""

    template = "the record cannot be written: {problem}. Nothing was changed"


def plain(value: object, depth: int = 0) -> Plain:
    """The value as plain data, copied.

    Raises:
        YamlNotWritable: it holds something that YAML here has no place for.
    """
    if depth > _DEPTH:
        raise YamlNotWritable(problem=f"the nesting is deeper than {_DEPTH}")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {_name(name): plain(one, depth + 1) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(one, depth + 1) for one in value]
    raise YamlNotWritable(problem=f"a value of type {type(value).__name__} is neither text nor a whole number")


def _name(name: object) -> str:
    if isinstance(name, str) and name:
        return str(name)
    raise YamlNotWritable(problem="a field name is not plain text")


def word(text: str) -> str:
    """Text, unquoted where every YAML reader takes it for text, else in double quotes."""
    return text if _reads_as_text(text) else quoted(text)


def quoted(text: str) -> str:
    """Text in double quotes, in one line."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(one: str) -> str:
    if one in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[one]
    if one.isprintable() or one in _BLANKS_KEPT:
        return one
    code = ord(one)
    return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"


def _reads_as_text(text: str) -> bool:
    if not text or not text.isprintable() or text != text.strip() or text[0] in _INDICATORS:
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    if text.lower() in _WORDS_ELSEWHERE or _NUMBER_OR_DATE.fullmatch(text):
        return False
    return plain_value(text) == text


def scalar(value: str | int | bool | None) -> str:  # noqa: FBT001 - a value like any other
    """A single value, in one line, for block context."""
    return word(value) if isinstance(value, str) else _literal(value)


def _literal(value: int | bool | None) -> str:  # noqa: FBT001 - a value like any other
    if value is None:
        return "null"
    return str(value).lower()


def flow(value: Plain) -> str:
    """Any value in one line, for a place between brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow_key(name)}: {flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return quoted(value) if isinstance(value, str) else _literal(value)


def flow_key(name: str) -> str:
    """A field name between braces."""
    return name if _FLOW_WORD.fullmatch(name) and _reads_as_text(name) else quoted(name)


def inline(value: Plain) -> str | None:
    """A value that takes one line in block context; nothing if it takes several."""
    if isinstance(value, dict | list):
        return None if value else flow(value)
    return scalar(value)


def block(value: Plain, column: int, indent: Indent) -> list[str]:
    """The lines of a filled mapping or list, its fields or dashes at ``column``."""
    lines: list[str] = []
    if isinstance(value, dict):
        for name, one in value.items():
            lines += field_lines(name, one, column, indent)
    elif isinstance(value, list):
        for one in value:
            lines += item_lines(one, column, indent)
    return lines


def field_lines(name: str, value: Plain, column: int, indent: Indent) -> list[str]:
    """The lines of one field, its name at ``column``."""
    head = f"{' ' * column}{word(name)}:"
    short = inline(value)
    if short is not None:
        return [f"{head} {short}"]
    return [head, *block(value, column + indent.under(value), indent)]


def item_lines(value: Plain, column: int, indent: Indent) -> list[str]:
    """The lines of one list item, its dash at ``column``."""
    head = f"{' ' * column}- "
    short = inline(value)
    if short is not None:
        return [head + short]
    first, *rest = block(value, column + 2, indent)
    return [head + first[column + 2 :], *rest]
