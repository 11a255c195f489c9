"""The forms from expert review to expert appraisal, printed about a sample dossier and read back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.model.paper import Format
from cio_ctl.services.forms import form_named, head_named
from cio_ctl.services.rendering import Press, filled_paper
from tests.services import sample_dossier as sample
from tests.services.rendered_pages import COMMIT, Records, squeezed
from tests.services.sample_construction import DIGEST, NAMES, progress, records

if TYPE_CHECKING:
    from collections.abc import Iterator

DOSSIER = sample.DOSSIER
LONG = [f"第{number}条应明确接口规范和责任单位。" for number in range(1, 201)]


@pytest.fixture(scope="module")
def worker() -> Iterator[ConfinedWorker]:
    with ConfinedWorker() as one:
        yield one


def pages(worker: ConfinedWorker, form: str, reference: str, found: Records | None = None) -> list[str]:
    """The text of each page of a form about a record, squeezed."""
    standing = sample.standing_of(found or records())
    one = form_named(standing, form)
    sheet = filled_paper(standing, one, head_named(standing, one, reference), COMMIT)
    content = Press(standing, one, worker).rendering(sheet, Format.PDF).content
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


EXPECTED = [
    (
        "expert-group-opinion",
        "expert-review",
        (
            "专家组评审意见",
            "投资项目代码2603-440310-04-01-123456",
            "专家组组长赵国栋",
            "坪山新区发展和财政局陈静是",
            DIGEST,
            "坪山新区信息化顶层设计健康数据平台",
            "存储规模超出留有三年余量",
            "坪山新区电子病历共享平台45须利用已有成果利用既有接口",
            "数据共享共享目录应补充更新周期。",
            "须修改完善的事项补充更新周期。",
            "同意4票不同意0票弃权1票",
            "1成员黄志远",
            "3组长赵国栋",
            "专家组组长（签名）：日期：年月日",
        ),
    ),
    (
        "appraisal-group-opinion",
        "expert-appraisal",
        ("专家组论证意见", "五、专家组结论", "六、专家组名单和签名", "5成员何美玲", "专家组组长（签名）："),
    ),
    (
        "expert-sign-in",
        "expert-review",
        (
            "评审会签到表",
            "一、专家",
            "5何美玲",
            "二、参会单位",
            "1坪山新区公共事业局",
            "2坪山新区发展和财政局陈静",
            "联系电话签名",
        ),
    ),
    ("appraisal-sign-in", "expert-appraisal", ("论证会签到表", "会议日期2026年1月12日", "会议地点区政府301会议室")),
    (
        "contract-filing-sheet",
        "contracts/main",
        (
            "合同备案表",
            "合同编号PS-HT-2026-018",
            "甲方坪山新区公共事业局统一社会信用代码11440303MB2C95518J",
            "乙方深圳市明图信息技术有限公司统一社会信用代码91440300MA5EXAMP1X",
            "1,186,500.00元（118.65万元）",
            "人民币壹佰壹拾捌万陆仟伍佰元整",
            "1竣工验收通过／1,186,500.00",
            "合计1,186,500.00",
            f"1合同正本{DIGEST}",
            "中标（成交）通知书编号",
            "综合办公室备案",
            "经办人（签名）：孙丽",
            "2026年3月11日",
        ),
    ),
    (
        "progress-report",
        "progress/2026-q1",
        (
            "项目建设进度和资金使用情况表",
            "2026年第1季度（2026年1月1日至2026年3月31日）",
            "上期末累计①本期②本期末累计③＝①＋②",
            "资金到位300,000.00343,250.00643,250.00到位率50.00%",
            "资金支付0.00355,950.00355,950.00支付率27.67%",
            "完成投资300,000.00400,000.00700,000.00完成率54.41%",
            "1开工2026年3月10日／逾期",
            "1减少一台服务器-68,000.00／",
            "新区CIO团队坪山新区信息化管理办公室请抓紧联调王强2026年4月10日",
            "纪检监察局",
            "发展和财政局",
            "负责人（签名）：周敏填表人：吴小燕",
        ),
    ),
    (
        "test-summary",
        "project",
        (
            "检测与测评汇总表",
            "GDEC-2026-07122026年7月5日0／0通过",
            "信息公开测评深圳市信息安全测评中心CNASL8023",
            "7／1通过",
            "1安全测评中31弱口令待改",
            "2安全测评低4／／",
            "备案证明编号440300-12345",
            "项目建设单位（盖章）：",
        ),
    ),
]


@pytest.mark.parametrize(("form", "about", "texts"), EXPECTED, ids=[form for form, _, _ in EXPECTED])
def test_a_form_holds_what_the_records_say(
    worker: ConfinedWorker, form: str, about: str, texts: tuple[str, ...]
) -> None:
    text = "".join(pages(worker, form, f"{DOSSIER}/{about}"))
    assert [expected for expected in texts if expected not in text] == []


@pytest.mark.parametrize(
    ("form", "about", "title"),
    [
        ("expert-opinion-sheet", "expert-review", "专家评审意见书"),
        ("appraisal-opinion-sheet", "expert-appraisal", "专家论证意见书"),
    ],
)
def test_every_expert_has_a_page_of_his_own(worker: ConfinedWorker, form: str, about: str, title: str) -> None:
    found = pages(worker, form, f"{DOSSIER}/{about}")
    assert len(found) == len(NAMES)
    for page, name in zip(found, NAMES, strict=True):
        assert title in page
        assert f"专家姓名{name}" in page
        assert "专家（签名）：日期：年月日" in page
        assert f"表样{form}" in page
    assert ["同意" in page for page in found] == [True, False, True, True, True]


def test_a_list_to_sign_in_on_fills_one_page(worker: ConfinedWorker) -> None:
    assert len(pages(worker, "expert-sign-in", f"{DOSSIER}/expert-review")) == 1


def test_a_long_opinion_goes_on_overleaf(worker: ConfinedWorker) -> None:
    found = records()
    experts = found[f"{DOSSIER}/expert-review"]["experts"]
    assert isinstance(experts, list)
    experts[0]["opinion"] = "\n".join(LONG)
    printed = pages(worker, "expert-opinion-sheet", f"{DOSSIER}/expert-review", found)
    assert len(printed) > len(NAMES)
    assert [line for line in LONG if not any(line in page for page in printed)] == []
    assert "".join(printed).count("专家（签名）：") == len(NAMES)


@pytest.mark.parametrize(("period", "written"), [("2026-q4", "2026年第4季度"), ("2026-07", "2026年7月")])
def test_a_period_is_written_as_people_write_it(worker: ConfinedWorker, period: str, written: str) -> None:
    found = records() | {f"{DOSSIER}/progress/{period}": progress(period=period)}
    assert written in pages(worker, "progress-report", f"{DOSSIER}/progress/{period}", found)[0]


def test_a_report_without_an_approval_has_no_rates(worker: ConfinedWorker) -> None:
    found = records() | {f"{DOSSIER}/progress/2026-q1": progress(approved="0.00")}
    text = "".join(pages(worker, "progress-report", f"{DOSSIER}/progress/2026-q1", found))
    assert "到位率／" in text
    assert "%" not in text


def test_an_opinion_not_yet_voted_leaves_room_for_the_pen(worker: ConfinedWorker) -> None:
    found = records()
    for name in ("votes", "conclusion", "conditions"):
        del found[f"{DOSSIER}/expert-review"][name]
    text = "".join(pages(worker, "expert-group-opinion", f"{DOSSIER}/expert-review", found))
    assert "须修改完善的事项表决结果同意票不同意票弃权票" in text


def test_a_likely_duplicate_not_yet_answered_leaves_room_for_the_pen(worker: ConfinedWorker) -> None:
    found = records()
    review = found[f"{DOSSIER}/expert-review"]
    del review["conclusion"]
    for one in review["overlaps_considered"]:  # type: ignore[attr-defined]
        del one["answer"], one["explanation"]
    text = "".join(pages(worker, "expert-group-opinion", f"{DOSSIER}/expert-review", found))
    assert "坪山新区电子病历共享平台45七、分项意见" in text


@pytest.mark.parametrize("findings", [4, 8])
def test_the_members_of_a_group_sign_on_one_page(worker: ConfinedWorker, findings: int) -> None:
    found = records()
    said = [{"heading": "other", "finding": LONG[0]} for _ in range(findings)]
    found[f"{DOSSIER}/expert-appraisal"]["findings"] = said
    printed = pages(worker, "appraisal-group-opinion", f"{DOSSIER}/expert-appraisal", found)
    (page,) = (page for page in printed if "六、专家组名单和签名" in page)
    assert [name for name in NAMES if name not in page] == []
