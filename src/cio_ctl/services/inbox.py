"""Inboxes: what waits for an officer, here and on open branches, each with the command that acts on it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cio_ctl.model.errors import CioError
from cio_ctl.model.law import Verb
from cio_ctl.model.paths import record_path
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.dues.obligations import all_duties, reckoning_of
from cio_ctl.rules.moves import open_to
from cio_ctl.rules.waiting.cases import Waiting, all_waiting
from cio_ctl.rules.waiting.matters import Matter, first_due, matters
from cio_ctl.rules.waiting.steps import FORWARD, Task, kind_of, makers
from cio_ctl.services.branches import BrokenBranch, open_branches
from cio_ctl.services.naming import officer_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cio_ctl.adapters.git.refs import Branch
    from cio_ctl.model.register import Officer
    from cio_ctl.rules.dues.obligations import Duty
    from cio_ctl.rules.waiting.steps import Step
    from cio_ctl.services.workplace import View, Workplace

_ORDER = {
    Verb.APPROVE: 0,
    Verb.SUBMIT: 1,
    Verb.ACKNOWLEDGE: 2,
    Verb.ADVANCE: 3,
    None: 4,
    Verb.RETURN: 5,
    Verb.REJECT: 6,
}


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything open in an office as one commit has it: here, or on a branch, among the records that it brought."""

    view: View
    waitings: tuple[Waiting, ...]
    matters: tuple[Matter, ...]
    duties: tuple[Duty, ...]
    branch: Branch | None = None
    brought: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A matter as it lies with one officer, and what this one can do about it, the first thing first.

    ``elsewhere`` names open branches on which the record is another than where we are.
    """

    agenda: Agenda
    matter: Matter
    steps: tuple[Step, ...]
    elsewhere: tuple[str, ...] = ()

    @property
    def task(self) -> Task:
        """What is asked."""
        return self.steps[0].task

    @property
    def late_days(self) -> int:
        """Calendar days by which it is late."""
        return self.matter.duty.late_days(self.agenda.view.today) if self.matter.duty is not None else 0


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case or copy, and the duty that it would meet."""

    agenda: Agenda
    waiting: Waiting
    duty: Duty | None

    @property
    def since(self) -> date | None:
        """The day since when it waits."""
        at = self.waiting.since
        return self.agenda.view.office.law.day(at) if at is not None else None


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Every open case, what is owed without one, and the branches that could not be looked at."""

    here: Agenda
    cases: tuple[OpenCase, ...]
    owed: tuple[Matter, ...]
    broken: tuple[BrokenBranch, ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for an officer, and the branches that could not be looked at."""

    officer: Officer
    items: tuple[Item, ...]
    broken: tuple[BrokenBranch, ...]


def agenda_of(
    workplace: Workplace, view: View, ids: Iterable[str] | None = None, branch: Branch | None = None
) -> Agenda:
    """Everything open among the records of these ids (left out: all)."""
    office = view.office
    names = view.standing.snapshot.ids() if ids is None else tuple(ids)
    waitings = tuple(_dated(workplace, view, tuple(all_waiting(office, names, view.now))))
    duties = tuple(all_duties(office, reckoning_of(office, view.today)))
    found = matters(office, waitings, duties, view.today)
    if branch is not None:  # what is owed without a record under way is told once, where we are
        found = tuple(matter for matter in found if matter.waitings)
    return Agenda(view, waitings, found, duties, branch, frozenset(names if branch is not None else ()))


def _dated(workplace: Workplace, view: View, waitings: tuple[Waiting, ...]) -> Iterator[Waiting]:
    """The same, where a draft that never left has lain since it was drawn up."""
    drafts = {record_path(waiting.case.record.id) for waiting in waitings if waiting.since is None}
    made = workplace.repository.history.added(drafts, view.commit)
    for waiting in waitings:
        drawn_up = made.get(record_path(waiting.case.record.id)) if waiting.since is None else None
        yield waiting if drawn_up is None else replace(waiting, since=drawn_up)


def agendas(workplace: Workplace, view: View, *, branches: bool) -> tuple[list[Agenda], list[BrokenBranch]]:
    """That of the office as it is looked at, then those of open branches."""
    found, broken = [agenda_of(workplace, view)], []
    for opened in open_branches(workplace) if branches else ():
        if isinstance(opened, BrokenBranch):
            broken.append(opened)
            continue
        try:
            found.append(agenda_of(workplace, opened.view, opened.records, opened.branch))
        except CioError as problem:
            broken.append(BrokenBranch(opened.branch, problem))
    return found, broken


def inbox(workplace: Workplace, officer: str, at: str) -> Inbox:
    """The inbox of an officer, or (empty) of whoever holds the signing key; of a time gone by without branches.

    Raises:
        UnknownOfficer: there is no such officer.
        UnknownSigner: nobody in office has the key.
    """
    view = workplace.view(at)
    register = view.office.register
    asked = officer_named(register, officer) if officer else workplace.officer_in(register)
    found, broken = agendas(workplace, view, branches=not at)
    items = [
        Item(agenda, matter, tuple(sorted(matter.of(asked.id), key=_rank)), _elsewhere(agenda, matter, found))
        for agenda in found
        for matter in agenda.matters
        if matter.lies_with(asked.id)
    ]
    return Inbox(asked, tuple(items), tuple(broken))


def _elsewhere(agenda: Agenda, matter: Matter, agendas: Iterable[Agenda]) -> tuple[str, ...]:
    """The open branches that bring the record of a matter that lies where we are."""
    if agenda.branch is not None:
        return ()
    return tuple(one.branch.name for one in agendas if one.branch is not None and matter.record in one.brought)


def open_cases(workplace: Workplace, officer: str, at: str) -> OpenCases:
    """Everything open, longest waiting first; with an officer, what waits for this one.

    Raises:
        UnknownOfficer: there is no such officer.
    """
    view = workplace.view(at)
    asked = officer_named(view.office.register, officer).id if officer else ""
    found, broken = agendas(workplace, view, branches=not at)
    cases = (case for agenda in found for case in cases_of(agenda))
    wanted = (case for case in cases if not asked or _waits_for(case.waiting, asked))
    duties = (matter for matter in found[0].matters if not matter.waitings)
    owed = tuple(matter for matter in duties if not asked or matter.lies_with(asked))
    return OpenCases(found[0], tuple(sorted(wanted, key=_age)), owed, tuple(broken))


def _waits_for(waiting: Waiting, officer: str) -> bool:
    return any(step.seat.officer.id == officer for step in waiting.steps)


def _age(case: OpenCase) -> tuple[bool, str, str]:
    return case.since is None, str(case.since), case.waiting.case.record.id


def cases_of(agenda: Agenda) -> Iterator[OpenCase]:
    """The open cases of an agenda."""
    due: dict[int, list[Duty]] = {}
    for matter in agenda.matters:
        for waiting in matter.waitings:
            due.setdefault(id(waiting), []).extend(matter.duties)
    for waiting in agenda.waitings:
        yield OpenCase(agenda, waiting, first_due(due.get(id(waiting), ())))


def _rank(step: Step) -> int:
    """What carries on comes before what sends back."""
    return _ORDER.get(step.transition.verb if step.transition is not None else None, 4)


def commands_for(item: Item) -> tuple[str, ...]:
    """What to type, the first thing first, with ``…`` for what the officer has to fill in."""
    words = [(step.transition is None, _words(item.agenda.view, item.matter, step)) for step in item.steps]
    edits, decides = ([text for by_hand, text in words if by_hand is wanted] for wanted in (True, False))
    found = [*decides, *edits]
    if item.task is Task.CORRECT and edits and decides:
        found = [f"{edits[0]} && {decides[0]}", *found]
    if _only_sends_back(item):
        found = [f"cio-ctl show {item.matter.record}", *found]
    if item.agenda.branch is None:
        return tuple(found)
    switch = f"git switch {shlex.quote(item.agenda.branch.local_name)}"
    return tuple(f"{switch} && {words}" for words in found)


def _only_sends_back(item: Item) -> bool:
    """Whether the way forward is still barred, so that all one can do is send the record back: look at it first."""
    return all(step.transition is not None and step.transition.verb not in FORWARD for step in item.steps)


def _words(view: View, matter: Matter, step: Step) -> str:
    """The command in the office where it is to be typed."""
    exists = view.office.tree.record(step.record) is not None
    if step.transition is not None:
        return _decision_words(view, step)
    if step.task is not Task.DRAW_UP and step.task is not Task.REPORT:
        return f"cio-ctl edit {step.record}"
    made_by = {seat.officer.id for seat in makers(view.office, step.record, view.today)}
    if exists or step.seat.officer.id not in made_by:
        about = matter.duty.record if matter.duty is not None else step.record
        return f"cio-ctl show {about}"
    return f"cio-ctl new {_kind_and_slugs(view, step.record)}"


def _decision_words(view: View, step: Step) -> str:
    """The verb with the options that it cannot do without."""
    if step.transition is None:
        raise AssertionError(step.record)
    words = ["cio-ctl", step.transition.verb.value, step.record]
    record = view.office.tree.record(step.record)
    case = case_of(view.office, record) if record is not None else None
    others = open_to(case, step.seat.officer, view.now) if case is not None else ()
    alike = [move for move in others if move.transition.verb is step.transition.verb and move.target != step.target]
    if alike or step.task is Task.FILL_IN:
        words += ["--move", step.transition.id]
    words += [word for name in step.to_set for word in ("--set", f"{name}=…")]
    if step.transition.opinion_required:
        words += ["--opinion", "…"]
    return " ".join(words)


def _kind_and_slugs(view: View, wanted: str) -> str:
    """The kind of a record to be drawn up and the names that make its id; free ones in capitals."""
    process = kind_of(view.office, wanted)
    if process is None:
        raise AssertionError(wanted)
    one, other = (process.path.matches(wanted.replace("*", slug)) or {} for slug in ("x", "y"))
    slugs = [one[name] if one[name] == other[name] else name.upper() for name in process.path.variables]
    return " ".join([process.kind, *slugs])
