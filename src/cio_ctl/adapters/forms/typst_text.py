"""Typst text from a template, beside which the values travel as data.

What the template prints with ``{{ … }}`` is never put into the text: each value, be it a text, a list or a dict, goes
into a list beside it, and the text gets ``given.at(N)``. So a value cannot become Typst code in any position.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.forms.jinja_templates import OUTPUT_LIMIT, Forbidden, filled_text
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.model.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class TypstText:
    """Typst source, and the values that it takes from ``given`` by number."""

    source: str
    given: tuple[object, ...]


def render_template(
    name: str, source: str, values: Mapping[str, object], *, output_limit: int = OUTPUT_LIMIT
) -> TypstText:
    """The Typst text that a template makes of plain values (dicts, lists, texts).

    Raises:
        BadTemplate: it is not well-formed, uses what is not allowed or not there, or makes too much text.
    """
    given = _Given()
    try:
        plain = {key: plain_value(value) for key, value in values.items()}
    except ValueError as problem:
        raise BadTemplate(name, 0, str(problem)) from None
    text = filled_text(name, source, plain, given.place_of, output_limit=output_limit)
    return TypstText(text, tuple(given.values))


class _Given:
    """The values that a template has printed so far, each once."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self._numbers: dict[tuple[type, str], int] = {}

    def place_of(self, value: object) -> str:
        """How Typst names a value.

        Raises:
            Forbidden: it is no plain data.
        """
        if type(value) not in {str, list, dict}:
            problem = Reason("a {kind} cannot be printed", kind=type(value).__name__)
            raise Forbidden(problem)
        key = (type(value), value if isinstance(value, str) else json.dumps(value))
        if key not in self._numbers:
            self._numbers[key] = len(self.values)
            self.values.append(value)
        return f"given.at({self._numbers[key]})"


def plain_value(value: object) -> object:
    """A copy of plain data.

    Raises:
        ValueError: it holds something else.
    """
    if type(value) is dict:
        return {str(key): plain_value(inner) for key, inner in value.items()}
    if type(value) in {list, tuple}:
        return [plain_value(inner) for inner in value]  # type: ignore[attr-defined]
    if type(value) in {str, int}:
        return value
    problem = f"a {type(value).__name__} was given to the template"
    raise ValueError(problem)
