"""What can be read of an office: its records, one record with what can be done to it, its history."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.paths import record_path
from cio_ctl.model.record import called
from cio_ctl.rules.cases import Case, case_of, holds
from cio_ctl.rules.consistency.table import discrepancies
from cio_ctl.rules.eligibility import in_words
from cio_ctl.rules.moves import who_may
from cio_ctl.rules.rounds import notices_open
from cio_ctl.rules.tracing.revisions import superseded, superseded_by
from cio_ctl.services.signatures import check_signature

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cio_ctl.model.commit import Commit
    from cio_ctl.model.law import Transition
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Record
    from cio_ctl.services.workplace import View, Workplace


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a list."""

    id: str
    kind: str
    stage: str
    title: str
    unit: str


def listed(office: Office, ids: tuple[str, ...], *, kind: str = "", stage: str = "", unit: str = "") -> Iterator[Line]:
    """The records of these ids that are of a kind, in a stage, of a unit; empty stands for any."""
    for name in ids:
        record = office.tree.record(name)
        if record is None:
            continue
        line = Line(name, record.kind, record.stage, title_of(record), unit_of(office, record))
        if (
            kind in {"", line.kind}
            and stage in {"", line.stage}
            and unit in {"", line.unit, line.unit.removeprefix("units/")}
        ):
            yield line


def stages_counted(office: Office, ids: tuple[str, ...], unit: str = "") -> list[tuple[str, str, int]]:
    """How many records of these ids stand where: kind and stage in the order of the law, and the number."""
    lines = Counter((line.kind, line.stage) for line in listed(office, ids, unit=unit))
    return [
        (process.kind, stage, lines[process.kind, stage])
        for process in office.law.processes.values()
        for stage in process.stages
        if lines[process.kind, stage]
    ]


def title_of(record: Record) -> str:
    """What a record is called: its name or title, else nothing."""
    return called(record.fields)


def unit_of(office: Office, record: Record) -> str:
    """The unit that a record belongs to: its own field, that of its project, or the one that drafts it."""
    case = case_of(office, record)
    if case is None:
        return ""
    for path in ("unit", "project.unit", *(actor.unit for actor in case.process.drafted_by if actor.unit)):
        value = case.value(path)
        if isinstance(value, str) and value.startswith("units/"):
            return value
    return ""


@dataclass(frozen=True, slots=True)
class Way:
    """A transition that leaves the stage where a record stands, whoever may take it."""

    transition: Transition
    who: str
    missing: tuple[tuple[str, str], ...]


def ways_on(office: Office, record: Record, at: datetime) -> tuple[Way, ...]:
    """Every transition that applies to a record now: who could take it, and what is missing (zh, en)."""
    case = case_of(office, record)
    if case is None:
        return ()
    ways = [
        _way(case, transition, at)
        for transition in case.process.transitions
        if record.stage in transition.sources and all(holds(match, case) for match in transition.when)
    ]
    return tuple(ways)


def _way(case: Case, transition: Transition, at: datetime) -> Way:
    attached = {annex.type for annex in case.record.annexes}
    missing = [(guard.title.zh, guard.title.en) for guard in transition.guards if not holds(guard.needs, case)]
    missing += [(f"附件 {paper}", f"annex {paper}") for paper in transition.papers if paper not in attached]
    open_rows = discrepancies(case) if transition.compared else ()
    missing += [(f"对照表：{one.title.zh}", f"comparison: {one.title.en}") for one in open_rows]
    return Way(transition, who_may(case, transition, at), tuple(missing))


def revisions_of(office: Office, record: Record) -> tuple[str, tuple[str, ...]]:
    """The id of the record that this one, in force, supersedes (or nothing), and the ids of those that supersede it."""
    process = office.law.process_of(record.id)
    return (superseded(process, record) if process is not None else "", superseded_by(office, record))


def copies_open(office: Office, record: Record, at: datetime) -> str:
    """Who was sent a copy and has not acknowledged it; empty for nobody."""
    case = case_of(office, record)
    return in_words(case, notices_open(case), office.law.day(at)) if case is not None else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A commit in the log of a record or dossier. ``officer`` is empty where the signature is nobody's."""

    commit: Commit
    officer: str


def history_of(workplace: Workplace, view: View, name: str) -> tuple[Entry, ...]:
    """The commits that touched a record, or anything in its dossier when it is a folder; latest first."""
    path = record_path(name) if record_path(name) in view.standing.snapshot.entries else f"records/{name}"
    commits = workplace.repository.history.commits_touching(path, view.commit)
    return tuple(_entry(workplace, commit) for commit in commits)


def _entry(workplace: Workplace, object_id: str) -> Entry:
    """A commit with its signer, as the register of today knows the key; `verify` judges by that of then."""
    commit = workplace.repository.commit(object_id)
    office = workplace.office
    signature = check_signature(commit, office.register)
    fingerprint = getattr(signature, "fingerprint", "")
    officer = office.register.holder_once(fingerprint) if fingerprint else None
    return Entry(commit, officer.id if officer else "")
