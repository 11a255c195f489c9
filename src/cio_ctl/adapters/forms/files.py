"""Forms from ``templates/<form>/form.yaml``: read with line numbers, then checked against the law."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.law.reading import LawText, Part
from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.model.form import Binding, ByHand, Computed, Deciding, Form, FormField, Lookup, Show, Source, Step, Table
from cio_ctl.model.law import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.adapters.schemas.shapes import JsonShapes, Schema
    from cio_ctl.model.finding import Finding

FORM_FILE: Final = "form.yaml"
_KEYS: Final = ("form", "title", "basis", "head", "dossier", "version", "template", "word", "fields")
_NEEDED: Final = ("form", "title", "head", "version", "template", "fields")
_BINDINGS: Final = ("from", "each", "sum", "decision", "by-hand")
_FIELD_KEYS: Final = (
    "name",
    "title",
    *_BINDINGS,
    "minus",
    "per",
    "columns",
    "ref",
    "entry",
    "show",
    "choices",
    "required",
    "when",
    "where",
    "part",
    "wide",
    "width",
    "signer",
)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_SOURCE: Final = re.compile(r"[a-z0-9*{][a-z0-9*{}/-]*(\.[a-z][a-z0-9_.]*)?")
_PYTHONS_OWN: Final = frozenset({"items", "keys", "values", "get", "update", "copy", "pop", "setdefault", "clear"})
_NOWHERE: Final = (Source("project", "kind"),)


def read_form(path: str, content: bytes) -> Form | tuple[Finding, ...]:
    """The form in a file (its path in the tree, its bytes), or everything that is wrong with it."""
    read = read_yaml(content, path)
    if not isinstance(read, YamlText):
        return read
    text = LawText(path, read)
    form = _form(text)
    return tuple(text.found) or form


def _form(text: LawText) -> Form:
    root = text.root(_KEYS, _NEEDED)
    folder = text.path.rpartition("/")[0]
    if root.text("form") != folder.rpartition("/")[2]:
        root.wrong("form", f"the name of its folder, {folder.rpartition('/')[2]}")
    for key in ("template", "word"):
        if "/" in root.text(key):
            root.wrong(key, "a file beside the form")
    if root.text("word") and not root.text("word").endswith(".docx"):
        root.wrong("word", "a .docx file: open yours in Word or WPS, and save it as .docx")
    return Form(
        root.text("form"),
        root.label("title"),
        root.text("basis"),
        root.text("head"),
        root.text("version"),
        f"{folder}/{root.text('template')}",
        text.path,
        _fields(root, "fields", within_row=False),
        root.text("dossier"),
        f"{folder}/{root.text('word')}" if root.text("word") else "",
    )


def _fields(parent: Part, key: str, *, within_row: bool) -> tuple[FormField, ...]:
    """The boxes of a form, or the columns of a table."""
    fields: dict[str, FormField] = {}
    for part in parent.parts(key):
        one = _field(part, within_row=within_row)
        if one.name in fields:
            part.file.report("L-DUPLICATE", (*part.path, "name"), what="box", name=one.name)
        fields[one.name] = one
    return tuple(fields.values())


def _field(part: Part, *, within_row: bool) -> FormField:
    part.expecting(_FIELD_KEYS, ("name", "title"))
    name = part.text("name")
    if _NAME.fullmatch(name) is None or name in _PYTHONS_OWN:
        part.wrong("name", "a word of a-z, 0-9 and _ that templates can use")
    shows = tuple(Show)
    show = part.text("show") or Show.TEXT
    if show not in shows:
        part.wrong("show", f"one of {', '.join(shows)}")
        show = Show.TEXT
    return FormField(
        name,
        part.label("title"),
        _binding(part, within_row=within_row),
        part.file.text.line_of(part.path),
        Show(show),
        _steps(part),
        _lookup(part),
        {value: part.part("choices").label(value) for value in part.part("choices").fields},
        part.flag("required"),
        part.matches("when"),
        part.matches("where"),
        part.label("part") if "part" in part.fields else None,
        part.flag("wide"),
        part.number("width", 1),
        part.text("signer"),
    )


def _binding(part: Part, *, within_row: bool) -> Binding:
    """From where a box is filled."""
    named = [key for key in _BINDINGS if key in part.fields]
    if len(named) != 1:
        part.wrong("name", f"bound by one of {', '.join(_BINDINGS)}")
        return _NOWHERE
    match named[0]:
        case "each":
            rows = _sources(part, "each", within_row=within_row)
            return Table(rows, _fields(part, "columns", within_row=True))
        case "sum":
            return Computed(*(_sources(part, key, within_row=within_row) for key in ("sum", "minus", "per")))
        case "by-hand":
            if not part.flag("by-hand"):
                part.wrong("by-hand", "true, or left out")
            return ByHand()
        case "decision":
            return _deciding(part.part("decision"), within_row=within_row)
        case _:
            return _sources(part, "from", within_row=within_row)


def _sources(part: Part, key: str, *, within_row: bool) -> tuple[Source, ...]:
    """One source or several, as written at a key."""
    found = []
    for text in part.texts(key):
        record, _, name = ("", "", text) if within_row else text.partition(".")
        if not within_row and _SOURCE.fullmatch(text) is None:
            part.wrong(key, "record.field, or a list of such")
        found.append(Source(record, name))
    return tuple(found)


def _deciding(part: Part, *, within_row: bool) -> Deciding:
    """The decision that a box shows."""
    record = () if within_row else ("record",)
    part.expecting((*record, "verb", "role", "to"), (*record, "verb"))
    verbs = tuple(Verb)
    if part.text("verb") not in verbs:
        part.wrong("verb", f"one of {', '.join(verbs)}")
        return Deciding("project", Verb.SUBMIT)
    return Deciding(part.text("record"), Verb(part.text("verb")), part.text("role"), part.text("to"))


def _steps(part: Part) -> tuple[Step, ...]:
    """References to follow: ``unit.name``, or several one after the other."""
    pairs = [text.partition(".") for text in part.texts("ref")]
    if not all(kind and field for kind, _, field in pairs):
        part.wrong("ref", "kind.field, or a list of such")
    return tuple(Step(kind, field) for kind, _, field in pairs)


def _lookup(part: Part) -> Lookup | None:
    """The list in which a value names an entry, and the field of the entry that is meant."""
    if "entry" not in part.fields:
        return None
    inner = part.part("entry")
    inner.expecting(("list", "take", "of", "kind"), ("list", "take"))
    if bool(inner.text("of")) != bool(inner.text("kind")):
        inner.wrong("of", "given together with `kind`")
    return Lookup(inner.text("list"), inner.text("take"), inner.text("of"), inner.text("kind"))


@lru_cache(maxsize=4)
def known_fields(shapes: JsonShapes) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Every field of every kind with the values that it can have, none if any; once for all forms.

    Fields within others and within lists are called ``contact.name``.
    """
    ends = ".schema.json"
    return {
        name.removesuffix(ends): dict(_fields_below(shapes, schema))
        for name, schema in shapes.schemas.items()
        if name.endswith(ends)
    }


def _fields_below(shapes: JsonShapes, schema: Schema) -> Iterator[tuple[str, frozenset[str]]]:
    """The fields below a schema, at any depth; a reference is followed to its file.

    Values of a list that have no fields are called ``entry``.
    """
    schema = _whole(shapes, schema)
    below = schema.get("items")
    if isinstance(below, dict):
        yield from tuple(_fields_below(shapes, below)) or (("entry", _values(_whole(shapes, below))),)
    fields = schema.get("properties")
    for name, inner in fields.items() if isinstance(fields, dict) else ():
        yield name, _values(_whole(shapes, inner))
        yield from ((f"{name}.{deeper}", values) for deeper, values in _fields_below(shapes, inner))


def _whole(shapes: JsonShapes, schema: Schema) -> Schema:
    """A schema, or the part that it refers to."""
    return shapes.resolved({"$ref": schema["$ref"]}) if "$ref" in schema else schema


def _values(schema: Schema) -> frozenset[str]:
    """The values that a schema lists, as a form names them; none if it lists none."""
    options = schema.get("enum")
    if schema.get("type") == "boolean":
        return frozenset({"true", "false"})
    return frozenset(map(str, options)) if isinstance(options, list) else frozenset()
