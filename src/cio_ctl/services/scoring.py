"""Scoring: what the marks of a record come to, filled into its draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.writer import with_fields
from cio_ctl.model.errors import Faulty, NotScored
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Record
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.scoring.sheets import Scored, score
from cio_ctl.services.committing import Done
from cio_ctl.services.drawing_up import commit_edit, working_text
from cio_ctl.services.snapshots import parse_record

if TYPE_CHECKING:
    from cio_ctl.services.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Sheet:
    """A record, what its marks come to, and the commit that filled it in (empty id: nothing was to be filled in)."""

    record: str
    scored: Scored
    done: Done


def score_draft(workplace: Workplace, reference: str, *, dry_run: bool = False) -> Sheet:
    """Fill in what follows from the marks of a record, as one commit. What was edited by hand goes into it.

    Raises:
        NotScored: its kind is not scored, or the record that it is scored by is not named.
        Faulty: it cannot be read, or its marks do not fit the sheet.
        Refused: the judge does not allow the commit.
    """
    name, text = working_text(workplace, reference)
    scored = _scored(workplace, name, text)
    if scored.faults:
        raise Faulty(scored.faults)
    filled = with_fields(text, scored.figures)
    if filled.encode() == workplace.snapshot.blob(record_path(name)):
        return Sheet(name, scored, Done(""))
    return Sheet(name, scored, commit_edit(workplace, name, filled, "Score", dry_run=dry_run).done)


def _scored(workplace: Workplace, name: str, text: str) -> Scored:
    """What the marks in a text come to."""
    record = parse_record(record_path(name), text.encode())
    if not isinstance(record, Record):
        raise Faulty(record)
    case = case_of(workplace.office, record)
    scored = score(case) if case is not None else None
    if scored is None:
        raise NotScored(record=name)
    return scored
