"""What a review finds: every result of every comparison, whatever the records hold."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.consistency import FieldAt, Itemising
from cio_ctl.model.label import Label
from cio_ctl.rules.consistency.items import item_rows, partners
from cio_ctl.rules.consistency.rows import computed_rows
from tests.pingshan_in_memory import pingshan_office

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.consistency import Row
    from tests.offices_in_memory import Texts

DOSSIER = "projects/2026-health-emr"
TENDER, FUNDING, FIRST = (f"{DOSSIER}/{name}" for name in ("tender-review", "funding-application", "expert-review"))
APPLICATION = f"{DOSSIER}/preliminary-application"
PLAN, DESIGN, BLOCKS = (
    "planning/2026/district/plan",
    "planning/2026/district/architecture",
    "planning/2026/health/architecture",
)
PROJECT = {"kind": "project", "level": "department", "unit": "units/health", "stage": "approved", "decisions": []}

Fields = dict[str, object]


def paper(kind: str, stage: str = "draft", **fields: object) -> Fields:
    return {"kind": kind, **fields, "stage": stage, "decisions": []}


def item(name: str, quantity: object = 1, amount: object = "10.00", **more: object) -> Fields:
    return {"name": name, "unit": "套", "quantity": quantity, "amount": amount, **more}


def office_with(records: Mapping[str, Mapping[str, object]], **project: object) -> Texts:
    return pingshan_office({f"{DOSSIER}/project": {**PROJECT, **project}, **records})


def rows(office: Texts, name: str, subject: str) -> list[Row]:
    return [row for row in computed_rows(office.case(name)) if row.subject == subject]


def results(office: Texts, name: str, subject: str) -> list[tuple[str, str]]:
    return [(row.item, str(row.result)) for row in rows(office, name, subject)]


def tender(design: list[Fields], items: list[Fields]) -> Texts:
    return office_with(
        {
            FUNDING: paper("funding-application", "approved", cost_items=design),
            TENDER: paper("tender-review", tender_items=items),
        }
    )


SERVER, GATEWAY = item("服务器", 2), item("网关", 60, "750.00")
BIG, SMALL = item("服务器", specification="大"), item("服务器", specification="小")


@pytest.mark.parametrize(
    ("design", "items", "expected"),
    [
        pytest.param([SERVER, GATEWAY], [SERVER, GATEWAY], [("服务器", "same"), ("网关", "same")], id="the same"),
        pytest.param([SERVER, GATEWAY], [GATEWAY, SERVER], [("服务器", "same"), ("网关", "same")], id="in other order"),
        pytest.param([SERVER], [SERVER, GATEWAY], [("服务器", "same"), ("网关", "added")], id="one more"),
        pytest.param([SERVER, GATEWAY], [GATEWAY], [("服务器", "missing"), ("网关", "same")], id="one less"),
        pytest.param([SERVER], [item("服务器", 3)], [("服务器", "changed")], id="another number"),
        pytest.param([SERVER], [item("服务器", 2, "9.99")], [("服务器", "changed")], id="another amount"),
        pytest.param([SERVER], [item("服务器", 2, unit="台")], [("服务器", "changed")], id="another measure"),
        pytest.param([item("x")], [item("x", specification="新")], [("x", "changed")], id="a field that was empty"),
        pytest.param([item("x", specification="")], [item("x")], [("x", "same")], id="empty is as good as absent"),
        pytest.param([item("A 服务器")], [item("Ａ服务器 ")], [("A 服务器", "same")], id="the name in other width"),
        pytest.param(
            [item("x", specification="4路RS485，2口")],
            [item("x", specification="４路 rs485,2口")],
            [("x", "same")],
            id="the text in other width and case",
        ),
        pytest.param([item("x", "2")], [item("x", 2)], [("x", "same")], id="a number in quotes"),
        pytest.param(
            [item("x", specification="1.10")], [item("x", specification="1.1")], [("x", "changed")], id="versions"
        ),
        pytest.param([SERVER, SERVER], [SERVER], [("服务器", "same"), ("服务器", "missing")], id="one of two gone"),
        pytest.param([SERVER], [SERVER, SERVER], [("服务器", "same"), ("服务器", "added")], id="one said twice"),
        pytest.param([BIG, SMALL], [SMALL, BIG], [("服务器", "same")] * 2, id="a name twice finds its like"),
        pytest.param(
            [BIG, SMALL],
            [item("服务器", specification="中"), BIG],
            [("服务器", "same"), ("服务器", "changed")],
            id="what is left of a name is compared",
        ),
        pytest.param([], [SERVER], [("服务器", "added")], id="a design without items"),
        pytest.param([SERVER], [], [("服务器", "missing")], id="a tender without items"),
        pytest.param([{"unit": "套"}], [{"quantity": 1}], [("—", "changed")], id="items without names"),
    ],
)
def test_items_of_the_tender_and_of_the_design(
    design: list[Fields], items: list[Fields], expected: list[tuple[str, str]]
) -> None:
    assert results(tender(design, items), TENDER, "items") == expected


def test_a_changed_item_says_both_values_of_the_fields_that_differ() -> None:
    office = tender([item("网关", 60, "750.00", specification="工业级")], [item("网关", 50, "750.00")])

    (row,) = rows(office, TENDER, "items")

    assert row.expected == "规格内容：工业级；数量：60"
    assert row.found == "规格内容：—；数量：50"


def test_without_the_design_nothing_is_compared_item_by_item() -> None:
    office = office_with({TENDER: paper("tender-review", tender_items=[SERVER])})

    assert [(row.item, row.result, row.why) for row in rows(office, TENDER, "items")] == [
        ("招标分项与项目设计方案", "unresolved", "no-record")
    ]


def test_an_item_without_an_amount_leaves_the_sum_unknown() -> None:
    items = [item("x"), {name: value for name, value in item("y").items() if name != "amount"}]
    office = office_with({TENDER: paper("tender-review", ceiling="100.00", tender_items=items)})

    (row,) = rows(office, TENDER, "items-total")

    assert (row.result, row.why) == ("unresolved", "no-amount")


def test_names_are_the_same_only_as_a_whole() -> None:
    long = "备份服务器" * 50
    office = tender([item(f"{long}甲")], [item(f"{long}乙")])

    assert [result for _, result in results(office, TENDER, "items")] == ["missing", "added"]


@pytest.mark.parametrize(
    ("ceiling", "approved", "result", "why"),
    [
        ("3713000.00", "3713000.00", "same", ""),
        ("3712999.99", "3713000.00", "same", ""),
        ("3713000.01", "3713000.00", "over", ""),
        ("10000000.00", "9000000.00", "over", ""),
        (3713000, "3713000.00", "same", ""),
        (None, "3713000.00", "unresolved", "no-amount"),
        ("3713000.00", None, "unresolved", "no-amount"),
        ("约三百万", "3713000.00", "unresolved", "no-amount"),
        ("NaN", "3713000.00", "unresolved", "no-amount"),
        ("1e999999999", "3713000.00", "unresolved", "no-amount"),
        ("3,713,000.00", "3713000.00", "unresolved", "no-amount"),
        (True, "3713000.00", "unresolved", "no-amount"),
        ({"of": "1.00"}, "3713000.00", "unresolved", "no-amount"),
    ],
)
def test_an_amount_is_within_another(ceiling: object, approved: object, result: str, why: str) -> None:
    office = office_with(
        {
            FUNDING: paper("funding-application", "approved", approval={"amount": approved}),
            TENDER: paper("tender-review", ceiling=ceiling),
        }
    )

    (row,) = rows(office, TENDER, "ceiling")

    assert (row.result, row.why) == (result, why)


@pytest.mark.parametrize(
    ("amounts", "result"),
    [
        (["60.00", "40.00"], "same"),
        (["60.00", "40.01"], "over"),
        (["60.00", "—"], "unresolved"),
        (["60.00", None], "unresolved"),
        ([], "unresolved"),
        (["9999999999999999.99"] * 50, "over"),
    ],
)
def test_amounts_of_a_list_are_summed(amounts: list[str | None], result: str) -> None:
    office = office_with(
        {TENDER: paper("tender-review", ceiling="100.00", tender_items=[item("x", 1, each) for each in amounts])}
    )

    (row,) = rows(office, TENDER, "items-total")

    assert row.result == result


def planning(stage: str) -> dict[str, Fields]:
    return {
        PLAN: paper("plan", stage, level="district", entries=[{"id": "sensing", "title": "城市感知"}]),
        BLOCKS: paper(
            "architecture",
            "determined",
            level="department",
            unit="units/health",
            blocks=[{"id": "emr", "name": "病历"}],
        ),
    }


def reference(record: str = "", entry: str = "") -> Fields:
    named = {"record": record, "entry_id": entry}
    return {"document": "规划", "entry": "三", "relation": "重点任务", **{k: v for k, v in named.items() if v}}


@pytest.mark.parametrize(
    ("named", "stage", "result", "why", "expected"),
    [
        (reference(PLAN, "sensing"), "determined", "same", "", f"{PLAN}#sensing 城市感知"),
        (reference(PLAN), "determined", "same", "", PLAN),
        (reference(BLOCKS, "emr"), "draft", "same", "", f"{BLOCKS}#emr 病历"),
        (reference(PLAN, "sensing"), "draft", "unresolved", "not-in-force", f"{PLAN}#sensing 草稿"),
        (reference(PLAN, "sensing"), "rejected", "unresolved", "not-in-force", f"{PLAN}#sensing 未通过审定"),
        (reference(PLAN, "robots"), "determined", "unresolved", "no-entry", f"{PLAN}#robots"),
        (reference("planning/2020/district/plan", "x"), "determined", "unresolved", "no-record",
         "planning/2020/district/plan"),
        (reference("units/health", "x"), "determined", "unresolved", "no-record", "units/health"),
        (reference(), "determined", "unresolved", "not-named", ""),
        (reference("", "sensing"), "determined", "unresolved", "not-named", ""),
    ],
)  # fmt: skip
def test_what_an_application_names_stands_and_is_in_force(
    named: Fields, stage: str, result: str, why: str, expected: str
) -> None:
    application = paper("preliminary-application", "expert-review", plan_references=[named])
    office = office_with({APPLICATION: application, FIRST: paper("expert-review"), **planning(stage)})

    (row,) = rows(office, FIRST, "plan-and-architecture")

    assert (row.item, row.found) == ("规划 三", "重点任务")
    assert (row.result, row.why, row.expected) == (result, why, expected)


@pytest.mark.parametrize("listed", [[], None, "规划", [7, "x", None]], ids=str)
def test_references_that_are_none_do_no_harm(listed: object) -> None:
    application = paper("preliminary-application", "expert-review", plan_references=listed)
    office = office_with({APPLICATION: application, FIRST: paper("expert-review")})

    found = rows(office, FIRST, "plan-and-architecture")

    assert {row.why for row in found} <= {"not-named"}
    assert len(found) == (len(listed) if isinstance(listed, list) else 0)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([PLAN, DESIGN], [("信息化建设规划", "same"), ("顶层设计、总体设计", "same")]),
        ([PLAN], [("信息化建设规划", "same"), ("顶层设计、总体设计", "missing")]),
        ([BLOCKS], [("信息化建设规划", "missing"), ("顶层设计、总体设计", "missing")]),
    ],
)
def test_an_application_names_the_district_plan_and_the_top_level_design(
    named: list[str], expected: list[tuple[str, str]]
) -> None:
    application = paper("preliminary-application", plan_references=[reference(name) for name in named])
    design = {DESIGN: paper("architecture", "issued", level="district", title="顶层设计", blocks=[])}
    office = office_with({APPLICATION: application, FIRST: paper("expert-review"), **planning("determined"), **design})

    assert results(office, FIRST, "district-plan") == expected


def test_a_district_plan_that_is_not_in_force_need_not_be_named() -> None:
    application = paper("preliminary-application", plan_references=[reference()])
    office = office_with({APPLICATION: application, FIRST: paper("expert-review"), **planning("leading-group")})

    assert results(office, FIRST, "district-plan") == []


@pytest.mark.parametrize(("level", "count"), [("district", 1), ("department", 0)])
def test_a_comparison_is_made_only_where_its_conditions_hold(level: str, count: int) -> None:
    design = {DESIGN: paper("architecture", "issued", level="district", blocks=[])}
    office = office_with({TENDER: paper("tender-review", plan_references=[reference()]), **design}, level=level)

    assert len(results(office, TENDER, "top-level-design")) == count


ITEMS = Itemising(FieldAt("", "a"), FieldAt("", "b"), ("name",), (("note", Label("说明", "note")),))


def test_long_texts_and_lists_are_told_briefly_and_compared_whole() -> None:
    long = "很" * 30_000
    left, right = [{"name": long, "note": [long, {"x": 1}]}], [{"name": long, "note": [long, {"x": 2}]}]

    (row,) = item_rows("items", left, right, ITEMS)

    assert row.result == "changed"
    assert len(row.item) <= 200
    assert len(row.expected) <= 210


@pytest.mark.parametrize("entry", [None, 7, "x", [], {"name": None}, {"name": {"name": []}}], ids=str)
def test_entries_of_any_form_are_items_without_a_name(entry: object) -> None:
    assert [row.item for row in item_rows("items", [entry], [entry], ITEMS)] == ["—"]


@pytest.mark.parametrize("names", [["same"] * 10_000, [f"n{number}" for number in range(10_000)]], ids=["one", "all"])
def test_ten_thousand_items_take_seconds_at_most(names: list[str]) -> None:
    left = [{"name": name, "note": number} for number, name in enumerate(names)]
    right = [{"name": name, "note": number + 1} for number, name in enumerate(reversed(names))]
    start = process_time()

    found = list(item_rows("items", left, right, ITEMS))

    assert len(found) >= 10_000
    assert process_time() - start < 10


def test_partners_are_found_by_the_first_key_before_the_second() -> None:
    assert partners("aAb", "AbA", lambda one: one, str.lower) == {1: 0, 2: 1, 0: 2}


def test_as_many_references_as_a_file_holds_take_seconds_at_most() -> None:
    count = 1_500
    plan = paper("plan", "determined", entries=[{"id": f"e{number}", "title": "x"} for number in range(count)])
    application = paper("preliminary-application", plan_references=[reference(PLAN, f"e{n}") for n in range(count)])
    office = office_with({APPLICATION: application, FIRST: paper("expert-review"), PLAN: plan})
    case = office.case(FIRST)
    start = process_time()

    found = computed_rows(case)

    assert [row.result for row in found].count("same") == count + 1
    assert process_time() - start < 10
