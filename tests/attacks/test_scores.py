"""Attacks on score sheets: figures that do not follow from the marks, and rules that say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import decide_by_hand
from tests.attacks.corpus import Row, codes_of
from tests.scored_kinds import SCORED_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.offices import TestOffice

    Fields = Mapping[tuple[str | int, ...], object]

SCALE, RATING, CONTEST = "scales/light", "ratings/light", "contests/fair"
SETTLED = "ben clerk@office submit open settled"
MEDALS = [{"medal": "gold", "from": "90"}, {"medal": "none", "from": "0"}]
POINTS = [{"name": "speed", "worth": "60", "costs": "2.5"}, {"name": "care", "worth": "40"}]
RULES = {"points": POINTS, "sum": "100", "medals": MEDALS}
SPEED = {"of": "speed", "faults": [{"what": "慢"}, {"what": "很慢", "costs": "10"}], "lost": "12.5", "left": "47.5"}
FAULTLESS = {"of": "speed", "faults": [], "lost": "0", "left": "60"}
CARE = {"of": "care", "faults": [], "lost": "0", "left": "40"}
SHEET = {"scale": SCALE, "marks": [SPEED, CARE], "left": "87.5", "medal": "none"}
PARTS = [{"name": "looks", "mark": "90.5", "share": "30"}, {"name": "taste", "mark": "80", "share": "70"}]
WEIGHED = {"parts": PARTS, "medals": MEDALS, "sum": "83.15", "medal": "none"}


def scored(office: TestOffice) -> None:
    """The foundation with a scale that is settled; a rating and a contest that say what follows are drawn up."""
    office.enact(SCORED_KINDS, "Score things")
    office.draft(SCALE, "scale", RULES)
    office.decide("ben", "submit", SCALE)
    office.draft(RATING, "rating", SHEET)
    office.draft(CONTEST, "contest", WEIGHED)


def settle(office: TestOffice, record: str, fields: Fields) -> None:
    """Write fields into a draft and settle it, all of it by hand."""
    scored(office)
    office.edit(record, fields)
    office.commit("ben")
    decide_by_hand(office, record, SETTLED)


def total_written_by_hand(office: TestOffice) -> None:
    settle(office, RATING, {("left",): "95"})


def total_written_by_hand_with_its_grade(office: TestOffice) -> None:
    settle(office, RATING, {("left",): "95", ("medal",): "gold"})


def grade_that_the_total_does_not_give(office: TestOffice) -> None:
    settle(office, RATING, {("medal",): "gold"})


def grade_that_nobody_gives(office: TestOffice) -> None:
    settle(office, RATING, {("medal",): "platinum"})


def item_scored_above_its_points(office: TestOffice) -> None:
    settle(office, RATING, {("marks", 1, "left"): "60", ("left",): "107.5", ("medal",): "gold"})


def deductions_that_do_not_add_up(office: TestOffice) -> None:
    mark = {**SPEED, "lost": "2.5", "left": "57.5"}
    settle(office, RATING, {("marks", 0): mark, ("left",): "97.5", ("medal",): "gold"})


def event_that_gives_points(office: TestOffice) -> None:
    mark = {"of": "care", "faults": [{"what": "很快", "costs": "-15"}], "lost": "-15", "left": "55"}
    settle(office, RATING, {("marks", 1): mark, ("left",): "102.5", ("medal",): "gold"})


def event_that_costs_no_number(office: TestOffice) -> None:
    settle(office, RATING, {("marks", 1, "faults"): [{"what": "乱", "costs": "NaN"}]})


def item_left_out(office: TestOffice) -> None:
    settle(office, RATING, {("marks",): [CARE], ("left",): "40"})


def item_scored_twice(office: TestOffice) -> None:
    settle(office, RATING, {("marks",): [SPEED, CARE, CARE], ("left",): "127.5", ("medal",): "gold"})


def item_that_the_rules_do_not_know(office: TestOffice) -> None:
    settle(office, RATING, {("marks", 2): {**CARE, "of": "charm"}, ("left",): "127.5", ("medal",): "gold"})


def sheet_that_names_no_rules(office: TestOffice) -> None:
    unruled = {name: value for name, value in SHEET.items() if name != "scale"}
    scored(office)
    office.draft("ratings/free", "rating", {**unruled, "left": "100", "medal": "gold"})
    decide_by_hand(office, "ratings/free", SETTLED)


def sheet_by_rules_that_are_not_there(office: TestOffice) -> None:
    settle(office, RATING, {("scale",): "scales/none", ("left",): "100", ("medal",): "gold"})


def rules_swapped_after_the_decision(office: TestOffice) -> None:
    scored(office)
    office.decide("ben", "submit", RATING)
    mild = [{"name": "speed", "worth": "60", "costs": "0"}, POINTS[1]]
    office.draft("scales/mild", "scale", {**RULES, "points": mild})
    office.decide("ben", "submit", "scales/mild")
    office.edit(RATING, {("scale",): "scales/mild"})
    office.commit("ben")


def rules_made_mild_after_they_were_settled(office: TestOffice) -> None:
    scored(office)
    office.edit(SCALE, {("points", 0, "costs"): "0"})
    office.commit("ben")


def rules_that_give_more_than_the_full_score(office: TestOffice) -> None:
    scored(office)
    office.draft("scales/rich", "scale", {**RULES, "points": [*POINTS, {"name": "charm", "worth": "50"}]})
    decide_by_hand(office, "scales/rich", SETTLED)


def rules_in_which_an_event_gives_points(office: TestOffice) -> None:
    scored(office)
    kind = [{"name": "speed", "worth": "100", "costs": "-5"}]
    office.draft("scales/kind", "scale", {**RULES, "points": kind})
    decide_by_hand(office, "scales/kind", SETTLED)


def rules_that_give_two_grades_for_one_total(office: TestOffice) -> None:
    scored(office)
    office.draft("scales/double", "scale", {**RULES, "medals": [{"medal": "gold", "from": "0"}, *MEDALS[1:]]})
    decide_by_hand(office, "scales/double", SETTLED)


def rules_without_a_grade_for_the_worst(office: TestOffice) -> None:
    scored(office)
    office.draft("scales/high", "scale", {**RULES, "medals": MEDALS[:1]})
    decide_by_hand(office, "scales/high", SETTLED)


def score_changed_after_it_was_settled(office: TestOffice) -> None:
    scored(office)
    office.decide("ben", "submit", RATING)
    office.edit(RATING, {("left",): "95", ("medal",): "gold"})
    office.commit("ben")


def fault_taken_out_after_it_was_settled(office: TestOffice) -> None:
    scored(office)
    office.decide("ben", "submit", RATING)
    office.edit(RATING, {("marks", 0): FAULTLESS, ("left",): "100", ("medal",): "gold"})
    office.commit("ben")


def score_raised_in_the_decision(office: TestOffice) -> None:
    scored(office)
    office.edit(RATING, {("marks", 0): FAULTLESS, ("left",): "100", ("medal",): "gold"})
    decide_by_hand(office, RATING, SETTLED)


def weights_of_more_than_the_whole(office: TestOffice) -> None:
    settle(office, CONTEST, {("parts", 0, "share"): "60", ("sum",): "110.3", ("medal",): "gold"})


def weights_that_make_up_for_each_other(office: TestOffice) -> None:
    parts = [{**PARTS[0], "share": "200"}, {**PARTS[1], "share": "-100"}]
    settle(office, CONTEST, {("parts",): parts, ("sum",): "101", ("medal",): "gold"})


def weighed_total_rounded_to_the_next_grade(office: TestOffice) -> None:
    parts = [{**part, "mark": "89.99"} for part in PARTS]
    settle(office, CONTEST, {("parts",): parts, ("sum",): "90", ("medal",): "gold"})


def part_weighed_twice(office: TestOffice) -> None:
    parts = [{**PARTS[0], "share": "15"}, {**PARTS[0], "share": "15"}, PARTS[1]]
    settle(office, CONTEST, {("parts",): parts})


def grades_of_its_own_at_one_total(office: TestOffice) -> None:
    settle(office, CONTEST, {("medals", 0, "from"): "0", ("medal",): "gold"})


ROWS = [
    Row(total_written_by_hand, {"R8-SCORE"}, "a sheet without formulas"),
    Row(total_written_by_hand_with_its_grade, {"R8-SCORE"}, "a sheet without formulas"),
    Row(grade_that_the_total_does_not_give, {"R8-SCORE"}, "a sheet without formulas"),
    Row(grade_that_nobody_gives, {"R8-SCORE"}, "a sheet without formulas"),
    Row(item_scored_above_its_points, {"R8-SCORE"}, "a sheet without formulas"),
    Row(deductions_that_do_not_add_up, {"R8-SCORE"}, "a sheet without formulas"),
    Row(event_that_gives_points, {"R8-SCORE-POINTS"}, "CWE-1284, a quantity below nothing"),
    Row(event_that_costs_no_number, {"R8-SCORE-POINTS"}, "IEEE 754, not a number"),
    Row(item_left_out, {"R8-SCORE-ENTRY"}, "a sheet with a row left out"),
    Row(item_scored_twice, {"R8-SCORE-ENTRY"}, "double counting"),
    Row(item_that_the_rules_do_not_know, {"R8-SCORE-ENTRY"}, "double counting"),
    Row(sheet_that_names_no_rules, {"R8-SCORE-RULES"}, "CWE-636, nothing checked where nothing is named"),
    Row(sheet_by_rules_that_are_not_there, {"R8-REFERENCE", "R8-SCORE-RULES"}, "CWE-636, nothing checked"),
    Row(rules_swapped_after_the_decision, {"R6-NOT-A-DRAFT"}, "gittuf, policy swapped after its use"),
    Row(rules_made_mild_after_they_were_settled, {"R6-NOT-A-DRAFT"}, "gittuf, policy swapped after its use"),
    Row(rules_that_give_more_than_the_full_score, {"R8-SCORE"}, "the rule book"),
    Row(rules_in_which_an_event_gives_points, {"R8-SCORE-POINTS"}, "CWE-1284, a quantity below nothing"),
    Row(rules_that_give_two_grades_for_one_total, {"R8-SCORE-ENTRY"}, "two readers, two values"),
    Row(rules_without_a_grade_for_the_worst, {"R8-SCORE-BAND"}, "the rule book"),
    Row(score_changed_after_it_was_settled, {"R6-NOT-A-DRAFT"}, "the rule book"),
    Row(fault_taken_out_after_it_was_settled, {"R6-NOT-A-DRAFT"}, "the rule book"),
    Row(score_raised_in_the_decision, {"R6-FIELD"}, "the rule book"),
    Row(weights_of_more_than_the_whole, {"R8-SCORE"}, "double counting"),
    Row(weights_that_make_up_for_each_other, {"R8-SCORE-POINTS"}, "CWE-1284, a quantity below nothing"),
    Row(weighed_total_rounded_to_the_next_grade, {"R8-SCORE"}, "CWE-682, rounding"),
    Row(part_weighed_twice, {"R8-SCORE-ENTRY"}, "double counting"),
    Row(grades_of_its_own_at_one_total, {"R8-SCORE-ENTRY"}, "two readers, two values"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= codes_of(office)


def test_what_is_attacked_is_in_order_before(office: TestOffice) -> None:
    scored(office)
    for record in (RATING, CONTEST):
        office.decide("ben", "submit", record)

    assert office.codes() == set()
