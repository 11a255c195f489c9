"""The shapes of records: JSON Schemas of one law, compiled once, that reach nothing outside that law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from cio_ctl.adapters.schemas.fields import kinds_named, lists_on
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.office import Reference
from cio_ctl.model.paths import record_path

if TYPE_CHECKING:
    from cio_ctl.model.record import Fields, Record

Schema = dict[str, object]
_OPTIONAL_IN_DRAFTS: Final = frozenset({"required", "minItems", "minLength", "contains", "minProperties"})
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_DOLLAR: Final = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|\$", re.DOTALL)
_FORMATS: Final = FormatChecker(formats=())
_ENTRY: Final = "entry-reference"
_DECIDED: Final = frozenset({"stage", "decisions"})
_NAMING: Final = frozenset({"reference", _ENTRY})


@_FORMATS.checks("date")
def is_date(value: object) -> bool:
    """Whether a text is a day, ``2026-03-05``; what is no text is the schema's own business."""
    return not isinstance(value, str) or (_DAY.fullmatch(value) is not None and _parses(date.fromisoformat, value))


@_FORMATS.checks("date-time")
def is_datetime(value: object) -> bool:
    """Whether a text is a moment with its offset, ``2026-03-05T09:30:00+08:00`` (RFC 3339)."""
    return not isinstance(value, str) or (
        _MOMENT.fullmatch(value) is not None and _parses(datetime.fromisoformat, value)
    )


@_FORMATS.checks("email")
def is_email(value: object) -> bool:
    """Whether a text looks like one e-mail address."""
    return not isinstance(value, str) or re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value) is not None


def _parses(parser: object, text: str) -> bool:
    try:
        parser(text)  # type: ignore[operator]
    except ValueError:
        return False
    return True


def _note_reference(_: object, kinds: object, value: object, __: object) -> Iterator[ValidationError]:
    """Hand up every field that names a record, so that one walk finds faults and references."""
    if isinstance(value, str) and isinstance(kinds, list):
        yield ValidationError(value, validator="reference", validator_value=kinds)


def _note_entry(_: object, lists: object, value: object, __: object) -> Iterator[ValidationError]:
    """Hand up every object that names an entry (``entry_id``) of a list of another record (``record``)."""
    names = [value.get(key) for key in ("record", "entry_id")] if isinstance(value, dict) else []
    if isinstance(lists, dict) and len(names) == 2 and all(isinstance(name, str) for name in names):
        yield ValidationError(" ".join(str(name) for name in names), validator=_ENTRY, validator_value=lists)


def _entry_lists(schema: object) -> Iterator[tuple[str, str]]:
    """Each kind with the list of it that any part of a schema names an entry of."""
    if isinstance(schema, dict):
        lists = schema.get(_ENTRY)
        yield from ((str(kind), str(name)) for kind, name in (lists.items() if isinstance(lists, dict) else ()))
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _entry_lists(part)


def _pattern(_: object, pattern: object, value: object, __: object) -> Iterator[ValidationError]:
    """``$`` is the end of the text, as JSON Schema has it; in Python's ``re`` a line end may follow."""
    if isinstance(value, str) and isinstance(pattern, str):
        whole = _DOLLAR.sub(lambda found: found[1] or r"\Z", pattern)
        if re.search(whole, value) is None:
            yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"reference": _note_reference, _ENTRY: _note_entry, "pattern": _pattern}
)


def _registry(schemas: Mapping[str, Schema]) -> Registry[Schema]:
    """The schemas by file name, and nothing that could be fetched."""
    empty: Registry[Schema] = Registry()
    return empty.with_resources((name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items())


def _with_files(schema: Schema, file: str) -> Schema:
    """A schema in which a ``$ref`` within its file, ``#/$defs/name``, names the file too."""
    whole = {name: _inner_with_files(part, file) for name, part in schema.items()}
    target = schema.get("$ref")
    return {**whole, "$ref": file + target} if isinstance(target, str) and target.startswith("#") else whole


def _inner_with_files(part: object, file: str) -> object:
    """What stands under a word of a schema, likewise."""
    if isinstance(part, list):
        return [_inner_with_files(inner, file) for inner in part]
    return _with_files(part, file) if isinstance(part, dict) else part


class JsonShapes:
    """The shapes that one set of schema files gives, by file name.

    ``schemas`` are for reading: every ``$ref`` in them names its file, so that a part can be read away from its own.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas: dict[str, Schema] = {name: _with_files(schema, name) for name, schema in schemas.items()}
        self._as_written = schemas
        self._registry = _registry(schemas)
        self._validators: dict[str, Draft202012Validator] = {}
        self._following: dict[str, bool] = {}
        self._entry_lists: frozenset[tuple[str, str]] | None = None
        self._last: tuple[Record, tuple[ValidationError, ...]] | None = None

    def findings(self, record: Record, *, draft: bool) -> tuple[Finding, ...]:
        """Where a record departs from the schema of its kind; a draft may lack required fields."""
        return tuple(
            _as_finding(error, record)
            for error in self._errors(record)
            if error.validator not in _NAMING and not (draft and _is_open(error))
        )

    def references(self, record: Record) -> tuple[Reference, ...]:
        """Every field of the record that names another record, or an entry of one."""
        return tuple(_as_reference(error, record) for error in self._errors(record) if error.validator in _NAMING)

    def entry_lists(self, kind: str) -> tuple[str, ...]:
        """The lists of a kind whose entries other records name by their ids."""
        if self._entry_lists is None:
            self._entry_lists = frozenset(_entry_lists(list(self.schemas.values())))
        return tuple(sorted(name for owner, name in self._entry_lists if owner == kind))

    def follows_decisions(self, kind: str) -> bool:
        """Whether the schema of a kind asks for other fields by the stage or the decisions of a record."""
        if kind not in self._following:
            schema = dict(self.schemas.get(f"{kind}.schema.json", {}))
            fields = schema.pop("properties", {})
            inner = [part for name, part in _mapping(fields).items() if name not in _DECIDED]
            self._following[kind] = self._looks_at(_DECIDED, [schema, inner], set())
        return self._following[kind]

    def _looks_at(self, names: frozenset[str], schema: object, followed: set[str]) -> bool:
        """Whether a schema, or any part of it, is about a property of one of these names."""
        if isinstance(schema, list):
            return any(self._looks_at(names, part, followed) for part in schema)
        if not isinstance(schema, dict):
            return False
        target = str(schema.get("$ref", ""))
        if target not in followed:
            followed.add(target)
            schema = self.resolved(schema)
        return not names.isdisjoint(schema) or any(self._looks_at(names, part, followed) for part in schema.values())

    def _errors(self, record: Record) -> tuple[ValidationError, ...]:
        """Everything that one walk of the schema over the record hands up."""
        if self._last is None or self._last[0] is not record:
            validator = self._validator(record.kind)
            errors = () if validator is None else _faults(validator, record.fields)
            self._last = record, tuple(sorted(_leaves(errors), key=_position))
        return self._last[1]

    def _validator(self, kind: str) -> Draft202012Validator | None:
        """The compiled schema of a kind; None if there is no such schema."""
        if kind not in self._validators:
            schema = self._as_written.get(f"{kind}.schema.json")
            if schema is None:
                return None
            self._validators[kind] = _Validator(schema, registry=self._registry, format_checker=_FORMATS)
        return self._validators[kind]

    @cached_property
    def properties(self) -> dict[str, frozenset[str]]:
        """The field names that each kind's schema gives."""
        found = {}
        for name, schema in self.schemas.items():
            fields = schema.get("properties")
            if name.endswith(".schema.json") and isinstance(fields, dict):
                found[name.removesuffix(".schema.json")] = frozenset(fields)
        return found

    def closed(self, kind: str) -> bool:
        """Whether the schema of a kind lets in no field that it does not name."""
        schema = self.schemas[f"{kind}.schema.json"]
        return schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False

    @cached_property
    def reference_kinds(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """For each kind, the fields at the top of its schema that name records, and of which kinds."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for kind in self.properties:
            fields = _mapping(self.schemas[f"{kind}.schema.json"].get("properties"))
            kinds = {
                name: self.resolved(part).get("reference") for name, part in fields.items() if isinstance(part, dict)
            }
            found[kind] = {name: tuple(str(one) for one in _listed(listed)) for name, listed in kinds.items() if listed}
        return found

    def has(self, kind: str, path: str) -> bool:
        """Whether the schema of a kind gives the field at ``field.field``; a list stands for each of its entries."""
        return kinds_named(self, kind, path) is not None

    def way_to(self, kind: str, path: str) -> tuple[bool, ...] | None:
        """For each field on a path of a kind's schema, whether it holds a list; None if there is no such path."""
        return lists_on(self, kind, path)

    def resolved(self, schema: Schema) -> Schema:
        """A part of a schema, with a ``$ref`` to another part followed and its own words laid over it."""
        target = schema.get("$ref")
        if not isinstance(target, str):
            return schema
        name, _, pointer = target.partition("#")
        part: object = self.schemas.get(name, {})
        for step in pointer.strip("/").split("/"):
            part = part.get(step, {}) if isinstance(part, dict) else {}
        return {
            **(part if isinstance(part, dict) else {}),
            **{k: v for k, v in schema.items() if k != "$ref"},
        }


def _faults(validator: Draft202012Validator, fields: Fields) -> tuple[ValidationError, ...]:
    """Everything that the validator hands up; a schema that refers to itself without end fits nothing."""
    try:
        return tuple(validator.iter_errors(fields))
    except RecursionError:
        return (ValidationError("the schema refers to itself without end", validator="$ref"),)


def _is_open(error: ValidationError) -> bool:
    """Whether a fault only says that something is still to be filled in."""
    return error.validator in _OPTIONAL_IN_DRAFTS


def _leaves(errors: tuple[ValidationError, ...]) -> Iterator[ValidationError]:
    """Faults within ``anyOf`` and ``oneOf`` are told by the branch that comes nearest."""
    for error in errors:
        if error.context and error.validator in {"anyOf", "oneOf"}:
            yield min(error.context, key=lambda inner: (inner.validator == "type", -len(inner.absolute_path)))
        else:
            yield error


def _position(error: ValidationError) -> tuple[str, ...]:
    return tuple(str(step) for step in error.absolute_path)


def _as_finding(error: ValidationError, record: Record) -> Finding:
    """A fault in the user's words: field, what is wrong, line."""
    path = tuple(error.absolute_path)
    place = Place(record_path(record.id), record.line(*path))
    if error.validator == "required":
        missing = _missing_field(error)
        title = _mapping(_mapping(_mapping(error.schema).get("properties")).get(missing)).get("title", missing)
        field = ".".join(str(step) for step in (*path, missing))
        return finding("R8-REQUIRED", place, field=field, title=title, record=record.id)
    field = ".".join(str(step) for step in path) or "—"
    return finding("R8-SCHEMA", place, field=field, problem=_problem(error), kind=record.kind, record=record.id)


def _as_reference(error: ValidationError, record: Record) -> Reference:
    """What the validator handed up of a field that names something."""
    path = tuple(error.absolute_path)
    target, _, entry = error.message.partition(" ") if error.validator == _ENTRY else (error.message, "", "")
    lists = tuple((str(kind), str(name)) for kind, name in _mapping(error.validator_value).items())
    kinds = tuple(str(kind) for kind in _listed(error.validator_value)) or tuple(kind for kind, _ in lists)
    return Reference(target, kinds, record.line(*path), path, entry, lists)


def _missing_field(error: ValidationError) -> str:
    """The name of the field that is missing; jsonschema names it in the message only."""
    absent = [str(name) for name in _listed(error.validator_value) if name not in _mapping(error.instance)]
    return next((name for name in absent if repr(name) in error.message), "—")


def _problem(error: ValidationError) -> str:  # noqa: PLR0911 - one answer for each kind of fault
    """What is wrong with a value, in a few words and without the value in full."""
    value = str(error.instance)
    shown = value if len(value) <= 60 else f"{value[:57]}…"
    match error.validator:
        case "type":
            return f"{shown} must be of type {error.validator_value}"
        case "enum":
            return f"{shown} is none of {', '.join(str(option) for option in _listed(error.validator_value))}"
        case "const":
            return f"{shown} must be {error.validator_value}"
        case "pattern":
            hint = _mapping(error.schema).get("description") or f"must match {error.validator_value}"
            return f"{shown} is not of its form: {hint}"
        case "format":
            return f"{shown} is not a valid {error.validator_value}"
        case "additionalProperties" | "unevaluatedProperties":
            return error.message
        case _:
            return error.message if len(error.message) <= 160 else f"does not satisfy {error.validator}"


def schema_problem(schema: Schema) -> str:
    """Why something is no JSON Schema of draft 2020-12; empty if it is one."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return f"{error.json_path}: {error.message[:120]}"
    return ""


class Targets:
    """Where a ``$ref`` of one of these schemas leads; each is looked up once."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._registry = _registry(schemas)
        self._known: dict[tuple[str, str], bool] = {}

    def leads_somewhere(self, name: str, target: str) -> bool:
        """Whether a ``$ref`` in the schema of this file name stays among the schemas and finds its part."""
        file = target.partition("#")[0]
        key = file or name, target
        if key not in self._known:
            self._known[key] = self._found(name, target) and (not file or file in self._schemas)
        return self._known[key]

    def _found(self, name: str, target: str) -> bool:
        try:
            found: object = self._registry.resolver(name).lookup(target).contents
        except (Unresolvable, ValueError):
            return False
        return isinstance(found, dict | bool)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
