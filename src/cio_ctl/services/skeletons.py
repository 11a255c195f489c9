"""Commented drafts: every field that the schema of a kind gives, with what belongs there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.adapters.schemas.shapes import JsonShapes, Schema
    from cio_ctl.model.law import Process

_ENGINES_OWN = frozenset({"kind", "stage", "decisions"})
_INDENT = "  "


def skeleton(process: Process, shapes: JsonShapes, name: str) -> str:
    """The text of a new record: fixed fields set, all others as comments to be filled in."""
    schema = shapes.schemas.get(f"{process.kind}.schema.json", {})
    depth = name.count("/") + 1
    lines = [
        f"# yaml-language-server: $schema={'../' * depth}schemas/{process.kind}.schema.json",
        f"# {process.title.zh} / {process.title.en}" + (f" ({', '.join(process.basis)})" if process.basis else ""),
        "# Take the # away in front of a field and fill it in. Fields marked * are needed for submission.",
        *([f"# Then `cio-ctl compare {name}` fills in what it can of the comparison."] if process.compares else ()),
        f"kind: {process.kind}",
        *_fields(shapes, schema, _slugs(process, name)),
    ]
    if not process.plain:
        lines += [f"stage: {process.initial}", "decisions: []"]
    return "\n".join(lines) + "\n"


def _slugs(process: Process, name: str) -> dict[str, str]:
    """The slugs in the record's path, for fields of the same name."""
    return dict(process.path.matches(name) or {})


def _fields(shapes: JsonShapes, schema: Schema, known: dict[str, str]) -> Iterator[str]:
    """A comment and a commented line for each field; set outright where the path says the value."""
    required = _names(schema.get("required"))
    for field, part in _properties(schema):
        if field in _ENGINES_OWN:
            continue
        inner = shapes.resolved(part)
        mark = "*" if field in required else " "
        yield f"#{mark}{_title(inner, field)}{_hint(inner)}"
        fixed = _fixed(inner, known.get(field))
        if fixed is not None:
            yield f"{field}: {fixed}"
        else:
            yield from _commented(shapes, field, inner, "")


def _fixed(schema: Schema, slug: str | None) -> str | None:
    """The value that cannot be otherwise; None where there is a choice."""
    const = schema.get("const")
    if isinstance(const, str | int):
        return str(const)
    if slug is None or schema.get("type") not in {"string", "integer"}:
        return None
    options = schema.get("enum")
    if isinstance(options, list):
        return slug if slug in options else None
    return slug if schema.get("type") == "integer" and slug.isdigit() else None


def _commented(shapes: JsonShapes, field: str, schema: Schema, indent: str) -> Iterator[str]:
    """The commented lines of a field, with the fields below it."""
    kind = schema.get("type")
    if kind == "object" and isinstance(schema.get("properties"), dict):
        yield f"# {indent}{field}:"
        yield from _below(shapes, schema, indent + _INDENT)
    elif kind == "array":
        inner = shapes.resolved(_part(schema.get("items")))
        yield f"# {indent}{field}:"
        if inner.get("type") == "object":
            lines = list(_below(shapes, inner, indent + _INDENT * 2))
            if lines:
                first = lines[0].replace(f"# {indent}{_INDENT * 2}", f"# {indent}{_INDENT}- ", 1)
                yield from (first, *lines[1:])
        else:
            yield f"# {indent}{_INDENT}- {_example(inner)}"
    else:
        yield f"# {indent}{field}: {_example(schema)}"


def _below(shapes: JsonShapes, schema: Schema, indent: str) -> Iterator[str]:
    """The commented lines of the fields of a mapping, each with its title behind it."""
    for field, part in _properties(schema):
        inner = shapes.resolved(part)
        lines = list(_commented(shapes, field, inner, indent))
        yield f"{lines[0]}  # {_title(inner, field)}"
        yield from lines[1:]


def _example(schema: Schema) -> str:
    """A value of the right form."""
    options = schema.get("enum")
    if isinstance(options, list) and options:
        return str(options[0])
    match schema.get("type"), schema.get("format"):
        case "integer", _:
            return "0"
        case "boolean", _:
            return "false"
        case _, "date":
            return '"2026-01-31"'
        case _, _:
            return '"0.00"' if "0-9]{2}" in str(schema.get("pattern")) and "\\." in str(schema.get("pattern")) else '""'


def _hint(schema: Schema) -> str:
    """What else a reader needs to know: the choices, the description."""
    options = schema.get("enum")
    choices = f" [{' | '.join(str(option) for option in options)}]" if isinstance(options, list) else ""
    description = schema.get("description")
    return choices + (f" — {description}" if isinstance(description, str) else "")


def _title(schema: Schema, field: str) -> str:
    title = schema.get("title")
    return title if isinstance(title, str) else field


def _properties(schema: Schema) -> Iterator[tuple[str, Schema]]:
    properties = schema.get("properties")
    for field, part in properties.items() if isinstance(properties, dict) else ():
        yield field, _part(part)


def _part(value: object) -> Schema:
    return value if isinstance(value, dict) else {}


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()
