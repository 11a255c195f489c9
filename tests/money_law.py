"""The law of the foundation with words on money laid over it."""

from __future__ import annotations

from tests.offices_in_memory import PROCESS, Texts, grants_office

SCHEMA = "schemas/grant.schema.json"
MONEY = """\
year: path.year
amounts:
  asked: {title: {zh: 申请, en: asked}, sum: amount}
  spent:
    title: {zh: 支出, en: spent}
    largest: spent
    of: grants/{year}/{grant}/report
    stage: [filed]
  both: {sum: [asked, spent]}
rates:
  use: {title: {zh: 使用率, en: use}, of: spent, to: asked}
checks:
  - id: things-multiply
    title: {zh: 数量×单价＝合价, en: number × price = cost}
    each: things
    product: [number, price]
    equals: cost
  - id: things-make-the-amount
    title: {zh: 合价之和＝金额, en: the things make the amount}
    basis: G1
    sum: things.cost
    equals: amount
  - id: spent-within-asked
    title: {zh: 支出不超申请, en: spent within asked}
    basis: G3
    marks: true
    sum: spent
    at-most: asked
"""
_THINGS = """
    "things": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "number": {"type": "integer"},
          "price": {"$ref": "types.schema.json#/$defs/money"},
          "cost": {"$ref": "types.schema.json#/$defs/money"},
          "parts": {"type": "array", "items": {"type": "object", "properties": {"cost": {"type": "string"}}}}
        },
        "additionalProperties": false
      }
    },
"""


def money_office(old: str = "", new: str = "") -> Texts:
    """The foundation, whose grants list things and have amounts; one text of the words on money changed."""
    assert old in MONEY
    office = grants_office().replacing(SCHEMA, '    "amount":', f'{_THINGS}    "amount":')
    return office.having({PROCESS: office.files[PROCESS] + MONEY.replace(old, new, 1)})
