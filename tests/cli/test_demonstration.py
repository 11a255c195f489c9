"""The demonstration: the whole procedure, performed once for all tests of this file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from cio_ctl.services.law_books import shipped_law

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("demonstration")


@dataclass(frozen=True)
class Demo:
    """What the demonstration printed and left behind."""

    folder: Path
    out: str

    def git(self, *words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=self.folder, capture_output=True, check=True, text=True, env=ENVIRONMENT
        ).stdout


ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "CIO_CTL_LANG": "en"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    base = tmp_path_factory.mktemp("demo")
    environment = ENVIRONMENT | {"HOME": str(base)}
    for name in ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START"):
        if name in os.environ:
            environment[name] = os.environ[name]
    done = subprocess.run(
        [sys.executable, "-m", "cio_ctl", "demo", "office"],
        cwd=base,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return Demo(base / "office", done.stdout)


def test_it_ends_with_a_history_that_holds(demo: Demo) -> None:
    assert re.search(r"verify: \d+ commits by \d+ officers, 0 findings", demo.out)
    assert "Try next:" in demo.out


def test_stock_git_finds_every_signature_good(demo: Demo) -> None:
    marks = demo.git("log", "--format=%G?").split()

    assert set(marks) == {"G"}
    assert len(marks) > 200


def test_both_projects_are_closed_by_their_own_way(demo: Demo) -> None:
    messages = demo.git("log", "--format=%B")

    for project in ("2024-housing-investment", "2024-iot-platform"):
        assert f"Advance projects/{project}/project: accepted to closed" in messages
    assert "Approve projects/2024-housing-investment/funding-application: second-review to approval" in messages
    assert "Approve projects/2024-iot-platform/funding-application: district-review to approval" in messages
    assert "Return projects/2024-housing-investment/funding-application" in messages


@pytest.mark.parametrize(
    "basis",
    [
        "P1",
        "P2",
        "P3",
        "P4",
        "P5",
        "P6",
        "P7",
        "I1",
        "I2",
        "I3",
        "I4",
        "F2",
        "F3",
        "F4",
        "C1",
        "C2",
        "C3",
        "C5",
        "C6",
        "C7",
        "C8",
        "C9",
        "C10",
        "C11",
        "C12",
        "C13",
        "C14",
        "M1",
        "M2",
        "M3",
        "M4",
        "M5",
        "E1",
    ],
)
def test_every_obligation_is_performed(demo: Demo, basis: str) -> None:
    law = shipped_law()
    resting = {
        transition.id
        for process in law.processes.values()
        for transition in process.transitions
        if basis in {transition.basis, *(guard.basis for guard in transition.guards)}
    }

    assert resting
    assert f"Basis: {basis}\n" in demo.git("log", "--format=%B") or basis in {"I4", "C1"}


def printed(demo: Demo, *words: str) -> str:
    """What a command prints as JSON."""
    return subprocess.run(
        [sys.executable, "-m", "cio_ctl", *words, "--json"],
        cwd=demo.folder,
        env=ENVIRONMENT | {"HOME": str(demo.folder.parent)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout


@pytest.mark.parametrize(
    ("project", "from_there"),
    [
        (
            "2024-housing-investment",
            (
                "planning/2024/housing/work-plan#fixed-investment",
                "planning/2024/housing/programme#fixed-investment",
                "planning/2024/housing/architecture#investment",
                "planning/2024/district/architecture#construction",
                "planning/2024/district/plan#construction",
                "planning/2024/housing/needs#investment",
            ),
        ),
        (
            "2024-iot-platform",
            (
                "planning/2024/district/work-plan#iot-platform",
                "planning/2024/district/programme#iot-platform",
                "planning/2024/district/architecture#sensing",
                "planning/2024/district/plan#sensing",
                "planning/2024/housing/needs#site-safety",
            ),
        ),
    ],
)
def test_each_project_comes_from_needs_through_plans_and_blocks(
    demo: Demo, project: str, from_there: tuple[str, ...]
) -> None:
    told = json.loads(printed(demo, "trace", f"projects/{project}/project"))

    assert set(from_there) <= set(told["upstream"])
    assert not any(node["broken"] for node in told["nodes"])


def test_planning_leaves_the_gaps_that_it_is_to_show(demo: Demo) -> None:
    shown = {gap["gap"]: [node["id"] for node in gap["of"]] for gap in json.loads(printed(demo, "trace", "--gaps"))}

    assert shown["need-in-no-plan"] == ["planning/2025/health/needs#elder-care"]
    assert "planning/2026/district/plan#talent" in shown["plan-entry-without-project"]
    assert "planning/2024/district/architecture#map" in shown["block-nobody-builds"]
    assert shown["project-outside-plan"] == []


def test_the_district_plan_was_returned_once_and_revised_after_a_year(demo: Demo) -> None:
    messages = demo.git("log", "--format=%B")

    assert messages.count("Return planning/2024/district/plan: leading-group to draft") == 1
    assert "Approve planning/2025/district/plan: leading-group to determined" in messages
    assert "supersedes: planning/2024/district/plan" in demo.git(
        "show", "HEAD:records/planning/2025/district/plan.yaml"
    )
    assert "Acknowledge planning/2024/district/work-plan" in messages
    assert "Acknowledge planning/2025/district/work-plan" not in messages


def on_the_last_day(demo: Demo, *words: str) -> Any:  # noqa: ANN401 - whatever the program printed
    """What a command prints of the office on the day on which it has most to say."""
    return json.loads(printed(demo, *words, "--at", "2026-03-31"))


def test_a_hospital_project_reports_in_time_then_late_then_not_at_all(demo: Demo) -> None:
    owed = on_the_last_day(demo, "due", "--project", "2024-health-emr", "--all")

    assert [one["state"] for one in owed] == ["done", "done-late", "done", "late", "open"]


@pytest.mark.parametrize(
    ("gap", "record"),
    [
        ("need-in-no-plan", "planning/2025/health/needs"),
        ("plan-entry-without-project", "planning/2024/education/plan"),
        ("block-nobody-builds", "planning/2024/education/architecture"),
        ("project-on-business-need", "projects/2026-health-emergency/project"),
        ("system-nobody-accepted", "operations/systems/health-emergency"),
        ("system-nobody-accepted", "operations/systems/district-website"),
    ],
)
def test_the_chain_from_need_to_system_breaks_here_and_there(demo: Demo, gap: str, record: str) -> None:
    gaps = {one["gap"]: [of["record"] for of in one["of"]] for one in on_the_last_day(demo, "trace", "--gaps")}

    assert record in gaps[gap]


def test_an_application_is_refused_as_a_duplicate_and_its_project_can_go_nowhere(demo: Demo) -> None:
    refused = "projects/2025-education-platform"
    stages = {one["id"]: one["stage"] for one in on_the_last_day(demo, "list", "preliminary-application")}
    stuck = [one["record"] for one in on_the_last_day(demo, "todo", "--all")["cases"] if one["stuck"]]
    review = demo.git("show", f"HEAD:records/{refused}/expert-review.yaml")

    assert stages[f"{refused}/preliminary-application"] == "rejected"
    assert stuck == [f"{refused}/project"]
    assert "existing: projects/2024-education-one-net/project" in review
    assert "answer: duplicate" in review


@pytest.mark.parametrize(
    ("officer", "task", "record"),
    [
        ("sun-lijuan", "acknowledge", "projects/2024-health-emr/progress/2025-q3"),
        ("dai-xuefeng", "acknowledge", "projects/2024-health-emr/guidance/2"),
        ("lin-xiaowen", "submit", "projects/2026-health-emergency/expert-review"),
        ("cao-yifan", "submit", "projects/2024-education-one-net/assessments/security"),
        ("luo-yuqing", "acknowledge", "projects/2024-housing-remote-stop/contracts/main"),
        ("he-jiaming", "correct", "projects/2024-office-platform/filing"),
        ("gao-hongmei", "draw-up", "projects/2024-office-platform/audit-report"),
        ("zhao-jianping", "draw-up", "projects/2025-operations-centre/funding-reviews/district"),
        ("zhao-jianping", "submit", "projects/2025-cim-base/preliminary-application"),
        ("shi-minmin", "fill-in", "operations/incidents/2026-001"),
        ("chen-zhiyuan", "report", "operations/assessments/district-website/*"),
        ("chen-zhiyuan", "decide", "planning/2026/health/work-plan"),
        ("su-yaqin", "acknowledge", "evaluations/2025/health"),
    ],
)
def test_inboxes_hold_what_the_stories_leave_undone(demo: Demo, officer: str, task: str, record: str) -> None:
    items = on_the_last_day(demo, "todo", "--officer", officer)["items"]

    assert (task, record) in [(one["task"], one["record"]) for one in items]


@pytest.mark.parametrize(
    ("record", "obligation", "state"),
    [
        # extended once, and late all the same
        ("projects/2024-office-platform/acceptance-final", "settlement", "done-late"),
        # late, and then returned
        ("projects/2024-office-platform/acceptance-final", "filing", "late"),
        ("projects/2024-iot-platform/acceptance-final", "filing", "done"),
        ("planning/2025/district/plan", "revision", "done"),
        ("planning/2025/housing/work-plan", "next-department", "done"),
        ("planning/2025/health/work-plan", "next-department", "done-late"),
        ("planning/2025/education/work-plan", "next-department", "late"),
        ("operations/systems/district-website", "assessment-district-level-3", "late"),
        ("operations/systems/housing-investment", "assessment-department-level-2", "done"),
        ("operations/systems/district-website", "appraisal-district", "done"),
        ("operations/emergency-plans/district", "drill-district", "done"),
        ("operations/emergency-plans/health", "drill-department", "late"),
        ("evaluations/2025/housing", "confirmation", "done"),
        ("evaluations/2025/health", "confirmation", "soon"),
    ],
)
def test_some_of_what_is_owed_comes_in_time_some_late_some_not(
    demo: Demo, record: str, obligation: str, state: str
) -> None:
    owed = on_the_last_day(demo, "due", "--all")

    first = next(one for one in owed if (one["record"], one["obligation"]) == (record, obligation))
    assert first["state"] == state


def test_one_project_goes_over_what_was_approved_and_contracted(demo: Demo) -> None:
    (projects,) = on_the_last_day(demo, "status", "--money")

    over = {row["name"]: len(row["notes"]) for row in projects["rows"] if row["notes"]}
    assert over == {"2024-office-platform": 3}


def test_an_application_is_returned_by_each_review_and_then_approved(demo: Demo) -> None:
    application = "projects/2024-housing-remote-stop/funding-application"
    messages = demo.git("log", "--reverse", "--format=%s", "--", f"records/{application}.yaml").splitlines()

    moves = [message.partition(": ")[2] for message in messages if "Return" in message or "approval to" in message]
    assert moves == ["first-review to draft", "second-review to draft", "approval to approved"]


@pytest.mark.parametrize(("department", "stage"), [("housing", "decided"), ("health", "confirmation")])
def test_an_evaluation_says_what_its_commit_gives(demo: Demo, department: str, stage: str) -> None:
    told = json.loads(printed(demo, "evaluate", "--check", f"evaluations/2025/{department}"))
    stages = {one["id"]: one["stage"] for one in on_the_last_day(demo, "list", "evaluation")}

    assert told["same"]
    assert stages[f"evaluations/2025/{department}"] == stage


def test_each_officer_signed_what_they_decided(demo: Demo) -> None:
    lines = demo.git("log", "--format=%GS|%(trailers:key=Officer,valueonly,separator=%x20)").splitlines()

    pairs = [line.split("|") for line in lines]

    assert all(officer in {"", f"officers/{signer}"} for signer, officer in pairs)


def test_the_filing_form_is_a_pdf_with_the_words_of_the_records(demo: Demo) -> None:
    form = next((demo.folder / ".git" / "forms").glob("*iot-platform*.pdf"))

    text = "".join(page.extract_text() for page in PdfReader(form).pages)

    assert "深圳市电子政务项目备案表" in text
    assert "坪山区物联网平台" in text
    assert "备案材料齐全" in text


def test_nothing_is_left_uncommitted(demo: Demo) -> None:
    assert demo.git("status", "--porcelain") == ""
