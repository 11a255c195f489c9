"""Batches: one form about many records, laid out side by side; one that fails does not stop the others."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.model.errors import CioError
from cio_ctl.rules.forms.html_view import as_html
from cio_ctl.services.rendering import Press, Rendering, filled_paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.model.commit import Commit
    from cio_ctl.model.form import Form
    from cio_ctl.model.paper import Format
    from cio_ctl.services.rendering import Paper
    from cio_ctl.services.snapshots import Standing

_AHEAD: Final = 4
"""Papers that wait for each press: enough that none stands idle, few enough to hold in memory."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one record of a batch: a rendering, or why there is none."""

    record: str
    outcome: Rendering | CioError


def heads_of(standing: Standing, form: Form, year: str = "") -> tuple[str, ...]:
    """The records that a form can be about, in order; with a year, those with a name that begins with it."""
    path = standing.office.law.processes[form.head].path
    return tuple(
        name
        for name in standing.snapshot.ids_like(path.any)
        if not year or any(part.startswith(year) for part in (path.matches(name) or {}).values())
    )


def render_all(standing: Standing, form: Form, heads: Iterable[str], commit: Commit, how: Format) -> Iterator[Made]:
    """The form about each record, in their order: filled in one after the other, laid out by a press a core."""
    with ExitStack() as ending:
        presses: SimpleQueue[Press] = SimpleQueue()
        count = os.cpu_count() or 1
        for _ in range(count):
            presses.put(Press(standing, form, ending.enter_context(ConfinedWorker())))
        pool = ThreadPoolExecutor(count)
        ending.callback(pool.shutdown, cancel_futures=True)  # a batch that is broken off waits for no more papers
        under_way: deque[tuple[str, Future[Rendering] | CioError]] = deque()
        for head in heads:
            try:
                paper = filled_paper(standing, form, head, commit)
                under_way.append((head, pool.submit(_laid_out, presses, paper, how)))
            except CioError as fault:
                under_way.append((head, fault))
            if len(under_way) > count * _AHEAD:
                yield _made(*under_way.popleft())
        while under_way:
            yield _made(*under_way.popleft())


def _laid_out(presses: SimpleQueue[Press], paper: Paper, how: Format) -> Rendering:
    """A paper laid out by the press that is free."""
    press = presses.get()
    try:
        return press.rendering(paper, how)
    finally:
        presses.put(press)


def _made(head: str, outcome: Future[Rendering] | CioError) -> Made:
    """What came of a record, once it has come."""
    try:
        return Made(head, outcome if isinstance(outcome, CioError) else outcome.result())
    except CioError as fault:
        return Made(head, fault)


def index_sheet(form: Form, commit: Commit, made: Iterable[tuple[str, str, str]]) -> bytes:
    """A page that lists a batch: for each paper its record, its file and its digest."""
    columns = ("记录", "文件", "校验码")
    rows = [dict(zip(columns, line, strict=True)) for line in sorted(made)]
    table = {
        "title": f"共{len(rows)}份",
        "kind": "table",
        "applies": "yes",
        "columns": [{"name": name, "title": name} for name in columns],
        "value": rows,
    }
    heading = f"{form.title.zh}目录"
    return as_html(
        heading, heading, [{"title": "", "boxes": [table]}], f"{form.id} {form.version} {commit.id}"
    ).encode()
