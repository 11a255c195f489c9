"""Delegation: who may act for whom, from which day to which, and that it shows in the decision."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.offices_in_memory import (
    GRANT,
    NOON,
    SUBMITTED,
    Texts,
    decision_entry,
    grant_fields,
    grants_office,
    key_entry,
    officer_fields,
    post_entry,
)

FOR_ADA = {"delegated_for": "officers/ada"}
AWAY = {"since": "2026-03-01", "reason": "离岗"}


def lent(post: str, to: str, since: str = "2026-03-01", until: str = "2026-03-31") -> dict[str, object]:
    """A delegation."""
    return post_entry(post, since, to=f"officers/{to}", until=until)


def lender(**more: object) -> dict[str, object]:
    """The file of the director, who lends the post to hal."""
    return officer_fields("ada", "director@office", delegations=[lent("director@office", "hal")], **more)


def granted(office: Texts, at: datetime = NOON, **more: object) -> list[str]:
    """The codes for a grant that hal decides on for the director."""
    before = office.record(GRANT, grant_fields("desk", SUBMITTED))
    decision = decision_entry("hal director@office approve desk granted", at.isoformat(), **{**FOR_ADA, **more})
    return before.codes(before.record(GRANT, grant_fields("granted", SUBMITTED, decision, number="G-1")), "hal", at)


def day(text: str, clock: str = "12:00:00") -> datetime:
    return datetime.fromisoformat(f"{text}T{clock}+08:00")


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        (day("2026-02-28", "23:59:59"), ["R4-ROLE"]),
        (day("2026-03-01", "00:00:00"), []),
        (day("2026-03-31", "23:59:59"), []),
        (day("2026-04-01", "00:00:00"), ["R4-ROLE"]),
    ],
)
def test_first_and_last_day_belong_to_it(at: datetime, codes: list[str]) -> None:
    office = grants_office().record("officers/ada", lender())

    assert [code for code in granted(office, at) if code.startswith("R4")] == codes


@pytest.mark.parametrize(
    ("slug", "fields", "codes"),
    [
        ("ada", lender(), []),
        ("ada", lender(suspended=AWAY), ["R4-ROLE"]),
        ("ada", lender() | {"roles": [post_entry("director@office", until="2026-03-09")]}, ["R4-ROLE"]),
        ("ada", lender() | {"roles": [post_entry("director@office", until="2026-03-10")]}, []),
        ("ada", lender() | {"keys": [key_entry("ada", withdrawn="2026-03-02T09:00:00+08:00")]}, []),
        ("ada", lender() | {"delegations": []}, ["R4-ROLE"]),
        ("ada", lender() | {"delegations": [lent("director@office", "hal", until="2026-03-09")]}, ["R4-ROLE"]),
        ("hal", officer_fields("hal", "board@board", suspended=AWAY), ["R1-SUSPENDED"]),
        (
            "hal",
            officer_fields("hal") | {"keys": [key_entry("hal", withdrawn="2026-03-02T09:00:00+08:00")]},
            ["R1-WITHDRAWN-KEY"],
        ),
    ],
)
def test_it_lasts_while_both_are_in_office(slug: str, fields: dict[str, object], codes: list[str]) -> None:
    office = grants_office().record("officers/ada", lender()).record(f"officers/{slug}", fields)

    assert granted(office) == codes


def test_what_is_lent_is_not_lent_on() -> None:
    office = grants_office().record(
        "officers/ada", officer_fields("ada", "director@office", delegations=[lent("director@office", "gus")])
    )
    on = officer_fields("gus", "treasurer@board", delegations=[lent("director@office", "hal")])

    assert office.codes(office.record("officers/gus", on), "gus") == ["R9-NOT-HELD"]
    assert granted(office.record("officers/gus", on), delegated_for="officers/gus") == ["R4-ROLE"]


@pytest.mark.parametrize("lender_named", ["", "officers/ben"])
def test_the_decision_names_the_one_who_lent(lender_named: str) -> None:
    assert granted(grants_office().record("officers/ada", lender()), delegated_for=lender_named or None) != []


def test_a_delegate_does_not_change_the_delegation() -> None:
    office = grants_office().record("officers/ada", lender())
    longer = lender() | {"delegations": [lent("director@office", "hal", until="2027-03-31")]}

    assert office.codes(office.record("officers/ada", longer), "hal") == ["R9-OWN-RIGHTS"]
    assert office.codes(office.record("officers/ada", longer), "ben") == ["R9-REGISTER"]
    assert office.codes(office.record("officers/ada", longer), "ada") == []


def test_two_do_not_raise_one_another_by_delegation() -> None:
    """Ben lends hal the post of clerk; hal does not become what ben is not."""
    office = grants_office().record("officers/ben", officer_fields("ben", "clerk@office"))
    lends = officer_fields("ben", "clerk@office", delegations=[lent("director@office", "hal")])

    assert office.codes(office.record("officers/ben", lends), "ben") == ["R9-NOT-HELD"]
