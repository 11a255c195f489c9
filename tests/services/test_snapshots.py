"""Which records a pattern names."""

from __future__ import annotations

import pytest

from tests.offices_in_memory import GRANT, OTHER, REPORT, Texts, grant_fields, grants_office

BETWEEN = "grants/2026/shelves-2/application"


def office() -> Texts:
    found = grants_office()
    for name in (GRANT, OTHER, BETWEEN):
        found = found.record(name, grant_fields("idea"))
    return found.record(REPORT, {"kind": "report", "spent": "1.00", "stage": "draft", "decisions": []})


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("grants/2026/*/application", [OTHER, BETWEEN, GRANT]),
        ("grants/2026/shelves/*", [GRANT, REPORT]),
        ("grants/2026/s*/application", [BETWEEN, GRANT]),
        ("grants/*/shelves/report", [REPORT]),
        ("grants/*", []),
        ("grants/2027/*/application", []),
        ("*/2026/roof/application", [OTHER]),
        (REPORT, [REPORT]),
        ("grants/2026/shelves", []),
    ],
)
def test_a_pattern_names_the_records_that_fit_in_order(pattern: str, names: list[str]) -> None:
    assert list(office().office.tree.ids_like(pattern)) == names


def test_all_ids_stand_in_order() -> None:
    ids = office().standing.snapshot.ids()

    assert list(ids) == sorted(ids)
    assert {GRANT, OTHER, BETWEEN, REPORT} < set(ids)
