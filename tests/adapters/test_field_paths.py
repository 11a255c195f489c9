"""Where a path of fields leads in the schemas of a law."""

from __future__ import annotations

import pytest

from cio_ctl.adapters.schemas.shapes import JsonShapes

SHAPES = JsonShapes(
    {
        "types.schema.json": {
            "$defs": {
                "money": {"type": "string"},
                "cost": {"$ref": "#/$defs/money"},
                "thing": {"type": "object", "properties": {"cost": {"$ref": "#/$defs/cost"}, "no": True}},
                "things": {"type": "array", "items": {"$ref": "#/$defs/thing"}},
                "loop": {"$ref": "#/$defs/loop"},
                "nest": {"properties": {"nest": {"$ref": "#/$defs/nest"}}},
                "rows": {"type": "array", "items": {"$ref": "#/$defs/rows"}},
            }
        },
        "grant.schema.json": {
            "properties": {
                "amount": {"$ref": "types.schema.json#/$defs/cost"},
                "approval": {"type": "object", "properties": {"amount": {"type": "string"}}},
                "things": {"$ref": "types.schema.json#/$defs/things"},
                "loop": {"$ref": "types.schema.json#/$defs/loop"},
                "nest": {"$ref": "types.schema.json#/$defs/nest"},
                "rows": {"$ref": "types.schema.json#/$defs/rows"},
                "lost": {"$ref": "types.schema.json#/$defs/nowhere"},
                "odd": {"properties": []},
                "paper": {"$ref": "#/$defs/paper"},
            },
            "$defs": {
                "paper": {"type": "object", "properties": {"name": {"$ref": "#/$defs/name"}}},
                "name": {"type": "string"},
            },
        },
    }
)


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("amount", (False,)),
        ("approval.amount", (False, False)),
        ("things", (True,)),
        ("things.cost", (True, False)),
        ("things.no", (True, False)),
        ("nest.nest.nest", (False, False, False)),
        ("paper.name", (False, False)),
        ("rows", (True,)),
        ("loop", (False,)),
        ("lost", (False,)),
        ("sum", None),
        ("", None),
        ("amount.yuan", None),
        ("things.price", None),
        ("things.cost.yuan", None),
        ("things.no.more", None),
        ("rows.rows", None),
        ("loop.loop", None),
        ("lost.one", None),
        ("odd.one", None),
        ("approval.", None),
    ],
)
def test_a_path_leads_through_references_and_lists_or_nowhere(path: str, way: tuple[bool, ...] | None) -> None:
    assert SHAPES.way_to("grant", path) == way


def test_a_kind_without_schema_has_no_fields() -> None:
    assert SHAPES.way_to("loan", "amount") is None
