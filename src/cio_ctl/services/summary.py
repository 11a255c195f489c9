"""What an auditor files of a verified history: who signed how much, how law and register changed, what was late."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl import __version__
from cio_ctl.adapters.git.process import version_of_git
from cio_ctl.model.errors import Faulty, GitFailed
from cio_ctl.model.label import Label
from cio_ctl.model.paths import is_law, record_id
from cio_ctl.rules.dues.obligations import DutyState
from cio_ctl.services.dues import Due, Wanted, dues
from cio_ctl.services.signatures import check_signature

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cio_ctl.adapters.git.history import Step
    from cio_ctl.model.commit import Commit
    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Change
    from cio_ctl.model.register import Register
    from cio_ctl.services.history import Report
    from cio_ctl.services.workplace import View, Workplace

_NOBODY = Label("—", "—")


@dataclass(frozen=True, slots=True)
class Signature:
    """A commit with the officer whose key signed it; empty where it is nobody's."""

    commit: Commit
    officer: str
    step: Step


@dataclass(frozen=True, slots=True)
class WithdrawnKey:
    """A key that no longer counts, and what the register says of that."""

    officer: str
    fingerprint: str
    withdrawn: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The facts of a report. Only ``run_at`` differs from one run over the same history to the next."""

    report: Report
    title: Label
    run_at: datetime
    tool: str
    git: str
    signed: tuple[tuple[str, int], ...]
    withdrawn: tuple[WithdrawnKey, ...]
    law_changes: tuple[Signature, ...]
    register_changes: int
    late: tuple[Due, ...]

    @property
    def codes(self) -> tuple[tuple[str, int], ...]:
        """How often each finding code was found, by code."""
        return tuple(sorted(Counter(found.code for found in self.report.findings).items()))


def summary_of(workplace: Workplace, report: Report) -> Summary:
    """The facts of a report; of a history that cannot be read, those that are known all the same."""
    view = _view(workplace, report.tip)
    register = view.office.register if view is not None else None
    signatures = tuple(_signatures(workplace, report.tip, register))
    law = view.office.law if view is not None else None
    return Summary(
        report,
        law.title if law is not None else _NOBODY,
        workplace.around.clock().replace(microsecond=0),
        __version__,
        ".".join(map(str, version_of_git(workplace.around.environment))),
        tuple(sorted(Counter(one.officer for one in signatures).items())),
        tuple(_withdrawn(register)) if register is not None else (),
        tuple(one for one in signatures if any(is_law(change.path) for change in _own(one.step))),
        sum(_touches_register(law, one.step) for one in signatures) if law is not None else 0,
        tuple(due for due in dues(view, Wanted(everything=True)) if due.state is DutyState.DONE_LATE) if view else (),
    )


def _view(workplace: Workplace, tip: str) -> View | None:
    try:
        return workplace.view(tip)
    except (Faulty, GitFailed):
        return None


def _signatures(workplace: Workplace, tip: str, register: Register | None) -> Iterator[Signature]:
    """Every commit with its officer, as the register at the tip knows the keys: none ever leaves it."""
    try:
        for step in workplace.repository.history.steps(tip):
            commit = workplace.repository.commit(step.commit)
            officer = None
            if register is not None:
                fingerprint = getattr(check_signature(commit, register), "fingerprint", "")
                officer = register.holder_once(fingerprint) if fingerprint else None
            yield Signature(commit, officer.id if officer is not None else "", step)
    except GitFailed:
        return


def _own(step: Step) -> tuple[Change, ...]:
    """What a commit changed itself; a merge only brings in."""
    return step.changes if len(step.parents) < 2 else ()


def _touches_register(law: Law, step: Step) -> bool:
    """Whether a commit changed a file that has keepers and no stages."""
    names = (record_id(change.path) for change in _own(step))
    processes = (law.process_of(name) for name in names if name is not None)
    return any(process is not None and process.plain for process in processes)


def _withdrawn(register: Register) -> Iterator[WithdrawnKey]:
    for officer in register.officers.values():
        for key in officer.keys:
            if key.withdrawn:
                yield WithdrawnKey(officer.id, key.fingerprint, key.withdrawn)
