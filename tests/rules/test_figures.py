"""Figures of an evaluation: what each counts, over which records, and with which evidence. Hand-computed rows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.evaluations import (
    Chain,
    Count,
    Kept,
    Mean,
    OnTime,
    Ratio,
    Selection,
    Share,
    Within,
    Without,
)
from cio_ctl.model.matches import Combination, FieldMatch, RecordMatch
from cio_ctl.model.tracing import Goal
from tests.pingshan_in_memory import decided
from tests.rules.evaluated_units import HEALTH, evaluated, figure_of, found

if TYPE_CHECKING:
    from cio_ctl.model.evaluations import Measure

    Fields = dict[str, object]

PROJECTS = Selection("project")
NOTHING = "—"


def project(name: str, *rows: str, **more: object) -> dict[str, Fields]:
    """A project of the health bureau, of the department's own unless said otherwise."""
    fields: Fields = {"kind": "project", "name": name, "level": "department", "unit": HEALTH}
    standing = decided(*rows) if rows else {"stage": "approved", "decisions": []}
    return {f"projects/{name}/project": {**fields, **standing, **more}}


def paper(kind: str, stage: str, **more: object) -> Fields:
    return {"kind": kind, **more, "stage": stage, "decisions": []}


def stood(*rows: str) -> tuple[str, ...]:
    """Rows of decisions by the department's team, from ``2025-03-01 approved funded``."""
    return tuple(
        f"{day} wei department-cio-team@health advance {one} {other}" for day, one, other in map(str.split, rows)
    )


SHARES = [  # how many of three projects are funded: value, lacking
    (("funded", "funded", "approved"), "66.67", ["projects/c/project"]),
    (("funded", "funded", "funded"), "100.00", []),
    (("approved", "approved", "approved"), "0.00", [f"projects/{name}/project" for name in "abc"]),
]


@pytest.mark.parametrize(("stages", "value", "lacking"), SHARES)
def test_a_share_is_in_percent_with_two_places_and_names_what_lacks(
    stages: tuple[str, ...], value: str, lacking: list[str]
) -> None:
    records = {
        name: fields
        for one, stage in zip("abc", stages, strict=True)
        for name, fields in project(one, stage=stage).items()
    }

    one = found(Share((FieldMatch("stage", "equals", "funded"),)), PROJECTS, evaluated(records))

    assert (one.written, list(one.lacking)) == (value, lacking)
    assert one.note == f"{3 - len(lacking)} / 3"
    assert one.sources == ("projects/a/project", "projects/b/project", "projects/c/project")


def test_half_a_hundredth_rounds_up() -> None:
    records: dict[str, Fields] = {}
    for number in range(800):
        records |= project(f"p{number}", stage="funded" if number < 1 else "approved")

    one = found(Share((FieldMatch("stage", "equals", "funded"),)), PROJECTS, evaluated(records))

    assert one.written == "0.13"  # 1 / 800 = 0.125 %


MEASURES: list[Measure] = [
    Share(()),
    Without(("return",)),
    Within(("paid-within-planned",)),
    Chain((Goal("plan"),), downstream=False),
    Kept((("planned_dates.start", "actual_dates.start"),)),
    Mean("total"),
    Ratio("paid", "planned"),
]


@pytest.mark.parametrize("measure", MEASURES)
def test_of_nothing_a_figure_is_a_dash(measure: Measure) -> None:
    one = found(measure, PROJECTS, evaluated(project("a", unit="units/education")))

    assert (one.value, one.written, one.sources) == (None, NOTHING, ())


def test_of_no_duties_a_figure_is_a_dash_and_of_no_records_a_count_is_nought() -> None:
    seen = evaluated(project("a", unit="units/education"))

    assert found(OnTime(("filing",)), None, seen).written == NOTHING
    assert found(Count(), PROJECTS, seen).written == "0"


def test_records_on_which_a_match_rests_are_evidence_too() -> None:
    of = "projects/{project}"
    records: dict[str, Fields] = {
        **project("a"),
        **project("b"),
        "projects/a/test-report": paper("test-report", "on-record"),
        "projects/a/assessments/sharing": paper("assessment", "on-record"),
        "projects/b/test-report": paper("test-report", "draft"),
    }
    share = Share(
        (
            RecordMatch(f"{of}/test-report", ("on-record",)),
            Combination("any", (RecordMatch(f"{of}/assessments/*"), FieldMatch("name", "equals", "b"))),
        )
    )

    one = found(share, PROJECTS, evaluated(records))

    assert (one.written, one.lacking) == ("50.00", ("projects/b/project",))
    assert one.sources == (
        "projects/a/assessments/sharing",
        "projects/a/project",
        "projects/a/test-report",
        "projects/b/project",
    )


def appraisal(total: str, norm: str) -> Fields:
    return paper("om-appraisal", "confirmed", appraised=HEALTH, norm=f"operations/norms/{norm}", total=total)


NORMS = {
    "operations/norms/hundred": paper("norm", "issued", full_score="100"),
    "operations/norms/forty": paper("norm", "issued", full_score="40"),
    "operations/norms/nought": paper("norm", "issued", full_score="0"),
}
MEANS = [  # totals with their norms, mean in percent of the full score, how, how many do not count
    ([("90", "hundred"), ("80.5", "hundred")], "85.25", "(90 + 80.5) / 2", 0),
    ([("90", "hundred"), ("30", "forty")], "82.50", "(90 + 75) / 2", 0),
    ([("90", "hundred"), ("30", "nought")], "90.00", "(90) / 1", 1),
    ([("90", "hundred"), ("good", "hundred")], "90.00", "(90) / 1", 1),
    ([("90", "none")], NOTHING, "", 1),
    ([("10", "forty"), ("20", "forty"), ("30", "forty")], "50.00", "(25 + 50 + 75) / 3", 0),
]


@pytest.mark.parametrize(("totals", "value", "note", "out"), MEANS)
def test_a_mean_takes_each_in_percent_of_its_own_full_score(
    totals: list[tuple[str, str]], value: str, note: str, out: int
) -> None:
    records = {f"operations/appraisals/2025/s{n}": appraisal(*one) for n, one in enumerate(totals)}
    of = Selection("om-appraisal", "appraised")

    one = found(Mean("total", "norm.full_score"), of, evaluated({**records, **NORMS}))

    assert (one.written, one.note, len(one.undecided)) == (value, note, out)


@pytest.mark.parametrize(("full", "value", "percent"), [("", "31.67", False), ("40", "79.17", True)])
def test_a_mean_of_thirds_is_rounded_once(full: str, value: str, percent: bool) -> None:  # noqa: FBT001
    records = {
        f"operations/appraisals/2025/s{n}": appraisal(total, "hundred") for n, total in enumerate(("30", "30", "35"))
    }

    one = found(Mean("total", full), Selection("om-appraisal", "appraised"), evaluated(records))

    assert (one.written, figure_of(Mean("total", full)).percent) == (value, percent)


def released(name: str, amount: str) -> dict[str, Fields]:
    return {f"projects/{name}/investment-plan": paper("investment-plan", "issued", release={"amount": amount})}


def paid(name: str, *totals: str) -> dict[str, Fields]:
    return {
        f"projects/{name}/progress/q{n}": paper("progress-report", "reported", paid_total=total)
        for n, total in enumerate(totals, 1)
    }


RATIOS = [
    ({**released("a", "1000.00"), **paid("a", "100.00", "333.33")}, "33.33", "333.33 / 1000.00", 1),
    ({**released("a", "1000.00"), **released("b", "500.00"), **paid("a", "900.00")}, "60.00", "900.00 / 1500.00", 0),
    ({**released("a", "1000.00"), **paid("b", "900.00")}, "0.00", "0 / 1000.00", 1),
    ({**released("a", "0.00"), **paid("a", "10.00")}, NOTHING, "10.00 / 0.00", 1),
    ({**released("a", "1000.00"), **paid("a", "1200.00")}, "120.00", "1200.00 / 1000.00", 1),
    ({}, NOTHING, "0 / 0", 2),
]


@pytest.mark.parametrize(("papers", "value", "note", "out"), RATIOS)
def test_a_ratio_sums_the_named_amounts_of_the_projects_that_have_a_whole(
    papers: dict[str, Fields], value: str, note: str, out: int
) -> None:
    one = found(Ratio("paid", "planned"), PROJECTS, evaluated({**project("a"), **project("b"), **papers}))

    assert (one.written, one.note, len(one.undecided)) == (value, note, out)


def test_the_evidence_of_a_ratio_is_where_the_money_stands() -> None:
    papers = {**released("a", "1000.00"), **paid("a", "100.00", "200.00")}

    one = found(Ratio("paid", "planned"), PROJECTS, evaluated({**project("a"), **project("b"), **papers}))

    assert one.sources == (
        "projects/a/investment-plan",
        "projects/a/progress/q1",
        "projects/a/progress/q2",
        "projects/a/project",
    )


def test_checks_of_money_hold_or_are_named() -> None:
    funded = paper("funding-application", "approved", approval={"amount": "100.00"})
    records = {
        **project("a"),
        **project("b"),
        **released("b", "100.01"),
        "projects/a/funding-application": funded,
        "projects/b/funding-application": funded,
    }

    one = found(Within(("planned-within-approved", "paid-within-planned")), PROJECTS, evaluated(records))

    assert (one.written, one.lacking) == ("50.00", ("projects/b/project planned-within-approved",))
    assert found(Within(("paid-within-planned",)), PROJECTS, evaluated(records)).written == "100.00"


def test_whether_a_decision_of_a_verb_was_ever_taken() -> None:
    rows = (
        "2025-03-01 hua project-unit@health submit draft first-review",
        "2025-03-02 wei department-cio-team@health return first-review draft",
        "2025-03-03 hua project-unit@health submit draft first-review",
    )
    records = {
        **project("a"),
        **project("b"),
        "projects/a/tender-review": decided(*rows, kind="tender-review"),
        "projects/b/tender-review": decided(*rows[:1], kind="tender-review"),
    }

    one = found(Without(("return", "reject")), Selection("tender-review", "project.unit"), evaluated(records))

    assert (one.written, one.lacking) == ("50.00", ("projects/a/tender-review",))


KEPT = [  # planned, actual, today: counted as kept (1), not (0), undecided (?), or not at all
    ("2025-06-30", "2025-06-30", "2026-03-01", "1"),
    ("2025-06-30", "2025-07-01", "2026-03-01", "0"),
    ("2025-06-30", None, "2026-03-01", "0"),
    ("2025-06-30", None, "2025-06-30", "?"),
    ("2025-06-30", None, "2025-07-01", "0"),
    ("2025-06-30", "2025-05-01", "2025-06-01", "1"),
    ("2026-01-01", "2025-12-01", "2026-03-01", ""),
    ("2024-12-31", "2025-12-01", "2026-03-01", ""),
    ("2025-12-31", "2025-12-31", "2026-03-01", "1"),
    ("soon", "2025-12-31", "2026-03-01", ""),
    (None, "2025-12-31", "2026-03-01", ""),
]


@pytest.mark.parametrize(("planned", "actual", "today", "counted"), KEPT)
def test_a_planned_day_of_the_period_is_kept_or_not_or_still_to_come(
    planned: str | None, actual: str | None, today: str, counted: str
) -> None:
    days = {"planned_dates": {"start": planned}, "actual_dates": {"start": actual}}
    kept = Kept((("planned_dates.start", "actual_dates.start"),))

    one = found(kept, PROJECTS, evaluated(project("a", **days), today=today))

    value, lacking, undecided = {"1": ("100.00", 0, 0), "0": ("0.00", 1, 0), "?": (NOTHING, 0, 1), "": (NOTHING, 0, 0)}[
        counted
    ]
    assert (one.written, len(one.lacking), len(one.undecided)) == (value, lacking, undecided)
    assert one.sources == (("projects/a/project",) if counted else ())


def test_several_planned_days_count_one_by_one_and_are_named() -> None:
    days = {
        "planned_dates": {"start": "2025-02-01", "completion": "2025-08-01", "final_acceptance": "2026-02-01"},
        "actual_dates": {"start": "2025-02-01", "completion": "2025-09-01", "final_acceptance": "2026-02-01"},
    }
    pairs = tuple(
        (f"planned_dates.{one}", f"actual_dates.{one}") for one in ("start", "completion", "final_acceptance")
    )

    one = found(Kept(pairs), PROJECTS, evaluated(project("a", **days)))

    assert (one.written, one.note) == ("50.00", "1 / 2")
    assert one.lacking == ("projects/a/project planned_dates.completion 2025-08-01",)


ACCEPTED = (
    "2025-09-26T08:00:00+08:00 hua project-unit@health submit draft countersigning",
    "2025-09-26T11:00:00+08:00 ding discipline-supervision@discipline approve countersigning passed",
)
DUTIES = [  # what became of the filing due 2025-10-23: filed on, seen on, value, lacking, undecided
    ("2025-10-23", "2026-03-01", "100.00", 0, 0),
    ("2025-10-24", "2026-03-01", "0.00", 1, 0),
    ("", "2026-03-01", "0.00", 1, 0),
    ("", "2025-10-24", "0.00", 1, 0),
    ("", "2025-10-23", NOTHING, 0, 1),
    ("", "2025-10-01", NOTHING, 0, 1),
]


def accepted(filed: str = "") -> dict[str, Fields]:
    records: dict[str, Fields] = {
        **project("a"),
        "projects/a/acceptance-final": decided(*ACCEPTED, kind="acceptance-report", phase="final"),
    }
    if filed:
        row = f"{filed} hua project-unit@health submit draft filing-review"
        records["projects/a/filing"] = decided(row, kind="filing")
    return records


@pytest.mark.parametrize(("filed", "today", "value", "lacking", "undecided"), DUTIES)
def test_a_duty_that_fell_due_in_the_period_was_met_in_time_or_not(
    filed: str, today: str, value: str, lacking: int, undecided: int
) -> None:
    one = found(OnTime(("filing",)), None, evaluated(accepted(filed), today=today, calendars=True))

    assert (one.written, len(one.lacking), len(one.undecided)) == (value, lacking, undecided)
    assert one.sources == (("projects/a/acceptance-final", *(["projects/a/filing"] if filed else [])))


@pytest.mark.parametrize(
    ("period", "unit", "counted"),
    [("2025", HEALTH, 1), ("2025-q4", HEALTH, 1), ("2025-q3", HEALTH, 0), ("2025", "units/education", 0)],
)
def test_only_duties_of_the_unit_with_their_last_day_in_the_period_count(period: str, unit: str, counted: int) -> None:
    one = found(OnTime(("filing",)), None, evaluated(accepted(), period, unit=unit, calendars=True))

    assert len(one.lacking) == counted
    assert one.lacking in {(), ("projects/a/acceptance-final filing 2025-10-23",)}


def test_a_last_day_that_no_calendar_knows_is_undecided_unless_it_was_met_by_then() -> None:
    early, late = (found(OnTime(("filing",)), None, evaluated(accepted(day))) for day in ("2025-10-01", "2025-12-30"))

    assert (early.written, late.written, len(late.undecided)) == ("100.00", NOTHING, 1)


BUILDING = stood("2025-01-10 tender construction")
GIVEN_UP = [  # left construction on; reports owed by 04-10, 07-10, 10-10: counted not met
    ("", 3),
    ("2025-05-01 construction completed", 1),
    ("2025-02-01 construction completed", 0),
]


@pytest.mark.parametrize(("left", "lacking"), GIVEN_UP)
def test_what_ceased_to_be_owed_before_its_last_day_does_not_count(left: str, lacking: int) -> None:
    rows = BUILDING + (stood(left) if left else ())

    one = found(OnTime(("progress-report",)), None, evaluated(project("a", *rows), calendars=True))

    assert len(one.lacking) == lacking


def of(record: str, entry: str) -> dict[str, str]:
    return {"record": record, "entry_id": entry}


PLANNED: dict[str, Fields] = {
    "planning/2025/health/plan": paper("plan", "determined", unit=HEALTH, entries=[{"id": "emr"}, {"id": "cloud"}]),
    "planning/2025/health/work-plan": paper("work-plan", "determined", unit=HEALTH, entries=[{"id": "emr"}]),
    **project("a", origin_entry=of("planning/2025/health/work-plan", "emr")),
    "projects/a/preliminary-application": paper(
        "preliminary-application", "approved", plan_references=[of("planning/2025/health/plan", "emr")]
    ),
    **project("b"),
}


def test_entries_that_lead_to_a_project_and_projects_that_come_from_an_entry() -> None:
    seen = evaluated(PLANNED)

    entries = found(Chain((Goal("project"),)), Selection("plan", entries="entries"), seen)
    projects = found(Chain((Goal("plan"), Goal("work-plan")), downstream=False), PROJECTS, seen)

    assert (entries.written, entries.lacking) == ("50.00", ("planning/2025/health/plan#cloud",))
    assert entries.sources == ("planning/2025/health/plan", "projects/a/project")
    assert (projects.written, projects.lacking) == ("50.00", ("projects/b/project",))
    assert "planning/2025/health/work-plan" in projects.sources


def test_a_goal_counts_only_where_it_stands_as_it_should() -> None:
    goal = Goal("project", where=(FieldMatch("stage", "not-equals", "approved"),))

    one = found(Chain((goal,)), Selection("plan", entries="entries"), evaluated(PLANNED))

    assert one.written == "0.00"


def test_numbers_that_no_paper_could_state_count_for_nothing() -> None:
    records = {
        f"operations/appraisals/2025/s{n}": appraisal(total, "hundred") for n, total in enumerate(("1E+999999", "80"))
    }

    one = found(Mean("total"), Selection("om-appraisal", "appraised"), evaluated(records))

    assert (one.value, len(one.undecided)) == (Decimal("80.00"), 1)
