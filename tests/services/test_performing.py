"""Acts of a story that do more than one thing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import UnknownRecord
from cio_ctl.services.founding import pack_from
from cio_ctl.services.performing import Performance, read_story
from cio_ctl.services.workplace import Surroundings
from tests.conftest import PACK
from tests.offices import NOW
from tests.overlap_law import OVERLAP, with_like_grants

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cio_ctl.services.performing import Happened

    Perform = Callable[[str], "Performed"]

SHELVES = "grants/2026/shelves/application"
STEPS = """\
steps:
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


@dataclass(frozen=True)
class Performed:
    """What a story told of its steps, and the list that it entered."""

    happened: list[Happened]
    listed: list[dict[str, object]]


@pytest.fixture
def perform(tmp_path: Path) -> Perform:
    """Performs the foundation's story, with a grant for bookcases, by a law that compares grants."""
    pack = dict(pack_from(PACK))
    pack["schemas/procedure.yaml"] += OVERLAP.encode()
    report = pack["schemas/report.schema.json"].decode()
    pack["schemas/report.schema.json"] = with_like_grants(report).encode()
    around = Surroundings(tmp_path, dict(os.environ), tmp_path / "home", lambda: datetime.fromisoformat(NOW))

    def performed(answers: str) -> Performed:
        texts = {"office": (PACK / "office.yaml").read_bytes(), "more": STEPS.format(answers=answers).encode()}
        happened: list[Happened] = []
        workplace = Performance(tmp_path / "office", read_story(texts), around, pack).perform(happened.append)
        record = workplace.snapshot.record("grants/2026/cases/report")
        workplace.close()
        assert record is not None
        listed = record.fields["like_grants"]
        assert isinstance(listed, list)
        return Performed(happened, listed)

    return performed


@pytest.mark.parametrize(
    ("answers", "answered"),
    [
        ("", {}),
        (", answers: {others: {answer: 无关}}", {"answer": "无关"}),
        (f", answers: {{{SHELVES}: {{answer: 已报废}}, others: {{answer: 无关}}}}", {"answer": "已报废"}),
    ],
)
def test_likely_duplicates_are_entered_and_answered(perform: Perform, answers: str, answered: dict[str, str]) -> None:
    performed = perform(answers)

    (entry,) = performed.listed
    assert entry["existing"] == SHELVES
    assert {key: value for key, value in entry.items() if key not in {"existing", "score", "reasons"}} == answered
    last = performed.happened[-1]
    assert (last.step.act, last.result, len(last.commit)) == ("overlap", "like_grants", 40)


def test_an_answer_to_what_is_not_listed_is_refused(perform: Perform) -> None:
    with pytest.raises(UnknownRecord, match="nowhere"):
        perform(", answers: {nowhere: {answer: 无关}}")
