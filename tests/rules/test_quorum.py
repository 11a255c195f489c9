"""Where the law demands that two agree: who counts, to what they agreed, and that it is used once."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.paths import record_path
from cio_ctl.rules.merges import judge_merge
from cio_ctl.services.snapshots import read_office
from tests.offices_in_memory import (
    CONTENTS,
    NOON,
    PROCESS,
    Texts,
    act_of,
    decision_entry,
    grants_office,
    key_entry,
    officer_fields,
    post_entry,
)
from tests.quorum_law import AMENDMENT, PROCEDURE, quorum_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.finding import Finding

AT = NOON.isoformat()
ADA, BEN = "ada director@office submit draft proposed", "ben director@office approve proposed proposed"
AWAY = {"since": "2026-03-01", "reason": "离岗"}


def lent(to: str, until: str = "2026-12-31") -> dict[str, object]:
    """The post of director, lent."""
    return post_entry("director@office", to=f"officers/{to}", until=until)


def director(slug: str, **more: object) -> dict[str, object]:
    """The file of a director."""
    return officer_fields(slug, "director@office", **more)


def foundation() -> Texts:
    """Three directors, of whom two must agree."""
    office = grants_office().having(quorum_texts())
    for slug in ("ben", "cai"):
        office = office.record(f"officers/{slug}", director(slug))
    return office


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def entries(office: Texts, files: Mapping[str, str]) -> list[dict[str, object]]:
    """The files of an amendment."""
    found: list[dict[str, object]] = []
    for path, text in files.items():
        stands = {"before": digest(office.files[path])} if path in office.files else {}
        found.append({"path": path, **stands, "after": digest(text)})
    return found


def amendment(files: object, stage: str, *decisions: Mapping[str, object]) -> dict[str, object]:
    """The record of an amendment."""
    return {"kind": "amendment", "title": "修改", "files": files, "stage": stage, "decisions": list(decisions)}


def advance(who: str, lender: str = "") -> dict[str, object]:
    """The last decision."""
    more = {"delegated_for": f"officers/{lender}"} if lender else {}
    return decision_entry(f"{who} director@office advance proposed in-force", AT, **more)


def codes(
    office: Texts,
    files: Mapping[str, str],
    agreed: tuple[str, ...],
    last: Mapping[str, object],
    *,
    done: Mapping[str, str | None] | None = None,
) -> list[str]:
    """What the judge says when an amendment of ``files`` is brought in force with ``done`` (left out: just these)."""
    taken = [decision_entry(words) for words in agreed]
    named = entries(office, files)
    before = office.record(AMENDMENT, amendment(named, "proposed", *taken))
    after = before.record(AMENDMENT, amendment(named, "in-force", *taken, last)).having(files if done is None else done)
    return before.codes(after, str(last["by"]).removeprefix("officers/"))


LAW = {PROCESS: foundation().files[PROCESS].replace("100000", "900000")}
REGISTER = {record_path("officers/hal"): dump_yaml(officer_fields("hal", "board@board", title="理事长"))}


@pytest.mark.parametrize("files", [LAW, REGISTER])
@pytest.mark.parametrize(
    ("agreed", "who", "found"),
    [
        ((ADA,), "ben", []),
        ((ADA, BEN), "ada", []),
        ((ADA, BEN), "cai", []),
        ((ADA,), "ada", ["R9-QUORUM"]),
    ],
)
def test_two_persons_agree_to_a_change(
    files: Mapping[str, str], agreed: tuple[str, ...], who: str, found: list[str]
) -> None:
    assert codes(foundation(), files, agreed, advance(who)) == found


@pytest.mark.parametrize(
    ("change", "who", "found"),
    [
        (LAW, "ada", ["R9-QUORUM"]),
        (LAW, "dan", ["R9-LAW"]),
        (REGISTER, "ada", ["R9-QUORUM"]),
        (REGISTER, "dan", ["R9-REGISTER"]),
        ({record_path("units/school"): "kind: unit\nname: x\nunit_kind: library\n"}, "ada", ["R9-QUORUM"]),
        ({record_path("officers/dan"): dump_yaml(officer_fields("dan", "director@office"))}, "ada", ["R9-QUORUM"]),
        ({"README.md": "x"}, "ada", []),
        # the own keys and delegations stay one's own
        ({record_path("officers/ada"): dump_yaml(director("ada", delegations=[lent("hal")]))}, "ada", []),
        (
            {record_path("officers/ada"): dump_yaml(director("ada") | {"keys": [key_entry("ada"), key_entry("a-2")]})},
            "ada",
            [],
        ),
    ],
)
def test_nobody_changes_law_or_register_alone(change: dict[str, str | None], who: str, found: list[str]) -> None:
    office = foundation()

    assert office.codes(office.having(change), who) == found


def test_a_person_with_two_keys_is_one_person() -> None:
    office = foundation().record("officers/ada", director("ada") | {"keys": [key_entry("ada"), key_entry("ada-2")]})
    taken = [decision_entry(ADA)]
    before = office.record(AMENDMENT, amendment(entries(office, LAW), "proposed", *taken))
    after = before.record(AMENDMENT, amendment(entries(office, LAW), "in-force", *taken, advance("ada"))).having(LAW)

    assert before.codes(after, "ada-2") == ["R9-QUORUM"]


@pytest.mark.parametrize(
    ("lender", "agreed", "last", "found"),
    [
        ("ada", (ADA,), advance("hal", "ada"), ["R9-QUORUM"]),
        ("ben", (ADA,), advance("hal", "ben"), []),
        ("ben", (ADA, BEN), advance("hal", "ben"), []),
    ],
)
def test_a_delegate_has_the_vote_of_the_one_who_lent_the_post(
    lender: str, agreed: tuple[str, ...], last: Mapping[str, object], found: list[str]
) -> None:
    office = foundation().record(f"officers/{lender}", director(lender, delegations=[lent("hal")]))

    assert codes(office, LAW, agreed, last) == found


@pytest.mark.parametrize(
    "fields",
    [
        director("ben", suspended=AWAY),
        officer_fields("ben", "clerk@office"),
        director("ben") | {"roles": [post_entry("director@office", until="2026-03-09")]},
        director("ben") | {"keys": [key_entry("ben", withdrawn=AT)]},
    ],
)
def test_who_has_left_the_post_counts_no_more(fields: dict[str, object]) -> None:
    office = foundation().record("officers/ben", fields)

    assert codes(office, LAW, (ADA, BEN), advance("ada")) == ["R9-QUORUM"]


@pytest.mark.parametrize(
    ("agreed", "who", "found"),
    [
        ((ADA,), "ben", ["R9-QUORUM", "R9-OWN-RIGHTS"]),
        ((ADA, BEN), "ada", ["R9-QUORUM"]),
        ((ADA, BEN), "cai", []),
    ],
)
def test_nobody_counts_for_what_they_gain_by(agreed: tuple[str, ...], who: str, found: list[str]) -> None:
    raised = {record_path("officers/ben"): dump_yaml(officer_fields("ben", "director@office", "assessor@office"))}

    assert codes(foundation(), raised, agreed, advance(who)) == found


@pytest.mark.parametrize(
    ("done", "found"),
    [
        ({PROCESS: LAW[PROCESS] + "# more\n"}, ["R9-AMENDMENT"]),
        ({**LAW, "templates/x.txt": "x"}, ["R9-AMENDMENT"]),
        ({"templates/x.txt": "x"}, ["R9-AMENDMENT"] * 2),
        ({}, ["R9-AMENDMENT"]),
        ({PROCESS: None, "schemas/grant.schema.json": None}, ["R9-AMENDMENT"] * 2),
        ({**LAW, "README.md": "x"}, ["R2-MIXED"]),
        ({**LAW, **REGISTER}, ["R2-MIXED", "R9-AMENDMENT"]),
    ],
)
def test_an_amendment_changes_just_what_it_says(done: dict[str, str | None], found: list[str]) -> None:
    assert codes(foundation(), LAW, (ADA,), advance("ben"), done=done) == found


def test_a_file_may_be_new_or_go() -> None:
    office = foundation().having({"templates/old.txt": "x"})
    taken = [decision_entry(ADA)]
    files = [
        {"path": "templates/new.txt", "after": digest("y")},
        {"path": "templates/old.txt", "before": digest("x")},
    ]
    before = office.record(AMENDMENT, amendment(files, "proposed", *taken))
    after = before.record(AMENDMENT, amendment(files, "in-force", *taken, advance("ben")))

    assert before.codes(after.having({"templates/new.txt": "y", "templates/old.txt": None}), "ben") == []
    assert before.codes(after.having({"templates/new.txt": "y"}), "ben") == ["R9-AMENDMENT"]


def test_an_amendment_is_in_force_once() -> None:
    office = foundation()
    taken = [decision_entry(ADA), advance("ben")]
    used = office.record(AMENDMENT, amendment(entries(office, LAW), "in-force", *taken))

    assert used.codes(used.having(LAW), "ada") == ["R9-QUORUM"]


def test_an_amendment_of_what_has_changed_meanwhile_is_drawn_up_anew() -> None:
    office = foundation()
    taken = [decision_entry(ADA)]
    named = entries(office, LAW)
    moved = office.having({PROCESS: office.files[PROCESS] + "# other\n"})
    before = moved.record(AMENDMENT, amendment(named, "proposed", *taken))
    after = before.record(AMENDMENT, amendment(named, "in-force", *taken, advance("ben"))).having(LAW)

    assert before.codes(after, "ben") == ["R9-AMENDMENT"]


def test_what_was_agreed_before_the_last_return_counts_no_more() -> None:
    agreed = (ADA, BEN, "cai director@office return proposed draft", "ada director@office submit draft proposed")

    assert codes(foundation(), LAW, agreed, advance("ada")) == ["R9-QUORUM"]


def test_no_amendment_begins_in_force() -> None:
    office = foundation()
    after = office.record(AMENDMENT, amendment(entries(office, LAW), "in-force", advance("ben"))).having(LAW)

    assert set(office.codes(after, "ben")) >= {"R2-MIXED", "R3-BEGINNING", "R9-QUORUM"}


@pytest.mark.parametrize(("last", "found"), [(advance("ben"), []), (advance("ada"), ["R9-QUORUM"])])
def test_the_quorum_is_lowered_by_the_quorum(last: Mapping[str, object], found: list[str]) -> None:
    text = foundation().files[PROCEDURE]

    assert codes(foundation(), {PROCEDURE: text.replace("quorum: 2", "quorum: 1")}, (ADA,), last) == found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({PROCEDURE: foundation().files[PROCEDURE].replace("quorum: 2", "quorum: 3")}, []),
        ({PROCEDURE: foundation().files[PROCEDURE].replace("quorum: 2", "quorum: 4")}, ["R9-LOCKOUT"]),
        (
            {PROCEDURE: foundation().files[PROCEDURE].replace("[{role: director}]", "[{role: assessor}]")},
            ["R9-LOCKOUT"],
        ),
        ({record_path("officers/cai"): dump_yaml(director("cai", suspended=AWAY))}, []),
        (
            {record_path(f"officers/{slug}"): dump_yaml(director(slug, suspended=AWAY)) for slug in ("cai", "ada")},
            ["R9-LOCKOUT"],
        ),
    ],
)
def test_enough_are_left_to_agree(files: Mapping[str, str], found: list[str]) -> None:
    assert codes(foundation(), files, (ADA,), advance("ben")) == found


def test_without_a_quorum_an_amendment_still_changes_just_what_it_says() -> None:
    office = foundation().having({**quorum_texts(1), record_path("officers/ben"): dump_yaml(director("ben"))})

    assert office.codes(office.having(LAW), "ada") == []
    assert codes(office, LAW, (ADA,), advance("ada")) == []
    assert codes(office, LAW, (ADA,), advance("ada"), done=REGISTER) == ["R9-AMENDMENT"] * 2


def test_a_conflict_over_the_law_is_not_settled_by_one() -> None:
    base = foundation()
    ours = base.having({PROCESS: base.files[PROCESS] + "# one\n"})
    theirs = base.having({PROCESS: base.files[PROCESS] + "# two\n"})
    result = base.having({PROCESS: base.files[PROCESS] + "# one\n# two\n"})

    found = judge_merge((base.entries,), ours.office, theirs.office, result.office, act_of("ada"))

    assert [entry.code for entry in found] == ["R9-QUORUM", "R9-QUORUM"]


def test_a_merge_leaves_enough_to_agree() -> None:
    base = foundation()
    one = base.record("officers/cai", director("cai", suspended=AWAY))
    other = base.record("officers/ben", director("ben", suspended=AWAY))
    both = one.record("officers/ben", director("ben", suspended=AWAY))

    found = judge_merge((base.entries,), one.office, other.office, both.office, act_of("ada"))

    assert [entry.code for entry in found] == ["R9-LOCKOUT"]


@pytest.mark.parametrize(
    ("path", "old", "new", "found"),
    [
        (PROCEDURE, "amendments: {kind: amendment, stage: [in-force]}\n", "", ["L-MISSING"] * 3),
        (PROCEDURE, "kind: amendment", "kind: change", ["L-UNKNOWN"]),
        (PROCEDURE, "stage: [in-force]", "stage: [valid]", ["L-UNKNOWN"]),
        (PROCEDURE, "stage: [in-force]", "stages: [in-force]", ["L-KEY", "L-MISSING"]),
        (PROCEDURE, "stage: [in-force]", "stage: [draft]", ["L-TYPE"]),
        (PROCEDURE, "quorum: 2", "quorum: 0", ["L-TYPE"]),
        (PROCEDURE, "quorum: 2", "quorum: two", ["L-TYPE"]),
        ("schemas/amendment.process.yaml", "from: proposed, to: in-force", "from: draft, to: in-force", ["L-TYPE"]),
        ("schemas/amendment.process.yaml", "id: agree,", "id: agree, sets: [files],", ["L-TYPE"]),
        ("schemas/amendment.process.yaml", "kind: amendment\n", "kind: amendment\nquorum: 2\n", ["L-TYPE"]),
        ("schemas/amendment.schema.json", '"files": {', '"papers": {', ["L-MISSING"]),
    ],
)
def test_a_quorum_that_could_not_be_met_or_be_got_round_is_no_law(
    path: str, old: str, new: str, found: list[str]
) -> None:
    office = foundation().replacing(path, old, new)

    assert [entry.code for entry in read_faults(office)] == found


def read_faults(office: Texts) -> tuple[Finding, ...]:
    """What is wrong with the law."""
    read = read_office(office.entries, CONTENTS)
    assert isinstance(read, tuple), "the law is good"
    return read
