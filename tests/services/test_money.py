"""Money side by side: rows, groups, totals, and what is nowhere stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import UnknownGrouping
from cio_ctl.services.money import amount_findings, amounts_of, money_tables
from tests.pingshan_in_memory import pingshan_office

if TYPE_CHECKING:
    from cio_ctl.model.office import Office
    from cio_ctl.services.money import MoneyTable, Row

Fields = dict[str, object]


def project(slug: str, unit: str, year: int, **amounts: str) -> dict[str, Fields]:
    """A project with what was approved, contracted, and paid by its settlement, as far as given."""
    folder = f"projects/{slug}"
    made: dict[str, Fields] = {
        f"{folder}/project": {
            "kind": "project",
            "name": slug.title(),
            "unit": f"units/{unit}",
            "planned_dates": {"start": f"{year}-03-01"},
            "stage": "construction",
            "decisions": [],
        }
    }
    if "approved" in amounts:
        approved: Fields = {
            "amount": amounts["approved"],
            "approval": {"amount": amounts["approved"]},
            "stage": "approved",
        }
        made[f"{folder}/funding-application"] = approved
    if "contracted" in amounts:
        made[f"{folder}/contracts/main"] = {"amount": amounts["contracted"], "stage": "signed"}
    if "paid" in amounts:
        made[f"{folder}/settlement"] = {"paid_amount": amounts["paid"], "stage": "submitted"}
    return made


def office() -> Office:
    """Four projects of two departments in two years; the third is over."""
    return pingshan_office(
        project("emr", "health", 2025, approved="100.10", contracted="90.00", paid="45.00")
        | project("beds", "health", 2026, approved="200.20")
        | project("desks", "education", 2026, approved="50.00", contracted="60.00", paid="61.00")
        | project("ideas", "education", 2026)
    ).office


def only(tables: tuple[MoneyTable, ...]) -> MoneyTable:
    assert len(tables) == 1
    return tables[0]


def line(row: Row) -> tuple[object, ...]:
    """Name, records, and what was approved, contracted and paid; a dash where nothing is stated."""
    amounts = [row.figures.get(name) for name in ("approved", "contracted", "paid")]
    return (row.name, row.records, *("—" if amount is None else f"{amount:f}" for amount in amounts))


IDEAS = ("ideas", 1, "—", "—", "—")
BEDS = ("beds", 1, "200.20", "—", "—")
DESKS = ("desks", 1, "50.00", "60.00", "61.00")
EMR = ("emr", 1, "100.10", "90.00", "45.00")


@pytest.mark.parametrize(
    ("by", "unit", "year", "lines", "total"),
    [
        ("", "", "", [BEDS, DESKS, EMR, IDEAS], ("", 4, "350.30", "150.00", "106.00")),
        ("project", "", "", [BEDS, DESKS, EMR, IDEAS], ("", 4, "350.30", "150.00", "106.00")),
        ("", "health", "", [BEDS, EMR], ("", 2, "300.30", "90.00", "45.00")),
        ("", "units/health", "2026", [BEDS], ("", 1, "200.20", "—", "—")),
        ("", "", "2025", [EMR], ("", 1, "100.10", "90.00", "45.00")),
        ("", "nobody", "", [], ("", 0, "—", "—", "—")),
        (
            "unit",
            "",
            "",
            [("units/education", 2, "50.00", "60.00", "61.00"), ("units/health", 2, "300.30", "90.00", "45.00")],
            ("", 4, "350.30", "150.00", "106.00"),
        ),
        (
            "year",
            "",
            "",
            [("2025", 1, "100.10", "90.00", "45.00"), ("2026", 3, "250.20", "60.00", "61.00")],
            ("", 4, "350.30", "150.00", "106.00"),
        ),
        ("year", "education", "", [("2026", 2, "50.00", "60.00", "61.00")], ("", 2, "50.00", "60.00", "61.00")),
    ],
)
def test_amounts_stand_by_project_unit_or_year_with_their_total(
    by: str, unit: str, year: str, lines: list[tuple[object, ...]], total: tuple[object, ...]
) -> None:
    table = only(money_tables(office(), by, unit, year))

    assert [line(row) for row in table.rows] == lines
    assert line(table.total) == total


def test_a_row_has_rates_and_what_is_over() -> None:
    table = only(money_tables(office()))
    rows = {row.name: row for row in table.rows}

    assert {name: str(rate) for name, rate in rows["emr"].rates.items()} == {"contracting": "89.9", "payment": "45.0"}
    assert rows["ideas"].rates == {}
    assert [dict(note.arguments)["check"] for note in rows["desks"].notes] == [
        "contracted-within-approved",
        "paid-within-contracted",
    ]
    assert rows["emr"].notes == ()
    assert table.total.notes == rows["desks"].notes
    assert str(table.total.rates["contracting"]) == "99.9"


def test_a_unit_is_called_by_its_name_and_a_project_by_its_own() -> None:
    assert [row.title for row in only(money_tables(office(), "unit")).rows] == ["education", "health"]
    assert [row.title for row in only(money_tables(office())).rows] == ["Beds", "Desks", "Emr", "Ideas"]


@pytest.mark.parametrize("by", ["contract", "units", "horse"])
def test_what_nothing_is_put_together_by_is_refused(by: str) -> None:
    with pytest.raises(UnknownGrouping, match=f"^{by} is nothing .* project, unit, year$"):
        money_tables(office(), by)


def test_a_record_shows_its_titled_amounts_and_its_doubts() -> None:
    found = office()
    desks = found.tree.record("projects/desks/project")
    unit = found.tree.record("units/health")
    assert desks is not None
    assert unit is not None

    assert [(name, label.en, str(amount)) for name, label, amount in amounts_of(found, desks)] == [
        ("applied", "applied", "50.00"),
        ("approved", "approved", "50.00"),
        ("contracted", "contracted", "60.00"),
        ("paid", "paid", "61.00"),
    ]
    assert [entry.code for entry in amount_findings(found, desks)] == ["M-OVERRUN", "M-OVERRUN"]
    assert amounts_of(found, unit) == ()
    assert amount_findings(found, unit) == ()
