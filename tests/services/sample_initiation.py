"""The papers that open the sample project: application, funding report, its reviews, tender review."""

from __future__ import annotations

from tests.services import sample_dossier as sample
from tests.services.sample_papers import MONEY, act, approval, paper

Records = dict[str, dict[str, object]]

BLOCK = {
    "document": "坪山新区公共事业局信息化总体设计",
    "entry": "电子病历",
    "record": "planning/2026/health/architecture",
    "entry_id": "patient-record",
}
TOP = "planning/2026/district/architecture"


def initiation() -> Records:
    """The sample dossier, its opening papers complete."""
    records: Records = sample.register() | sample.dossier()
    records[TOP] = {"kind": "architecture", "title": "坪山新区信息化顶层设计", "stage": "issued", "decisions": []}
    folder = sample.DOSSIER
    records |= {
        f"{folder}/preliminary-application": _application(),
        f"{folder}/expert-review": paper(
            "expert-review",
            "concluded",
            [],
            meeting_on="2026-01-15",
            chair="黄志远",
            conclusion="passed-with-changes",
            conditions="补充统一编码方案。",
        ),
        f"{folder}/funding-application": _report(),
        f"{folder}/funding-reviews/first": _review("li-na", "与本部门总体设计一致，初审通过。"),
        f"{folder}/funding-reviews/second": _review("wang-qiang", "复审通过。")
        | {"technical_opinion": "互认接口应经区数据共享平台提供。"},
        f"{folder}/tender-review": _tender(),
    }
    return records


def _application() -> dict[str, object]:
    return paper(
        "preliminary-application",
        "approved",
        [
            act("submit", "draft", "expert-review", "li-na", "2026-01-05T09:00:00+08:00", "现提交申请，请审批。"),
            act("approve", "expert-review", "approval", "wang-qiang", "2026-01-18T09:00:00+08:00", "专家评审已通过。"),
            act("approve", "approval", "approved", "chen-jing", "2026-01-20T09:00:00+08:00", "同意立项。"),
        ],
        level="department",
        urgency="normal",
        grounds=[{"document": "局长办公会议纪要", "document_number": "坪卫纪〔2026〕4号", "date": "2026-01-04"}],
        necessity="区属医院病历互不相通，重复检查多。",
        present_state="三家医院各有病历系统，本项目统一接入。",
        goals="病历互认，一个入口就医。",
        content="平台一套，接入医院三家。",
        plan_references=[BLOCK | {"relation": "建设该构件"}],
        data_sharing="提供检验结果目录；需要人口基础信息。",
        mlps_planned=3,
        estimate=MONEY,
        fund_sources=[{"source": "区级政府投资资金", "amount": MONEY}],
        yearly_plan=[{"year": 2026, "amount": "1000000.00"}, {"year": 2027, "amount": "286500.00"}],
        construction_months=12,
        compiled_by="样例信息工程设计院",
        approval=approval("深坪发财〔2026〕12号", "2026-01-20"),
    )


def _report() -> dict[str, object]:
    items = [
        (
            "共享平台软件",
            "software-development",
            "1150000.00",
            {"specification": "四个子系统", "price_basis": "功能点法"},
        ),
        ("工程监理", "supervision", "136500.00", {}),
    ]
    return paper(
        "funding-application",
        "approved",
        [
            act("submit", "draft", "first-review", "zhou-min", "2026-01-25T09:00:00+08:00", "报告已编制完成，请审核。"),
            act(
                "approve", "first-review", "second-review", "li-na", "2026-01-27T09:00:00+08:00", "初审通过，报请复审。"
            ),
            act(
                "approve",
                "second-review",
                "approval",
                "wang-qiang",
                "2026-01-29T09:00:00+08:00",
                "复审通过，报请审批。",
            ),
            act("approve", "approval", "approved", "chen-jing", "2026-02-02T09:00:00+08:00", "核减预备费4万元。"),
        ],
        amount=MONEY,
        overview="项目代码2603-440310-04-01-123456，建设期12个月。",
        grounds="深坪发财〔2026〕12号批复。",
        needs="年门诊约二百万人次。",
        scheme="统一入口，互认接口部署于政务云。\n各院病历系统按四级标准改造。",
        plan_references=[BLOCK | {"relation": "按构件边界建设"}],
        content="平台一套，互认接口一项。",
        data_sharing="个人病历不公开。",
        security="按等保三级建设。",
        management="聘请监理。",
        cost_items=[
            {
                "name": name,
                "cost_class": kind,
                "unit": "项",
                "quantity": 1,
                "unit_price": price,
                "amount": price,
                **more,
            }
            for name, kind, price, more in items
        ],
        fund_sources=[{"source": "区级政府投资资金", "document_number": "深坪发财〔2026〕12号", "amount": MONEY}],
        yearly_plan=[{"year": 2026, "amount": MONEY}],
        operation="列入部门预算。",
        compiled_by="样例信息工程设计院",
        approval=approval("深坪发财〔2026〕23号", "2026-02-02")
        | {"amount": "1246500.00", "conditions": "严格控制变更。"},
    )


def _review(by: str, opinion: str) -> dict[str, object]:
    return paper(
        "funding-review",
        "concluded",
        [act("submit", "draft", "concluded", by, "2026-01-26T09:00:00+08:00", opinion)],
        reviewed_on="2026-01-26",
        reviewers=["石敏敏", "林晓雯"],
        documents_examined=[{"name": "投资概算书", "version": "2026年1月"}],
        plan_references=[BLOCK],
        comparison=[
            {
                "subject": "architecture",
                "item": f"{BLOCK['document']} {BLOCK['entry']}",
                "expected": f"{BLOCK['record']}#patient-record 电子病历",
                "found": "按构件边界建设",
                "result": "same",
            },
            {
                "subject": "top-level-design",
                "item": "顶层设计、总体设计",
                "expected": TOP,
                "found": TOP,
                "result": "same",
            },
            {
                "subject": "amount",
                "item": "申请金额不超过批复金额",
                "expected": MONEY,
                "found": MONEY,
                "result": "same",
            },
            {"item": "建设期", "expected": "12个月", "found": "14个月", "result": "changed", "reason": "分两期实施"},
        ],
        findings=[{"heading": "investment", "finding": "概算构成合理。"}],
        conclusion="passed",
    )


def _tender() -> dict[str, object]:
    told = "规格内容：四个子系统；数量：1"
    return paper(
        "tender-review",
        "passed",
        [
            act("submit", "draft", "first-review", "zhou-min", "2026-02-12T09:00:00+08:00", "请评审。"),
            act("approve", "first-review", "second-review", "li-na", "2026-02-14T09:00:00+08:00", "初审一致。"),
            act("approve", "second-review", "passed", "wang-qiang", "2026-02-16T09:00:00+08:00", "一致，同意招标。"),
        ],
        design_document={"name": "初步设计方案", "version": "2026年1月", "sha256": "ab" * 32},
        tender_document={"name": "招标需求文件", "version": "V1.0"},
        plan_references=[BLOCK],
        tender_items=[{"name": "共享平台软件", "unit": "套", "quantity": 1, "amount": "1150000.00"}],
        comparison=[
            {"subject": "items", "item": "共享平台软件", "expected": told, "found": told, "result": "same"},
            {"subject": "items", "item": "工程监理", "expected": "数量：1", "result": "missing", "reason": "另行采购"},
            {
                "subject": "ceiling",
                "item": "控制价不超过批复金额",
                "expected": "1246500.00",
                "found": "1150000.00",
                "result": "same",
            },
            {"item": "工期", "expected": "12个月", "found": "12个月", "result": "same"},
        ],
        ceiling="1150000.00",
        procurement_method="公开招标",
    )
