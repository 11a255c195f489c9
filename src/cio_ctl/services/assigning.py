"""``--set field=value``: the field as a path, the value as the schema of the kind types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.adapters.yaml.text import plain_value
from cio_ctl.adapters.yaml.writer import YamlNotWritable, with_fields
from cio_ctl.model.errors import BadAssignment, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cio_ctl.adapters.schemas.shapes import JsonShapes, Schema

FieldPath = tuple[str | int, ...]


class FieldsDoNotFit(UsageProblem):
    """Fields that the record has no place for, or values that no record may hold."""

    template = "--set cannot be done: {problem}. Nothing was changed"


def with_assigned(text: str, fields: Mapping[FieldPath, object]) -> str:
    """The text with fields set as the user asked.

    Raises:
        FieldsDoNotFit: a path leads nowhere, or a value is not allowed.
    """
    try:
        return with_fields(text, fields) if fields else text
    except YamlNotWritable as problem:
        raise FieldsDoNotFit(problem=problem.facts["problem"]) from problem


def assigned(shapes: JsonShapes, kind: str, words: Iterable[str]) -> dict[FieldPath, object]:
    """The fields that ``path=value`` words set, in order.

    Raises:
        BadAssignment: a word is not of that form.
    """
    found: dict[FieldPath, object] = {}
    for word in words:
        name, separator, text = word.partition("=")
        path = tuple(int(step) if step.isdigit() else step for step in name.strip().split("."))
        if not separator or (not all(path) and 0 not in path) or isinstance(path[0], int):
            raise BadAssignment(given=word)
        found[path] = _typed(schema_at(shapes, kind, path), text, word)
    return found


def _typed(schema: Schema, text: str, word: str) -> object:
    """A value of the type that the schema asks for; lists and mappings are written as in YAML."""
    kind = schema.get("type")
    if kind == "string":
        return text
    if kind in {"array", "object"}:
        read = read_yaml(f"value: {text}".encode())
        if not isinstance(read, YamlText):
            raise BadAssignment(given=word)
        return read.data["value"]
    return plain_value(text)


def put(data: dict[str, object], path: FieldPath, value: object) -> None:
    """Set a value, copying every mapping on the way; paths into lists are left to the writer."""
    name = str(path[0])
    if len(path) == 1:
        data[name] = value
        return
    below = data.get(name)
    inner = dict(below) if isinstance(below, dict) else {}
    data[name] = inner
    put(inner, path[1:], value)


def schema_at(shapes: JsonShapes, kind: str, path: FieldPath) -> Schema:
    """The schema of a field; an empty one where the kind's schema does not say."""
    node = shapes.resolved(shapes.schemas.get(f"{kind}.schema.json", {}))
    for step in path:
        if isinstance(step, int):
            below: object = node.get("items", {})
        else:
            properties = node.get("properties")
            below = properties.get(step, {}) if isinstance(properties, dict) else {}
        node = shapes.resolved(below) if isinstance(below, dict) else {}
    return node
