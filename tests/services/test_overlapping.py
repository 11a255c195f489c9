"""What the Pingshan law compares: projects and running systems of all units, and what the experts' record holds."""

from __future__ import annotations

import pytest

from cio_ctl.model.errors import NotCompared
from cio_ctl.model.record import Record
from cio_ctl.services.overlapping import overlaps_of
from tests.pingshan_in_memory import pingshan_office

NEW = "projects/2026-clinic-app/project"
SCOPE = "面向患者提供手机预约挂号、缴费、检验报告查询，并调阅电子病历。"
DATA = [{"name": "电子病历", "direction": "needs", "sharing": "conditional"}]


def project(name: str, stage: str = "preliminary-work", **more: object) -> dict[str, object]:
    return {"kind": "project", "name": name, "unit": "units/health", **more, "stage": stage, "decisions": []}


def system(name: str, stage: str = "running", **more: object) -> dict[str, object]:
    return {"kind": "system", "name": name, "unit": "units/education", **more, "stage": stage, "decisions": []}


RECORDS = {
    NEW: project("坪山区患者移动服务", scope=SCOPE, data_catalog=DATA),
    "projects/2023-records/project": project("区电子病历共享", "closed", scope="在各医院之间调阅电子病历。"),
    "projects/2022-records/project": project("区电子病历共享", "abandoned", scope="在各医院之间调阅电子病历。"),
    "projects/2024-school/project": project("智慧校园", scope="建设课程表和教室预约。"),
    "operations/systems/clinic": system(
        "掌上医院", functions="提供预约挂号、在线缴费、报告查询。", data_resources=[{"name": "电子病历"}]
    ),
    "operations/systems/old-clinic": system("掌上医院", "retired", functions=SCOPE),
    "operations/systems/own": system("患者移动服务", "registered", functions=SCOPE, project=NEW),
}


def test_projects_and_systems_of_all_units_are_compared_but_not_what_has_ended() -> None:
    overlaps = overlaps_of(pingshan_office(RECORDS).standing, NEW)

    assert overlaps.compared == 4
    assert [likeness.other.id for likeness in overlaps.likenesses] == [
        "operations/systems/clinic",
        "projects/2023-records/project",
    ]
    assert [likeness.other.unit for likeness in overlaps.likenesses] == ["units/education", "units/health"]


def test_functions_of_a_system_are_held_against_the_scope_of_a_project_and_data_against_data() -> None:
    likeness = overlaps_of(pingshan_office(RECORDS).standing, NEW).likenesses[0]

    shared = {reason.aspect: reason.shared for reason in likeness.reasons}
    assert "挂号" in shared["content"]
    assert shared["data"] == ("电子病历",)
    assert "移动≈掌上" in shared["name"]


def test_a_record_that_says_it_is_of_another_kind_is_not_taken_for_its_own() -> None:
    records = {**RECORDS, "projects/2024-school/project": {**project("患者移动服务"), "kind": "system"}}

    assert overlaps_of(pingshan_office(records).standing, NEW).compared == 3


def test_a_record_that_lies_where_no_kind_has_its_path_is_not_compared() -> None:
    office = pingshan_office(RECORDS).having({"records/notes.yaml": "kind: project\n"})

    with pytest.raises(NotCompared, match="notes is a project, which is not compared"):
        overlaps_of(office.standing, "notes")


ENTRY = {"existing": NEW, "score": "55", "reasons": ["名称 / name 50: 移动≈掌上"]}
ANSWERED = {**ENTRY, "answer": "reuse-required", "explanation": "复用其挂号接口。"}


@pytest.mark.parametrize(
    ("entry", "draft", "faults"),
    [
        (ENTRY, True, 0),
        (ENTRY, False, 2),
        (ANSWERED, False, 0),
        ({**ANSWERED, "answer": "perhaps"}, True, 1),
        ({**ANSWERED, "score": 55}, True, 1),
        ({**ANSWERED, "reasons": "name"}, True, 1),
        ({**ANSWERED, "weight": "1"}, True, 1),
        ({**ANSWERED, "explanation": ""}, False, 1),
    ],
)
def test_the_experts_answer_each_likely_duplicate(entry: dict[str, object], *, draft: bool, faults: int) -> None:
    shapes = pingshan_office().office.shapes
    record = Record("projects/x/expert-review", {"kind": "expert-review", "overlaps_considered": [entry]})

    found = [one for one in shapes.findings(record, draft=draft) if "overlaps_considered" in str(one.arguments)]

    assert len(found) == faults, found
