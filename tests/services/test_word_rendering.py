from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from docx import Document

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.forms.word_archive import word_parts
from cio_ctl.model.errors import Faulty
from cio_ctl.model.paper import Format, codes_in
from cio_ctl.rules.forms.samples import emptied, sampled
from cio_ctl.services.form_starting import word_template_for
from cio_ctl.services.forms import UnknownForm, check_forms, form_named
from cio_ctl.services.rendering import NoWordTemplate, Press, paper_of, render
from tests.adapters.word_templates import changed, part_of, table, template, text_of
from tests.services import sample_dossier as sample
from tests.services.rendered_pages import COMMIT, FORM, all_records
from tests.services.sample_construction import records as construction
from tests.services.test_rendering_attacks import PAYLOAD, poisoned_records

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

WORD = "templates/filing-form/form.docx"


def word_file(records: dict[str, dict[str, object]] | None = None, source: bytes | None = None) -> bytes:
    """The filing form of the sample dossier as a Word file, of another template if one is given."""
    standing = sample.standing_of(records or all_records(), {WORD: source} if source else {})
    return render(standing, "filing-form", "2026-health-emr", COMMIT, Format.WORD).content


def test_the_form_holds_what_the_records_say() -> None:
    text = text_of(word_file())
    for expected in (
        "深圳市电子政务项目备案表",
        "备案编号：坪信备〔2026〕7号",
        "项目建设单位（盖章） | 坪山新区公共事业局",
        "一、项目单位",
        "签章",
        "统一社会信用代码 | 11440303MB2C95518J",
        "项目级别 | ☐新区级　☑部门级",
        "合同总额 | 1,244,500.00 元（124.45 万元）人民币壹佰贰拾肆万肆仟伍佰元整",
        "结算额 | ／",
        "接入区数据共享平台，向家庭医生服务系统提供调阅接口。",
        "1 | 接入医疗机构数 | 不少于25家",
        "（2）合同",
        "备案日期 | 2026年3月11日",
        "2 | 机架式服务器 | 设备 | 浪潮 NF5280M6 | 台 | 4 | 68,000.00 | 272,000.00",
        "无",
        "部门CIO（签名）：\n",
        "经办人（签名）：王强（代 陈静）\n审核人（签名）：\n",
        "日期：2026年9月15日",
        "记录 projects/2026-health-emr/project　提交 4f2a9c1d7be0　表样 filing-form　版本 2026-1",
    ):
        assert expected in text, expected
    assert "{" not in text


def test_the_same_commit_gives_the_same_bytes_under_a_name_that_says_which() -> None:
    standing = sample.standing_of(all_records())
    first, second = (render(standing, "filing-form", "filing", COMMIT, Format.WORD) for _ in range(2))
    assert first == second
    assert first.suggested_name == "filing-form-2026-health-emr-4f2a9c1d7be0.docx"
    assert first.media_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert first.fonts == ()


def test_the_file_says_what_it_is_and_from_when() -> None:
    made = render(sample.standing_of(all_records()), "filing-form", "filing", COMMIT, Format.WORD)
    about = Document(io.BytesIO(made.content)).core_properties
    assert about.title == "深圳市电子政务项目备案表 projects/2026-health-emr/project 4f2a9c1d7be0"
    assert about.identifier == str(made.code)
    assert about.created == about.modified == COMMIT.at.replace(tzinfo=about.created.tzinfo if about.created else None)
    assert codes_in(text_of(made.content)) == (made.code,)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_form_that_is_not_yet_decided_is_left_to_the_pen() -> None:
    records = all_records()
    records[f"{sample.DOSSIER}/filing"] |= {"stage": "draft", "decisions": []}
    text = text_of(word_file(records))
    assert text.count("　　年　　月　　日") == 3
    assert "王强" not in text


def test_a_box_that_does_not_apply_is_not_there_or_says_so() -> None:
    records = all_records()
    project = records[f"{sample.DOSSIER}/project"]
    project |= {"level": "district", "software_developed": False}
    del project["mlps"]
    text = text_of(word_file(records))
    assert "部门CIO意见" not in text
    assert "等级保护等级 | 不涉及" in text


def test_no_text_in_any_field_becomes_code() -> None:
    text = text_of(word_file({name: fields for name, fields in poisoned_records() if isinstance(fields, dict)}))
    assert text.count(PAYLOAD) > 40


def test_a_form_as_an_office_was_handed_it_with_merged_cells_is_filled() -> None:
    def build(document: WordDocument) -> None:
        document.add_heading("坪山新区项目备案登记表（内部）", 1)
        made = document.add_table(7, 4)
        made.style = "Table Grid"
        made.cell(0, 0).merge(made.cell(0, 3)).text = "编号：{{ filing_number }}"
        made.cell(1, 0).merge(made.cell(2, 0)).text = "项目情况"
        made.cell(1, 1).text = "名称"
        made.cell(1, 2).merge(made.cell(1, 3)).text = "{{ project_name }}"
        made.cell(2, 1).text = "性质"
        made.cell(2, 2).merge(made.cell(2, 3)).text = "{{ build_kind }}"
        for column, text in enumerate(("序号", "合同", "承建单位", "金额")):
            made.cell(3, column).text = text
        made.cell(4, 0).merge(made.cell(4, 3)).text = "{%tr for row in contracts %}"
        for column, text in enumerate(
            ("{{ loop.index }}", "{{ row.name }}", "{{ row.contractor }}", "{{ row.amount }}")
        ):
            run = made.cell(5, column).paragraphs[0].add_run(text[:4])
            run.bold = True
            made.cell(5, column).paragraphs[0].add_run(text[4:])
        made.cell(6, 0).merge(made.cell(6, 3)).text = "{%tr endfor %}"

    found = [line for line in text_of(word_file(source=template(build))).split("\n") if line]
    assert found[:7] == [
        "坪山新区项目备案登记表（内部）",
        "编号：坪信备〔2026〕7号",
        "项目情况 | 名称 | 坪山新区电子病历共享平台",
        "项目情况 | 性质 | ☑新建　☐续建　☐扩建　☐升级改造",
        "序号 | 合同 | 承建单位 | 金额",
        "1 | 坪山新区电子病历共享平台建设合同 | 深圳市明图信息技术有限公司 | 1,186,500.00",
        "2 | 坪山新区电子病历共享平台监理合同 | 深圳市恒信工程监理有限公司 | 58,000.00",
    ]


def test_what_is_wrong_with_a_template_is_told_with_its_place() -> None:
    with pytest.raises(Faulty) as caught:
        word_file(source=table(("批复文号", "{{ approval_numbr }}")))
    assert caught.value.findings[0].sentence() == (
        f"Word template {WORD}, table 1, “批复文号 | {{{{ approval_numbr }}}}”: "
        "'approval_numbr' is undefined; perhaps approval_number, approval_by, approval_amount"
    )


def test_a_hostile_template_is_found_by_validation_before_anybody_renders_it() -> None:
    hostile = changed(table(("a",)), {"word/vbaProject.bin": b"x"})
    found = check_forms(sample.standing_of(all_records(), {WORD: hostile}))
    assert [one.code for one in found] == ["F-WORD"]
    assert check_forms(sample.standing_of(all_records())) == ()


def test_a_template_that_makes_too_much_is_stopped() -> None:
    with pytest.raises(Faulty) as caught:
        word_file(
            source=table(("{% for a in range(1000) %}{% for b in range(1000) %}{{ scope }}{% endfor %}{% endfor %}",))
        )
    assert "too much text" in caught.value.findings[0].sentence()


def test_a_form_without_a_word_template_says_so() -> None:
    plain = sample.pack_files()[FORM].replace(b"word: form.docx\n", b"")
    with pytest.raises(NoWordTemplate, match="filing-form has no Word template"):
        render(sample.standing_of(all_records(), {FORM: plain}), "filing-form", "filing", COMMIT, Format.WORD)


def test_a_template_that_ships_is_the_one_that_starting_makes() -> None:
    name = "preliminary-acceptance-report"
    shipped = sample.pack_files()[f"templates/{name}/form.docx"]
    assert word_template_for(sample.standing_of(all_records()), name) == shipped
    assert word_parts(name, shipped)


@pytest.mark.parametrize("name", ["filing-form", "final-acceptance-report"])
def test_a_template_with_a_cover_has_every_title_that_starting_gives_it(name: str) -> None:
    standing = sample.standing_of(all_records())
    started, shipped = word_template_for(standing, name), sample.pack_files()[f"templates/{name}/form.docx"]
    texts = re.findall(r"[^\s|{}]+", re.sub(r"{.*?}+", " ", text_of(started)))
    assert [text for text in texts if text not in text_of(shipped)] == []
    assert "<w:titlePg/>" in part_of(shipped, "word/document.xml")


@pytest.mark.parametrize(
    "name", ["filing-form", "progress-report", "preliminary-acceptance-report", "final-acceptance-report"]
)
def test_each_template_that_ships_prints_full_and_empty(name: str) -> None:
    standing = sample.standing_of(all_records())
    form = form_named(standing, name)
    with ConfinedWorker() as worker:
        press = Press(standing, form, worker)
        for filled in (sampled(form), emptied(form)):
            text = text_of(press.rendering(paper_of(standing, filled, COMMIT), Format.WORD).content)
            assert form.title.zh in text
            assert "{" not in text


def test_the_word_report_of_progress_has_places_for_seal_and_signature() -> None:
    standing, reference = sample.standing_of(construction()), f"{sample.DOSSIER}/progress/2026-q1"
    text = text_of(render(standing, "progress-report", reference, COMMIT, Format.WORD).content)
    assert "报送对象 | 单位 | 签收意见 | 签收人 | 日期" in text
    assert "填报单位（盖章）： | 负责人（签名）：周敏 | 填表人：吴小燕" in text


def test_the_word_report_of_an_acceptance_names_those_who_sign_by_pen() -> None:
    standing = sample.standing_of(all_records())
    form = form_named(standing, "final-acceptance-report")
    with ConfinedWorker() as worker:
        sheet = paper_of(standing, sampled(form), COMMIT)
        text = text_of(Press(standing, form, worker).rendering(sheet, Format.WORD).content)
    boxes = sampled(form).boxes
    for name in ("contractor", "supervisor"):
        assert f"单位（盖章）：{boxes[name]['value']}\n代表（签名）：\n" in text


def test_each_template_that_ships_prints_every_box_of_its_form() -> None:
    files = sample.pack_files()
    for path in (path for path in files if path.endswith("/form.docx")):
        form = form_named(sample.standing_of(all_records()), path.split("/")[1])
        words = set(
            re.findall(r"\w+", " ".join(re.findall(r"{[{%].*?[}%]}", part_of(files[path], "word/document.xml"))))
        )
        assert {one.name for one in form.fields} <= words, path


def test_a_template_can_be_started_before_there_is_one() -> None:
    files = sample.pack_files()
    del files[WORD]
    texts = {f"records/{name}.yaml": sample.dump_yaml(fields).encode() for name, fields in all_records().items()}
    standing = sample.standing_of_files(files | texts)
    assert "{{ project_name }}" in part_of(word_template_for(standing, "filing-form"), "word/document.xml")
    with pytest.raises(UnknownForm):
        word_template_for(standing, "dream")
