"""What a record that is drawn up from another one takes over from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.record import MISSING, Record

if TYPE_CHECKING:
    from cio_ctl.model.births import BornFrom


def carried_over(born: BornFrom, parent: Record) -> dict[str, object]:
    """The fields of the new record, by path, and what each gets; nothing for what the other does not say."""
    found = {own: parent.value(path) for own, path in born.fields.items()}
    known = {own: value for own, value in found.items() if value is not MISSING}
    return {**known, **born.values, born.reference: parent.id}
