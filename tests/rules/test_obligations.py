"""What is owed by when: openings, last days, who met it, and what changes a term."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cio_ctl.rules.dues.obligations import Duty, all_duties, duties, reckoning_of
from tests.pack.acts import outcome, paper
from tests.pingshan_in_memory import decided, pingshan_office, with_calendars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.offices_in_memory import Texts

    Fields = Mapping[str, object]

PROJECT = "projects/emr/project"
FINAL = "projects/emr/acceptance-final"
FILING = "projects/emr/filing"
SYSTEM = "operations/systems/emr"


def office(records: Mapping[str, Fields]) -> Texts:
    return with_calendars(pingshan_office(records))


def project(*rows: str) -> Fields:
    return decided(*rows, kind="project", name="电子病历", level="department", unit="units/health")


def accepted(day: str) -> Fields:
    """The final acceptance, passed on a day by the last of three signatures."""
    return decided(
        f"{day}T08:00:00+08:00 hua project-unit@health submit draft countersigning",
        f"{day}T09:00:00+08:00 qin district-cio-team@office approve countersigning countersigning",
        f"{day}T10:00:00+08:00 fan development-finance@finance approve countersigning countersigning",
        f"{day}T11:00:00+08:00 ding discipline-supervision@discipline approve countersigning passed",
        kind="acceptance-report",
        phase="final",
    )


def filing(*rows: str) -> Fields:
    return decided(*rows, kind="filing")


def report(day: str, covers: str = "", stage: str = "reported") -> Fields:
    more = {"period_to": covers} if covers else {}
    return decided(f"{day} hua project-unit@health submit draft {stage}", kind="progress-report", **more)


def owed(texts: Texts, record: str, today: str) -> list[Duty]:
    return list(duties(texts.case(record), reckoning_of(texts.office, date.fromisoformat(today))))


def told(duty: Duty, today: str) -> tuple[str, str, str, int]:
    """Obligation with its period, last day, state and days late."""
    day = date.fromisoformat(today)
    name = f"{duty.obligation.id} {duty.period}"
    return name, duty.deadline.day.isoformat(), duty.state(day).value, duty.late_days(day)


EXAMPLES = [  # accepted on, settlement within 60 days, filing within 15 working days (domain.md 5.4)
    ("2025-01-20", "2025-03-21", "2025-02-14"),
    ("2025-09-26", "2025-11-25", "2025-10-23"),
    ("2026-02-09", "2026-04-10", "2026-03-06"),
    ("2026-04-28", "2026-06-29", "2026-05-21"),
    ("2026-09-18", "2026-11-17", "2026-10-15"),
]


@pytest.mark.parametrize(("day", "settlement", "filed"), EXAMPLES)
def test_final_acceptance_opens_settlement_and_filing_c12_c13(day: str, settlement: str, filed: str) -> None:
    texts = office({PROJECT: project(), FINAL: accepted(day)})

    found = {duty.obligation.id: duty for duty in owed(texts, FINAL, day)}

    assert {name: duty.deadline.day.isoformat() for name, duty in found.items()} == {
        "settlement": settlement,
        "filing": filed,
    }
    assert {duty.unit for duty in found.values()} == {"units/health"}
    assert {duty.obligation.basis for duty in found.values()} == {"C12", "C13"}


SUBMITTED = "{day} hua project-unit@health submit draft filing-review"
RETURNED = "{day} qin district-cio-team@office return filing-review draft"

FILINGS = [  # what became of the filing due 2026-03-06, seen on a day: state, days late
    ((), "2026-02-10", "open", 0),
    ((), "2026-03-01", "soon", 0),
    ((), "2026-03-06", "soon", 0),
    ((), "2026-03-07", "late", 1),
    ((SUBMITTED.format(day="2026-03-06"),), "2026-05-01", "done", 0),
    ((SUBMITTED.format(day="2026-03-16"),), "2026-05-01", "done-late", 10),
    ((SUBMITTED.format(day="2026-03-02"), RETURNED.format(day="2026-03-04")), "2026-05-01", "late", 56),
    (
        (SUBMITTED.format(day="2026-03-02"), RETURNED.format(day="2026-03-04"), SUBMITTED.format(day="2026-03-09")),
        "2026-05-01",
        "done-late",
        3,
    ),
    ((SUBMITTED.format(day="2026-02-01"),), "2026-03-09", "late", 3),
]


@pytest.mark.parametrize(("rows", "today", "state", "late"), FILINGS)
def test_only_what_came_to_stand_there_later_meets_an_obligation(
    rows: tuple[str, ...], today: str, state: str, late: int
) -> None:
    more = {FILING: filing(*rows)} if rows else {}
    texts = office({PROJECT: project(), FINAL: accepted("2026-02-09"), **more})

    duty = next(found for found in owed(texts, FINAL, today) if found.obligation.id == "filing")

    assert told(duty, today) == ("filing 1", "2026-03-06", state, late)


def test_a_deadline_that_runs_into_an_unknown_year_is_not_called_late() -> None:
    texts = office({PROJECT: project(), FINAL: accepted("2026-12-21")})

    duty = next(found for found in owed(texts, FINAL, "2027-06-01") if found.obligation.id == "filing")

    assert (duty.deadline.unknown_year, duty.state(date(2027, 6, 1))) == (2027, "unknown")
    assert duty.late_days(date(2027, 6, 1)) == 0


BEGUN = "2026-01-05 wei department-cio-team@health advance tender construction"
DONE = "2026-08-20 wei department-cio-team@health advance construction completed"
GIVEN_UP = "2026-08-20 wei department-cio-team@health withdraw construction abandoned"
CLOSED = "2026-11-20 wei department-cio-team@health advance completed closed"

# decisions on the project, reports (made on, through), each period: last day, state, days late on 2026-10-31
PROGRESS = [
    (
        "no report",
        (BEGUN,),
        [],
        [("04-07", "late", 207), ("07-06", "late", 117), ("10-08", "late", 23), ("2027", "open", 0)],
    ),
    (
        "one report meets one period",
        (BEGUN,),
        [("2026-04-01", "")],
        [("04-07", "done", 0), ("07-06", "late", 117), ("10-08", "late", 23), ("2027", "open", 0)],
    ),
    (
        "three reports in the first period do not meet the others",
        (BEGUN,),
        [("2026-02-01", ""), ("2026-03-01", ""), ("2026-04-01", "")],
        [("04-07", "done", 0), ("07-06", "late", 117), ("10-08", "late", 23), ("2027", "open", 0)],
    ),
    (
        "a report meets the period through which it reports",
        (BEGUN,),
        [("2026-07-02", "2026-06-30")],
        [("04-07", "late", 207), ("07-06", "done", 0), ("10-08", "late", 23), ("2027", "open", 0)],
    ),
    (
        "a late report is marked as late",
        (BEGUN,),
        [("2026-04-20", "2026-03-31"), ("2026-07-02", "2026-06-30"), ("2026-10-08", "2026-09-30")],
        [("04-07", "done-late", 13), ("07-06", "done", 0), ("10-08", "done", 0), ("2027", "open", 0)],
    ),
    (
        "the period in which the work ended is not owed, an earlier one still is",
        (BEGUN, DONE),
        [("2026-04-01", "2026-03-31")],
        [("04-07", "done", 0), ("07-06", "late", 117)],
    ),
    (
        "the period in which the work ended may be reported all the same",
        (BEGUN, DONE),
        [("2026-04-01", "2026-03-31"), ("2026-07-01", "2026-06-30"), ("2026-09-30", "2026-08-20")],
        [("04-07", "done", 0), ("07-06", "done", 0), ("10-08", "done", 0)],
    ),
    (
        "what a project that is given up did not report lapses, and stays marked",
        (BEGUN, GIVEN_UP),
        [],
        [("04-07", "lapsed", 135), ("07-06", "lapsed", 45)],
    ),
]


@pytest.mark.parametrize(("rows", "made", "periods"), [row[1:] for row in PROGRESS], ids=[row[0] for row in PROGRESS])
def test_progress_is_reported_each_quarter_of_construction_c6(
    rows: tuple[str, ...], made: list[tuple[str, str]], periods: list[tuple[str, str, int]]
) -> None:
    reports = {f"projects/emr/progress/r{number}": report(*one) for number, one in enumerate(made)}
    texts = office({PROJECT: project(*rows), **reports})

    found = [told(duty, "2026-10-31") for duty in owed(texts, PROJECT, "2026-10-31")]

    assert [name for name, *_ in found] == [f"progress-report {number + 1}" for number in range(len(periods))]
    for (_, day, state, late), (ends, expected, days) in zip(found, periods, strict=True):
        assert (state, late) == (expected, days)
        assert day.startswith(ends) or day.endswith(ends)


def test_a_draft_report_meets_nothing() -> None:
    texts = office({PROJECT: project(BEGUN), "projects/emr/progress/q1": report("2026-04-01", stage="withdrawn")})

    assert told(owed(texts, PROJECT, "2026-05-01")[0], "2026-05-01")[2] == "late"


def change(granted: str, more: Fields, obligation: str = "filing") -> Fields:
    return decided(
        f"{granted}T08:00:00+08:00 hua project-unit@health submit draft determination",
        f"{granted}T09:00:00+08:00 li-na district-cio@office approve determination granted",
        kind="deadline-change",
        level="department",
        unit="units/health",
        record=FINAL,
        obligation=obligation,
    ) | dict(more)


SUSPENDED = {"suspended_from": "2026-03-02", "suspended_until": "2026-03-06"}
EXTENDED = {"extended_by": {"number": 10, "unit": "days"}}

CHANGES = [  # granted on, what: last day of the filing due 2026-03-06, state on 2026-03-10
    ("a suspension of five working days", "2026-03-02", SUSPENDED, "2026-03-13", "soon"),
    ("an extension", "2026-03-02", EXTENDED, "2026-03-16", "open"),
    ("both", "2026-03-02", SUSPENDED | EXTENDED, "2026-03-23", "open"),
    ("granted too late", "2026-03-09", SUSPENDED | EXTENDED, "2026-03-06", "late"),
    ("a clock that stands still", "2026-03-02", {"suspended_from": "2026-03-02"}, "2026-03-09", "suspended"),
    ("of another obligation", "2026-03-02", EXTENDED | {"obligation": "settlement"}, "2026-03-06", "late"),
    ("of another period", "2026-03-02", EXTENDED | {"period": 2}, "2026-03-06", "late"),
    (
        "not of its form",
        "2026-03-02",
        {"suspended_from": "soon", "extended_by": {"number": "10"}},
        "2026-03-06",
        "late",
    ),
]


@pytest.mark.parametrize(
    ("day", "what", "ends", "state"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_a_term_is_changed_by_what_was_granted_while_it_ran(
    day: str, what: dict[str, object], ends: str, state: str
) -> None:
    records = {PROJECT: project(), FINAL: accepted("2026-02-09"), "deadline-changes/one": change(day, what)}
    texts = office(records)

    duty = next(found for found in owed(texts, FINAL, "2026-03-10") if found.obligation.id == "filing")

    assert told(duty, "2026-03-10")[1:3] == (ends, state)


def test_a_suspension_without_an_end_is_ended_once() -> None:
    waiting = {"level": "department", "unit": "units/health", "record": FINAL, "obligation": "filing"}
    open_end = paper("deadline-change", "determination", suspended_from="2026-03-02", **waiting)
    ended = {"suspended_from": "2026-03-02", "suspended_until": "2026-03-06"}
    records = {PROJECT: dict(project()), FINAL: dict(accepted("2026-02-09"))}
    name = "deadline-changes/one"

    def comes_of(fields: dict[str, object], act: str, *sets: str) -> str:
        return outcome({**records, name: fields}, f"li-na {act} {name}", *sets, opinion="同意")

    assert comes_of(open_end, "approve") == "suspended"
    assert comes_of({**open_end, **ended}, "approve", "suspended_until") == "granted"
    assert comes_of({**open_end, **ended, "stage": "suspended"}, "advance", "suspended_until") == "granted"
    assert comes_of({**open_end, **ended, "stage": "granted"}, "advance", "suspended_until") == "R3-WRONG-STAGE"


def test_a_change_that_was_not_granted_changes_nothing() -> None:
    refused = {**change("2026-03-02", EXTENDED), "stage": "refused"}
    texts = office({PROJECT: project(), FINAL: accepted("2026-02-09"), "deadline-changes/one": refused})

    duty = next(found for found in owed(texts, FINAL, "2026-03-10") if found.obligation.id == "filing")

    assert told(duty, "2026-03-10")[1:3] == ("2026-03-06", "late")


@pytest.mark.parametrize(("obligation", "codes"), [("filing", []), ("party", ["R8-OBLIGATION"])])
def test_a_change_names_an_obligation_that_the_record_has(obligation: str, codes: list[str]) -> None:
    before = office({PROJECT: project(), FINAL: accepted("2026-02-09")})
    draft = {**change("2026-03-02", EXTENDED, obligation), "ground": "on-request", "reason": "—"}
    after = before.record("deadline-changes/one", {**draft, "stage": "draft", "decisions": []})

    assert before.codes(after, "hua") == codes


def plan(year: int, day: str) -> Fields:
    return decided(
        f"{day}T08:00:00+08:00 li-na district-cio@office submit draft leading-group",
        f"{day}T09:00:00+08:00 gao leading-group@group approve leading-group determined",
        kind="plan",
        level="district",
        period_from=year,
    )


@pytest.mark.parametrize(
    ("next_plan", "states"),
    [
        ({}, ["late"]),
        ({"planning/2026/district/plan": plan(2026, "2026-03-02")}, ["done", "open"]),
        ({"planning/2026/district/plan": plan(2026, "2026-04-02")}, ["done-late", "open"]),
    ],
)
def test_the_district_plan_is_revised_every_year_p2(next_plan: dict[str, Fields], states: list[str]) -> None:
    texts = office({"planning/2025/district/plan": plan(2025, "2025-03-10"), **next_plan})
    today = date(2026, 10, 1)

    found = list(all_duties(texts.office, reckoning_of(texts.office, today)))

    assert [duty.state(today) for duty in found] == states
    assert {duty.obligation.id for duty in found} == {"revision"}


DECIDERS = {"leading-group": "gao leading-group@group", "determination": "li-na district-cio@office"}
WORK_PLANS = [  # id, whose plan, who hands it in, where it waits, the obligation
    ("P6", "district", "li-na district-cio@office", "leading-group", "next-district"),
    ("P7", "health", "wang department-cio@health", "determination", "next-department"),
]


def work_plan(unit: str, by: str, waits: str, *days: str) -> Fields:
    """A work plan determined on the first day, and on each further one adjusted and determined anew."""
    rows = []
    for number, day in enumerate(days):
        again = [f"{day}T07:00:00+08:00 {by} advance determined draft"] if number else []
        submitted = f"{day}T08:00:00+08:00 {by} submit draft {waits}"
        rows += [*again, submitted, f"{day}T09:00:00+08:00 {DECIDERS[waits]} approve {waits} determined"]
    level = {"level": "district"} if unit == "district" else {"level": "department", "unit": f"units/{unit}"}
    return decided(*rows, kind="work-plan", **level)


LATER_PLANS = [  # days of this year's plan; of next year's; each duty on 2026-05-05: last day, state, days late
    (("2025-01-10",), (), [("2026-01-12", "late", 113)]),
    (("2025-01-10",), ("2025-12-30",), [("2026-01-12", "done", 0), ("2026-12-30", "open", 0)]),
    (("2025-01-10",), ("2026-02-02",), [("2026-01-12", "done-late", 21), ("2027-02-02", "open", 0)]),
    # this year's plan, adjusted, is not next year's
    (("2025-01-10", "2025-06-10"), (), [("2026-01-12", "late", 113), ("2026-06-10", "soon", 0)]),
]


@pytest.mark.parametrize(("unit", "by", "waits", "owed_is"), [row[1:] for row in WORK_PLANS], ids=["P6", "P7"])
@pytest.mark.parametrize(("days", "next_days", "expected"), LATER_PLANS)
def test_each_year_has_its_work_plan_p6_p7(
    unit: str,
    by: str,
    waits: str,
    owed_is: str,
    days: tuple[str, ...],
    next_days: tuple[str, ...],
    expected: list[tuple[str, str, int]],
) -> None:
    later = {f"planning/2026/{unit}/work-plan": work_plan(unit, by, waits, *next_days)} if next_days else {}
    texts = office({f"planning/2025/{unit}/work-plan": work_plan(unit, by, waits, *days), **later})
    today = date(2026, 5, 5)

    found = list(all_duties(texts.office, reckoning_of(texts.office, today)))

    assert [(one.deadline.day.isoformat(), one.state(today), one.late_days(today)) for one in found] == expected
    assert {one.obligation.id for one in found} == {owed_is}
    assert {one.unit for one in found} == {"" if unit == "district" else f"units/{unit}"}


def test_months_are_counted_from_the_opening_so_that_no_day_is_lost() -> None:
    begun = "2025-08-31 wei department-cio-team@health advance tender construction"
    texts = office({PROJECT: project(begun)})

    opened = [duty.opened.isoformat() for duty in owed(texts, PROJECT, "2026-09-30")]

    assert opened == ["2025-08-31", "2025-11-30", "2026-02-28", "2026-05-31", "2026-08-31"]
