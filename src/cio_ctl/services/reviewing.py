"""Reviews that compare records: what the records give beside what the review says, and bringing a draft up to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.writer import with_fields
from cio_ctl.model.consistency import COMPARISON, Result
from cio_ctl.model.errors import Faulty, NothingToCompare, UnknownRecord, UnknownRow
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Record
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.consistency.table import ComparisonTable, table_of
from cio_ctl.rules.soundness import folded
from cio_ctl.services.committing import Done
from cio_ctl.services.drawing_up import commit_edit, working_text
from cio_ctl.services.naming import find_record
from cio_ctl.services.snapshots import parse_record

if TYPE_CHECKING:
    from cio_ctl.model.law import Process
    from cio_ctl.model.office import Office
    from cio_ctl.services.snapshots import Standing
    from cio_ctl.services.workplace import Workplace

Reasons = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Review:
    """A review and its table. ``stage`` is empty where the review is not drawn up yet."""

    id: str
    process: Process
    stage: str
    table: ComparisonTable

    @property
    def draft(self) -> bool:
        """Whether the table can still be brought up to date."""
        return self.process.editable(self.stage)


@dataclass(frozen=True, slots=True)
class BroughtUp:
    """A draft whose table was brought up to date; an empty commit where nothing was to be changed."""

    review: Review
    done: Done


def review_of(standing: Standing, reference: str) -> Review:
    """The review that a reference names, drawn up or not, with its table as the records stand.

    Raises:
        UnknownRecord: there is no such record, and none of a reviewed dossier could be called so.
        NothingToCompare: it is no review that compares.
    """
    name = _named(standing, reference)
    record = standing.snapshot.record(name)
    if record is None and standing.snapshot.unreadable(name):
        raise Faulty(standing.snapshot.unreadable(name))
    return _review(standing.office, Record(name, {}) if record is None else record)


def bring_up(workplace: Workplace, reference: str, reasons: Reasons, *, dry_run: bool = False) -> BroughtUp:
    """Write what the records give into the draft of a review, with these reasons (item to reason), as one commit.

    Raises:
        UnknownRow: a reason is for an item of which no row needs one.
        Refused: the officer may not edit the draft.
    """
    name, text = working_text(workplace, reference)
    record = parse_record(record_path(name), text.encode())
    if not isinstance(record, Record):
        raise Faulty(record)
    review = _review(workplace.office, record)
    review = replace(review, table=_reasoned(review.table, reasons))
    entries = review.table.entries()
    if entries == record.fields.get(COMPARISON, []):
        return BroughtUp(review, Done(""))
    done = commit_edit(workplace, name, with_fields(text, {(COMPARISON,): entries}), "Compare", dry_run=dry_run)
    if not dry_run:
        review = replace(review, table=review.table.brought_up())
    return BroughtUp(review, done.done)


def _review(office: Office, record: Record) -> Review:
    case = case_of(office, record)
    if case is None or not case.process.compares:
        kinds = ", ".join(process.kind for process in office.law.processes.values() if process.compares)
        raise NothingToCompare(record=record.id, kinds=kinds or "—")
    return Review(record.id, case.process, record.stage, table_of(case))


def _reasoned(table: ComparisonTable, reasons: Reasons) -> ComparisonTable:
    """The table with reasons given to the rows of these items that are not the same."""
    wanted = {folded(item): reason for item, reason in reasons.items()}
    needing = {folded(line.row.item) for line in table.lines if line.row.result != Result.SAME}
    for item in reasons:
        if folded(item) not in needing:
            raise UnknownRow(item=item)
    lines = []
    for line in table.lines:
        reason = wanted.get(folded(line.row.item)) if line.row.result != Result.SAME else None
        lines.append(line if reason is None else replace(line, row=replace(line.row, reason=reason)))
    return replace(table, lines=tuple(lines))


def _named(standing: Standing, reference: str) -> str:
    """The id that a reference names: of a record, or of a review that could be drawn up in a dossier that is there."""
    try:
        return find_record(standing.snapshot, reference)
    except UnknownRecord:
        wanted = reference.removeprefix("records/").removesuffix(".yaml").strip("/")
        possible = [
            name
            for name, dossier in _possible(standing.office, wanted)
            if any(other.startswith(dossier) for other in standing.snapshot.ids())
        ]
        if len(set(possible)) != 1:
            raise
        return possible[0]


def _possible(office: Office, wanted: str) -> Iterator[tuple[str, str]]:
    """The ids of reviews that end in what is wanted, each with the folder that its first slug names."""
    for process in office.law.processes.values():
        steps = process.path.text.split("/") if process.compares else []
        fixed = next((number for number, step in enumerate(steps) if "{" in step), 0)
        for start in range(fixed + 1):
            name = "/".join([*steps[:start], wanted])
            if process.path.matches(name) is not None:
                yield name, "/".join([*name.split("/")[: fixed + 1], ""])
