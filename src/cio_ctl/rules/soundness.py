"""Rules 8 and 11 for one record: its shape, its references, its sums, its chain of decisions, its evidence."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from cio_ctl.model.comparison import EXISTING
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.law import Process, Verb
from cio_ctl.model.paths import PathTemplate, record_id, record_path
from cio_ctl.model.record import MISSING, Record
from cio_ctl.rules.amounts import mark_findings, sum_findings
from cio_ctl.rules.cases import Case, case_of
from cio_ctl.rules.dues.calendar import KIND, calendar_findings
from cio_ctl.rules.dues.deadline_changes import change_findings
from cio_ctl.rules.scoring.sheets import score_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.office import Office, Tree


def record_findings(office: Office, record_id: str) -> Iterator[Finding]:
    """Everything wrong with one record as it stands, whoever changed it."""
    unreadable = office.tree.unreadable(record_id)
    yield from unreadable
    record = office.tree.record(record_id)
    if record is None or unreadable:
        return
    case = case_of(office, record)
    if case is None:
        yield finding("R13-OUTSIDE", Place(record_path(record_id)), path=record_path(record_id))
        return
    if record.kind != case.process.kind:
        place = Place(record_path(record_id), record.line("kind"))
        yield finding("R8-KIND", place, kind=record.kind or "—", expected=case.process.kind)
        return
    yield from _content_findings(case)


def _content_findings(case: Case) -> Iterator[Finding]:
    """Everything wrong with the fields of a record of a known kind."""
    office, record, process = case.office, case.record, case.process
    yield from form_findings(case)
    yield from reference_findings(office, record)
    yield from unique_findings(case)
    yield from evidence_findings(office, process, record)
    if not process.plain:
        yield from chain_findings(process, record)
    elif process.kind == KIND:
        yield from calendar_findings(record)


def form_findings(case: Case) -> Iterator[Finding]:
    """Everything wrong with a record as a filled-in form: its shape, its sums, its scores; less is asked of a draft."""
    draft = may_be_incomplete(case.process, case.record)
    yield from case.office.shapes.findings(case.record, draft=draft)
    if not draft:
        yield from sum_findings(case)
        yield from doubled_entry_findings(case)
    yield from change_findings(case.office, case.record)
    if not draft:
        yield from score_findings(case)


def marked(office: Office, record_id: str) -> Iterator[Finding]:
    """Notes on the amounts of one record, unless it is a draft or was given up."""
    record = office.tree.record(record_id)
    case = None if record is None else case_of(office, record)
    if record is not None and case is not None and not may_be_incomplete(case.process, record):
        yield from mark_findings(case)


def may_be_incomplete(process: Process, record: Record) -> bool:
    """Whether a form need not be whole: as a draft, and once it was given up (withdrawn, rejected)."""
    last = record.decisions[-1].verb if record.decisions else None
    return process.editable(record.stage) or last in {Verb.WITHDRAW, Verb.REJECT}


def reference_findings(office: Office, record: Record) -> Iterator[Finding]:
    """Rule 8: every reference names a record of the right kind, and an entry that stands in it."""
    for reference in office.shapes.references(record):
        target = office.tree.record(reference.target)
        place = Place(record_path(record.id), reference.line)
        if target is None or target.kind not in reference.kinds:
            if not reference.entry:
                yield finding("R8-REFERENCE", place, target=reference.target, kinds=", ".join(reference.kinds))
        elif reference.entry and reference.entry not in entry_ids(target, dict(reference.lists)[target.kind]):
            known = ", ".join(sorted(entry_ids(target, dict(reference.lists)[target.kind]))) or "—"
            yield finding("R8-ENTRY", place, entry=reference.entry, target=reference.target, entries=known)


def entry_ids(record: Record, name: str) -> frozenset[str]:
    """The ids of the entries that stand in a list of a record."""
    return frozenset(value for value in record.values(f"{name}.id") if isinstance(value, str))


def doubled_entry_findings(case: Case) -> Iterator[Finding]:
    """Rule 8: what names an entry of a list names one entry only."""
    record = case.record
    for name, key in _naming_fields(case):
        for entry, count in Counter(map(str, record.values(f"{name}.{key}"))).items():
            if count > 1:
                place = Place(record_path(record.id), record.line(name))
                yield finding("R8-ENTRY-TWICE", place, entry=entry, field=name, record=record.id)


def _naming_fields(case: Case) -> Iterator[tuple[str, str]]:
    """Lists, and the field that names their entries: ids that others use, and the record that an answer is about."""
    yield from ((name, "id") for name in case.office.shapes.entry_lists(case.record.kind))
    comparison = case.office.law.comparison
    if comparison is not None and PathTemplate(comparison.record).matches(case.record.id) is not None:
        yield comparison.field, EXISTING


def lost_entry_findings(before: Tree, after: Office, name: str) -> Iterator[Finding]:
    """Rule 8: an entry that other records name is not taken out."""
    old, new = before.record(name), after.tree.record(name)
    if old is None or new is None:
        return
    lists = {field for field, value in old.fields.items() if isinstance(value, list)}
    lost = {(field, entry) for field in lists for entry in entry_ids(old, field) - entry_ids(new, field)}
    if not lost:
        return
    for other in _records_naming(after, name):
        for reference in after.shapes.references(other):
            field = dict(reference.lists).get(old.kind, "")
            if reference.target == name and (field, reference.entry) in lost:
                place = Place(record_path(name), new.line(field))
                yield finding("R8-ENTRY-GONE", place, entry=reference.entry, record=name, other=other.id)


def _records_naming(office: Office, text: str) -> Iterator[Record]:
    """The records that may name another: of thousands, few need to be read."""
    for other in filter(None, map(record_id, office.tree.entries)):
        record = office.tree.record(other) if office.tree.may_state(other, text) else None
        if record is not None:
            yield record


def unique_findings(case: Case) -> Iterator[Finding]:
    """Rule 8: no two records of a kind share a value that the law calls unique."""
    for name in case.process.unique:
        value = case.record.value(name)
        if value in (MISSING, None, ""):
            continue
        for twin in _same_kind(case, value):
            if folded(twin.value(name)) == folded(value):
                place = Place(record_path(case.record.id), case.record.line(*name.split(".")))
                yield finding("R8-UNIQUE", place, field=name, value=value, twin=twin.id)


def folded(value: object) -> str:
    """A value as it must differ from others: not in width, case or blanks alone."""
    return "".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def _same_kind(case: Case, value: object) -> Iterator[Record]:
    """The other records of the kind that may have a value: of thousands, few need to be read."""
    tree, text = case.office.tree, value if isinstance(value, str) else ""
    for name in tree.ids_like(case.process.path.any):
        record = tree.record(name) if name != case.record.id and (not text or tree.may_state(name, text)) else None
        if record is not None:
            yield record


def evidence_findings(office: Office, process: Process, record: Record) -> Iterator[Finding]:
    """Rule 11: each annex is there, and holds what the record says it holds."""
    folder = evidence_folder(process, record.id)
    for number, annex in enumerate(record.annexes):
        place = Place(record_path(record.id), record.line("annexes", number))
        digest = office.tree.digest(f"records/{annex.file}")
        if annex.file.rpartition("/")[0] != folder:
            yield finding("R11-PLACE", place, file=annex.file, folder=folder)
        elif digest is None:
            yield finding("R11-MISSING", place, file=annex.file)
        elif (digest.sha256, digest.size) != (annex.sha256, annex.size):
            yield finding("R11-ALTERED", place, file=annex.file, stated=annex.sha256[:12], actual=digest.sha256[:12])


def evidence_folder(process: Process, record_id: str) -> str:
    """The folder of a record's evidence, below ``records/``."""
    if process.evidence:
        return PathTemplate(process.evidence).fill(process.path.matches(record_id) or {})
    return f"{record_id.rpartition('/')[0]}/evidence"


def chain_findings(process: Process, record: Record) -> Iterator[Finding]:
    """Rule 3, as far as a single file shows it: each decision leaves the stage that the one before reached."""
    stage = process.initial
    entries = record.fields.get("decisions")
    for number, decision in enumerate(record.decisions):
        place = Place(record_path(record.id), record.line("decisions", number))
        if decision.source != stage:
            yield finding("R3-CHAIN", place, number=number + 1, source=decision.source, stage=stage)
        stage = decision.target
    counted = len(entries) if isinstance(entries, list) else 0
    if counted == len(record.decisions) and record.stage != stage:
        place = Place(record_path(record.id), record.line("stage"))
        yield finding("R3-STAGE", place, stage=record.stage or "—", reached=stage)
    if record.stage not in process.stages:
        place = Place(record_path(record.id), record.line("stage"))
        yield finding("R8-STAGE", place, stage=record.stage or "—", stages=", ".join(process.stages))
