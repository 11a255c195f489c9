"""compare: the table of a review beside what the records give; under another law than Pingshan's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.yaml.writer import with_decision
from tests.compared_kinds import COMPARED_KINDS
from tests.offices_in_memory import decision_entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

TERMS, CHECK = "purchases/lamps/terms", "purchases/lamps/check"
LAMP, CORD = {"what": "灯", "pieces": 20, "price": "1000.00"}, {"what": "线", "pieces": 20, "price": "100.00"}
GOODS = {"goods": [LAMP, CORD], "most": "1050.00"}
OWN = {"item": "颜色", "expected": "白", "found": "白", "result": "same"}
BOUGHT = {"bought": [{**LAMP, "pieces": 19}], "named": [{"record": TERMS}], "comparison": [OWN]}
REASONS = ("--reason", "灯=一盏缺货", "--reason", "线 = 已有")


@pytest.fixture
def buying(become: Become) -> TestOffice:
    """The foundation with terms that are agreed; the clerk works in it."""
    office = become("ada")
    office.enact(COMPARED_KINDS, "Compare what is bought")
    office.draft(TERMS, "terms", GOODS)
    office.decide("ben", "submit", TERMS)
    return become("ben")


@pytest.fixture
def bought(buying: TestOffice) -> TestOffice:
    """The same, with a check drawn up."""
    buying.draft(CHECK, "check", BOUGHT)
    return buying


def results(ran: Ran) -> list[tuple[str, str]]:
    return [(row["item"], row["result"]) for row in ran.json["comparison"]]


ROWS = [("灯", "changed"), ("线", "missing"), ("价格", "same"), (TERMS, "same"), ("条件", "same")]


@pytest.mark.parametrize("reference", [CHECK, "lamps/check", f"records/{CHECK}.yaml"])
def test_without_a_draft_the_rows_are_told_and_how_to_draw_one_up(run: Run, buying: TestOffice, reference: str) -> None:
    before = buying.git("rev-parse", "HEAD")

    told, as_json = run("compare", reference), run("compare", reference, "--json")

    assert told.code == as_json.code == 0
    assert f"Not drawn up yet: `cio-ctl new check {CHECK}`" in told.out
    assert results(as_json) == [("灯", "missing"), ("线", "missing"), ("价格", "unresolved"), ("条件", "missing")]
    assert (as_json.json["stage"], as_json.json["agrees"], as_json.json["commit"]) == ("", False, "")
    assert buying.git("rev-parse", "HEAD") == before


def test_a_new_draft_says_how_its_table_is_filled(run: Run, buying: TestOffice) -> None:
    assert f"# Then `cio-ctl compare {CHECK}` fills in" in run("new", "check", "lamps", "--show").out
    assert "compare" not in run("new", "terms", "lights", "--show").out
    assert buying.git("status", "--porcelain") == ""


def test_a_draft_is_filled_by_one_commit(run: Run, bought: TestOffice) -> None:
    before = bought.git("rev-parse", "HEAD")

    ran = run("compare", "lamps/check", *REASONS)

    assert ran.code == 0, ran.err
    assert bought.git("rev-parse", "HEAD~1") == before
    assert bought.git("log", "-1", "--format=%s") == f"Compare {CHECK}"
    assert bought.git("status", "--porcelain") == ""
    entries = bought.as_("ben").snapshot.record(CHECK)
    assert entries is not None
    assert entries.fields["comparison"] == [
        {"subject": "goods", "item": "灯", "expected": "件数：20", "found": "件数：19", "result": "changed",
         "reason": "一盏缺货"},
        {"subject": "goods", "item": "线", "expected": "件数：20", "result": "missing", "reason": "已有"},
        {"subject": "price", "item": "价格", "expected": "1050.00", "found": "1000.00", "result": "same"},
        {"subject": "rests-on", "item": TERMS, "expected": TERMS, "found": TERMS, "result": "same"},
        {"subject": "terms", "item": "条件", "expected": TERMS, "found": TERMS, "result": "same"},
        OWN,
    ]  # fmt: skip
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["goods", "灯", "件数：20", "件数：19", "changed", "一盏缺货"] in lines
    assert ["(added)", "颜色", "白", "白", "same", "—"] in lines
    assert run("verify").code == 0


def test_reasons_can_follow_and_are_kept(run: Run, bought: TestOffice) -> None:
    first = run("compare", CHECK, *REASONS[:2])
    second = run("compare", CHECK, "--json", *REASONS[2:])
    third = run("compare", CHECK, "--json")

    assert "Rows that still need a reason: 1." in first.out
    assert [row["reason"] for row in second.json["comparison"]] == ["一盏缺货", "已有", "", "", ""]
    assert second.json["agrees"]
    assert second.json["commit"] == bought.git("rev-parse", "HEAD")
    assert third.json["commit"] == ""
    assert f"{CHECK} says the same." in run("compare", CHECK).out


def test_a_dry_run_changes_nothing(run: Run, bought: TestOffice) -> None:
    before = bought.git("rev-parse", "HEAD")

    told, as_json = run("compare", CHECK, "-n", *REASONS), run("compare", CHECK, "-n", "--json")

    assert results(as_json) == ROWS
    assert as_json.json["added"] == [OWN]
    assert f"{CHECK} was not changed." in told.out
    assert bought.git("rev-parse", "HEAD") == before


def test_what_was_typed_in_the_file_is_kept_and_committed_with_it(run: Run, bought: TestOffice) -> None:
    path = bought.path(CHECK)
    path.write_text(path.read_text("utf-8").replace("kind: check", "# 周三核对\nkind: check"), "utf-8")

    assert run("compare", CHECK).code == 0
    assert "# 周三核对" in bought.git("show", f"HEAD:records/{CHECK}.yaml")
    assert bought.git("status", "--porcelain") == ""


def test_a_draft_leaves_only_with_the_table_and_its_reasons(run: Run, bought: TestOffice) -> None:
    assert bought.refused("ben", "submit", CHECK) == ["R3-COMPARISON"] * 4
    shown = run("show", CHECK)
    assert "missing: comparison: goods" in shown.out
    assert run("compare", CHECK).code == 0
    assert bought.refused("ben", "submit", CHECK) == ["R8-REQUIRED", "R8-REQUIRED"]
    assert run("compare", CHECK, *REASONS).code == 0

    bought.decide("ben", "submit", CHECK)

    assert bought.stage_of(CHECK) == "checked"
    assert run("verify").code == 0


def test_the_judge_finds_a_draft_that_left_without_its_table(bought: TestOffice) -> None:
    path = bought.path(CHECK)
    moment = (bought.now + timedelta(minutes=1)).isoformat()
    decision = decision_entry("ben clerk@office submit open checked", moment)
    path.write_text(with_decision(path.read_text("utf-8"), "checked", decision), "utf-8")

    bought.commit("ben", "by hand", moment)

    assert bought.codes() == {"R3-COMPARISON"}


def test_a_concluded_review_is_compared_and_never_written(run: Run, buying: TestOffice) -> None:
    buying.draft("purchases/cords/terms", "terms", GOODS)
    buying.draft("purchases/cords/check", "check", {"bought": [LAMP, CORD]})
    assert run("compare", "cords/check", "--reason", "价格=涨价").code == 0
    buying.decide("ben", "submit", "cords/check")
    same = run("compare", "cords/check")
    buying.edit("purchases/cords/terms", {("goods",): [CORD], ("most",): "2000.00"})
    buying.commit("ben")
    before = buying.git("rev-parse", "HEAD")

    told, as_json = run("compare", "cords/check"), run("compare", "cords/check", "--json")

    assert "purchases/cords/check says the same." in same.out
    assert results(as_json) == [("线", "same"), ("灯", "added"), ("价格", "same")]
    assert [row["agrees"] for row in as_json.json["comparison"]] == [True, False, False]
    assert as_json.json["comparison"][1]["stated"]["result"] == "same"
    assert "added — the review says: same" in told.out
    assert "purchases/cords/check says otherwise in the rows marked." in told.out
    assert buying.git("rev-parse", "HEAD") == before


def test_rows_that_no_longer_come_of_the_records_are_told_of_a_concluded_review(run: Run, buying: TestOffice) -> None:
    buying.draft("purchases/cords/terms", "terms", GOODS)
    buying.draft("purchases/cords/check", "check", {"bought": [CORD]})
    assert run("compare", "cords/check", "--reason", "灯=不要").code == 0
    buying.decide("ben", "submit", "cords/check")
    buying.edit("purchases/cords/terms", {("goods",): [CORD]})
    buying.commit("ben")

    told = run("compare", "cords/check")

    assert "no longer so: 灯 (missing)" in told.out


def test_the_past_is_compared_and_not_written(run: Run, bought: TestOffice) -> None:
    filled = run("compare", CHECK, *REASONS)
    before = bought.git("rev-parse", "HEAD")

    then = run("compare", CHECK, "--json", "--at", "HEAD~1")

    assert filled.code == then.code == 0
    assert results(then) == ROWS
    assert not then.json["agrees"]
    assert bought.git("rev-parse", "HEAD") == before


def test_who_may_not_draw_it_up_is_refused_and_can_still_look(run: Run, bought: TestOffice, become: Become) -> None:
    become("dan")

    refused, seen = run("compare", CHECK), run("compare", CHECK, "--json", "--at", "HEAD")

    assert refused.code == 3
    assert "R4-DRAFTER" in refused.err
    assert results(seen) == ROWS
    assert bought.stage_of(CHECK) == "open"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((TERMS,), f"{TERMS} is no review that compares records. Kinds that do: check"),
        (("lanterns/check",), "no record is named lanterns/check"),
        (("check/lamps",), "no record is named check/lamps"),
        ((CHECK, "--reason", "灯"), "--reason takes ITEM=REASON; given: 灯"),
        ((CHECK, "--reason", "=缺"), "--reason takes ITEM=REASON; given: =缺"),
        ((CHECK, "--reason", "灯= "), "--reason takes ITEM=REASON"),
        ((CHECK, "--reason", "价格=便宜"), "no row of the comparison called 价格 needs a reason"),
        ((CHECK, "--at", "2020-01-01"), "2020-01-01"),
    ],
)
def test_what_cannot_be_compared_is_told_in_one_sentence(
    run: Run, bought: TestOffice, words: tuple[str, ...], told: str
) -> None:
    before = bought.git("rev-parse", "HEAD")

    ran = run("compare", *words)

    assert ran.code == 2
    assert told in ran.err
    assert bought.git("rev-parse", "HEAD") == before


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("kind: [", 4, "Y-SYNTAX"),
        ("a: b\n", 3, "R8-KIND"),
        ("kind: check\nstage: open\ndecisions: []\nbought: 7\n", 3, "R8-SCHEMA"),
        ("kind: check\nstage: open\ndecisions: []\ncomparison: 7\n", 0, ""),
    ],
)
def test_a_draft_that_was_broken_by_hand_is_refused_or_mended(
    run: Run, bought: TestOffice, text: str, code: int, told: str
) -> None:
    before = bought.git("rev-parse", "HEAD")
    bought.path(CHECK).write_text(text, "utf-8")

    ran = run("compare", CHECK)

    assert (ran.code, told in ran.err) == (code, True), ran.err
    assert bought.git("rev-parse", "HEAD" if code else "HEAD~1") == before


def test_a_review_that_was_committed_broken_is_told_with_its_line(run: Run, bought: TestOffice) -> None:
    bought.path(CHECK).write_text("kind: check\nstage: [\n", "utf-8")
    bought.commit("ben")

    ran = run("compare", CHECK)

    assert ran.code == 4
    assert f"records/{CHECK}.yaml:3: Y-SYNTAX" in ran.err
