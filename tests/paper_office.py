"""The foundation's office with a form about grants, and papers rendered there: genuine ones and forged ones."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.pack import pack_files
from cio_ctl.model.paper import Format
from cio_ctl.services.forms import form_named
from cio_ctl.services.paper_checks import check_paper
from cio_ctl.services.rendering import Paper, Press, filled_paper
from tests.offices import TestOffice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cio_ctl.services.paper_checks import PaperCheck

RECORD = "grants/2026/shelves/application"
FORM = """form: grant-form
title: {zh: 资助申请表, en: grant form}
head: grant
version: "1"
template: form.typ.j2
fields:
  - {name: title, title: {zh: 名称, en: title}, from: application.title, required: true}
  - {name: library, title: {zh: 图书馆, en: library}, from: application.library, ref: unit.name}
  - {name: amount, title: {zh: 金额, en: amount}, from: application.amount, show: money, required: true}
  - name: own_works
    title: {zh: 自办, en: own works}
    from: application.own_works
    show: choice
    choices: {"true": {zh: 是, en: "yes"}, "false": {zh: 否, en: "no"}}
  - {name: number, title: {zh: 编号, en: number}, from: application.number}
  - name: papers
    title: {zh: 附件, en: papers}
    each: application.annexes
    columns: [{name: name, title: {zh: 附件名称, en: name}, from: name}]
  - {name: decided, title: {zh: 审批意见, en: decision}, decision: {record: application, verb: approve}}
"""
LAYOUT = '#import "ruled.typ": *\n#show: ruled\n#whole-form({{ parts }})\n'


RENDERED = (Format.PDF, Format.HTML, Format.TEXT)
"""The form has no Word template."""
Boxes = dict[str, dict[str, object]]


def copied(performed: Path, folder: Path) -> TestOffice:
    """A copy of the foundation's repository for several tests, none of which changes it."""
    shutil.copytree(performed, folder, symlinks=True)
    return TestOffice(
        folder,
        {
            "PATH": os.environ["PATH"],
            "HOME": str(folder.parent),
            "CIO_CTL_CACHE": str(folder.parent / "cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
        },
    )


def shared_layouts() -> dict[str, str]:
    """The layouts that all forms share, by path."""
    return {path: content.decode() for path, content in pack_files().items() if path.startswith("templates/layouts/")}


def enact_form(office: TestOffice, form: str = FORM) -> str:
    """Commit the form and the layouts that all forms share; the commit."""
    files = shared_layouts() | {"templates/grant-form/form.yaml": form, "templates/grant-form/form.typ.j2": LAYOUT}
    for path in files:
        (office.folder / path).parent.mkdir(parents=True, exist_ok=True)
    office.enact(files, "enact the form of grants")
    return office.git("rev-parse", "HEAD")


def paper_of(office: TestOffice, at: str = "HEAD", record: str = RECORD) -> Paper:
    """The grant's form as filled in at a commit."""
    place = office.as_("ada")
    commit = place.commit_at(at)
    standing = place.standing_at(commit)
    return filled_paper(standing, form_named(standing, "grant-form"), record, place.repository.commit(commit))


def printed(
    office: TestOffice,
    how: Format = Format.PDF,
    at: str = "HEAD",
    *,
    forge: Callable[[Boxes], None] | None = None,
    **code: str,
) -> bytes:
    """The grant's paper; a forged one has other values in its boxes, or another code, than the commit gives it."""
    place, paper = office.as_("ada"), paper_of(office, at)
    boxes = {name: dict(box) for name, box in paper.filled.boxes.items()}
    if forge is not None:
        forge(boxes)
    filled = dataclasses.replace(paper.filled, boxes=boxes)
    forged = dataclasses.replace(paper, filled=filled, code=dataclasses.replace(paper.code, **code))
    with ConfinedWorker() as worker:
        return Press(place.standing_at(paper.commit.id), paper.form, worker).rendering(forged, how).content


def checked(office: TestOffice, content: bytes | str) -> PaperCheck:
    return check_paper(office.as_("ada"), content.encode() if isinstance(content, str) else content)


def codes(found: PaperCheck) -> list[str]:
    return [one.code for one in found.findings]


def code_of(office: TestOffice, at: str = "HEAD") -> str:
    return str(paper_of(office, at).code)


def saved_again(pdf: bytes, change: Callable[[PdfWriter], None] = lambda _: None) -> bytes:
    """The PDF as another program writes it, after a change."""
    writer, target = PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.write(target)
    return target.getvalue()


def extracted(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def changed(code: str, part: int) -> str:
    """The code with one letter of a part of it replaced by another that could stand there."""
    parts = code.split(":")
    parts[part] = parts[part][:-1] + ("a" if parts[part][-1] != "a" else "b")
    return ":".join(parts)
