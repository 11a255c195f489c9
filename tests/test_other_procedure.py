"""The procedure is data: a foundation's grants run on the same engine, from files alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import Refused

if TYPE_CHECKING:
    from tests.offices import TestOffice

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
NUMBER = {("number",): "G-2026-1"}


def test_a_small_grant_skips_the_board(office: TestOffice) -> None:
    outcome = office.decide("ada", "approve", SHELVES, fields=NUMBER)

    assert (outcome.decision.source, outcome.decision.target) == ("desk", "granted")
    assert office.codes() == set()


def test_a_large_grant_is_signed_by_board_and_treasurer_in_any_order(office: TestOffice) -> None:
    office.decide("dan", "submit", ROOF)

    stages = [office.decide(who, "approve", ROOF).decision.target for who in ("ben", "gus", "fay")]

    assert stages == ["board", "board", "granted"]
    assert office.codes() == set()


def test_two_steps_merge_for_own_works(office: TestOffice) -> None:
    office.decide("dan", "submit", ROOF)
    for who in ("ben", "fay", "gus"):
        office.decide(who, "approve", ROOF)

    refused = office.refused("cai", "advance", ROOF)
    _file_report(office)
    _close_shelves(office)
    outcome = office.decide("cai", "advance", ROOF)

    assert refused == ["R3-GUARD", "R3-GUARD"]
    assert outcome.decision.target == "closed"
    assert office.codes() == set()


def _file_report(office: TestOffice) -> None:
    """Draw up and hand in the report on the roof."""
    from cio_ctl.services.drawing_up import commit_new, new_text  # noqa: PLC0415

    workplace = office.as_("eva")
    name, _ = new_text(workplace, "report", ("2026", "roof"))
    commit_new(workplace, "report", name, 'kind: report\nspent: "99000.00"\n')
    office.decide("eva", "submit", name)


def _close_shelves(office: TestOffice) -> None:
    """Take the other grant through both of its last steps."""
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.decide("cai", "advance", SHELVES)
    office.decide("ben", "advance", SHELVES)


@pytest.mark.parametrize(
    ("who", "verb", "record", "details", "codes"),
    [
        ("ben", "approve", SHELVES, {}, ["R4-ROLE", "R3-GUARD"]),
        ("ada", "approve", SHELVES, {}, ["R3-GUARD"]),
        ("ada", "approve", SHELVES, {"fields": {**NUMBER, ("amount",): "1.00"}}, ["R6-FIELD"]),
        ("ada", "approve", SHELVES, {"move": "grant-large"}, ["R3-NO-SUCH-MOVE"]),
        ("ada", "approve", ROOF, {}, ["R3-WRONG-STAGE"]),
        ("ada", "acknowledge", SHELVES, {}, ["R3-NO-NOTICE"]),
        ("eva", "withdraw", ROOF, {}, ["R3-WRONG-STAGE"]),
        ("ben", "return", SHELVES, {}, ["R3-OPINION"]),
    ],
)
def test_a_move_that_the_files_do_not_allow_is_refused(
    office: TestOffice, who: str, verb: str, record: str, details: dict[str, object], codes: list[str]
) -> None:
    assert office.refused(who, verb, record, **details) == codes


def test_a_person_with_both_posts_signs_once(office: TestOffice) -> None:
    office.decide("dan", "submit", ROOF)
    office.decide("ben", "approve", ROOF)
    office.decide("fay", "approve", ROOF)

    assert office.refused("fay", "approve", ROOF) == ["R5-COUNTS-ONCE"]


def test_the_treasurer_acknowledges_the_copy_once(office: TestOffice) -> None:
    office.decide("ada", "approve", SHELVES, fields=NUMBER)

    outcome = office.decide("gus", "acknowledge", SHELVES)

    assert outcome.decision.source == outcome.decision.target == "granted"
    assert office.refused("fay", "acknowledge", SHELVES) == ["R3-NO-NOTICE"]


def test_a_returned_paper_begins_a_new_round(office: TestOffice) -> None:
    office.decide("ben", "return", SHELVES, opinion="报价不全")
    office.decide("eva", "submit", SHELVES)

    assert office.decide("ada", "approve", SHELVES, fields=NUMBER).decision.target == "granted"
    assert office.codes() == set()


def test_those_whom_separation_of_duties_bars_are_not_named_as_able(office: TestOffice) -> None:
    office.decide("dan", "submit", ROOF)
    office.decide("ben", "approve", ROOF)
    office.decide("fay", "approve", ROOF)

    with pytest.raises(Refused) as refused:
        office.decide("fay", "approve", ROOF)
    with pytest.raises(Refused) as by_a_stranger:
        office.decide("eva", "approve", ROOF)

    assert [found.code for found in refused.value.findings] == ["R5-COUNTS-ONCE"]
    assert "treasurer (officers/gus)" in by_a_stranger.value.findings[0].remedy()
