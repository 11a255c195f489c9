from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from cio_ctl.model.errors import AmbiguousRecord, Faulty, UnknownRecord
from cio_ctl.model.paper import Format
from cio_ctl.model.record import Record
from cio_ctl.services.forms import UnknownForm, available_forms, check_forms
from cio_ctl.services.rendering import render
from tests.services import sample_dossier as sample
from tests.services.rendered_pages import COMMIT, FORM, all_records, pages


def test_the_form_holds_every_section_and_every_box() -> None:
    text = "".join(pages(sample.standing_of(all_records())))
    for expected in (
        "深圳市电子政务项目备案表",
        "备案编号：坪信备〔2026〕7号",
        "一、项目单位",
        "二、项目概况",
        "三、批复情况",
        "四、投资情况",
        "五、采购与合同",
        "六、工期",
        "七、检测与测评",
        "八、信息资源目录与共享",
        "九、验收情况",
        "十、资产登记",
        "十一、材料清单",
        "项目级别新区级√部门级",
        "签章",
        "主管部门坪山新区信息化领导小组",
        "统一社会信用代码11440303MB2C95518J",
        "深坪发财〔2026〕12号",
        "1,244,500.00元（124.45万元）",
        "人民币壹佰贰拾肆万肆仟伍佰元整",
        "备案日期2026年3月11日",
        "信息公开测评",
        "第三级",
        "整改后通过",
        "922,000.00",
        "本单位所报材料真实、完整、有效，并对其真实性负责。",
        "部门CIO意见单位（盖章）：部门CIO（签名）：日期：年月日",
        "经办人（签名）：王强项目管理组组长（代陈静）审核人（签名）：",
        "2026年9月15日",
        "经核对，备案材料齐全、内容一致，同意备案。",
        "单位（盖章）",
        "projects/2026-health-emr/project提交4f2a9c1d7be0表样filing-form版本2026-1",
    ):
        assert expected in text, expected


def test_the_small_print_stands_on_the_last_page_only_and_the_cover_has_no_number() -> None:
    found = pages(sample.standing_of(all_records()))
    assert ["表样filing-form" in page for page in found] == [False] * (len(found) - 1) + [True]
    assert "—1—" not in found[0]
    assert all(f"—{number}—" in page for number, page in enumerate(found[1:], 2))


def test_the_head_of_a_long_table_is_repeated_on_each_page() -> None:
    found = pages(sample.standing_of(all_records(60)))
    assert sum("序号采购清单类别品牌型号" in page for page in found) >= 3


def test_the_same_commit_gives_the_same_bytes_under_a_name_that_says_which() -> None:
    standing = sample.standing_of(all_records())
    first, second = (render(standing, "filing-form", "filing", COMMIT) for _ in range(2))
    assert first == second
    assert first.suggested_name == "filing-form-2026-health-emr-4f2a9c1d7be0.pdf"
    assert first.media_type == "application/pdf"
    assert first.fonts
    about = PdfReader(io.BytesIO(first.content)).metadata
    assert about is not None
    assert about.title == "深圳市电子政务项目备案表 projects/2026-health-emr/project 4f2a9c1d7be0"
    assert about.keywords == str(first.code)


@pytest.mark.parametrize(
    "reference",
    [
        "2026-health-emr",
        "projects/2026-health-emr",
        "records/projects/2026-health-emr/project.yaml",
        "filing",
        "contracts/main",
        "projects/2026-health-emr/assessments/security",
    ],
)
def test_a_dossier_is_named_by_its_folder_or_by_any_record_in_it(reference: str) -> None:
    assert pages(sample.standing_of(all_records()), reference)


def test_a_form_that_is_not_yet_decided_leaves_its_boxes_for_pen_and_seal() -> None:
    records = all_records()
    filing = records[f"{sample.DOSSIER}/filing"]
    filing |= {"stage": "draft", "decisions": []}
    del filing["filing_number"]
    signed = "".join(pages(sample.standing_of(records))).rpartition("签章")[2]
    assert signed.count("年月日") == 3
    assert "王强" not in signed


def test_what_the_project_unit_said_stands_below_its_statement() -> None:
    records = all_records()
    records[f"{sample.DOSSIER}/filing"]["decisions"][0]["opinion"] = "现报送备案。"  # type: ignore[index]
    assert "并对其真实性负责。现报送备案。单位（盖章）" in "".join(pages(sample.standing_of(records)))


def test_the_assessments_stand_in_the_order_of_the_norm() -> None:
    text = "".join(pages(sample.standing_of(all_records())))
    places = [text.index(f"{subject}测评深圳市") for subject in ("信息公开", "资源共享", "安全")]
    assert places == sorted(places)


def test_a_district_project_has_no_box_for_the_department() -> None:
    records = all_records()
    records[f"{sample.DOSSIER}/project"]["level"] = "district"
    standing = sample.standing_of(records)
    last = pages(standing)[-1]
    assert "部门CIO" not in last
    assert "新区CIO" in last
    assert "部门CIO意见：不涉及" in render(standing, "filing-form", "filing", COMMIT, Format.TEXT).content.decode()


def test_a_project_without_software_needs_no_protection_level() -> None:
    records = all_records()
    project = records[f"{sample.DOSSIER}/project"]
    project["software_developed"] = False
    del project["mlps"]
    assert "不涉及" in "".join(pages(sample.standing_of(records)))


def test_everything_that_is_missing_is_told_at_once() -> None:
    records = all_records()
    del records[f"{sample.DOSSIER}/filing"], records[f"{sample.DOSSIER}/test-report"]
    del records[f"{sample.DOSSIER}/project"]["responsible_person"]
    with pytest.raises(Faulty) as caught:
        render(sample.standing_of(records), "filing-form", "2026-health-emr", COMMIT)
    told = [
        (one.code, dict(one.arguments).get("field", dict(one.arguments)["record"])) for one in caught.value.findings
    ]
    assert told == [
        ("F-RECORD", f"{sample.DOSSIER}/filing"),
        ("F-FIELD", "responsible_person.name"),
        ("F-FIELD", "responsible_person.title"),
        ("F-FIELD", "responsible_person.phone"),
        ("F-RECORD", f"{sample.DOSSIER}/test-report"),
    ]


def test_the_forms_of_an_office_are_listed_and_sound() -> None:
    standing = sample.standing_of(all_records())
    forms = available_forms(standing.snapshot)
    assert ("filing-form", "project", "C13") in [(one.id, one.head, one.basis) for one in forms]
    assert [one.id for one in forms] == sorted(one.id for one in forms)
    assert all(one.title is not None and not one.faults for one in forms)
    assert check_forms(standing) == ()


def test_a_form_that_is_wrong_is_listed_with_what_is_wrong() -> None:
    standing = sample.standing_of(all_records(), {"templates/odd/form.yaml": b"form: [\n"})
    assert [one.id for one in available_forms(standing.snapshot) if one.faults] == ["odd"]
    assert check_forms(standing)
    with pytest.raises(Faulty):
        render(standing, "odd", "filing", COMMIT)


def test_a_form_without_its_layout_is_refused() -> None:
    files = sample.pack_files()
    del files["templates/filing-form/form.typ.j2"]
    standing = sample.standing_of_files(
        files | {f"records/{name}.yaml": sample.dump_yaml(fields).encode() for name, fields in all_records().items()}
    )
    with pytest.raises(Faulty) as caught:
        render(standing, "filing-form", "filing", COMMIT)
    assert [one.code for one in caught.value.findings] == ["L-MISSING"]


def test_a_form_that_names_a_field_that_the_law_has_not_is_refused_with_file_and_line() -> None:
    text = sample.pack_files()[FORM].replace(b"from: project.scope", b"from: project.scpoe")
    with pytest.raises(Faulty) as caught:
        render(sample.standing_of(all_records(), {FORM: text}), "filing-form", "filing", COMMIT)
    found = caught.value.findings[0]
    assert (found.code, found.place.path, found.place.line > 1) == ("L-UNKNOWN", FORM, True)


def test_a_layout_that_is_wrong_is_told_with_its_line() -> None:
    layout = {"templates/filing-form/form.typ.j2": "第一行\n{{ box.nothing.value }}".encode()}
    with pytest.raises(Faulty) as caught:
        render(sample.standing_of(all_records(), layout), "filing-form", "filing", COMMIT)
    assert (caught.value.findings[0].code, caught.value.findings[0].place.line) == ("F-TEMPLATE", 2)


def test_a_form_or_dossier_that_does_not_exist_is_a_slip_of_the_user() -> None:
    standing = sample.standing_of(all_records() | {"projects/other/filing": {"kind": "filing"}})
    with pytest.raises(UnknownForm, match="filing-form"):
        render(standing, "dream", "filing", COMMIT)
    with pytest.raises(UnknownRecord):
        render(standing, "filing-form", "nowhere", COMMIT)
    with pytest.raises(UnknownRecord, match="projects/"):
        render(standing, "filing-form", "units/health", COMMIT)
    with pytest.raises(AmbiguousRecord):
        render(standing, "filing-form", "filing", COMMIT)


def test_the_sample_stands_before_the_schema_where_it_is_complete() -> None:
    records = all_records()
    standing = sample.standing_of(records)
    for name in ("filing", "project", "contracts/main", "assessments/security"):
        record = standing.snapshot.record(f"{sample.DOSSIER}/{name}")
        assert isinstance(record, Record)
        assert standing.office.shapes.findings(record, draft=False) == (), name
