"""The keys ``score-rules`` and ``score-sheet`` of a process file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.score_sheets import BandFields, ScoreRules, ScoreSheet

if TYPE_CHECKING:
    from cio_ctl.adapters.law.reading import Part

_BAND_KEYS = ("list", "id", "at-least")


def score_rules(root: Part) -> ScoreRules | None:
    """What a record of the kind says that others are scored by; None if it says nothing."""
    if "score-rules" not in root.fields:
        return None
    part = root.part("score-rules").expecting(("items", "full", "bands"), ("items", "full", "bands"))
    items = part.part("items").expecting(("list", "id", "max", "each", "cap"), ("list", "id", "max"))
    return ScoreRules(
        items.text("list"),
        items.text("id"),
        items.text("max"),
        items.text("each"),
        items.text("cap"),
        part.text("full"),
        _bands(part),
    )


def score_sheet(root: Part) -> ScoreSheet | None:
    """Which fields of a record of the kind hold its marks; None if it is not scored."""
    if "score-sheet" not in root.fields:
        return None
    part = root.part("score-sheet")
    deducting = "rules" in part.fields
    part.expecting(("rules", "items", "bands", "total", "grade"), ("items", "total", "grade"))
    if deducting == ("bands" in part.fields):
        part.wrong("bands", "left out where rules stands, and there where it does not")
    own = ("events", "deducted") if deducting else ("weight",)
    needed = ("list", "id", "score", *own)
    items = part.part("items").expecting(needed, needed)
    return ScoreSheet(
        items.text("list"),
        items.text("id"),
        items.text("score"),
        part.text("total"),
        part.text("grade"),
        part.text("rules"),
        items.text("events"),
        items.text("deducted"),
        items.text("weight"),
        BandFields() if deducting else _bands(part),
    )


def _bands(part: Part) -> BandFields:
    bands = part.part("bands").expecting(_BAND_KEYS, _BAND_KEYS)
    return BandFields(bands.text("list"), bands.text("id"), bands.text("at-least"))
