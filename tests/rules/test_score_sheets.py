"""Score sheets: what marks come to, and that a record which is no draft says so."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cio_ctl.rules.scoring.sheets import Scored, score, score_findings
from cio_ctl.rules.soundness import record_findings
from tests.pingshan_in_memory import pingshan_office

if TYPE_CHECKING:
    from tests.offices_in_memory import Texts

NORM = "operations/norms/om-2026"
SHEET = "operations/appraisals/2026-q1/emr"
REVIEW = "evaluations/2026/health"
BANDS = {"fail": "0", "pass": "60", "good": "75", "excellent": "90"}
CRITERIA = (
    "plans",
    "block-architecture",
    "project-and-work-plans",
    "technical-coordination",
    "funds",
    "deliverables",
    "operation",
    "security",
)
Item = tuple[str, str, str, str]
ITEMS: tuple[Item, ...] = (
    # id, at most, each event, cap
    ("response", "50", "5", "20"),
    ("reports", "30", "0.5", ""),
    ("patrol", "20", "", ""),
)


def bands(**least: str) -> list[dict[str, object]]:
    return [{"id": name, "name": name, "at_least": score} for name, score in least.items()]


def norm(*items: Item, **more: object) -> dict[str, object]:
    entries = [
        {"id": name, "title": name, "max": most, "rule": "—", "deduct_per_event": each, "cap": cap}
        for name, most, each, cap in items or ITEMS
    ]
    return {
        "kind": "norm",
        "subject": "operation",
        "entries": [{key: value for key, value in entry.items() if value} for entry in entries],
        "full_score": "100",
        "bands": bands(**BANDS),
        "stage": "issued",
        "decisions": [],
        **more,
    }


def sheet(marks: dict[str, list[str | None]], *, stage: str = "confirmed", **stated: object) -> dict[str, object]:
    """An appraisal with events that cost so much each; None is left to the norm."""
    entries = [
        {"entry_id": name, "events": [{"what": "—"} if cost is None else {"deducted": cost} for cost in costs]}
        for name, costs in marks.items()
    ]
    return {"kind": "om-appraisal", "norm": NORM, "entries": entries, **stated, "stage": stage, "decisions": []}


def office(marks: dict[str, list[str | None]], *items: Item, **more: object) -> Texts:
    return pingshan_office({NORM: norm(*items, **more), SHEET: sheet(marks)})


def scored(texts: Texts, name: str = SHEET) -> Scored:
    found = score(texts.case(name))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("response", "reports", "patrol", "deducted", "total", "grade"),
    [
        ([], [], [], "0 0 0", "100", "excellent"),
        ([None], [], [], "5 0 0", "95", "excellent"),
        ([None, None], [], [], "10 0 0", "90", "excellent"),
        ([None, None, "0.01"], [], [], "10.01 0 0", "89.99", "good"),
        ([None] * 4, [None], [], "20 0.5 0", "79.5", "good"),
        ([None] * 9, [], [], "20 0 0", "80", "good"),
        (["0"], [], [], "0 0 0", "100", "excellent"),
        (["7.25", None], [None, None], [], "12.25 1 0", "86.75", "good"),
        (["99"], ["99"], ["99"], "20 30 20", "30", "fail"),
        ([], [], ["20", "1"], "0 0 20", "80", "good"),
        ([], ["0.1", "0.2"], [], "0 0.3 0", "99.7", "excellent"),
        ([None] * 4, ["20"], [], "20 20 0", "60", "pass"),
    ],
)
def test_each_event_costs_its_points_up_to_the_cap_and_to_the_points_of_its_item(
    response: list[str | None],
    reports: list[str | None],
    patrol: list[str | None],
    deducted: str,
    total: str,
    grade: str,
) -> None:
    found = scored(office({"response": response, "reports": reports, "patrol": patrol}))

    assert found.faults == ()
    costs = [found.figures["entries", number, "deducted"] for number in range(3)]
    assert (" ".join(costs), found.figures["total",], found.grade) == (deducted, total, grade)
    scores = [Decimal(found.figures["entries", number, "score"]) for number in range(3)]
    assert sum(scores) == found.total == Decimal(total)


NONE: list[str | None] = []
ALL = {"response": NONE, "reports": NONE, "patrol": NONE}
FULL = ("patrol", "20", "", "")


@pytest.mark.parametrize(
    ("marks", "items", "codes", "facts"),
    [
        ({"response": NONE, "reports": NONE}, ITEMS, ["R8-SCORE-ENTRY"], {"entry": "patrol", "count": "0"}),
        ({**ALL, "looks": NONE}, ITEMS, ["R8-SCORE-ENTRY"], {"entry": "looks", "count": "1", "right": "0"}),
        ({}, ITEMS, ["R8-SCORE-ENTRY"] * 3, {"entry": "response", "right": "1"}),
        ({**ALL, "patrol": [None]}, ITEMS, ["R8-SCORE-POINTS"], {"field": "entries.2.events.0.deducted"}),
        ({**ALL, "reports": ["much"]}, ITEMS, ["R8-SCORE-POINTS"], {"field": "entries.1.events.0.deducted"}),
        ({**ALL, "reports": ["1e12"]}, ITEMS, ["R8-SCORE-POINTS"], {"record": SHEET}),
        ({**ALL, "reports": ["0.00001"]}, ITEMS, ["R8-SCORE-POINTS"], {"record": SHEET}),
        (
            {"patrol": NONE},
            [("patrol", "", "", "")],
            ["R8-SCORE-POINTS"],
            {"field": "entries.patrol.max", "record": NORM},
        ),
    ],
)
def test_what_does_not_fit_the_sheet_is_told_and_no_total_is_given(
    marks: dict[str, list[str | None]], items: list[Item], codes: list[str], facts: dict[str, str]
) -> None:
    found = scored(office(marks, *items))

    assert [entry.code for entry in found.faults] == codes
    assert facts.items() <= dict(found.faults[0].arguments).items()
    assert (found.total, found.grade) == (None, "")
    assert ("total",) not in found.figures


def test_an_item_scored_twice_is_told() -> None:
    fields = sheet(ALL)
    entries = fields["entries"]
    assert isinstance(entries, list)
    texts = pingshan_office({NORM: norm(), SHEET: {**fields, "entries": [*entries, entries[0]]}})

    found = scored(texts)

    assert [dict(entry.arguments)["count"] for entry in found.faults] == ["2"]
    assert len(found.marks) == 4


def test_a_total_below_every_band_has_no_grade() -> None:
    found = scored(office({"response": ["99"], "reports": ["99"], "patrol": ["99"]}, bands=bands(good="60")))

    assert [entry.code for entry in found.faults] == ["R8-SCORE-BAND"]
    assert (found.figures["total",], found.grade) == ("30", "")


def stated(entries: list[tuple[str, str]], total: object, grade: object, *, stage: str = "confirmed") -> Texts:
    """The appraisal of a month with one slow response, as somebody states it."""
    fields = sheet({**ALL, "response": [None]}, stage=stage, total=total, grade=grade)
    rows = fields["entries"]
    assert isinstance(rows, list)
    told = [{**row, "deducted": cost, "score": left} for row, (cost, left) in zip(rows, entries, strict=True)]
    return pingshan_office({NORM: norm(), SHEET: {**fields, "entries": told}})


RIGHT = [("5", "45"), ("0", "30"), ("0", "20")]


@pytest.mark.parametrize(
    ("entries", "total", "grade", "fields"),
    [
        (RIGHT, "95", "excellent", []),
        ([("5.00", "45.0"), ("0", "30"), ("0.0", "20.00")], "95.00", "excellent", []),
        ([("4", "45"), ("0", "30"), ("0", "20")], "95", "excellent", ["entries.0.deducted"]),
        ([("5", "46"), ("0", "30"), ("0", "20")], "96", "excellent", ["entries.0.score", "total"]),
        (RIGHT, "96", "excellent", ["total"]),
        (RIGHT, "95", "good", ["grade"]),
        (RIGHT, None, "excellent", ["total"]),
        (RIGHT, "ninety-five", ["excellent"], ["total", "grade"]),
        (RIGHT, "0x5F", None, ["total", "grade"]),
    ],
)
def test_figures_other_than_those_that_follow_are_found(
    entries: list[tuple[str, str]], total: object, grade: object, fields: list[str]
) -> None:
    found = list(score_findings(stated(entries, total, grade).case(SHEET)))

    assert {entry.code for entry in found} <= {"R8-SCORE"}
    assert [dict(entry.arguments)["field"] for entry in found] == fields
    assert all(entry.place.line > 1 for entry in found)


@pytest.mark.parametrize(("stage", "wrong"), [("draft", 0), ("review", 1), ("confirmed", 1)])
def test_only_a_record_that_is_no_draft_must_state_the_right_figures(stage: str, wrong: int) -> None:
    texts = stated(RIGHT, "96", "excellent", stage=stage)

    found = [entry.code for entry in record_findings(texts.office, SHEET)]

    assert found.count("R8-SCORE") == wrong


@pytest.mark.parametrize("change", [{"stage": "repealed"}, {"entries": []}, {"full_score": "x"}, {"bands": "none"}])
def test_rules_of_any_form_are_no_stumbling_block(change: dict[str, object]) -> None:
    texts = pingshan_office({NORM: {**norm(), **change}, SHEET: sheet(ALL)})

    found = score(texts.case(SHEET))

    assert found is not None
    assert len(found.figures) == (0 if "entries" in change else 8 if "stage" in change or "full_score" in change else 7)


@pytest.mark.parametrize("named", [None, "operations/norms/none", "units/health", 5])
def test_without_a_record_to_score_by_nothing_is_scored(named: object) -> None:
    case = pingshan_office({SHEET: {**sheet(ALL), "norm": named}}).case(SHEET)

    assert score(case) is None
    assert [entry.code for entry in score_findings(case)] == ["R8-SCORE-RULES"]


def test_an_event_costs_nothing_or_more() -> None:
    found = scored(office({"response": ["-3"], "reports": [], "patrol": []}))

    assert [entry.code for entry in found.faults] == ["R8-SCORE-POINTS"]
    assert found.total is None


def test_entries_that_are_no_mappings_are_passed_over() -> None:
    texts = pingshan_office({NORM: norm(FULL), SHEET: {**sheet({"patrol": NONE}), "entries": ["x", {"events": ["y"]}]}})

    assert {entry.code for entry in scored(texts).faults} == {"R8-SCORE-ENTRY"}


@pytest.mark.parametrize(
    ("change", "code", "facts"),
    [
        ({}, "", {}),
        ({"full_score": "100.00"}, "", {}),
        ({"full_score": "90"}, "R8-SCORE", {"field": "full_score", "stated": "90", "right": "100"}),
        ({"full_score": None}, "R8-SCORE", {"stated": "—"}),
        ({"bands": bands(good="60", poor="0.5")}, "R8-SCORE-BAND", {"total": "0"}),
        ({"bands": []}, "R8-SCORE-BAND", {"holder": NORM}),
        ({"bands": bands(good="60", fair="60.0", poor="0")}, "R8-SCORE-ENTRY", {"entry": "60", "count": "2"}),
        ({"bands": [*bands(poor="0"), *bands(poor="5")]}, "R8-SCORE-ENTRY", {"entry": "poor", "field": "bands"}),
        ({"entries": [{"id": "a", "max": "50"}] * 2}, "R8-SCORE-ENTRY", {"entry": "a", "field": "entries"}),
        ({"entries": [{"id": "a", "max": "100"}, {"id": "b"}]}, "R8-SCORE-POINTS", {"field": "entries.1.max"}),
        ({"entries": [{"id": "a", "max": "100"}, {"id": "b", "max": "-1"}]}, "R8-SCORE-POINTS", {}),
        ({"entries": [{"id": "a", "max": "100", "cap": "-1"}]}, "R8-SCORE-POINTS", {"field": "entries.0.cap"}),
        (
            {"entries": [{"id": "a", "max": "100", "deduct_per_event": "-0.5"}]},
            "R8-SCORE-POINTS",
            {"field": "entries.0.deduct_per_event"},
        ),
    ],
)
def test_rules_that_do_not_hang_together_are_found_in_the_norm(
    change: dict[str, object], code: str, facts: dict[str, str]
) -> None:
    texts = pingshan_office({NORM: norm(**change)})

    found = list(score_findings(texts.case(NORM)))

    assert [entry.code for entry in found] == ([code] if code else [])
    assert facts.items() <= dict(found[0].arguments if found else ()).items()


def evaluation(scores: list[str], weights: list[object], **more: object) -> Texts:
    criteria = [
        {"criterion": name, "weight": weight, "score": score}
        for name, weight, score in zip(CRITERIA, weights, scores, strict=True)
    ]
    fields = {"kind": "evaluation", "criteria": criteria, "bands": bands(**BANDS), "stage": "decided", "decisions": []}
    return pingshan_office({REVIEW: {**fields, **more}})


EVEN: list[object] = [15, 15, 15, 15, 10, 10, 10, 10]


@pytest.mark.parametrize(
    ("scores", "weights", "total", "grade"),
    [
        (["100"] * 8, EVEN, "100", "excellent"),
        (["0"] * 8, EVEN, "0", "fail"),
        (["90", "80", "70", "60", "100", "50", "85.5", "0"], EVEN, "68.55", "pass"),
        (["74.99"] + ["75"] * 7, [50, 50, 0, 0, 0, 0, 0, 0], "75", "good"),  # 74.995 is rounded half up
        (["74.98"] + ["75"] * 7, [50, 50, 0, 0, 0, 0, 0, 0], "74.99", "pass"),
        (["33.33"] * 8, EVEN, "33.33", "fail"),
        (["60"] * 8, ["12.5"] * 8, "60", "pass"),
    ],
)
def test_given_scores_count_by_weight(scores: list[str], weights: list[object], total: str, grade: str) -> None:
    found = scored(evaluation(scores, weights), REVIEW)

    assert found.faults == ()
    assert dict(found.figures) == {("total",): total, ("grade",): grade}


@pytest.mark.parametrize(
    ("texts", "code", "facts"),
    [
        (evaluation(["60"] * 8, [15] * 8), "R8-SCORE", {"stated": "120", "right": "100", "field": "criteria.weight"}),
        (evaluation(["60"] * 7 + ["x"], EVEN), "R8-SCORE-POINTS", {"field": "criteria.7.score"}),
        (evaluation(["60"] * 8, [*EVEN[:7], None]), "R8-SCORE-POINTS", {"field": "criteria.7.weight"}),
        (evaluation(["60"] * 8, [35, *EVEN[1:7], -10]), "R8-SCORE-POINTS", {"field": "criteria.7.weight"}),
        (evaluation(["60"] * 8, EVEN, bands=[]), "R8-SCORE-BAND", {"total": "60"}),
        (evaluation(["60"] * 8, EVEN, bands=bands(a="0", b="60", c="60")), "R8-SCORE-ENTRY", {"entry": "60"}),
    ],
)
def test_weights_and_scores_that_give_no_total_are_told(texts: Texts, code: str, facts: dict[str, str]) -> None:
    found = list(score_findings(texts.case(REVIEW)))

    assert [entry.code for entry in found if entry.code == code] == [code]
    assert facts.items() <= dict(next(entry for entry in found if entry.code == code).arguments).items()


def test_a_criterion_that_stands_twice_is_told() -> None:
    row = {"criterion": "plans", "weight": 50, "score": "60"}

    found = scored(evaluation(["60"] * 8, EVEN, criteria=[row, row]), REVIEW)

    assert [entry.code for entry in found.faults] == ["R8-SCORE-ENTRY"]
