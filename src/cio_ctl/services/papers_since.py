"""What has changed since a paper was rendered: the same form about the same record, filled in as things stand now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.errors import CioError, Faulty
from cio_ctl.model.finding import Finding, finding
from cio_ctl.rules.forms.filling import Filled, fill
from cio_ctl.rules.forms.paper_differences import BoxChange, box_changes
from cio_ctl.services.forms import form_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.form import Form
    from cio_ctl.model.record import Decision
    from cio_ctl.services.snapshots import Standing
    from cio_ctl.services.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Since:
    """What is otherwise at ``tip``. Pairs are then and now; ``decisions`` are new ones on the record of the form.

    ``findings`` say why the form cannot be filled in now; nothing is said of the boxes then.
    """

    tip: str
    version: tuple[str, str]
    stage: tuple[str, str]
    boxes: tuple[BoxChange, ...] = ()
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        same = self.version[0] == self.version[1] and self.stage[0] == self.stage[1]
        return same and not (self.boxes or self.decisions or self.findings)


def since(workplace: Workplace, filled: Filled, before: Standing, tip: str) -> Since:
    """What has changed up to a tip, of a form as it was filled in when the office stood as it did before."""
    form, head = filled.form, filled.head
    try:
        standing = workplace.standing_at(tip)
        today = form_named(standing, form.id)
    except CioError as problem:
        return Since(tip, (form.version, ""), _stages(before, None, head), findings=_not_now(filled, problem))
    again = _again(today, standing, head)
    boxes = tuple(box_changes(filled.boxes, again.boxes)) if isinstance(again, Filled) else ()
    findings = () if isinstance(again, Filled) else _not_now(filled, Faulty(again))
    decisions = tuple(_new_decisions(before, standing, head))
    return Since(tip, (form.version, today.version), _stages(before, standing, head), boxes, decisions, findings)


def _again(form: Form, standing: Standing, head: str) -> Filled | tuple[Finding, ...]:
    """The form as it is now, filled in about the same record; nothing where it is about another kind by now."""
    if standing.office.law.processes[form.head].path.matches(head) is None:
        return ()
    return fill(form, standing.office, head)


def _not_now(filled: Filled, problem: CioError) -> tuple[Finding, ...]:
    """Why the form cannot be filled in now."""
    told = finding("F-PAPER-NOW", form=filled.form.id, record=filled.head, problem=problem.sentence())
    return (told, *problem.findings) if isinstance(problem, Faulty) else (told,)


def _stages(before: Standing, now: Standing | None, head: str) -> tuple[str, str]:
    """The stage of a record then and now; empty where there is none."""
    return _stage(before, head), "" if now is None else _stage(now, head)


def _stage(standing: Standing, head: str) -> str:
    record = standing.snapshot.record(head)
    return "" if record is None else record.stage


def _new_decisions(before: Standing, now: Standing, head: str) -> Iterator[Decision]:
    """The decisions on a record that it had not yet."""
    old, new = before.snapshot.record(head), now.snapshot.record(head)
    known = () if old is None else old.decisions
    yield from (decision for decision in (() if new is None else new.decisions) if decision not in known)
