"""Checking an evaluation: whether the commit that it was computed from still gives the figures that it states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.dates import span_named
from cio_ctl.model.errors import NoPeriod, NotEvaluated
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Record
from cio_ctl.rules.evaluation.records import COMMIT, FROM, TO, Difference, differences
from cio_ctl.services.evaluating import Subject, evaluation_at
from cio_ctl.services.naming import read_record
from cio_ctl.services.snapshots import parse_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.law import Process
    from cio_ctl.services.workplace import View, Workplace


@dataclass(frozen=True, slots=True)
class Recomputed:
    """An evaluation, the commit that it says it was computed from (or empty), and where it says something else."""

    record: str
    computed_from: str
    differences: tuple[Difference, ...]


def recompute(workplace: Workplace, reference: str, at: str = "") -> Recomputed:
    """Compute an evaluation again from the commit that it names, by the law of that commit.

    Raises:
        NotEvaluated: the record is no evaluation.
        NoPeriod: its path names no period.
        NotInForce, NormDoesNotFit: the norm that it names gives no weights at that commit.
    """
    view = workplace.view(at)
    record = read_record(view.standing.snapshot, reference)
    process = view.office.law.process_of(record.id)
    if process is None or process.evaluates is None:
        raise NotEvaluated(record=record.id, kind=record.kind)
    subject = _subject(process, record)
    commit = _commit(workplace, view, record)
    found = tuple(_differences(workplace, process, record, subject, commit))
    return Recomputed(record.id, commit, found)


def _subject(process: Process, record: Record) -> Subject:
    """Unit and period as the path names them."""
    slugs = process.path.matches(record.id) or {}
    span = span_named(slugs["period"])
    if span is None:
        raise NoPeriod(period=slugs["period"])
    return Subject(record.id, f"units/{slugs['unit']}", slugs["period"], span)


def _commit(workplace: Workplace, view: View, record: Record) -> str:
    """The commit that the record was computed from; empty if it names none that lies in its own history."""
    stated = record.value(COMMIT)
    commit = workplace.repository.resolve(stated) if isinstance(stated, str) else None
    if commit is None or commit != stated:
        return ""
    named_at = _naming(workplace, view, record.id, commit)
    return commit if all(workplace.repository.history.holds(commit, one) for one in named_at) else ""


def _naming(workplace: Workplace, view: View, name: str, commit: str) -> tuple[str, ...]:
    """The commits that must come after another: those in which the record names it, and the one that is looked at."""
    repository, path = workplace.repository, record_path(name)
    versions = (
        (one, parse_record(path, repository.blob(blob)))
        for one in repository.history.commits_touching(path, view.commit)
        for blob in [repository.object_at(one, path)]
        if blob
    )
    naming = (one for one, found in versions if isinstance(found, Record) and found.value(COMMIT) == commit)
    return (view.commit, *naming)


def _differences(
    workplace: Workplace, process: Process, record: Record, subject: Subject, commit: str
) -> Iterator[Difference]:
    """Everything that the record states otherwise."""
    evaluates, sheet = process.evaluates, process.score_sheet
    if evaluates is None or sheet is None:
        raise AssertionError(process.kind)
    right = {evaluates.unit: subject.unit, FROM: subject.span.first.isoformat(), TO: subject.span.last.isoformat()}
    for field, value in right.items():
        if record.value(field) != value:
            yield Difference("", "", field, _shown(record, field), value)
    if not commit:
        yield Difference("", "", COMMIT, _shown(record, COMMIT), "")
        return
    norm = _shown(record, evaluates.norm.field) if evaluates.norm is not None else ""
    yield from differences(record, evaluation_at(workplace, subject, commit, norm, found=False), sheet)


def _shown(record: Record, field: str) -> str:
    """The text of a field; empty if it has none."""
    value = record.value(field)
    return value if isinstance(value, str) else ""
