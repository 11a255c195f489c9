"""The schema files of a law: read, and refused where they could reach outside, or run for ever."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.pack import shipped_schemas
from cio_ctl.adapters.schemas.shapes import Schema, Targets, schema_problem
from cio_ctl.model.finding import Finding, Place, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PATTERN_SIGN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_MANY: Final = frozenset({"*", "+", "{"})
_NESTED_REPEAT: Final = re.compile(r"[*+}]\)*[*+?{]|\([^)]*[*+{][^)]*\)[*+{]|\\[1-9]|\(\?")


def read_schemas(files: Mapping[str, bytes]) -> tuple[dict[str, Schema], tuple[Finding, ...]]:
    """The usable schemas among files (name to content), and what is wrong with the others."""
    schemas: dict[str, Schema] = {}
    found: list[Finding] = []
    for name, content in files.items():
        schema, problems = _read_schema(f"schemas/{name}", content)
        found += problems
        if schema is not None:
            schemas[name] = schema
    targets = Targets(schemas)
    for name, schema in schemas.items():
        found += _stray_references(name, schema, targets)
    return schemas, tuple(found)


def _read_schema(path: str, content: bytes) -> tuple[Schema | None, tuple[Finding, ...]]:
    """One schema, if it is one."""
    try:
        schema = json.loads(content.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_no_doubles)
        problem = "" if content in shipped_schemas() else schema_problem(schema)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        return None, (finding("L-SCHEMA", Place(path, line), problem=str(error)[:120]),)
    if problem:
        return None, (finding("L-SCHEMA", Place(path), problem=problem),)
    if not isinstance(schema, dict):
        return None, (finding("L-SCHEMA", Place(path), problem="not an object"),)
    return schema, tuple(_pattern_findings(path, schema))


def _refuse(word: str) -> None:
    raise ValueError(word)


def _no_doubles(pairs: list[tuple[str, object]]) -> Schema:
    """An object in which no key stands twice."""
    made = dict(pairs)
    if len(made) != len(pairs):
        msg = f"a key stands twice among {', '.join(name for name, _ in pairs)}"
        raise ValueError(msg)
    return made


def _nodes(node: object) -> Iterator[Schema]:
    """Every object within a schema."""
    if isinstance(node, dict):
        yield node
        for below in node.values():
            yield from _nodes(below)
    elif isinstance(node, list):
        for below in node:
            yield from _nodes(below)


def _pattern_findings(path: str, schema: Schema) -> Iterator[Finding]:
    """Patterns that can run for ever, or that are none."""
    for node in _nodes(schema):
        named = node.get("patternProperties")
        for pattern in (node.get("pattern"), *(named if isinstance(named, dict) else ())):
            problem = _pattern_problem(pattern) if isinstance(pattern, str) else ""
            if problem:
                yield finding("L-PATTERN", Place(path), pattern=pattern, problem=problem)


def _pattern_problem(pattern: str) -> str:
    if _NESTED_REPEAT.search(pattern) or _repeats_a_choice(pattern):
        return "a repeat within a repeat"
    try:
        re.compile(pattern)
    except re.error as problem:
        return str(problem)
    return ""


def _repeats_a_choice(pattern: str) -> bool:
    """Whether a group is repeated that holds a repeat, or a choice, which might be made in two ways."""
    varying = [False]
    for sign, after in pairwise((*_PATTERN_SIGN.findall(pattern), "")):
        if sign == "(":
            varying.append(False)
        elif sign == ")" and len(varying) > 1:
            inner = varying.pop()
            if inner and after in _MANY:
                return True
            varying[-1] |= inner
        elif sign in {*_MANY, "?", "|"}:
            varying[-1] = True
    return False


def _stray_references(name: str, schema: Schema, targets: Targets) -> Iterator[Finding]:
    """References that leave the folder, or lead nowhere."""
    for node in _nodes(schema):
        for key in ("$ref", "$dynamicRef", "$id"):
            target = node.get(key)
            if isinstance(target, str) and (key == "$id" or not targets.leads_somewhere(name, target)):
                yield finding("L-REF", Place(f"schemas/{name}"), ref=target)
