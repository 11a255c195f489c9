"""Lint for forms: whether each fits the law, prints the boxes that it asks for, and can be laid out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.forms.paper_faults import BadPaper
from cio_ctl.adapters.forms.pdf_text import read_pdf
from cio_ctl.adapters.forms.template_boxes import boxes_printed
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.word_archive import template_parts
from cio_ctl.adapters.forms.word_boxes import boxes_named
from cio_ctl.model.commit import Commit
from cio_ctl.model.errors import Faulty
from cio_ctl.model.finding import Place, finding
from cio_ctl.model.form import ByHand, Form
from cio_ctl.model.paper import Format, codes_in
from cio_ctl.model.reason import Reason
from cio_ctl.rules.forms.samples import emptied, sampled
from cio_ctl.services.forms import form_at, form_paths, text_of
from cio_ctl.services.rendering import Press, paper_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.form import FormField
    from cio_ctl.services.rendering import Paper, Rendering
    from cio_ctl.services.snapshots import Standing


_NO_COMMIT: Final = Commit("0" * 40, "", (), "", datetime(2026, 3, 5, tzinfo=UTC), "", None, b"")
"""What a trial is printed from."""
_NO_CODE: Final = Reason(
    "the paper does not carry its own code, and no other, in its small print and its keywords: "
    'begin with a layout that prints it, such as #import "paper.typ": * and #show: paper'
)


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
    press = Press(standing, form, worker)
    for trial in (_typst_faults, _word_faults) if form.word else (_typst_faults,):
        try:
            yield from trial(standing, form, press, worker)
        except Faulty as faulty:
            yield from faulty.findings


def _typst_faults(standing: Standing, form: Form, press: Press, worker: ConfinedWorker) -> Iterator[Finding]:
    """What is wrong with the layout for PDFs.

    Raises:
        Faulty: it cannot be laid out.
    """
    yield from _box_findings(form, text_of(standing.snapshot, form.template))
    made = [press.rendering(paper, Format.PDF) for paper in _trials(standing, form)]
    yield from _code_findings(form, made[0], worker)


def _word_faults(standing: Standing, form: Form, press: Press, _: ConfinedWorker) -> Iterator[Finding]:
    """What is wrong with the Word template.

    Raises:
        Faulty: it cannot be laid out.
    """
    named = boxes_named(template_parts(form.word, standing.snapshot.blob(form.word) or b""))
    for one in form.fields:
        if one.name not in named and not one.when and not isinstance(one.binding, ByHand):
            yield _unprinted(form, one, form.word)
    for paper in _trials(standing, form):
        press.rendering(paper, Format.WORD)


def _trials(standing: Standing, form: Form) -> tuple[Paper, ...]:
    """The form with samples, and with nothing in it."""
    return tuple(paper_of(standing, filled, _NO_COMMIT) for filled in (sampled(form), emptied(form)))


def _box_findings(form: Form, source: str) -> Iterator[Finding]:
    """Boxes that the template prints and the form has not, and such as the form has and nobody prints."""
    printed, known = boxes_printed(form.template, source), {one.name for one in form.fields}
    for name, line in printed.lines.items():
        if name not in known:
            yield finding("F-UNKNOWN", Place(form.template, line), box=name)
    for one in form.fields if not printed.whole else ():
        if one.name not in printed.lines:
            yield _unprinted(form, one, form.template)


def _unprinted(form: Form, one: FormField, template: str) -> Finding:
    """A box that a template leaves out."""
    file = template.rpartition("/")[2]
    return finding("F-UNPRINTED", Place(form.path, one.line), box=one.name, title=one.title.zh, template=file)


def _code_findings(form: Form, made: Rendering, worker: ConfinedWorker) -> tuple[Finding, ...]:
    """Whether the paper carries its own code, and no other, for readers and for programs."""
    try:
        text = read_pdf(worker, made.content)
    except BadPaper as problem:
        return BadTemplate(form.template, 0, str(problem)).findings
    if codes_in("\n".join(text.lines)) == codes_in(text.about) == (made.code,):
        return ()
    return BadTemplate(form.template, 0, _NO_CODE).findings
