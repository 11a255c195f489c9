"""Attacks on law and register: rights taken, law bent, keys shared or brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import (
    ROOF,
    SHELVES,
    write_decision,
)
from tests.attacks.corpus import Row, codes_of

if TYPE_CHECKING:
    from tests.offices import TestOffice


def rights_given_to_oneself(office: TestOffice) -> None:
    office.edit("officers/ada", {("roles", 1): {"role": "clerk", "unit": "units/office", "from": "2026-01-01"}})
    office.commit("ada")


def register_changed_by_somebody(office: TestOffice) -> None:
    office.edit("officers/eva", {("roles", 0, "role"): "assessor"})
    office.commit("ben")


def law_changed_by_somebody(office: TestOffice) -> None:
    path = office.folder / "schemas" / "grant.process.yaml"
    path.write_text(path.read_text("utf-8").replace('"100000"', '"900000"'), "utf-8")
    office.commit("ben")


def law_broken(office: TestOffice) -> None:
    (office.folder / "schemas" / "grant.process.yaml").write_text("kind: [\n", "utf-8")
    office.commit("ada")


def law_and_record_in_one_commit(office: TestOffice) -> None:
    path = office.folder / "schemas" / "grant.process.yaml"
    path.write_text(path.read_text("utf-8").replace('"100000"', '"900000"'), "utf-8")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("ada")


def law_weakened_and_used_on_a_side_branch(office: TestOffice) -> None:
    office.git("switch", "-qc", "side")
    write_decision(office, "ben", by="officers/ben", role="clerk")
    office.git("switch", "-q", "main")
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")
    office.merge("ada", "side")


def one_key_for_two_officers(office: TestOffice) -> None:
    key = office.key("ben")
    office.edit(
        "officers/cai",
        {("keys", 1): {"public": key.public, "fingerprint": key.fingerprint, "from": "2026-01-01"}},
    )
    office.commit("ada")


def withdrawn_key_put_back_in_force(office: TestOffice) -> None:
    office.edit("officers/ben", {("keys", 0, "withdrawn"): office.now.isoformat()})
    office.commit("ada")
    path = office.path("officers/ben")
    kept = [line for line in path.read_text("utf-8").splitlines() if "withdrawn" not in line]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    office.commit("ada")


def key_changed_under_its_fingerprint(office: TestOffice) -> None:
    office.edit("officers/ben", {("keys", 0, "public"): office.key("eva").public})
    office.commit("ada")


def key_withdrawn_and_entered_again_in_one_commit(office: TestOffice) -> None:
    """The officer's own business, it seems; after it no change of the register could ever be right again."""
    key = office.key("ben")
    again = {"public": key.public, "fingerprint": key.fingerprint, "from": "2026-01-01"}
    office.edit("officers/ben", {("keys", 0, "withdrawn"): office.now.isoformat(), ("keys", 1): again})
    office.commit("ben")


def last_keeper_of_the_register_shut_out(office: TestOffice) -> None:
    office.edit("officers/ada", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")


def role_lent_that_is_not_held(office: TestOffice) -> None:
    lent = {"to": "officers/eva", "role": "director", "unit": "units/office", "from": "2026-01-01", "to_date": "x"}
    office.edit("officers/dan", {("delegations",): [lent]})
    office.commit("dan")


def suspension_lifted_by_the_officer(office: TestOffice) -> None:
    office.edit("officers/dan", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")
    path = office.path("officers/dan")
    path.write_text(path.read_text("utf-8").split("suspended:")[0], "utf-8")
    office.commit("dan")


def officer_deleted(office: TestOffice) -> None:
    office.path("officers/ben").unlink()
    office.commit("ada")


def unit_turned_into_another(office: TestOffice) -> None:
    """A role is held in units of a kind: the unit changes its kind instead of the officer the unit."""
    office.edit("units/hilltop", {("unit_kind",): "office"})
    office.commit("ada")


def bend_schema(office: TestOffice, more: str) -> None:
    """Put a keyword, or the first property, into the schema of grants."""
    path = office.folder / "schemas" / "grant.schema.json"
    path.write_text(path.read_text("utf-8").replace('"properties": {', more, 1), "utf-8")
    office.commit("ada")


def schema_that_reaches_for_the_network(office: TestOffice) -> None:
    bend_schema(office, '"$ref": "http://127.0.0.1:9/x", "properties": {')


def schema_that_reaches_for_a_file(office: TestOffice) -> None:
    bend_schema(office, '"$ref": "file:///etc/passwd", "properties": {')


def pattern_that_hangs(office: TestOffice) -> None:
    bend_schema(office, '"properties": {"trap": {"type": "string", "pattern": "^(a+)+$"}, ')


def law_that_opens_the_records(office: TestOffice) -> None:
    """Who may change the law opens the folder of the records, and everybody edits."""
    path = office.folder / "schemas" / "procedure.yaml"
    path.write_text(path.read_text("utf-8").replace("paths: [README.md]", "paths: [README.md, records]"), "utf-8")
    office.commit("ada")
    office.edit(SHELVES, {("stage",): "granted"})
    office.commit("ben")


def law_changed_and_used_by_the_same_person(office: TestOffice) -> None:
    """The director makes a law by which clerks can grant; the register did not make ben a director."""
    path = office.folder / "schemas" / "grant.process.yaml"
    path.write_text(path.read_text("utf-8").replace("by: [{role: director}]", "by: [{role: clerk}]"), "utf-8")
    office.commit("ada")
    write_decision(office, "ada")


ROWS = [
    Row(law_and_record_in_one_commit, {"R2-MIXED", "R4-DRAFTER"}, "gittuf, policy change with its use"),
    Row(rights_given_to_oneself, {"R9-OWN-RIGHTS"}, "TUF, delegation"),
    Row(register_changed_by_somebody, {"R9-REGISTER"}, "TUF, delegation"),
    Row(one_key_for_two_officers, {"R9-KEY-SHARED"}, "CVE-2020-6174 (TUF, threshold met by one key)"),
    Row(law_changed_by_somebody, {"R9-LAW"}, "gittuf, policy"),
    Row(law_broken, {"R9-LAW-BROKEN", "Y-SYNTAX"}, "gittuf, unreadable policy"),
    Row(law_weakened_and_used_on_a_side_branch, {"R4-ROLE"}, "gittuf, policy of the wrong branch"),
    Row(withdrawn_key_put_back_in_force, {"R9-KEY-HISTORY"}, "TUF, revoked key"),
    Row(key_changed_under_its_fingerprint, {"R9-KEY-HISTORY", "R9-KEY-FINGERPRINT"}, "CVE-2020-6174, key ids"),
    Row(
        key_withdrawn_and_entered_again_in_one_commit,
        {"R9-KEY-TWICE"},
        "found by the test of the environment",
    ),
    Row(last_keeper_of_the_register_shut_out, {"R9-LOCKOUT"}, "TUF, root without a threshold"),
    Row(role_lent_that_is_not_held, {"R9-NOT-HELD"}, "TUF, delegation"),
    Row(suspension_lifted_by_the_officer, {"R1-SUSPENDED"}, "TUF, revoked key"),
    Row(officer_deleted, {"R8-DELETED", "R9-KEY-HISTORY"}, "the rule book"),
    Row(unit_turned_into_another, {"R9-ROLE-UNIT"}, "confused deputy"),
    Row(schema_that_reaches_for_the_network, {"R9-LAW-BROKEN", "L-REF"}, "jsonschema, remote references"),
    Row(schema_that_reaches_for_a_file, {"R9-LAW-BROKEN", "L-REF"}, "jsonschema, remote references"),
    Row(pattern_that_hangs, {"R9-LAW-BROKEN", "L-PATTERN"}, "CVE-2025-69873 (ReDoS by schema)"),
    Row(law_that_opens_the_records, {"R3-STAGE"}, "gittuf, policy"),
    Row(law_changed_and_used_by_the_same_person, {"R4-ROLE"}, "gittuf, policy change with its use"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= codes_of(office)
