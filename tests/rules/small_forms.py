"""Small forms over the sample dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.adapters.forms.files import known_fields, read_form
from cio_ctl.adapters.schemas.shapes import JsonShapes
from cio_ctl.model.form import Form
from cio_ctl.rules.forms.check import form_findings
from cio_ctl.rules.forms.filling import Filled, fill
from cio_ctl.services.snapshots import Standing
from tests.services import sample_dossier as sample

if TYPE_CHECKING:
    from cio_ctl.model.finding import Finding

PATH = "templates/test-form/form.yaml"


HEAD = """form: test-form
title: {zh: 试表, en: test form}
head: project
version: "1"
template: form.typ.j2
fields:
"""


Records = dict[str, dict[str, object]]


def records_of_sample() -> Records:
    return sample.register() | sample.dossier()


def read(fields: str) -> Form | tuple[Finding, ...]:
    return read_form(PATH, (HEAD + fields).encode())


def form(fields: str) -> Form:
    found = read(fields)
    assert isinstance(found, Form), found
    return found


def box(name: str, rest: str) -> str:
    return f"  - {{name: {name}, title: {{zh: 栏, en: box}}, {rest}}}\n"


def standing(records: Records) -> Standing:
    made = sample.standing_of(records)
    assert isinstance(made, Standing)
    return made


def filled(records: Records, fields: str) -> dict[str, object]:
    found = fill(form(fields), standing(records).office, f"{sample.DOSSIER}/project")
    assert isinstance(found, Filled), found
    return {name: one["value"] for name, one in found.boxes.items()}


def missing(records: Records, fields: str) -> list[tuple[str, str, int, dict[str, str]]]:
    found = fill(form(fields), standing(records).office, f"{sample.DOSSIER}/project")
    assert isinstance(found, tuple)
    return [(one.code, one.place.path, one.place.line, dict(one.arguments)) for one in found]


def problems(records: Records, fields: str) -> list[tuple[str, str]]:
    office = standing(records).office
    assert isinstance(office.shapes, JsonShapes)
    found = form_findings(form(fields), office.law, known_fields(office.shapes))
    assert all(one.place.line > 6 for one in found)
    said = [(one.code, dict(one.arguments)) for one in found]
    return [(code, facts.get("name") or facts["value"]) for code, facts in said]
