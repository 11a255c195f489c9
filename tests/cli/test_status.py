"""status: stages counted, and money side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.services.drawing_up import commit_new, new_text
from tests.money_law import money_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

LAW = ("schemas/grant.process.yaml", "schemas/grant.schema.json")
ROOF, SHELVES = "grants/2026/roof/application", "grants/2026/shelves/application"
REPORT = "grants/2026/roof/report"


@pytest.fixture
def money(become: Become) -> TestOffice:
    """The foundation with words on money in its law, and a report that spends a cent too much on the roof."""
    office = become("ada")
    for path in LAW:
        (office.folder / path).write_text(money_office().files[path], "utf-8")
    office.commit("ada")
    workplace = office.as_("eva")
    name, _ = new_text(workplace, "report", ("2026", "roof"))
    commit_new(workplace, "report", name, 'kind: report\nspent: "100000.01"\n')
    office.decide("dan", "submit", ROOF)
    office.decide("eva", "submit", name)
    return office


def cells(ran: Ran) -> list[list[str]]:
    """The words of each line."""
    assert ran.code == 0, ran.err
    return [line.split() for line in ran.out.splitlines()]


def test_stages_are_counted(run: Run, become: Become) -> None:
    become("ada")

    ran, told = run("status"), run("status", "--json")

    assert "grant  idea 1 · desk 1" in ran.out
    assert told.json["stages"] == [
        {"kind": "grant", "stage": "idea", "final": False, "records": 1},
        {"kind": "grant", "stage": "desk", "final": False, "records": 1},
    ]


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        (("--unit", "hilltop"), {"idea": 1, "desk": 1}),
        (("--unit", "valley"), {}),
        (("--at", "2026-03-03"), {"desk": 1}),
        (("--at", "2026-03-02"), {"idea": 1}),
    ],
)
def test_stages_are_counted_then_and_there(
    run: Run, become: Become, words: tuple[str, ...], counted: dict[str, int]
) -> None:
    become("ada")

    stages = run("status", *words, "--json").json["stages"]
    assert {line["stage"]: line["records"] for line in stages} == counted


def test_money_stands_side_by_side_and_what_is_over_is_named(run: Run, money: TestOffice) -> None:
    head, titles, roof, shelves, total, over = run("status", "--money", folder=money.folder).out.splitlines()

    assert head == "grant  (yuan)"
    assert titles.split() == ["grant", "unit", "year", "asked", "spent", "use", "over", "title"]
    assert roof.split() == ["2026/roof", "hilltop", "2026", "100,000.00", "100,000.01", "100.0%", "!", "1", "屋顶"]
    assert shelves.split() == ["2026/shelves", "hilltop", "2026", "99,999.99", "—", "—", "新书架"]
    assert total.split() == ["total", "199,999.99", "100,000.01", "100.0%", "!", "1"]
    assert over.startswith(f"! records/{ROOF}.yaml:")
    assert over.endswith("over: spent within asked (支出不超申请); 100,000.01 ≤ 100,000.00 does not hold")
    assert titles.index("asked") + len("asked") == roof.index("100,000.00") + 10 == shelves.index("99,999.99") + 9


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("--by", "grant", "--unit", "valley"), [["total", "—", "—", "—"]]),
        (("--by", "unit"), [["hilltop", "2", "199,999.99", "100,000.01", "100.0%", "!", "1", "山顶图书馆"]]),
        (("--by", "year"), [["2026", "2", "199,999.99", "100,000.01", "100.0%", "!", "1"]]),
        (("--by", "year", "--ten-thousands"), [["2026", "2", "19.999999", "10.000001", "100.0%", "!", "1"]]),
        (("--by", "year", "--year", "2025"), [["total", "0", "—", "—", "—"]]),
    ],
)
def test_money_is_put_together(run: Run, money: TestOffice, words: tuple[str, ...], lines: list[list[str]]) -> None:
    shown = cells(run("status", "--money", *words, folder=money.folder))

    assert shown[2 : 2 + len(lines)] == lines


def test_money_as_json_has_exact_text_and_null(run: Run, money: TestOffice) -> None:
    table = run("status", "--money", "--ten-thousands", "--json", folder=money.folder).json[0]

    assert (table["kind"], table["by"]) == ("grant", "grant")
    assert table["amounts"] == [
        {"id": "asked", "zh": "申请", "en": "asked"},
        {"id": "spent", "zh": "支出", "en": "spent"},
    ]
    assert table["rates"] == [{"id": "use", "zh": "使用率", "en": "use"}]
    assert [row["amounts"] for row in table["rows"]] == [
        {"asked": "100000.00", "spent": "100000.01"},
        {"asked": "99999.99", "spent": None},
    ]
    assert [row["rates"] for row in table["rows"]] == [{"use": "100.0"}, {"use": None}]
    assert [len(row["notes"]) for row in table["rows"]] == [1, 0]
    assert table["rows"][0]["notes"][0]["code"] == "M-OVERRUN"
    assert table["total"]["amounts"] == {"asked": "199999.99", "spent": "100000.01"}
    assert table["total"]["records"] == 2


def test_money_is_shown_as_it_stood(run: Run, money: TestOffice) -> None:
    then = run("status", "--money", "--at", "HEAD~1", "--json", folder=money.folder).json[0]

    assert then["total"]["amounts"] == {"asked": "199999.99", "spent": None}


@pytest.mark.parametrize("words", [("--by", "unit"), ("--year", "2026"), ("--ten-thousands",)])
def test_words_about_money_ask_for_money(run: Run, money: TestOffice, words: tuple[str, ...]) -> None:
    assert run("status", *words, folder=money.folder).out == run("status", "--money", *words).out


def test_a_sum_broken_by_hand_is_found_in_the_history(money: TestOffice) -> None:
    assert money.codes() == set()
    money.edit(ROOF, {("things",): [{"number": 1, "price": "1.00", "cost": "1.00"}]})
    commit = money.commit("dan")

    found = [entry for entry in money.verify().findings if entry.code == "R8-SUM"]

    assert [entry.place.commit for entry in found] == [commit]
    assert money.codes() > {"R8-SUM"}


def test_a_law_without_amounts_has_none_to_show(run: Run, become: Become) -> None:
    become("ada")

    assert run("status", "--money").out == "The law of this office names no amounts.\n"
    assert run("status", "--money", "--json").json == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--by", "horse"), "horse is nothing that amounts are put together by; these are: grant, unit, year"),
        (("--by", "report"), "report is nothing that amounts are put together by"),
        (("--at", "never"), "never names no commit, branch or day"),
    ],
)
def test_words_that_do_not_fit_are_refused(run: Run, money: TestOffice, words: tuple[str, ...], says: str) -> None:
    ran = run("status", "--money", *words, folder=money.folder)

    assert ran.code == 2
    assert says in ran.err


def test_an_overrun_is_shown_with_its_record_and_fails_no_validation(run: Run, money: TestOffice) -> None:
    shown, told = run("show", ROOF, folder=money.folder), run("show", ROOF, "--json")
    checked, found = run("validate"), run("validate", "--json")

    lines = shown.out.splitlines()
    at = lines.index("Amounts in yuan:")
    assert lines[at : at + 4] == [
        "Amounts in yuan:",
        "  asked: 100,000.00",
        "  spent: 100,000.01",
        "  ! over: spent within asked (支出不超申请); 100,000.01 ≤ 100,000.00 does not hold",
    ]
    assert told.json["amounts"] == {"asked": "100000.00", "spent": "100000.01"}
    assert [entry["code"] for entry in told.json["amount_findings"]] == ["M-OVERRUN"]
    assert (checked.code, checked.out, found.code) == (0, "14 records, 0 findings\n", 0)
    assert "M-OVERRUN [G3]: over: spent within asked" in checked.err
    assert [(entry["code"], entry["note"]) for entry in found.json["findings"]] == [("M-OVERRUN", True)]


def test_a_draft_that_does_not_add_up_is_shown_so_and_not_handed_in(run: Run, money: TestOffice) -> None:
    things = [{"number": 2, "price": "1.00", "cost": "2.00"}]
    money.decide("dan", "withdraw", ROOF)
    money.edit(ROOF, {("things",): things})
    money.commit("dan")

    shown = run("show", ROOF, folder=money.folder)

    assert "  ! does not add up: the things make the amount (合价之和＝金额); 2.00 = 100,000.00 does not hold" in (
        shown.out.splitlines()
    )
    assert money.refused("dan", "submit", ROOF) == ["R8-SUM"]
    money.edit(ROOF, {("things",): [{"number": 2, "price": "50000.00", "cost": "100000.00"}]})
    money.commit("dan")
    money.decide("dan", "submit", ROOF)
    assert money.codes() == set()
