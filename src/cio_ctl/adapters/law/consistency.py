"""The section ``compares`` of a process file: what a review of this kind compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.consistency import FieldAt, Itemising, Limiting, Naming, Resolving, ReviewComparison

if TYPE_CHECKING:
    from cio_ctl.adapters.law.reading import Part

_SHARED = ("id", "title", "basis", "when")
_KEYS = {
    "resolves": ("by", "stages", "says"),
    "names": ("in", "stages"),
    "amount": ("at-most",),
    "items": ("against", "by", "fields"),
}
_NEEDED: dict[str, tuple[str, ...]] = {
    "resolves": (),
    "names": ("in",),
    "amount": ("at-most",),
    "items": ("against", "by"),
}


def comparisons(root: Part) -> tuple[ReviewComparison, ...]:
    """Every comparison of the section, in order."""
    return tuple(_comparison(part) for part in root.parts("compares"))


def _comparison(part: Part) -> ReviewComparison:
    """One comparison; what it compares is told by the one key of ``_KEYS`` that it has."""
    kind = next((kind for kind in _KEYS if kind in part.fields), "")
    if kind:
        part.expecting((*_SHARED, kind, *_KEYS[kind]), ("id", "title", *_NEEDED[kind]))
    else:
        part.file.report("L-TYPE", part.path, key="compares", expected=f"with one of {', '.join(_KEYS)}")
    return ReviewComparison(
        part.text("id"), part.label("title"), _what(part, kind), part.text("basis"), part.matches("when")
    )


def _what(part: Part, kind: str) -> Resolving | Naming | Limiting | Itemising:
    match kind:
        case "names":
            return Naming(part.texts("names"), _field_at(part, "in"), part.texts("stages"))
        case "amount":
            return Limiting(_field_at(part, "amount"), _field_at(part, "at-most"))
        case "items":
            below = part.part("fields")
            fields = tuple((name, below.label(name)) for name in below.fields)
            return Itemising(_field_at(part, "items"), _field_at(part, "against"), part.texts("by"), fields)
        case _:
            return Resolving(_field_at(part, "resolves"), part.texts("by"), part.texts("stages"), part.text("says"))


def _field_at(part: Part, key: str) -> FieldAt:
    """A field of a record, both by name."""
    below = part.part(key).expecting(("record", "field"), ("field",) if key in part.fields else ())
    return FieldAt(below.text("record"), below.text("field"))
