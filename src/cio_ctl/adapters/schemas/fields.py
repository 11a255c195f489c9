"""Which fields the schema of a kind has, however deep, and which of them name records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cio_ctl.adapters.schemas.shapes import JsonShapes

_REFS: Final = 8  # a $ref that leads to a $ref, and so on; more than a reader could follow


def kinds_named(shapes: JsonShapes, kind: str, path: str) -> tuple[str, ...] | None:
    """The kinds of record that the field ``entries.needs`` may name; None where the schema has no such field.

    A list on the way stands for its entries, and an object ``{record, entry_id}`` names what its record is.
    """
    steps = _steps(shapes, kind, path)
    if steps is None:
        return None
    part = steps[-1][0]
    named = part.get("reference") or part.get("entry-reference") or ()
    return tuple(str(one) for one in named) if isinstance(named, list | Mapping) else ()


def lists_on(shapes: JsonShapes, kind: str, path: str) -> tuple[bool, ...] | None:
    """For each field on a path, whether it holds a list; None where the schema has no such path."""
    steps = _steps(shapes, kind, path)
    return None if steps is None else tuple(listed for _, listed in steps)


def _steps(shapes: JsonShapes, kind: str, path: str) -> list[tuple[Mapping[str, object], bool]] | None:
    """The part of the schema at each field of a path, and whether it is that of the entries of a list."""
    part, _ = _whole(shapes, shapes.schemas.get(f"{kind}.schema.json"))
    steps = []
    for name in path.split("."):
        fields = part.get("properties")
        if not isinstance(fields, Mapping) or name not in fields:
            return None
        part, listed = _whole(shapes, fields[name])
        steps.append((part, listed))
    return steps


def _whole(shapes: JsonShapes, part: object) -> tuple[Mapping[str, object], bool]:
    """A part of a schema with ``$ref`` followed, and the entries instead of a list; whether it was one."""
    listed = False
    for _ in range(_REFS):
        target = part.get("$ref") if isinstance(part, Mapping) else None
        items = part.get("items") if isinstance(part, Mapping) else None
        if isinstance(target, str):
            part = shapes.resolved({"$ref": target})
        elif isinstance(items, Mapping):
            part, listed = items, True
        else:
            break
    return (part if isinstance(part, Mapping) else {}), listed
