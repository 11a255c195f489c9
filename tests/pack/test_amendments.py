"""Amendments under the Pingshan pack, once an office demands that two of its district CIOs agree."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.offices_in_memory import NOON, Texts, officer_fields
from tests.pingshan_in_memory import decided, pingshan_law, pingshan_office

AMENDMENT = "amendments/2026/terms/proposal"
FILING, PROCEDURE = "schemas/filing.process.yaml", "schemas/procedure.yaml"
CIO = "district-cio@office"
SUBMITTED = f"2026-03-02 li-na {CIO} submit draft proposed"
APPROVED = f"2026-03-03 deng {CIO} approve proposed agreed"
AGAIN = f"2026-03-04 dong {CIO} approve agreed agreed"


def office(quorum: int) -> Texts:
    """Three district CIOs."""
    keepers = "  changed-by: [{role: district-cio}]\n"
    made = pingshan_office({}).replacing(PROCEDURE, keepers, f"{keepers}  quorum: {quorum}\n")
    for slug in ("deng", "dong"):
        made = made.record(f"officers/{slug}", officer_fields(slug, CIO))
    return made


def amendment(*rows: str) -> dict[str, object]:
    """The record that changes the process of filings."""
    before, after = (sha256(text.encode()).hexdigest() for text in (pingshan_law()[FILING], amended()))
    files = [{"path": FILING, "before": before, "after": after}]
    return decided(*rows, kind="amendment", title="修改", files=files)


def amended() -> str:
    return pingshan_law()[FILING] + "# 修改\n"


@pytest.mark.parametrize(
    ("quorum", "rows", "who", "codes"),
    [
        (2, (SUBMITTED, APPROVED), "li-na", []),
        (2, (SUBMITTED, APPROVED), "dong", []),
        (3, (SUBMITTED, APPROVED), "li-na", ["R9-QUORUM"]),
        (3, (SUBMITTED, APPROVED), "dong", []),
        (3, (SUBMITTED, APPROVED, AGAIN), "deng", []),
    ],
)
def test_an_amendment_comes_in_force_when_enough_have_agreed(
    quorum: int, rows: tuple[str, ...], who: str, codes: list[str]
) -> None:
    last = f"{NOON.isoformat()} {who} {CIO} advance agreed in-force"
    before = office(quorum).record(AMENDMENT, amendment(*rows))
    after = before.record(AMENDMENT, amendment(*rows, last)).having({FILING: amended()})

    assert before.codes(after, who) == codes


@pytest.mark.parametrize(
    ("rows", "last", "who", "codes"),
    [
        ((SUBMITTED,), f"li-na {CIO} approve proposed agreed", "li-na", ["R5-SAME-PERSON"]),
        ((SUBMITTED, APPROVED), f"deng {CIO} approve agreed agreed", "deng", ["R5-SAME-PERSON"]),
        ((SUBMITTED,), "qin district-cio-team@office approve proposed agreed", "qin", ["R4-ROLE"]),
        ((SUBMITTED, APPROVED), "qin district-cio-team@office withdraw agreed withdrawn", "qin", []),
    ],
)
def test_each_district_cio_agrees_once(rows: tuple[str, ...], last: str, who: str, codes: list[str]) -> None:
    before = office(3).record(AMENDMENT, amendment(*rows))
    after = before.record(AMENDMENT, amendment(*rows, f"{NOON.isoformat()} {last}"))

    assert before.codes(after, who) == codes


def test_the_pack_as_it_ships_demands_no_quorum() -> None:
    made = pingshan_office({})

    assert made.office.law.quorum == 1
    assert made.codes(made.having({FILING: amended()}), "li-na") == []
