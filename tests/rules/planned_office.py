"""One department's need carried to a running system, as bare records of the Pingshan pack; for tests of tracing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.pingshan_in_memory import pingshan_office

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.offices_in_memory import Texts

    Records = dict[str, dict[str, object]]

HEALTH, DISTRICT = "planning/2026/health", "planning/2026/district"
NEEDS, PLAN, DESIGN = f"{HEALTH}/needs", f"{HEALTH}/plan", f"{HEALTH}/architecture"
PROGRAMME, WORK_PLAN = f"{HEALTH}/programme", f"{HEALTH}/work-plan"
DOSSIER, SYSTEM = "projects/2026-emr", "operations/systems/emr"
PROJECT = f"{DOSSIER}/project"


def paper(kind: str, stage: str, **more: object) -> dict[str, object]:
    """A record with nothing but what tracing looks at."""
    return {"kind": kind, **more, "stage": stage, "decisions": []}


def entry(name: str, **more: object) -> dict[str, object]:
    """An entry of a plan."""
    return {"id": name, "title": f"《{name}》", **more}


def of(record: str, name: str) -> dict[str, str]:
    """A reference to an entry."""
    return {"record": record, "entry_id": name}


def chain() -> Records:
    """Every link from the need to the running system, and what hangs from the project besides."""
    design = [entry("emr", plan_entries=[of(PLAN, "emr")], part_of=of(f"{DISTRICT}/architecture", "platform"))]
    works = [entry("emr", blocks=[of(DESIGN, "emr")], plan_entries=[of(PLAN, "emr")], responsible="units/health")]
    year = [entry("emr", programme_entry=of(PROGRAMME, "emr"), blocks=[of(DESIGN, "emr")])]
    contracts = [f"{DOSSIER}/contracts/main", f"{DOSSIER}/contracts/supervision"]
    blocks = [entry("platform", plan_entries=[of(f"{DISTRICT}/plan", "data")], owner="units/health")]
    return {
        NEEDS: paper("needs", "determined", unit="units/health", entries=[entry("records")]),
        f"{DISTRICT}/plan": paper("plan", "determined", level="district", entries=[entry("data")]),
        PLAN: paper(
            "plan",
            "determined",
            level="department",
            unit="units/health",
            entries=[entry("emr", needs=[of(NEEDS, "records")], carries_out=[of(f"{DISTRICT}/plan", "data")])],
        ),
        f"{DISTRICT}/architecture": paper("architecture", "issued", level="district", blocks=blocks),
        DESIGN: paper("architecture", "determined", level="department", unit="units/health", blocks=design),
        PROGRAMME: paper("programme", "determined", level="department", unit="units/health", entries=works),
        WORK_PLAN: paper("work-plan", "determined", level="department", unit="units/health", entries=year),
        PROJECT: paper(
            "project",
            "accepted",
            name="电子病历共享平台",
            level="department",
            unit="units/health",
            origin="work-plan",
            origin_entry=of(WORK_PLAN, "emr"),
        ),
        f"{DOSSIER}/preliminary-application": paper("preliminary-application", "approved"),
        f"{DOSSIER}/contracts/main": paper("contract", "signed", name="承建合同"),
        f"{DOSSIER}/contracts/supervision": paper("contract", "signed", name="监理合同"),
        f"{DOSSIER}/acceptance-preliminary": paper("acceptance-report", "passed", contracts=contracts),
        f"{DOSSIER}/acceptance-final": paper("acceptance-report", "passed", contracts=contracts),
        f"{DOSSIER}/filing": paper("filing", "filed"),
        f"{DOSSIER}/asset-register": paper("asset-register", "registered", assets=[], system=SYSTEM),
        SYSTEM: paper("system", "running", name="电子病历", unit="units/health", origin="project", project=PROJECT),
        "operations/assessments/emr/2026": paper("security-assessment", "on-record"),
    }


def planned_office(more: Mapping[str, Mapping[str, object] | None] | None = None) -> Texts:
    """The office with the chain; records of ``more`` are added or put in place, those given as None taken out."""
    records = {**chain(), **(more or {})}
    return pingshan_office({name: fields for name, fields in records.items() if fields is not None})
