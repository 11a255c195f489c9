"""Batches: one form about many records, laid out side by side; one that fails does not stop the others."""

from __future__ import annotations

import os
import re
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.model.errors import CioError, UsageProblem
from cio_ctl.rules.forms.index_page import Listed, index_page
from cio_ctl.services.reading import title_of
from cio_ctl.services.rendering import Press, Rendering, filled_paper, refuse_unmade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.model.commit import Commit
    from cio_ctl.model.finding import Translate
    from cio_ctl.model.form import Form
    from cio_ctl.model.paper import Format
    from cio_ctl.services.rendering import Paper
    from cio_ctl.services.snapshots import Standing

_YEAR: Final = re.compile("[0-9]{4}(?![0-9])")
_AHEAD: Final = 4
"""Papers that wait for each press: enough that none stands idle, few enough to hold in memory."""


class NothingToRender(UsageProblem):
    """There is no record that the form could be about."""

    template = "{form} is filled in from a {path}, and there is none yet"


class NothingOfYear(UsageProblem):
    """There are records that the form could be about, and none is named for the year."""

    template = "no record that {form} could be about is named for {year}; these years there are: {years}"


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one record of a batch: a rendering, or why there is none."""

    record: str
    outcome: Rendering | CioError


def chosen_heads(standing: Standing, form: Form, year: str, how: Format) -> tuple[str, ...]:
    """The records of a batch, of which there is at least one, in order.

    Raises:
        NoWordTemplate: none of them could be rendered so.
        NothingToRender: there is no record for the form.
        NothingOfYear: none of this year.
    """
    refuse_unmade(form, how)
    heads = heads_of(standing, form, year)
    if heads:
        return heads
    path = standing.office.law.processes[form.head].path
    names = [part for head in heads_of(standing, form) for part in (path.matches(head) or {}).values()]
    if not names:
        raise NothingToRender(form=form.id, path=path.text)
    years = sorted({found[0] for name in names if (found := _YEAR.match(name))})
    raise NothingOfYear(form=form.id, year=year, years=", ".join(years) or "—")


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


def listed(standing: Standing, made: Made, translate: Translate) -> Listed:
    """A record of a batch as the index lists it."""
    record = standing.office.tree.record(made.record)
    title = title_of(record) if record is not None else ""
    if isinstance(made.outcome, Rendering):
        return Listed(made.record, title, file=made.outcome.suggested_name, digest=made.outcome.code.digest)
    why = tuple(found.sentence(translate) for found in getattr(made.outcome, "findings", ()))
    return Listed(made.record, title, why=why or (made.outcome.sentence(translate),))


def index_sheet(form: Form, commit: Commit, lines: Iterable[Listed]) -> bytes:
    """A page that lists a batch: each paper with its record, file and digest, and what was not made with why."""
    return index_page(form.title.zh, f"{form.id} {form.version} {commit.id}", sorted(lines)).encode()
