"""Rules 3, 4 and 6 for drafts: who may create and edit them, and that only drafts are edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.office import Act, Office
from cio_ctl.model.paths import record_path
from cio_ctl.rules.cases import Case, case_of, holds
from cio_ctl.rules.eligibility import in_words, standing_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.law import Actor
    from cio_ctl.model.record import Record
    from cio_ctl.model.register import Officer


def draft_findings(before: Office, after: Office, name: str, act: Act, signer: Officer | None) -> Iterator[Finding]:
    """Everything wrong with creating or editing a draft."""
    old, new = before.tree.record(name), after.tree.record(name)
    if new is None:
        return
    stands = _case_under_old_law(before, after, old, new)
    if stands is None:
        return
    yield from _stage_findings(stands, old, new)
    if signer is not None:
        yield from drafter_findings(stands, signer, act)


def _case_under_old_law(before: Office, after: Office, old: Record | None, new: Record) -> Case | None:
    """The record as it was, or the new one among the records around it; always under the law of the parent."""
    office = Office(before.law, before.shapes, before.register, (before if old else after).tree)
    return case_of(office, old or new)


def _stage_findings(case: Case, old: Record | None, new: Record) -> Iterator[Finding]:
    """A new record begins at the beginning; one that is no draft is not edited."""
    place = Place(record_path(new.id), new.line("stage"))
    if old is None and (new.stage != case.process.initial or new.fields.get("decisions") not in ([], None)):
        yield finding("R3-BEGINNING", place, stage=new.stage or "—", initial=case.process.initial)
    if old is not None and not case.process.editable(old.stage):
        yield finding("R6-NOT-A-DRAFT", place, record=new.id, stage=old.stage)


def drafter_findings(case: Case, signer: Officer, act: Act) -> Iterator[Finding]:
    """Rule 4: drafts are drawn up by those whom the law names."""
    day = case.office.law.day(act.at)
    if standing_for(case, drafters(case), signer, day) is None:
        who = in_words(case, drafters(case), day)
        yield finding(
            "R4-DRAFTER",
            Place(record_path(case.record.id)),
            case.process.basis[0] if case.process.basis else "",
            officer=signer.id,
            kind=case.process.kind,
            who=who,
        )


def drafters(case: Case) -> tuple[Actor, ...]:
    """Those who may draw up and edit this very record."""
    return tuple(actor for actor in case.process.drafted_by if all(holds(match, case) for match in actor.when))
