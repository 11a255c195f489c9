"""Fields that a user sets, laid over others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.adapters.schemas.shapes import JsonShapes
from cio_ctl.services.assigning import assigned, put

if TYPE_CHECKING:
    from cio_ctl.adapters.schemas.shapes import Schema


def test_a_value_set_below_a_mapping_leaves_the_mapping_that_was_given_as_it_is() -> None:
    given: dict[str, object] = {"name": "甲"}
    first: dict[str, object] = {}
    second: dict[str, object] = {}

    put(first, ("contact",), given)
    put(first, ("contact", "phone"), "1")
    put(second, ("contact",), given)

    assert first == {"contact": {"name": "甲", "phone": "1"}}
    assert second == {"contact": {"name": "甲"}}


def test_a_value_set_below_what_is_no_mapping_takes_its_place() -> None:
    data: dict[str, object] = {"contact": "甲"}

    put(data, ("contact", "phone"), "1")

    assert data == {"contact": {"phone": "1"}}


def test_a_text_behind_a_reference_within_the_schema_file_stays_a_text() -> None:
    paper = {"properties": {"name": {"$ref": "#/$defs/text"}}}
    schema: Schema = {
        "properties": {"paper": {"$ref": "#/$defs/paper"}},
        "$defs": {"paper": paper, "text": {"type": "string"}},
    }
    shapes = JsonShapes({"grant.schema.json": schema})

    assert assigned(shapes, "grant", ["paper.name=2026001"]) == {("paper", "name"): "2026001"}
