from __future__ import annotations

from datetime import date

import pytest

from cio_ctl.model.record import Record
from cio_ctl.model.register import Post, Register, Standing, register_from
from tests.offices_in_memory import fingerprint, grants_office, key_entry, officer_fields, post_entry, public_key

TODAY = date(2026, 3, 10)
AWAY = {"since": "2026-03-01", "reason": "离岗"}


def register_of(**officers: dict[str, object]) -> Register:
    return register_from(Record(f"officers/{slug}", fields) for slug, fields in officers.items())


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (date(2026, 3, 11), None, False),
        (None, date(2026, 3, 9), False),
    ],
)
def test_a_post_is_held_from_its_first_day_to_its_last(since: date | None, until: date | None, *, held: bool) -> None:
    assert Post("clerk", "units/office", since, until).in_force(TODAY) is held


@pytest.mark.parametrize(
    ("dates", "held"),
    [
        ({}, True),
        ({"until": "2026-03-10"}, True),
        ({"from": "soon"}, False),
        ({"until": "later"}, False),
        ({"until": 20270101}, True),
    ],
)
def test_a_day_that_is_none_gives_no_right(dates: dict[str, object], *, held: bool) -> None:
    ada = officer_fields("ada") | {"roles": [{**post_entry("director@office"), **dates}]}
    register = register_of(ada=ada)

    assert bool(register.standings(register.officers["officers/ada"], TODAY)) is held


@pytest.mark.parametrize(
    ("fields", "signs", "once"),
    [
        (officer_fields("ada"), True, True),
        (officer_fields("ada", suspended=AWAY), False, True),
        (officer_fields("ada", suspended=None), True, True),
        (officer_fields("ada") | {"keys": [key_entry("ada", withdrawn="2026-03-01T09:00:00+08:00")]}, False, True),
        (officer_fields("ada") | {"keys": [key_entry("ada", withdrawn=""), key_entry("ada-2")]}, True, True),
        (officer_fields("zoe"), False, False),
        (officer_fields("ada") | {"keys": ["x", {}]}, False, False),
        (officer_fields("ada") | {"keys": "x"}, False, False),
    ],
)
def test_the_signer_is_the_officer_in_office_with_the_key_in_force(
    fields: dict[str, object], *, signs: bool, once: bool
) -> None:
    register = register_of(ada=fields)

    assert (register.signer(fingerprint("ada")) is not None) is signs
    assert (register.holder_once(fingerprint("ada")) is not None) is once
    assert register.signer("") is None


@pytest.mark.parametrize(
    ("public", "stated", "print_"),
    [
        (public_key("ada"), "SHA256:other", fingerprint("ada")),
        (f"  {public_key('ada')}\n", "", fingerprint("ada")),
        ("ssh-ed25519 !!!! x", fingerprint("ada"), ""),
        ("ssh-ed25519", fingerprint("ada"), ""),
        ("", fingerprint("ada"), ""),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\nx", "ABCD", "ABCD"),
    ],
)
def test_the_fingerprint_of_an_ssh_key_is_computed_and_never_believed(public: str, stated: str, print_: str) -> None:
    register = register_of(ada={"keys": [{"public": public, "fingerprint": stated}]})

    assert register.officers["officers/ada"].keys[0].fingerprint == print_


def test_own_posts_come_before_those_that_were_lent() -> None:
    lent = post_entry("director@office", to="officers/ben", until="2026-12-31")
    register = register_of(
        ada=officer_fields("ada", "director@office", delegations=[lent]), ben=officer_fields("ben", "clerk@office")
    )
    ben = register.officers["officers/ben"]

    assert register.standings(ben, TODAY) == (
        Standing("clerk", "units/office"),
        Standing("director", "units/office", "officers/ada"),
    )
    assert [officer.slug for officer in register.holders("director", "", TODAY)] == ["ada", "ben"]
    assert register.holders("director", "units/board", TODAY) == ()


def test_who_is_suspended_holds_nothing_and_lends_nothing() -> None:
    lent = post_entry("director@office", to="officers/ben", until="2026-12-31")
    ada = officer_fields("ada", "director@office", delegations=[lent], suspended=AWAY)

    assert register_of(ada=ada, ben=officer_fields("ben")).holders("director", "", TODAY) == ()


def test_units_and_officers_are_read_from_their_own_folders_only() -> None:
    register = grants_office().record("officers/x/y", officer_fields("x")).office.register
    other = register_from([Record("persons/x", officer_fields("x")), Record("units/a/b", {"unit_kind": "x"})])
    slugs = [officer.slug for officer in register.officers.values()]

    assert slugs == ["ada", "ben", "cai", "dan", "eva", "fay", "gus", "hal"]
    assert register.units["units/hilltop"].kind == "library"
    assert (other.units, other.officers) == ({}, {})
