"""Histories over an office in memory: what officers do one after another, each act as one commit before the judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.yaml.writer import dump_yaml, with_decision, with_fields
from cio_ctl.model.law import Verb
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Record
from cio_ctl.rules.cases import Case
from cio_ctl.rules.moves import Move, Request, choose, decision_of
from cio_ctl.rules.soundness import evidence_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from _pytest.mark import ParameterSet

    from cio_ctl.model.finding import Finding
    from tests.offices_in_memory import Texts

FIRST_DAY = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
Office = Mapping[str, Mapping[str, object]]
"""Records by id, for an office to begin with."""
NOTHING: Office = {}
_NO_FIELDS: Mapping[str, object] = {}


@dataclass(frozen=True)
class Step:
    """What one officer does to one record: ``new``, ``edit``, ``attach`` or a verb of the law."""

    who: str
    act: str
    record: str
    fields: Mapping[str, object] = field(default_factory=dict)
    opinion: str = ""
    move: str = ""


Row = tuple[str, Office, tuple[Step, ...], str]
"""What a row of a table shows: its name, the office before, what is done, what comes of it."""


def named(what: str, rows: Iterable[Row]) -> Iterator[ParameterSet]:
    """Rows for a test, each under its name."""
    for name, *values in rows:
        yield pytest.param(*values, id=f"{what}: {name}" if what else name)


def step(words: str, fields: Mapping[str, object] = _NO_FIELDS, *, opinion: str = "", move: str = "") -> Step:
    """The step that words such as ``wei submit operations/systems/emr`` say. ``fields`` are set with it."""
    who, act, record = words.split()
    return Step(who, act, record, fields, opinion, move)


def comes_of(office: Texts, *steps: Step) -> str:
    """The stage in which the record of the last step then stands, or the codes with which that step is refused.

    A day passes with each step. The steps before the last must all go through.
    """
    at = FIRST_DAY
    result = ""
    for number, one in enumerate(steps):
        after, found = _done(office, one, at)
        codes = " ".join(dict.fromkeys(entry.code for entry in found))
        assert not codes or number == len(steps) - 1, (one, [entry.sentence() for entry in found])
        result = codes or after.found(one.record).stage
        office, at = after, at + timedelta(days=1)
    return result


def after(office: Texts, *steps: Step) -> Texts:
    """The office after steps that must all go through."""
    at = FIRST_DAY
    for one in steps:
        office, found = _done(office, one, at)
        assert not found, (one, [entry.sentence() for entry in found])
        at += timedelta(days=1)
    return office


def _done(office: Texts, one: Step, at: datetime) -> tuple[Texts, tuple[Finding, ...]]:
    """The office after a step, and what stands against it."""
    after = _after(office, one, at)
    if isinstance(after, tuple):
        return office, after
    return after, office.judged(after, one.who, at)


def _after(office: Texts, one: Step, at: datetime) -> Texts | tuple[Finding, ...]:
    """The office as the step would leave it."""
    if one.act == "new":
        return _new(office, one)
    if one.act == "edit":
        return _rewritten(office, one.record, one.fields)
    if one.act == "attach":
        return _attached(office, one)
    return _decided(office, one, at)


def _new(office: Texts, one: Step) -> Texts:
    process = office.office.law.process_of(one.record)
    assert process is not None, one.record
    fields = {"kind": process.kind, **one.fields, "stage": process.initial, "decisions": []}
    return office.having({record_path(one.record): dump_yaml(fields)})


def _rewritten(office: Texts, name: str, fields: Mapping[str, object]) -> Texts:
    path = record_path(name)
    steps: dict[tuple[str | int, ...], object] = {tuple(key.split(".")): value for key, value in fields.items()}
    return office.having({path: with_fields(office.files[path], steps)})


def _attached(office: Texts, one: Step) -> Texts:
    """The papers of these types attached, with a text of their own each."""
    case = office.case(one.record)
    entries = list(case.record.annexes)
    for paper in one.fields:
        folder = evidence_folder(case.process, one.record)
        file, text = f"{folder}/{paper}.txt", f"{paper} of {one.record}"
        entry = {"type": paper, "name": paper, "file": file, "media_type": "text/plain"}
        whole = {**entry, "size": len(text.encode()), "sha256": sha256(text.encode()).hexdigest()}
        path = record_path(one.record)
        told = with_fields(office.files[path], {("annexes", len(entries)): whole})
        office = office.having({path: told, f"records/{file}": text})
        entries = list(office.found(one.record).annexes)
    return office


def _decided(office: Texts, one: Step, at: datetime) -> Texts | tuple[Finding, ...]:
    """The office with a decision and what it sets, or why there can be none."""
    presented = _rewritten(office, one.record, one.fields)
    case = office.case(one.record)
    case = Case(case.office, case.process, Record(one.record, presented.found(one.record).fields), case.slugs)
    changed = frozenset(key.partition(".")[0] for key in one.fields)
    request = Request(Verb(one.act), office.officer(one.who), at, opinion=one.opinion, move=one.move, changed=changed)
    move = choose(case, request)
    if not isinstance(move, Move):
        return move
    path = record_path(one.record)
    fields = decision_of(case, move, request).as_fields()
    return presented.having({path: with_decision(presented.files[path], move.target, fields)})
