from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from cio_ctl.model.law import Verb
from cio_ctl.model.record import Record
from cio_ctl.model.register import Standing
from cio_ctl.rules.moves import Move, Request, choose, decision_of, open_to
from cio_ctl.rules.rounds import notices_open, persons_of_round
from tests.offices_in_memory import (
    GRANT,
    NOON,
    QUOTE,
    REPORT,
    SUBMITTED,
    Decisions,
    Texts,
    decision_entry,
    grant,
    grant_fields,
    grants_office,
    key_entry,
    officer_fields,
    post_entry,
    process_with,
)

LARGE = {"amount": "100000.00"}
TO_BOARD = decision_entry("ben clerk@office approve desk board", "2026-03-04T09:00:00+08:00")
FAY_SIGNED = decision_entry("fay treasurer@board approve board board", "2026-03-05T09:00:00+08:00")
HAL_SIGNED = decision_entry("hal board@board approve board board", "2026-03-05T09:00:00+08:00")
RETURNED = decision_entry("ben clerk@office return board idea", "2026-03-06T09:00:00+08:00", opinion="缺报价")
GRANTED = decision_entry("ada director@office approve desk granted", "2026-03-04T09:00:00+08:00")
GUS_READ = decision_entry("gus treasurer@board acknowledge granted granted", "2026-03-05T09:00:00+08:00")
DRAFT, DESK = (), (SUBMITTED,)
BOARD = (SUBMITTED, TO_BOARD)


def asked(office: Texts, words: str, at: datetime = NOON, /, **details: object) -> str:
    """What comes of ``ada approve``: stage and post, or the codes of the refusal."""
    who, verb = words.split()
    request = Request(Verb(verb), office.officer(who), at, **details)  # type: ignore[arg-type]
    chosen = choose(office.case(), request)
    if isinstance(chosen, Move):
        standing = chosen.standing
        lent = f" for {standing.delegated_for}" if standing.delegated_for else ""
        return f"{chosen.target} as {standing.role}@{standing.unit.removeprefix('units/')}{lent}"
    return " ".join(found.code for found in chosen)


@pytest.mark.parametrize(
    ("decisions", "fields", "words", "comes"),
    [
        # selection by verb, stage and conditions
        (DRAFT, {"annexes": [QUOTE]}, "dan submit", "desk as librarian@hilltop"),
        (DRAFT, {"annexes": [QUOTE]}, "eva submit", "desk as librarian@hilltop"),
        (DRAFT, {"annexes": [QUOTE], "library": "units/valley"}, "eva submit", "desk as librarian@valley"),
        (DRAFT, {"annexes": [QUOTE], "library": "units/valley"}, "dan submit", "R4-ROLE"),
        (DRAFT, {"annexes": [QUOTE], "library": None}, "dan submit", "R4-ROLE"),
        (DRAFT, {}, "dan submit", "R3-PAPER"),
        (DRAFT, {"annexes": [{**QUOTE, "type": "plan"}]}, "dan submit", "R3-PAPER"),
        (DRAFT, {}, "ada approve", "R3-WRONG-STAGE"),
        (DESK, LARGE, "ben approve", "board as clerk@office"),
        (DESK, {"number": "G-1"}, "ada approve", "granted as director@office"),
        (DESK, {}, "ada approve", "R3-GUARD"),
        (DESK, {"number": ""}, "ada approve", "R3-GUARD"),
        (DESK, {}, "ben approve", "R4-ROLE R3-GUARD"),
        (DESK, LARGE, "ada approve", "R4-ROLE"),
        (DESK, {}, "ada acknowledge", "R3-NO-NOTICE"),
        (DESK, {}, "dan withdraw", "idea as librarian@hilltop"),
        # rule 5 within a round
        (DESK, LARGE, "dan approve", "R4-ROLE R5-SAME-PERSON"),
        (DESK, LARGE, "dan withdraw", "idea as librarian@hilltop"),
        (DESK, {}, "ben return", "R3-OPINION"),
        (DESK, {}, "dan return", "R4-ROLE R5-SAME-PERSON R3-OPINION"),
        (BOARD, LARGE, "ben reject", "R5-SAME-PERSON R3-OPINION"),
        (BOARD, LARGE, "cai reject", "R3-OPINION"),
        # countersignatures in any order, each party once, each person once
        (BOARD, LARGE, "hal approve", "board as board@board"),
        (BOARD, LARGE, "gus approve", "board as treasurer@board"),
        (BOARD, LARGE, "ada approve", "R4-ROLE"),
        ((*BOARD, FAY_SIGNED), LARGE, "hal approve", "granted as board@board"),
        ((*BOARD, HAL_SIGNED), LARGE, "fay approve", "granted as treasurer@board"),
        ((*BOARD, FAY_SIGNED), LARGE, "gus approve", "granted as board@board"),
        ((*BOARD, FAY_SIGNED), LARGE, "fay approve", "R5-COUNTS-ONCE"),
        ((*BOARD, HAL_SIGNED), LARGE, "hal approve", "R5-PARTY-SIGNED R5-COUNTS-ONCE"),
        # a return begins a new round
        ((*BOARD, FAY_SIGNED, RETURNED, SUBMITTED, TO_BOARD), LARGE, "fay approve", "board as board@board"),
        ((*BOARD, RETURNED, SUBMITTED), LARGE, "ben approve", "board as clerk@office"),
        # copies on file
        ((*DESK, GRANTED), {}, "gus acknowledge", "granted as treasurer@board"),
        ((*DESK, GRANTED), {}, "ben acknowledge", "R4-ROLE"),
        ((*DESK, GRANTED, GUS_READ), {}, "fay acknowledge", "R3-NO-NOTICE"),
        # complementary conditions
        ((*DESK, GRANTED), {}, "cai advance", "inspected as assessor@office"),
        ((*DESK, GRANTED), {"own_works": True}, "ben advance", "R3-GUARD"),
        ((*DESK, GRANTED), {"own_works": False}, "ben advance", "R4-ROLE"),
    ],
)
def test_a_request_comes_to_one_move_or_to_the_reasons_against(
    decisions: Decisions, fields: dict[str, object], words: str, comes: str
) -> None:
    assert asked(grant(decisions, **fields), words) == comes


@pytest.mark.parametrize(
    ("details", "comes"),
    [
        ({"opinion": "缺报价"}, "idea as clerk@office"),
        ({"opinion": "  \n"}, "R3-OPINION"),
        ({"opinion": "x", "target": "idea"}, "idea as clerk@office"),
        ({"opinion": "x", "target": "board"}, "R3-NO-SUCH-MOVE"),
        ({"opinion": "x", "move": "return-desk-board-idea"}, "idea as clerk@office"),
        ({"opinion": "x", "move": "grant-small"}, "R3-NO-SUCH-MOVE"),
        ({"opinion": "x", "standing": Standing("clerk", "units/office")}, "idea as clerk@office"),
        ({"opinion": "x", "standing": Standing("clerk", "units/hilltop")}, "R4-ROLE"),
        ({"opinion": "x", "standing": Standing("board", "units/board")}, "R4-ROLE"),
        ({"opinion": "x", "standing": Standing("clerk", "units/office", "officers/cai")}, "R4-ROLE"),
        ({"opinion": "x", "changed": frozenset({"amount"})}, "R6-FIELD"),
        ({"changed": frozenset({"amount", "title"})}, "R3-OPINION R6-FIELD R6-FIELD"),
    ],
)
def test_what_a_request_says_besides_the_verb_counts(details: dict[str, object], comes: str) -> None:
    assert asked(grant(DESK), "ben return", **details) == comes


@pytest.mark.parametrize(
    ("fields", "changed", "comes"),
    [
        ({"number": "G-1"}, {"number"}, "granted as director@office"),
        ({"number": "G-1", "amount": "1.00"}, {"number", "amount"}, "R6-FIELD"),
        ({"number": "G-1", "amount": "100000.00"}, {"number", "amount"}, "R4-ROLE R6-FIELD R6-FIELD"),
    ],
)
def test_conditions_and_guards_see_what_the_decision_fills_in(
    fields: dict[str, object], changed: set[str], comes: str
) -> None:
    office = grant(DESK)
    presented = Record(GRANT, {**office.found(GRANT).fields, **fields})
    request = Request(Verb.APPROVE, office.officer("ada"), NOON, changed=frozenset(changed))

    chosen = choose(replace(office.case(), record=presented), request)

    shown = f"{chosen.target} as director@office" if isinstance(chosen, Move) else " ".join(f.code for f in chosen)
    assert shown == comes


@pytest.mark.parametrize(
    ("details", "comes"),
    [
        ({}, "R3-AMBIGUOUS"),
        ({"move": "hurry"}, "inspected as clerk@office"),
        ({"move": "close-now"}, "closed as clerk@office"),
        ({"target": "closed"}, "closed as clerk@office"),
    ],
)
def test_two_possible_moves_are_told_apart_by_name_or_stage(details: dict[str, object], comes: str) -> None:
    ways = "".join(
        f"  - {{verb: advance, id: {name}, from: granted, to: {to}, by: [{{role: clerk}}]}}\n"
        for name, to in (("hurry", "inspected"), ("close-now", "closed"))
    )
    office = process_with("transitions:\n", f"transitions:\n{ways}")

    assert asked(grant((*DESK, GRANTED), office), "ben advance", **details) == comes


def test_a_condition_that_keeps_a_move_from_applying_is_told_with_its_value() -> None:
    office = process_with('when: [{field: amount, less-than: "100000"}]', "when: [{field: own_works, present: true}]")
    request = Request(Verb.APPROVE, office.officer("ada"), NOON)

    found = choose(grant(DESK, office).case(), request)

    assert not isinstance(found, Move)
    assert [(entry.code, dict(entry.arguments)["fields"]) for entry in found] == [
        ("R3-CONDITION", "amount = 99999.99"),
        ("R3-CONDITION", "own_works = —"),
    ]


def test_the_law_may_let_one_person_judge_what_they_brought_in() -> None:
    strict = grants_office().record("officers/dan", officer_fields("dan", "librarian@hilltop", "director@office"))
    lenient = strict.replacing("schemas/grant.process.yaml", "    sets: [", "    same-person: allowed\n    sets: [")

    assert asked(grant(DESK, strict, number="1"), "dan approve") == "R5-SAME-PERSON"
    assert asked(grant(DESK, lenient, number="1"), "dan approve") == "granted as director@office"


def test_after_the_first_signature_the_parties_change_no_field() -> None:
    office = process_with("    countersigned-by:", "    sets: [number]\n    countersigned-by:")
    changed = frozenset({"number"})

    assert asked(grant(BOARD, office, **LARGE), "hal approve", changed=changed) == "board as board@board"
    assert asked(grant((*BOARD, FAY_SIGNED), office, **LARGE), "hal approve", changed=changed) == "R6-FIELD"


def lending(lender: str, post: str, to: str, *posts: str, **more: object) -> Texts:
    """The foundation in which an officer with these posts has lent one of them."""
    lent = post_entry(post, "2026-03-01", to=f"officers/{to}", **{"until": "2026-03-31", **more})
    return grants_office().record(f"officers/{lender}", officer_fields(lender, *posts, delegations=[lent]))


@pytest.mark.parametrize(
    ("at", "comes"),
    [
        ("2026-03-01T00:00:00+08:00", "granted as director@office for officers/ada"),
        ("2026-03-31T23:59:59+08:00", "granted as director@office for officers/ada"),
        ("2026-02-28T23:59:59+08:00", "R4-ROLE"),
        ("2026-04-01T00:00:00+08:00", "R4-ROLE"),
    ],
)
def test_a_delegation_holds_from_its_first_day_to_its_last(at: str, comes: str) -> None:
    office = grant(DESK, lending("ada", "director@office", "hal", "director@office"), number="1")

    assert asked(office, "hal approve", datetime.fromisoformat(at)) == comes


@pytest.mark.parametrize(
    "lender",
    [
        officer_fields("ada", "clerk@office"),
        officer_fields("ada", "director@office", suspended={"since": "2026-03-01", "reason": "离岗"}),
        {**officer_fields("ada"), "roles": [post_entry("director@office", until="2026-03-09")]},
        {**officer_fields("ada"), "roles": [post_entry("director@office", "2026-03-11")]},
    ],
    ids=["not held", "suspended", "ended", "not begun"],
)
def test_nobody_lends_what_they_do_not_hold_on_that_day(lender: dict[str, object]) -> None:
    lent = [post_entry("director@office", "2026-03-01", to="officers/hal", until="2026-03-31")]
    office = grants_office().record("officers/ada", {**lender, "delegations": lent})

    assert asked(grant(DESK, office, number="1"), "hal approve") == "R4-ROLE"


def test_what_is_lent_is_not_lent_on() -> None:
    office = lending("ada", "director@office", "hal", "director@office")
    lent = [post_entry("director@office", "2026-03-01", to="officers/gus", until="2026-03-31")]
    office = office.record("officers/hal", officer_fields("hal", "board@board", delegations=lent))

    assert asked(grant(DESK, office, number="1"), "gus approve") == "R4-ROLE"


def test_a_decision_by_delegation_names_for_whom() -> None:
    office = grant(DESK, lending("ada", "director@office", "hal", "director@office"), number="1")
    request = Request(Verb.APPROVE, office.officer("hal"), NOON, "同意")
    move = choose(office.case(), request)

    assert isinstance(move, Move)
    decision = decision_of(office.case(), move, request)
    assert decision.as_fields() == {
        "verb": "approve",
        "from": "desk",
        "to": "granted",
        "by": "officers/hal",
        "role": "director",
        "unit": "units/office",
        "at": NOON.isoformat(),
        "opinion": "同意",
        "delegated_for": "officers/ada",
    }
    assert decision.persons == {"officers/hal", "officers/ada"}


@pytest.mark.parametrize(
    ("decisions", "office", "words", "comes"),
    [
        # who lent a post has taken part, and so has who borrowed it
        (
            (SUBMITTED, {**TO_BOARD, "by": "officers/hal", "delegated_for": "officers/ben"}),
            grants_office(),
            "ben return",
            "R5-SAME-PERSON",
        ),
        (
            (SUBMITTED, {**TO_BOARD, "by": "officers/hal", "delegated_for": "officers/ben"}),
            grants_office(),
            "hal approve",
            "R5-SAME-PERSON",
        ),
        (
            (SUBMITTED, TO_BOARD),
            lending("ben", "clerk@office", "hal", "clerk@office"),
            "hal approve",
            "board as board@board",
        ),
        # a party's post that was lent counts for both persons
        (
            (*BOARD, FAY_SIGNED),
            lending("fay", "board@board", "dan", "board@board", "treasurer@board"),
            "dan approve",
            "R5-COUNTS-ONCE",
        ),
        (
            (*BOARD, {**FAY_SIGNED, "by": "officers/ada", "delegated_for": "officers/fay"}),
            grants_office(),
            "fay approve",
            "R5-COUNTS-ONCE",
        ),
        # the submitter's post, lent, does not let the lender judge
        (
            ({**SUBMITTED, "by": "officers/hal", "delegated_for": "officers/dan"},),
            grants_office().record("officers/dan", officer_fields("dan", "clerk@office")),
            "dan return",
            "R5-SAME-PERSON",
        ),
    ],
)
def test_lender_and_borrower_both_count_as_persons(decisions: Decisions, office: Texts, words: str, comes: str) -> None:
    assert asked(grant(decisions, office, **LARGE), words, opinion="x") == comes


def test_persons_of_a_round_are_those_since_the_last_submission() -> None:
    office = grant((*BOARD, RETURNED, {**SUBMITTED, "by": "officers/eva"}))
    case = office.case()

    assert persons_of_round(case.process, case.record) == {"officers/eva"}


def test_a_copy_is_open_until_it_is_acknowledged_and_again_when_it_is_sent_again() -> None:
    again = decision_entry("ada director@office approve desk granted", "2026-03-08T09:00:00+08:00")
    back = decision_entry("dan librarian@hilltop withdraw granted desk", "2026-03-07T09:00:00+08:00")
    copies = [
        [actor.role for actor in notices_open(grant(decisions).case())]
        for decisions in (
            DESK,
            (*DESK, GRANTED),
            (*DESK, GRANTED, GUS_READ),
            (*DESK, GRANTED, GUS_READ, back, again),
            (*DESK, GRANTED, back, again),
            (*BOARD, FAY_SIGNED),
            (*BOARD, FAY_SIGNED, {**HAL_SIGNED, "to": "granted"}),
        )
    ]

    assert copies == [[], ["treasurer"], [], ["treasurer"], ["treasurer"], [], ["clerk"]]


@pytest.mark.parametrize(
    ("decisions", "who", "ways"),
    [
        (DRAFT, "dan", {"submit-idea-desk"}),
        (DESK, "ben", {"return-desk-board-idea", "reject-desk-board-refused"}),
        (DESK, "dan", {"withdraw-desk-idea"}),
        (DESK, "ada", set()),
        ((*DESK, GRANTED), "gus", {"acknowledge-treasurer"}),
        ((*DESK, GRANTED), "cai", {"inspect"}),
        (BOARD, "hal", {"grant-large", "return-desk-board-idea", "reject-desk-board-refused"}),
    ],
)
def test_what_is_open_to_an_officer_is_what_they_could_do_now(decisions: Decisions, who: str, ways: set[str]) -> None:
    office = grant(decisions, annexes=[QUOTE])
    found = open_to(office.case(), office.officer(who), NOON)

    assert {move.transition.id for move in found} >= ways
    assert bool(found) is bool(ways)


def test_a_refusal_names_who_could_and_what_the_law_cites() -> None:
    office = grant(DESK, **LARGE)
    found = choose(office.case(), Request(Verb.APPROVE, office.officer("ada"), NOON))

    assert not isinstance(found, Move)
    (refusal,) = found
    assert refusal.basis == "G2"
    assert refusal.place.line == office.found(GRANT).line("stage")
    assert refusal.remedy() == "it can be done by: clerk (officers/ben, officers/cai)"


def test_a_refusal_says_when_nobody_could() -> None:
    office = grants_office().having({f"records/officers/{slug}.yaml": None for slug in ("dan", "eva")})
    request = Request(Verb.WITHDRAW, office.officer("ada"), NOON)
    found = choose(grant(DESK, office).case(), request)
    nowhere = choose(grant(DESK, office, library=None).case(), request)

    assert not isinstance(found, Move)
    assert not isinstance(nowhere, Move)
    assert "librarian in units/hilltop (nobody at present)" in found[0].remedy()
    assert "librarian in the unit that library names (nobody at present)" in nowhere[0].remedy()


# the same as whole commits: what the judge says of a decision that somebody wrote

RIGHT = decision_entry("ada director@office approve desk granted", NOON.isoformat())


@pytest.mark.parametrize(
    ("decision", "stage", "fields", "codes"),
    [
        (RIGHT, "granted", {"number": "1"}, []),
        (RIGHT, "closed", {"number": "1"}, ["R3-STAGE", "R3-TARGET"]),
        (RIGHT, "granted", {}, ["R3-GUARD"]),
        (RIGHT, "granted", {"number": "1", "title": "别的"}, ["R6-FIELD"]),
        ({**RIGHT, "to": "closed"}, "closed", {"number": "1"}, ["R3-NO-SUCH-MOVE"]),
        ({**RIGHT, "from": "board"}, "granted", {"number": "1"}, ["R3-CHAIN", "R3-LEAVES"]),
        ({**RIGHT, "role": "clerk"}, "granted", {"number": "1"}, ["R4-ROLE"]),
        ({**RIGHT, "unit": "units/board"}, "granted", {"number": "1"}, ["R4-ROLE"]),
        ({**RIGHT, "delegated_for": "officers/ben"}, "granted", {"number": "1"}, ["R4-ROLE"]),
        ({**RIGHT, "by": "officers/ben"}, "granted", {"number": "1"}, ["R7-SIGNER"]),
        ({**RIGHT, "at": "2026-03-10T12:00:01+08:00"}, "granted", {"number": "1"}, ["R7-TIME"]),
        ({**RIGHT, "at": "2026-03-10T05:00:00+01:00"}, "granted", {"number": "1"}, ["R7-TIME"]),
        ({**RIGHT, "verb": "judge"}, "granted", {"number": "1"}, ["R8-SCHEMA", "R6-DECISIONS"]),
    ],
)
def test_a_written_decision_is_judged_like_a_request(
    decision: dict[str, object], stage: str, fields: dict[str, object], codes: list[str]
) -> None:
    before = grant(DESK)
    after = before.record(GRANT, grant_fields(stage, SUBMITTED, decision, **fields))

    assert before.codes(after, "ada") == codes


def test_the_last_signature_cannot_pass_for_one_of_many_nor_the_first_for_the_last() -> None:
    first, early = grant(BOARD, **LARGE), {**HAL_SIGNED, "at": NOON.isoformat()}
    last = grant((*BOARD, FAY_SIGNED), **LARGE)

    assert first.codes(grant((*BOARD, {**early, "to": "granted"}), **LARGE), "hal") == ["R3-TARGET"]
    assert first.codes(grant((*BOARD, early), **LARGE), "hal") == []
    assert last.codes(grant((*BOARD, FAY_SIGNED, early), **LARGE), "hal") == ["R3-TARGET"]


@pytest.mark.parametrize(
    ("kept", "codes"),
    [
        ([SUBMITTED], ["R6-DECISIONS", "R3-STAGE"]),
        ([], ["R6-DECISIONS", "R3-STAGE"]),
        ([{**SUBMITTED, "opinion": "改写"}, RIGHT], ["R6-DECISIONS"]),
        ([SUBMITTED, RIGHT, GUS_READ], ["R6-DECISIONS"]),
        ([RIGHT], ["R6-DECISIONS", "R3-CHAIN"]),
        (None, ["R6-DECISIONS", "R3-STAGE", "R8-REQUIRED"]),
    ],
    ids=["none added", "all gone", "one reworded", "two added", "one replaced", "no list"],
)
def test_decisions_are_only_ever_added_one_at_a_time(kept: list[dict[str, object]] | None, codes: list[str]) -> None:
    before = grant(DESK)
    fields = grant_fields("granted", number="1") | {"decisions": kept}
    after = before.record(GRANT, {name: value for name, value in fields.items() if value is not None})

    assert sorted(before.codes(after, "ada")) == sorted(codes)


@pytest.mark.parametrize(
    ("before", "after", "who", "codes"),
    [
        (None, grant_fields("idea"), "dan", []),
        (None, grant_fields("idea"), "ben", ["R4-DRAFTER"]),
        (None, grant_fields("desk"), "dan", ["R3-STAGE", "R3-BEGINNING"]),
        (None, grant_fields("desk", SUBMITTED), "dan", ["R3-BEGINNING"]),
        (None, grant_fields("idea", library="units/valley"), "dan", ["R4-DRAFTER"]),
        (None, grant_fields("idea", library=None), "dan", ["R4-DRAFTER"]),
        (grant_fields("idea"), grant_fields("idea", amount="5.00"), "dan", []),
        (grant_fields("idea"), grant_fields("idea", amount="5.00"), "ada", ["R4-DRAFTER"]),
        (grant_fields("idea"), grant_fields("idea", library="units/valley"), "dan", []),
        (grant_fields("idea", library="units/valley"), grant_fields("idea"), "dan", ["R4-DRAFTER"]),
        (grant_fields("desk", SUBMITTED), grant_fields("desk", SUBMITTED, amount="5.00"), "dan", ["R6-NOT-A-DRAFT"]),
        (grant_fields("idea"), None, "dan", ["R8-DELETED"]),
        (grant_fields("idea"), grant_fields("desk"), "dan", ["R3-STAGE", "R6-DECISIONS"]),
    ],
)
def test_drafts_are_drawn_up_and_edited_by_those_whom_the_law_names(
    before: dict[str, object] | None, after: dict[str, object] | None, who: str, codes: list[str]
) -> None:
    here = grants_office() if before is None else grants_office().record(GRANT, before)
    there = grants_office() if after is None else grants_office().record(GRANT, after)

    assert here.codes(there, who) == codes


@pytest.mark.parametrize(
    ("drafters", "who", "codes"),
    [
        ("{role: clerk}", "ben", []),
        ("{role: clerk, when: [{field: path.grant, equals: shelves}]}", "ben", []),
        ("{role: clerk, when: [{field: path.grant, equals: roof}]}", "ben", ["R4-DRAFTER"]),
        ("{role: clerk, when: [{field: library, equals: units/hilltop}]}", "ben", []),
        ("{role: clerk, when: [{field: library, equals: units/valley}]}", "ben", ["R4-DRAFTER"]),
        ('{role: librarian, unit: "units/{grant}"}', "dan", ["R4-DRAFTER"]),
    ],
)
def test_the_law_may_let_some_draw_up_only_certain_records(drafters: str, who: str, codes: list[str]) -> None:
    office = process_with("drafted-by: [{role: librarian, unit: library}]", f"drafted-by: [{drafters}]")

    assert office.codes(office.record(GRANT, grant_fields("idea")), who) == codes


def test_a_unit_may_be_the_one_of_which_the_path_speaks() -> None:
    office = process_with(
        "drafted-by: [{role: librarian, unit: library}]", 'drafted-by: [{role: librarian, unit: "units/{grant}"}]'
    )
    name = "grants/2026/hilltop/application"

    assert office.codes(office.record(name, grant_fields("idea", library="units/valley")), "dan") == []
    assert office.codes(office.record(name, grant_fields("idea", library="units/valley")), "eva") == []
    assert office.codes(office.record(name, grant_fields("idea")), "ben") == ["R4-DRAFTER"]


def test_a_paper_beside_a_record_is_drawn_up_by_those_of_its_unit() -> None:
    report = {"kind": "report", "spent": "1.00", "stage": "draft", "decisions": []}
    office = grant(DESK)

    assert office.codes(office.record(REPORT, report), "dan") == []
    assert office.codes(office.record(REPORT, report), "ada") == ["R4-DRAFTER"]
    assert grants_office().codes(grants_office().record(REPORT, report), "dan") == ["R4-DRAFTER"]


def test_a_withdrawn_key_and_a_suspended_officer_sign_nothing() -> None:
    gone = officer_fields("dan", "librarian@hilltop") | {
        "keys": [key_entry("dan", withdrawn="2026-03-01T09:00:00+08:00")]
    }
    away = officer_fields("dan", "librarian@hilltop", suspended={"since": "2026-03-01", "reason": "离岗"})
    for fields, code in ((gone, "R1-WITHDRAWN-KEY"), (away, "R1-SUSPENDED")):
        office = grants_office().record("officers/dan", fields)

        assert office.codes(office.record(GRANT, grant_fields("idea")), "dan") == [code]
