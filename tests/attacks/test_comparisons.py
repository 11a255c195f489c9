"""Attacks on the tables of reviews: rows changed, left out and doubled, and records that pass for the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import decide_by_hand
from tests.attacks.corpus import Row, codes_of
from tests.compared_kinds import COMPARED_KINDS

if TYPE_CHECKING:
    from tests.offices import TestOffice

TERMS, CHECK = "purchases/lamps/terms", "purchases/lamps/check"
CHECKED, AGREED = "ben clerk@office submit open checked", "ben clerk@office submit open agreed"
LAMP, CORD = {"what": "灯", "pieces": 20, "price": "1000.00"}, {"what": "线", "pieces": 20, "price": "100.00"}
SHORT = {**LAMP, "pieces": 19}
GOODS = {"goods": [LAMP, CORD], "most": "1050.00"}
NAMED = [{"record": TERMS}]
CHANGED = {
    "subject": "goods",
    "item": "灯",
    "expected": "件数：20",
    "found": "件数：19",
    "result": "changed",
    "reason": "一盏缺货",
}
LACKING = {"subject": "goods", "item": "线", "expected": "件数：20", "result": "missing", "reason": "已有"}
WITHIN = {"subject": "price", "item": "价格", "expected": "1050.00", "found": "1000.00", "result": "same"}
RESTING = {"subject": "rests-on", "item": TERMS, "expected": TERMS, "found": TERMS, "result": "same"}
OF_TERMS = {"subject": "terms", "item": "条件", "expected": TERMS, "found": TERMS, "result": "same"}
TABLE = [CHANGED, LACKING, WITHIN, RESTING, OF_TERMS]
SAME = {**{name: value for name, value in CHANGED.items() if name != "reason"}, "result": "same"}


def compared(office: TestOffice, *, agreed: bool = True) -> None:
    """The foundation with terms, and a check whose table is what the records give where the terms are agreed."""
    office.enact(COMPARED_KINDS, "Compare what is bought")
    office.draft(TERMS, "terms", GOODS)
    if agreed:
        office.decide("ben", "submit", TERMS)
    office.draft(CHECK, "check", {"bought": [SHORT], "named": NAMED, "comparison": TABLE})


def conclude(office: TestOffice, *table: dict[str, str]) -> None:
    """Write another table into the check and conclude it, all of it by hand."""
    compared(office)
    office.edit(CHECK, {("comparison",): list(table)})
    office.commit("ben")
    decide_by_hand(office, CHECK, CHECKED)


def row_edited_by_hand(office: TestOffice) -> None:
    conclude(office, {**CHANGED, "found": "件数：20"}, *TABLE[1:])


def same_where_values_differ(office: TestOffice) -> None:
    conclude(office, SAME, *TABLE[1:])


def same_where_values_differ_and_nobody_tells_which(office: TestOffice) -> None:
    conclude(office, {"subject": "goods", "item": "灯", "result": "same"}, *TABLE[1:])


def row_removed(office: TestOffice) -> None:
    conclude(office, CHANGED, *TABLE[2:])


def table_removed(office: TestOffice) -> None:
    conclude(office)


def row_of_nothing_that_is_compared(office: TestOffice) -> None:
    conclude(office, *TABLE, {"subject": "quality", "item": "灯", "result": "same"})


def row_doubled_with_another_result(office: TestOffice) -> None:
    conclude(office, SAME, *TABLE)


def row_passed_off_as_one_of_our_own(office: TestOffice) -> None:
    own = {name: value for name, value in SAME.items() if name != "subject"}
    conclude(office, own, *TABLE[1:])


def reason_taken_out(office: TestOffice) -> None:
    conclude(office, {name: value for name, value in CHANGED.items() if name != "reason"}, *TABLE[1:])


def reason_given_for_another_result(office: TestOffice) -> None:
    conclude(office, {**CHANGED, "result": "missing"}, *TABLE[1:])


def table_of_an_old_state(office: TestOffice) -> None:
    """The table was right for the terms as they stood; more is agreed before the check is concluded."""
    compared(office, agreed=False)
    office.edit(TERMS, {("goods", 0, "pieces"): 25})
    office.commit("ben")
    office.decide("ben", "submit", TERMS)
    decide_by_hand(office, CHECK, CHECKED)


def table_of_terms_that_nobody_agreed_to(office: TestOffice) -> None:
    compared(office, agreed=False)
    decide_by_hand(office, CHECK, CHECKED)


def what_is_bought_changed_after_it_was_compared(office: TestOffice) -> None:
    compared(office)
    office.edit(CHECK, {("bought", 0, "pieces"): 2})
    office.commit("ben")
    decide_by_hand(office, CHECK, CHECKED)


def what_is_bought_changed_in_the_decision(office: TestOffice) -> None:
    compared(office)
    office.edit(CHECK, {("bought", 0, "pieces"): 2})
    decide_by_hand(office, CHECK, CHECKED)


def table_changed_after_the_decision(office: TestOffice) -> None:
    compared(office)
    office.decide("ben", "submit", CHECK)
    office.edit(CHECK, {("comparison", 0): SAME})
    office.commit("ben")


def terms_changed_after_the_decision(office: TestOffice) -> None:
    compared(office)
    office.decide("ben", "submit", CHECK)
    office.edit(TERMS, {("goods", 0, "pieces"): 19})
    office.commit("ben")


def check_named_after_terms_of_another_purchase(office: TestOffice) -> None:
    compared(office)
    office.draft("purchases/cords/terms", "terms", GOODS)
    office.decide("ben", "submit", "purchases/cords/terms")
    office.edit(CHECK, {("named", 0, "record"): "purchases/cords/terms"})
    office.commit("ben")
    decide_by_hand(office, CHECK, CHECKED)


def item_called_otherwise_where_no_row_shows_it(office: TestOffice) -> None:
    """Two names that are the same as far as a row shows them."""
    long = "照明灯具" * 60
    compared(office)
    office.draft("purchases/long/terms", "terms", {"goods": [{**LAMP, "what": f"{long}甲"}], "most": "1050.00"})
    row = {"subject": "goods", "item": f"{long[:199]}…", "expected": "件数：20", "found": "件数：20", "result": "same"}
    bought = [{**LAMP, "what": f"{long}乙"}]
    office.draft("purchases/long/check", "check", {"bought": bought, "comparison": [row, WITHIN]})
    decide_by_hand(office, "purchases/long/check", CHECKED)


def price_left_out_to_stay_within_the_limit(office: TestOffice) -> None:
    """What has no price adds nothing to the sum."""
    compared(office)
    bought = [LAMP, {"what": "线", "pieces": 20}]
    office.draft("purchases/cheap/terms", "terms", GOODS)
    rows = [{**SAME, "item": "灯", "found": "件数：20"}, {**SAME, "item": "线", "found": "件数：20"}, WITHIN]
    office.draft("purchases/cheap/check", "check", {"bought": bought, "comparison": rows})
    decide_by_hand(office, "purchases/cheap/check", CHECKED)


ROWS = [
    Row(row_edited_by_hand, {"R3-COMPARISON"}, "a table filled in by hand"),
    Row(same_where_values_differ, {"R3-COMPARISON"}, "a table filled in by hand"),
    Row(same_where_values_differ_and_nobody_tells_which, {"R3-COMPARISON"}, "a table filled in by hand"),
    Row(row_removed, {"R3-COMPARISON"}, "in-toto, product left out of the link"),
    Row(table_removed, {"R3-COMPARISON"}, "in-toto, product left out of the link"),
    Row(row_of_nothing_that_is_compared, {"R3-COMPARISON"}, "in-toto, unrecorded product"),
    Row(row_doubled_with_another_result, {"R3-COMPARISON"}, "two readers, two values"),
    Row(row_passed_off_as_one_of_our_own, {"R3-COMPARISON"}, "type confusion"),
    Row(reason_taken_out, {"R8-REQUIRED"}, "the rule book"),
    Row(reason_given_for_another_result, {"R3-COMPARISON"}, "the rule book"),
    Row(table_of_an_old_state, {"R3-COMPARISON"}, "time of check, time of use"),
    Row(table_of_terms_that_nobody_agreed_to, {"R3-COMPARISON"}, "time of check, time of use"),
    Row(what_is_bought_changed_after_it_was_compared, {"R3-COMPARISON"}, "time of check, time of use"),
    Row(what_is_bought_changed_in_the_decision, {"R3-COMPARISON", "R6-FIELD"}, "time of check, time of use"),
    Row(table_changed_after_the_decision, {"R6-NOT-A-DRAFT"}, "the rule book"),
    Row(terms_changed_after_the_decision, {"R6-NOT-A-DRAFT"}, "the rule book"),
    Row(check_named_after_terms_of_another_purchase, {"R3-COMPARISON"}, "in-toto, link of another step"),
    Row(item_called_otherwise_where_no_row_shows_it, {"R3-COMPARISON"}, "CVE-2009-2408 (name cut short)"),
    Row(price_left_out_to_stay_within_the_limit, {"R3-COMPARISON"}, "CWE-636, nothing checked where nothing stands"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= codes_of(office)


def test_what_is_attacked_is_in_order_before(office: TestOffice) -> None:
    compared(office)
    office.decide("ben", "submit", CHECK)

    assert office.codes() == set()
