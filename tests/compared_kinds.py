"""Kinds for another law than Pingshan's that compare records: a purchase is checked against the terms offered."""

from __future__ import annotations

import json

_CLERK = "drafted-by: [{role: clerk}]\n"
_ITEM = {
    "type": "object",
    "properties": {"what": {"type": "string"}, "pieces": {"type": "integer"}, "price": {"type": "string"}},
    "additionalProperties": False,
}
_REFERENCE = {"type": "object", "properties": {"record": {"type": "string", "reference": ["terms"]}}}
_ROW = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("subject", "item", "expected", "found", "result", "reason")},
    "required": ["item", "result"],
    "additionalProperties": False,
    "if": {"properties": {"result": {"const": "same"}}},
    "else": {"required": ["reason"]},
}
TERMS_PROCESS = f"""\
kind: terms
title: {{zh: 条件, en: terms}}
path: purchases/{{purchase}}/terms
{_CLERK}stages:
  open: {{title: {{zh: 开, en: open}}, editable: true}}
  agreed: {{title: {{zh: 定, en: agreed}}, final: true}}
transitions:
  - {{verb: submit, from: open, to: agreed, by: [{{role: clerk}}]}}
"""
CHECK_PROCESS = f"""\
kind: check
title: {{zh: 核对, en: check}}
path: purchases/{{purchase}}/check
{_CLERK}stages:
  open: {{title: {{zh: 开, en: open}}, editable: true}}
  checked: {{title: {{zh: 核, en: checked}}, final: true}}
transitions:
  - {{verb: submit, from: open, to: checked, by: [{{role: clerk}}], compared: required}}
  - {{verb: advance, from: checked, to: open, by: [{{role: clerk}}]}}
compares:
  - id: goods
    title: {{zh: 物品, en: goods}}
    basis: G1
    items: {{field: bought}}
    against: {{record: "purchases/{{purchase}}/terms", field: goods}}
    by: what
    fields:
      pieces: {{zh: 件数, en: pieces}}
  - id: price
    title: {{zh: 价格, en: price}}
    amount: {{field: bought.price}}
    at-most: {{record: "purchases/{{purchase}}/terms", field: most}}
  - id: rests-on
    title: {{zh: 依据, en: rests on}}
    when: [{{field: named, present: true}}]
    resolves: {{field: named}}
    by: record
    stages: [agreed]
    says: record
  - id: terms
    title: {{zh: 条件, en: terms}}
    names: ["purchases/{{purchase}}/terms"]
    in: {{field: named}}
    stages: [agreed]
"""


def _schema(kind: str, fields: dict[str, object]) -> str:
    shared = {name: {"$ref": f"types.schema.json#/$defs/{name}"} for name in ("stage", "decisions")}
    properties = {"kind": {"const": kind}, **fields, **shared}
    return json.dumps({"type": "object", "properties": properties, "additionalProperties": False})


COMPARED_KINDS = {
    "schemas/terms.process.yaml": TERMS_PROCESS,
    "schemas/terms.schema.json": _schema(
        "terms", {"goods": {"type": "array", "items": _ITEM}, "most": {"type": "string"}}
    ),
    "schemas/check.process.yaml": CHECK_PROCESS,
    "schemas/check.schema.json": _schema(
        "check",
        {
            "bought": {"type": "array", "items": _ITEM},
            "named": {"type": "array", "items": _REFERENCE},
            "comparison": {"type": "array", "items": _ROW},
        },
    ),
}
