"""Drafts from a table: each row becomes a record of one kind, all of them one signed commit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.yaml.writer import YamlNotWritable, dump_yaml
from cio_ctl.model.errors import UsageProblem
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import is_slug, record_path
from cio_ctl.model.record import Record
from cio_ctl.rules.soundness import reference_findings
from cio_ctl.services.assigning import put, schema_at
from cio_ctl.services.cell_values import cell_value
from cio_ctl.services.committing import Done, Plan, carry_out
from cio_ctl.services.naming import process_named
from cio_ctl.services.snapshots import parse_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.adapters.schemas.shapes import JsonShapes
    from cio_ctl.adapters.tables import Row, Table
    from cio_ctl.model.law import Process
    from cio_ctl.services.workplace import Workplace

_HOLE: Final = re.compile(r"\{([^{}]+)\}")
_UNFIT: Final = re.compile(r"[^a-z0-9]+")


class NoSuchColumn(UsageProblem):
    """A column that the table does not have."""

    template = "the table has no column {column}. Its columns are: {columns}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a table is taken: the kind, the names in the path as a pattern, fields by column, fields for every row."""

    kind: str
    names: str
    columns: Mapping[str, str]
    fields: Mapping[tuple[str | int, ...], object]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a table: the records drawn up, columns that were left, and what kept rows out."""

    records: tuple[str, ...]
    left: tuple[str, ...]
    faults: tuple[Finding, ...]
    done: Done | None


def import_table(
    workplace: Workplace, table: Table, wanted: Wanted, source: str, *, skip: bool = False, dry_run: bool = False
) -> Imported:
    """Draw up a draft for each row; with faults nothing is done, or with ``skip`` the other rows are taken.

    Raises:
        NoSuchColumn: a column is named that the table does not have.
        Refused: the judge does not allow the commit.
    """
    process = process_named(workplace.office.law, wanted.kind)
    columns = _columns(workplace.standing.book.shapes, table, wanted)
    drafts: dict[str, str] = {}
    faults: list[Finding] = []
    for number, row in enumerate(table.rows, 1):
        name, text, found = _draft(workplace, process, columns, wanted, row, number, source)
        if name in drafts:
            found = (finding("W-EXISTS", Place(source, row.line), record=name),)
        faults += found
        if not found:
            drafts[name] = text
    left = tuple(head for head in table.heads if head and head not in columns)
    if not drafts or (faults and not skip):
        return Imported((), left, tuple(faults), None)
    files = {record_path(name): text.encode() for name, text in drafts.items()}
    message = f"Draw up {len(drafts)} of kind {process.kind} from a table\n\nKind: {process.kind}\nTable: {source}\n"
    done = carry_out(workplace, Plan(files, message), f"import {process.kind}", dry_run=dry_run)
    return Imported(tuple(drafts), left, tuple(faults), done)


def _columns(shapes: JsonShapes, table: Table, wanted: Wanted) -> dict[str, str]:
    """The field of each column: as asked for, else where the head is a field's name or title."""
    asked = dict(wanted.columns)
    for column in (*asked, *(head for head in _HOLE.findall(wanted.names) if head != "n")):
        if column not in table.heads:
            raise NoSuchColumn(column=column, columns=", ".join(table.heads))
    known = dict(_titles(shapes, wanted.kind))
    taken = set(asked.values())
    found = {head: known[head.casefold()] for head in table.heads if head.casefold() in known}
    return {**{head: field for head, field in found.items() if head not in asked and field not in taken}, **asked}


def _titles(shapes: JsonShapes, kind: str) -> Iterator[tuple[str, str]]:
    """Each name by which a field of the kind can be called, in lower case: its own, its Chinese and English title."""
    for name in sorted(shapes.properties.get(kind, frozenset()) - {"kind", "stage", "decisions", "annexes"}):
        yield name.casefold(), name
        for title in str(schema_at(shapes, kind, (name,)).get("title", "")).split(" / "):
            yield title.strip().casefold(), name


def _draft(
    workplace: Workplace,
    process: Process,
    columns: Mapping[str, str],
    wanted: Wanted,
    row: Row,
    number: int,
    source: str,
) -> tuple[str, str, tuple[Finding, ...]]:
    """The id and the text of a row's draft, and what keeps it from being one."""
    place = Place(source, row.line)
    names = _HOLE.sub(lambda hole: _slug(row, hole[1], number), wanted.names).split()
    slugs = dict(zip(process.path.variables, names, strict=False))
    if len(names) != len(process.path.variables) or not all(is_slug(one) for one in names):
        return (
            "",
            "",
            (finding("I-NAME", place, names=" ".join(names) or "—", needed=", ".join(process.path.variables)),),
        )
    name = process.path.fill(slugs)
    if record_path(name) in workplace.snapshot.entries:
        return name, "", (finding("W-EXISTS", place, record=name),)
    fields = _fields(workplace, process.kind, columns, wanted, row)
    whole = {"kind": process.kind, **fields}
    if not process.plain:
        whole |= {"stage": process.initial, "decisions": []}
    try:
        text = dump_yaml(whole)
    except YamlNotWritable as problem:
        return name, "", (finding("I-CELL", place, problem=problem.facts["problem"]),)
    record = parse_record(record_path(name), text.encode())
    if not isinstance(record, Record):
        return name, "", record
    shapes = workplace.standing.book.shapes.findings(record, draft=not process.plain)
    found = (*shapes, *reference_findings(workplace.office, record))
    return name, text, tuple(finding("I-CELL", place, problem=entry.sentence()) for entry in found)


def _slug(row: Row, column: str, number: int) -> str:
    """What stands for a hole of the pattern: the row's number, or a cell in the letters of a name."""
    return f"{number:03}" if column == "n" else _UNFIT.sub("-", row.cells.get(column, "").casefold()).strip("-")


def _fields(workplace: Workplace, kind: str, columns: Mapping[str, str], wanted: Wanted, row: Row) -> dict[str, object]:
    """The fields of a row; what is asked for every row stands where the row has nothing."""
    shapes, register = workplace.standing.book.shapes, workplace.office.register
    fields: dict[str, object] = {}
    for path, value in wanted.fields.items():
        put(fields, path, value)
    for column, field in columns.items():
        text = row.cells.get(column, "")
        if text:
            at = tuple(field.split("."))
            put(fields, at, cell_value(text, schema_at(shapes, kind, at), register))
    return fields
