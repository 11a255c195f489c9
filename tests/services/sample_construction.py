"""Meetings of experts and reports of progress that a sample dossier has while its project is built."""

from __future__ import annotations

from tests.services import sample_dossier as sample
from tests.services.rendered_pages import Records, all_records
from tests.services.sample_papers import act, paper

DOSSIER = sample.DOSSIER
DIGEST = "0123456789abcdef" * 4
NAMES = ("黄志远", "林秀英", "赵国栋", "陈思远", "何美玲")


def meeting(kind: str, **fields: object) -> dict[str, object]:
    """A meeting of five experts; the second has not written an opinion, the third is not free."""
    experts = [
        {
            "name": name,
            "title": "教授级高级工程师",
            "employer": "深圳市信息工程设计研究院",
            "speciality": "电子政务",
            "no_conflict_of_interest": number != 2,
        }
        | ({} if number == 1 else {"opinion": f"{name}同意"})
        for number, name in enumerate(NAMES)
    ]
    return paper(
        kind,
        "concluded",
        [],
        meeting_on="2026-01-12",
        place="区政府301会议室",
        experts=experts,
        chair="赵国栋",
        invited=[{"role": "development-finance", "unit": "units/finance", "represented_by": "陈静", "attended": True}],
        documents_examined=[{"name": "前期工作申请", "version": "2026年1月", "sha256": DIGEST}],
        findings=[{"heading": "data-sharing", "finding": "共享目录应补充更新周期。"}],
        votes={"for": 4, "against": 0, "abstained": 1},
        conclusion="passed-with-changes",
        conditions="补充更新周期。",
        **fields,
    )


def progress(**fields: object) -> dict[str, object]:
    """A report of a quarter; an amount is written as the form has it."""
    amounts = {
        "approved": "1286500.00",
        "released_total": "1286500.00",
        "released_year": "1286500.00",
        "contracted": "1244500.00",
        "arrived_before": "300000.00",
        "arrived_now": "343250.00",
        "arrived_total": "643250.00",
        "paid_before": "0.00",
        "paid_now": "355950.00",
        "paid_total": "355950.00",
        "done_now": "400000.00",
        "done_total": "700000.00",
    }
    return paper(
        "progress-report",
        "reported",
        [
            act("submit", "draft", "reported", "zhou-min", "2026-04-08T09:00:00+08:00"),
            act("acknowledge", "reported", "reported", "wang-qiang", "2026-04-10T09:00:00+08:00", "请抓紧联调"),
        ],
        **{
            "period": "2026-q1",
            "period_from": "2026-01-01",
            "period_to": "2026-03-31",
            "prepared_by": "吴小燕",
            "chief": "周敏",
            "reported_on": "2026-04-08",
            "milestones": [{"name": "开工", "planned_on": "2026-03-10", "status": "late"}],
            "changes": [{"content": "减少一台服务器", "amount": "-68000.00"}],
            **amounts,
            **fields,
        },
    )


def records() -> Records:
    """The sample dossier with the records that these forms are about."""
    found = all_records()
    found[f"{DOSSIER}/expert-review"] = meeting(
        "expert-review",
        plan_references=[{"document": "坪山新区信息化顶层设计", "entry": "健康数据平台"}],
        comparison=[
            {"item": "技术路线", "result": "same"},
            {"item": "存储规模", "result": "over", "reason": "留有三年余量"},
        ],
        overlaps_considered=[
            {
                "existing": f"{DOSSIER}/project",
                "score": "45",
                "reasons": ["名称"],
                "answer": "reuse-required",
                "explanation": "利用既有接口",
            }
        ],
    )
    found[f"{DOSSIER}/expert-appraisal"] = meeting("expert-appraisal")
    found[f"{DOSSIER}/progress/2026-q1"] = progress()
    found[f"{DOSSIER}/contracts/main"]["annexes"] = [{"type": "contract", "name": "合同正本", "sha256": DIGEST}]
    found[f"{DOSSIER}/assessments/security"]["findings"] = [
        {"severity": "medium", "count": 3, "open": 1, "note": "弱口令待改"},
        {"severity": "low", "count": 4},
    ]
    return found
