"""What a review says beside what the records give; and that it leaves the draft only when both agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.law import Verb
from cio_ctl.rules.consistency.table import discrepancies, table_of
from cio_ctl.rules.moves import Move, Request, choose
from tests.offices_in_memory import NOON
from tests.pingshan_in_memory import decided, pingshan_office

if TYPE_CHECKING:
    from tests.offices_in_memory import Texts

Row = dict[str, object]

DOSSIER = "projects/2026-health-emr"
APPLICATION, REVIEW = f"{DOSSIER}/funding-application", f"{DOSSIER}/funding-reviews/first"
NAMED: Row = {"subject": "architecture", "item": "总体设计 三", "result": "unresolved", "reason": "未录入"}
AMOUNT: Row = {
    "subject": "amount",
    "item": "申请金额不超过批复金额",
    "expected": "100.00",
    "found": "90.00",
    "result": "same",
}
ESTIMATE: Row = {
    "subject": "estimate",
    "item": "概算分项合计不超过申请金额",
    "expected": "90.00",
    "found": "90.00",
    "result": "same",
}
OWN: Row = {"item": "技术路线", "expected": "微服务", "found": "微服务", "result": "same"}
WHOLE = [NAMED, AMOUNT, ESTIMATE]
SUBMITTED = "2026-03-02 hua project-unit@health submit draft first-review"
RETURNED = (
    SUBMITTED,
    "2026-03-05 wu department-cio-team@health return first-review draft",
    "2026-03-08 hua project-unit@health submit draft first-review",
)


def office(comparison: object, *application: str, stage: tuple[str, ...] = (), amount: str = "90.00") -> Texts:
    """A department project whose funding application is at its first review, with the review drawn up."""
    item = {
        "name": "软件",
        "cost_class": "other",
        "unit": "套",
        "quantity": 1,
        "unit_price": "90.00",
        "amount": "90.00",
    }
    project: dict[str, object] = {"kind": "project", "level": "department", "unit": "units/health"}
    references = [{"document": "总体设计", "entry": "三"}]
    review = {
        "kind": "funding-review",
        "reviewed_on": "2026-03-09",
        "reviewers": ["魏"],
        "documents_examined": [{"name": "资金申请报告"}],
        "plan_references": references,
        "comparison": comparison,
        "findings": [{"heading": "investment", "finding": "合理"}],
        "conclusion": "passed",
        "stage": "draft",
        "decisions": [],
    }
    return pingshan_office(
        {
            f"{DOSSIER}/project": {**project, "stage": "approved", "decisions": []},
            f"{DOSSIER}/preliminary-application": {
                "kind": "preliminary-application",
                "approval": {"amount": "100.00"},
                "stage": "approved",
                "decisions": [],
            },
            APPLICATION: decided(
                *(application or (SUBMITTED,)),
                kind="funding-application",
                amount=amount,
                cost_items=[item],
                plan_references=references,
            ),
            REVIEW: {**review, **(decided(*stage) if stage else {})},
        }
    )


def concluded(before: Texts) -> Texts:
    """The same once a member of the department's team has concluded the review."""
    fields = dict(before.found(REVIEW).fields)
    row = "2026-03-10T12:00:00+08:00 wei department-cio-team@health submit draft concluded"
    return before.record(REVIEW, {**fields, **decided(row)})


ALTERED = {**AMOUNT, "found": "80.00"}
STATED: list[tuple[str, object, list[tuple[str, list[str]]]]] = [
    ("the whole table", WHOLE, []),
    ("rows of their own besides", [OWN, *WHOLE], []),
    ("in another order", WHOLE[::-1], []),
    ("in other width", [{**NAMED, "item": "总体设计　三"}, *WHOLE[1:]], []),
    ("nothing", None, [("amount", ["same"]), ("architecture", ["unresolved"]), ("estimate", ["same"])]),
    ("no list", "—", [("amount", ["same"]), ("architecture", ["unresolved"]), ("estimate", ["same"])]),
    ("a row less", WHOLE[:2], [("estimate", ["same"])]),
    ("another result", [{**NAMED, "result": "same"}, *WHOLE[1:]], [("architecture", ["unresolved"])]),
    ("another amount", [NAMED, ALTERED, ESTIMATE], [("amount", ["same"])]),
    ("a row twice", [*WHOLE, AMOUNT], [("amount", ["same"])]),
    ("a row without ground", [*WHOLE, {**AMOUNT, "item": "x"}], [("amount", ["same"])]),
    ("a comparison that is none", [*WHOLE, {**OWN, "subject": "robots"}], [("robots", ["same"])]),
    ("entries of any form", [7, None, {"subject": ["x"]}, *WHOLE], []),
]


@pytest.mark.parametrize(("stated", "expected"), [row[1:] for row in STATED], ids=[row[0] for row in STATED])
def test_a_gap_is_told_for_each_comparison(stated: object, expected: list[tuple[str, list[str]]]) -> None:
    found = discrepancies(office(stated).case(REVIEW))

    assert sorted((one.rows[0].subject, [str(row.result) for row in one.rows]) for one in found) == expected


@pytest.mark.parametrize(("stated", "expected"), [row[1:] for row in STATED], ids=[row[0] for row in STATED])
def test_the_review_is_concluded_only_without_gaps(stated: object, expected: list[tuple[str, list[str]]]) -> None:
    texts = office(stated)
    request = Request(Verb.SUBMIT, texts.officer("wei"), NOON)

    chosen = choose(texts.case(REVIEW), request)

    codes = [] if isinstance(chosen, Move) else [found.code for found in chosen]
    assert codes == ["R3-COMPARISON"] * len(expected)


@pytest.mark.parametrize(
    ("stated", "codes"),
    [(WHOLE, []), ([OWN, *WHOLE], []), (WHOLE[:2], ["R3-COMPARISON"]), ([NAMED, ALTERED, ESTIMATE], ["R3-COMPARISON"])],
)
def test_the_judge_finds_a_review_concluded_with_another_table(stated: list[Row], codes: list[str]) -> None:
    before = office(stated)

    assert before.codes(concluded(before), "wei") == codes


def test_the_judge_finds_a_row_that_is_not_the_same_and_gives_no_reason() -> None:
    before = office([{key: value for key, value in NAMED.items() if key != "reason"}, *WHOLE[1:]])
    blank = office([{**NAMED, "reason": "　 "}, *WHOLE[1:]])

    assert before.codes(concluded(before), "wei") == ["R8-REQUIRED"]
    assert blank.codes(concluded(blank), "wei") == ["R8-SCHEMA"]


def test_the_judge_looks_at_the_records_of_the_parent() -> None:
    before = office(WHOLE, amount="110.00")

    assert before.codes(concluded(before), "wei") == ["R3-COMPARISON", "R3-COMPARISON"]


def test_reasons_and_rows_of_their_own_are_kept() -> None:
    table = table_of(office([OWN, {**NAMED, "expected": "旧"}]).case(REVIEW))

    assert table.entries() == [NAMED, AMOUNT, ESTIMATE, OWN]


def test_a_reason_for_another_result_is_not_kept() -> None:
    table = table_of(office([{**NAMED, "result": "missing"}, {**AMOUNT, "item": "x"}]).case(REVIEW))

    assert table.entries()[0] == {key: value for key, value in NAMED.items() if key != "reason"}
    assert [row.item for row in table.surplus] == ["x"]
    assert [row.item for row in table.without_reason] == ["总体设计 三"]
    assert table.brought_up().agrees


CONCLUDED = "wei department-cio-team@health submit draft concluded"


@pytest.mark.parametrize(
    ("application", "review", "codes"),
    [
        ((SUBMITTED,), (), ["R3-GUARD"]),
        ((SUBMITTED,), (f"2026-03-04 {CONCLUDED}",), []),
        ((SUBMITTED,), (f"2026-03-02 {CONCLUDED}",), []),
        (RETURNED, (f"2026-03-04 {CONCLUDED}",), ["R3-GUARD"]),
        (RETURNED, (f"2026-03-09 {CONCLUDED}",), []),
        (
            RETURNED,
            (
                f"2026-03-04 {CONCLUDED}",
                "2026-03-09 wu department-cio-team@health acknowledge concluded concluded",
            ),
            ["R3-GUARD"],
        ),
    ],
)
def test_a_report_passes_by_a_review_of_this_round(
    application: tuple[str, ...], review: tuple[str, ...], codes: list[str]
) -> None:
    texts = office(WHOLE, *application, stage=review)
    request = Request(Verb.APPROVE, texts.officer("wei"), NOON)

    chosen = choose(texts.case(APPLICATION), request)

    assert ([] if isinstance(chosen, Move) else [found.code for found in chosen]) == codes


def test_a_review_is_drawn_up_again_while_the_report_can_still_change() -> None:
    again = Request(Verb.ADVANCE, office(WHOLE).officer("wu"), NOON, "再审")
    back = (SUBMITTED, "2026-03-05 wu department-cio-team@health return first-review draft")
    gone = (SUBMITTED, "2026-03-05 wu department-cio-team@health approve first-review second-review")

    open_ = choose(office(WHOLE, *back, stage=(f"2026-03-04 {CONCLUDED}",)).case(REVIEW), again)
    closed = choose(office(WHOLE, *gone, stage=(f"2026-03-04 {CONCLUDED}",)).case(REVIEW), again)

    assert isinstance(open_, Move)
    assert not isinstance(closed, Move)
    assert [found.code for found in closed] == ["R3-CONDITION", "R3-CONDITION"]
