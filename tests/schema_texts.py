"""Schemas of kinds that tests make up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def closed_schema(kind: str, fields: Mapping[str, object]) -> str:
    """The schema file of a kind with stages that has these fields and no others."""
    common = {
        "kind": {"const": kind},
        "stage": {"$ref": "types.schema.json#/$defs/stage"},
        "decisions": {"$ref": "types.schema.json#/$defs/decisions"},
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind,
        "type": "object",
        "properties": {**fields, **common},
        "required": ["kind", "stage", "decisions"],
        "additionalProperties": False,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
