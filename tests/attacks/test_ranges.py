"""What is found in a range of commits is what `verify` finds in them, whatever was done to the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.services.ranges import judge_range
from tests.attacks.acts import NUMBER, ROOF, SHELVES, clean_branch
from tests.attacks.test_tampering import ROWS

if TYPE_CHECKING:
    from cio_ctl.model.finding import Finding
    from tests.attacks.corpus import Row
    from tests.offices import TestOffice

_OF_THE_REPOSITORY = {"R12-ANCHOR", "R12-BEHIND", "R12-REWRITTEN", "R12-TRUST"}
"""What `verify` knows of the user's own memory, which a range says nothing of."""


def in_range(office: TestOffice, judged: str, tip: str = "HEAD") -> set[Finding]:
    """Everything that is found in commits of a range."""
    place = office.as_("ada")
    found = judge_range(place, place.commit_at(judged), place.commit_at(tip))
    return {entry for entry in found.findings if entry.place.commit}


def by_verify(office: TestOffice, judged: str, tip: str = "HEAD") -> set[Finding]:
    """Everything that the whole walk finds in the commits of the same range."""
    commits = set(office.git("rev-list", tip, f"^{judged}").split())
    report = office.verify(tip=office.git("rev-parse", tip))
    return {entry for entry in report.findings if entry.place.commit in commits}


def readable(office: TestOffice) -> bool:
    """Whether plain git can list the history at all."""
    try:
        office.git("rev-list", "HEAD")
    except Exception:  # noqa: BLE001 - whatever an attack broke
        return False
    return True


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.attack.__name__)
def test_an_attack_on_a_judged_history_is_found_in_the_range_as_in_the_whole(office: TestOffice, row: Row) -> None:
    before = office.git("rev-parse", "HEAD")
    row.attack(office)

    if not readable(office) or office.git("rev-list", "--count", before, "^HEAD") != "0":
        judgement = judge_range(office.as_("ada"), before, office.as_("ada").head.commit)
        assert judgement.findings or row.finds <= _OF_THE_REPOSITORY
        return
    found, expected = in_range(office, before), by_verify(office, before)

    assert {entry for entry in found if entry.code not in _OF_THE_REPOSITORY} == {
        entry for entry in expected if entry.code not in _OF_THE_REPOSITORY
    }


def woven(office: TestOffice) -> None:
    """Side branches that cross, a change of register and one of law between, faults on either side."""
    clean_branch(office)
    office.git("branch", "main-before")
    office.merge("ada", "side")
    office.git("switch", "-q", "side")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")
    office.merge("ada", "main-before")
    office.git("switch", "-qc", "late", "main-before~1")
    office.edit("officers/ben", {("title",): "主任"})
    office.commit("dan")
    office.git("switch", "-q", "main")
    office.edit("officers/dan", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")
    office.merge("ada", "side")
    process = office.folder / "schemas" / "grant.process.yaml"
    process.write_text("kind: [\n", "utf-8")
    office.commit("ada")
    office.edit("officers/eva", {("title",): "馆长"})
    office.commit("ada")
    office.merge("ada", "late")


def test_in_a_woven_history_every_range_has_the_findings_of_the_whole(office: TestOffice) -> None:
    woven(office)
    report = office.verify()
    by_commit: dict[str, set[Finding]] = {}
    for entry in report.findings:
        by_commit.setdefault(entry.place.commit, set()).add(entry)
    place = office.as_("ada")
    commits = office.git("rev-list", "HEAD").split()[:14]
    looked_at = 0

    for judged in commits[1:]:
        found = judge_range(place, judged, commits[0])
        new = set(office.git("rev-list", commits[0], f"^{judged}").split())
        assert set(found.commits) == new
        assert {entry for entry in found.findings if entry.place.commit} == {
            entry for name in new for entry in by_commit.get(name, ())
        }
        looked_at += len(new)

    assert looked_at > 50
    assert len({entry.code for entry in report.findings}) > 4


def test_an_empty_range_has_no_findings(office: TestOffice) -> None:
    office.decide("ada", "approve", SHELVES, fields=NUMBER)

    assert (
        judge_range(office.as_("ada"), office.git("rev-parse", "HEAD"), office.git("rev-parse", "HEAD~1")).commits == ()
    )


def test_a_range_that_nothing_was_judged_of_is_the_whole_history(office: TestOffice) -> None:
    judgement = judge_range(office.as_("ada"), "", office.git("rev-parse", "HEAD"))

    assert judgement.roots == (office.git("rev-list", "--max-parents=0", "HEAD"),)
    assert len(judgement.commits) == office.verify().commits
    assert judgement.faults == 0
