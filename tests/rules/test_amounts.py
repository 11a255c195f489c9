"""Rule 8 for money: forms add up to the cent, and what is over is marked."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.model.amounts import Money, Rate
from cio_ctl.model.label import Label
from cio_ctl.rules.amounts import failing, figures_of, mark_findings, rates_of, sum_findings, year_of
from cio_ctl.rules.soundness import marked, record_findings
from tests.pingshan_in_memory import decided, pingshan_office
from tests.rules import forms_with_sums as forms
from tests.rules.forms_with_sums import (
    AUDIT,
    CONTRACT,
    FORMS,
    FUNDING,
    PLAN,
    PRELIMINARY,
    PROGRAMME,
    PROGRESS,
    PROJECT,
    SETTLEMENT,
    case_of_form,
    yuan,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCEPTANCE, TENDER = f"{forms.DOSSIER}/acceptance-final", f"{forms.DOSSIER}/tender-review"

Fields = dict[str, object]
Path = tuple[str | int, ...]


def changed(fields: Fields, path: str, value: object) -> Fields:
    """The same form with another value at a path such as ``cost_items.0.amount``; ``del`` takes it out."""
    copy = deepcopy(fields)
    place: object = copy
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        place = place[step]  # type: ignore[index]
    if value == "del":
        del place[last]  # type: ignore[attr-defined]
    else:
        place[last] = value  # type: ignore[index]
    return copy


def refused(name: str, fields: Fields) -> list[str]:
    return [found.check.id for found in failing(case_of_form(name, fields), marks=False)]


def marks(name: str, fields: Fields, others: dict[str, Fields] | None = None) -> list[str]:
    return [found.check.id for found in failing(case_of_form(name, fields, others), marks=True)]


@pytest.mark.parametrize("name", FORMS)
def test_a_form_whose_amounts_add_up_is_left_in_peace(name: str) -> None:
    assert refused(name, FORMS[name]) == []
    assert marks(name, FORMS[name]) == []


@pytest.mark.parametrize(
    ("name", "path", "value", "checks"),
    [
        (FUNDING, "amount", "247.90", ["items-make-the-amount", "sources-make-the-amount", "years-make-the-amount"]),
        (FUNDING, "cost_items.0.quantity", 3, ["items-multiply"]),
        (FUNDING, "cost_items.1.unit_price", "0.98", ["items-multiply"]),
        (FUNDING, "cost_items.1.amount", "1.00", ["items-multiply", "items-make-the-amount"]),
        (FUNDING, "fund_sources.0.amount", "5.01", ["sources-make-the-amount"]),
        (FUNDING, "yearly_plan.1.amount", "0.00", ["years-make-the-amount"]),
        (CONTRACT, "payment_plan.0.amount", "5.01", ["payments-make-the-amount"]),
        (CONTRACT, "procurement_list.0.amount", "246.91", ["goods-multiply", "goods-make-the-amount"]),
        (PROGRESS, "arrived_now", "0.51", ["arrived-adds-up"]),
        (PROGRESS, "arrived_total", "1.49", ["arrived-adds-up"]),
        (PROGRESS, "paid_before", "0.61", ["paid-adds-up"]),
        (PROGRESS, "done_now", "0.21", ["done-adds-up"]),
        (PROGRESS, "done_now", "0.20", []),
        (PROGRESS, "released_year", "9.01", ["released-adds-up"]),
        (SETTLEMENT, "contracts.1.paid", "0.81", ["contract-settles", "payments-within-the-total"]),
        (SETTLEMENT, "contracts.1.unpaid", "0.10", ["contract-settles"]),
        (SETTLEMENT, "settled_amount", "5.71", ["costs-make-the-total", "sources-are-used", "assets-make-the-total"]),
        (SETTLEMENT, "contracts.0.settled", "5.01", ["contract-settles", "contracts-within-the-total"]),
        (SETTLEMENT, "balance", "-0.30", ["sources-are-used"]),
        (SETTLEMENT, "assets.written_off", "0.01", ["assets-make-the-total"]),
        (AUDIT, "audited_amount", "4.91", ["adjustments-lead-to-audited"]),
        (AUDIT, "adjustments.0.audited", "4.01", ["adjustments-lead-to-audited"]),
        (AUDIT, "adjustments", [], ["adjustments-lead-to-audited"]),
        (PLAN, "yearly_plan.0.amount", "0.31", ["years-make-the-amount"]),
        (PRELIMINARY, "estimate", "1.01", ["sources-make-the-estimate", "years-make-the-estimate"]),
        (PRELIMINARY, "yearly_plan.0.amount", "0.31", ["years-make-the-estimate"]),
        (PROGRAMME, "entries.0.amount", "1.01", ["years-make-the-estimate"]),
    ],
)
def test_a_sum_that_does_not_come_out_is_found(name: str, path: str, value: object, checks: list[str]) -> None:
    assert refused(name, changed(FORMS[name], path, value)) == checks


@pytest.mark.parametrize(
    ("name", "path", "value", "checks"),
    [
        # a list that is not there says nothing
        (PRELIMINARY, "yearly_plan", "del", []),
        (CONTRACT, "procurement_list", "del", []),
        (CONTRACT, "procurement_list", [], []),
        # a side of which nothing is there says nothing
        (PROGRESS, "paid_total", "del", []),
        (PROGRESS, "paid_total", None, []),
        (PROGRESS, "paid_total", "", []),
        (FUNDING, "amount", "del", []),
        (FUNDING, "cost_items.0.quantity", "del", []),
        # else a blank counts as nothing
        (PROGRESS, "paid_now", "del", ["paid-adds-up"]),
        (SETTLEMENT, "assets.intangible", "del", ["assets-make-the-total"]),
        (SETTLEMENT, "assets.fixed", "del", []),
        (FUNDING, "cost_items.0.amount", "del", ["items-make-the-amount"]),
        (FUNDING, "cost_items.0.amount", None, ["items-make-the-amount"]),
    ],
)
def test_what_is_left_blank_counts_as_nothing_unless_a_whole_side_is(
    name: str, path: str, value: object, checks: list[str]
) -> None:
    assert refused(name, changed(FORMS[name], path, value)) == checks


HOSTILE = (
    "abc",
    "1e5",
    "１.００",
    "NaN",
    "Infinity",
    "-0x1",
    "1_000.00",
    "1,000.00",
    "9" * 40,
    "0.001",
    " 1.00",
    "1.00\n",
)


@pytest.mark.parametrize("value", [*HOSTILE, True, {}, {"yuan": "1.00"}, ["much"]])
@pytest.mark.parametrize("path", ["paid_total", "paid_now", "approved", "arrived_before"])
def test_what_is_no_amount_makes_no_sum_and_is_the_schemas_business(path: str, value: object) -> None:
    fields = changed(forms.progress(), path, value)

    assert (refused(PROGRESS, fields), marks(PROGRESS, fields)) == ([], [])
    office = pingshan_office({PROGRESS: decided(*REPORTED, kind="progress-report", **fields)})
    assert "R8-SCHEMA" in {found.code for found in record_findings(office.office, PROGRESS)}


@pytest.mark.parametrize(
    "value", [{}, "1.00", ["1.00"], [{"amount": {}}], [[{"amount": "247.89"}]], {"amount": "much"}]
)
@pytest.mark.parametrize("path", ["cost_items", "yearly_plan"])
def test_a_list_of_another_form_breaks_nothing(path: str, value: object) -> None:
    case = case_of_form(FUNDING, changed(forms.funding(), path, value))

    assert list(failing(case, marks=False)) == []


REPORTED = ("2026-10-08 hua project-unit@health submit draft reported",)


@pytest.mark.parametrize(
    ("before", "now", "total", "holds"),
    [
        ("0.10", "0.20", "0.30", True),
        ("0.10", "0.20", "0.31", False),
        ("9999999999999.99", "0.01", "10000000000000.00", True),
        ("9999999999999.99", "0.02", "10000000000000.00", False),
        ("1111111111111111.11", "8888888888888888.88", "9999999999999999.99", True),
        ("0.00", "0.00", "0.00", True),
        ("1", "0.5", "1.50", True),
        (1, 2, 3, True),
    ],
)
def test_sums_are_exact(before: object, now: object, total: object, holds: bool) -> None:  # noqa: FBT001
    fields = forms.progress() | {"paid_before": before, "paid_now": now, "paid_total": total}

    assert ("paid-adds-up" not in refused(PROGRESS, fields)) is holds


def test_a_product_of_the_longest_numbers_is_exact() -> None:
    entry = {"quantity": 10**17 + 1, "unit_price": "9999999999999999.99", "amount": "1.00"}
    found = next(iter(sum_findings(case_of_form(FUNDING, {"cost_items": [entry]}))))

    assert dict(found.arguments)["left"] == f"{(10**17 + 1) * 999999999999999999 // 100:,}.99"


def test_a_sum_too_long_for_a_form_is_still_written() -> None:
    fields = forms.funding() | {"fund_sources": forms.amounts([10**17] * 50)}

    found = [dict(entry.arguments) for entry in sum_findings(case_of_form(FUNDING, fields))]

    assert [entry["left"] for entry in found] == ["50,000,000,000,000,000.00"]


def test_a_finding_names_check_sides_obligation_and_line() -> None:
    fields = decided(*REPORTED, kind="progress-report", **forms.progress() | {"paid_total": "0.91"})
    office = pingshan_office({PROGRESS: fields})

    found = [entry for entry in record_findings(office.office, PROGRESS) if entry.code == "R8-SUM"]

    assert [entry.basis for entry in found] == ["C6"]
    assert found[0].sentence() == (
        "does not add up: paid: until last period + this period = total (支付：上期末＋本期＝累计); "
        "0.90 = 0.91 does not hold"
    )
    assert found[0].place.path == f"records/{PROGRESS}.yaml"
    assert found[0].place.line == office.found(PROGRESS).line("paid_total") > 1


def test_an_entry_is_found_by_its_own_line() -> None:
    fields = changed(forms.funding(), "cost_items.1.amount", "1.00")
    office = pingshan_office({FUNDING: fields | {"kind": "funding-application"}})

    found = next(iter(sum_findings(office.case(FUNDING))))

    assert found.place.line == office.found(FUNDING).line("cost_items", 1, "amount") == 8


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ((), []),
        (REPORTED, ["R8-SUM"]),
        (("2026-10-08 hua project-unit@health withdraw draft withdrawn",), []),
    ],
)
def test_a_draft_and_what_was_given_up_need_not_add_up(rows: tuple[str, ...], codes: list[str]) -> None:
    fields = {**forms.progress(), "paid_total": "9.99", "kind": "progress-report", "stage": "draft", "decisions": []}
    office = pingshan_office({PROGRESS: {**fields, **(decided(*rows) if rows else {})}})

    assert [found.code for found in record_findings(office.office, PROGRESS) if found.code == "R8-SUM"] == codes
    assert [found.code for found in marked(office.office, PROGRESS)] == ["M-OVERRUN", "M-OVERRUN"] * len(codes)


def test_the_judge_refuses_to_hand_in_a_form_that_does_not_add_up() -> None:
    drawn_up = {**forms.progress(), "paid_total": "0.91", "kind": "progress-report"}
    project: Fields = {"kind": "project", "unit": "units/health", "stage": "construction", "decisions": []}
    before = pingshan_office({PROJECT: project, PROGRESS: {**drawn_up, "stage": "draft", "decisions": []}})
    after = before.record(PROGRESS, {**drawn_up, **decided(*REPORTED)})

    codes = before.codes(after, "hua")

    assert "R8-SUM" in codes
    assert "R8-SUM" not in before.codes(before.record(PROGRESS, {**drawn_up, "stage": "draft", "decisions": []}), "hua")


def parts() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 10**12), min_size=1, max_size=4)


def rows(least: int = 0) -> st.SearchStrategy[list[tuple[int, int]]]:
    pair = st.tuples(st.integers(max(least, 1), 10**6), st.integers(least, 10**9))
    return st.lists(pair, min_size=1, max_size=4)


COMPUTED: dict[str, st.SearchStrategy[Fields]] = {
    FUNDING: st.builds(forms.funding, rows(), parts()),
    CONTRACT: st.builds(forms.contract, rows(), parts()),
    PROGRESS: st.builds(forms.progress, *[st.tuples(st.integers(0, 10**12), st.integers(0, 10**12))] * 2),
    SETTLEMENT: st.builds(forms.settlement, rows(), st.integers(-(10**6), 10**9)),
    AUDIT: st.builds(forms.audit, rows(), st.integers(0, 10**9)),
    PLAN: st.builds(forms.investment_plan, parts()),
    PRELIMINARY: st.builds(forms.preliminary, parts()),
    PROGRAMME: st.builds(forms.programme, parts()),
}
UNBOUND = {
    PROGRESS: {"approved", "released_total", "released_year", "contracted", "done_now", "done_total"},
    SETTLEMENT: {"paid_amount", "contract_sum", "estimated"},
}
"""Amounts that no equation of their form holds."""


def places_of_amounts(value: object, path: Path = ()) -> Iterator[Path]:
    """Where in a form amounts stand."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in pairs:
        if isinstance(part, str):
            yield (*path, step)
        else:
            yield from places_of_amounts(part, (*path, step))


@pytest.mark.parametrize("name", COMPUTED)
@given(data=st.data())
def test_a_computed_form_adds_up_and_a_cent_anywhere_is_found(name: str, data: st.DataObject) -> None:
    fields = data.draw(COMPUTED[name])
    assert refused(name, fields) == []

    bound = [path for path in places_of_amounts(fields) if path[-1] not in UNBOUND.get(name, set())]
    path = ".".join(str(step) for step in data.draw(st.sampled_from(bound)))
    cents = int(str(_at(fields, path)).replace(".", "")) + data.draw(st.sampled_from((1, -1)))

    assert refused(name, changed(fields, path, yuan(cents))) != []


def _at(fields: Fields, path: str) -> object:
    found: object = fields
    for step in path.split("."):
        found = found[int(step) if step.isdigit() else step]  # type: ignore[index]
    return found


def dossier(**stages: str) -> dict[str, Fields]:
    """Records of a project by what they are, each with an amount or the stage that is given."""
    made: dict[str, Callable[[str], tuple[str, Fields]]] = {
        "principle": lambda yuan_: (PRELIMINARY, {"approval": {"amount": yuan_}, "stage": "approved"}),
        "applied": lambda yuan_: (FUNDING, {"amount": yuan_, "stage": "approval"}),
        "approved": lambda yuan_: (FUNDING, {"amount": yuan_, "approval": {"amount": yuan_}, "stage": "approved"}),
        "planned": lambda yuan_: (PLAN, {"release": {"amount": yuan_}, "stage": "issued"}),
        "ceiling": lambda yuan_: (TENDER, {"ceiling": yuan_, "stage": "passed"}),
        "main": lambda yuan_: (CONTRACT, {"amount": yuan_, "stage": "signed"}),
        "works": lambda yuan_: (f"{forms.DOSSIER}/contracts/supervision", {"amount": yuan_, "stage": "signed"}),
        "drafted": lambda yuan_: (f"{forms.DOSSIER}/contracts/more", {"amount": yuan_, "stage": "draft"}),
        "elsewhere": lambda yuan_: ("projects/other/contracts/main", {"amount": yuan_, "stage": "signed"}),
        "reported": lambda yuan_: (PROGRESS, {"paid_total": yuan_, "paid_now": yuan_, "stage": "reported"}),
        "later": lambda yuan_: (f"{forms.DOSSIER}/progress/2026-q4", {"paid_total": yuan_, "stage": "reported"}),
        "accepted": lambda yuan_: (
            ACCEPTANCE,
            {"investment": {"paid": yuan_}, "stage": "passed"},
        ),
        "settled": lambda yuan_: (SETTLEMENT, {"settled_amount": yuan_, "paid_amount": yuan_, "stage": "submitted"}),
        "audited": lambda yuan_: (AUDIT, {"audited_amount": yuan_, "stage": "issued"}),
    }
    return dict(made[what](amount) for what, amount in stages.items())


@pytest.mark.parametrize(
    ("records", "figures"),
    [
        ({}, {}),
        ({"applied": "3.00"}, {"applied": "3.00"}),
        ({"approved": "3.00"}, {"applied": "3.00", "approved": "3.00"}),
        ({"main": "1.10", "works": "2.20", "drafted": "9.00", "elsewhere": "9.00"}, {"contracted": "3.30"}),
        ({"drafted": "9.00"}, {}),
        ({"reported": "1.00"}, {"paid": "1.00"}),
        ({"reported": "1.00", "later": "2.00"}, {"paid": "2.00"}),
        ({"later": "2.00", "accepted": "1.50"}, {"paid": "2.00"}),
        ({"later": "2.00", "accepted": "2.50"}, {"paid": "2.50"}),
        ({"later": "2.00", "settled": "2.60"}, {"paid": "2.60", "settled": "2.60"}),
        ({"audited": "0.00"}, {"audited": "0.00"}),
        # what is no amount makes the sum unknown, not smaller
        ({"main": "1.10", "works": "much"}, {}),
        ({"reported": "much", "settled": "2.60"}, {"settled": "2.60"}),
    ],
)
def test_the_amounts_of_a_project_come_from_the_records_around_it(
    records: dict[str, str], figures: dict[str, str]
) -> None:
    case = case_of_form(PROJECT, {}, dossier(**records))

    assert {name: f"{amount:f}" for name, amount in figures_of(case).items()} == figures


def test_the_amounts_stand_in_the_order_of_the_law() -> None:
    case = case_of_form(
        PROJECT, {}, dossier(audited="1.00", settled="1.00", main="1.00", approved="1.00", planned="1.00")
    )

    assert list(figures_of(case)) == ["applied", "approved", "planned", "contracted", "paid", "settled", "audited"]
    assert list(case.process.money.titles) == list(figures_of(case))


@pytest.mark.parametrize(
    ("records", "checks"),
    [
        ({"principle": "3.00", "applied": "3.00"}, []),
        ({"principle": "3.00", "applied": "3.01"}, ["applied-within-principle"]),
        ({"approved": "3.00", "planned": "3.01"}, ["planned-within-approved"]),
        ({"approved": "3.00", "ceiling": "3.01"}, ["ceiling-within-approved"]),
        ({"approved": "3.00", "main": "2.00", "works": "1.01"}, ["contracted-within-approved"]),
        ({"planned": "3.00", "reported": "3.01"}, ["paid-within-planned"]),
        ({"main": "3.00", "reported": "3.01"}, ["paid-within-contracted"]),
        ({"main": "3.00", "reported": "3.00"}, []),
        ({"main": "3.00", "settled": "3.01"}, ["paid-within-contracted", "settled-within-contracted"]),
        ({"approved": "3.00", "settled": "3.01"}, ["settled-within-approved"]),
        ({"settled": "3.00", "audited": "3.01"}, ["audited-within-settled"]),
        ({"settled": "3.00", "audited": "2.99"}, ["paid-within-audited"]),
        ({"reported": "1.00", "later": "1.00"}, []),
        ({"reported": "1.00", "later": "1.50"}, ["periods-make-the-total"]),
        # what one side lacks is not compared
        ({"main": "3.00"}, []),
        ({"reported": "3.00"}, []),
    ],
)
def test_what_a_project_overruns_is_marked(records: dict[str, str], checks: list[str]) -> None:
    assert marks(PROJECT, {}, dossier(**records)) == checks


@pytest.mark.parametrize(
    ("name", "path", "value", "checks"),
    [
        (PROGRESS, "paid_total", "1.51", ["paid-within-arrived"]),
        (PROGRESS, "contracted", "0.89", ["paid-within-contracted"]),
        (PROGRESS, "contracted", "10.01", ["contracted-within-approved"]),
        (PROGRESS, "released_total", "10.01", ["released-within-approved"]),
        (SETTLEMENT, "costs.0.estimated", "5.69", ["cost-within-estimate"]),
        (SETTLEMENT, "contracts.0.contract_sum", "4.99", ["settled-within-sum"]),
        (AUDIT, "audited_amount", "5.71", ["audited-within-submitted"]),
        (PLAN, "release", {"amount": "1.01"}, ["released-within-applied"]),
        (
            ACCEPTANCE,
            "investment",
            {"contracted": "2.00", "approved": "1.00"},
            ["contracted-within-approved"],
        ),
    ],
)
def test_what_a_form_overruns_is_marked(name: str, path: str, value: object, checks: list[str]) -> None:
    assert marks(name, changed(FORMS.get(name, {}), path, value)) == checks


@pytest.mark.parametrize(
    ("name", "fields", "records", "checks"),
    [
        (TENDER, {"ceiling": "3.01"}, {"approved": "3.00"}, ["ceiling-within-approved"]),
        (PROGRESS, {"approved": "3.00"}, {"approved": "3.01"}, ["approved-as-decided"]),
        (SETTLEMENT, {"contracts": [{"contract_sum": "3.00"}]}, {"main": "3.01"}, ["contracts-as-signed"]),
        (SETTLEMENT, {"costs": [{"estimated": "3.00"}]}, {"approved": "3.01"}, ["estimates-as-approved"]),
        (AUDIT, {"submitted_amount": "3.00"}, {"settled": "3.01"}, ["submitted-as-settled"]),
        (AUDIT, {"submitted_amount": "3.00"}, {"settled": "3.00"}, []),
    ],
)
def test_what_a_form_says_otherwise_than_other_records_is_marked(
    name: str, fields: Fields, records: dict[str, str], checks: list[str]
) -> None:
    assert marks(name, fields, dossier(**records)) == checks


def test_an_overrun_and_a_difference_are_notes_that_say_both_sides() -> None:
    case = case_of_form(PROJECT, {}, dossier(main="1000.00", later="2000.00", reported="0.50"))

    found = list(mark_findings(case))

    assert [entry.code for entry in found] == ["M-OVERRUN", "M-DIFFERS"]
    assert all(entry.about.note and entry.about.rule == 0 for entry in found)
    assert found[0].sentence() == ("over: paid within contracted (支付不超合同总额); 2,000.00 ≤ 1,000.00 does not hold")


@pytest.mark.parametrize(
    ("figures", "rate"),
    [
        ({"paid": "1.00", "approved": "3.00"}, "33.3"),
        ({"paid": "2.00", "approved": "3.00"}, "66.7"),
        ({"paid": "1.00", "approved": "800.00"}, "0.1"),
        ({"paid": "4.00", "approved": "3.00"}, "133.3"),
        ({"paid": "0.00", "approved": "3.00"}, "0.0"),
        ({"paid": "9" * 30, "approved": "9" * 30}, "100.0"),
        ({"paid": "1.00", "approved": "0.00"}, None),
        ({"paid": "1.00"}, None),
        ({"approved": "1.00"}, None),
    ],
)
def test_a_rate_is_in_percent_with_one_decimal_or_is_not(figures: dict[str, str], rate: str | None) -> None:
    money = Money(rates={"payment": Rate("payment", Label("支付率", "payment"), "paid", "approved")})

    found = rates_of(money, ({name: Decimal(text) for name, text in figures.items()},))

    assert {name: str(value) for name, value in found.items()} == ({} if rate is None else {"payment": rate})


def test_a_rate_of_several_counts_those_that_state_both_amounts() -> None:
    money = Money(rates={"payment": Rate("payment", Label("支付率", "payment"), "paid", "approved")})
    one, other = {"paid": Decimal(2), "approved": Decimal(3)}, {"paid": Decimal(0), "approved": Decimal(1)}

    assert rates_of(money, (one, other, {"approved": Decimal(96)}, {}))["payment"] == Decimal("50.0")


@pytest.mark.parametrize(
    ("fields", "year"),
    [
        ({"planned_dates": {"start": "2026-03-05"}}, "2026"),
        ({"planned_dates": {}}, ""),
        ({"planned_dates": {"start": "soon"}}, ""),
        ({"planned_dates": {"start": "２０２６-03-05"}}, ""),
        ({"planned_dates": {"start": 2026}}, "2026"),
        ({"planned_dates": []}, ""),
        ({}, ""),
    ],
)
def test_the_year_of_a_project_is_that_in_which_work_is_to_start(fields: Fields, year: str) -> None:
    assert year_of(case_of_form(PROJECT, fields)) == year


def test_a_kind_without_a_year_has_none() -> None:
    assert year_of(case_of_form(CONTRACT, {"signed_on": "2026-01-01"})) == ""
