"""The index of papers that were rendered together: a page that leads to each, and says which are lacking and why."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from cio_ctl.rules.forms.html_view import page, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True, order=True)
class Listed:
    """A record with what it is called, and its paper (file and digest), or else ``why`` there is none."""

    record: str
    title: str = ""
    file: str = ""
    digest: str = ""
    why: tuple[str, ...] = ()


def index_page(form: str, code: str, lines: Sequence[Listed]) -> str:
    """The page about the papers of a form."""
    return page(f"{form}目录", f"{form}目录", _tables(lines), code)


def _tables(lines: Sequence[Listed]) -> Iterator[str]:
    """The papers, and below them what is lacking, if anything is."""
    made, lacking = [one for one in lines if one.file], [one for one in lines if not one.file]
    yield f"<table><caption>共{len(made)}份</caption>{row('th', ('记录', '名称', '文件', '校验码'))}"
    yield from (_paper(one) for one in made)
    yield "</table>"
    if lacking:
        yield f"<table><caption>未生成{len(lacking)}份</caption>{row('th', ('记录', '名称', '原因'))}"
        yield from (row("td", (one.record, one.title, "\n".join(one.why))) for one in lacking)
        yield "</table>"


def _paper(one: Listed) -> str:
    """A row that leads to a paper."""
    link = f'<a href="{quote(one.file)}">{escape(one.file)}</a>'
    return f"<tr><td>{escape(one.record)}</td><td>{escape(one.title)}</td><td>{link}</td><td>{one.digest}</td></tr>"
