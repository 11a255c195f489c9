from __future__ import annotations

import io
from copy import deepcopy

import pytest
from pypdf import PdfReader

from cio_ctl.model.errors import Faulty
from cio_ctl.services.forms import check_forms
from cio_ctl.services.rendering import render
from tests.services import sample_dossier as sample
from tests.services.rendered_pages import COMMIT, squeezed
from tests.services.sample_initiation import Records, initiation
from tests.services.sample_papers import act

APPLICATION, REPORT = "preliminary-application-form", "funding-application-report"
REVIEW, TENDER = "review-opinion", "tender-consistency-opinion"
IN_CAPITALS = "人民币壹佰贰拾捌万陆仟伍佰元整"
CHAPTERS = (
    "一、项目概况",
    "二、建设依据与必要性",
    "三、现状与需求",
    "四、总体方案",
    "五、详细建设内容",
    "六、信息资源共享与公开",
    "七、安全（等保、密码、信创）",
    "八、项目管理与进度",
    "九、投资概算",
    "十、资金来源与分年计划",
    "十一、运行维护与费用",
    "十二、绩效目标",
    "十三、风险与对策",
    "十四、附件",
)
EXPECTED = {
    (APPLICATION, "preliminary-application"): (
        "信息化项目前期工作申请表",
        "收文编号收文日期年月日",
        "项目建设单位坪山新区公共事业局主管部门坪山新区信息化领导小组",
        "坪卫纪〔2026〕4号2026年1月4日",
        "编制单位样例信息工程设计院",
        "现状与整合情况三家医院各有病历系统，本项目统一接入。",
        "建设期（月）12计划开工日期2026年3月10日",
        "坪山新区公共事业局信息化总体设计电子病历建设该构件",
        f"1,286,500.00元（128.65万元）{IN_CAPITALS}",
        "120261,000,000.00",
        "合计1,286,500.00",
        "申请单位意见现提交申请，请审批。",
        "负责人（签名）：李娜部门信息官",
        "经办人（签名）：",
        "领导签批",
        "承办部门处理意见部门负责人（签名）：",
        "评审会日期2026年1月15日专家组组长黄志远",
        "须修改完善的事项补充统一编码方案。",
        "专家评审已通过。",
        "发展和财政局审批意见",
        "批复文号深坪发财〔2026〕12号批复日期2026年1月20日",
    ),
    (REPORT, "funding-application"): (
        "坪山新区电子病历共享平台资金申请报告",
        "编制单位（盖章）样例信息工程设计院",
        "编报日期2026年1月25日",
        *CHAPTERS,
        "项目代码2603-440310-04-01-123456，建设期12个月。",
        "统一入口，互认接口部署于政务云。",
        "各院病历系统按四级标准改造。",
        f"本项目申请资金1,286,500.00元（{IN_CAPITALS}），概算分项如下。",
        "1共享平台软件软件开发四个子系统项11,150,000.001,150,000.00功能点法",
        "2工程监理监理／项1136,500.00136,500.00／",
        f"合计（大写）：{IN_CAPITALS}1,286,500.00",
        "1区级政府投资资金深坪发财〔2026〕12号1,286,500.00",
        "十三、风险与对策未填写。",
        "附件名称原件（份）复印件（份）无",
        "部门CIO团队初审意见",
        "新区CIO团队复审意见",
        "核减预备费4万元。",
        "1,246,500.00元（124.65万元）人民币壹佰贰拾肆万陆仟伍佰元整",
        "核减金额40,000.00元（4万元）核减率3.11%",
        "批复要求严格控制变更。",
    ),
    (REVIEW, "funding-reviews/first"): (
        "资金申请报告评审意见（部门项目初审）",
        "评审人员石敏敏、林晓雯",
        "投资概算书2026年1月",
        f"申报金额1,286,500.00128.65{IN_CAPITALS}",
        "坪山新区公共事业局信息化总体设计电子病历按构件边界建设一致",
        "顶层设计、总体设计坪山新区信息化顶层设计坪山新区信息化顶层设计一致",
        "限额（元）申报数（元）结果理由1申请金额不超过批复金额1,286,500.001,286,500.00未超限额",
        "建设期12个月14个月变更分两期实施",
        "投资概算构成合理。",
        "技术评审意见／",
        "与本部门总体设计一致，初审通过。",
    ),
    (REVIEW, "funding-reviews/second"): (
        "（部门项目复审）",
        "技术评审意见互认接口应经区数据共享平台提供。",
        "复审通过。单位（盖章）：坪山新区信息化管理办公室",
    ),
    (TENDER, "tender-review"): (
        "招标需求一致性评审意见",
        "项目设计方案初步设计方案版本2026年1月摘要（SHA-256）" + "ab" * 32,
        "招标控制价1,150,000.00115人民币壹佰壹拾伍万元整",
        "控制价低于批复96,500.009.65人民币玖万陆仟伍佰元整",
        "工程监理数量：1／缺失另行采购",
        "工期12个月12个月一致",
        "控制价不超过批复金额1,246,500.001,150,000.00未超限额",
        "建设单位送审意见",
        "评审结论一致基本一致（整改后）不一致",
        "初审一致。",
        "一致，同意招标。单位（盖章）：坪山新区信息化管理办公室经办人（签名）：",
    ),
}


@pytest.fixture(scope="module")
def complete() -> Records:
    return initiation()


def pages(records: Records, form: str, name: str) -> list[str]:
    """The text of each page, without blanks and line ends."""
    content = render(sample.standing_of(records), form, f"{sample.DOSSIER}/{name}", COMMIT).content
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def printed(records: Records, form: str, name: str) -> str:
    """The text of all pages as one."""
    return "".join(pages(records, form, name))


def test_the_forms_fit_the_law(complete: Records) -> None:
    assert check_forms(sample.standing_of(complete)) == ()


@pytest.mark.parametrize(("form", "name"), EXPECTED)
def test_a_form_holds_what_the_records_say(form: str, name: str, complete: Records) -> None:
    text = printed(complete, form, name)
    assert [expected for expected in EXPECTED[form, name] if expected not in text] == []


@pytest.mark.parametrize(
    ("form", "name", "shown", "hidden"),
    [
        (APPLICATION, "preliminary-application", "批复文号批复日期年月日", "补充统一编码方案。"),
        (APPLICATION, "preliminary-application", "评审会日期年月日专家组组长须修改完善的事项新区", "√通过"),
        (REPORT, "funding-application", "批复文号批复日期年月日", "核减金额"),
        (REVIEW, "funding-reviews/first", "负责人（签名）：日期：年月日", "初审通过"),
        (TENDER, "tender-review", "评审结论一致基本一致（整改后）不一致", "同意招标"),
    ],
)
def test_what_is_not_yet_given_stays_open_for_pen_and_seal(
    form: str, name: str, shown: str, hidden: str, complete: Records
) -> None:
    records = deepcopy(complete)
    records[f"{sample.DOSSIER}/{name}"] |= {"stage": "draft", "decisions": []}
    records[f"{sample.DOSSIER}/{name}"].pop("approval", None)
    records[f"{sample.DOSSIER}/expert-review"]["stage"] = "draft"
    text = printed(records, form, name)
    assert shown in text
    assert hidden not in text


@pytest.mark.parametrize(
    ("stage", "by", "there", "gone"),
    [
        (
            "expert-review",
            "wang-qiang",
            "新区CIO团队不予报批意见重复建设。单位（盖章）：坪山新区信息化管理办公室",
            ("新区CIO团队意见", "发展和财政局", "批复文号"),
        ),
        (
            "approval",
            "chen-jing",
            "发展和财政局不予批复意见重复建设。单位（盖章）：坪山新区发展和财政局",
            ("新区CIO团队不予报批意见", "发展和财政局审批意见", "批复文号"),
        ),
    ],
)
def test_an_application_that_was_refused_says_so_and_leaves_nothing_open(
    stage: str, by: str, there: str, gone: tuple[str, ...], complete: Records
) -> None:
    records = deepcopy(complete)
    application = records[f"{sample.DOSSIER}/preliminary-application"]
    before = application["decisions"][: ("draft", "expert-review", "approval").index(stage)]  # type: ignore[index]
    refusal = act("reject", stage, "rejected", by, "2026-01-19T09:00:00+08:00", "重复建设。")
    application |= {"stage": "rejected", "decisions": [*before, refusal]}
    del application["approval"]
    text = printed(records, APPLICATION, "preliminary-application")
    assert there in text
    assert [box for box in gone if box in text] == []


@pytest.mark.parametrize("papers", [0, 4, 8, 12])
def test_the_approval_stands_on_one_page_with_its_opinion(papers: int, complete: Records) -> None:
    records = deepcopy(complete)
    annexes = [{"name": f"附件{number}", "path": "a.pdf", "sha256": "ab" * 32} for number in range(papers)]
    records[f"{sample.DOSSIER}/preliminary-application"]["annexes"] = annexes
    found = pages(records, APPLICATION, "preliminary-application")
    (page,) = (page for page in found if "发展和财政局审批意见" in page)
    assert "批复文号深坪发财〔2026〕12号" in page


def test_a_review_says_nothing_of_the_approval_that_came_after_it(complete: Records) -> None:
    text = printed(complete, REVIEW, "funding-reviews/first")
    assert [one for one in ("1,246,500.00", "核减", "批复文号", "深坪发财〔2026〕23号") if one in text] == []


@pytest.mark.parametrize(
    ("level", "step", "boxes"),
    [
        ("department", "first", ("部门CIO团队初审意见",)),
        ("department", "second", ("新区CIO团队复审意见",)),
        ("district", "district", ("新区CIO团队审核意见",)),
    ],
)
def test_a_review_has_the_box_of_the_body_that_gives_it_and_no_other(
    level: str, step: str, boxes: tuple[str, ...], complete: Records
) -> None:
    records = deepcopy(complete)
    records[f"{sample.DOSSIER}/project"]["level"] = level
    records[f"{sample.DOSSIER}/funding-reviews/{step}"] = records[f"{sample.DOSSIER}/funding-reviews/second"]
    text = printed(records, REVIEW, f"funding-reviews/{step}")
    every = ("部门CIO团队初审意见", "新区CIO团队复审意见", "新区CIO团队审核意见")
    assert tuple(box for box in every if box in text) == boxes


def test_a_district_project_is_reviewed_once(complete: Records) -> None:
    records = deepcopy(complete)
    records[f"{sample.DOSSIER}/project"]["level"] = "district"
    report, tender = printed(records, REPORT, "funding-application"), printed(records, TENDER, "tender-review")
    assert "新区CIO团队审核意见" in report
    assert "新区CIO团队评审意见" in tender
    assert all("初审意见" not in text for text in (report, tender))


def test_texts_longer_than_a_page_are_not_cut(complete: Records) -> None:
    records = deepcopy(complete)
    review, tender = records[f"{sample.DOSSIER}/funding-reviews/second"], records[f"{sample.DOSSIER}/tender-review"]
    long = "须分页显示而不得截断。" * 150
    review |= {"technical_opinion": f"{long}一止"}
    review["decisions"][0]["opinion"] = f"{long}二止"  # type: ignore[index]
    tender["comparison"][1]["reason"] = f"{long}三止"  # type: ignore[index]
    text = printed(records, REVIEW, "funding-reviews/second") + printed(records, TENDER, "tender-review")
    assert all(end in text for end in ("一止", "二止", "三止"))


def test_an_amount_within_a_comparison_is_written_in_groups(complete: Records) -> None:
    records = deepcopy(complete)
    row = records[f"{sample.DOSSIER}/tender-review"]["comparison"][0]  # type: ignore[index]
    row |= {"expected": "数量：1；金额：2380000.00", "found": "数量：1；金额：980.00"}
    text = printed(records, TENDER, "tender-review")
    assert "数量：1；金额（元）：2,380,000.00数量：1；金额（元）：980.00" in text


def test_a_report_without_its_estimate_is_refused(complete: Records) -> None:
    records = deepcopy(complete)
    del records[f"{sample.DOSSIER}/funding-application"]["cost_items"]
    with pytest.raises(Faulty) as caught:
        printed(records, REPORT, "funding-application")
    assert {dict(one.arguments)["field"] for one in caught.value.findings} >= {"cost_items"}
