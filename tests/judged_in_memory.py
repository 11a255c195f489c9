"""Whether the judge accepts an act, asked of offices in memory many times over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Decision
from cio_ctl.rules.judge import judge
from cio_ctl.rules.rounds import notices_waiting
from tests.offices_in_memory import Texts, act_of, key_entry, office_after
from tests.pingshan_in_memory import pingshan_law

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.model.law import Transition
    from cio_ctl.model.register import Officer, Standing
    from cio_ctl.rules.cases import Case

GIVEN_LAST = frozenset({"technical_opinion", "approval", "release", "filing_number", "determination"})
"""The fields that decisions fill in, in the example."""
EXAMPLE = Path(__file__).parents[1] / "records"


class Court:
    """The judge over one office at one time."""

    def __init__(self, office: Texts, at: datetime) -> None:
        self.before = office.standing
        self.at = at

    def accepts(self, officer: Officer, record: str, fields: Mapping[str, object]) -> bool:
        """Whether the officer may commit a record as these fields have it."""
        after, changes = office_after(self.before, {record_path(record): dump_yaml(fields)})
        return not judge(self.before.office, after.office, changes, act_of(officer.slug, self.at))

    def able(self, case: Case, values: Mapping[str, object]) -> set[tuple[str, str, str]]:
        """Every officer, verb and goal of this case that it accepts; ``values`` are what may be set, if it may."""
        return {
            (officer.slug, transition.verb, transition.target)
            for officer in self.before.office.register.officers.values()
            for transition in (*case.process.transitions, *acknowledgements(case))
            if case.record.stage in transition.sources and self._takes(case, officer, transition, values)
        }

    def _takes(self, case: Case, officer: Officer, transition: Transition, values: Mapping[str, object]) -> bool:
        day = self.before.office.law.day(self.at)
        setting = {name: values[name] for name in transition.sets if name in values}
        return any(
            self.accepts(officer, case.record.id, taken(case, transition, target, officer, standing, self.at, given))
            for standing in self.before.office.register.standings(officer, day)
            for target in {transition.target, case.record.stage if transition.countersigned_by else transition.target}
            for given in ([{}, setting] if setting else [{}])
        )

    def editors(self, case: Case, field: str) -> set[str]:
        """Every officer whose edit of a draft it accepts."""
        fields = {**case.record.fields, field: "改"}
        return {
            officer.slug
            for officer in self.before.office.register.officers.values()
            if self.accepts(officer, case.record.id, fields)
        }


def acknowledgements(case: Case) -> Iterator[Transition]:
    """The transitions by which copies are acknowledged."""
    return (notice.acknowledgement(case.record.stage) for notice in notices_waiting(case))


def taken(
    case: Case,
    transition: Transition,
    target: str,
    officer: Officer,
    standing: Standing,
    at: datetime,
    setting: Mapping[str, object],
) -> dict[str, object]:
    """The record after a decision, whoever takes it and wherever it leads."""
    posts = (officer.id, standing.role, standing.unit)
    decision = Decision(transition.verb, case.record.stage, target, *posts, at, "同意", standing.delegated_for)
    entries = case.record.fields.get("decisions")
    decisions = [*(entries if isinstance(entries, list) else []), decision.as_fields()]
    return {**case.record.fields, **setting, "stage": target, "decisions": decisions}


def example_office(moment: datetime) -> Texts:
    """The worked example as it stood at a moment: later decisions taken back, and what was not begun left out.

    A record whose first decision is among the next few is a draft by then.
    """
    files = dict(pingshan_law())
    for file in sorted(EXAMPLE.rglob("*.*")):
        path, text = file.relative_to(EXAMPLE.parent).as_posix(), file.read_text("utf-8")
        fields = {} if "/evidence/" in path else _fields(path, text)
        if "decisions" not in fields:
            files[path] = _with_key(path, text)
        else:
            then = _before(fields, moment)
            files |= {path: dump_yaml(then)} if then else {}
    return Texts(files)


def _with_key(path: str, text: str) -> str:
    """An officer's file with the key by which tests sign."""
    if not path.startswith("records/officers/"):
        return text
    slug = path.rpartition("/")[2].removesuffix(".yaml")
    return dump_yaml({**_fields(path, text), "keys": [key_entry(slug)]})


def _fields(path: str, text: str) -> dict[str, object]:
    read = read_yaml(text.encode(), path)
    assert isinstance(read, YamlText)
    return dict(read.data)


def _before(fields: dict[str, object], moment: datetime) -> dict[str, object]:
    """A record as it stood; nothing where it was not drawn up yet, as far as its decisions tell."""
    decisions = fields["decisions"]
    assert isinstance(decisions, list)
    taken = [one for one in decisions if datetime.fromisoformat(one["at"]) <= moment]
    if not decisions or (not taken and (datetime.fromisoformat(decisions[0]["at"]) - moment).days > 14):
        return {}
    stage = taken[-1]["to"] if taken else decisions[0]["from"]
    given = {name: value for name, value in fields.items() if len(taken) == len(decisions) or name not in GIVEN_LAST}
    return {**given, "stage": stage, "decisions": taken}
