"""The parts of a law that tell how records are linked: ``supersedes``, ``trace`` and ``gaps``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.tracing import Gap, Goal, Supersession, Trace

if TYPE_CHECKING:
    from cio_ctl.adapters.law.reading import Part

_GAP_KEYS = ("id", "title", "basis", "of", "stage", "where", "leads-to", "comes-from")


def supersession_in(root: Part) -> Supersession | None:
    """What a process file says under ``supersedes``; None if nothing."""
    if "supersedes" not in root.fields:
        return None
    part = root.part("supersedes").expecting(("field", "in-force"), ("field", "in-force"))
    return Supersession(part.text("field"), part.texts("in-force"))


def trace_in(root: Part) -> Trace | None:
    """What a process file says under ``trace``; None if nothing."""
    if "trace" not in root.fields:
        return None
    part = root.part("trace").expecting(("entries", "from", "to", "unit"))
    return Trace(part.text("entries"), part.texts("from"), part.texts("to"), part.text("unit"))


def gaps_in(root: Part) -> tuple[Gap, ...]:
    """What procedure.yaml says under ``gaps``."""
    return tuple(_gap(part) for part in root.parts("gaps"))


def _gap(part: Part) -> Gap:
    part.expecting(_GAP_KEYS, ("id", "title", "of"))
    ways = [key for key in ("leads-to", "comes-from") if key in part.fields]
    if len(ways) != 1:
        part.wrong("leads-to", "given, or comes-from, but not both")
    way = ways[0] if ways else "leads-to"
    of = Goal(part.text("of"), part.texts("stage"), part.matches("where"))
    return Gap(part.text("id"), part.label("title"), of, goals_at(part, way), way == "leads-to", part.text("basis"))


def goals_at(part: Part, key: str) -> tuple[Goal, ...]:
    """The goals at a key: a kind, a goal, or a list of goals."""
    value = part.fields.get(key)
    if isinstance(value, str):
        return (Goal(value),)
    if isinstance(value, dict):
        return (_goal(part.part(key)),)
    if value == []:
        part.wrong(key, "a kind, or a list of what counts")
    return tuple(_goal(below) for below in part.parts(key))


def _goal(part: Part) -> Goal:
    part.expecting(("kind", "stage", "where"), ("kind",))
    return Goal(part.text("kind"), part.texts("stage"), part.matches("where"))
