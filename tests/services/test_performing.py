"""Acts of a story that do more than one thing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import UnknownRecord
from cio_ctl.services.founding import pack_from
from cio_ctl.services.performing import Performance
from cio_ctl.services.stories import read_story
from cio_ctl.services.workplace import Surroundings
from tests.evaluating_kinds import EVALUATING_KINDS
from tests.offices import NOW
from tests.overlap_law import OVERLAP, with_like_grants
from tests.performed_grants import PACK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cio_ctl.services.performing import Happened

    Law = dict[str, str]
    Perform = Callable[[str, str, Callable[[Law], Law]], "Performed"]

SHELVES, CASES = "grants/2026/shelves/application", "grants/2026/cases/application"
ALIKE = """\
  - on: "2026-04-01"
    by: dan
    new: grants/2026/cases/application
    kind: grant
    fields: {{title: 图书馆新书柜购置, library: units/hilltop}}
  - on: "2026-04-01"
    by: dan
    new: grants/2026/cases/report
    kind: report
    fields: {{spent: "0.00"}}
  - {{on: "2026-04-02", by: dan, overlap: grants/2026/cases/application{answers}}}
"""
BORN = """\
  - on: "2026-04-01"
    by: dan
    new: grants/2026/cases/application
    kind: grant
    fields: {title: 书柜}
    born_of: grants/2026/shelves/application
"""
EVALUATED = """\
  - on: "2026-04-01"
    by: ben
    evaluate: inspections/hilltop/2026
    fields: {medal: none}
    criteria:
      asking: {mark: "80", reason: 好}
      spending: {mark: "100"}
  - {on: "2026-04-01", by: ben, edit: inspections/hilltop/2026, fields: {parts.1.reason: 足}}
  - {on: "2026-04-02", by: ben, score: inspections/hilltop/2026}
"""


@dataclass(frozen=True)
class Performed:
    """What a story told of its steps, and the fields of a record at the end."""

    happened: list[Happened]
    fields: dict[str, object]


@pytest.fixture
def perform(tmp_path: Path) -> Perform:
    """Performs the foundation's story with more steps, by a law that was changed; then looks at a record."""
    around = Surroundings(tmp_path, dict(os.environ), tmp_path / "home", lambda: datetime.fromisoformat(NOW))

    def performed(steps: str, record: str, changed: Callable[[Law], Law]) -> Performed:
        law = {path: text.decode() for path, text in pack_from(PACK).items()}
        pack = {path: text.encode() for path, text in (law | changed(law)).items()}
        texts = {"office": (PACK / "office.yaml").read_bytes(), "more": f"steps:\n{steps}".encode()}
        happened: list[Happened] = []
        workplace = Performance(tmp_path / "office", read_story(texts), around, pack).perform(happened.append)
        found = workplace.snapshot.record(record)
        workplace.close()
        assert found is not None
        return Performed(happened, dict(found.fields))

    return performed


def comparing(law: Law) -> Law:
    """The law, comparing grants with each other."""
    report = "schemas/report.schema.json"
    return {
        "schemas/procedure.yaml": law["schemas/procedure.yaml"] + OVERLAP,
        report: with_like_grants(law[report]),
    }


def born(law: Law) -> Law:
    """The law, by which a grant can follow one that is before the director."""
    grant = "schemas/grant.process.yaml"
    rule = "born-from: {kind: grant, stage: desk, field: follows, fields: {library: library, title: title}}\n"
    return {grant: law[grant] + rule}


def evaluating(_law: Law) -> Law:
    """Kinds by which libraries are evaluated."""
    return EVALUATING_KINDS


@pytest.mark.parametrize(
    ("answers", "answered"),
    [
        ("", {}),
        (", answers: {others: {answer: 无关}}", {"answer": "无关"}),
        (f", answers: {{{SHELVES}: {{answer: 已报废}}, others: {{answer: 无关}}}}", {"answer": "已报废"}),
    ],
)
def test_likely_duplicates_are_entered_and_answered(perform: Perform, answers: str, answered: dict[str, str]) -> None:
    performed = perform(ALIKE.format(answers=answers), "grants/2026/cases/report", comparing)

    listed = performed.fields["like_grants"]
    assert isinstance(listed, list)
    (entry,) = listed
    assert entry["existing"] == SHELVES
    assert {key: value for key, value in entry.items() if key not in {"existing", "score", "reasons"}} == answered
    last = performed.happened[-1]
    assert (last.step.act, last.result, len(last.commit)) == ("overlap", "like_grants", 40)


def test_an_answer_to_what_is_not_listed_is_refused(perform: Perform) -> None:
    steps = ALIKE.format(answers=", answers: {nowhere: {answer: 无关}}")

    with pytest.raises(UnknownRecord, match="nowhere"):
        perform(steps, SHELVES, comparing)


def test_a_record_is_born_of_another(perform: Perform) -> None:
    performed = perform(BORN, CASES, born)

    assert performed.fields == {
        "kind": "grant",
        "title": "书柜",
        "library": "units/hilltop",
        "follows": SHELVES,
        "stage": "idea",
        "decisions": [],
    }


def test_an_evaluation_is_drawn_up_marked_and_scored(perform: Perform) -> None:
    performed = perform(EVALUATED, "inspections/hilltop/2026", evaluating)

    parts = performed.fields["parts"]
    assert isinstance(parts, list)
    assert [(part["part"], part["share"], part["mark"], part.get("reason")) for part in parts] == [
        ("asking", 60, "80", "好"),
        ("spending", 40, "100", "足"),
    ]
    assert all(part["figures"] for part in parts)
    assert (performed.fields["sum"], performed.fields["medal"]) == ("88", "gold")
    evaluated, _, scored = performed.happened[-3:]
    assert performed.fields["computed_from"] == performed.happened[-4].commit
    assert (evaluated.result, scored.result) == (performed.happened[-4].commit[:8], "gold")
