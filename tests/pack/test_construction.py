"""Construction (C1 to C14): what must stand before each step, and who takes it."""

from __future__ import annotations

import pytest

from tests.pack.acts import Fields, annexes, drafter, outcome, paper

PLAIN = "projects/emr"
PLAN = f"{PLAIN}/investment-plan"
PROJECT, MAIN, SUPERVISION = f"{PLAIN}/project", f"{PLAIN}/contracts/main", f"{PLAIN}/contracts/supervision"
RESPONSIBLE: Fields = {
    "responsible_person": {"name": "—"},
    "implementing_unit": "—",
    "management_rules": "—",
}


def project(stage: str, level: str = "department", more: Fields | None = None) -> Fields:
    unit = "units/health" if level == "department" else "units/office"
    return paper("project", stage, level=level, unit=unit) | (more or {})


def contract(stage: str = "signed", kind: str = "construction", *, filed: bool = True, **more: object) -> Fields:
    """A contract; once filed, the general office has acknowledged its copy."""
    contractor = "units/builder" if kind == "construction" else "units/overseer"
    made = paper("contract", stage, contract_kind=kind, contractor=contractor, **more)
    signed = {"verb": "submit", "from": "draft", "to": "signed", "by": "officers/hua", "role": "project-unit"}
    taken = {"verb": "acknowledge", "from": "signed", "to": "signed", "by": "officers/zong", "role": "general-office"}
    at = {"at": "2026-03-02T09:00:00+08:00"}
    if stage == "signed":
        both = [signed | at | {"unit": "units/health"}, taken | at | {"unit": "units/general"}]
        made["decisions"] = both if filed else both[:1]
    return made


GUIDANCE, PROGRESS = f"{PLAIN}/guidance/1", f"{PLAIN}/progress/q1"
APPRAISAL, ASSETS = f"{PLAIN}/expert-appraisal", f"{PLAIN}/asset-register"
READY = {
    PLAN: paper("investment-plan", "issued"),
    MAIN: contract(),
    SUPERVISION: contract(kind="supervision"),
}

STARTING = [  # what is missing or not as it should be, and what comes of the start
    ("C1", "everything stands", {}, RESPONSIBLE, "construction"),
    ("C1", "no investment plan issued", {PLAN: paper("investment-plan", "application")}, RESPONSIBLE, "R3-GUARD"),
    ("C3", "no construction contract", {MAIN: contract("draft")}, RESPONSIBLE, "R3-GUARD"),
    ("C3", "no supervision contract", {SUPERVISION: contract("draft", "supervision")}, RESPONSIBLE, "R3-GUARD"),
    ("C3", "no copy filed with the general office", {MAIN: contract(filed=False)}, RESPONSIBLE, "R3-GUARD"),
    ("C4", "nobody responsible", {}, {**RESPONSIBLE, "responsible_person": {}}, "R3-GUARD"),
    ("C4", "no implementing body", {}, {**RESPONSIBLE, "implementing_unit": ""}, "R3-GUARD"),
    ("C4", "no rules of management", {}, {**RESPONSIBLE, "management_rules": ""}, "R3-GUARD"),
]


@pytest.mark.parametrize(
    ("changes", "fields", "expected"), [row[2:] for row in STARTING], ids=[f"{row[0]} {row[1]}" for row in STARTING]
)
def test_c1_c3_c4_what_must_stand_before_construction(
    changes: dict[str, Fields], fields: Fields, expected: str
) -> None:
    records = {PROJECT: project("tender", more=fields), **READY, **changes}

    assert outcome(records, f"wei advance {PROJECT}") == expected


@pytest.mark.parametrize(
    ("review", "fields", "name", "expected"),
    [
        ("passed", {"contract_kind": "construction"}, "main", "signed"),
        ("second-review", {"contract_kind": "construction"}, "main", "R3-GUARD"),
        ("passed", {"contract_kind": "supervision"}, "main", "R3-GUARD"),
        ("passed", {"contract_kind": "other"}, "testing", "signed"),
    ],
)
def test_c2_c3_a_contract_follows_the_consistency_review(review: str, fields: Fields, name: str, expected: str) -> None:
    record = f"{PLAIN}/contracts/{name}"
    records = {
        PROJECT: project("tender"),
        f"{PLAIN}/tender-review": paper("tender-review", review),
        record: paper("contract", "draft", annexes=annexes("contract"), **fields),
    }

    assert outcome(records, f"hua submit {record}") == expected


@pytest.mark.parametrize(("paper_of", "expected"), [(["contract"], "signed"), ([], "R3-PAPER")])
def test_c3_the_contract_itself_is_attached(paper_of: list[str], expected: str) -> None:
    records = {
        PROJECT: project("tender"),
        f"{PLAIN}/tender-review": paper("tender-review", "passed"),
        MAIN: paper("contract", "draft", contract_kind="construction", annexes=annexes(*paper_of)),
    }

    assert outcome(records, f"hua submit {MAIN}") == expected


STEPS = [  # id, project stage, records besides, who does what, what comes of it
    ("C5", "construction", {GUIDANCE: paper("guidance", "draft")}, f"qin submit {GUIDANCE}", "issued"),
    ("C5", "construction", {GUIDANCE: paper("guidance", "draft")}, f"wei submit {GUIDANCE}", "R4-ROLE"),
    ("C5", "construction", {GUIDANCE: paper("guidance", "issued")}, f"qin advance {GUIDANCE}", "issued"),
    ("C5", "construction", {GUIDANCE: paper("guidance", "issued")}, f"hua advance {GUIDANCE}", "R4-ROLE"),
    ("C5", "tender", {GUIDANCE: paper("guidance", "draft")}, f"qin submit {GUIDANCE}", "R3-GUARD"),
    ("C6", "construction", {PROGRESS: paper("progress-report", "draft")}, f"hua submit {PROGRESS}", "reported"),
    ("C6", "tender", {PROGRESS: paper("progress-report", "draft")}, f"hua submit {PROGRESS}", "R3-GUARD"),
    ("C6", "construction", {PROGRESS: paper("progress-report", "draft")}, f"tao submit {PROGRESS}", "R4-ROLE"),
    (
        "C6",
        "construction",
        {PROGRESS: paper("progress-report", "reported"), GUIDANCE: paper("guidance", "issued")},
        f"wei advance {PROJECT}",
        "completed",
    ),
    ("C6", "construction", {GUIDANCE: paper("guidance", "issued")}, f"wei advance {PROJECT}", "R3-GUARD"),
    (
        "C7",
        "completed",
        {f"{PLAIN}/test-report": paper("test-report", "draft", annexes=annexes("test-report"))},
        f"hua submit {PLAIN}/test-report",
        "on-record",
    ),
    (
        "C7",
        "construction",
        {f"{PLAIN}/test-report": paper("test-report", "draft", annexes=annexes("test-report"))},
        f"hua submit {PLAIN}/test-report",
        "R3-GUARD",
    ),
    (
        "C9",
        "trial-run",
        {f"{PLAIN}/assessments/sharing": paper("assessment", "draft", subject="sharing", annexes=annexes("report"))},
        f"hua submit {PLAIN}/assessments/sharing",
        "on-record",
    ),
    (
        "C9",
        "trial-run",
        {f"{PLAIN}/assessments/sharing": paper("assessment", "draft", subject="security", annexes=annexes("report"))},
        f"hua submit {PLAIN}/assessments/sharing",
        "R3-GUARD",
    ),
    ("C10", "assessed", {APPRAISAL: paper("expert-appraisal", "draft")}, f"hua submit {APPRAISAL}", "oversight"),
    ("C10", "trial-run", {APPRAISAL: paper("expert-appraisal", "draft")}, f"hua submit {APPRAISAL}", "R3-GUARD"),
    ("C10", "assessed", {APPRAISAL: paper("expert-appraisal", "oversight")}, f"qin approve {APPRAISAL}", "concluded"),
    ("C14", "accepted", {ASSETS: paper("asset-register", "draft")}, f"hua submit {ASSETS}", "registered"),
    ("C14", "tender", {ASSETS: paper("asset-register", "draft")}, f"hua submit {ASSETS}", "R3-GUARD"),
    ("C14", "accepted", {ASSETS: paper("asset-register", "draft")}, f"wei submit {ASSETS}", "R4-ROLE"),
]


@pytest.mark.parametrize(
    ("stage", "records", "act", "expected"), [row[1:] for row in STEPS], ids=[f"{row[0]} {row[3]}" for row in STEPS]
)
def test_c5_c6_c7_c9_c10_c14_papers_of_construction(
    stage: str, records: dict[str, Fields], act: str, expected: str
) -> None:
    assert outcome({PROJECT: project(stage), **records}, act) == expected


PRELIMINARY, FINAL = f"{PLAIN}/acceptance-preliminary", f"{PLAIN}/acceptance-final"
TESTED = {f"{PLAIN}/test-report": paper("test-report", "on-record", conclusion="passed")}
FAILED = {f"{PLAIN}/test-report": paper("test-report", "on-record", conclusion="failed")}


def acceptance(phase: str, stage: str, conclusion: str = "passed") -> Fields:
    return paper("acceptance-report", stage, phase=phase, conclusion=conclusion, annexes=annexes("acceptance-report"))


@pytest.mark.parametrize(
    ("tested", "conclusion", "expected"),
    [
        (TESTED, "passed", "countersigning"),
        (FAILED, "passed", "R3-GUARD"),
        ({}, "passed", "R3-GUARD"),
        (TESTED, "failed", "R3-GUARD"),
    ],
)
def test_c7_c8_preliminary_acceptance_needs_a_passed_test(
    tested: dict[str, Fields], conclusion: str, expected: str
) -> None:
    records = {PROJECT: project("completed"), PRELIMINARY: acceptance("preliminary", "draft", conclusion), **tested}

    assert outcome(records, f"hua submit {PRELIMINARY}") == expected


@pytest.mark.parametrize(
    ("level", "who", "expected"),
    [
        ("department", "bo", "countersigning"),
        ("department", "ou", "countersigning"),
        ("department", "qin", "R4-ROLE"),
        ("district", "bo", "countersigning"),
    ],
)
def test_c8_contractor_and_supervisor_countersign(level: str, who: str, expected: str) -> None:
    records = {PROJECT: project("completed", level), PRELIMINARY: acceptance("preliminary", "countersigning"), **READY}

    assert outcome(records, f"{who} approve {PRELIMINARY}") == expected


@pytest.mark.parametrize(("who", "expected"), [("qin", "passed"), ("wei", "R4-ROLE"), ("li-na", "R4-ROLE")])
def test_c8_the_district_team_oversees_a_department(who: str, expected: str) -> None:
    records = {PROJECT: project("completed"), PRELIMINARY: acceptance("preliminary", "oversight"), **READY}

    assert outcome(records, f"{who} approve {PRELIMINARY}") == expected


@pytest.mark.parametrize(("who", "expected"), [("hua", "passed"), ("wei", "R4-ROLE"), ("tao", "R4-ROLE")])
@pytest.mark.parametrize(("name", "phase"), [(PRELIMINARY, "preliminary"), (FINAL, "final")])
def test_c8_c11_the_project_unit_enters_when_outstanding_issues_were_resolved(
    name: str, phase: str, who: str, expected: str
) -> None:
    records = {PROJECT: project("accepted"), name: acceptance(phase, "passed")}

    assert outcome(records, f"{who} advance {name}", "outstanding") == expected


ASSESSED = {
    f"{PLAIN}/assessments/{subject}": paper("assessment", "on-record", subject=subject, conclusion="passed")
    for subject in ("disclosure", "sharing", "security")
}
APPRAISED = {f"{PLAIN}/expert-appraisal": paper("expert-appraisal", "concluded", conclusion="passed")}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (ASSESSED | APPRAISED, "countersigning"),
        ({name: ASSESSED[name] for name in list(ASSESSED)[1:]} | APPRAISED, "R3-GUARD"),
        (ASSESSED, "R3-GUARD"),
        (
            ASSESSED | {f"{PLAIN}/expert-appraisal": paper("expert-appraisal", "concluded", conclusion="failed")},
            "R3-GUARD",
        ),
    ],
    ids=["C9 and C10 passed", "C9 an assessment is missing", "C10 no appraisal", "C10 the experts say no"],
)
def test_c9_c10_c11_final_acceptance_weighs_assessments_and_experts(records: dict[str, Fields], expected: str) -> None:
    office = {PROJECT: project("assessed"), FINAL: acceptance("final", "draft"), **records}

    assert outcome(office, f"hua submit {FINAL}") == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("qin", "countersigning"),
        ("fan", "countersigning"),
        ("ding", "countersigning"),
        ("wei", "R4-ROLE"),
        ("shen", "R4-ROLE"),
    ],
)
def test_c11_the_three_bodies_countersign_final_acceptance(who: str, expected: str) -> None:
    records = {PROJECT: project("assessed"), FINAL: acceptance("final", "countersigning")}

    assert outcome(records, f"{who} approve {FINAL}") == expected


@pytest.mark.parametrize(
    ("stage", "act", "expected"),
    [
        ("draft", f"hua submit {PLAIN}/settlement", "submitted"),
        ("draft", f"wei submit {PLAIN}/settlement", "R4-ROLE"),
        ("submitted", f"fan approve {PLAIN}/settlement", "audit-commissioned"),
        ("submitted", f"shen approve {PLAIN}/settlement", "R4-ROLE"),
    ],
)
def test_c12_settlement_goes_to_development_and_finance(stage: str, act: str, expected: str) -> None:
    records = {
        PROJECT: project("accepted"),
        FINAL: acceptance("final", "passed"),
        f"{PLAIN}/settlement": paper("settlement", stage),
    }

    assert outcome(records, act) == expected


@pytest.mark.parametrize(
    ("settlement", "who", "expected"),
    [
        ("audit-commissioned", "shen", "issued"),
        ("submitted", "shen", "R3-GUARD"),
        ("audit-commissioned", "fan", "R4-ROLE"),
    ],
)
def test_c12_the_audit_office_reports_once_commissioned(settlement: str, who: str, expected: str) -> None:
    records = {
        PROJECT: project("accepted"),
        f"{PLAIN}/settlement": paper("settlement", settlement),
        f"{PLAIN}/audit-report": paper("audit-report", "draft"),
    }

    assert outcome(records, f"{who} submit {PLAIN}/audit-report") == expected


@pytest.mark.parametrize(
    ("stage", "fields", "act", "expected"),
    [
        ("draft", {}, f"hua submit {PLAIN}/filing", "filing-review"),
        ("draft", {"annexes": []}, f"hua submit {PLAIN}/filing", "R3-PAPER"),
        ("draft", {"filing_number": "1"}, f"hua submit {PLAIN}/filing", "R3-GUARD"),
        ("filing-review", {"filing_number": "1"}, f"qin approve {PLAIN}/filing", "filed"),
        ("filing-review", {}, f"qin approve {PLAIN}/filing", "R3-GUARD"),
        ("filing-review", {"filing_number": "1"}, f"wei approve {PLAIN}/filing", "R4-ROLE"),
    ],
)
def test_c13_a_project_is_filed_with_the_district_team(stage: str, fields: Fields, act: str, expected: str) -> None:
    filing = paper("filing", stage, **{"annexes": annexes("acceptance-report"), **fields})
    records = {PROJECT: project("accepted"), FINAL: acceptance("final", "passed"), f"{PLAIN}/filing": filing}
    sets = ("filing_number",) if "filing_number" in fields and stage != "draft" else ()

    assert outcome(records, act, *sets) == expected


def test_c13_nothing_is_filed_before_final_acceptance() -> None:
    filing = paper("filing", "draft", annexes=annexes("acceptance-report"))
    records = {PROJECT: project("assessed"), FINAL: acceptance("final", "countersigning"), f"{PLAIN}/filing": filing}

    assert outcome(records, f"hua submit {PLAIN}/filing") == "R3-GUARD"


CLOSED = {
    f"{PLAIN}/settlement": paper("settlement", "audit-commissioned"),
    f"{PLAIN}/audit-report": paper("audit-report", "issued"),
    f"{PLAIN}/filing": paper("filing", "filed"),
    f"{PLAIN}/asset-register": paper("asset-register", "registered"),
}


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("", "closed"), *((name, "R3-GUARD") for name in ("settlement", "audit-report", "filing", "asset-register"))],
)
def test_c12_c13_c14_a_project_is_closed_once_all_of_them_stand(missing: str, expected: str) -> None:
    records = {name: fields for name, fields in CLOSED.items() if name != f"{PLAIN}/{missing}"}

    assert outcome({PROJECT: project("accepted"), **records}, f"wei advance {PROJECT}") == expected


@pytest.mark.parametrize(
    ("kind", "record", "who", "may"),
    [
        ("guidance", f"{PLAIN}/guidance/1", "qin", True),
        ("guidance", f"{PLAIN}/guidance/1", "hua", False),
        ("progress-report", f"{PLAIN}/progress/q1", "hua", True),
        ("progress-report", f"{PLAIN}/progress/q1", "tao", False),
        ("audit-report", f"{PLAIN}/audit-report", "shen", True),
        ("audit-report", f"{PLAIN}/audit-report", "hua", False),
    ],
)
def test_c5_c6_c12_who_draws_up_which_paper(kind: str, record: str, who: str, may: bool) -> None:  # noqa: FBT001
    assert drafter({PROJECT: project("construction"), record: paper(kind, "draft")}, who, record) is may


@pytest.mark.parametrize(
    ("who", "move", "expected"),
    [
        ("hua", "change-particulars-construction", "R6-FIELD"),
        ("hua", "reschedule-construction", "R4-ROLE"),
        ("wei", "reschedule-construction", "R4-ROLE"),
        ("qin", "reschedule-construction", "construction"),
    ],
)
def test_c4_planned_dates_are_moved_by_the_district_team_only(who: str, move: str, expected: str) -> None:
    records = {PROJECT: project("construction", more={"planned_dates": {"start": "2026-03-02"}})}

    assert outcome(records, f"{who} advance {PROJECT}", "planned_dates", opinion="同意", move=move) == expected
