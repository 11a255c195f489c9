"""Open cases: what is asked of whom, since when, what is lacking, and what nobody can move."""

from __future__ import annotations

from datetime import datetime

import pytest

from cio_ctl.rules.waiting.cases import Waiting, all_waiting
from tests.money_law import money_office
from tests.offices_in_memory import (
    GRANT,
    NOON,
    PROCESS,
    QUOTE,
    REPORT,
    SUBMITTED,
    Decisions,
    Texts,
    decision_entry,
    grant,
    key_entry,
    officer_fields,
    post_entry,
    process_with,
)
from tests.pingshan_in_memory import decided, pingshan_office

READY: dict[str, object] = {"annexes": [QUOTE]}
LARGE: dict[str, object] = {"amount": "100000.00"}
OWN: dict[str, object] = {"own_works": True}
TO_BOARD = decision_entry("ben clerk@office approve desk board", "2026-03-04T09:00:00+08:00")
FAY_SIGNED = decision_entry("fay treasurer@board approve board board", "2026-03-05T09:00:00+08:00")
GRANTED = decision_entry("ada director@office approve desk granted", "2026-03-04T09:00:00+08:00")
GUS_READ = decision_entry("gus treasurer@board acknowledge granted granted", "2026-03-05T09:00:00+08:00")
RETURNED = decision_entry("ben clerk@office return desk idea", "2026-03-04T09:00:00+08:00", opinion="缺报价")
WITHDRAWN = decision_entry("dan librarian@hilltop withdraw desk idea", "2026-03-04T09:00:00+08:00")
CLOSED = decision_entry("ben clerk@office advance granted closed", "2026-03-06T09:00:00+08:00")
REFUSED = decision_entry("ben clerk@office reject desk refused", "2026-03-04T09:00:00+08:00", opinion="不合规")


def waits(office: Texts, at: datetime = NOON) -> list[Waiting]:
    """Everything that waits in an office."""
    standing = office.standing
    return list(all_waiting(standing.office, standing.snapshot.ids(), at))


def asked(waiting: Waiting) -> str:
    """Who is asked for what: ``ben cai return reject; ada approve(number)``, with the record where it is another."""
    by_acts: dict[str, list[str]] = {}
    acts: dict[str, list[str]] = {}
    for step in waiting.steps:
        verb = step.transition.verb.value if step.transition is not None else "-"
        other = f" {step.record}" if step.record != waiting.case.record.id else ""
        sets = f"({','.join(step.to_set)})" if step.to_set else ""
        acts.setdefault(step.seat.officer.slug, []).append(f"{step.task.value}:{verb}{sets}{other}")
    for slug, told in acts.items():
        by_acts.setdefault(" ".join(told), []).append(slug)
    return "; ".join(f"{' '.join(slugs)} {told}" for told, slugs in by_acts.items())


@pytest.mark.parametrize(
    ("decisions", "fields", "comes"),
    [
        # drafts
        ((), READY, "dan eva submit:submit"),
        ((), {}, "dan eva submit:-"),
        ((), {**READY, "title": None}, "dan eva submit:-"),
        ((SUBMITTED, RETURNED), READY, "dan eva correct:submit correct:-"),
        ((SUBMITTED, RETURNED), {}, "dan eva correct:-"),
        ((SUBMITTED, WITHDRAWN), READY, "dan eva submit:submit"),
        # decisions, and fields that they are to set
        ((SUBMITTED,), {}, "ada decide:approve(number); ben cai fay gus hal decide:return decide:reject"),
        ((SUBMITTED,), {"number": "G-1"}, "ada decide:approve; ben cai fay gus hal decide:return decide:reject"),
        (
            (SUBMITTED,),
            LARGE,
            "ben cai decide:approve decide:return decide:reject; fay gus hal decide:return decide:reject",
        ),
        # countersignatures, some given; who has signed is not asked again
        (
            (SUBMITTED, TO_BOARD),
            LARGE,
            "fay gus hal countersign:approve decide:return decide:reject; cai decide:return decide:reject",
        ),
        (
            (SUBMITTED, TO_BOARD, FAY_SIGNED),
            LARGE,
            "gus hal countersign:approve decide:return decide:reject; cai decide:return decide:reject",
        ),
        # steps between stages
        ((SUBMITTED, GRANTED, GUS_READ), {}, "cai decide:advance"),
        # a paper that is still to be drawn up, by those who may
        ((SUBMITTED, GRANTED, GUS_READ), OWN, f"dan eva draw-up:- {REPORT}"),
    ],
)
def test_a_case_waits_for_those_who_can_carry_it_on(
    decisions: Decisions, fields: dict[str, object], comes: str
) -> None:
    [found] = waits(grant(decisions, **fields))

    assert asked(found) == comes
    assert not found.stuck


@pytest.mark.parametrize("decisions", [(SUBMITTED, REFUSED), (SUBMITTED, GRANTED, GUS_READ, CLOSED)])
def test_nobody_is_waited_for_at_an_end(decisions: Decisions) -> None:
    assert waits(grant(decisions, **OWN)) == []


def test_nobody_is_waited_for_in_a_stage_that_the_law_calls_final() -> None:
    office = process_with(
        "granted: {title: {zh: 已资助, en: granted}}", "granted: {title: {zh: 已资助, en: granted}, final: true}"
    )

    assert waits(grant((SUBMITTED, GRANTED, GUS_READ), office)) == []


@pytest.mark.parametrize(
    ("decisions", "since"),
    [
        ((), None),
        ((SUBMITTED,), "2026-03-03T09:00:00+08:00"),
        ((SUBMITTED, TO_BOARD, FAY_SIGNED), "2026-03-04T09:00:00+08:00"),
        ((SUBMITTED, GRANTED, GUS_READ), "2026-03-04T09:00:00+08:00"),
        ((SUBMITTED, RETURNED), "2026-03-04T09:00:00+08:00"),
    ],
)
def test_a_case_waits_since_it_came_into_its_stage(decisions: Decisions, since: str | None) -> None:
    [found] = waits(grant(decisions, **LARGE, **READY))

    assert (found.since.isoformat() if found.since else None) == since


def test_a_copy_waits_for_the_body_that_it_was_sent_to_until_it_is_acknowledged() -> None:
    case, copy = waits(grant((SUBMITTED, GRANTED)))

    assert case.notice is None
    assert copy.notice is not None
    assert copy.notice.to.role == "treasurer"
    assert asked(copy) == "fay gus acknowledge:acknowledge"
    assert copy.since == datetime.fromisoformat("2026-03-04T09:00:00+08:00")
    assert [one.notice for one in waits(grant((SUBMITTED, GRANTED, GUS_READ)))] == [None]


def test_a_copy_waits_where_the_case_itself_has_ended() -> None:
    office = process_with(
        "{verb: reject, from: [desk, board], to: refused,",
        "{verb: reject, from: [desk, board], to: refused, notices: [{role: director}],",
    )

    [copy] = waits(grant((SUBMITTED, REFUSED), office))

    assert asked(copy) == "ada acknowledge:acknowledge"


def test_what_came_back_tells_who_sent_it_and_why() -> None:
    [found] = waits(grant((SUBMITTED, RETURNED)))

    assert found.returned is not None
    assert (found.returned.by, found.returned.opinion) == ("officers/ben", "缺报价")
    assert [one.returned for one in waits(grant((SUBMITTED, WITHDRAWN)))] == [None]
    assert [one.returned for one in waits(grant((SUBMITTED,)))] == [None]


@pytest.mark.parametrize(
    ("slug", "fields", "comes"),
    [
        ("ada", officer_fields("ada", "director@office", suspended=True), ""),
        ("ada", officer_fields("ada", "director@office", keys=[key_entry("ada", withdrawn="2026-02-01")]), ""),
        ("ada", officer_fields("ada", roles=[post_entry("director@office", until="2026-03-09")]), ""),
        ("ada", officer_fields("ada", roles=[post_entry("director@office", since="2026-03-11")]), ""),
        ("ada", officer_fields("ada", roles=[post_entry("director@office", until="2026-03-10")]), "ada"),
        (
            "ada",
            officer_fields("ada", "director@office", delegations=[post_entry("director@office", to="officers/hal")]),
            "ada hal for ada",
        ),
        (
            "ada",
            officer_fields(
                "ada",
                "director@office",
                delegations=[post_entry("director@office", to="officers/hal")],
                keys=[key_entry("ada", withdrawn="2026-02-01")],
            ),
            "hal for ada",
        ),
        (
            "ada",
            officer_fields("ada", "director@office", delegations=[post_entry("director@office", to="officers/dan")]),
            "ada",  # dan submitted it
        ),
    ],
)
def test_only_officers_in_office_with_key_and_post_are_waited_for(
    slug: str, fields: dict[str, object], comes: str
) -> None:
    [found] = waits(grant((SUBMITTED,)).record(f"officers/{slug}", fields))

    approving = [step.seat for step in found.steps if step.transition is not None and step.transition.verb == "approve"]
    names = [(seat.officer.slug, seat.standing.delegated_for.removeprefix("officers/")) for seat in approving]

    assert " ".join(f"{name} for {lender}" if lender else name for name, lender in names) == comes


def test_an_officer_who_is_barred_in_one_post_is_asked_in_another() -> None:
    lent = [post_entry("clerk@office", to="officers/eva")]
    office = (
        grant((SUBMITTED, TO_BOARD), **LARGE)
        .record("officers/ben", officer_fields("ben", "clerk@office", delegations=lent))
        .record("officers/cai", officer_fields("cai", "clerk@office", delegations=lent))
    )

    [found] = waits(office)

    assert {
        (step.seat.officer.slug, step.seat.standing.delegated_for)
        for step in found.steps
        if step.seat.standing.role == "clerk"
    } == {("cai", ""), ("eva", "officers/cai")}


NOBODY = officer_fields("x")
NOT_BOARD = {
    "officers/fay": officer_fields("fay", "treasurer@board"),
    "officers/gus": officer_fields("gus", "treasurer@board"),
    "officers/hal": officer_fields("hal"),
}
ONLY_RETURN = "{verb: return, from: [desk, board], to: idea, by: [{role: clerk}, {role: board}], opinion: required}"
ONLY_REJECT = "{verb: reject, from: [desk, board], to: refused, by: [{role: clerk}, {role: board}], opinion: required}"


def strict() -> Texts:
    """The foundation where nobody sends back or refuses what lies at the desk or with the board."""
    office = process_with(f"  - {ONLY_RETURN}\n", "").replacing(PROCESS, f"  - {ONLY_REJECT}\n", "")
    return office.replacing(PROCESS, "  refused: {title: {zh: 不予资助, en: refused}, final: true}\n", "")


def told(waiting: Waiting) -> list[str]:
    """The obstacles: ``vacant director``, ``barred librarian@hilltop dan``."""
    return [
        " ".join(
            part
            for part in (
                one.hindrance.value,
                one.role + (f"@{one.unit.removeprefix('units/')}" if one.unit else ""),
                one.record,
                *(person.removeprefix("officers/") for person in one.persons),
            )
            if part
        )
        for one in waiting.obstacles
    ]


@pytest.mark.parametrize(
    ("decisions", "fields", "officers", "why", "stuck"),
    [
        # nobody holds the post
        ((SUBMITTED,), {}, {"officers/ada": officer_fields("ada")}, ["vacant director"], True),
        (
            (SUBMITTED,),
            {},
            {"officers/ada": officer_fields("ada", "director@office", suspended=True)},
            ["vacant director"],
            True,
        ),
        ((), READY, {"officers/dan": NOBODY, "officers/eva": NOBODY}, ["vacant librarian@hilltop"], True),
        ((), {}, {"officers/dan": NOBODY, "officers/eva": NOBODY}, ["vacant librarian@hilltop"], True),
        # all who hold it took part
        (
            (SUBMITTED,),
            {},
            {"officers/ada": NOBODY, "officers/dan": officer_fields("dan", "director@office")},
            ["barred director dan"],
            True,
        ),
        (
            (SUBMITTED,),
            LARGE,
            {
                "officers/ben": officer_fields("ben"),
                "officers/cai": officer_fields("cai"),
                "officers/dan": officer_fields("dan", "clerk@office"),
            },
            ["barred clerk dan"],
            True,
        ),
        # of two countersignatures one can be given, the other cannot
        ((SUBMITTED, TO_BOARD), LARGE, NOT_BOARD, ["vacant board"], False),
        ((SUBMITTED, TO_BOARD, FAY_SIGNED), LARGE, NOT_BOARD, ["vacant board"], True),
        # nobody is left who could draw up what is lacking
        (
            (SUBMITTED, GRANTED, GUS_READ),
            OWN,
            {"officers/dan": NOBODY, "officers/eva": NOBODY},
            [f"vacant {REPORT}"],
            True,
        ),
        # it is not said in which unit
        (
            (SUBMITTED, RETURNED),
            {**READY, "library": None},
            {},
            ["no-unit librarian@library"],
            True,
        ),
        # no condition fits
        ((SUBMITTED,), {"amount": "many"}, {}, ["no-way"], True),
    ],
)
def test_what_nobody_can_move_is_told_with_the_reason(
    decisions: Decisions,
    fields: dict[str, object],
    officers: dict[str, dict[str, object]],
    why: list[str],
    stuck: bool,  # noqa: FBT001 - a column of the table
) -> None:
    office = grant(decisions, strict(), **fields)
    for name, officer in officers.items():
        office = office.record(name, officer)

    [found] = waits(office)

    assert told(found) == why
    assert found.stuck is stuck


def test_a_case_that_can_only_be_sent_back_is_not_stuck_but_tells_what_is_in_the_way() -> None:
    [found] = waits(grant((SUBMITTED,)).record("officers/ada", officer_fields("ada")))

    assert told(found) == ["vacant director"]
    assert not found.stuck


def test_what_is_lacking_is_told_by_its_title() -> None:
    [found] = waits(grant((SUBMITTED, GRANTED, GUS_READ), **OWN, follows=GRANT))

    assert [(lack.title.en, [one.record for one in lack.wanted]) for lack in found.lacks] == [
        ("the report is in", [REPORT]),
        ("no earlier grant is open", [GRANT]),
    ]
    [draft] = waits(grant((), amount=None))
    assert [(lack.title.zh, sorted(lack.fields)) for lack in draft.lacks] == [
        ("附件 quote", ["annexes"]),
        ("金额 / amount", ["amount"]),
    ]


@pytest.mark.parametrize(
    ("cost", "comes"),
    [("99999.99", "dan eva submit:submit"), ("99999.98", "dan eva submit:-")],
)
def test_a_draft_whose_sums_do_not_come_out_is_to_be_edited_first(cost: str, comes: str) -> None:
    things = [{"number": 1, "price": cost, "cost": cost}]

    [found] = waits(grant((), money_office(), **READY, things=things))

    assert asked(found) == comes
    assert [lack.title.en for lack in found.lacks] == ["the things make the amount"] * ("-" in comes)


PROJECT = "projects/2026-emr/project"
PRELIMINARY = "projects/2026-emr/preliminary-application"
FUNDING = "projects/2026-emr/funding-application"


def project(stage: str, **more: object) -> dict[str, object]:
    row = f"2026-03-02 wei department-cio-team@health advance preliminary-work {stage}"
    fields = decided(row) if stage != "preliminary-work" else {"stage": stage, "decisions": []}
    return {"kind": "project", "name": "电子病历", "level": "department", "unit": "units/health", **fields, **more}


def test_a_project_waits_for_those_who_may_draw_up_what_it_lacks() -> None:
    [found] = waits(pingshan_office({PROJECT: project("approved")}))

    assert asked(found) == f"hua draw-up:- {FUNDING}"


def test_a_project_waits_on_what_is_under_way_and_for_nobody_itself() -> None:
    funding = {"kind": "funding-application", **decided("2026-03-03 hua project-unit@health submit draft first-review")}

    waiting = {
        found.case.record.id: found
        for found in waits(pingshan_office({PROJECT: project("approved"), FUNDING: funding}))
    }

    assert waiting[PROJECT].steps == ()
    assert {step.seat.officer.slug for step in waiting[FUNDING].steps if step.record == FUNDING} == {"wei", "wu"}
    assert not any(found.stuck for found in waiting.values())


def test_a_project_whose_paper_was_withdrawn_waits_for_those_who_can_take_it_up_again() -> None:
    funding = {"kind": "funding-application", **decided("2026-03-03 hua project-unit@health withdraw draft withdrawn")}

    [found] = waits(pingshan_office({PROJECT: project("approved"), FUNDING: funding}))

    assert asked(found) == f"hua draw-up:advance {FUNDING}"


def test_a_review_that_does_not_say_what_its_comparison_comes_to_is_to_be_edited_first() -> None:
    review = "projects/2026-emr/funding-reviews/first"
    funding = {"kind": "funding-application", **decided("2026-03-03 hua project-unit@health submit draft first-review")}
    records: dict[str, dict[str, object]] = {
        PROJECT: project("approved"),
        FUNDING: funding,
        review: {"kind": "funding-review", "stage": "draft", "decisions": []},
    }

    [found] = [one for one in waits(pingshan_office(records)) if one.case.record.id == review]

    assert {(step.task.value, step.transition) for step in found.steps if step.record == review} == {("submit", None)}
    assert "R3-COMPARISON" in {lack.finding.code for lack in found.lacks if lack.finding is not None}


def test_a_project_whose_paper_was_rejected_is_stuck() -> None:
    funding = {
        "kind": "funding-application",
        **decided(
            "2026-03-03 hua project-unit@health submit draft first-review",
            "2026-03-04 wei department-cio-team@health reject first-review rejected",
        ),
    }

    [found] = waits(pingshan_office({PROJECT: project("approved"), FUNDING: funding}))

    assert told(found) == [f"ended {FUNDING}"]
    assert found.stuck


def test_a_project_waits_for_those_who_can_fill_in_what_it_lacks_itself() -> None:
    [found] = waits(pingshan_office({PROJECT: project("tender")}))

    fields = {name for step in found.steps if step.task == "fill-in" for name in step.to_set}
    assert fields == {"implementing_unit", "responsible_person", "management_rules"}
    assert {step.seat.officer.slug for step in found.steps if step.task == "fill-in"} == {"hua"}


@pytest.mark.parametrize(
    ("origin", "comes"),
    [
        ("business-need", "wei wu qiao qin submit:-"),
        # neither could go on without the other: what is amiss in the project is for whoever may edit it
        ("work-plan", f"wei wu qiao qin submit:- fill-in:- {PROJECT}"),
    ],
)
def test_an_application_waits_for_those_who_can_mend_its_project(origin: str, comes: str) -> None:
    application: dict[str, object] = {"kind": "preliminary-application", "stage": "draft", "decisions": []}
    records: dict[str, dict[str, object]] = {
        PROJECT: project("preliminary-work", origin=origin),
        "projects/2026-emr/preliminary-application": application,
    }

    [found] = [one for one in waits(pingshan_office(records)) if one.case.record.kind == "preliminary-application"]

    assert asked(found) == comes


def test_what_is_asked_for_in_any_number_is_drawn_up_under_a_free_name() -> None:
    [found] = waits(pingshan_office({PROJECT: project("construction")}))

    assert asked(found) == (
        "hua draw-up:- projects/2026-emr/progress/*; qiao qin draw-up:- projects/2026-emr/guidance/*"
    )
