"""Entries of lists found by their id: a score sheet names the items of its norm, a grade is a band."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cio_ctl.model.record import MISSING

if TYPE_CHECKING:
    from cio_ctl.model.form import Lookup
    from cio_ctl.model.office import Tree
    from cio_ctl.model.record import Record


def looked_up(
    lookup: Lookup, tree: Tree, entry_id: str, holders: tuple[Record, ...]
) -> tuple[Record | None, str, object]:
    """The record with the list, the place of the field in it, and its value (``MISSING`` if no entry has that id).

    ``holders`` are where a reference to that record may stand, the row before its record; the record is the last.
    """
    record: Record | None = holders[-1]
    if lookup.of:
        named = [value for holder in holders if isinstance(value := holder.value(lookup.of), str)]
        record = tree.record(named[0]) if named else None
    if record is None:
        return None, "", MISSING
    entries = record.value(lookup.list)
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, Mapping) and entry.get("id") == entry_id:
            return record, f"{lookup.list}.{number}.{lookup.take}", entry.get(lookup.take, MISSING)
    return record, lookup.list, MISSING
