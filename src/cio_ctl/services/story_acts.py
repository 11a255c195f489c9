"""What each act of a story does, through the same services as a user's command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.writer import dump_yaml, with_fields
from cio_ctl.model.consistency import COMPARISON
from cio_ctl.model.errors import UnknownRecord
from cio_ctl.model.law import Verb
from cio_ctl.services.births import with_born
from cio_ctl.services.deciding import Wish, decide
from cio_ctl.services.drawing_up import attach, commit_edit, commit_new, new_text, working_text
from cio_ctl.services.evaluating import Wanted, draw_up, evaluating_process
from cio_ctl.services.naming import find_record
from cio_ctl.services.overlapping import enter, overlaps_of
from cio_ctl.services.reviewing import bring_up
from cio_ctl.services.scoring import score_draft
from cio_ctl.services.workplace import Workplace

if TYPE_CHECKING:
    from cio_ctl.services.stories import Step

_OTHERS = "others"


def act(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Take a step; what came of it in a word, and its commit."""
    return _ACT.get(step.act, _decide)(workplace, step)


def _new(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Draw up a record whose id the step names, from its fields and from the record that it is born of."""
    fields = step.details.get("fields")
    kind = str(step.details["kind"])
    name, blank = new_text(workplace, kind, (step.record,))
    head = [line for line in blank.splitlines()[:2] if line.startswith("#")]
    text = "\n".join([*head, dump_yaml({"kind": kind, **(fields if isinstance(fields, Mapping) else {})})])
    if "born_of" in step.details:
        text = with_born(workplace, kind, name, text, str(step.details["born_of"]))
    drawn = commit_new(workplace, kind, name, text)
    return workplace.office.law.processes[kind].initial, drawn.done.commit


def _edit(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Change fields of a draft."""
    name, text = working_text(workplace, step.record)
    drawn = commit_edit(workplace, name, with_fields(text, paths(step.details.get("fields"))))
    return "", drawn.done.commit


def _attach(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Attach a paper whose text the step gives, as a plain text file."""
    paper = str(step.details["type"])
    title = str(step.details.get("name", paper))
    folder = workplace.repository.git_dir / "demo-keys"
    file = folder / f"{paper}.txt"
    file.write_text(
        f"{title}\n\n样例附件，仅供演示。\n{find_record(workplace.snapshot, step.record)}\n", encoding="utf-8"
    )
    drawn = attach(workplace, step.record, file, paper, f"{title}.txt")
    file.unlink()
    return paper, drawn.done.commit


def _compare(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Bring the table of a review up to the records, with the reasons that the step gives."""
    reasons = step.details.get("reasons")
    given = {str(item): str(reason) for item, reason in reasons.items()} if isinstance(reasons, Mapping) else {}
    brought = bring_up(workplace, step.record, given)
    return COMPARISON, brought.done.commit


def _overlap(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Enter what a project may duplicate in the draft that the law names, then the answers that the step gives."""
    overlaps = overlaps_of(workplace.standing, step.record)
    name, drawn = enter(workplace, overlaps)
    anew = _anew(workplace)
    answers = _answers(anew, name, overlaps.comparison.field, step.details.get("answers"))
    if answers:
        drawn = commit_edit(anew, name, with_fields(working_text(anew, name)[1], answers))
    return overlaps.comparison.field, drawn.done.commit if drawn else ""


def _answers(workplace: Workplace, name: str, field: str, given: object) -> dict[tuple[str | int, ...], object]:
    """What is answered to each entry of the list: under the id of the record that it names, else under ``others``."""
    record = workplace.snapshot.record(name)
    if record is None or not isinstance(given, Mapping):
        return {}
    listed = [str(existing) for existing in record.values(f"{field}.existing")]
    unlisted = [existing for existing in given if existing not in {*listed, _OTHERS}]
    if unlisted:
        raise UnknownRecord(reference=unlisted[0], hint="")
    answers = [(number, given.get(existing, given.get(_OTHERS))) for number, existing in enumerate(listed)]
    return {
        (field, number, key): value
        for number, answer in answers
        if isinstance(answer, Mapping)
        for key, value in answer.items()
    }


def _score(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Fill in what the marks of a record come to."""
    sheet = score_draft(workplace, step.record)
    return sheet.scored.grade, sheet.done.commit


def _evaluate(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Draw up an evaluation; then write the fields that the step gives, and those of each of its criteria."""
    slugs = evaluating_process(workplace.office.law).path.matches(step.record) or {}
    drawn = draw_up(workplace, Wanted(slugs.get("unit", ""), slugs.get("period", "")))
    anew = _anew(workplace)
    fields = paths(step.details.get("fields")) | _marks(anew, drawn.subject.record, step.details.get("criteria"))
    text = with_fields(working_text(anew, drawn.subject.record)[1], fields)
    return drawn.computed_from[:8], commit_edit(anew, drawn.subject.record, text).done.commit


def _marks(workplace: Workplace, name: str, given: object) -> dict[tuple[str | int, ...], object]:
    """What is said of each criterion of an evaluation, under its id."""
    record, sheet = workplace.snapshot.record(name), evaluating_process(workplace.office.law).score_sheet
    if record is None or sheet is None or not isinstance(given, Mapping):
        return {}
    return {
        (sheet.list, number, key): value
        for number, criterion in enumerate(record.values(f"{sheet.list}.{sheet.id}"))
        for key, value in given.get(criterion, {}).items()
    }


def _anew(workplace: Workplace) -> Workplace:
    """The same officer at the same desk, after what was just committed."""
    return Workplace(workplace.repository, workplace.around, workplace.key, workplace.contents)


def _decide(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Take a decision."""
    wish = Wish(
        Verb(step.act),
        step.record,
        str(step.details.get("opinion", "")),
        str(step.details.get("to", "")),
        str(step.details.get("move", "")),
        paths(step.details.get("set")),
    )
    outcome = decide(workplace, wish)
    return f"{outcome.decision.source} → {outcome.decision.target}", outcome.done.commit


def paths(fields: object) -> dict[tuple[str | int, ...], object]:
    """The paths of what is to be set: ``advice.0.due_on`` is one day in the first entry of a list."""
    named = fields.items() if isinstance(fields, Mapping) else ()
    return {tuple(int(step) if step.isdecimal() else step for step in name.split(".")): value for name, value in named}


_ACT = {
    "new": _new,
    "edit": _edit,
    "attach": _attach,
    "compare": _compare,
    "overlap": _overlap,
    "score": _score,
    "evaluate": _evaluate,
}
