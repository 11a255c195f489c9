"""The law of an office, as values: what ``schemas/`` says, parsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from cio_ctl.model.amounts import Money

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timezone

    from cio_ctl.model.amendments import Amendments
    from cio_ctl.model.births import BornFrom
    from cio_ctl.model.comparison import Comparison
    from cio_ctl.model.consistency import ReviewComparison
    from cio_ctl.model.evaluations import Evaluates
    from cio_ctl.model.label import Label
    from cio_ctl.model.matches import Match, RecordMatch
    from cio_ctl.model.paths import PathTemplate
    from cio_ctl.model.score_sheets import ScoreRules, ScoreSheet
    from cio_ctl.model.tracing import Gap, Supersession, Trace


class Verb(StrEnum):
    """What an officer can do to a record."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    ACKNOWLEDGE = "acknowledge"
    ADVANCE = "advance"


JUDGING = frozenset({Verb.APPROVE, Verb.RETURN, Verb.REJECT})
"""The verbs under separation of duties: who brought a paper in does not judge it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who may act: holders of a role, in the unit that ``unit`` names (a field, a unit's id, or empty: any).

    A unit's id may hold slugs of the record's path (``units/{unit}``). ``when`` says for which records; only those
    who draw up have it.
    """

    role: str
    unit: str = ""
    when: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """What must stand before a transition, with the words that name it when it does not."""

    title: Label
    needs: Match
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Transition:
    """One way on from a stage. With ``countersigned_by`` each party signs and the last one moves the stage.

    With ``compared`` the record must say what its comparisons come to.
    """

    id: str
    verb: Verb
    sources: tuple[str, ...]
    target: str
    basis: str = ""
    when: tuple[Match, ...] = ()
    by: tuple[Actor, ...] = ()
    countersigned_by: tuple[Actor, ...] = ()
    guards: tuple[Guard, ...] = ()
    papers: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    opinion_required: bool = False
    same_person: bool = False
    compared: bool = False
    notices: tuple[Actor, ...] = ()
    opens: tuple[str, ...] = ()

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Everybody who may sign it."""
        return self.countersigned_by or self.by


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time; ``unit`` is days, working-days, months or years."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """What somebody owes within a term, once or again and again, until a record stands where it should.

    ``covers`` is the field of that record which says through which day it reports; ``rolls`` whether a last day that
    is a day off moves to the next working day.
    """

    id: str
    title: Label
    owed_by: Actor
    due: Term
    discharged_by: RecordMatch
    basis: str = ""
    warn: Term | None = None
    every: Term | None = None
    during: tuple[str, ...] = ()
    when: tuple[Match, ...] = ()
    covers: str = ""
    rolls: bool = True


@dataclass(frozen=True, slots=True)
class DeadlineChanges:
    """The kind of record by which terms are suspended and extended, and the stages in which one is granted."""

    kind: str
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a record can stand; an editable one is a draft, in a final one nobody is waited for."""

    id: str
    title: Label
    editable: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Another record by the path it has, or by the field that holds its id."""

    path: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """How records of one kind are found, drawn up and moved. A plain kind has no stages, only keepers."""

    kind: str
    title: Label
    path: PathTemplate
    basis: tuple[str, ...] = ()
    evidence: str = ""
    related: Mapping[str, Related] = field(default_factory=dict)
    drafted_by: tuple[Actor, ...] = ()
    unique: tuple[str, ...] = ()
    stages: Mapping[str, Stage] = field(default_factory=dict)
    transitions: tuple[Transition, ...] = ()
    obligations: Mapping[str, Obligation] = field(default_factory=dict)
    changed_by: tuple[Actor, ...] = ()
    quorum: int = 1
    own_fields: tuple[str, ...] = ()
    score_rules: ScoreRules | None = None
    score_sheet: ScoreSheet | None = None
    supersession: Supersession | None = None
    trace: Trace | None = None
    evaluates: Evaluates | None = None
    born_from: BornFrom | None = None
    money: Money = field(default_factory=Money)
    compares: tuple[ReviewComparison, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether records of this kind have no stages."""
        return not self.stages

    @property
    def initial(self) -> str:
        """The stage in which a record begins; empty for a plain kind."""
        return next(iter(self.stages), "")

    def editable(self, stage: str) -> bool:
        """Whether a record in this stage is a draft."""
        return stage in self.stages and self.stages[stage].editable

    def called(self, stage: str, language: str) -> str:
        """A stage with what it is called, where that says more than its name."""
        title = self.stages[stage].title.in_language(language) if stage in self.stages else stage
        return stage if title == stage else f"{stage} {title}"

    def final(self, stage: str) -> bool:
        """Whether nobody is waited for while a record stands in this stage."""
        return stage in self.stages and self.stages[stage].final


@dataclass(frozen=True, slots=True)
class Role:
    """A role, and the kinds of unit in which it can be held (empty: any)."""

    id: str
    title: Label
    held_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """Everything that ``schemas/`` fixes, but for the shapes of records."""

    name: str
    title: Label
    roles: Mapping[str, Role]
    unit_kinds: Mapping[str, Label]
    founder: Actor
    changed_by: tuple[Actor, ...]
    guarded_paths: tuple[str, ...]
    open_paths: tuple[str, ...]
    bases: Mapping[str, Label]
    processes: Mapping[str, Process]
    offset: timezone | None = None
    deadline_changes: DeadlineChanges | None = None
    comparison: Comparison | None = None
    gaps: tuple[Gap, ...] = ()
    quorum: int = 1
    amendments: Amendments | None = None

    def day(self, at: datetime) -> date:
        """The day of a moment where the office is; where the law does not say where, by the moment's own offset."""
        return (at if self.offset is None else at.astimezone(self.offset)).date()

    def process_of(self, record_id: str) -> Process | None:
        """The process whose path fits this record id; None if no kind claims it."""
        for process in self.processes.values():
            if process.path.matches(record_id) is not None:
                return process
        return None
