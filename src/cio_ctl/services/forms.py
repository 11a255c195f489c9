"""The forms of an office at a commit: which there are, what is wrong with them, and the record that one is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.files import FORM_FILE, known_fields, read_form
from cio_ctl.adapters.schemas.shapes import JsonShapes
from cio_ctl.model.errors import AmbiguousRecord, Faulty, UnknownRecord, UsageProblem
from cio_ctl.model.finding import Place, finding
from cio_ctl.model.form import Form
from cio_ctl.rules.forms.check import form_findings
from cio_ctl.rules.forms.dossiers import dossier_template, head_within
from cio_ctl.services.naming import find_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.label import Label
    from cio_ctl.services.snapshots import Snapshot, Standing

_FOLDER: Final = "templates/"
LAYOUTS: Final = "templates/layouts/"
"""Where the layouts lie that all forms may import."""


class UnknownForm(UsageProblem):
    """No form of that name."""

    template = "{form} is no form here. The forms are: {forms}"


class UncommittedForm(UnknownForm):
    """No form of that name at a commit, though it may lie in the working tree."""

    template = (
        "{form} is no form here. The forms are: {forms}. One that lies under templates/ counts once it is committed"
    )


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A form as a list of forms shows it; ``faults`` say why it cannot be used."""

    id: str
    title: Label | None
    version: str
    head: str
    basis: str
    word: bool = False
    faults: tuple[Finding, ...] = ()


def available_forms(snapshot: Snapshot) -> tuple[FormInfo, ...]:
    """Every form of a commit, by name; one that cannot be read is there with its faults."""
    return tuple(_info(snapshot, path) for path in form_paths(snapshot).values())


def form_paths(snapshot: Snapshot) -> dict[str, str]:
    """The file of each form, by the form's name."""
    return {path.split("/")[1]: path for path in _files(snapshot, _FOLDER) if path.split("/")[2:] == [FORM_FILE]}


def layouts(snapshot: Snapshot) -> dict[str, str]:
    """The text of each layout that forms share, by file name."""
    return {
        path.removeprefix(LAYOUTS): text_of(snapshot, path)
        for path in _files(snapshot, LAYOUTS)
        if path.endswith(".typ")
    }


def text_of(snapshot: Snapshot, path: str) -> str:
    """The text of a file at a commit; empty if there is none."""
    return (snapshot.blob(path) or b"").decode("utf-8", "replace")


def _files(snapshot: Snapshot, folder: str) -> Iterator[str]:
    """The ordinary files below a folder, in order."""
    for path in sorted(snapshot.entries):
        if path.startswith(folder) and snapshot.entries[path].is_ordinary:
            yield path


def _info(snapshot: Snapshot, path: str) -> FormInfo:
    read = read_form(path, snapshot.blob(path) or b"")
    if isinstance(read, Form):
        return FormInfo(read.id, read.title, read.version, read.head, read.basis, bool(read.word))
    return FormInfo(path.split("/")[1], None, "", "", "", faults=read)


def check_forms(standing: Standing) -> tuple[Finding, ...]:
    """Everything that is wrong with the forms of an office."""
    found: list[Finding] = []
    for path in form_paths(standing.snapshot).values():
        form = form_at(standing, path)
        found += _word_faults(standing, form) if isinstance(form, Form) else form
    return tuple(found)


def _word_faults(standing: Standing, form: Form) -> tuple[Finding, ...]:
    """What the Word template of a form must not have in it; whether its fields are right shows when it is filled."""
    from cio_ctl.adapters.forms.word_archive import template_parts  # noqa: PLC0415 - only where there is such a template

    try:
        if form.word:
            template_parts(form.word, standing.snapshot.blob(form.word) or b"")
    except Faulty as fault:
        return fault.findings
    return ()


def form_at(standing: Standing, path: str) -> Form | tuple[Finding, ...]:
    """The form in a file, if it fits the law and its layouts are there."""
    read = read_form(path, standing.snapshot.blob(path) or b"")
    if not isinstance(read, Form):
        return read
    form = lawful_form(standing, path)
    found = () if isinstance(form, Form) else form
    snapshot = standing.snapshot
    missing = (layout for layout in (read.template, read.word) if layout and snapshot.ordinary_file(layout) is None)
    return (*found, *(_missing(snapshot, path, layout) for layout in missing)) or read


def _missing(snapshot: Snapshot, path: str, layout: str) -> Finding:
    """A layout that is not there; or lies there as an old Word file."""
    old = layout.removesuffix("x")
    if layout.endswith(".docx") and old in snapshot.entries:
        return finding(
            "L-TYPE", Place(path, 1), key=old, expected=f"{layout}: open it in Word or WPS, and save it as .docx"
        )
    return finding("L-MISSING", Place(path, 1), key=layout)


def lawful_form(standing: Standing, path: str) -> Form | tuple[Finding, ...]:
    """The form in a file, if it fits the law; its layouts need not be there."""
    form = read_form(path, standing.snapshot.blob(path) or b"")
    if not isinstance(form, Form):
        return form
    shapes = standing.office.shapes
    names = known_fields(shapes) if isinstance(shapes, JsonShapes) else {}
    return form_findings(form, standing.office.law, names) or form


def form_named(standing: Standing, name: str, *, laid_out: bool = True) -> Form:
    """The form of a name; unless it is to be ``laid_out``, its layouts need not be there.

    Raises:
        UnknownForm: there is none.
        Faulty: it cannot be used.
    """
    paths = form_paths(standing.snapshot)
    if name not in paths:
        raise (UncommittedForm if laid_out else UnknownForm)(form=name, forms=", ".join(paths) or "—")
    form = (form_at if laid_out else lawful_form)(standing, paths[name])
    if not isinstance(form, Form):
        raise Faulty(form)
    return form


def head_named(standing: Standing, form: Form, reference: str) -> str:
    """The id of the record that a form is to be about: named by it, its dossier, or any record in that.

    Raises:
        UnknownRecord: no record that the form could be about is named so.
        AmbiguousRecord: several are.
    """
    wanted = reference.removeprefix("records/").removesuffix(".yaml").strip("/")
    law, ids = standing.office.law, standing.snapshot.ids()
    template = dossier_template(law, form)
    depth = template.text.count("/") + 1
    folders = {"/".join(name.split("/")[:depth]) for name in ids}
    found = [name for name in folders if template.matches(name) is not None and f"/{name}".endswith(f"/{wanted}")]
    named = found[0] if len(found) == 1 else find_record(standing.snapshot, reference)
    head = head_within(law, form, named)
    if head:
        return head
    dossier = "/".join(named.split("/")[:depth])
    heads = [name for name in ids if name.startswith(f"{dossier}/") and law.processes[form.head].path.matches(name)]
    if len(heads) > 1:
        raise AmbiguousRecord(reference=reference, candidates=", ".join(heads[:8]))
    if not heads:
        path = law.processes[form.head].path.text
        raise UnknownRecord(reference=reference, hint=f". {form.id} is filled in from a {path}")
    return heads[0]


def fillable(standing: Standing, folder: str) -> Iterator[tuple[Form, str]]:
    """Each form that can be used, with each record of a folder that it can be about."""
    for path in form_paths(standing.snapshot).values():
        form = form_at(standing, path)
        if isinstance(form, Form):
            head = standing.office.law.processes[form.head].path
            for name in standing.snapshot.ids():
                if name.startswith(f"{folder}/") and head.matches(name) is not None:
                    yield form, name
