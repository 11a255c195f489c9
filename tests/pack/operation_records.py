"""Records of operation as officers draw them up, each whole enough to be submitted."""

from __future__ import annotations

from tests.pingshan_in_memory import decided

NORM, APPRAISAL = "operations/norms/om-2026", "operations/appraisals/2026-q1/emr"
NEWER_NORM, SITE_APPRAISAL = "operations/norms/om-2027", "operations/appraisals/2026-q1/site"
SYSTEM, SITE = "operations/systems/emr", "operations/systems/site"
PROJECT = "projects/emr/project"
PLAN, DRILL = "operations/emergency-plans/health", "operations/emergency-plans/health/drills/1"
DISTRICT, DISTRICT_DRILL = "operations/emergency-plans/district", "operations/emergency-plans/district/drills/1"
INCIDENT = "operations/incidents/2026-001"
ASSESSMENT, SITE_ASSESSMENT = "operations/assessments/emr/2026", "operations/assessments/site/2026"
STANDARD = "operations/security-standards/access"

Fields = dict[str, object]


def item(name: str, most: str, each: str = "", cap: str = "") -> Fields:
    """An item of a norm."""
    more = {key: value for key, value in (("deduct_per_event", each), ("cap", cap)) if value}
    return {"id": name, "title": name, "max": most, "rule": "每次扣分，有上限", **more}


def band(name: str, at_least: str) -> Fields:
    """A grade band."""
    return {"id": name, "name": name, "at_least": at_least}


def norm(**more: object) -> Fields:
    """A norm for O&M work."""
    return {
        "kind": "norm",
        "title": "运行维护规范",
        "subject": "operation",
        "applies_to": ["department", "website"],
        "effective_from": "2026-01-01",
        "rules": [{"id": "duty", "title": "值班制度", "content": "每日值班。"}],
        "full_score": "100",
        "entries": [item("response", "60", "5", "20"), item("reports", "40", "1")],
        "bands": [band("fail", "0"), band("pass", "60"), band("good", "75"), band("excellent", "90")],
        **more,
    }


def issued(**more: object) -> Fields:
    """The norm in force."""
    return decided(
        "2026-01-05 qin district-cio-team@office submit draft issuing",
        "2026-01-06 li-na district-cio@office approve issuing issued",
        **norm(**more),
    )


def system(scope: str = "department", unit: str = "health", level: int = 3, **more: object) -> Fields:
    """A system that stood before the office was founded."""
    roles = (
        ("department-cio-team", "department-cio") if scope == "department" else ("district-cio-team", "district-cio")
    )
    by = unit if scope == "department" else "office"
    return {
        "kind": "system",
        "name": "电子病历",
        "unit": f"units/{unit}",
        "scope": scope,
        "run_by": {"role": roles[0], "unit": f"units/{by}"},
        "security_by": {"role": roles[1], "unit": f"units/{by}"},
        "origin": "registered",
        "origin_note": "原有系统",
        "functions": "病历的存储和调阅",
        "data_resources": [],
        "mlps": {"level": level},
        **more,
    }


def running(scope: str = "department", unit: str = "health", level: int = 3, **more: object) -> Fields:
    """The system in operation since 2026-02-02."""
    team = f"wei department-cio-team@{unit}" if scope == "department" else "qin district-cio-team@office"
    return decided(f"2026-02-02 {team} advance registered running", **system(scope, unit, level, **more))


def retired() -> Fields:
    """The system given up."""
    return decided(
        "2026-02-02 wei department-cio-team@health advance registered running",
        "2026-02-09 wei department-cio-team@health advance running retired",
        **system(retired_on="2026-02-09", data_disposal="移交档案馆"),
    )


def project(stage: str = "accepted") -> Fields:
    """A project of the health department in a stage."""
    row = f"2026-02-02 wei department-cio-team@health advance preliminary-work {stage}"
    return decided(row, kind="project", name="电子病历", level="department", unit="units/health")


def appraisal(total: str = "95", grade: str = "excellent", **more: object) -> Fields:
    """A quarter in which one answer came late."""
    late = {"on": "2026-02-10", "what": "故障响应超时"}
    return {
        "kind": "om-appraisal",
        "norm": NORM,
        "period_from": "2026-01-01",
        "period_to": "2026-03-31",
        "appraised": "units/health",
        "entries": [
            {"entry_id": "response", "events": [late], "deducted": "5", "score": "55"},
            {"entry_id": "reports", "events": [], "deducted": "0", "score": "40"},
        ],
        "total": total,
        "grade": grade,
        "conclusion": "按时响应。",
        "scored_by": "魏",
        "scored_on": "2026-04-01",
        **more,
    }


def plan(level: str = "department", **more: object) -> Fields:
    """An emergency plan."""
    own = {"unit": "units/health"} if level == "department" else {}
    return {
        "kind": "emergency-plan",
        "title": "网络安全应急预案",
        "level": level,
        **own,
        "effective_from": "2026-01-01",
        "systems": [],
        "general": "目的、依据、适用范围和原则。",
        "organization": [{"position": "组长", "duties": "统一指挥。"}],
        "warnings": [{"colour": "red", "criterion": "全网中断", "measures": "立即启动。"}],
        "incident_levels": [{"severity": "i", "criterion": "全区服务中断", "report_within_minutes": 15}],
        "response": "报告、处置、升级、恢复。",
        "aftermath": "调查和总结。",
        "resources": "人员、物资、经费、通信。",
        "training": "每年演练一次。",
        **more,
    }


def in_force(level: str = "department", **more: object) -> Fields:
    """The plan issued."""
    rows = {
        "department": (
            "2026-01-05 wei department-cio-team@health submit draft department-issuing",
            "2026-01-06 wang department-cio@health approve department-issuing in-force",
        ),
        "district": (
            "2026-01-05 qin district-cio-team@office submit draft issuing",
            "2026-01-06 li-na district-cio@office approve issuing in-force",
        ),
    }
    return decided(*rows[level], **plan(level, **more))


def repealed() -> Fields:
    """The department's plan, issued and repealed."""
    return decided(
        "2026-01-05 wei department-cio-team@health submit draft department-issuing",
        "2026-01-06 wang department-cio@health approve department-issuing in-force",
        "2026-02-06 wang department-cio@health advance in-force repealed",
        **plan(),
    )


def drill(**more: object) -> Fields:
    """A drill."""
    return {
        "kind": "emergency-drill",
        "held_on": "2026-02-20",
        "form": "tabletop",
        "scenario": "数据库被加密",
        "systems": [],
        "participants": ["公共事业局"],
        "course": "按预案推演。",
        "goals_met": True,
        "problems": [],
        "summary": "达到目标。",
        **more,
    }


def incident(severity: str = "iii", level: str = "department", **more: object) -> Fields:
    """An incident as it is reported."""
    own = {"unit": "units/health"} if level == "department" else {}
    return {
        "kind": "incident",
        "title": "数据库中断",
        "level": level,
        **own,
        "system": SYSTEM if level == "department" else SITE,
        "category": "fault",
        "severity": severity,
        "found_at": "2026-03-01T08:00:00+08:00",
        "found_by": "值班员",
        "reported_at": "2026-03-01T08:10:00+08:00",
        "description": "数据库无法连接。",
        "impact": "无法调阅病历。",
        **more,
    }


MENDED: Fields = {
    "recovered_at": "2026-03-01T10:00:00+08:00",
    "cause": "磁盘写满",
    "follow_up": "增加容量告警",
}


def assessment(level: int = 3, **more: object) -> Fields:
    """A security assessment by a testing body."""
    return {
        "kind": "security-assessment",
        "assessment_kind": "mlps",
        "mlps_level": level,
        "body": {"name": "测评中心"},
        "assessed_from": "2026-02-01",
        "assessed_to": "2026-02-20",
        "standard": "GB/T 22239-2019",
        "findings": [{"severity": "medium", "count": 2}],
        "conclusion": "good",
        "report_number": "CP-2026-17",
        "report_date": "2026-02-25",
        "rectifications": [{"issue": "口令过短", "responsible": "公共事业局", "due_on": "2026-04-01"}],
        **more,
    }


def standard(**more: object) -> Fields:
    """A technical standard for security."""
    return {
        "kind": "security-standard",
        "title": "访问控制技术标准",
        "standard_kind": "technical-standard",
        "drawn_up_by": "units/health",
        "effective_from": "2026-04-01",
        "applies_to": ["department"],
        "clauses": [{"id": "passwords", "title": "口令", "content": "不少于十二位。"}],
        **more,
    }
