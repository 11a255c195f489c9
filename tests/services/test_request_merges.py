"""How a request comes into the main branch, on real branches: which ways hold, and what is found of the others."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.services.drawing_up import attach, commit_new
from cio_ctl.services.performing import make_key
from cio_ctl.services.ranges import judge_range
from tests.pushes import server_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.offices import TestOffice

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
LAMPS = "grants/2026/lamps/application"
NUMBER = {("number",): "G-2026-1"}


def request(office: TestOffice, *, main_goes_on: bool = True) -> None:
    """A branch on which a draft was edited and submitted; main has gone on meanwhile."""
    office.git("switch", "-qc", "side")
    office.edit(ROOF, {("title",): "大屋顶"})
    office.commit("dan")
    office.decide("dan", "submit", ROOF)
    office.git("switch", "-q", "main")
    if main_goes_on:
        office.edit("officers/eva", {("title",): "馆员"})
        office.commit("ada")


def found(office: TestOffice, before: str) -> set[str]:
    """The codes that `verify` finds; `check` finds the same in what has come to main."""
    place = office.as_("ada")
    judgement = judge_range(place, before, place.head.commit)
    codes = {entry.code for entry in judgement.findings if not entry.about.note}
    assert codes == office.codes() - {"R12-REWRITTEN"}  # what this user saw of main is no part of the range
    return codes


def merged_by_an_officer(office: TestOffice) -> None:
    office.merge("ada", "side")


def fast_forwarded(office: TestOffice) -> None:
    office.git("switch", "-q", "side")
    office.merge("dan", "main")
    office.git("switch", "-q", "main")
    office.git("merge", "-q", "--ff-only", "side")


def merged_unsigned_by_the_forge(office: TestOffice) -> None:
    office.merge(None, "side")


def merged_and_signed_by_the_forge(office: TestOffice) -> None:
    make_key(Path(office.folder / ".git" / "demo-keys"), "forge", office.around())
    office.merge("forge", "side")


def squashed_by_the_forge(office: TestOffice) -> None:
    office.git("merge", "-q", "--squash", "side")
    office.commit(None)


def squashed_and_signed_by_the_forge(office: TestOffice) -> None:
    make_key(Path(office.folder / ".git" / "demo-keys"), "forge", office.around())
    office.git("merge", "-q", "--squash", "side")
    office.commit("forge")


def squashed_by_an_officer(office: TestOffice) -> None:
    office.git("merge", "-q", "--squash", "side")
    office.commit("ada")


def squashed_by_who_decided(office: TestOffice) -> None:
    office.git("merge", "-q", "--squash", "side")
    office.commit("dan")


def rebased_by_the_forge(office: TestOffice) -> None:
    office.git("switch", "-q", "side")
    moment = (office.now + timedelta(hours=1)).isoformat()
    office.git("-c", "commit.gpgSign=false", "rebase", "-q", "main", GIT_COMMITTER_DATE=moment)
    office.now += timedelta(hours=1)
    office.git("switch", "-q", "main")
    office.git("merge", "-q", "--ff-only", "side")


def rebased_and_signed(office: TestOffice, officer: str) -> None:
    key = office.folder / ".git" / "demo-keys" / officer
    office.git("switch", "-q", "side")
    office.now += timedelta(hours=1)
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}")
    office.git(*signing, "rebase", "-q", "-S", "main", GIT_COMMITTER_DATE=office.now.isoformat())
    office.git("switch", "-q", "main")
    office.git("merge", "-q", "--ff-only", "side")


def rebased_by_an_officer(office: TestOffice) -> None:
    rebased_and_signed(office, "ada")


def rebased_by_who_decided(office: TestOffice) -> None:
    rebased_and_signed(office, "dan")


@pytest.mark.parametrize(
    ("way", "codes"),
    [
        (merged_by_an_officer, set()),
        (fast_forwarded, set()),
        (merged_unsigned_by_the_forge, {"R1-UNSIGNED"}),
        (merged_and_signed_by_the_forge, {"R1-UNKNOWN-KEY"}),
        (squashed_by_the_forge, {"R1-UNSIGNED", "R7-TIME"}),
        (squashed_and_signed_by_the_forge, {"R1-UNKNOWN-KEY", "R7-TIME"}),
        (squashed_by_an_officer, {"R4-ROLE", "R6-FIELD", "R7-SIGNER", "R7-TIME"}),
        (squashed_by_who_decided, {"R6-FIELD", "R7-TIME"}),
        (rebased_by_the_forge, {"R1-UNSIGNED", "R7-TIME"}),
        (rebased_by_an_officer, {"R4-DRAFTER", "R4-ROLE", "R7-SIGNER", "R7-TIME"}),
        (rebased_by_who_decided, {"R7-TIME"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_way_for_a_request_into_the_main_branch(
    office: TestOffice, way: Callable[[TestOffice], None], codes: set[str]
) -> None:
    before = office.git("rev-parse", "HEAD")
    request(office)

    way(office)

    assert found(office, before) == codes


def test_a_branch_that_main_did_not_outrun_is_fast_forwarded_as_it_is(office: TestOffice) -> None:
    before = office.git("rev-parse", "HEAD")
    request(office, main_goes_on=False)
    tip = office.git("rev-parse", "side")

    office.git("merge", "-q", "--ff-only", "side")

    assert office.git("rev-parse", "HEAD") == tip
    assert found(office, before) == set()


def two_decisions(office: TestOffice) -> None:
    """Two requests that decide on one record, of which the first is merged."""
    office.git("branch", "second")
    office.git("switch", "-qc", "first")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.git("switch", "-q", "second")
    office.decide("ben", "return", SHELVES, opinion="报价不全")
    office.git("switch", "-q", "main")
    office.merge("ada", "first")


def test_of_two_requests_that_decide_on_one_record_the_second_cannot_be_merged(office: TestOffice) -> None:
    two_decisions(office)
    before = office.git("rev-parse", "HEAD")

    office.merge("ada", "second", "-X", "theirs")

    assert found(office, before) == {"R10-DECISIONS", "R4-DRAFTER"}


def test_who_comes_second_decides_again_on_the_main_branch_if_the_rules_still_allow_it(office: TestOffice) -> None:
    two_decisions(office)
    before = office.git("rev-parse", "HEAD")
    office.git("switch", "-qc", "anew")

    assert office.refused("ben", "return", SHELVES, opinion="报价不全") == ["R3-WRONG-STAGE"]

    assert found(office, before) == set()


def test_two_requests_that_edit_one_draft_are_merged_by_hand_by_who_may_edit_it(office: TestOffice) -> None:
    office.git("branch", "second")
    office.edit(ROOF, {("title",): "大屋顶"})
    office.commit("dan")
    office.git("switch", "-q", "second")
    office.edit(ROOF, {("amount",): "110000.00"})
    office.commit("dan")
    office.git("switch", "-q", "main")
    before = office.git("rev-parse", "HEAD")

    office.git("merge", "-q", "--no-commit", "--no-ff", "-X", "ours", "second")
    office.edit(ROOF, {("title",): "大屋顶", ("amount",): "110000.00"})
    office.commit("dan")

    assert office.git("rev-list", "--count", "--merges", f"{before}..HEAD") == "1"
    assert found(office, before) == set()


def two_of_one_number(office: TestOffice) -> None:
    """Two requests that give one number to two records, of which the first is merged."""
    commit_new(office.as_("dan"), "grant", LAMPS, 'title: 灯\nlibrary: units/hilltop\namount: "1.00"\n')
    paper = office.folder.parent / "quote.txt"
    paper.write_text("报价", "utf-8")
    attach(office.as_("dan"), LAMPS, paper, "quote", "")
    office.decide("dan", "submit", LAMPS)
    office.git("branch", "second")
    office.git("switch", "-qc", "first")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.git("switch", "-q", "second")
    office.decide("ada", "approve", LAMPS, fields=NUMBER)
    office.git("switch", "-q", "main")
    office.merge("ada", "first")


def test_two_requests_that_take_one_number_each_hold_and_their_merge_does_not(office: TestOffice) -> None:
    two_of_one_number(office)
    before = office.git("rev-parse", "HEAD")
    place = office.as_("ada")
    assert judge_range(place, before, place.commit_at("second")).faults == 0

    office.merge("ada", "second")

    assert found(office, before) == {"R8-UNIQUE"}


def test_a_server_with_the_hook_refuses_the_merge_of_two_that_take_one_number(
    office: TestOffice, tmp_path: Path
) -> None:
    two_of_one_number(office)
    server = server_of(office, tmp_path / "server.git")
    server.install()
    office.merge("ada", "second")

    pushed = server.push("main")

    assert not pushed.accepted
    assert "R8-UNIQUE" in pushed.said


def test_who_took_a_number_second_takes_another_on_the_main_branch(office: TestOffice) -> None:
    two_of_one_number(office)
    before = office.git("rev-parse", "HEAD")
    office.git("switch", "-qc", "anew")

    assert office.refused("ada", "approve", LAMPS, fields=NUMBER) == ["R8-UNIQUE"]
    office.decide("ada", "approve", LAMPS, fields={("number",): "G-2026-2"})
    office.git("switch", "-q", "main")
    office.merge("ada", "anew")

    assert found(office, before) == set()


def test_bringing_main_into_the_branch_shows_the_clash_before_the_merge(office: TestOffice) -> None:
    two_of_one_number(office)
    before = office.git("rev-parse", "HEAD")
    office.git("switch", "-q", "second")
    office.merge("ada", "main")
    place = office.as_("ada")

    codes = {entry.code for entry in judge_range(place, before, place.head.commit).findings}

    assert codes == {"R8-UNIQUE"}
