"""A filled form as plain text, for a look in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_STROKE: Final = "／"
_NOT_CONCERNED: Final = "不涉及"


def as_text(title: str, parts: Iterable[Mapping[str, object]], code: str) -> str:
    """The form with its title, part by part, and its code in the last line."""
    lines = [title, "=" * width_of(title)]
    for part in parts:
        if part["title"]:
            lines += ["", str(part["title"]), "-" * width_of(str(part["title"]))]
        for box in cast("list[Mapping[str, object]]", part["boxes"]):
            lines += _lines(box)
    return "\n".join([*lines, "", code, ""])


def shown_text(box: Mapping[str, object]) -> str:
    """The value of a box, or of a column given with its layout, as one text; a stroke if there is none."""
    value, kind = box["value"], box["kind"]
    if not box.get("applies", "yes"):
        return _NOT_CONCERNED
    if not isinstance(value, dict):
        return str(value) or _STROKE
    match kind:
        case "choice":
            return _ticked(value)
        case "money":
            return f"{value['yuan']} 元（{value['wan']} 万元）{value['capitals']}" if value["yuan"] else _STROKE
        case _:
            return _decided(value)


def cells_of(box: Mapping[str, object]) -> list[list[str]]:
    """The rows of a table, each column as a cell reads."""
    columns = cast("list[dict[str, object]]", box["columns"])
    rows = cast("list[dict[str, object]]", box["value"])
    return [[cell(column, row[str(column["name"])]) for column in columns] for row in rows]


def cell(column: Mapping[str, object], value: object) -> str:
    """What stands in a cell: shorter than in a box of its own."""
    if isinstance(value, list):
        return "\n".join(" ".join(row) for row in cells_of({**column, "value": value})) or _STROKE
    if isinstance(value, dict):
        short = value.get("yuan") or value.get("text") or value.get("opinion") or value.get("verb")
        return str(short or value.get("date") or _STROKE)
    return str(value) or _STROKE


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _ticked(value: Mapping[str, object]) -> str:
    options = cast("list[dict[str, str]]", value["options"])
    return "  ".join(f"{'☑' if option['chosen'] else '☐'}{option['text']}" for option in options) or str(value["text"])


def _decided(value: Mapping[str, object]) -> str:
    """An opinion with who gave it and when; a stroke where none is given yet."""
    said_by = [value["opinion"] or value["verb"], value["unit"], value["name"], value["date"]]
    behalf = [f"（代 {value['behalf']}）"] if value["behalf"] else []
    return " ".join(str(part) for part in [*said_by, *behalf] if part) or _STROKE


def _lines(box: Mapping[str, object]) -> Iterator[str]:
    if box["kind"] == "table" and box.get("applies", "yes"):
        yield f"{box['title']}："
        yield from _table(box)
    elif box["kind"] == "hand" and box.get("applies", "yes"):
        yield f"{box['title']}：（签名、盖章）"
    else:
        first, *others = shown_text(box).split("\n")
        yield f"{box['title']}：{first}"
        yield from (f"    {line}" for line in others)


def _table(box: Mapping[str, object]) -> Iterator[str]:
    titles = [str(column["title"]) for column in cast("list[dict[str, object]]", box["columns"])]
    rows = [titles, *([text.replace("\n", " ") for text in row] for row in cells_of(box))]
    widths = [max(width_of(row[number]) for row in rows) for number in range(len(titles))]
    for row in rows:
        cells = (text + " " * (width - width_of(text)) for text, width in zip(row, widths, strict=True))
        yield f"  {' │ '.join(cells)}".rstrip()
    if len(rows) == 1:
        yield f"  {_STROKE}"
