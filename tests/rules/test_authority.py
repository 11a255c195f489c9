from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.office import Act
from cio_ctl.model.signature import BadSignature, SignatureFault, Signed
from cio_ctl.rules.authority import register_soundness
from cio_ctl.rules.judge import CLOCK_SKEW, judge, judge_founding, signer_of, time_findings
from cio_ctl.services.snapshots import changes_between
from tests.offices_in_memory import (
    GRANT,
    NOON,
    OTHER,
    PROCESS,
    REPORT,
    SUBMITTED,
    Texts,
    act_of,
    fingerprint,
    grant_fields,
    grants_office,
    key_entry,
    law_texts,
    officer_fields,
    post_entry,
    register_texts,
    unsigned_act,
)

if TYPE_CHECKING:
    from cio_ctl.model.finding import Finding

AWAY = {"since": "2026-03-01", "reason": "离岗"}
DIRECTOR = post_entry("director@office")
NEW_KEY = [key_entry("ben"), key_entry("ben-2")]


def lent(post: str, to: str, until: str = "2026-03-31") -> dict[str, object]:
    """A delegation."""
    return post_entry(post, "2026-03-01", to=f"officers/{to}", until=until)


def ben(*posts: str, **more: object) -> dict[str, object]:
    """The file of the clerk, changed."""
    return officer_fields("ben", *(posts or ("clerk@office",)), **more)


@pytest.mark.parametrize(
    ("fields", "who", "codes"),
    [
        # the register's keeper changes everything, its officers their own keys and delegations
        (ben(title="科长"), "ada", []),
        (ben("clerk@office", "assessor@office"), "ada", []),
        (ben(suspended=AWAY), "ada", []),
        (ben(keys=NEW_KEY), "ada", []),
        (ben(keys=NEW_KEY), "ben", []),
        (ben(delegations=[lent("clerk@office", "hal")]), "ben", []),
        (ben(keys=NEW_KEY, delegations=[lent("clerk@office", "hal")]), "ben", []),
        (ben(title="科长"), "ben", ["R9-REGISTER"]),
        (ben(keys=NEW_KEY, title="科长"), "ben", ["R9-REGISTER"]),
        (ben(suspended=AWAY), "ben", ["R9-REGISTER"]),
        (ben(keys=NEW_KEY), "cai", ["R9-REGISTER"]),
        (ben(delegations=[lent("clerk@office", "hal")]), "cai", ["R9-REGISTER"]),
        # nobody raises their own rights, not even where they keep the register
        (ben("clerk@office", "director@office"), "ben", ["R9-REGISTER", "R9-OWN-RIGHTS"]),
        (ben("director@office"), "ben", ["R9-REGISTER", "R9-OWN-RIGHTS"]),
        (ben(delegations=[lent("clerk@office", "ada")]), "ada", ["R9-OWN-RIGHTS"]),
        (ben(delegations=[lent("clerk@office", "cai")]), "ada", []),
        # what the schema cannot say
        (ben("king@office"), "ada", ["R9-ROLE-UNKNOWN"]),
        (ben("clerk@hilltop"), "ada", ["R9-ROLE-UNIT"]),
        (ben("assessor@hilltop"), "ada", []),
        (ben("clerk@nowhere"), "ada", ["R8-REFERENCE"]),
        (ben(delegations=[lent("king@office", "hal")]), "ben", ["R9-NOT-HELD", "R9-ROLE-UNKNOWN"]),
        (ben(delegations=[lent("clerk@valley", "hal")]), "ben", ["R9-NOT-HELD", "R9-ROLE-UNIT"]),
        (ben(delegations=[lent("clerk@office", "zoe")]), "ben", ["R8-REFERENCE"]),
        (ben(keys=[key_entry("ben"), key_entry("cai")]), "ben", ["R9-KEY-SHARED"]),
        (
            ben(keys=[key_entry("cai", withdrawn="2026-03-01T09:00:00+08:00")]),
            "ada",
            ["R9-KEY-HISTORY", "R9-KEY-SHARED"],
        ),
        (ben(keys=[{**key_entry("ben"), "fingerprint": fingerprint("cai")}]), "ben", ["R9-KEY-FINGERPRINT"]),
        (
            ben(keys=[key_entry("ben"), {**key_entry("x"), "public": "ssh-ed25519 !!!! x"}]),
            "ben",
            ["R9-KEY-FINGERPRINT"],
        ),
        (ben(keys=[]), "ben", ["R8-SCHEMA", "R9-KEY-HISTORY"]),
    ],
)
def test_the_file_of_an_officer_changes_only_as_the_law_lets_it(
    fields: dict[str, object], who: str, codes: list[str]
) -> None:
    office = grants_office()

    assert office.codes(office.record("officers/ben", fields), who) == codes


@pytest.mark.parametrize(
    ("held", "then", "codes"),
    [
        ({}, {"until": "2026-12-31"}, []),
        ({"until": "2026-12-31"}, {"until": "2026-06-30"}, []),
        ({"until": "2026-12-31"}, {"from": "2026-02-01", "until": "2026-12-31"}, []),
        ({"until": "2026-12-31"}, {"until": "2027-12-31"}, ["R9-OWN-RIGHTS"]),
        ({"until": "2026-12-31"}, {}, ["R9-OWN-RIGHTS"]),
        ({}, {"from": "2025-01-01"}, ["R9-OWN-RIGHTS"]),
    ],
)
def test_nobody_lets_their_own_post_begin_earlier_or_last_longer(
    held: dict[str, object], then: dict[str, object], codes: list[str]
) -> None:
    office = grants_office().record("officers/hal", officer_fields("hal", "director@office"))
    before = office.record("officers/ada", officer_fields("ada") | {"roles": [{**DIRECTOR, **held}]})
    after = before.record("officers/ada", officer_fields("ada") | {"roles": [{**DIRECTOR, **then}]})

    assert before.codes(after, "ada") == codes


@pytest.mark.parametrize(("until", "codes"), [("2026-03-15", []), ("2026-04-15", ["R9-OWN-RIGHTS"])])
def test_nobody_lets_what_was_lent_to_them_last_longer(until: str, codes: list[str]) -> None:
    before = grants_office().record("officers/ben", ben(delegations=[lent("clerk@office", "ada")]))
    after = before.record("officers/ben", ben(delegations=[lent("clerk@office", "ada", until)]))

    assert before.codes(after, "ada") == codes


@pytest.mark.parametrize(
    ("name", "fields", "who", "codes"),
    [
        ("officers/zoe", officer_fields("zoe", "clerk@office"), "ada", []),
        ("officers/zoe", officer_fields("zoe", "clerk@office"), "ben", ["R9-REGISTER"]),
        ("officers/zoe", officer_fields("ben", "clerk@office"), "ada", ["R9-KEY-SHARED"]),
        ("units/school", {"kind": "unit", "name": "x", "unit_kind": "library"}, "ada", []),
        ("units/school", {"kind": "unit", "name": "x", "unit_kind": "library"}, "ben", ["R9-REGISTER"]),
        ("units/school", {"kind": "unit", "name": "x", "unit_kind": "school"}, "ada", ["R9-UNIT-KIND"]),
        ("units/school", {"kind": "officer", "name": "x"}, "ada", ["R8-KIND", "R9-UNIT-KIND"]),
        ("units/office", {"kind": "unit", "name": "x", "unit_kind": "library"}, "ada", ["R9-ROLE-UNIT"] * 3),
        ("officers/zoe/x", officer_fields("zoe", "clerk@office"), "ada", ["R13-OUTSIDE"]),
    ],
)
def test_a_new_file_of_the_register_is_entered_by_its_keepers(
    name: str, fields: dict[str, object], who: str, codes: list[str]
) -> None:
    office = grants_office()

    assert office.codes(office.record(name, fields), who) == codes


GONE = {"withdrawn": "2026-03-01T09:00:00+08:00"}
SINCE, SOONER = {"compromised_since": "a" * 40}, {"compromised_since": "b" * 40}


@pytest.mark.parametrize(
    ("held", "then", "who", "codes"),
    [
        ({}, GONE | SINCE, "ben", []),
        (GONE, GONE | SINCE, "ben", []),
        (GONE | SINCE, GONE | SINCE | {"affirmed": ["c" * 40]}, "ben", []),
        (GONE | SINCE, GONE | SINCE | {"affirmed": ["c" * 40]}, "cai", ["R9-REGISTER"]),
        (GONE | SINCE, GONE | SOONER, "ben", ["R9-COMPROMISED"]),
        (GONE | SINCE, GONE, "ben", ["R9-COMPROMISED"]),
        (GONE | SINCE, GONE, "ada", []),
        (GONE, GONE | {"compromised_since": "main"}, "ada", ["R8-SCHEMA"]),
        # a key that counts as compromised is withdrawn, whatever its file says
        (SINCE, SINCE | {"affirmed": []}, "ben-old", ["R1-WITHDRAWN-KEY"]),
    ],
)
def test_since_when_a_key_is_compromised_is_said_by_its_officer_and_taken_back_by_a_keeper(
    held: dict[str, object], then: dict[str, object], who: str, codes: list[str]
) -> None:
    before = grants_office().record("officers/ben", ben(keys=[key_entry("ben-old", **held), key_entry("ben")]))
    after = before.record("officers/ben", ben(keys=[key_entry("ben-old", **then), key_entry("ben")]))

    assert before.codes(after, who) == codes


def test_the_last_keeper_does_not_withdraw_the_last_key() -> None:
    office = grants_office()
    gone = officer_fields("ada", "director@office") | {"keys": [key_entry("ada", **GONE)]}
    rekeyed = officer_fields("ada", "director@office") | {"keys": [key_entry("ada", **GONE), key_entry("ada-2")]}

    assert office.codes(office.record("officers/ada", gone), "ada") == ["R9-LOCKOUT"]
    assert office.codes(office.record("officers/ada", rekeyed), "ada") == []


@pytest.mark.parametrize(
    ("ends", "codes"),
    [("2026-03-10", ["R9-LOCKOUT"]), ("2026-06-30", ["R9-LOCKOUT"]), ("2026-12-31", []), ("9999-12-31", [])],
)
def test_the_last_keeper_does_not_let_the_post_end_sooner(ends: str, codes: list[str]) -> None:
    until = {**DIRECTOR, "until": "2026-12-31" if ends < "9999" else "9999-12-31"}
    before = grants_office().record("officers/ada", officer_fields("ada") | {"roles": [until]})
    after = before.record("officers/ada", officer_fields("ada", title="x") | {"roles": [{**DIRECTOR, "until": ends}]})

    assert before.codes(after, "ada") == codes


def test_the_register_is_kept_in_force_and_never_after() -> None:
    past = {**DIRECTOR, "until": "2026-03-09"}
    office = grants_office().record("officers/ada", officer_fields("ada") | {"roles": [past]})

    assert office.codes(office.record("officers/ben", ben(title="x")), "ada") == ["R9-REGISTER"]
    assert office.codes(office.record("officers/ben", ben(title="x")), "ada", NOON - timedelta(1)) == []


def test_a_file_below_the_folder_of_officers_gives_nobody_rights() -> None:
    office = grants_office().record("officers/zoe/x", officer_fields("zoe", "director@office"))

    assert "officers/zoe/x" not in office.office.register.officers
    assert office.codes(office.record("officers/ben", ben(title="x")), "zoe") == ["R1-UNKNOWN-KEY"]


@pytest.mark.parametrize(
    ("change", "who", "codes"),
    [
        ({PROCESS: law_texts()[PROCESS].replace("100000", "900000")}, "ada", []),
        ({PROCESS: law_texts()[PROCESS].replace("100000", "900000")}, "ben", ["R9-LAW"]),
        ({"templates/grant/page.typ": "x"}, "ada", []),
        ({"templates/grant/page.typ": "x"}, "ben", ["R9-LAW"]),
        ({"schemas/report.process.yaml": None, "schemas/report.schema.json": None}, "ben", ["R9-LAW"] * 2),
        ({"README.md": "x"}, "ben", []),
        ({"notes.txt": "x"}, "ada", ["R13-OUTSIDE"]),
        ({}, "ada", ["R2-EMPTY"]),
        ({"README.md": "x", PROCESS: law_texts()[PROCESS] + "# x\n"}, "ada", ["R2-MIXED"]),
        ({f"records/{GRANT}.yaml": None}, "dan", ["R8-DELETED"]),
        ({"records/units/valley.yaml": None}, "ada", ["R8-DELETED"]),
        ({"records/grants/2026/shelves/evidence/a.txt": None}, "dan", ["R8-DELETED"]),
        ({"records/grants/2026/shelves/evidence/a.txt": "y"}, "dan", ["R11-REPLACED"]),
        ({"records/grants/2026/shelves/evidence/b.txt": "y"}, "dan", ["R2-STRAY-EVIDENCE"]),
    ],
)
def test_each_part_of_the_repository_has_its_own_rule(
    change: dict[str, str | None], who: str, codes: list[str]
) -> None:
    office = grants_office().record(GRANT, grant_fields("idea"))
    office = office.having({"records/grants/2026/shelves/evidence/a.txt": "x"})

    assert office.codes(office.having(change), who) == codes


def test_further_paths_can_be_guarded_like_the_law() -> None:
    office = grants_office().replacing(
        "schemas/procedure.yaml", "  changed-by: [{role: director}]", "  changed-by: [{role: director}]\n  paths: [.ci]"
    )

    assert office.codes(office.having({".ci/run": "x"}), "ada") == []
    assert office.codes(office.having({".ci/run": "x"}), "ben") == ["R9-LAW"]


def test_drafts_may_be_edited_together_and_a_decision_stands_alone() -> None:
    office = grants_office().record(GRANT, grant_fields("idea")).record(OTHER, grant_fields("idea"))
    drafts = office.record(GRANT, grant_fields("idea", title="a")).record(OTHER, grant_fields("idea", title="b"))
    quote = {"annexes": [{"type": "quote", "name": "x", "file": "x"}]}
    decided = drafts.record(GRANT, grant_fields("desk", {**SUBMITTED, "at": NOON.isoformat()}, **quote))

    assert office.codes(drafts, "dan") == []
    assert "R2-SEVERAL" in office.codes(decided, "dan")


def test_a_record_whose_kind_the_law_has_given_up_is_not_deleted_either() -> None:
    report = {"kind": "report", "spent": "1.00", "stage": "draft", "decisions": []}
    text = law_texts()[PROCESS].replace("  report: grants/{year}/{grant}/report\n", "")
    office = grants_office().having(
        {
            PROCESS: text[: text.index("    guards:\n      - title: {zh: 报告已收到")],
            "schemas/report.process.yaml": None,
            "schemas/report.schema.json": None,
        }
    )
    left = office.record(REPORT, report)

    assert left.codes(office, "ada") == ["R8-DELETED"]
    assert left.codes(left.record(REPORT, {**report, "spent": "2.00"}), "ada") == ["R13-OUTSIDE"]


def act(signature: Signed | BadSignature | None) -> Act:
    return Act("", signature, NOON, None, NOON)


@pytest.mark.parametrize(
    ("judged", "code"),
    [
        (act(None), "R1-UNSIGNED"),
        (act(BadSignature(SignatureFault.MISMATCH)), "R1-BAD-SIGNATURE"),
        (act(Signed("SHA256:nobody")), "R1-UNKNOWN-KEY"),
        (act(Signed(fingerprint("ben"))), "R1-WITHDRAWN-KEY"),
        (act(Signed(fingerprint("cai"))), "R1-SUSPENDED"),
        (act(Signed(fingerprint("ada"))), ""),
    ],
)
def test_a_commit_is_signed_by_the_key_in_force_of_an_officer_in_office(judged: Act, code: str) -> None:
    office = grants_office()
    office = office.record("officers/ben", ben(keys=[key_entry("ben", withdrawn=NOON.isoformat())]))
    office = office.record("officers/cai", officer_fields("cai", "clerk@office", suspended=AWAY))
    office = office.record("officers/dan", officer_fields("dan") | {"keys": [{"public": "ssh-ed25519"}]})

    officer, found = signer_of(office.office.register, judged)

    assert " ".join(entry.code for entry in found) == code
    assert (officer is None) is bool(code)


def test_nothing_that_asks_for_a_signer_is_asked_where_nobody_signed() -> None:
    office = grants_office()
    after = office.record(GRANT, grant_fields("idea", library="units/valley"))
    changes = changes_between(office.entries, after.entries)

    assert [found.code for found in judge(office.office, after.office, changes, unsigned_act())] == ["R1-UNSIGNED"]


@pytest.mark.parametrize(
    ("at", "parent", "now", "codes"),
    [
        (NOON, NOON, NOON, []),
        (NOON, NOON + timedelta(seconds=1), NOON, ["R7-BACKDATED"]),
        (NOON + CLOCK_SKEW, NOON, NOON, []),
        (NOON + CLOCK_SKEW + timedelta(seconds=1), NOON, NOON, ["R7-FUTURE"]),
        (NOON + timedelta(1), NOON + timedelta(2), NOON, ["R7-BACKDATED", "R7-FUTURE"]),
        (NOON, None, NOON, []),
    ],
)
def test_time_runs_forward_and_not_ahead_of_the_clock(
    at: datetime, parent: datetime | None, now: datetime, codes: list[str]
) -> None:
    assert [found.code for found in time_findings(Act("", None, at, parent, now))] == codes


def founded(files: dict[str, str], by: str = "ada") -> list[str]:
    """What the judge says of a root commit that holds just these files."""
    office = Texts(files)
    found: tuple[Finding, ...] = judge_founding(office.office, changes_between({}, office.entries), act_of(by))
    return [entry.code for entry in found]


@pytest.mark.parametrize(
    ("more", "who", "codes"),
    [
        ({}, "ada", []),
        ({}, "ben", ["R9-FOUNDER"]),
        ({}, "zoe", ["R1-UNKNOWN-KEY"]),
        ({"README.md": "x"}, "ada", []),
        ({"notes.txt": "x"}, "ada", ["R13-OUTSIDE"]),
        ({"records/officers/zoe.yaml": "kind: officer\n"}, "ada", ["R8-REQUIRED"] * 3),
        ({"records/officers/zoe.yaml": "kind: ["}, "ada", ["Y-SYNTAX"]),
        ({"records/grants/2026/x/evidence/a.txt": "x"}, "ada", ["R2-FOUNDING"]),
        (grants_office().record(GRANT, grant_fields("idea")).files, "ada", ["R2-FOUNDING"]),
    ],
)
def test_the_founding_commit_holds_law_and_register_and_is_signed_by_the_founder(
    more: dict[str, str], who: str, codes: list[str]
) -> None:
    assert founded({**law_texts(), **register_texts(), **more}, who) == codes


def test_an_openpgp_key_has_the_fingerprint_that_the_register_states() -> None:
    key = {
        "public": "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxx\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "fingerprint": "A" * 40,
        "from": "2026-01-01",
    }
    office = grants_office().record("officers/ben", ben(keys=[key])).office

    assert office.register.officers["officers/ben"].keys[0].fingerprint == "A" * 40
    assert office.register.certificates() == (str(key["public"]).strip(),)
    assert not tuple(register_soundness(office))


def test_keys_that_are_no_list_are_left_to_the_schema() -> None:
    office = grants_office().record("officers/ben", {**ben(), "keys": "none", "roles": "none"}).office

    assert office.register.officers["officers/ben"].keys == ()
    assert not tuple(register_soundness(office))
