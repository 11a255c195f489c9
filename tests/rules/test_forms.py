from __future__ import annotations

import pytest

from tests.rules.small_forms import (
    Records,
    box,
    filled,
    records_of_sample,
)
from tests.services import sample_dossier as sample


@pytest.fixture
def records() -> Records:
    return records_of_sample()


def test_a_box_takes_the_field_that_it_is_bound_to(records: Records) -> None:
    fields = (
        box("a", "from: project.contact.name")
        + box("b", "from: project.mlps.level")
        + box("c", "from: project.classified")
    )
    assert filled(records, fields) == {"a": "吴小燕", "b": "3", "c": "否"}


def test_the_first_of_several_sources_that_holds_something_wins(records: Records) -> None:
    fields = box("a", "from: [filing.contact.name, project.contact.name]")
    assert filled(records, fields) == {"a": "吴小燕"}
    records[f"{sample.DOSSIER}/filing"]["contact"] = {"name": "另一人"}
    assert filled(records, fields) == {"a": "另一人"}


def test_references_are_followed_to_names(records: Records) -> None:
    fields = box("a", "from: project.unit, ref: unit.name") + box(
        "b", "from: project.unit, ref: [unit.parent, unit.name]"
    )
    assert filled(records, fields) == {"a": "坪山新区公共事业局", "b": "坪山新区信息化领导小组"}


def test_a_slug_of_the_path_of_the_head_can_be_shown_and_asked_about(records: Records) -> None:
    fields = (
        box("a", "from: path.project")
        + box("b", "from: project.name, when: [{field: path.project, equals: 2026-health-emr}]")
        + box("c", "from: project.name, when: [{field: path.project, equals: other}]")
    )
    assert filled(records, fields) == {"a": "2026-health-emr", "b": "坪山新区电子病历共享平台", "c": ""}


def test_an_entry_of_a_list_is_found_by_its_id(records: Records) -> None:
    records["operations/norms/om"] = {
        "kind": "norm",
        "entries": [{"id": "response", "title": "故障响应"}, {"id": "reports", "title": "运维报告"}],
    }
    records[f"{sample.DOSSIER}/project"] |= {
        "bands": [{"id": "good", "name": "良好", "unit": "units/health"}],
        "grade": "good",
        "norm": "operations/norms/om",
        "scores": [
            {"entry_id": "reports"},
            {"entry_id": "unknown"},
            {"norm": "operations/norms/none", "entry_id": "x"},
        ],
    }
    item = "from: entry_id, entry: {list: entries, take: title, of: norm, kind: norm}"
    fields = (
        box("a", "from: project.grade, entry: {list: bands, take: name}")
        + box("b", "from: project.grade, entry: {list: bands, take: unit}, ref: unit.name")
        + box("c", f"each: project.scores, columns: [{{name: item, title: {{zh: 项, en: i}}, {item}}}]")
        + box("d", "from: project.unit, entry: {list: bands, take: name}")
    )
    assert filled(records, fields) == {
        "a": "良好",
        "b": "坪山新区公共事业局",
        "c": [{"item": "运维报告"}, {"item": ""}, {"item": ""}],
        "d": "",
    }


def test_a_list_of_bare_values_has_them_as_entries(records: Records) -> None:
    records[f"{sample.DOSSIER}/project"]["systems"] = ["units/health", "units/mingtu"]
    fields = box(
        "a", "each: project.systems, columns: [{name: n, title: {zh: 名, en: n}, from: entry, ref: unit.name}]"
    )
    assert filled(records, fields) == {"a": [{"n": "坪山新区公共事业局"}, {"n": "深圳市明图信息技术有限公司"}]}


def test_a_table_has_a_row_for_each_entry_of_a_record_that_is_named(records: Records) -> None:
    bands = [{"id": "good", "name": "良好", "at_least": "80"}, {"id": "poor", "name": "差", "at_least": "0"}]
    records["operations/norms/2026"] = {"kind": "norm", "bands": bands}
    records[f"{sample.DOSSIER}/project"] |= {"norm": "operations/norms/2026", "unnamed": "operations/norms/none"}
    columns = "ref: norm.bands, columns: [{name: n, title: {zh: 名, en: n}, from: name}]"
    fields = box("a", f"each: project.norm, {columns}") + box("b", f"each: project.unnamed, {columns}")
    assert filled(records, fields) == {"a": [{"n": "良好"}, {"n": "差"}], "b": []}


def test_values_are_shown_as_their_box_says(records: Records) -> None:
    fields = (
        box("a", "from: filing.filled_on, show: date")
        + box("b", "from: contracts/main.amount, show: money")
        + box(
            "c",
            "from: project.level, show: choice, "
            "choices: {district: {zh: 新区级, en: d}, department: {zh: 部门级, en: e}}",
        )
    )
    assert filled(records, fields) == {
        "a": "2026年9月10日",
        "b": {"yuan": "1,186,500.00", "wan": "118.65", "capitals": "人民币壹佰壹拾捌万陆仟伍佰元整"},
        "c": {
            "text": "部门级",
            "options": [{"text": "新区级", "chosen": ""}, {"text": "部门级", "chosen": "yes"}],
        },
    }


def test_what_is_not_there_is_blank_in_the_form_of_its_box(records: Records) -> None:
    fields = (
        box("a", "from: project.crypto.scheme")
        + box("b", "from: settlement.settled_amount, show: money")
        + box("c", "from: project.crypto.scheme, show: choice, choices: {x: {zh: 甲, en: x}}")
        + box("d", "each: project.shares, columns: []")
        + box("e", "decision: {record: filing, verb: reject}")
        + box("f", "sum: settlement.fund_sources.amount, minus: settlement.settled_amount")
        + box("g", "from: project.name, show: date")
        + box("h", "from: project.name, show: money")
        + box("i", "from: project.contact")
        + box("j", "from: project.missing, ref: unit.name")
    )
    money = {"yuan": "", "wan": "", "capitals": ""}
    assert filled(records, fields) == {
        "a": "",
        "b": money,
        "c": {"text": "", "options": [{"text": "甲", "chosen": ""}]},
        "d": [],
        "e": dict.fromkeys(("verb", "opinion", "name", "title", "unit", "date", "behalf"), ""),
        "f": money,
        "g": "",
        "h": money,
        "i": "",
        "j": "",
    }


def test_a_table_has_a_row_for_each_record_that_is_chosen_and_for_each_entry_within(records: Records) -> None:
    records[f"{sample.DOSSIER}/contracts/supervision"]["stage"] = "withdrawn"
    fields = box(
        "a",
        "each: contracts/*, where: [{field: stage, equals: signed}], columns: ["
        "{name: n, title: {zh: 号, en: n}, from: number},"
        "{name: by, title: {zh: 方, en: by}, from: contractor, ref: unit.name},"
        "{name: on, title: {zh: 日, en: on}, decision: {verb: acknowledge, role: general-office}},"
        "{name: g, title: {zh: 货, en: g}, each: procurement_list, "
        "where: [{field: goods_kind, equals: equipment}], "
        "columns: [{name: q, title: {zh: 量, en: q}, from: quantity}]}]",
    )
    rows = filled(records, fields)["a"]
    assert isinstance(rows, list)
    assert [(row["n"], row["by"], row["on"]["date"], row["g"]) for row in rows] == [
        ("PS-HT-2026-018", "深圳市明图信息技术有限公司", "2026年3月11日", [{"q": "4"}])
    ]


def test_a_list_of_plain_texts_has_rows_too(records: Records) -> None:
    records[f"{sample.DOSSIER}/acceptance-final"]["tests"] = ["A-1", "A-2"]
    fields = box("a", "each: acceptance-final.tests, columns: [{name: n, title: {zh: 号, en: n}, from: entry}]")
    assert filled(records, fields) == {"a": [{"n": "A-1"}, {"n": "A-2"}]}


def test_money_is_added_up_and_taken_off(records: Records) -> None:
    records[f"{sample.DOSSIER}/settlement"] = {
        "kind": "settlement",
        "fund_sources": [{"amount": "100.00"}, {"amount": "50.50"}],
        "settled_amount": "151.00",
    }
    fields = box("a", "sum: settlement.fund_sources.amount, minus: settlement.settled_amount") + box(
        "b", "sum: contracts/*.amount"
    )
    assert filled(records, fields) == {
        "a": {"yuan": "-0.50", "wan": "-0.00005", "capitals": "人民币负伍角"},
        "b": {"yuan": "1,244,500.00", "wan": "124.45", "capitals": "人民币壹佰贰拾肆万肆仟伍佰元整"},
    }


def test_a_sum_takes_the_entries_that_are_chosen_and_is_blank_as_soon_as_one_of_them_lacks_its_amount(
    records: Records,
) -> None:
    contracts: list[dict[str, str]] = [{"paid": "1.00"}]
    records[f"{sample.DOSSIER}/settlement"] = {"kind": "settlement", "contracts": contracts}
    fields = box("a", "sum: settlement.contracts.retention, where: [{field: retention, present: true}]") + box(
        "b", "sum: settlement.contracts.retention, where: [{field: paid, present: true}]"
    )

    def sums() -> list[object]:
        return [value["yuan"] for value in filled(records, fields).values() if isinstance(value, dict)]

    assert sums() == ["", ""]
    contracts += [{"paid": "2.00", "retention": "0.50"}, {"retention": "0.25"}]
    assert sums() == ["0.75", ""]
    contracts[0]["retention"] = "1.00"
    assert sums() == ["1.75", "1.50"]
    contracts[0]["retention"] = "much"
    assert sums() == ["", ""]


def test_a_rate_is_what_a_sum_is_of_another_in_percent(records: Records) -> None:
    records[f"{sample.DOSSIER}/settlement"] = {
        "kind": "settlement",
        "fund_sources": [{"amount": "100.00"}, {"amount": "50.00"}],
        "settled_amount": "151.00",
        "paid_amount": "0.00",
    }
    of_sources = "per: settlement.fund_sources.amount"
    fields = (
        box("a", f"sum: settlement.settled_amount, {of_sources}")
        + box("b", f"sum: settlement.fund_sources.amount, minus: settlement.settled_amount, {of_sources}")
        + box("c", "sum: settlement.settled_amount, per: settlement.paid_amount")
        + box("d", f"sum: settlement.balance, {of_sources}")
        + box(
            "e",
            "each: settlement.fund_sources, columns: [{name: r, title: {zh: 率, en: r}, sum: amount, per: amount}]",
        )
    )
    assert filled(records, fields) == {"a": "100.67%", "b": "-0.67%", "c": "", "d": "", "e": [{"r": "100.00%"}] * 2}


def test_a_decision_tells_who_decided_what_and_when(records: Records) -> None:
    fields = box("a", "decision: {record: filing, verb: approve, role: district-cio-team, to: filed}")
    assert filled(records, fields)["a"] == {
        "verb": "同意",
        "opinion": "经核对，备案材料齐全、内容一致，同意备案。",
        "name": "王强",
        "title": "项目管理组组长",
        "unit": "坪山新区信息化管理办公室",
        "date": "2026年9月15日",
        "behalf": "陈静",
    }


def test_a_decision_of_a_round_that_came_back_is_not_in_force(records: Records) -> None:
    filing = records[f"{sample.DOSSIER}/filing"]
    back = sample.act("return", "filing-review", "draft", "wang-qiang", "2026-09-14T09:00:00+08:00", "补正")
    filing |= {"stage": "draft", "decisions": [*filing["decisions"][:1], back]}  # type: ignore[index]
    fields = box("a", "decision: {record: filing, verb: submit}")
    value = filled(records, fields)["a"]
    assert isinstance(value, dict)
    assert not value["name"]


def test_an_officer_who_is_not_in_the_register_is_named_by_id(records: Records) -> None:
    del records["officers/zhou-min"], records["units/health"]
    value = filled(records, box("a", "decision: {record: filing, verb: submit}"))["a"]
    assert isinstance(value, dict)
    assert (value["name"], value["unit"]) == ("officers/zhou-min", "units/health")
