"""Rendering: a form filled in about a record as the office stands at a commit, laid out as PDF, Word, HTML or text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.model.errors import Faulty, UsageProblem
from cio_ctl.model.paper import MEDIA_TYPES, Format, PaperCode, digest_of
from cio_ctl.rules.forms.filling import Filled, fill
from cio_ctl.rules.forms.parts import parts_of
from cio_ctl.services.forms import form_named, head_named, layouts, text_of

if TYPE_CHECKING:
    from cio_ctl.adapters.forms.fonts import Fonts
    from cio_ctl.model.commit import Commit
    from cio_ctl.model.form import Form
    from cio_ctl.services.snapshots import Standing


class NoWordTemplate(UsageProblem):
    """The form has no Word template."""

    template = "{form} has no Word template: lay one beside its form.yaml, and name it there (word: form.docx)"


def refuse_unmade(form: Form, how: Format) -> None:
    """Stop where a form cannot be rendered so, whatever it is about.

    Raises:
        NoWordTemplate: it is to be a Word file, and the form has no template for that.
    """
    if how is Format.WORD and not form.word:
        raise NoWordTemplate(form=form.id)


_PARTS: Final = "parts"


@dataclass(frozen=True, slots=True)
class Rendering:
    """A form filled in and laid out. ``fonts`` are the families that it is set in."""

    content: bytes
    media_type: str
    suggested_name: str
    fonts: tuple[str, ...]
    code: PaperCode


@dataclass(frozen=True, slots=True)
class Paper:
    """A form filled in at a commit, before it is laid out. ``author`` is the office, ``slugs`` those of the record."""

    filled: Filled
    commit: Commit
    author: str
    code: PaperCode
    slugs: tuple[str, ...]

    @property
    def form(self) -> Form:
        """The form."""
        return self.filled.form

    @property
    def title(self) -> str:
        """What the paper calls itself, unlike any other."""
        return f"{self.form.title.zh} {self.code.record} {self.commit.id[:12]}"

    @property
    def file_stem(self) -> str:
        """The name of its file without the ending, that of no other paper of this form: no slug has an underscore."""
        return "-".join([self.form.id, "_".join(self.slugs), self.commit.id[:12]])

    def values(self) -> dict[str, object]:
        """What a template may print: boxes by name, parts in order, the form, and what it was printed from."""
        return {
            "box": dict(self.filled.boxes),
            _PARTS: parts_of(self.filled),
            "form": {"id": self.form.id, "title": self.form.title.zh, "version": self.form.version},
            "printed": self.printed(),
        }

    def printed(self) -> dict[str, object]:
        """The small print."""
        return {"record": self.code.record, "commit": self.commit.id[:12], "digest": self.code.digest}


def filled_paper(standing: Standing, form: Form, head: str, commit: Commit) -> Paper:
    """The form about a record at a commit, with its code.

    Raises:
        Faulty: fields are missing (all of them).
    """
    filled = fill(form, standing.office, head)
    if not isinstance(filled, Filled):
        raise Faulty(filled)
    return paper_of(standing, filled, commit)


def paper_of(standing: Standing, filled: Filled, commit: Commit) -> Paper:
    """A filled form with its code, which is a digest of the form's file and of all that its boxes say."""
    form, head = filled.form, filled.head
    content = {
        "form": [form.id, form.version, standing.snapshot.entries[form.path].object_id],
        "record": head,
        "boxes": dict(filled.boxes),
    }
    code = PaperCode(form.id, head, commit.id, digest_of(content))
    slugs = standing.office.law.processes[form.head].path.matches(head) or {}
    return Paper(filled, commit, standing.office.law.title.zh, code, tuple(slugs.values()))


class Press:
    """Lays papers of one form out, with the template, the layouts and the fonts of one commit."""

    def __init__(self, standing: Standing, form: Form, worker: ConfinedWorker) -> None:
        from cio_ctl.adapters.forms.fonts import installed_fonts  # noqa: PLC0415 - only those who render pay for fonts

        self._worker = worker
        self._fonts: Fonts = installed_fonts()
        self._source = text_of(standing.snapshot, form.template)
        self._layouts = layouts(standing.snapshot)
        self._word_template = standing.snapshot.blob(form.word) or b"" if form.word else b""

    def rendering(self, paper: Paper, how: Format) -> Rendering:
        """A paper laid out.

        Raises:
            NoWordTemplate: it is to be a Word file, and the form has no template for that.
            BadTemplate: its layout cannot be used.
        """
        content, fonts = self._content(paper, how), self._fonts.names if how is Format.PDF else ()
        return Rendering(content, MEDIA_TYPES[how], f"{paper.file_stem}.{how}", fonts, paper.code)

    def _content(self, paper: Paper, how: Format) -> bytes:
        heading, parts, code = paper.form.title.zh, parts_of(paper.filled), str(paper.code)
        match how:
            case Format.PDF:
                return self._pdf(paper)
            case Format.WORD:
                return self._word(paper)
            case Format.HTML:
                from cio_ctl.rules.forms.html_view import as_html  # noqa: PLC0415 - seldom asked for

                return as_html(paper.title, heading, parts, code).encode()
            case Format.TEXT:
                from cio_ctl.rules.forms.text_view import as_text  # noqa: PLC0415 - likewise

                return as_text(heading, parts, code).encode()

    def _pdf(self, paper: Paper) -> bytes:
        from cio_ctl.adapters.forms.qr_codes import as_svg  # noqa: PLC0415 - only papers need it
        from cio_ctl.adapters.forms.typst_pdf import Imprint, Layout, make_pdf  # noqa: PLC0415 - likewise

        families, values = dict(self._fonts.families), paper.values()
        if _PARTS not in self._source:
            del values[_PARTS]  # every box a second time, for a template that names its boxes
        sheet = {
            "font": families,
            "form": values["form"],
            "printed": {**paper.printed(), "code": str(paper.code), "qr": as_svg(str(paper.code))},
        }
        layout = Layout(paper.form.template, self._source, self._fonts.folders, self._layouts)
        imprint = Imprint(paper.title, paper.author, paper.commit.at)
        return make_pdf(self._worker, layout, {**values, "font": families}, imprint, sheet)

    def _word(self, paper: Paper) -> bytes:
        from cio_ctl.adapters.forms.qr_codes import as_png  # noqa: PLC0415 - only papers need it
        from cio_ctl.adapters.forms.typst_pdf import Imprint  # noqa: PLC0415 - likewise
        from cio_ctl.adapters.forms.word_files import SmallPrint, make_docx  # noqa: PLC0415 - likewise

        form, code = paper.form, str(paper.code)
        refuse_unmade(form, Format.WORD)
        line = f"记录 {paper.code.record}　提交 {paper.commit.id[:12]}　表样 {form.id}　版本 {form.version}"
        small_print = SmallPrint(line, code, as_png(code))
        imprint = Imprint(paper.title, paper.author, paper.commit.at)
        return make_docx(self._worker, form.word, self._word_template, paper.filled.boxes, small_print, imprint)


def render(standing: Standing, form_name: str, reference: str, commit: Commit, how: Format = Format.PDF) -> Rendering:
    """A form filled in about a record as the office stands at a commit.

    Raises:
        UnknownForm: there is no such form.
        UnknownRecord: no record is named so.
        AmbiguousRecord: several records are named so.
        NoWordTemplate: it is to be a Word file, and the form has no template for that.
        Faulty: the form or its layout cannot be used, or fields are missing (all of them).
    """
    form = form_named(standing, form_name)
    paper = filled_paper(standing, form, head_named(standing, form, reference), commit)
    with ConfinedWorker() as worker:
        return Press(standing, form, worker).rendering(paper, how)
