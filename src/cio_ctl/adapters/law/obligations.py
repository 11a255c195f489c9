"""Obligations and the changes of their terms, as law files spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.law import DeadlineChanges, Obligation, Term

if TYPE_CHECKING:
    from cio_ctl.adapters.law.reading import Part

_KEYS = ("title", "basis", "owed-by", "when", "due", "roll", "warn", "every", "while", "covers", "discharged-by")


def obligation(name: str, part: Part) -> Obligation:
    """The obligation of this name."""
    part.expecting(_KEYS, ("title", "owed-by", "due", "discharged-by"))
    every, roll = part.term("every"), part.text("roll")
    if every is not None and every.number == 0:
        part.wrong("every", "a length of time from 1")
    if "named-in" in part.part("discharged-by").fields:
        part.wrong("discharged-by", "a match with record or records")
    if roll not in {"", "none", "next-working-day"}:
        part.wrong("roll", "none or next-working-day")
    if "this-round" in part.part("discharged-by").fields:
        part.part("discharged-by").wrong("this-round", "left out here")
    return Obligation(
        name,
        part.label("title"),
        part.part("owed-by").actor(),
        part.term("due") or Term(0, "days"),
        part.part("discharged-by").record_match(),
        part.text("basis"),
        part.term("warn"),
        every,
        part.texts("while"),
        part.matches("when"),
        part.text("covers"),
        rolls=roll != "none",
    )


def deadline_changes(root: Part) -> DeadlineChanges | None:
    """The kind of record that suspends and extends terms; None where the law has none."""
    if "deadline-changes" not in root.fields:
        return None
    part = root.part("deadline-changes").expecting(("kind", "stage"), ("kind", "stage"))
    return DeadlineChanges(part.text("kind"), part.texts("stage"))
