"""Forms of an office at a commit: which there are, and one of them filled in from a dossier, as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.files import FORM_FILE, field_names, read_form
from cio_ctl.adapters.schemas.shapes import JsonShapes
from cio_ctl.model.errors import Faulty, UnknownRecord, UsageProblem
from cio_ctl.model.finding import Place, finding
from cio_ctl.model.form import Form
from cio_ctl.rules.forms.check import form_findings
from cio_ctl.rules.forms.dossiers import dossier_of, dossier_template
from cio_ctl.rules.forms.filling import Filled, fill
from cio_ctl.services.naming import find_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.commit import Commit
    from cio_ctl.model.finding import Finding
    from cio_ctl.model.label import Label
    from cio_ctl.services.snapshots import Snapshot, Standing

_FOLDER: Final = "templates/"
PDF: Final = "application/pdf"


class UnknownForm(UsageProblem):
    """No form of that name."""

    template = "{form} is no form here. The forms are: {forms}"


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A form as a list of forms shows it; ``faults`` say why it cannot be used."""

    id: str
    title: Label | None
    version: str
    head: str
    basis: str
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendering:
    """A form filled in. ``fonts`` are the families that it is set in."""

    content: bytes
    media_type: str
    suggested_name: str
    fonts: tuple[str, ...]


def available_forms(snapshot: Snapshot) -> tuple[FormInfo, ...]:
    """Every form of a commit, by name; one that cannot be read is there with its faults."""
    return tuple(_info(snapshot, path) for path in _form_paths(snapshot))


def _form_paths(snapshot: Snapshot) -> Iterator[str]:
    for path in sorted(snapshot.entries):
        parts = path.split("/")
        if path.startswith(_FOLDER) and parts[2:] == [FORM_FILE] and snapshot.entries[path].mode == "100644":
            yield path


def _info(snapshot: Snapshot, path: str) -> FormInfo:
    read = read_form(path, snapshot.blob(path) or b"")
    if isinstance(read, Form):
        return FormInfo(read.id, read.title, read.version, read.head, read.basis)
    return FormInfo(path.split("/")[1], None, "", "", "", read)


def check_forms(standing: Standing) -> tuple[Finding, ...]:
    """Everything that is wrong with the forms of an office."""
    found: list[Finding] = []
    for path in _form_paths(standing.snapshot):
        form = _form_at(standing, path)
        found += () if isinstance(form, Form) else form
    return tuple(found)


def _form_at(standing: Standing, path: str) -> Form | tuple[Finding, ...]:
    """The form in a file, if it fits the law and its layout is there."""
    form = read_form(path, standing.snapshot.blob(path) or b"")
    if not isinstance(form, Form):
        return form
    shapes = standing.office.shapes
    names = field_names(shapes) if isinstance(shapes, JsonShapes) else {}
    found = form_findings(form, standing.office.law, names)
    layout = standing.snapshot.entries.get(form.template)
    if layout is None or layout.mode != "100644":
        found = (*found, finding("L-MISSING", Place(path, 1), key=form.template))
    return found or form


def form_named(standing: Standing, name: str) -> Form:
    """The form of a name.

    Raises:
        UnknownForm: there is none.
        Faulty: it cannot be used.
    """
    paths = {path.split("/")[1]: path for path in _form_paths(standing.snapshot)}
    if name not in paths:
        raise UnknownForm(form=name, forms=", ".join(paths) or "—")
    form = _form_at(standing, paths[name])
    if not isinstance(form, Form):
        raise Faulty(form)
    return form


def dossier_named(standing: Standing, form: Form, reference: str) -> str:
    """The dossier that a reference means: its folder, its name, or any record in it.

    Raises:
        UnknownRecord: no dossier of this form is named so.
        AmbiguousRecord: several records are.
    """
    template = dossier_template(standing.office.law, form.head)
    wanted = reference.removeprefix("records/").removesuffix(".yaml").strip("/")
    folders = {dossier_of(template, name) for name in standing.snapshot.ids()} - {""}
    found = [folder for folder in folders if folder == wanted or folder.endswith(f"/{wanted}")]
    if len(found) == 1:
        return found[0]
    folder = dossier_of(template, find_record(standing.snapshot, reference))
    if not folder:
        raise UnknownRecord(reference=reference, hint=f". {form.id} is filled in from a {template.text}")
    return folder


def render(standing: Standing, form_name: str, reference: str, commit: Commit) -> Rendering:
    """A form filled in from a dossier as the office stands at a commit.

    Raises:
        UnknownForm: there is no such form.
        UnknownRecord: no dossier is named so.
        AmbiguousRecord: several records are named so.
        Faulty: the form or its layout cannot be used, or fields are missing (all of them).
    """
    form = form_named(standing, form_name)
    dossier = dossier_named(standing, form, reference)
    filled = fill(form, standing.office, dossier)
    if not isinstance(filled, Filled):
        raise Faulty(filled)
    source = (standing.snapshot.blob(form.template) or b"").decode("utf-8", "replace")
    return _typeset(standing, filled, source, commit)


def _typeset(standing: Standing, filled: Filled, source: str, commit: Commit) -> Rendering:
    """A filled form as PDF."""
    from cio_ctl.adapters.forms.fonts import find_fonts  # noqa: PLC0415 - only those who render pay for fonts
    from cio_ctl.adapters.forms.typst_pdf import Imprint, Layout, make_pdf  # noqa: PLC0415 - likewise

    fonts, form, short = find_fonts(), filled.form, commit.id[:12]
    values = {
        "box": filled.boxes,
        "font": dict(fonts.families),
        "form": {"id": form.id, "title": form.title.zh, "version": form.version},
        "printed": {"dossier": filled.dossier, "commit": short},
    }
    author = standing.office.law.title.zh
    title = f"{form.title.zh} {filled.dossier} {short}"
    pdf = make_pdf(Layout(form.template, source, fonts.folders), values, Imprint(title, author, commit.at))
    slug = filled.dossier.rpartition("/")[2]
    return Rendering(pdf, PDF, f"{form.id}-{slug}-{short}.pdf", fonts.names)
