"""What keeps a form from being filled in, as findings: a field or a record that is missing, a value without a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import PathTemplate, record_path
from cio_ctl.rules.forms.values import is_unlabelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.form import FormField
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Record


def missing_field(one: FormField, record: Record, field: str) -> Finding:
    """The field of a record that a box needs."""
    return finding("F-FIELD", _place(record, field), field=field, title=one.title.zh, record=record.id)


def missing_record(office: Office, record: str) -> tuple[Finding, ...]:
    """The record that a box needs (told once, however many fields it lacks), or why it cannot be read."""
    process = office.law.process_of(PathTemplate(record).text.replace("*", "x"))
    kind, title = (process.kind, process.title.zh) if process else ("—", "—")
    absent = finding("F-RECORD", Place(record_path(record)), record=record.replace("*", "NAME"), kind=kind, title=title)
    return office.tree.unreadable(record) or (absent,)


def unlabelled(one: FormField, record: Record | None, field: str, value: object) -> Iterator[Finding]:
    """The value of a record, if it is none of the choices of a box."""
    if record is not None and is_unlabelled(one, value):
        yield finding("F-CHOICE", _place(record, field), box=one.name, title=one.title.zh, value=value)


def _place(record: Record, field: str) -> Place:
    """Where a field of a record stands, or would stand."""
    steps = (int(step) if step.isdigit() else step for step in field.split("."))
    return Place(record_path(record.id), record.line(*steps))
