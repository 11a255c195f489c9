"""The boxes of a form as a Word template sees them: by name, each with a text of its own and with parts."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final, cast

from cio_ctl.adapters.forms.jinja_templates import Forbidden
from cio_ctl.model.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STROKE: Final = "／"
"""What stands in a box that holds nothing, so that nobody writes into it later."""
NOT_CONCERNED: Final = "不涉及"
_NO_XML: Final = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BRACES: Final = str.maketrans({"{": "&#123;", "}": "&#125;"})


class Blank(str):
    """A text that is not there: empty and false, printed as a stroke."""

    __slots__ = ()
    printed = STROKE


class Unconcerned(Blank):
    """A text that is not asked for here."""

    __slots__ = ()
    printed = NOT_CONCERNED


class Undated(Blank):
    """A date that the pen is to write."""

    __slots__ = ()
    printed = "　　年　　月　　日"


class Shown(dict[str, object]):
    """A value with parts that prints as ``printed``; false if no part says anything."""

    def __init__(self, parts: Mapping[str, object], printed: str, *, there: bool) -> None:
        super().__init__(parts)
        self.printed, self._there = printed, there

    def __bool__(self) -> bool:
        """Whether there is anything to print."""
        return self._there


def boxes_by_name(boxes: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """The value of each box, from a box as a filled form has it (value, kind, applies, columns)."""
    return {name: _shown(box, box["value"], applies=bool(box["applies"])) for name, box in boxes.items()}


def as_xml(value: object) -> str:
    """What ``{{ value }}`` writes into a Word document: text, never code; its line ends are line ends there.

    Raises:
        Forbidden: it is a table or a row.
    """
    if isinstance(value, Blank | Shown):
        return _escaped(value.printed)
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, list):
        problem = Reason(
            "a table cannot stand in one place: repeat a row with {{%tr for row in … %}} and {{%tr endfor %}}"
        )
        raise Forbidden(problem)
    if isinstance(value, dict):
        names = f".{', .'.join(value)}"
        problem = Reason("a row cannot stand in one place: take a column of it, {names}", names=names)
        raise Forbidden(problem)
    problem = Reason("a {kind} cannot be printed", kind=type(value).__name__)
    raise Forbidden(problem)


def _escaped(text: str) -> str:
    """A text in XML: signs that XML has not are shown as such, and braces are kept from what reads braces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return escape(_NO_XML.sub("\ufffd", lines)).translate(_BRACES)


def _shown(layout: Mapping[str, object], value: object, *, applies: bool = True) -> object:
    """A value by the kind of its box or column."""
    parts = cast("Mapping[str, object]", value)
    match layout["kind"]:
        case "table":
            columns = cast("Iterable[Mapping[str, object]]", layout["columns"])
            rows = cast("Iterable[Mapping[str, object]]", value)
            return [{str(one["name"]): _shown(one, row[str(one["name"])]) for one in columns} for row in rows]
        case "money":
            full = f"{parts['yuan']} 元（{parts['wan']} 万元）{parts['capitals']}" if parts["yuan"] else ""
            amounts = {name: _text(part, applies=applies) for name, part in {**parts, "full": full}.items()}
            return _with_parts(amounts, str(parts["yuan"]), applies=applies)
        case "choice":
            named = {"text": _text(parts["text"], applies=applies)}
            return _with_parts(named, _ticked(parts), there=bool(parts["text"]), applies=applies)
        case "opinion" | "hand":
            return _decided(parts, applies=applies)
        case _:
            return _text(value, applies=applies)


def _decided(parts: Mapping[str, object], *, applies: bool) -> Shown:
    """An opinion; what nobody has said yet is left to the pen."""
    said = str(parts["opinion"] or parts["verb"])
    behalf = f"（代 {parts['behalf']}）" if parts["behalf"] else ""
    more = {"signed": f"{parts['name']}{behalf}", "date": parts["date"] or Undated(), "applies": _yes(applies)}
    return Shown({**parts, **more}, said, there=bool(said))


def _with_parts(parts: Mapping[str, object], printed: str, *, applies: bool, there: bool | None = None) -> Shown:
    text = (printed or STROKE) if applies else NOT_CONCERNED
    given = bool(printed) if there is None else there
    return Shown({**parts, "applies": _yes(applies)}, text, there=given and applies)


def _ticked(choice: Mapping[str, object]) -> str:
    """Every option with a box before it, the chosen one ticked."""
    options = cast("Iterable[Mapping[str, object]]", choice["options"])
    return "　".join(f"{'☑' if one['chosen'] else '☐'}{one['text']}" for one in options) or str(choice["text"])


def _text(value: object, *, applies: bool) -> str:
    if not applies:
        return Unconcerned()
    return str(value) or Blank()


def _yes(applies: bool) -> str:  # noqa: FBT001 - the one thing that it is about
    return "yes" if applies else ""
