from __future__ import annotations

import pytest

from cio_ctl.rules.forms.filling import Filled, fill
from tests.rules.small_forms import (
    Records,
    box,
    form,
    missing,
    records_of_sample,
    standing,
)
from tests.services import sample_dossier as sample


@pytest.fixture
def records() -> Records:
    return records_of_sample()


def test_a_box_that_does_not_apply_is_blank_and_nothing_is_asked_for(records: Records) -> None:
    fields = box("a", "from: project.missing, required: true, when: [{field: project.level, equals: district}]")
    fields += box("b", "from: project.name, when: [{field: nothing.level, present: false}]")
    found = fill(form(fields), standing(records).office, f"{sample.DOSSIER}/project")
    assert isinstance(found, Filled)
    shown = {name: found.boxes["a"][name] for name in ("title", "value", "applies")}
    assert shown == {"title": "栏", "value": "", "applies": ""}
    assert found.boxes["b"]["applies"] == "yes"


def test_every_missing_field_is_told_with_its_record_and_line(records: Records) -> None:
    del records[f"{sample.DOSSIER}/contracts/main"]["number"], records["units/health"]["parent"]
    fields = (
        box("a", "from: [filing.contact.mobile, project.contact.phone], required: true")
        + box("b", "from: project.unit, ref: [unit.parent, unit.name], required: true")
        + box(
            "c",
            "each: contracts/*, columns: [{name: n, title: {zh: 号, en: n}, from: number, required: true}]",
        )
        + box("d", "each: project.reuses, columns: [], required: true")
        + box("e", "decision: {record: filing, verb: reject}, required: true")
        + box("f", "sum: contracts/*.nothing, required: true")
        + box(
            "g",
            "each: project.performance, columns: [{name: n, title: {zh: 号, en: n}, from: x, required: true}]",
        )
    )
    found = missing(records, fields)
    assert {code for code, *_ in found} == {"F-FIELD"}
    told = {(arguments["record"].removeprefix(f"{sample.DOSSIER}/"), arguments["field"]) for *_, arguments in found}
    assert told == {
        ("project", "contact.phone"),
        ("units/health", "parent"),
        ("contracts/main", "number"),
        ("project", "reuses"),
        ("filing", "decisions.reject"),
        ("contracts/main", "nothing"),
        ("contracts/supervision", "nothing"),
        ("project", "performance.0.x"),
        ("project", "performance.1.x"),
        ("project", "performance.2.x"),
    }
    assert all(line > 1 for code, path, line, arguments in found if arguments["field"] == "contact.phone")


def test_a_missing_record_is_told_once_however_many_fields_it_lacks(records: Records) -> None:
    del records[f"{sample.DOSSIER}/filing"]
    del records[f"{sample.DOSSIER}/contracts/main"], records[f"{sample.DOSSIER}/contracts/supervision"]
    fields = (
        box("a", "from: filing.filled_on, required: true")
        + box("b", "from: filing.statement, required: true")
        + box("c", "each: contracts/*, columns: [], required: true")
        + box("d", "sum: contracts/*.amount, required: true")
        + box("e", "decision: {record: filing, verb: submit}, required: true")
        + box("f", "from: contracts/*.name, required: true")
        + box("g", "from: nowhere.x, required: true")
    )
    assert [
        (code, arguments["record"].rpartition("/")[2], arguments["kind"])
        for code, _, _, arguments in missing(records, fields)
    ] == [("F-RECORD", "filing", "filing"), ("F-RECORD", "NAME", "contract"), ("F-RECORD", "nowhere", "—")]


def test_a_record_that_cannot_be_read_is_told_as_such(records: Records) -> None:
    broken = sample.standing_of(records, {f"records/{sample.DOSSIER}/filing.yaml": b"a: [\n"})
    found = fill(form(box("a", "from: filing.filled_on, required: true")), broken.office, f"{sample.DOSSIER}/project")
    assert isinstance(found, tuple)
    assert [one.code for one in found] == ["Y-SYNTAX"]
