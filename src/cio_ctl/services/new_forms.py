"""A form to start from: a box for every field of a kind, a part, a layout that prints them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.files import FORM_FILE
from cio_ctl.adapters.pack import pack_files
from cio_ctl.adapters.working_tree import read_file, write_file
from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.errors import UsageProblem
from cio_ctl.model.law import Verb
from cio_ctl.model.paths import is_slug
from cio_ctl.services.cell_values import choices_named
from cio_ctl.services.forms import LAYOUTS
from cio_ctl.services.naming import process_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.adapters.schemas.shapes import JsonShapes, Schema
    from cio_ctl.model.law import Law, Process
    from cio_ctl.services.workplace import Workplace

_TEMPLATE: Final = "form.typ.j2"
_LAYOUT: Final = """\
{# Every box in order, part by part. Print single boxes by name where the form wants them elsewhere. #}
#import "ruled.typ": *
#show: ruled
#whole-form({{ parts }})
"""
_NEEDED: Final = ("paper.typ", "ruled.typ")
_ENGINES_OWN: Final = frozenset({"kind", "stage", "decisions", "annexes"})
_TITLES: Final = ("name", "title")
"""The fields that say what a record is called."""
_MONEY: Final = r"\.[0-9]{2}$"
Box = dict[str, object]


class BadFormName(UsageProblem):
    """A name that no form can have."""

    template = "{form} can be no form's name: use a-z, 0-9 and -"


class FormTaken(UsageProblem):
    """There is a form of that name."""

    template = "{path} is there already. Take another name, or edit it"


def start_form(workplace: Workplace, name: str, kind: str) -> tuple[str, ...]:
    """Write a new form about records of a kind into the working tree, with the layouts it needs; the paths written.

    Raises:
        BadFormName: the name is no slug.
        UnknownKind: the law has no such kind.
        FormTaken: there is a form of that name.
        UnsafePath: something on the way is a symbolic link.
    """
    root = workplace.repository.work_tree or workplace.around.folder
    files = new_form(workplace.standing.office.law, workplace.standing.book.shapes, name, kind)
    taken = f"templates/{name}/{FORM_FILE}"
    if read_file(root, taken) is not None:
        raise FormTaken(path=taken)
    shipped = pack_files()
    missing = [f"{LAYOUTS}{name}" for name in _NEEDED if read_file(root, f"{LAYOUTS}{name}") is None]
    written = {path: shipped[path] for path in missing} | {path: text.encode() for path, text in files.items()}
    for path, content in written.items():
        write_file(root, path, content)
    return tuple(written)


def new_form(law: Law, shapes: JsonShapes, name: str, kind: str) -> dict[str, str]:
    """The files of a new form about records of a kind, by path; the one that makes it a form comes last.

    Raises:
        BadFormName: the name is no slug.
        UnknownKind: the law has no such kind.
    """
    if not is_slug(name):
        raise BadFormName(form=name)
    process = process_named(law, kind)
    record = process.path.text.rpartition("/")[2]
    schema = shapes.schemas.get(f"{kind}.schema.json", {})
    boxes = list(_boxes(shapes, schema, f"{record}."))
    if boxes:
        boxes[0]["part"] = {"zh": process.title.zh, "en": process.title.en}
    form = {
        "form": name,
        "title": {"zh": process.title.zh, "en": process.title.en},
        "head": kind,
        "version": "1",
        "template": _TEMPLATE,
        "fields": [*boxes, *_opinions(law, process, record)],
    }
    folder = f"templates/{name}"
    return {f"{folder}/{_TEMPLATE}": _LAYOUT, f"{folder}/{FORM_FILE}": dump_yaml(form)}


def _boxes(shapes: JsonShapes, schema: Schema, prefix: str) -> Iterator[Box]:
    """A box for each field of a schema; those of a mapping one by one, a list as a table."""
    for field, part in _properties(schema):
        if prefix.count(".") == 1 and field in _ENGINES_OWN:
            continue
        inner = shapes.resolved(part)
        if inner.get("type") == "object":
            yield from _boxes(shapes, inner, f"{prefix}{field}.")
        elif inner.get("type") == "array":
            yield from _table(shapes, inner, f"{prefix}{field}")
        else:
            yield {**_named(f"{prefix}{field}", inner), "from": f"{prefix}{field}", **_shown(shapes, inner)}


def _table(shapes: JsonShapes, schema: Schema, path: str) -> Iterator[Box]:
    """A table with a column for each plain field of a list's entries."""
    items = schema.get("items")
    entry = shapes.resolved(items) if isinstance(items, dict) else {}
    columns = [
        {**_named(f".{name}", inner), "from": name, **_shown(shapes, inner)}
        for name, part in _properties(entry)
        if (inner := shapes.resolved(part)).get("type") not in {"object", "array"}
    ]
    plain: Box = {"name": "entry", "title": _title(schema, "entry"), "from": "entry", **_shown(shapes, entry)}
    yield {**_named(path, schema), "each": path, "columns": columns or [plain]}


def _opinions(law: Law, process: Process, record: str) -> Iterator[Box]:
    """A box for the opinion of each who can approve."""
    roles = {actor.role: move for move in process.transitions if move.verb is Verb.APPROVE for actor in move.by}
    for role in roles:
        name = f"opinion_{role.replace('-', '_')}"
        title = {"zh": f"{law.roles[role].title.zh}意见", "en": f"opinion of {law.roles[role].title.en}"}
        yield {"name": name, "title": title, "decision": {"record": record, "verb": "approve", "role": role}}


def _named(path: str, schema: Schema) -> Box:
    """Name and title of a box for a field at a path."""
    name = path.partition(".")[2].replace(".", "_").replace("-", "_")
    return {"name": name, "title": _title(schema, name)}


def _title(schema: Schema, name: str) -> dict[str, str]:
    """The title of a field in both languages: ``名称 / name``."""
    zh, _, en = str(schema.get("title", name)).partition(" / ")
    return {"zh": zh, "en": en or zh}


def _shown(shapes: JsonShapes, schema: Schema) -> Box:
    """How a value of this form is shown; a record that it names is, by its title."""
    options = schema.get("enum")
    if isinstance(options, list):
        words = {option: chinese for chinese, option in choices_named(schema).items()}
        return {"show": "choice", "choices": {str(one): _label(words.get(one, one), one) for one in options}}
    if title := _title_of_named(shapes, schema):
        return {"ref": title}
    if schema.get("format") == "date":
        return {"show": "date"}
    return {"show": "money"} if str(schema.get("pattern", "")).endswith(_MONEY) else {}


def _label(zh: object, en: object) -> dict[str, str]:
    """A label in both languages; English words are written with blanks."""
    return {"zh": str(zh), "en": str(en).replace("-", " ")}


def _title_of_named(shapes: JsonShapes, schema: Schema) -> str:
    """The field that says what a record is called, of the kinds that a field may name; empty if they have none."""
    named = schema.get("reference")
    kinds = [str(kind) for kind in named] if isinstance(named, list) else []
    for field in _TITLES if kinds else ():
        if all(field in shapes.properties.get(kind, ()) for kind in kinds):
            return f"{kinds[0]}.{field}"
    return ""


def _properties(schema: Mapping[str, object]) -> Iterator[tuple[str, Schema]]:
    fields = schema.get("properties")
    for name, part in fields.items() if isinstance(fields, dict) else ():
        if isinstance(part, dict):
            yield name, part
