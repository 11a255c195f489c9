"""The forms from preliminary acceptance to evaluation, printed about the records of the demonstration and read back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.model.errors import Faulty
from cio_ctl.model.paper import Format
from cio_ctl.services.forms import form_named, head_named
from cio_ctl.services.rendering import Press, filled_paper
from tests.services import sample_dossier as sample
from tests.services.rendered_pages import COMMIT, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.services.snapshots import Standing

ROOT = Path(__file__).parents[2]
UPRIGHT, ON_ITS_SIDE = (595, 842), (842, 595)


def files_of(*folders: str) -> dict[str, bytes]:
    """The pack, and what lies in these folders of the records."""
    lying = [path for folder in folders for path in (ROOT / "records" / folder).rglob("*.yaml")]
    return sample.pack_files() | {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in lying}


@pytest.fixture(scope="module")
def demonstration() -> Standing:
    return sample.standing_of_files(files_of("units", "officers", "projects", "planning", "operations", "evaluations"))


@pytest.fixture(scope="module")
def worker() -> Iterator[ConfinedWorker]:
    with ConfinedWorker() as one:
        yield one


def printed(worker: ConfinedWorker, standing: Standing, form: str, reference: str) -> PdfReader:
    """A form about a record, as PDF."""
    one = form_named(standing, form)
    sheet = filled_paper(standing, one, head_named(standing, one, reference), COMMIT)
    return PdfReader(io.BytesIO(Press(standing, one, worker).rendering(sheet, Format.PDF).content))


def pages(worker: ConfinedWorker, standing: Standing, form: str, reference: str) -> list[str]:
    """The text of each page, squeezed."""
    return [squeezed(page.extract_text()) for page in printed(worker, standing, form, reference).pages]


EXPECTED = [
    (
        "preliminary-acceptance-report",
        "2024-housing-investment",
        (
            "信息化项目初步验收报告",
            "承建单位样例软件有限公司（样例）",
            "1PSZJ-XX-2024-007坪山区固定资产投资项目管理系统承建合同",
            "2历史数据治理不少于1200个项目完成1206个项目完成",
            "检测报告编号YLJC-RJ-2025-0416",
            "2025年5月30日2025年5月27日",
            "代表（签名）：马文博",
            "代表（签名）：钟浩然",
            "代表（签名）：方建国",
            "新区CIO团队监督意见",
            "4方建国样例信息工程监理有限公司（样例）总监理工程师监理单位",
            "3第三方软件检测报告YLJC-RJ-2025-0416",
        ),
    ),
    (
        "final-acceptance-report",
        "2024-housing-investment",
        (
            "信息化项目竣工验收报告",
            "一、项目概况",
            "二、建设内容完成情况",
            "三、变更情况",
            "四、投资完成与资金使用情况",
            "五、检测与测评结果",
            "六、试运行情况与用户意见",
            "七、档案资料",
            "八、资产移交",
            "九、专家组意见",
            "十、遗留问题与责任",
            "十一、竣工验收结论",
            "批复投资3,713,000.00元（371.3万元）",
            "信息公开测评样例检测技术有限公司（样例）YLJC-GK-2025-0710",
            "代表（签名）：林晓雯",
            "代表（签名）：吴国栋",
            "代表（签名）：唐伟",
            "单位（盖章）：样例软件有限公司（样例）代表（签名）：",
            "附件1验收人员名单",
        ),
    ),
    (
        "settlement-accounts",
        "2024-iot-platform",
        (
            "信息化项目竣工结算与财务决算表",
            "单位：元",
            "合计6,410,000.006,410,000.006,113,200.00296,800.00296,800.00",
            "5系统集成690,000.00672,000.00672,000.00654,000.00-18,000.00",
            "合计6,680,000.006,410,000.006,410,000.006,392,000.00-18,000.00",
            "合计6,680,000.00合计6,680,000.00",
            "审计报告编号坪审报〔2026〕6号",
            "审计人员高红梅、邓凯",
            "财务负责人（签名）：",
            "审计部门",
        ),
    ),
    (
        "asset-register-card",
        "2024-housing-investment",
        (
            "信息化项目资产登记表",
            "1ZJ-RJ-2025-0011A08060303",
            "合计3,559,000.00人民币叁佰伍拾伍万玖仟元整",
            "资产登记卡（3）资产编号：ZJ-RJ-2025-0013",
            "源代码存放局档案室光盘柜及区代码托管平台",
            "折旧（摊销）年限10年",
            "财务人员（签名）：",
        ),
    ),
    (
        "om-score-sheet",
        "operations/appraisals/2025/housing-investment",
        (
            "信息系统运行维护考评表",
            "《坪山区信息系统运行维护规范和考评办法（样例）》（坪政数〔2025〕3号）",
            "1故障响应30未按时响应的每次扣3分，最多扣15分2025年11月6日：用户报修两小时后才答复。327",
            "合计100总分96",
            "考评等次优秀考评人梁思琪（2026年1月9日）",
            "等次标准优秀：90分以上；良好：80分以上不足90分；合格：60分以上不足80分；不合格：不足60分。结论",
            "被考评单位确认",
            "新区CIO团队审核",
        ),
    ),
    (
        "emergency-plan-document",
        "operations/emergency-plans/district",
        (
            "坪山区信息系统应急预警方案（样例）",
            "（2025年3月12日坪政数〔2025〕14号印发）",
            "一、总则适用于区CIO团队运维的综合平台",
            "（一）红色预警。条件：重大漏洞已被利用。措施：断网排查，领导带班。",
            "（三）一般事件（Ⅳ级）。局部功能异常。发现后60分钟内报告。",
            "五、应急响应流程",
            "九、附则本方案自2025年4月1日起施行。",
            "附件1适用系统",
            "附件2应急联系人",
            "2技术组赵建平0755-00000103处置和恢复",
            "附件3信息系统突发事件报告表",
        ),
    ),
    (
        "evaluation-sheet",
        "evaluations/2025/health",
        (
            "部门信息化工作考核评分表",
            "应启动的规划条目中已立项的比例（%）100.003/3",
            "8各业务系统信息安全管理情况10",
            "55.5655年度工作计划未按期编报",
            "总分（各项评分按权重合计）75.1等次：合格",
            "等次标准优秀：90分以上；良好：80分以上不足90分；合格：60分以上不足80分；不合格：不足60分。",
            "（%）未达到：projects/2024-health-emr/projectprogress-report2025-09-1766.672/3",
            "28.231,050,000.00/3,720,000.00",
            "考核人（签名）林晓雯赵建平",
            "附：评分规则和依据",
            "1信息化建设规划贯彻落实情况按指标评分。应启动的规划条目中已立项的比例（%）：planning/2025/health/plan、",
            "被考核部门确认",
            "新区首席信息官（CIO）审定",
        ),
    ),
    (
        "annual-work-plan",
        "planning/2026/district/work-plan",
        (
            "坪山区2026年度信息化工作计划（样例）",
            "单位：万元",
            "1城区运行指挥中心项目批复资金、招标，启动建设。新建",
            "合计（人民币肆佰捌拾万元整）480",
            "信息化领导小组审定",
            "审定人（签名）：许建国",
        ),
    ),
]


@pytest.mark.parametrize(("form", "reference", "expected"), EXPECTED, ids=[form for form, _, _ in EXPECTED])
def test_a_form_holds_what_the_records_say(
    form: str, reference: str, expected: tuple[str, ...], demonstration: Standing, worker: ConfinedWorker
) -> None:
    text = "".join(pages(worker, demonstration, form, reference))
    assert [one for one in expected if one not in text] == []


@pytest.mark.parametrize(
    ("form", "reference", "size"),
    [
        ("om-score-sheet", "operations/appraisals/2025/district-website", UPRIGHT),
        ("om-score-sheet", "operations/appraisals/2025/housing-investment", UPRIGHT),
        ("annual-work-plan", "planning/2026/health/work-plan", ON_ITS_SIDE),
        ("annual-work-plan", "planning/2026/district/work-plan", ON_ITS_SIDE),
        ("progress-report", "2024-housing-investment/progress/2025-q1", UPRIGHT),
    ],
)
def test_a_short_sheet_takes_one_page(
    form: str, reference: str, size: tuple[int, int], demonstration: Standing, worker: ConfinedWorker
) -> None:
    (page,) = printed(worker, demonstration, form, reference).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


@pytest.mark.parametrize(
    ("form", "reference", "together"),
    [
        ("contract-filing-sheet", "2024-housing-investment/contracts/main", ("七、合同副本", "综合办公室备案")),
        ("asset-register-card", "2024-iot-platform", ("登记单位", "资产登记卡（1）")),
        ("preliminary-acceptance-report", "2024-office-platform", ("试运行开始", "用户范围")),
    ],
)
def test_what_belongs_together_stands_on_one_page(
    form: str, reference: str, together: tuple[str, ...], demonstration: Standing, worker: ConfinedWorker
) -> None:
    found = pages(worker, demonstration, form, reference)
    assert any(all(text in page for text in together) for page in found)


@pytest.mark.parametrize(
    ("form", "reference", "there", "not_there"),
    [
        ("preliminary-acceptance-report", "2024-iot-platform", "监理单位", "新区CIO团队监督意见"),
        ("om-score-sheet", "appraisals/2025/district-website", "新区首席信息官审定", "新区CIO团队审核"),
        ("annual-work-plan", "2026/health/work-plan", "新区首席信息官（CIO）审定", "信息化领导小组审定"),
        ("emergency-plan-document", "emergency-plans/health", "附件2信息系统突发事件报告表", "本方案适用于"),
        ("evaluation-sheet", "evaluations/2025/housing", "确认，对技术统筹扣分无异议。", "已收悉"),
        ("settlement-accounts", "2024-office-platform", "送审金额审定金额审增（减）审计意见", "审计报告编号／"),
        ("asset-register-card", "2024-iot-platform", "变更登记2026年3月20日，按审计报告", "登记资产所属系统"),
        ("asset-register-card", "2024-iot-platform", "资金来源区级政府投资资金（深坪发改〔2024〕127号）", "来源／"),
        ("asset-register-card", "2024-iot-platform", "处置方式处置日期批准文号", "处置方式／"),
        ("annual-work-plan", "2025/housing/work-plan", "审定日期2024年12月4日", "审定文件"),
        ("test-summary", "2024-education-one-net", "委托2026年3月24日发现的问题", "委托2026年3月24日／"),
        ("final-acceptance-report", "2024-housing-investment", "有关部门", "主管部门"),
    ],
)
def test_only_those_sign_and_only_that_is_said_which_the_case_calls_for(
    form: str, reference: str, there: str, not_there: str, demonstration: Standing, worker: ConfinedWorker
) -> None:
    text = "".join(pages(worker, demonstration, form, reference))
    assert there in text
    assert not_there not in text


def test_a_class_of_cost_with_several_lines_points_to_the_audit(worker: ConfinedWorker) -> None:
    files = files_of("units", "officers", "projects/2024-iot-platform")
    name = "records/projects/2024-iot-platform/settlement.yaml"
    twice = b'  - cost_class: integration\n    estimated: "0.00"\n    submitted: "0.00"\n'
    files[name] = files[name].replace(b"costs:\n", b"costs:\n" + twice)
    text = "".join(pages(worker, sample.standing_of_files(files), "settlement-accounts", "2024-iot-platform"))
    assert "1系统集成0.00／0.00见五见五" in text
    assert "6系统集成690,000.00672,000.00672,000.00见五见五" in text


def test_a_criterion_against_which_much_counts_goes_on_overleaf_with_its_evidence(worker: ConfinedWorker) -> None:
    files = files_of("units", "officers", "evaluations", "operations")
    name = "records/evaluations/2025/health.yaml"
    late = "".join(f"\n          - R{number} 迟报" for number in range(101, 401))
    shown = '\n    evidence:\n      - what: 现场检查记录\n    suggested_score: "75"'
    text = files[name].decode().replace("lacking:", f"lacking:{late}", 1)
    files[name] = text.replace('\n    suggested_score: "75"', shown).encode()
    printed = pages(worker, sample.standing_of_files(files), "evaluation-sheet", "evaluations/2025/health")
    on = [next((page for page, text in enumerate(printed) if f"R{number}" in text), -1) for number in range(101, 401)]
    assert on == sorted(on)
    assert 0 <= on[0] < on[-1]
    assert "现场检查记录" in "".join(printed)


def test_grade_bands_are_told_from_the_best_in_whatever_order_they_stand(worker: ConfinedWorker) -> None:
    files = files_of("units", "officers", "operations")
    name = "records/operations/norms/operation-2025.yaml"
    text = files[name].decode()
    head, good, rest = text.partition('  - id: good\n    name: 良好\n    at_least: "80"\n')
    assert good
    files[name] = (head.replace("bands:\n", f"bands:\n{good}") + rest).encode()
    standing = sample.standing_of_files(files)
    printed = "".join(pages(worker, standing, "om-score-sheet", "appraisals/2025/housing-investment"))
    assert "优秀：90分以上；良好：80分以上不足90分；合格：60分以上" in printed


def test_a_plan_numbers_its_steps_unless_they_have_numbers(worker: ConfinedWorker) -> None:
    files = files_of("units", "officers", "operations")
    name = "records/operations/emergency-plans/health.yaml"
    for written, printed_as in (
        ("甲事\\n乙事", "1.甲事。2.乙事。"),
        ("（1）甲事\\n（2）乙事", "（1）甲事。（2）乙事。"),
    ):
        text = files[name].decode().replace("response: 先转手工，再查原因，恢复后补录。", f'response: "{written}"')
        standing = sample.standing_of_files(files | {name: text.encode()})
        assert printed_as in "".join(pages(worker, standing, "emergency-plan-document", "emergency-plans/health"))


def test_a_report_of_an_acceptance_that_was_not_held_is_refused(
    demonstration: Standing, worker: ConfinedWorker
) -> None:
    with pytest.raises(Faulty) as refused:
        printed(worker, demonstration, "final-acceptance-report", "2026-health-emergency")
    assert "F-RECORD" in {one.code for one in refused.value.findings}
