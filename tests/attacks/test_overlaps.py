"""Attacks on the experts' answers to likely duplicates: left out, given for another project, changed afterwards."""

from __future__ import annotations

import pytest

from tests.attacks.bent import Bent
from tests.pack.acts import paper
from tests.pingshan_in_memory import decided

OLD, REVIEW = "projects/old/project", "projects/new/expert-review"
AROUND = {OLD: paper("project", "construction", name="数字教育工程", level="department", unit="units/education")}
FOUND = {"existing": OLD, "score": "60", "reasons": ["名称：教育"]}
DUPLICATE = {**FOUND, "answer": "duplicate", "explanation": "已有同类平台。"}
NONE = {**FOUND, "answer": "no-duplicate", "explanation": "只是名称相近。"}
SUBMITTED = "2026-03-10 qin district-cio-team@office submit draft determination"


def review(*answers: object, rows: tuple[str, ...] = (SUBMITTED,)) -> dict[str, object]:
    """A review with these answers, which went so far."""
    fields = {"kind": "expert-review", "overlaps_considered": list(answers)}
    return decided(*rows, **fields) if rows else {**fields, "stage": "draft", "decisions": []}


def draft(*answers: object) -> dict[str, object]:
    """The same, not handed in yet."""
    return review(*answers, rows=())


def bent(name: str, before: dict[str, object] | None, after: dict[str, object], *finds: str, source: str) -> Bent:
    """A row about the review, which the district team signs."""
    return Bent(name, REVIEW, before, after, "qin", set(finds), source, AROUND)


ROWS = [
    bent("answer_left_out", draft(FOUND), review(FOUND), "R8-REQUIRED", source="the rule book"),
    bent(
        "answer_without_a_reason",
        draft({**FOUND, "answer": "no-duplicate"}),
        review({**FOUND, "answer": "no-duplicate"}),
        "R8-REQUIRED",
        source="the rule book",
    ),
    bent(
        "answer_that_is_none",
        draft({**NONE, "answer": "noted"}),
        review({**NONE, "answer": "noted"}),
        "R8-SCHEMA",
        source="the rule book",
    ),
    bent(
        "answer_for_a_project_that_is_not_there",
        draft({**NONE, "existing": "projects/none/project"}),
        review({**NONE, "existing": "projects/none/project"}),
        "R8-REFERENCE",
        source="dangling pointer",
    ),
    bent(
        "answer_for_what_is_no_project",
        None,
        draft({**NONE, "existing": "units/education"}),
        "R8-REFERENCE",
        source="type confusion",
    ),
    bent(
        "two_answers_for_one_project",
        draft(DUPLICATE, NONE),
        review(DUPLICATE, NONE),
        "R8-ENTRY-TWICE",
        source="two readers, two values",
    ),
    bent(
        "answer_turned_in_the_decision",
        draft(DUPLICATE),
        review(NONE),
        "R6-FIELD",
        source="time of check, time of use",
    ),
    bent("answer_dropped_in_the_decision", draft(DUPLICATE), review(), "R6-FIELD", source="time of check, time of use"),
    bent("answer_turned_after_the_decision", review(DUPLICATE), review(NONE), "R6-NOT-A-DRAFT", source="the rule book"),
    bent("answer_dropped_after_the_decision", review(DUPLICATE), review(), "R6-NOT-A-DRAFT", source="the rule book"),
    bent(
        "answer_given_for_another_project_after_the_decision",
        review(DUPLICATE),
        review({**DUPLICATE, "existing": "operations/systems/emr"}),
        "R6-NOT-A-DRAFT",
        source="in-toto, link of another step",
    ),
    bent(
        "likeness_lowered_after_the_decision",
        review(NONE),
        review({**NONE, "score": "1"}),
        "R6-NOT-A-DRAFT",
        source="the rule book",
    ),
    bent(
        "answer_by_the_department_that_wants_the_project",
        draft(DUPLICATE),
        decided(
            "2026-03-10 wei department-cio-team@health submit draft determination",
            kind="expert-review",
            overlaps_considered=[NONE],
        ),
        "R7-SIGNER",
        source="in-toto, wrong functionary",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(row: Bent) -> None:
    assert row.finds <= row.codes()
