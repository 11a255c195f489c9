"""Which fields the schema of a kind has, however deep, and which of them name records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cio_ctl.adapters.json_schema import JsonShapes

_REFS: Final = 8  # a $ref that leads to a $ref, and so on; more than a reader could follow


def kinds_named(shapes: JsonShapes, kind: str, path: str) -> tuple[str, ...] | None:
    """The kinds of record that the field ``entries.needs`` may name; None where the schema has no such field.

    A list on the way stands for its entries, and an object ``{record, entry_id}`` names what its record is.
    """
    file = f"{kind}.schema.json"
    part, file = _whole(shapes, shapes.schemas.get(file), file)
    for name in path.split("."):
        fields = part.get("properties")
        if not isinstance(fields, Mapping) or name not in fields:
            return None
        part, file = _whole(shapes, fields[name], file)
    named = part.get("reference") or part.get("entry-reference") or ()
    return tuple(str(one) for one in named) if isinstance(named, list | Mapping) else ()


def _whole(shapes: JsonShapes, part: object, file: str) -> tuple[Mapping[str, object], str]:
    """A part of a schema with ``$ref`` followed, and the entries instead of a list; the file in which it stands."""
    for _ in range(_REFS):
        target = part.get("$ref") if isinstance(part, Mapping) else None
        items = part.get("items") if isinstance(part, Mapping) else None
        if isinstance(target, str):
            part, file = _referred(shapes, target, file)
        elif isinstance(items, Mapping):
            part = items
        else:
            break
    return (part if isinstance(part, Mapping) else {}), file


def _referred(shapes: JsonShapes, target: str, file: str) -> tuple[object, str]:
    """The part that a ``$ref`` in a file leads to, and its own file."""
    name, _, pointer = target.partition("#")
    part: object = shapes.schemas.get(name or file, {})
    for step in pointer.strip("/").split("/"):
        part = part.get(step, {}) if isinstance(part, Mapping) else {}
    return part, name or file
