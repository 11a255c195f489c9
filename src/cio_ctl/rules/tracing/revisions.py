"""What replaces what: a record that names the one it supersedes, once it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.rules.cases import records_like

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.law import Process
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Record


def superseded_by(office: Office, record: Record) -> tuple[str, ...]:
    """The ids of the records in force that supersede this one, in order."""
    process = office.law.process_of(record.id)
    if process is None or process.supersession is None:
        return ()
    return tuple(later.id for later in records_of(office, process) if superseded(process, later) == record.id)


def superseded(process: Process, record: Record) -> str:
    """The id of the record that this one supersedes; empty if it names none, or is not in force."""
    supersession = process.supersession
    if supersession is None or record.stage not in supersession.in_force:
        return ""
    former = record.value(supersession.field)
    return former if isinstance(former, str) and former != record.id else ""


def records_of(office: Office, process: Process) -> Iterator[Record]:
    """Every record of a kind that can be read, in order."""
    return records_like(office, process.path.any)
