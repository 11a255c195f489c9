"""A department project carried to its filing, as files of a records repository, for tests of forms."""

from __future__ import annotations

from hashlib import sha1

from cio_ctl.adapters.pack import pack_files
from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.office import Entry
from cio_ctl.services.snapshots import Contents, Standing, read_office
from tests.services.sample_papers import (
    MONEY,
    act,
    approval,
    assessment,
    contract,
    goods_list,
    paper,
    register,
)

__all__ = [
    "DOSSIER",
    "act",
    "dossier",
    "dump_yaml",
    "pack_files",
    "register",
    "standing_of",
    "standing_of_files",
]

DOSSIER = "projects/2026-health-emr"


def dossier(goods: int = 4) -> dict[str, dict[str, object]]:
    """Every record that the filing form looks at."""
    source = [{"source": "区级财政资金", "document_number": "深坪发财〔2026〕31号", "amount": MONEY}]
    passed = [
        act("submit", "draft", "countersigning", "zhou-min", "2026-09-01T09:00:00+08:00"),
        act("approve", "countersigning", "passed", "wang-qiang", "2026-09-03T09:00:00+08:00"),
    ]
    approved = [
        act("submit", "draft", "first-review", "zhou-min", "2026-01-05T09:00:00+08:00"),
        act("approve", "first-review", "approved", "chen-jing", "2026-01-20T09:00:00+08:00"),
    ]
    planned = {
        "start": "2026-03-10",
        "completion": "2026-06-30",
        "preliminary_acceptance": "2026-07-10",
        "final_acceptance": "2026-09-10",
    }
    found: dict[str, dict[str, object]] = {
        "project": paper(
            "project",
            "accepted",
            [
                act("advance", "preliminary-work", "approved", "li-na", "2026-01-21T09:00:00+08:00"),
                act(
                    "advance",
                    "assessed",
                    "accepted",
                    "li-na",
                    "2026-09-03T15:00:00+08:00",
                    "建设内容与本部门总体设计一致，竣工验收已通过，同意备案。",
                ),
            ],
            name="坪山新区电子病历共享平台",
            level="department",
            unit="units/health",
            origin="work-plan",
            origin_reference="2026年度工作计划第3项",
            origin_entry={"record": "planning/2026/health/work-plan", "entry_id": "emr"},
            build_kind="new",
            category="application",
            classified=False,
            scope="建设覆盖全区三家公立医院和二十二家社康中心的电子病历共享平台，包括病历采集、共享交换、调阅审计和统计分析四个子系统。\n接入区数据共享平台，向家庭医生服务系统提供调阅接口。",
            performance=[
                {"indicator": "接入医疗机构数", "target": "不少于25家"},
                {"indicator": "病历调阅平均响应时间", "target": "不超过2秒"},
                {"indicator": "重复检查率下降", "target": "不低于10%"},
            ],
            shares=[],
            reuses=[],
            overlaps=[],
            project_code="2603-440310-04-01-123456",
            data_catalog=[
                {
                    "name": "居民电子病历摘要",
                    "direction": "provides",
                    "sharing": "conditional",
                    "disclosed": False,
                    "update_cycle": "每日",
                },
                {"name": "人口基础信息", "direction": "needs", "sharing": "conditional"},
            ],
            responsible_person={"name": "周敏", "title": "信息科科长", "phone": "0755-28398888"},
            implementing_unit="坪山新区卫生信息中心",
            management_rules="《项目管理办法》",
            contact={"name": "吴小燕", "mobile": "13800138000", "email": "wuxiaoyan@example.gov.cn"},
            planned_dates=planned,
            om_cost={"amount": "96000.00", "source": "区级财政部门预算"},
            software_developed=True,
            mlps={"level": 3, "filing_number": "440300-12345", "tested_on": "2026-08-10"},
        ),
        "preliminary-application": paper(
            "preliminary-application",
            "approved",
            approved,
            approval=approval("深坪发财〔2026〕12号", "2026-01-20"),
        ),
        "funding-application": paper(
            "funding-application",
            "approved",
            approved,
            approval=approval("深坪发财〔2026〕23号", "2026-02-02"),
        ),
        "investment-plan": paper(
            "investment-plan",
            "issued",
            [
                act("submit", "draft", "submitted", "zhou-min", "2026-02-05T09:00:00+08:00"),
                act("approve", "submitted", "issued", "chen-jing", "2026-02-10T09:00:00+08:00"),
            ],
            release=approval("深坪发财〔2026〕31号", "2026-02-10"),
        ),
        "contracts/main": contract(
            "construction",
            "PS-HT-2026-018",
            "坪山新区电子病历共享平台建设合同",
            "units/mingtu",
            "1186500.00",
            goods_list(goods),
        ),
        "contracts/supervision": contract(
            "supervision",
            "PS-HT-2026-019",
            "坪山新区电子病历共享平台监理合同",
            "units/hengxin",
            "58000.00",
            [],
        ),
        "test-report": paper(
            "test-report",
            "on-record",
            [],
            body={"name": "广东省电子信息产品检测中心"},
            report_number="GDEC-2026-0712",
            report_date="2026-07-05",
            conclusion="passed",
        ),
        "acceptance-preliminary": paper(
            "acceptance-preliminary", "passed", passed, held_on="2026-07-10", conclusion="passed"
        )
        | {"kind": "acceptance-report"},
        "acceptance-final": paper(
            "acceptance-report",
            "passed",
            passed,
            held_on="2026-09-03",
            started_on="2026-03-10",
            finished_on="2026-06-28",
            trial_run={"starts_on": "2026-07-11", "ends_on": "2026-08-11"},
            conclusion="passed-after-correction",
            outstanding=[
                {
                    "issue": "两家社康中心网络带宽不足，调阅影像偏慢",
                    "responsible": "深圳市明图信息技术有限公司",
                    "due_on": "2026-10-31",
                }
            ],
            investment={"approved": MONEY, "contracted": "1244500.00", "paid": "995600.00"},
        ),
        "expert-appraisal": paper("expert-appraisal", "concluded", [], chair="黄志远"),
        "asset-register": paper(
            "asset-register",
            "registered",
            [],
            assets=[
                {
                    "number": "PSWJ-2026-0101",
                    "name": "机架式服务器",
                    "quantity": 4,
                    "receipt_number": "RK-2026-055",
                    "value": "272000.00",
                },
                {
                    "number": "PSWJ-2026-0102",
                    "name": "电子病历共享平台软件",
                    "quantity": 1,
                    "receipt_number": "RK-2026-056",
                    "value": "650000.00",
                },
            ],
        ),
        "filing": paper(
            "filing",
            "filed",
            [
                act("submit", "draft", "filing-review", "zhou-min", "2026-09-10T09:00:00+08:00"),
                act(
                    "approve",
                    "filing-review",
                    "filed",
                    "wang-qiang",
                    "2026-09-15T16:20:00+08:00",
                    "经核对，备案材料齐全、内容一致，同意备案。",
                    "officers/chen-jing",
                ),
            ],
            filled_on="2026-09-10",
            prepared_by="吴小燕",
            statement="本单位所报材料真实、完整、有效，并对其真实性负责。",
            filing_number="坪信备〔2026〕7号",
            annex_list=[
                {"name": "竣工验收报告及附件", "originals": 1, "copies": 2, "electronic": True},
                {"name": "概算批复文件", "originals": 0, "copies": 1, "electronic": True},
                {"name": "等级保护备案证明", "originals": 0, "copies": 1, "electronic": False},
            ],
        ),
        **{
            f"assessments/{subject}": assessment(subject, f"SZCP-2026-{number}")
            for number, subject in enumerate(("disclosure", "sharing", "security"), 301)
        },
    }
    found["project"]["fund_sources"] = source
    return {f"{DOSSIER}/{name}": fields for name, fields in found.items()}


def standing_of(records: dict[str, dict[str, object]], files: dict[str, bytes] | None = None) -> Standing:
    """The office that these records, and the pack with other files laid over it, make."""
    texts = {f"records/{name}.yaml": dump_yaml(fields).encode() for name, fields in records.items()}
    return standing_of_files(pack_files() | texts | (files or {}))


def standing_of_files(files: dict[str, bytes]) -> Standing:
    """The office that files make."""
    by_id = {sha1(content, usedforsecurity=False).hexdigest(): content for content in files.values()}
    entries = {
        path: Entry("100644", sha1(content, usedforsecurity=False).hexdigest()) for path, content in files.items()
    }
    standing = read_office(entries, Contents(by_id.__getitem__))
    assert isinstance(standing, Standing), standing
    return standing
