"""The key ``evaluates`` of a process file."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from cio_ctl.adapters.law.tracing import goals_at
from cio_ctl.model.evaluations import (
    Band,
    Chain,
    Count,
    Criterion,
    Evaluates,
    Figure,
    Kept,
    Mean,
    NormRule,
    OnTime,
    Ratio,
    Selection,
    Share,
    Within,
    Without,
)
from cio_ctl.model.law import Verb

if TYPE_CHECKING:
    from cio_ctl.adapters.law.reading import Part
    from cio_ctl.model.evaluations import Measure, Test

_MEASURES = ("share", "without", "leads-to", "comes-from", "mean", "ratio", "checks", "kept", "on-time")
_FIGURE_KEYS = ("id", "title", "of", *_MEASURES, "out-of", "deducts", "cap")
_SELECTION_KEYS = ("kind", "unit", "stage", "where", "stood", "reached", "on", "from", "until", "entries", "each")
_FULL = 100


def evaluates_in(root: Part) -> Evaluates | None:
    """What a process file says under ``evaluates``; None if nothing."""
    if "evaluates" not in root.fields:
        return None
    part = root.part("evaluates").expecting(("unit", "norm", "bands", "criteria"), ("unit", "bands", "criteria"))
    return Evaluates(
        part.text("unit"),
        tuple(_criterion(below) for below in part.parts("criteria")),
        tuple(_band(below) for below in part.parts("bands")),
        _norm(part),
    )


def _norm(part: Part) -> NormRule | None:
    if "norm" not in part.fields:
        return None
    norm = part.part("norm").expecting(("field", "kind", "stage", "where"), ("field", "kind"))
    return NormRule(norm.text("field"), norm.text("kind"), norm.texts("stage"), norm.matches("where"))


def _band(part: Part) -> Band:
    part.expecting(("id", "title", "at-least"), ("id", "title", "at-least"))
    return Band(part.text("id"), part.label("title"), _points(part, "at-least") or Decimal(0))


def _criterion(part: Part) -> Criterion:
    part.expecting(("id", "title", "weight", "figures"), ("id", "title", "weight", "figures"))
    figures = tuple(_figure(below) for below in part.parts("figures"))
    return Criterion(part.text("id"), part.label("title"), _points(part, "weight") or Decimal(0), figures)


def _figure(part: Part) -> Figure:
    """A figure; it looks at a selection, but for one on duties."""
    on_time = "on-time" in part.fields
    part.expecting(_FIGURE_KEYS, ("id", "title") if on_time else ("id", "title", "of"))
    measures = [key for key in _MEASURES if key in part.fields]
    if len(measures) > 1 or (on_time and "of" in part.fields):
        part.wrong(measures[-1], "the only one of of/" + "/".join(_MEASURES) if on_time else "the only measure")
    key = measures[0] if measures else ""
    for other, needed in (("out-of", "mean"), ("deducts", ""), ("cap", "")):
        if other in part.fields and key != needed:
            part.wrong(other, "left out here")
    return Figure(
        part.text("id"), part.label("title"), None if on_time else _selection(part.part("of")), _measure(part, key)
    )


def _measure(part: Part, key: str) -> Measure:
    """What the key of a measure says; without a key, a count."""
    match key:
        case "":
            return Count(_points(part, "deducts"), _points(part, "cap"))
        case "mean":
            return Mean(part.text(key), str(part.fields.get("out-of", "")))
        case "ratio":
            ratio = part.part(key).expecting(("of", "to"), ("of", "to"))
            return Ratio(ratio.text("of"), ratio.text("to"))
        case _:
            return _test(part, key)


def _test(part: Part, key: str) -> Test:
    """What each of several is tested by."""
    match key:
        case "share":
            return Share(part.matches(key))
        case "without":
            return Without(_verbs(part))
        case "checks":
            return Within(part.texts(key))
        case "on-time":
            return OnTime(part.texts(key))
        case "kept":
            needed = ("planned", "actual")
            pairs = [below.expecting(needed, needed) for below in part.parts(key)]
            return Kept(tuple((below.text("planned"), below.text("actual")) for below in pairs))
        case _:
            return Chain(goals_at(part, key), key == "leads-to")


def _verbs(part: Part) -> tuple[str, ...]:
    verbs = part.texts("without")
    if not set(verbs) <= set(Verb):
        part.wrong("without", f"of {', '.join(Verb)}")
    return verbs


def _selection(part: Part) -> Selection:
    """What a figure looks at."""
    part.expecting(_SELECTION_KEYS, ("kind",))
    if "on" in part.fields and {"from", "until"} & set(part.fields):
        part.wrong("on", "left out where from or until stands")
    if "each" in part.fields and "entries" not in part.fields:
        part.wrong("each", "left out where entries does not stand")
    day = part.text("on")
    return Selection(
        part.text("kind"),
        part.text("unit") or "unit",
        part.texts("stage"),
        part.matches("where"),
        part.texts("stood"),
        part.texts("reached"),
        day or part.text("from"),
        day or part.text("until"),
        part.text("entries"),
        part.matches("each"),
    )


def _points(part: Part, key: str) -> Decimal | None:
    """The points from 0 to 100 at a key, whole or as text; None if there are none."""
    value = part.fields.get(key)
    if value is None:
        return None
    try:
        points = Decimal(value) if isinstance(value, int | str) and not isinstance(value, bool) else Decimal(-1)
    except InvalidOperation:
        points = Decimal(-1)
    if not (points.is_finite() and 0 <= points <= _FULL):
        part.wrong(key, "a number from 0 to 100")
        return None
    return points
