"""Kinds for the village foundation that are scored: another law than Pingshan's, with other names for everything."""

from __future__ import annotations

from tests.schema_texts import MOVES, closed_schema

SCALE, RATING, CONTEST = "schemas/scale.process.yaml", "schemas/rating.process.yaml", "schemas/contest.process.yaml"

_SCALE = """\
kind: scale
title: {zh: 尺度, en: scale}
path: scales/{scale}
score-rules:
  items: {list: points, id: name, max: worth, each: costs}
  full: sum
  bands: {list: medals, id: medal, at-least: from}
"""
_RATING = """\
kind: rating
title: {zh: 评分, en: rating}
path: ratings/{rating}
related: {by: {field: scale}}
score-sheet:
  rules: by
  items: {list: marks, id: of, events: faults.costs, deducted: lost, score: left}
  total: left
  grade: medal
"""
_CONTEST = """\
kind: contest
title: {zh: 评比, en: contest}
path: contests/{contest}
score-sheet:
  items: {list: parts, id: name, score: mark, weight: share}
  bands: {list: medals, id: medal, at-least: from}
  total: sum
  grade: medal
"""
_TEXT = {"title": "文 / text", "type": "string"}


def _listed(*names: str, **more: object) -> dict[str, object]:
    fields = {**dict.fromkeys(names, _TEXT), **more}
    return {"title": "表 / list", "type": "array", "items": {"type": "object", "properties": fields}}


_MEDALS = _listed("medal", "from")
_FIELDS: dict[str, dict[str, object]] = {
    "scale": {"points": _listed("name", "worth", "costs"), "sum": _TEXT, "medals": _MEDALS},
    "rating": {
        "scale": {"title": "尺度 / scale", "type": "string", "reference": ["scale"]},
        "marks": _listed("of", "lost", "left", faults=_listed("what", "costs")),
        "left": _TEXT,
        "medal": _TEXT,
    },
    "contest": {"parts": _listed("name", "mark", "share"), "medals": _MEDALS, "sum": _TEXT, "medal": _TEXT},
}


SCORED_KINDS = {
    SCALE: _SCALE + MOVES,
    RATING: _RATING + MOVES,
    CONTEST: _CONTEST + MOVES,
    **{f"schemas/{kind}.schema.json": closed_schema(kind, fields) for kind, fields in _FIELDS.items()},
}
"""The files of the law, by path."""
