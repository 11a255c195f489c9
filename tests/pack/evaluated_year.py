"""A year of the health bureau, 2025, as bare records of the Pingshan pack: something for each of the eight criteria."""

from __future__ import annotations

from tests.pingshan_in_memory import decided

Fields = dict[str, object]

HEALTH = "units/health"
TEAM, CIO, BUILDER = "wei department-cio-team@health", "wang department-cio@health", "hua project-unit@health"
DISTRICT, DETERMINES = "qin district-cio-team@office", "li-na district-cio@office approve determination"


def _steps(who: str, *words: str) -> list[str]:
    """Decisions of one officer, from ``2025-03-01 advance approved funded``."""
    return [f"{day} {who} {rest}" for day, rest in (text.split(" ", 1) for text in words)]


def _standing(kind: str, stage: str, **more: object) -> Fields:
    return {"kind": kind, **more, "stage": stage, "decisions": []}


def _of(record: str, entry: str) -> dict[str, str]:
    return {"record": record, "entry_id": entry}


def year() -> dict[str, Fields]:
    """Every record of the year."""
    return {**_planning(), **_emr(), **_portal(), **_refused(), **_archive(), **_operation(), **_incidents()}


def _planning() -> dict[str, Fields]:
    """Two of three plan entries have begun and one is built; one of two blocks; one of two entries of the work plan."""
    plans, works = (
        "planning/2025/health",
        [
            {"id": "emr", "work_kind": "new", "planned_start": "2025-03-01", "planned_end": "2025-11-30"},
            {"id": "study", "work_kind": "study", "planned_start": "2025-03-01", "planned_end": "2025-11-30"},
            {"id": "cloud", "work_kind": "extension", "planned_start": "2025-06-01", "planned_end": "2026-06-01"},
        ],
    )
    entries = [{"id": "emr", "first_year": 2025}, {"id": "cloud", "first_year": 2024}, {"id": "ai", "first_year": 2027}]
    before = (f"2024-01-10 {CIO} submit draft determination", f"2024-01-15 {DETERMINES} determined")
    now = (f"2025-01-09 {CIO} submit draft determination", f"2025-01-10 {DETERMINES} determined")
    department: Fields = {"level": "department", "unit": HEALTH}
    return {
        f"{plans}/plan": _standing("plan", "determined", **department, entries=entries),
        f"{plans}/architecture": _standing(
            "architecture", "determined", **department, blocks=[{"id": "records"}, {"id": "portal"}]
        ),
        "planning/2024/health/work-plan": decided(*before, kind="work-plan", **department, entries=[]),
        f"{plans}/work-plan": decided(*now, kind="work-plan", **department, entries=works),
    }


def _emr() -> dict[str, Fields]:
    """The department's project on the plans: under way, half late, paid 300 of 1000, released more than approved."""
    folder, plans = "projects/emr", "planning/2025/health"
    steps = _steps(
        TEAM,
        "2025-02-10 advance preliminary-work approved",
        "2025-02-20 advance approved funded",
        "2025-03-10 advance funded investment-plan-issued",
        "2025-04-01 advance investment-plan-issued tender",
        "2025-05-01 advance tender construction",
    )
    review = _steps(BUILDER, "2025-03-01 submit draft first-review", "2025-03-05 submit draft first-review")
    review.insert(1, f"2025-03-02 {TEAM} return first-review draft")
    review += _steps(DISTRICT, "2025-03-20 approve first-review passed")
    issued = _steps(DISTRICT, "2025-06-01 submit draft issued")
    taken = f"2025-06-03 {BUILDER} acknowledge issued issued"
    tendered = [_row("items", "same"), _row("items", "added"), _row("ceiling", "same"), _row("architecture", "missing")]
    advice = [
        {"advice": "分离数据库", "binding": True, "due_on": "2025-08-01", "followed_on": "2025-07-20"},
        {"advice": "改接口", "binding": True, "due_on": "2025-09-01"},
        {"advice": "换色", "binding": False, "due_on": "2025-09-01"},
    ]
    references = [_of(f"{plans}/plan", "emr"), _of(f"{plans}/architecture", "records")]
    return {
        f"{folder}/project": decided(
            *steps,
            kind="project",
            level="department",
            unit=HEALTH,
            origin_entry=_of(f"{plans}/work-plan", "emr"),
            planned_dates={"start": "2025-05-01", "completion": "2025-11-30", "final_acceptance": "2026-05-01"},
            actual_dates={"start": "2025-05-01"},
        ),
        f"{folder}/preliminary-application": _standing(
            "preliminary-application", "approved", plan_references=references
        ),
        f"{folder}/expert-review": _standing(
            "expert-review", "concluded", meeting_on="2025-01-20", conclusion="passed-with-changes"
        ),
        f"{folder}/funding-application": decided(
            *_steps(BUILDER, "2025-02-12 submit draft first-review"),
            *_steps("fan development-finance@finance", "2025-02-20 approve first-review approved"),
            kind="funding-application",
            approval={"amount": "900.00"},
        ),
        f"{folder}/investment-plan": _standing("investment-plan", "issued", release={"amount": "1000.00"}),
        f"{folder}/funding-reviews/first": _reviewed("2025-02-14", _row("architecture", "missing")),
        f"{folder}/funding-reviews/second": _reviewed(
            "2025-02-18", _row("architecture", "same"), _row("architecture", "unresolved"), _row("amount", "over")
        ),
        f"{folder}/tender-review": decided(*review, kind="tender-review", comparison=tendered),
        f"{folder}/guidance/1": decided(*issued, taken, kind="guidance", advice=advice),
        f"{folder}/guidance/2": decided(*issued, kind="guidance"),
        f"{folder}/progress/2025-q2": decided(
            *_steps(BUILDER, "2025-07-30 submit draft reported"),
            kind="progress-report",
            period_to="2025-07-31",
            paid_total="300.00",
        ),
    }


def _row(subject: str, result: str) -> Fields:
    return {"subject": subject, "item": subject, "result": result}


def _reviewed(day: str, *rows: Fields) -> Fields:
    """A review of the funding application, concluded on a day."""
    return decided(*_steps(DISTRICT, f"{day} submit draft concluded"), kind="funding-review", comparison=list(rows))


def _portal() -> dict[str, Fields]:
    """A district project of the bureau, on no plan: approved in the year, and no more."""
    steps = _steps(DISTRICT, "2025-06-01 advance preliminary-work approved")
    return {"projects/portal/project": decided(*steps, kind="project", level="district", unit=HEALTH)}


def _refused() -> dict[str, Fields]:
    """A project whose application was rejected: the days for which it was planned bind nobody."""
    folder, planned = "projects/refused", {"start": "2025-06-01", "completion": "2025-12-01"}
    return {
        f"{folder}/project": _standing("project", "preliminary-work", unit=HEALTH, planned_dates=planned),
        f"{folder}/preliminary-application": _standing("preliminary-application", "rejected"),
    }


def _archive() -> dict[str, Fields]:
    """A project accepted on 26 September: filed in time, not settled, its assets not registered."""
    folder = "projects/archive"
    steps = _steps(TEAM, "2024-06-01 advance investment-plan-issued tender", "2025-09-26 advance assessed accepted")
    signed = (
        f"2025-09-26T08:00:00+08:00 {BUILDER} submit draft countersigning",
        "2025-09-26T11:00:00+08:00 ding discipline-supervision@discipline approve countersigning passed",
    )
    return {
        f"{folder}/project": decided(*steps, kind="project", level="department", unit=HEALTH),
        f"{folder}/test-report": _standing("test-report", "on-record", conclusion="passed"),
        f"{folder}/acceptance-preliminary": _standing("acceptance-report", "passed"),
        f"{folder}/assessments/disclosure": _standing("assessment", "on-record"),
        f"{folder}/assessments/sharing": _standing("assessment", "on-record"),
        f"{folder}/assessments/security": _standing("assessment", "on-record"),
        f"{folder}/expert-appraisal": _standing("expert-appraisal", "concluded"),
        f"{folder}/acceptance-final": decided(
            *signed,
            kind="acceptance-report",
            phase="final",
            outstanding=[{"issue": "培训", "due_on": "2025-12-01", "resolved_on": "2025-12-01"}],
        ),
        f"{folder}/filing": decided(*_steps(BUILDER, "2025-10-20 submit draft filing-review"), kind="filing"),
    }


def _operation() -> dict[str, Fields]:
    """A system of level 3, assessed a week late; 85 points for its O&M; a drill in time."""
    system, rest = "operations/systems/his", {"unit": HEALTH, "role": "department-cio"}
    mended = [
        {"issue": "口令", "due_on": "2025-08-01", "resolved_on": "2025-08-02"},
        {"issue": "日志", "due_on": "2025-09-01", "resolved_on": "2025-08-30"},
    ]
    return {
        system: decided(
            *_steps(TEAM, "2024-06-03 advance registered running"),
            kind="system",
            scope="department",
            unit=HEALTH,
            run_by=rest,
            security_by=rest,
            mlps={"level": 3},
        ),
        "operations/norms/om": _standing("norm", "issued", subject="operation", full_score="100"),
        "operations/appraisals/2025/his": _standing(
            "om-appraisal",
            "confirmed",
            appraised=HEALTH,
            norm="operations/norms/om",
            period_to="2025-12-31",
            total="85",
        ),
        "operations/assessments/his/2025": decided(
            *_steps(TEAM, "2025-06-09 submit draft review"),
            *_steps(DISTRICT, "2025-06-10 approve review on-record"),
            kind="security-assessment",
            assessment_kind="mlps",
            assessed_to="2025-06-05",
            conclusion="good",
            rectifications=mended,
        ),
        "operations/emergency-plans/his": decided(
            *_steps(TEAM, "2024-02-20 submit draft department-issuing"),
            *_steps(CIO, "2024-03-01 approve department-issuing in-force"),
            kind="emergency-plan",
            level="department",
            unit=HEALTH,
        ),
        "operations/emergency-plans/his/drills/1": decided(
            *_steps(TEAM, "2025-02-20 submit draft recorded"), kind="emergency-drill"
        ),
    }


def _incidents() -> dict[str, Fields]:
    """Three in the year: a small fault, a grave one not closed, a grave attack; one of the year before."""
    rows = [
        ("2025-04-01T08:00:00+08:00", "fault", "iv", "closed"),
        ("2025-05-01T08:00:00+08:00", "fault", "ii", "handling"),
        ("2025-06-01T08:00:00+08:00", "attack", "iii", "closed"),
        ("2024-12-31T23:00:00+08:00", "attack", "i", "handling"),
        ("2025-07-01T08:00:00+08:00", "attack", "i", "withdrawn"),
    ]
    return {
        f"operations/incidents/{number}": _standing(
            "incident", stage, unit=HEALTH, found_at=at, category=category, severity=severity
        )
        for number, (at, category, severity, stage) in enumerate(rows, 1)
    }
