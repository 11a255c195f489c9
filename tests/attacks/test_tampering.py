"""What no attack touches holds, and what is found is told in a way that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.attacks.acts import NUMBER, SHELVES, clean_branch
from tests.attacks.corpus import GROUPS, rows_of
from tests.attacks.test_law_and_register import last_keeper_of_the_register_shut_out, withdrawn_key_put_back_in_force
from tests.attacks.test_procedure import evidence_of_another_dossier, number_taken_twice, stage_edited_by_hand

if TYPE_CHECKING:
    from tests.offices import TestOffice

ROWS = [row for group in GROUPS for row in rows_of(group) if hasattr(row, "attack")]
"""Every attack on an office on disk."""


def test_a_history_that_nobody_touched_holds(office: TestOffice) -> None:
    first, second = office.verify(), office.verify()

    assert [found.code for found in first.findings] == ["R12-TRUST"]
    assert second.findings == ()
    assert second.pinned


def test_a_clean_merge_as_made_by_a_pull_request_holds(office: TestOffice) -> None:
    clean_branch(office)
    office.merge("ada", "side")

    assert office.codes() == set()


def test_a_law_changed_in_a_pull_request_leaves_what_main_did_meanwhile_alone(office: TestOffice) -> None:
    process = office.folder / "schemas" / "grant.process.yaml"
    office.git("switch", "-qc", "law")
    process.write_text(process.read_text("utf-8").replace('less-than: "100000"', 'less-than: "1000"'), "utf-8")
    office.commit("ada")
    office.git("switch", "-q", "main")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.merge("ada", "law")

    assert office.codes() == set()


def test_an_officer_entered_in_a_pull_request_may_act_on_it(office: TestOffice) -> None:
    office.git("switch", "-qc", "newcomer")
    office.edit("officers/cai", {("roles", 2): {"role": "director", "unit": "units/office", "from": "2026-01-01"}})
    office.commit("ada")
    office.decide("cai", "approve", SHELVES, fields=NUMBER)
    office.git("switch", "-q", "main")
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")
    office.merge("ada", "newcomer")

    assert office.codes() == set()


def test_a_merge_made_unsigned_by_a_server_is_found(office: TestOffice) -> None:
    clean_branch(office)
    office.merge(None, "side")

    assert office.codes() == {"R1-UNSIGNED"}


def test_every_finding_names_commit_rule_and_remedy(office: TestOffice) -> None:
    stage_edited_by_hand(office)

    findings = [found for found in office.verify().findings if not found.about.note]

    assert all(found.place.commit and found.about.rule and found.remedy() for found in findings)


def test_evidence_of_another_dossier_is_no_place_for_an_annex(office: TestOffice) -> None:
    evidence_of_another_dossier(office)

    assert "R11-PLACE" in office.codes()


def test_a_withdrawn_key_cannot_be_put_back_in_force(office: TestOffice) -> None:
    withdrawn_key_put_back_in_force(office)

    assert office.codes() == {"R9-KEY-HISTORY"}


def test_a_number_that_differs_in_width_only_is_taken(office: TestOffice) -> None:
    number_taken_twice(office)

    assert "R8-UNIQUE" in office.codes()


def test_the_last_keeper_of_the_register_cannot_leave_without_a_successor(office: TestOffice) -> None:
    last_keeper_of_the_register_shut_out(office)

    assert office.codes() == {"R9-LOCKOUT"}


def test_another_office_at_the_same_place_is_judged_by_itself(office: TestOffice) -> None:
    old = office.verify().anchor
    office.git("switch", "-q", "--orphan", "other")
    office.git("checkout", "main", "--", "schemas", "records/units", "records/officers")
    root = office.commit("ada")
    office.git("branch", "-f", "main", "other")
    office.git("switch", "-q", "main")

    assert office.codes() == {"R12-ANCHOR", "R12-REWRITTEN"}
    assert office.verify(anchor=root).clean
    assert old != root


def test_a_walk_that_a_setting_empties_is_no_clean_history(office: TestOffice) -> None:
    office.git("config", "i18n.logOutputEncoding", "UTF-16")

    report = office.verify()

    assert report.clean
    assert report.commits > 10
