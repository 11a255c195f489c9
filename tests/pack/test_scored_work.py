"""Operation, M1: norms for the work, and the work scored by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.rules.scoring.sheets import score
from tests.pack import operation_records as papers
from tests.pack.histories import NOTHING, after, comes_of, named, step
from tests.pack.operation_records import (
    APPRAISAL,
    NEWER_NORM,
    NORM,
    SITE,
    SITE_APPRAISAL,
    SYSTEM,
    appraisal,
    issued,
    item,
    norm,
    running,
    system,
)
from tests.pingshan_in_memory import pingshan_office

if TYPE_CHECKING:
    from tests.pack.histories import Office, Row, Step

# M1: the district CIO team issues norms and detailed rules for operation, and a way of scoring the work
DRAFT = step(f"qin new {NORM}", norm())
TO_ISSUE = (DRAFT, step(f"qin submit {NORM}"))
NORMS: list[Row] = [
    ("the team draws it up", NOTHING, (DRAFT,), "draft"),
    ("no department does", NOTHING, (step(f"wei new {NORM}", norm()),), "R4-DRAFTER"),
    ("the team submits it", NOTHING, TO_ISSUE, "issuing"),
    ("the district CIO issues it", NOTHING, (*TO_ISSUE, step(f"li-na approve {NORM}")), "issued"),
    ("the team does not", NOTHING, (*TO_ISSUE, step(f"qiao approve {NORM}")), "R4-ROLE"),
    (
        "it gets its number then",
        NOTHING,
        (*TO_ISSUE, step(f"li-na approve {NORM}", {"document_number": "坪信〔2026〕1号"})),
        "issued",
    ),
    ("and nothing else", NOTHING, (*TO_ISSUE, step(f"li-na approve {NORM}", {"full_score": "90"})), "R6-FIELD"),
    ("it is returned with reasons", NOTHING, (*TO_ISSUE, step(f"li-na return {NORM}", opinion="分值过高")), "draft"),
    ("not without", NOTHING, (*TO_ISSUE, step(f"li-na return {NORM}")), "R3-OPINION"),
    ("it needs rules", NOTHING, (step(f"qin new {NORM}", norm(rules=[])), step(f"qin submit {NORM}")), "R8-SCHEMA"),
    (
        "its items add up",
        NOTHING,
        (step(f"qin new {NORM}", norm(full_score="90")), step(f"qin submit {NORM}")),
        "R8-SCORE",
    ),
    (
        "each item is one",
        NOTHING,
        (step(f"qin new {NORM}", norm(entries=[item("a", "50"), item("a", "50")])), step(f"qin submit {NORM}")),
        "R8-SCORE-ENTRY",
    ),
    (
        "once issued it is no draft",
        {NORM: issued()},
        (step(f"qin edit {NORM}", {"title": "另一规范"}),),
        "R6-NOT-A-DRAFT",
    ),
    ("nor withdrawn to a draft", {NORM: issued()}, (step(f"qin withdraw {NORM}"),), "R3-WRONG-STAGE"),
    ("nor returned", {NORM: issued()}, (step(f"li-na return {NORM}", opinion="改"),), "R3-WRONG-STAGE"),
    (
        "the district CIO repeals it",
        {NORM: issued()},
        (step(f"li-na advance {NORM}", opinion="已有新规范"),),
        "repealed",
    ),
    ("the team does not repeal it", {NORM: issued()}, (step(f"qin advance {NORM}", opinion="已有新规范"),), "R4-ROLE"),
    (
        "repealed it stays",
        {NORM: issued()},
        (step(f"li-na advance {NORM}", opinion="废止"), step(f"li-na advance {NORM}", opinion="恢复")),
        "R3-WRONG-STAGE",
    ),
    (
        "a newer one replaces it",
        {NORM: issued()},
        (step(f"qin new {NEWER_NORM}", norm(supersedes=NORM)), step(f"qin submit {NEWER_NORM}")),
        "issuing",
    ),
    (
        "only what is in force is replaced",
        NOTHING,
        (DRAFT, step(f"qin new {NEWER_NORM}", norm(supersedes=NORM)), step(f"qin submit {NEWER_NORM}")),
        "R3-GUARD",
    ),
    (
        "a norm for another subject is not",
        {NORM: issued(subject="evaluation")},
        (step(f"qin new {NEWER_NORM}", norm(supersedes=NORM)), step(f"qin submit {NEWER_NORM}")),
        "R3-GUARD",
    ),
    (
        "given up and taken up again",
        NOTHING,
        (*TO_ISSUE, step(f"qin withdraw {NORM}"), step(f"qin advance {NORM}")),
        "draft",
    ),
]

AT_HAND: Office = {NORM: issued(), SYSTEM: running(), SITE: running("website", "general")}
SHEET = step(f"wei new {APPRAISAL}", appraisal())
SENT = (SHEET, step(f"wei submit {APPRAISAL}"))
OWN = appraisal(appraised="units/office")
OWN_SENT = (step(f"qin new {SITE_APPRAISAL}", OWN), step(f"qin submit {SITE_APPRAISAL}"))
APPRAISALS: list[Row] = [
    ("a department scores its own system", AT_HAND, SENT, "review"),
    ("another department does not", AT_HAND, (step(f"tong new {APPRAISAL}", appraisal()),), "R4-DRAFTER"),
    ("the district team reviews it", AT_HAND, (*SENT, step(f"qin approve {APPRAISAL}")), "confirmed"),
    ("the department does not", AT_HAND, (*SENT, step(f"wu approve {APPRAISAL}")), "R4-ROLE"),
    (
        "it is returned and mended",
        AT_HAND,
        (
            *SENT,
            step(f"qin return {APPRAISAL}", opinion="缺依据"),
            step(f"wei edit {APPRAISAL}", {"conclusion": "依据见附件。"}),
            step(f"wu submit {APPRAISAL}"),
        ),
        "review",
    ),
    ("the district's systems go to the district CIO", AT_HAND, OWN_SENT, "determination"),
    ("who confirms them", AT_HAND, (*OWN_SENT, step(f"li-na approve {SITE_APPRAISAL}")), "confirmed"),
    ("the team that scored does not", AT_HAND, (*OWN_SENT, step(f"qiao approve {SITE_APPRAISAL}")), "R4-ROLE"),
    ("a department does not score the district's", AT_HAND, (step(f"wei new {SITE_APPRAISAL}", OWN),), "R4-DRAFTER"),
    (
        "figures follow from the marks",
        AT_HAND,
        (step(f"wei new {APPRAISAL}", appraisal(total="96")), step(f"wei submit {APPRAISAL}")),
        "R8-SCORE",
    ),
    (
        "so does the grade",
        AT_HAND,
        (step(f"wei new {APPRAISAL}", appraisal(grade="good")), step(f"wei submit {APPRAISAL}")),
        "R8-SCORE",
    ),
    (
        "every item is scored",
        AT_HAND,
        (
            step(
                f"wei new {APPRAISAL}",
                appraisal(entries=[{"entry_id": "response", "events": [], "deducted": "0", "score": "60"}]),
            ),
            step(f"wei submit {APPRAISAL}"),
        ),
        "R8-SCORE-ENTRY",
    ),
    (
        "a confirmed sheet stays",
        AT_HAND,
        (*SENT, step(f"qin approve {APPRAISAL}"), step(f"wei edit {APPRAISAL}", {"total": "99"})),
        "R8-SCORE R6-NOT-A-DRAFT",
    ),
    ("the norm must be in force", {**AT_HAND, NORM: {**norm(), "stage": "draft", "decisions": []}}, SENT, "R3-GUARD"),
    ("and be one for operation", {**AT_HAND, NORM: issued(subject="evaluation")}, SENT, "R3-GUARD"),
    ("and apply to the system", {**AT_HAND, NORM: issued(applies_to=["website"])}, SENT, "R3-GUARD"),
    (
        "who serves the system may be scored",
        {**AT_HAND, SYSTEM: running(service_provider="units/builder")},
        (step(f"wei new {APPRAISAL}", appraisal(appraised="units/builder")), SENT[1]),
        "review",
    ),
    (
        "who does neither may not",
        AT_HAND,
        (step(f"wei new {APPRAISAL}", appraisal(appraised="units/builder")), SENT[1]),
        "R3-GUARD",
    ),
    (
        "a system not yet running is not scored",
        {**AT_HAND, SYSTEM: {**system(), "stage": "registered", "decisions": []}},
        SENT,
        "R3-GUARD",
    ),
    ("one that ran is", {**AT_HAND, SYSTEM: papers.retired()}, SENT, "review"),
    (
        "given up and taken up again",
        AT_HAND,
        (*SENT, step(f"wei withdraw {APPRAISAL}"), step(f"wei advance {APPRAISAL}")),
        "draft",
    ),
]


@pytest.mark.parametrize(
    ("office", "steps", "result"), [*named("M1 a norm", NORMS), *named("M1 an appraisal", APPRAISALS)]
)
def test_operation(office: Office, steps: tuple[Step, ...], result: str) -> None:
    assert comes_of(pingshan_office(office), *steps) == result


def test_m1_a_norm_repealed_leaves_what_was_scored_by_it_as_it_was() -> None:
    office = after(
        pingshan_office(AT_HAND),
        *SENT,
        step(f"qin approve {APPRAISAL}"),
        step(f"li-na advance {NORM}", opinion="已有新规范"),
    )

    scored = score(office.case(APPRAISAL))

    assert scored is not None
    assert (scored.faults, scored.grade) == ((), "excellent")
