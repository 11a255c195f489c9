"""Post-evaluation (E1): the eight criteria from the records, and who confirms, objects and decides."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from cio_ctl.rules.evaluation.criteria import Evaluation, evaluate, norms_in_force, own_weighing, weighing_of
from cio_ctl.rules.evaluation.records import criterion_fields, differences
from tests.pack.acts import Fields, outcome, paper
from tests.pack.evaluated_year import year
from tests.pingshan_in_memory import pingshan_office
from tests.rules.evaluated_units import evaluated

EVALUATION = "evaluations/2025/health"
CRITERIA = [
    ("plans", "15"),
    ("block-architecture", "10"),
    ("project-and-work-plans", "15"),
    ("technical-coordination", "15"),
    ("funds", "15"),
    ("deliverables", "10"),
    ("operation", "10"),
    ("security", "10"),
]
FIGURES = {  # of the year 2025, computed by hand
    "plan-entries-with-project": "50.00",  # emr of emr and cloud; ai is to begin in 2027
    "projects-from-plans": "50.00",  # emr of emr and portal
    "blocks-being-built": "50.00",
    "projects-on-blocks": "50.00",
    "blocks-named-in-force": "50.00",  # as the second review has it
    "work-plan-entries-with-project": "50.00",  # emr of emr and cloud; a study needs no project
    "planned-days-kept": "50.00",  # the start, not the completion
    "reports-on-time": "50.00",  # due 1 August and 3 November
    "work-plan-on-time": "100.00",  # due 15 January 2025
    "reviews-before-tender": "100.00",
    "tender-reviews-never-returned": "0.00",
    "applications-never-returned": "100.00",
    "expert-reviews-passed": "100.00",
    "tender-as-designed": "66.67",
    "guidance-acknowledged": "50.00",
    "guidance-followed": "50.00",  # of two binding ones due in the year
    "payment-rate": "30.00",
    "within-amounts": "50.00",  # emr was released 1000 of 900 approved; archive is within all
    "settlements-on-time": "0.00",  # due 25 November 2025
    "acceptance-papers": "100.00",
    "filings-on-time": "100.00",
    "assets-registered": "0.00",
    "issues-resolved": "100.00",
    "appraisals": "85.00",
    "drills-on-time": "100.00",  # due 3 March 2025
    "incidents-closed": "66.67",
    "grave-incidents": "1",
    "assessments-on-time": "0.00",  # due 3 June 2025, on record a week later
    "assessments-good": "100.00",
    "findings-mended": "50.00",
    "grave-security-incidents": "1",
}
SUGGESTED = {
    "plans": "50",
    "block-architecture": "50",
    "project-and-work-plans": "62.5",  # (50 + 50 + 50 + 100) / 4
    "technical-coordination": "66.67",  # (100 + 0 + 100 + 100 + 66.67 + 50 + 50) / 7
    "funds": "26.67",  # (30 + 50 + 0) / 3
    "deliverables": "75",  # (100 + 100 + 0 + 100) / 4
    "operation": "73.89",  # (85 + 100 + 66.67) / 3 - 10
    "security": "40",  # (0 + 100 + 50) / 3 - 10
}


@cache
def evaluation(unit: str = "units/health", period: str = "2025") -> Evaluation:
    seen = evaluated(year(), period, unit=unit, calendars=True)
    evaluates = seen.office.law.processes["evaluation"].evaluates
    assert evaluates is not None
    return evaluate(seen, evaluates, own_weighing(evaluates))


def test_e1_the_eight_criteria_with_their_weights_in_the_order_of_the_text() -> None:
    found = [(one.criterion.id, f"{one.weight}") for one in evaluation().criteria]

    assert found == CRITERIA


@pytest.mark.parametrize(("figure", "value"), FIGURES.items(), ids=FIGURES)
def test_e1_each_figure_is_computed_from_the_records_of_the_year(figure: str, value: str) -> None:
    found = {one.figure.id: one.written for assessed in evaluation().criteria for one in assessed.figures}

    assert found[figure] == value
    assert set(found) == set(FIGURES)


@pytest.mark.parametrize(("criterion", "points"), SUGGESTED.items(), ids=SUGGESTED)
def test_e1_the_suggested_score_is_the_mean_of_the_figures_less_what_events_cost(criterion: str, points: str) -> None:
    suggested = {one.criterion.id: one.suggested for one in evaluation().criteria}[criterion]

    assert suggested == Decimal(points)


def test_e1_every_figure_names_its_evidence() -> None:
    office = pingshan_office(year()).office
    for assessed in evaluation().criteria:
        for one in assessed.figures:
            assert one.sources, one.figure.id
            assert all(office.tree.record(name) is not None for name in one.sources)


def test_e1_of_a_department_without_records_nothing_is_invented() -> None:
    found = evaluation("units/education")

    assert {assessed.suggested for assessed in found.criteria} == {None}
    assert {one.written for assessed in found.criteria for one in assessed.figures} == {"—", "0"}


def test_e1_another_period_has_other_figures() -> None:
    found = {
        one.figure.id: one.written for assessed in evaluation(period="2025-q4").criteria for one in assessed.figures
    }

    assert {name: found[name] for name in ("reports-on-time", "filings-on-time", "projects-from-plans")} == {
        "reports-on-time": "0.00",
        "filings-on-time": "100.00",
        "projects-from-plans": "—",
    }


def norm(**more: object) -> Fields:
    entries = [{"id": name, "max": "12.5"} for name, _ in CRITERIA]
    bands = [{"id": "pass", "name": "合格", "at_least": "60"}, {"id": "fail", "name": "不合格", "at_least": "0"}]
    return {**paper("norm", "issued", subject="evaluation", entries=entries, bands=bands), **more}


NORMS = [
    ({}, ["operations/norms/eval"]),
    ({"subject": "operation"}, []),
    ({"stage": "draft"}, []),
    ({"stage": "repealed"}, []),
]


@pytest.mark.parametrize(("more", "found"), NORMS)
def test_e1_only_a_norm_on_evaluation_that_is_in_force_gives_weights(more: Fields, found: list[str]) -> None:
    office = pingshan_office({"operations/norms/eval": norm(**more)}).office
    evaluates = office.law.processes["evaluation"].evaluates
    assert evaluates is not None
    assert evaluates.norm is not None

    assert list(norms_in_force(office, evaluates.norm)) == found


def test_e1_weights_and_bands_are_data_of_a_norm() -> None:
    texts = pingshan_office({"operations/norms/eval": norm()})

    weighing = weighing_of(texts.office, texts.found("operations/norms/eval"))

    assert set(weighing.weights.values()) == {Decimal("12.5")}
    assert weighing.bands == ((Decimal(60), "pass", "合格"), (Decimal(0), "fail", "不合格"))


def drawn(stage: str, **more: object) -> Fields:
    return paper("evaluation", stage, **{"unit": "units/health", "computed_from": "0" * 40, **more})


FLOW = [  # stage, who does what, with an opinion or not, what comes of it
    ("the team hands it in", "draft", "qin submit", "", "confirmation"),
    ("no department does", "draft", "wei submit", "", "R4-ROLE"),
    ("nor does the district CIO", "draft", "li-na submit", "", "R4-ROLE"),
    ("the department confirms", "confirmation", "wang acknowledge", "", "determination"),
    ("another department does not", "confirmation", "tian acknowledge", "", "R4-ROLE"),
    ("its team does not", "confirmation", "wei acknowledge", "", "R4-ROLE"),
    ("the department objects", "confirmation", "wang return", "得分有误", "draft"),
    ("it says why", "confirmation", "wang return", "", "R3-OPINION"),
    ("another does not object", "confirmation", "tian return", "得分有误", "R4-ROLE"),
    ("the department is silent", "confirmation", "li-na advance", "逾期未答复", "determination"),
    ("the district CIO says why he goes on", "confirmation", "li-na advance", "", "R3-OPINION"),
    ("the team does not go on by itself", "confirmation", "qin advance", "逾期未答复", "R4-ROLE"),
    ("the district CIO decides", "determination", "li-na approve", "", "decided"),
    ("the team does not decide", "determination", "qin approve", "", "R4-ROLE"),
    ("the department does not decide", "determination", "wang approve", "", "R4-ROLE"),
    ("the district CIO sends it back", "determination", "li-na return", "证据不足", "draft"),
    ("nobody decides before the department was heard", "confirmation", "li-na approve", "", "R3-WRONG-STAGE"),
    ("what is decided stays", "decided", "qin withdraw", "", "R3-WRONG-STAGE"),
    ("the team takes it back", "confirmation", "qin withdraw", "", "withdrawn"),
]


@pytest.mark.parametrize(
    ("stage", "act", "opinion", "expected"), [row[1:] for row in FLOW], ids=[row[0] for row in FLOW]
)
def test_e1_reviewers_hand_in_the_department_answers_the_district_cio_decides(
    stage: str, act: str, opinion: str, expected: str
) -> None:
    assert outcome({EVALUATION: drawn(stage)}, f"{act} {EVALUATION}", opinion=opinion) == expected


GUARDS = [
    ("figures by hand", {EVALUATION: drawn("draft", computed_from="")}, EVALUATION, "R3-GUARD"),
    ("no unit", {"evaluations/2025/nobody": drawn("draft")}, "evaluations/2025/nobody", "R3-GUARD"),
    (
        "a norm in force",
        {EVALUATION: drawn("draft", norm="operations/norms/eval"), "operations/norms/eval": norm()},
        EVALUATION,
        "confirmation",
    ),
    (
        "a norm that is not",
        {EVALUATION: drawn("draft", norm="operations/norms/eval"), "operations/norms/eval": norm(stage="draft")},
        EVALUATION,
        "R3-GUARD",
    ),
]


@pytest.mark.parametrize(("records", "name", "expected"), [row[1:] for row in GUARDS], ids=[row[0] for row in GUARDS])
def test_e1_an_evaluation_is_computed_of_a_unit_and_by_a_norm_in_force(
    records: dict[str, Fields], name: str, expected: str
) -> None:
    assert outcome(records, f"qin submit {name}") == expected


def test_e1_a_record_that_states_what_was_computed_differs_nowhere() -> None:
    texts = pingshan_office()
    sheet = texts.office.law.processes["evaluation"].score_sheet
    assert sheet is not None
    bands = [{"id": name, "name": title, "at_least": f"{least}"} for least, name, title in evaluation().bands]
    criteria = [criterion_fields(assessed, sheet) for assessed in evaluation().criteria]
    record = texts.record(EVALUATION, drawn("draft", criteria=criteria, bands=bands)).found(EVALUATION)

    assert list(differences(record, evaluation(), sheet)) == []
