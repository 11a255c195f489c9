"""Attacks on the procedure: stages skipped, roles taken, decisions copied, times moved."""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import (
    NUMBER,
    ROOF,
    SHELVES,
    forged_decision,
    write_decision,
)
from tests.attacks.corpus import Row, codes_of

if TYPE_CHECKING:
    from tests.offices import TestOffice


def wrong_role(office: TestOffice) -> None:
    write_decision(office, "ben", by="officers/ben", role="clerk")


def role_claimed_that_is_not_held(office: TestOffice) -> None:
    write_decision(office, "ben", by="officers/ben")


def decision_in_the_name_of_another(office: TestOffice) -> None:
    write_decision(office, "ben")


def own_approval(office: TestOffice) -> None:
    office.edit("officers/dan", {("roles", 1): {"role": "director", "unit": "units/office", "from": "2026-01-01"}})
    office.commit("ada")
    write_decision(office, "dan", by="officers/dan")


def stage_edited_by_hand(office: TestOffice) -> None:
    office.edit(SHELVES, {("stage",): "granted"})
    office.commit("ada")


def decision_deleted(office: TestOffice) -> None:
    path = office.path(SHELVES)
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("decisions:")] + "decisions: []\n", "utf-8")
    office.edit(SHELVES, {("stage",): "idea"})
    office.commit("ada")


def decision_reworded(office: TestOffice) -> None:
    office.edit(SHELVES, {("decisions", 0, "opinion"): "同意"})
    office.commit("ada")


def amount_raised_after_submission(office: TestOffice) -> None:
    office.edit(SHELVES, {("amount",): "99999999.00"})
    office.commit("dan")


def amount_raised_in_the_decision(office: TestOffice) -> None:
    office.edit(SHELVES, {("amount",): "50.00"})
    write_decision(office, "ada")


def record_deleted(office: TestOffice) -> None:
    office.path(ROOF).unlink()
    office.commit("dan")


def record_renamed(office: TestOffice) -> None:
    office.path("grants/2026/tower/application").parent.mkdir()
    office.path(ROOF).rename(office.path("grants/2026/tower/application"))
    office.commit("dan")


def backdated(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan", "by hand", "2020-01-01T00:00:00+08:00")


def dated_in_the_future(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan", "by hand", "2031-01-01T00:00:00+08:00")


def decision_with_another_time_than_its_commit(office: TestOffice) -> None:
    write_decision(office, "ada", at="2026-03-05T09:00:00+08:00")


def stage_skipped(office: TestOffice) -> None:
    write_decision(office, "ada", to="closed")


def guard_passed_over(office: TestOffice) -> None:
    office.now += timedelta(hours=1)
    office.edit(SHELVES, {("stage",): "granted", ("decisions", 1): forged_decision(office)})
    office.now -= timedelta(hours=1)
    office.commit("ada")


def two_records_in_one_decision(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "另一个屋顶"})
    write_decision(office, "ada")


def evidence_altered(office: TestOffice) -> None:
    path = next((office.folder / "records/grants/2026/shelves/evidence").iterdir())
    path.write_text("另一份报价", "utf-8")
    office.commit("dan")


def evidence_deleted(office: TestOffice) -> None:
    next((office.folder / "records/grants/2026/shelves/evidence").iterdir()).unlink()
    office.commit("dan")


def evidence_slipped_in(office: TestOffice) -> None:
    (office.folder / "records/grants/2026/shelves/evidence/other.txt").write_text("x", "utf-8")
    office.commit("dan")


def digest_in_the_record_altered(office: TestOffice) -> None:
    digest = hashlib.sha256(b"other").hexdigest()
    office.edit(ROOF, {("annexes", 0, "sha256"): digest})
    office.commit("dan")


def dangling_reference(office: TestOffice) -> None:
    office.edit(ROOF, {("follows",): "grants/2026/nowhere/application"})
    office.commit("dan")


def draft_edited_by_a_stranger(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("ben")


def record_born_decided(office: TestOffice) -> None:
    path = office.path("grants/2026/tower/application")
    path.parent.mkdir()
    path.write_text(office.path(SHELVES).read_text("utf-8"), "utf-8")
    office.commit("dan")


def decision_replayed(office: TestOffice) -> None:
    """A decision once taken is taken again by copying it, after it was undone."""
    office.decide("ben", "return", SHELVES, opinion="补充")
    submitted = office.as_("ada").snapshot.record(SHELVES)
    assert submitted is not None
    first = submitted.fields["decisions"][0]  # type: ignore[index]
    office.edit(SHELVES, {("stage",): "desk", ("decisions", 2): dict(first)})
    office.commit("dan")


def decision_of_another_record(office: TestOffice) -> None:
    """The director's own decision, on another grant, stands here too."""
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    taken = office.as_("ada").snapshot.record(SHELVES)
    assert taken is not None
    decisions = taken.fields["decisions"]
    assert isinstance(decisions, list)
    office.edit(ROOF, {("stage",): "granted", ("decisions",): [dict(one) for one in decisions]})
    office.commit("ada")


def two_decisions_in_one_commit(office: TestOffice) -> None:
    office.now += timedelta(hours=1)
    returned = forged_decision(office, verb="return", to="idea", by="officers/ben", role="clerk", opinion="x")
    again = forged_decision(office, verb="submit", **{"from": "idea"}, to="desk", by="officers/dan", role="librarian")
    office.edit(SHELVES, {("decisions", 1): returned, ("decisions", 2): again})
    office.now -= timedelta(hours=1)
    office.commit("ben")


def two_roles_of_one_person(office: TestOffice) -> None:
    """Board and treasurer must sign; fay is both, and signs twice."""
    office.decide("dan", "submit", ROOF)
    office.decide("ben", "approve", ROOF)
    office.decide("fay", "approve", ROOF)
    office.now += timedelta(hours=1)
    held = office.as_("ada").snapshot.record(ROOF)
    assert held is not None
    role = {"board": "treasurer", "treasurer": "board"}[held.decisions[-1].role]
    second = forged_decision(
        office, **{"from": "board"}, to="granted", by="officers/fay", role=role, unit="units/board"
    )
    office.edit(ROOF, {("stage",): "granted", ("decisions", 3): second})
    office.now -= timedelta(hours=1)
    office.commit("fay")


def one_of_two_signatures_taken_for_both(office: TestOffice) -> None:
    office.decide("dan", "submit", ROOF)
    office.decide("ben", "approve", ROOF)
    office.now += timedelta(hours=1)
    alone = forged_decision(
        office, **{"from": "board"}, to="granted", by="officers/fay", role="board", unit="units/board"
    )
    office.edit(ROOF, {("stage",): "granted", ("decisions", 2): alone})
    office.now -= timedelta(hours=1)
    office.commit("fay")


def delegation_claimed_that_was_never_given(office: TestOffice) -> None:
    write_decision(office, "ben", by="officers/ben", **{"for": "officers/ada"})


def decision_in_another_unit(office: TestOffice) -> None:
    write_decision(office, "ada", unit="units/valley")


def opinion_left_out(office: TestOffice) -> None:
    write_decision(office, "ben", verb="return", to="idea", by="officers/ben", role="clerk")


def amount_lowered_to_skip_the_board_and_raised_after(office: TestOffice) -> None:
    """Small grants skip the board: submitted as small, granted, then made large by hand."""
    office.edit(ROOF, {("amount",): "99999.99"})
    office.commit("dan")
    office.decide("dan", "submit", ROOF)
    office.decide("ada", "approve", ROOF, fields={("number",): "G-2026-2"})
    office.edit(ROOF, {("amount",): "500000.00"})
    office.commit("dan")


def stage_that_the_law_does_not_know(office: TestOffice) -> None:
    write_decision(office, "ada", to="approved-for-ever")


def comment_slipped_in_after_submission(office: TestOffice) -> None:
    path = office.path(SHELVES)
    path.write_text(f"# {path.read_text('utf-8')}".replace("# ", "# 已获批准\n", 1), "utf-8")
    office.commit("dan")


def number_taken_twice(office: TestOffice) -> None:
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.edit(ROOF, {("number",): "G-2026-\uff11"})
    office.commit("dan")


def evidence_of_another_dossier(office: TestOffice) -> None:
    own = next((office.folder / "records/grants/2026/roof/evidence").iterdir())
    other = office.folder / "records/grants/2026/shelves/evidence" / f"x{own.name}"
    shutil.copy(own, other)
    office.edit(ROOF, {("annexes", 0, "file"): f"grants/2026/shelves/evidence/{other.name}"})
    office.commit("dan")


def evidence_from_outside_the_records(office: TestOffice) -> None:
    office.edit(ROOF, {("annexes", 0, "file"): "grants/2026/roof/evidence/../../../../../etc/passwd"})
    office.commit("dan")


def record_of_another_kind_at_the_place(office: TestOffice) -> None:
    office.edit(ROOF, {("kind",): "report"})
    office.commit("dan")


ROWS = [
    Row(two_records_in_one_decision, {"R2-SEVERAL", "R4-DRAFTER"}, "the rule book"),
    Row(evidence_slipped_in, {"R2-STRAY-EVIDENCE"}, "in-toto, unrecorded product"),
    Row(stage_skipped, {"R3-NO-SUCH-MOVE"}, "in-toto, skipped step"),
    Row(guard_passed_over, {"R3-GUARD"}, "in-toto, skipped step"),
    Row(record_born_decided, {"R3-BEGINNING"}, "in-toto, forged link"),
    Row(wrong_role, {"R4-ROLE"}, "in-toto, wrong functionary"),
    Row(role_claimed_that_is_not_held, {"R4-ROLE"}, "in-toto, wrong functionary"),
    Row(draft_edited_by_a_stranger, {"R4-DRAFTER"}, "in-toto, wrong functionary"),
    Row(own_approval, {"R5-SAME-PERSON"}, "in-toto, threshold"),
    Row(stage_edited_by_hand, {"R3-STAGE", "R6-DECISIONS"}, "the rule book"),
    Row(decision_deleted, {"R6-DECISIONS"}, "the rule book"),
    Row(decision_reworded, {"R6-DECISIONS"}, "the rule book"),
    Row(amount_raised_after_submission, {"R6-NOT-A-DRAFT"}, "the rule book"),
    Row(amount_raised_in_the_decision, {"R6-FIELD"}, "the rule book"),
    Row(decision_in_the_name_of_another, {"R7-SIGNER", "R4-ROLE"}, "in-toto, wrong functionary"),
    Row(decision_with_another_time_than_its_commit, {"R7-TIME"}, "backdating"),
    Row(backdated, {"R7-BACKDATED"}, "git, committer date is free"),
    Row(dated_in_the_future, {"R7-FUTURE"}, "git, committer date is free"),
    Row(record_deleted, {"R8-DELETED"}, "the rule book"),
    Row(record_renamed, {"R8-DELETED"}, "the rule book"),
    Row(dangling_reference, {"R8-REFERENCE"}, "the rule book"),
    Row(evidence_altered, {"R11-REPLACED"}, "in-toto, product altered"),
    Row(evidence_deleted, {"R8-DELETED"}, "the rule book"),
    Row(digest_in_the_record_altered, {"R11-ALTERED"}, "in-toto, product altered"),
    Row(decision_replayed, {"R7-TIME"}, "in-toto, replayed link; TUF, replay"),
    Row(decision_of_another_record, {"R6-DECISIONS"}, "in-toto, link of another step"),
    Row(two_decisions_in_one_commit, {"R6-DECISIONS"}, "in-toto, forged link"),
    Row(two_roles_of_one_person, {"R5-COUNTS-ONCE"}, "CVE-2020-6174; TUF, threshold"),
    Row(one_of_two_signatures_taken_for_both, {"R3-TARGET"}, "TUF, threshold not met"),
    Row(delegation_claimed_that_was_never_given, {"R4-ROLE"}, "TUF, delegation"),
    Row(decision_in_another_unit, {"R4-ROLE"}, "TUF, delegation, paths"),
    Row(opinion_left_out, {"R3-OPINION"}, "the rule book"),
    Row(amount_lowered_to_skip_the_board_and_raised_after, {"R6-NOT-A-DRAFT"}, "time of check, time of use"),
    Row(stage_that_the_law_does_not_know, {"R3-NO-SUCH-MOVE", "R8-STAGE"}, "in-toto, unknown step"),
    Row(comment_slipped_in_after_submission, {"R6-NOT-A-DRAFT"}, "the rule book"),
    Row(number_taken_twice, {"R8-UNIQUE"}, "UTS 39, width"),
    Row(evidence_of_another_dossier, {"R11-PLACE"}, "in-toto, product of another step"),
    Row(evidence_from_outside_the_records, {"R11-PLACE"}, "CWE-22"),
    Row(record_of_another_kind_at_the_place, {"R8-KIND"}, "type confusion"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= codes_of(office)
