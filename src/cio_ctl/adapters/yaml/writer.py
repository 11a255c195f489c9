"""Writing YAML: a decision, single fields, a new file; nothing else in a text changes.

Every function reads its own result back and compares; what is not as asked is never handed out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.nodes import Node, tree
from cio_ctl.adapters.yaml.reader import read_yaml
from cio_ctl.adapters.yaml.spelling import Indent, Plain, YamlNotWritable, block, plain
from cio_ctl.adapters.yaml.splice import Splice, Spot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.adapters.yaml.reader import NodePath

__all__ = ["YamlNotWritable", "dump_yaml", "with_decision", "with_fields"]


def dump_yaml(data: Mapping[str, object]) -> str:
    """A new file: block style, fields in the given order, text quoted only where needed.

    Raises:
        YamlNotWritable: the data holds what a record cannot.
    """
    wanted = plain(data)
    text = "\n".join([*block(wanted, 0, Indent()), ""]) if wanted else "{}\n"
    return _checked(text, wanted)


def with_fields(text: str, fields: Mapping[NodePath, object]) -> str:
    """The text with values set, in order; missing mappings are made, index == length appends.

    Comments, order and the spelling of all else stay. ``None`` is written as ``null``.

    Raises:
        YamlNotWritable: the text is not readable, a path does not fit, or a value has no place in a record.
    """
    data = _data(text)
    for path, value in fields.items():
        text, data = _with_field(text, data, path, plain(value))
    return text


def with_decision(text: str, stage: str, decision: Mapping[str, object]) -> str:
    """The text with ``stage`` replaced and a mapping appended to the list ``decisions``.

    Every other line stays as it is. A list in brackets is rewritten in lines. Fields of the decision
    that are ``None`` are left out, on every level.

    Raises:
        YamlNotWritable: the text is not readable, ``decisions`` is no list, or a value has no place here.
    """
    data, entry = _data(text), _without_none(plain(decision))
    before = _known_list(data.get("decisions"))
    new, data = _with_field(text, data, ("stage",), plain(stage))
    new = _appended(new, [*before, entry])
    _only_own_lines_changed(text, new)
    return _checked(new, {**data, "decisions": [*before, entry]})


def _appended(text: str, decisions: list[Plain]) -> str:
    """The text with the last of ``decisions`` appended, the others being there already."""
    splice = Splice(text)
    root = Spot(splice.tree.root)
    spot = root.below("decisions")
    if spot is None:
        splice.add(root, "decisions", list(decisions))
    elif spot.bracketed or spot.node.is_block_collection:
        splice.add(spot, len(decisions) - 1, decisions[-1])
    else:
        splice.replace(spot, list(decisions))
    return splice.text()


def _with_field(text: str, data: dict[str, Plain], path: NodePath, value: Plain) -> tuple[str, dict[str, Plain]]:
    """The text and its data, with one value set; a value that is there already stays as it is spelled."""
    wanted = _put(data, path, value)
    if not isinstance(wanted, dict):
        raise YamlNotWritable(problem="the file itself is no field")
    if _same(wanted, data):
        return text, data
    splice = Splice(text)
    splice.put(path, value)
    return _checked(splice.text(), wanted), wanted


def _put(data: Plain, path: NodePath, value: Plain) -> Plain:
    """The data with one value set; null counts as an empty mapping or list."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, str) and isinstance(data, dict | None):
        known = data or {}
        return {**known, step: _put(known.get(step), rest, value)}
    if isinstance(step, int) and isinstance(data, list | None) and 0 <= step <= len(data or ()):
        items = list(data or ())
        child = items[step] if step < len(items) else None
        return [*items[:step], _put(child, rest, value), *items[step + 1 :]]
    raise YamlNotWritable(problem=f"{step} has no place where it should stand")


def _data(text: str) -> dict[str, Plain]:
    """What a text holds."""
    read = read_yaml(text.encode("utf-8", "surrogatepass"))
    if isinstance(read, tuple):
        said = "; ".join(f"line {one.place.line}: {one.sentence()}" for one in read)
        raise YamlNotWritable(problem=said)
    return {name: plain(value) for name, value in read.data.items()}


def _checked(text: str, wanted: Plain) -> str:
    """The text, if it holds what was wanted."""
    if not _same(_data(text), wanted):
        raise YamlNotWritable(problem="read back it would not be what was asked for")
    return text


def _same(one: Plain, other: Plain) -> bool:
    """Equal in values and types (True is not 1), whatever the order of fields."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _without_none(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {name: _without_none(one) for name, one in value.items() if one is not None}
    return [_without_none(one) for one in value] if isinstance(value, list) else value


def _known_list(value: Plain) -> list[Plain]:
    if value is None or isinstance(value, list):
        return value or []
    raise YamlNotWritable(problem="decisions is not a list")


def _only_own_lines_changed(old: str, new: str) -> None:
    """Every line outside stage and decisions is still there, in its order; a list in lines only grows."""
    root = tree(old).root
    fields = root.fields
    own = _own_lines(old, root, root) if root.in_brackets else set()
    if "stage" in fields:
        own |= _own_lines(old, *fields["stage"])
    if "decisions" in fields and not fields["decisions"][1].is_block_collection:
        own |= _own_lines(old, *fields["decisions"])
    rest = iter(new.split("\n"))
    kept = (line for number, line in enumerate(old.split("\n")) if number not in own)
    if not all(line in rest for line in kept):
        raise YamlNotWritable(problem="a line outside stage and decisions would change")


def _own_lines(text: str, name: Node, value: Node) -> set[int]:
    """The lines (from 0) of a field."""
    last = max(name.end, value.end - 1)
    return set(range(text.count("\n", 0, name.start), text.count("\n", 0, last) + 1))
