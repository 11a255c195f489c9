"""Attacks by merges: what they add, drop, bring in from elsewhere or carry past a law."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import (
    NUMBER,
    ROOF,
    SHELVES,
    bare_commit,
    clean_branch,
    put_signed,
    write_decision,
)
from tests.attacks.corpus import Row, codes_of

if TYPE_CHECKING:
    from tests.offices import TestOffice


def merge_that_adds(office: TestOffice) -> None:
    clean_branch(office)
    office.git("merge", "--no-ff", "--no-commit", "side")
    office.edit(ROOF, {("title",): "夹带"})
    office.commit("ada")


def merge_that_drops(office: TestOffice) -> None:
    clean_branch(office)
    office.merge("ada", "side", "-s", "ours")


def merge_of_strangers(office: TestOffice) -> None:
    office.git("switch", "-q", "--orphan", "other")
    (office.folder / "README.md").write_text("x", "utf-8")
    office.commit("ada")
    office.git("switch", "-q", "main")
    office.merge("ada", "other", "--allow-unrelated-histories")


def merge_of_another_office(office: TestOffice) -> None:
    office.git("switch", "-q", "--orphan", "other")
    office.git("checkout", "main", "--", "schemas", "records/units", "records/officers")
    office.commit("ada")
    office.git("switch", "-q", "main")
    office.merge("ada", "other", "--allow-unrelated-histories")


def octopus(office: TestOffice) -> None:
    for name, who, record, title in (("one", "dan", ROOF, "a"), ("two", "ada", "officers/eva", "b")):
        office.git("switch", "-qc", name, "main")
        office.edit(record, {("title",): title})
        office.commit(who)
    office.git("switch", "-q", "main")
    tree, main = office.git("rev-parse", "two^{tree}"), office.git("rev-parse", "main")
    made = office.git(
        "commit-tree",
        tree,
        "-p",
        main,
        "-p",
        "one",
        "-p",
        "two",
        "-m",
        "octopus",
        GIT_AUTHOR_DATE=office.now.isoformat(),
        GIT_COMMITTER_DATE=office.now.isoformat(),
    )
    office.git("reset", "-q", "--hard", made)


def withdrawn_officer_signs_on_an_old_branch(office: TestOffice) -> None:
    withdrawn_officer_works_on_an_old_branch(office)
    office.git("switch", "-q", "main")
    office.merge("ada", "old")


def reverse_merge_by_an_accomplice(office: TestOffice) -> None:
    withdrawn_officer_works_on_an_old_branch(office)
    office.merge("eva", "main")
    office.git("branch", "-f", "main", "old")


def withdrawn_officer_works_on_an_old_branch(office: TestOffice) -> None:
    """Suspended on the main branch, dan edits on an old one, where the test is left."""
    office.git("switch", "-qc", "old")
    office.git("switch", "-q", "main")
    office.edit("officers/dan", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")
    office.git("switch", "-q", "old")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")


def conflict_settled_by_a_withdrawn_officer(office: TestOffice) -> None:
    for name, title in (("one", "甲"), ("two", "乙")):
        office.git("switch", "-qc", name, "main")
        office.edit(ROOF, {("title",): title})
        office.commit("eva")
    office.git("switch", "-q", "main")
    office.edit("officers/dan", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")
    office.git("switch", "-q", "one")
    with pytest.raises(subprocess.CalledProcessError):
        office.merge("dan", "two")
    office.git("checkout", "--ours", "--", "records")
    office.edit(ROOF, {("title",): "丙"})
    office.commit("dan")
    office.git("switch", "-q", "main")
    office.merge("ada", "one")


def law_tightened_and_dodged_on_an_old_branch(office: TestOffice) -> None:
    process = office.folder / "schemas" / "grant.process.yaml"
    office.git("switch", "-qc", "old")
    write_decision(office, "ada")
    office.git("switch", "-q", "main")
    process.write_text(process.read_text("utf-8").replace('less-than: "100000"', 'less-than: "1000"'), "utf-8")
    office.commit("ada")
    office.merge("ada", "old")


def both_sides_decide(office: TestOffice) -> None:
    office.git("switch", "-qc", "side")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.git("switch", "-q", "main")
    office.decide("eva", "withdraw", SHELVES)
    office.merge("ada", "side", "-X", "theirs")


def merge_of_the_same_twice(office: TestOffice) -> None:
    """Nothing on either side: a second road to the same place, on which a rewrite can hide."""
    tree, head = office.git("rev-parse", "HEAD^{tree}"), office.git("rev-parse", "HEAD")
    older = office.git("rev-parse", "HEAD~1")
    put_signed(office, bare_commit(office, tree=tree, parent=f"{head}\nparent {older}"))


def merge_of_two_sides_that_hold_the_same(office: TestOffice) -> None:
    for name in ("one", "two"):
        office.git("switch", "-qc", name, "main")
        office.edit(ROOF, {("title",): "同一个屋顶"})
        office.commit(("dan", "eva")[name == "two"])
    office.git("switch", "-q", "main")
    office.git("reset", "-q", "--hard", "one")
    office.merge("ada", "two")


def merge_that_takes_the_parents_in_the_other_order(office: TestOffice) -> None:
    """The law was tightened on main; a branch that dodges it names itself the first parent."""
    process = office.folder / "schemas" / "grant.process.yaml"
    office.git("switch", "-qc", "old")
    write_decision(office, "ben", by="officers/ben", role="clerk")
    office.git("switch", "-q", "main")
    process.write_text(process.read_text("utf-8").replace('less-than: "100000"', 'less-than: "1000"'), "utf-8")
    office.commit("ada")
    office.git("switch", "-q", "old")
    office.merge("ada", "main")
    office.git("branch", "-f", "main", "old")


def merge_that_reverts_the_law(office: TestOffice) -> None:
    """Both sides are kept but for the one file of the law that was changed meanwhile."""
    process = office.folder / "schemas" / "grant.process.yaml"
    old = process.read_text("utf-8")
    office.git("switch", "-qc", "side")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")
    office.git("switch", "-q", "main")
    process.write_text(old.replace('less-than: "100000"', 'less-than: "1000"'), "utf-8")
    office.commit("ada")
    office.git("merge", "--no-ff", "--no-commit", "side")
    process.write_text(old, "utf-8")
    office.commit("ada")


def merge_signed_by_nobody_in_office(office: TestOffice) -> None:
    clean_branch(office)
    office.edit("officers/dan", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")
    office.merge("dan", "side")


def unsigned_commit_on_a_branch_that_is_merged(office: TestOffice) -> None:
    office.git("switch", "-qc", "side")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit(None)
    office.git("switch", "-q", "main")
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")
    office.merge("ada", "side")


ROWS = [
    Row(merge_that_adds, {"R10-ADDED"}, "git, evil merge"),
    Row(merge_that_drops, {"R10-DROPPED"}, "git, merge `-s ours`"),
    Row(merge_of_strangers, {"R12-ROOTS", "R12-UNJUDGED"}, "git, `--allow-unrelated-histories`"),
    Row(merge_of_another_office, {"R12-ROOTS", "R10-UNRELATED"}, "TUF, mix and match"),
    Row(octopus, {"R10-OCTOPUS"}, "gittuf, octopus merge"),
    Row(withdrawn_officer_signs_on_an_old_branch, {"R10-ARRIVING"}, "gittuf, revoked key on an old base"),
    Row(reverse_merge_by_an_accomplice, {"R10-ARRIVING"}, "git, foxtrot merge"),
    Row(conflict_settled_by_a_withdrawn_officer, {"R10-ARRIVING"}, "gittuf, revoked key"),
    Row(law_tightened_and_dodged_on_an_old_branch, {"R10-ARRIVING"}, "gittuf, policy of an old base"),
    Row(both_sides_decide, {"R10-DECISIONS"}, "double spending"),
    Row(merge_of_the_same_twice, {"R2-EMPTY"}, "trial of an earlier version"),
    Row(merge_of_two_sides_that_hold_the_same, {"R2-EMPTY"}, "trial of an earlier version"),
    Row(merge_that_takes_the_parents_in_the_other_order, {"R4-ROLE"}, "git, foxtrot merge"),
    Row(merge_that_reverts_the_law, {"R10-DROPPED"}, "gittuf, policy rollback"),
    Row(merge_signed_by_nobody_in_office, {"R1-SUSPENDED"}, "gittuf, revoked key"),
    Row(unsigned_commit_on_a_branch_that_is_merged, {"R1-UNSIGNED"}, "gittuf, unsigned commit below a signed merge"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= codes_of(office)
