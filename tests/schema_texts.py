"""Schemas of kinds that tests make up, and how the simplest of them move."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MOVES = """\
drafted-by: [{role: clerk}]
stages:
  open: {title: {zh: 草稿, en: open}, editable: true}
  settled: {title: {zh: 已定, en: settled}}
transitions:
  - {verb: submit, from: open, to: settled, by: [{role: clerk}]}
"""
"""The end of the process of a kind that a clerk drafts and settles."""


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
