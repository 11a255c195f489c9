"""Kinds by which the village foundation evaluates libraries: another law than Pingshan's."""

from __future__ import annotations

from tests.schema_texts import MOVES, closed_schema

INSPECTION = "schemas/inspection.process.yaml"

_CHARTER = """\
kind: charter
title: {zh: 章程, en: charter}
path: charters/{charter}
score-rules:
  items: {list: points, id: name, max: worth}
  full: sum
  bands: {list: medals, id: medal, at-least: from}
"""
_INSPECTION = """\
kind: inspection
title: {zh: 检查, en: inspection}
path: inspections/{unit}/{period}
score-sheet:
  items: {list: parts, id: part, score: mark, weight: share}
  bands: {list: medals, id: medal, at-least: from}
  total: sum
  grade: medal
evaluates:
  unit: library
  norm: {field: charter, kind: charter, stage: settled}
  bands:
    - {id: gold, title: {zh: 金, en: gold}, at-least: 80}
    - {id: none, title: {zh: 无, en: none}, at-least: 0}
  criteria:
    - id: asking
      title: {zh: 申请, en: asking}
      weight: 60
      figures:
        - id: handed-in
          title: {zh: 已提交（%）, en: handed in (%)}
          of: {kind: grant, unit: library}
          share: {field: stage, not-equals: idea}
        - id: grants
          title: {zh: 申请数, en: grants}
          of: {kind: grant, unit: library}
          deducts: "5"
          cap: 8
    - id: spending
      title: {zh: 支出, en: spending}
      weight: 40
      figures:
        - id: reported
          title: {zh: 已报告（%）, en: reported (%)}
          of: {kind: report, unit: grant.library}
          share: {field: stage, equals: filed}
"""
_TEXT = {"title": "文 / text", "type": "string"}
_MANY = {"title": "表 / list", "type": "array", "items": _TEXT}


def _listed(**fields: object) -> dict[str, object]:
    return {"title": "表 / list", "type": "array", "items": {"type": "object", "properties": fields}}


_FIGURE = _listed(id=_TEXT, name=_TEXT, value=_TEXT, sources=_MANY, lacking=_MANY, undecided=_MANY, note=_TEXT)
_MEDALS = _listed(medal=_TEXT, name=_TEXT, **{"from": _TEXT})
_SHARE = {"title": "份 / share", "type": ["integer", "string"]}
_PARTS = _listed(part=_TEXT, share=_SHARE, figures=_FIGURE, suggested_score=_TEXT, mark=_TEXT, reason=_TEXT)
_FIELDS: dict[str, dict[str, object]] = {
    "charter": {"points": _listed(name=_TEXT, worth=_TEXT), "sum": _TEXT, "medals": _MEDALS},
    "inspection": {
        "library": {"title": "馆 / library", "type": "string", "reference": ["unit"]},
        "charter": {"title": "章程 / charter", "type": "string", "reference": ["charter"]},
        **dict.fromkeys(("computed_from", "period_from", "period_to", "sum", "medal"), _TEXT),
        "parts": _PARTS,
        "medals": _MEDALS,
    },
}


EVALUATING_KINDS = {
    "schemas/charter.process.yaml": _CHARTER + MOVES,
    INSPECTION: _INSPECTION + MOVES,
    **{f"schemas/{kind}.schema.json": closed_schema(kind, fields) for kind, fields in _FIELDS.items()},
}
"""The files of the law, by path."""
