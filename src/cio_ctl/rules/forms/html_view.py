"""A filled form as one HTML page that reaches nothing else, for a look in the browser."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final, cast

from cio_ctl.rules.forms.text_view import cells_of, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HEAD: Final = """\
<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font-family: FangSong, "Noto Serif SC", serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { text-align: center; font-weight: 600 }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
caption { text-align: left }
th, td { border: 1px solid; padding: .3rem .5rem; text-align: left; white-space: pre-line; vertical-align: top }
th { font-weight: 400; background: #8881 }
tr > th:only-of-type { width: 12rem }
footer { font-size: .7rem; overflow-wrap: anywhere; margin-top: 2rem }
</style>"""


def as_html(title: str, heading: str, parts: Iterable[Mapping[str, object]], code: str) -> str:
    """The page of a form: its heading, part by part, and its code at the foot."""
    return page(title, heading, _parts(parts), code)


def page(title: str, heading: str, lines: Iterable[str], code: str) -> str:
    """A page with a heading, lines of HTML, and a code at the foot."""
    top = [_HEAD, f"<title>{escape(title)}</title></head><body>", f"<h1>{escape(heading)}</h1>"]
    return "\n".join([*top, *lines, f"<footer>{escape(code)}</footer></body></html>", ""])


def _parts(parts: Iterable[Mapping[str, object]]) -> Iterator[str]:
    for part in parts:
        if part["title"]:
            yield f"<h2>{escape(str(part['title']))}</h2>"
        for box in cast("list[Mapping[str, object]]", part["boxes"]):
            yield from _box(box)


def _box(box: Mapping[str, object]) -> Iterator[str]:
    """A table of its own for each box: of one line, or with the rows of a table."""
    title = escape(str(box["title"]))
    if box["kind"] != "table" or not box["applies"]:
        yield f"<table><tr><th>{title}</th><td>{escape(shown_text(box))}</td></tr></table>"
        return
    columns = cast("list[Mapping[str, object]]", box["columns"])
    yield f"<table><caption>{title}</caption>{row('th', [str(column['title']) for column in columns])}"
    yield from (row("td", cells) for cells in cells_of(box))
    yield "</table>"


def row(kind: str, cells: Iterable[str]) -> str:
    """A row of a table."""
    return f"<tr>{''.join(f'<{kind}>{escape(cell)}</{kind}>' for cell in cells)}</tr>"
