"""The key ``born-from`` of a process file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.births import BornFrom

if TYPE_CHECKING:
    from cio_ctl.adapters.law.reading import Part


def born_from(root: Part) -> BornFrom | None:
    """From what a record of the kind is drawn up; None where the law does not say."""
    if "born-from" not in root.fields:
        return None
    part = root.part("born-from")
    part.expecting(("kind", "stage", "field", "fields", "values"), ("kind", "stage", "field"))
    fields = part.part("fields")
    return BornFrom(
        part.text("kind"),
        part.texts("stage"),
        part.text("field"),
        {name: fields.text(name) for name in fields.fields},
        part.part("values").fields,
    )
