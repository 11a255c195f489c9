"""Evaluating a unit over a period: figures from the records of a commit, drawn up as a draft or checked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.writer import dump_yaml, with_fields
from cio_ctl.model.dates import span_named
from cio_ctl.model.errors import (
    Faulty,
    NoPeriod,
    NormDoesNotFit,
    NothingEvaluated,
    NotInForce,
    NotInHistory,
    SeveralNorms,
    UnknownUnit,
)
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Record
from cio_ctl.rules.evaluation.criteria import evaluate, norms_in_force, own_weighing, weighing_of
from cio_ctl.rules.evaluation.records import COMMIT, FROM, TO, band_fields, differences, refreshed
from cio_ctl.rules.evaluation.selections import Evaluated
from cio_ctl.services.committing import Done
from cio_ctl.services.drawing_up import blank_draft, commit_edit, commit_new, new_text, working_text
from cio_ctl.services.snapshots import parse_record

if TYPE_CHECKING:
    from cio_ctl.model.dates import Span
    from cio_ctl.model.evaluations import Evaluates
    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.office import Office
    from cio_ctl.model.score_sheets import ScoreSheet
    from cio_ctl.rules.evaluation.criteria import Evaluation, Weighing
    from cio_ctl.services.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated: the id of the evaluation, the unit, the slug of the period and its days."""

    record: str
    unit: str
    period: str
    span: Span


@dataclass(frozen=True, slots=True)
class Drawn:
    """An evaluation computed from a commit, and the commit that it was drawn up with (None: it was only computed)."""

    subject: Subject
    computed_from: str
    evaluation: Evaluation
    done: Done | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which evaluation: unit, period, revision to compute from (empty: HEAD), norm (empty: the one in force)."""

    unit: str
    period: str
    at: str = ""
    norm: str = ""


def compute(workplace: Workplace, wanted: Wanted) -> Drawn:
    """The evaluation as it would be drawn up now.

    Raises:
        NothingEvaluated: the law evaluates nobody.
        UnknownUnit, NoPeriod: the words name none.
        NotInHistory: the commit to compute from is not HEAD or before it.
        NotInForce, SeveralNorms, NormDoesNotFit: weights and bands cannot be had.
    """
    process = evaluating_process(workplace.office.law)
    subject = _subject(workplace.office, process, wanted)
    commit = workplace.commit_at(wanted.at) if wanted.at else workplace.head.commit
    if not workplace.repository.history.holds(commit, workplace.head.commit):
        raise NotInHistory(commit=commit)
    stated = _stated_norm(workplace, process, subject)
    return Drawn(subject, commit, evaluation_at(workplace, subject, commit, wanted.norm or stated))


def evaluating_process(law: Law) -> Process:
    """The process of the kind that evaluates.

    Raises:
        NothingEvaluated: there is none.
    """
    for process in law.processes.values():
        if process.evaluates is not None:
            return process
    raise NothingEvaluated


def _subject(office: Office, process: Process, wanted: Wanted) -> Subject:
    unit = f"units/{wanted.unit.removeprefix('units/')}"
    if unit not in office.register.units:
        raise UnknownUnit(unit=wanted.unit)
    span = span_named(wanted.period)
    if span is None:
        raise NoPeriod(period=wanted.period)
    name = process.path.fill({"unit": unit.removeprefix("units/"), "period": wanted.period})
    return Subject(name, unit, wanted.period, span)


def _stated_norm(workplace: Workplace, process: Process, subject: Subject) -> str:
    """The norm that the draft names already; empty if there is no draft, or it names none."""
    record = workplace.snapshot.record(subject.record)
    field = process.evaluates.norm.field if process.evaluates is not None and process.evaluates.norm else ""
    value = record.value(field) if record is not None and field else ""
    return value if isinstance(value, str) else ""


def evaluation_at(workplace: Workplace, subject: Subject, commit: str, norm: str, *, found: bool = True) -> Evaluation:
    """What the office at a commit says of a unit over a period, by the law of that commit.

    Without ``norm`` the one in force is ``found``, or else the law's own weights and bands hold.
    """
    office = workplace.standing_at(commit).office
    evaluates = evaluating_process(office.law).evaluates
    if evaluates is None:
        raise AssertionError(commit)
    today = office.law.day(workplace.repository.commit(commit).at)
    weighing = _weighing(office, evaluates, norm, commit, found=found)
    return evaluate(Evaluated(office, subject.unit, subject.span, today), evaluates, weighing)


def _weighing(office: Office, evaluates: Evaluates, norm: str, commit: str, *, found: bool) -> Weighing:
    """Weights and bands, of a norm or of the law itself."""
    norms = norms_in_force(office, evaluates.norm) if evaluates.norm is not None else ()
    if norm and norm not in norms:
        raise NotInForce(norm=norm, commit=commit[:12], norms=", ".join(norms) or "—")
    if not norm and found and len(norms) > 1:
        raise SeveralNorms(norms=", ".join(norms))
    name = norm or (norms[0] if norms and found else "")
    record = office.tree.record(name) if name else None
    if record is None:
        return own_weighing(evaluates)
    weighing = weighing_of(office, record)
    criteria = {criterion.id for criterion in evaluates.criteria}
    if set(weighing.weights) != criteria or sum(weighing.weights.values()) != 100:
        raise NormDoesNotFit(norm=name, criteria=", ".join(sorted(criteria)))
    return weighing


def draw_up(workplace: Workplace, wanted: Wanted, *, dry_run: bool = False) -> Drawn:
    """Fill the evaluation into its draft, as one commit; the draft is begun if there is none.

    Scores, reasons and whatever else reviewers wrote stay. Nothing is committed where the draft says it all already.

    Raises:
        Refused: the judge does not allow the commit.
        Faulty: the draft cannot be read.
    """
    drawn = compute(workplace, wanted)
    process = evaluating_process(workplace.office.law)
    name, path = drawn.subject.record, record_path(drawn.subject.record)
    if path in workplace.snapshot.entries:
        _, text = working_text(workplace, name)
        filled = _filled(text, drawn, process, keep=not wanted.at)
        if filled.encode() == workplace.snapshot.blob(path):
            done = Done("")
        else:
            done = commit_edit(workplace, name, filled, "Evaluate", dry_run=dry_run).done
    else:
        filled = _filled(_begun(workplace, process, drawn.subject), drawn, process, keep=False)
        done = commit_new(workplace, process.kind, name, filled, dry_run=dry_run).done
    return Drawn(drawn.subject, drawn.computed_from, drawn.evaluation, done)


def _begun(workplace: Workplace, process: Process, subject: Subject) -> str:
    """The text that a new evaluation begins with: what lies in the working tree already, else hardly anything."""
    _, blank = blank_draft(workplace, process.kind, (subject.record,))
    _, text = new_text(workplace, process.kind, (subject.record,))
    if text != blank:
        return text
    head = [line for line in blank.splitlines()[:2] if line.startswith("#")]
    return "\n".join([*head, dump_yaml({"kind": process.kind})])


def _filled(text: str, drawn: Drawn, process: Process, *, keep: bool) -> str:
    """A draft with the figures filled in; with ``keep`` as it is, where it states the same figures already."""
    sheet, evaluates = process.score_sheet, process.evaluates
    record = parse_record(record_path(drawn.subject.record), text.encode())
    if sheet is None or evaluates is None:
        raise AssertionError(process.kind)
    if not isinstance(record, Record):
        raise Faulty(record)
    if keep and COMMIT in record.fields and not any(differences(record, drawn.evaluation, sheet)):
        return text
    fields: dict[tuple[str | int, ...], object] = {
        (evaluates.unit,): drawn.subject.unit,
        (FROM,): drawn.subject.span.first.isoformat(),
        (TO,): drawn.subject.span.last.isoformat(),
    }
    if evaluates.norm is not None and drawn.evaluation.norm:
        fields[evaluates.norm.field,] = drawn.evaluation.norm
    fields[COMMIT,] = drawn.computed_from
    return with_fields(text, fields | _criteria(record, drawn.evaluation, sheet))


def _criteria(record: Record, evaluation: Evaluation, sheet: ScoreSheet) -> dict[tuple[str | int, ...], object]:
    """The fields of criteria and bands that are to be set, each by itself, so that all else keeps its spelling."""
    stated = record.value(sheet.list)
    entries = refreshed(record, evaluation, sheet)
    fields: dict[tuple[str | int, ...], object] = {}
    if not isinstance(stated, list) or not all(isinstance(entry, Mapping) for entry in stated):
        stated, fields[sheet.list,] = [], entries
    for number, entry in enumerate(entries):
        if number < len(stated) and not set(stated[number]) - set(entry):
            fields |= {(sheet.list, number, name): value for name, value in entry.items()}
        else:
            fields[sheet.list, number] = entry
    fields[sheet.bands.list,] = band_fields(evaluation, sheet)
    return fields
