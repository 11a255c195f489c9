"""Forms of the Pingshan pack whose amounts add up, as far as their checks look; other fields are left out."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from cio_ctl.model.record import Record
from cio_ctl.rules.cases import case_of
from tests.pingshan_in_memory import pingshan_office

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cio_ctl.model.office import Office
    from cio_ctl.rules.cases import Case

DOSSIER = "projects/emr"
FUNDING = f"{DOSSIER}/funding-application"
CONTRACT = f"{DOSSIER}/contracts/main"
PROGRESS = f"{DOSSIER}/progress/2026-q3"
SETTLEMENT = f"{DOSSIER}/settlement"
AUDIT = f"{DOSSIER}/audit-report"
PLAN = f"{DOSSIER}/investment-plan"
PRELIMINARY = f"{DOSSIER}/preliminary-application"
PROGRAMME = "planning/2026/district/programme"
PROJECT = f"{DOSSIER}/project"

Fields = dict[str, object]


def yuan(cents: int) -> str:
    """``1250.00`` from cents."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def split(cents: int, cuts: Sequence[int]) -> list[int]:
    """An amount in as many parts as there are cuts and one more."""
    edges = [0, *sorted(cut % (cents + 1) for cut in cuts), cents]
    return [end - start for start, end in pairwise(edges)]


def items(rows: Sequence[tuple[int, int]]) -> list[Fields]:
    """Cost items from quantities and unit prices in cents."""
    return [{"quantity": n, "unit_price": yuan(price), "amount": yuan(n * price)} for n, price in rows]


def amounts(parts: Sequence[int]) -> list[Fields]:
    """Entries that have an amount."""
    return [{"amount": yuan(part)} for part in parts]


def funding(rows: Sequence[tuple[int, int]] = ((2, 12345), (1, 99)), cuts: Sequence[int] = (500,)) -> Fields:
    """A funding application of these items."""
    whole = sum(n * price for n, price in rows)
    return {
        "amount": yuan(whole),
        "cost_items": items(rows),
        "fund_sources": amounts(split(whole, cuts)),
        "yearly_plan": amounts(split(whole, cuts[:1])),
    }


def contract(rows: Sequence[tuple[int, int]] = ((2, 12345), (1, 99)), cuts: Sequence[int] = (500,)) -> Fields:
    """A contract for these goods."""
    whole = sum(n * price for n, price in rows)
    return {"amount": yuan(whole), "payment_plan": amounts(split(whole, cuts)), "procurement_list": items(rows)}


def progress(arrived: tuple[int, int] = (100, 50), paid: tuple[int, int] = (60, 30)) -> Fields:
    """A progress report of what had arrived and was paid before, and in its period."""
    return {
        "approved": yuan(1000),
        "released_total": yuan(900),
        "released_year": yuan(900),
        "contracted": yuan(800),
        "arrived_before": yuan(arrived[0]),
        "arrived_now": yuan(arrived[1]),
        "arrived_total": yuan(sum(arrived)),
        "paid_before": yuan(paid[0]),
        "paid_now": yuan(paid[1]),
        "paid_total": yuan(sum(paid)),
        "done_now": yuan(10),
        "done_total": yuan(20),
    }


def settlement(rows: Sequence[tuple[int, int]] = ((500, 480), (70, 80)), balance: int = 30) -> Fields:
    """A settlement from what was settled and paid on each contract; one cost class, assets of two kinds."""
    settled, paid = sum(one for one, _ in rows), sum(one for _, one in rows)
    return {
        "contracts": [
            {"contract_sum": yuan(one), "settled": yuan(one), "paid": yuan(other), "unpaid": yuan(one - other)}
            for one, other in rows
        ],
        "costs": [{"estimated": yuan(settled), "submitted": yuan(settled)}],
        "fund_sources": amounts([settled + balance]),
        "settled_amount": yuan(settled),
        "paid_amount": yuan(paid),
        "balance": yuan(balance),
        "assets": {"fixed": yuan(0), "intangible": yuan(settled), "current": yuan(0)},
    }


def audit(rows: Sequence[tuple[int, int]] = ((500, 400), (10, 30)), others: int = 60) -> Fields:
    """An audit report from what was submitted and audited of each class adjusted, and of all others."""
    return {
        "submitted_amount": yuan(sum(one for one, _ in rows) + others),
        "audited_amount": yuan(sum(one for _, one in rows) + others),
        "adjustments": [{"submitted": yuan(one), "audited": yuan(other)} for one, other in rows],
    }


def investment_plan(parts: Sequence[int] = (30, 70)) -> Fields:
    """An application for these amounts by year."""
    return {"applied_amount": yuan(sum(parts)), "yearly_plan": amounts(parts)}


def preliminary(parts: Sequence[int] = (30, 70)) -> Fields:
    """A preliminary application with these sources, which are the years too."""
    return {"estimate": yuan(sum(parts)), "fund_sources": amounts(parts), "yearly_plan": amounts(parts)}


def programme(parts: Sequence[int] = (30, 70)) -> Fields:
    """A programme of one entry with these amounts by year."""
    return {"entries": [{"amount": yuan(sum(parts)), "yearly_plan": amounts(parts)}]}


FORMS: dict[str, Fields] = {
    FUNDING: funding(),
    CONTRACT: contract(),
    PROGRESS: progress(),
    SETTLEMENT: settlement(),
    AUDIT: audit(),
    PLAN: investment_plan(),
    PRELIMINARY: preliminary(),
    PROGRAMME: programme(),
}
"""One of each, by the id of its record."""


@cache
def _office() -> Office:
    return pingshan_office().office


def case_of_form(name: str, fields: Fields, others: Mapping[str, Fields] | None = None) -> Case:
    """The case of a form, with other records around it."""
    office = pingshan_office(others).office if others else _office()
    case = case_of(office, Record(name, fields))
    assert case is not None
    return case
