"""The choices of a box: every value that can stand there has a label, and no value prints as an unticked row."""

from __future__ import annotations

import pytest

from tests.rules.small_forms import Records, box, filled, missing, problems, records_of_sample
from tests.services import sample_dossier as sample


@pytest.fixture
def records() -> Records:
    return records_of_sample()


def choice(source: str, *values: str) -> str:
    """A box that shows these values as choices."""
    labels = ", ".join(f'"{value}": {{zh: 选, en: one}}' for value in values)
    return f"{source}, show: choice, choices: {{{labels}}}"


LEVEL = "from: project.level"
KIND = "from: contract_kind"
GOODS = choice("from: goods_kind", "equipment", "software")
CASES = {
    "every value has its label": (choice(LEVEL, "district", "department"), []),
    "a value has none": (choice(LEVEL, "district"), [("F-CHOICE", "department")]),
    "no value has one": (f"{LEVEL}, show: choice", [("F-CHOICE", "department, district")]),
    "a label has no value": (choice(LEVEL, "district", "department", "town"), [("L-UNKNOWN", "town")]),
    "yes and no": (choice("from: project.classified", "true", "false"), []),
    "yes alone": (choice("from: project.classified", "true"), [("F-CHOICE", "false")]),
    "a field without a list of values": (choice("from: project.name", "a"), []),
    "one of two sources": (choice("from: [project.level, project.name]", "district"), []),
    "of a record that is named": (choice("from: project.unit, ref: unit.name", "x"), []),
    "a column": (
        f"each: contracts/*, columns: [{{name: n, title: {{zh: 类, en: n}}, {choice(KIND, 'construction')}}}]",
        [("F-CHOICE", "other, supervision")],
    ),
    "a column of a list": (
        f"each: contracts/main.procurement_list, columns: [{{name: n, title: {{zh: 类, en: n}}, {GOODS}}}]",
        [("F-CHOICE", "service")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_labels_are_held_against_the_values_of_the_schema(records: Records, case: str) -> None:
    fields, expected = CASES[case]
    assert problems(records, box("a", fields)) == expected


def test_a_value_without_a_label_is_told_with_its_record_instead_of_printed(records: Records) -> None:
    records[f"{sample.DOSSIER}/project"]["level"] = "town"
    (found,) = missing(records, box("a", f"{choice(LEVEL, 'district', 'department')}, required: true"))
    code, path, line, said = found
    assert (code, path, said["box"], said["value"]) == (
        "F-CHOICE",
        f"records/{sample.DOSSIER}/project.yaml",
        "a",
        "town",
    )
    assert line > 1


def test_a_value_with_a_label_and_one_that_is_not_given_are_filled_in(records: Records) -> None:
    del records[f"{sample.DOSSIER}/project"]["classified"]
    fields = box("a", choice(LEVEL, "department")) + box("b", choice("from: project.classified", "true"))
    assert [one["text"] for one in filled(records, fields).values()] == ["选", ""]  # type: ignore[index]
