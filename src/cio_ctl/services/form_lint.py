"""Lint for forms: whether each fits the law, prints the boxes that it asks for, and can be laid out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.forms.template_boxes import boxes_printed
from cio_ctl.model.commit import Commit
from cio_ctl.model.errors import Faulty
from cio_ctl.model.finding import Place, finding
from cio_ctl.model.form import Form
from cio_ctl.model.paper import Format
from cio_ctl.rules.forms.samples import emptied, sampled
from cio_ctl.services.forms import form_at, form_paths, text_of
from cio_ctl.services.rendering import Press, paper_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.finding import Finding
    from cio_ctl.services.snapshots import Standing


_NO_COMMIT: Final = Commit("0" * 40, "", (), "", datetime(2026, 3, 5, tzinfo=UTC), "", None, b"")
"""What a trial is printed from."""


def lint(standing: Standing) -> Iterator[Finding]:
    """Everything that is wrong with the forms of an office, form by form."""
    with ConfinedWorker() as worker:
        for path in form_paths(standing.snapshot).values():
            form = form_at(standing, path)
            if not isinstance(form, Form):
                yield from form
                continue
            yield from _faults(standing, form, worker)


def _faults(standing: Standing, form: Form, worker: ConfinedWorker) -> Iterator[Finding]:
    """What is wrong with the layouts of a form; one that is not well-formed is not laid out."""
    try:
        yield from _box_findings(form, text_of(standing.snapshot, form.template))
        press = Press(standing, form, worker)
        for how in (Format.PDF, Format.WORD) if form.word else (Format.PDF,):
            for filled in (sampled(form), emptied(form)):
                press.rendering(paper_of(standing, filled, _NO_COMMIT), how)
    except Faulty as faulty:
        yield from faulty.findings


def _box_findings(form: Form, source: str) -> Iterator[Finding]:
    """Boxes that the template prints and the form has not, and such as the form has and nobody prints."""
    printed, known = boxes_printed(form.template, source), {one.name for one in form.fields}
    for name, line in printed.lines.items():
        if name not in known:
            yield finding("F-UNKNOWN", Place(form.template, line), box=name)
    for one in form.fields if not printed.whole else ():
        if one.name not in printed.lines:
            yield finding("F-UNPRINTED", Place(form.path, one.line), box=one.name, title=one.title.zh)
