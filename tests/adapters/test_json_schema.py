"""What the shapes of records tell of themselves."""

from __future__ import annotations

import pytest

from cio_ctl.adapters.schemas.shapes import JsonShapes, Schema
from tests.pingshan_in_memory import pingshan_office

STAGE: Schema = {"stage": {"type": "string"}, "decisions": {"type": "array"}}
BY_STAGE: Schema = {"if": {"properties": {"stage": {"const": "done"}}}, "then": {"required": ["end"]}}


@pytest.mark.parametrize(
    ("schema", "follows"),
    [
        ({"properties": STAGE, "required": ["stage", "decisions"]}, False),
        ({"properties": {**STAGE, "end": {"type": "string"}}}, False),
        ({"properties": STAGE, "allOf": [BY_STAGE]}, True),
        ({"properties": STAGE, "dependentSchemas": {"decisions": {"required": ["end"]}}}, True),
        ({"properties": STAGE, "allOf": [{"$ref": "types.schema.json#/$defs/ended"}]}, True),
        ({"properties": STAGE, "allOf": [{"$ref": "types.schema.json#/$defs/plain"}]}, False),
        ({"properties": {**STAGE, "part": {"$ref": "types.schema.json#/$defs/round"}}}, False),
    ],
)
def test_a_schema_that_looks_at_stage_or_decisions_is_known(schema: Schema, *, follows: bool) -> None:
    plain: Schema = {"type": "object"}
    types: Schema = {"$defs": {"ended": BY_STAGE, "plain": plain, "round": {"$ref": "types.schema.json#/$defs/round"}}}

    assert JsonShapes({"case.schema.json": schema, "types.schema.json": types}).follows_decisions("case") is follows


def test_few_kinds_of_the_pack_look_at_stages() -> None:
    office = pingshan_office().office

    assert {kind for kind in office.law.processes if office.shapes.follows_decisions(kind)} == {"project", "system"}
    assert not office.shapes.follows_decisions("nothing")
