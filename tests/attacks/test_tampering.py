"""One row an attack: what somebody does to the repository with plain git, and what `verify` must say."""

from __future__ import annotations

import hashlib
import re
import subprocess
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.signatures.signing import sign
from cio_ctl.model.commit import signed_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.offices import TestOffice

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
NUMBER = {("number",): "G-2026-1"}


def forged_decision(office: TestOffice, **changes: object) -> dict[str, object]:
    """A decision as the director would take it on the small grant, at the time of the next commit."""
    at = (office.now.replace(microsecond=0)).isoformat()
    base: dict[str, object] = {
        "verb": "approve",
        "from": "desk",
        "to": "granted",
        "by": "officers/ada",
        "role": "director",
        "unit": "units/office",
        "at": at,
    }
    return base | changes


def write_decision(office: TestOffice, signer: str | None, **changes: object) -> None:
    """Grant the small grant by hand, and commit it."""
    office.now += timedelta(hours=1)
    decision = forged_decision(office, **changes)
    office.edit(SHELVES, {("stage",): decision["to"], ("number",): "G-1", ("decisions", 1): decision})
    office.now -= timedelta(hours=1)
    office.commit(signer)


def unsigned(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit(None)


def signed_with_a_key_of_nobody(office: TestOffice) -> None:
    from pathlib import Path  # noqa: PLC0415

    from cio_ctl.services.performing import make_key  # noqa: PLC0415

    make_key(Path(office.folder / ".git" / "demo-keys"), "mallory", office.around())
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("mallory")


def signature_moved_from_another_commit(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")
    stolen = office.git("cat-file", "commit", "HEAD")
    signature = re.search(r"gpgsig [\s\S]+?-----END SSH SIGNATURE-----\n", stolen)
    assert signature is not None
    office.edit(ROOF, {("title",): "再一个屋顶"})
    office.commit(None)
    bare = office.git("cat-file", "commit", "HEAD")
    forged = bare.replace("\n\n", "\n" + signature[0] + "\n", 1) + "\n"
    made = office.git("hash-object", "-t", "commit", "-w", "--stdin", given=forged)
    office.git("update-ref", "HEAD", made)


def message_altered_under_the_signature(office: TestOffice) -> None:
    text = office.git("cat-file", "commit", "HEAD").replace("Attach", "Detach") + "\n"
    made = office.git("hash-object", "-t", "commit", "-w", "--stdin", given=text)
    office.git("update-ref", "HEAD", made)


def wrong_role(office: TestOffice) -> None:
    write_decision(office, "ben", by="officers/ben", role="clerk")


def role_claimed_that_is_not_held(office: TestOffice) -> None:
    write_decision(office, "ben", by="officers/ben")


def decision_in_the_name_of_another(office: TestOffice) -> None:
    write_decision(office, "ben")


def withdrawn_key(office: TestOffice) -> None:
    office.edit("officers/ben", {("keys", 0, "withdrawn"): office.now.isoformat()})
    office.commit("ada")
    office.edit("officers/ben", {("title",): "经办员"})
    office.commit("ben")


def suspended_officer(office: TestOffice) -> None:
    office.edit("officers/dan", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")


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


def key_added_in_the_commit_that_uses_it(office: TestOffice) -> None:
    from cio_ctl.services.performing import make_key  # noqa: PLC0415

    key = make_key(office.folder / ".git" / "demo-keys", "mallory", office.around())
    office.edit(
        "officers/ada",
        {("keys", 1): {"public": key.public, "fingerprint": key.fingerprint, "from": "2026-01-01"}},
    )
    office.commit("mallory")


def rights_given_to_oneself(office: TestOffice) -> None:
    office.edit("officers/ada", {("roles", 1): {"role": "clerk", "unit": "units/office", "from": "2026-01-01"}})
    office.commit("ada")


def register_changed_by_somebody(office: TestOffice) -> None:
    office.edit("officers/eva", {("roles", 0, "role"): "assessor"})
    office.commit("ben")


def law_changed_by_somebody(office: TestOffice) -> None:
    path = office.folder / "schemas" / "grant.process.yaml"
    path.write_text(path.read_text("utf-8").replace('"100000"', '"900000"'), "utf-8")
    office.commit("ben")


def law_broken(office: TestOffice) -> None:
    (office.folder / "schemas" / "grant.process.yaml").write_text("kind: [\n", "utf-8")
    office.commit("ada")


def law_and_record_in_one_commit(office: TestOffice) -> None:
    path = office.folder / "schemas" / "grant.process.yaml"
    path.write_text(path.read_text("utf-8").replace('"100000"', '"900000"'), "utf-8")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("ada")


def law_weakened_and_used_on_a_side_branch(office: TestOffice) -> None:
    office.git("switch", "-qc", "side")
    write_decision(office, "ben", by="officers/ben", role="clerk")
    office.git("switch", "-q", "main")
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")
    office.merge("ada", "side")


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


def merge_that_adds(office: TestOffice) -> None:
    clean_branch(office)
    office.git("merge", "--no-ff", "--no-commit", "side")
    office.edit(ROOF, {("title",): "夹带"})
    office.commit("ada")


def merge_that_drops(office: TestOffice) -> None:
    clean_branch(office)
    office.merge("ada", "side", "-s", "ours")


def clean_branch(office: TestOffice) -> None:
    """A branch with one decision, and a main branch that went on."""
    office.git("switch", "-qc", "side")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.git("switch", "-q", "main")
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")


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
    office.git("switch", "-qc", "old")
    office.git("switch", "-q", "main")
    office.edit("officers/dan", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")
    office.git("switch", "-q", "old")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")
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


def object_swapped_in_place(office: TestOffice) -> None:
    """Other content under the id of a blob of the register, as only somebody with the disk can do."""
    wanted = office.git("rev-parse", "HEAD:records/officers/ben.yaml")
    text = office.git("cat-file", "blob", wanted).replace("clerk", "chief") + "\n"
    path = office.folder / ".git" / "objects" / wanted[:2] / wanted[2:]
    path.unlink()
    path.write_bytes(zlib.compress(b"blob %d\0" % len(text.encode()) + text.encode()))


def file_twice_in_one_tree(office: TestOffice) -> None:
    """Two entries of one name: git shows the first, a clone checks out another."""
    evil = office.git("hash-object", "-w", "--stdin", given="evil\n")
    tree = bytes.fromhex(office.git("rev-parse", "HEAD^{tree}"))
    listing = subprocess.run(
        ["git", "cat-file", "tree", tree.hex()], cwd=office.folder, capture_output=True, check=True
    ).stdout
    made = b"100644 README.md\0" + bytes.fromhex(evil) + b"100644 README.md\0" + bytes.fromhex(evil) + listing
    loose = (
        subprocess.run(
            ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
            cwd=office.folder,
            input=made,
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
    )
    commit_tree(office, loose, office.git("rev-parse", "HEAD"))


def commit_tree(office: TestOffice, tree: str, parent: str) -> None:
    """A commit object made by hand, signed by the director, and the branch moved to it."""
    office.now += timedelta(hours=1)
    moment = f"{int(office.now.timestamp())} +0800"
    content = f"tree {tree}\nparent {parent}\nauthor a <a@a> {moment}\ncommitter a <a@a> {moment}\n\nx\n"
    whole = signed_content(content.encode(), sign(office.key("ada"), content.encode(), office.environment))
    made = office.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=whole.decode())
    office.git("update-ref", "refs/heads/main", made)


def parent_in_capitals(office: TestOffice) -> None:
    commit_tree(office, office.git("rev-parse", "HEAD~1^{tree}"), office.git("rev-parse", "HEAD").upper())


def evidence_lost(office: TestOffice) -> None:
    (office.folder / "README.md").write_text("x", "utf-8")
    office.commit("ada")
    blob = office.git("rev-parse", "HEAD:README.md")
    (office.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()


def both_sides_decide(office: TestOffice) -> None:
    office.git("switch", "-qc", "side")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.git("switch", "-q", "main")
    office.decide("eva", "withdraw", SHELVES)
    office.merge("ada", "side", "-X", "theirs")


def history_rewound(office: TestOffice) -> None:
    assert office.verify().clean
    office.git("reset", "-q", "--hard", "HEAD~2")


def history_rewritten_past_the_anchor(office: TestOffice) -> None:
    assert office.verify().clean
    tree = office.git("rev-parse", "HEAD^{tree}")
    made = office.git("commit-tree", tree, "-m", "beginning")
    office.git("reset", "-q", "--hard", made)


def shallow(office: TestOffice) -> None:
    (office.folder / ".git" / "shallow").write_text(office.git("rev-parse", "HEAD~3") + "\n", "utf-8")


def replaced(office: TestOffice) -> None:
    office.git("replace", office.git("rev-parse", "HEAD~1"), office.git("rev-parse", "HEAD~2"))


def grafted(office: TestOffice) -> None:
    (office.folder / ".git" / "info").mkdir(exist_ok=True)
    (office.folder / ".git" / "info" / "grafts").write_text(office.git("rev-parse", "HEAD") + "\n", "utf-8")


def symbolic_link(office: TestOffice) -> None:
    path = office.path("grants/2026/shelves/link")
    path.symlink_to("application.yaml")
    office.commit("dan")


def executable(office: TestOffice) -> None:
    office.path(ROOF).chmod(0o755)
    office.commit("dan")


def git_attributes(office: TestOffice) -> None:
    (office.folder / "records" / ".gitattributes").write_text("*.yaml merge=union\n", "utf-8")
    office.commit("ada")


def submodule(office: TestOffice) -> None:
    office.git("update-index", "--add", "--cacheinfo", f"160000,{office.git('rev-parse', 'HEAD')},records/sub")
    office.now = office.now.replace(hour=12)
    moment = office.now.isoformat()
    key = office.folder / ".git" / "demo-keys" / "ada"
    office.git(
        "-c",
        "gpg.format=ssh",
        "-c",
        f"user.signingkey={key}",
        "commit",
        "-S",
        "-qm",
        "x",
        GIT_AUTHOR_DATE=moment,
        GIT_COMMITTER_DATE=moment,
    )


def file_outside_the_law(office: TestOffice) -> None:
    (office.folder / "notes.txt").write_text("x", "utf-8")
    office.commit("ada")


def bidirectional_text(office: TestOffice) -> None:
    path = office.path(ROOF)
    path.write_text(path.read_text("utf-8").replace("屋顶", "屋\u202e顶"), "utf-8")
    office.commit("dan")


def duplicate_field(office: TestOffice) -> None:
    path = office.path(ROOF)
    path.write_text(path.read_text("utf-8") + 'amount: "1.00"\n', "utf-8")
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


def one_key_for_two_officers(office: TestOffice) -> None:
    key = office.key("ben")
    office.edit(
        "officers/cai",
        {("keys", 1): {"public": key.public, "fingerprint": key.fingerprint, "from": "2026-01-01"}},
    )
    office.commit("ada")


@dataclass(frozen=True)
class Row:
    attack: Callable[[TestOffice], None]
    finds: set[str]


ROWS = [
    Row(unsigned, {"R1-UNSIGNED"}),
    Row(signed_with_a_key_of_nobody, {"R1-UNKNOWN-KEY"}),
    Row(signature_moved_from_another_commit, {"R1-BAD-SIGNATURE"}),
    Row(message_altered_under_the_signature, {"R1-BAD-SIGNATURE"}),
    Row(withdrawn_key, {"R1-WITHDRAWN-KEY"}),
    Row(suspended_officer, {"R1-SUSPENDED"}),
    Row(law_and_record_in_one_commit, {"R2-MIXED", "R4-DRAFTER"}),
    Row(two_records_in_one_decision, {"R2-SEVERAL", "R4-DRAFTER"}),
    Row(evidence_slipped_in, {"R2-STRAY-EVIDENCE"}),
    Row(stage_skipped, {"R3-NO-SUCH-MOVE"}),
    Row(guard_passed_over, {"R3-GUARD"}),
    Row(record_born_decided, {"R3-BEGINNING"}),
    Row(wrong_role, {"R4-ROLE"}),
    Row(role_claimed_that_is_not_held, {"R4-ROLE"}),
    Row(draft_edited_by_a_stranger, {"R4-DRAFTER"}),
    Row(own_approval, {"R5-SAME-PERSON"}),
    Row(stage_edited_by_hand, {"R3-STAGE", "R6-DECISIONS"}),
    Row(decision_deleted, {"R6-DECISIONS"}),
    Row(decision_reworded, {"R6-DECISIONS"}),
    Row(amount_raised_after_submission, {"R6-NOT-A-DRAFT"}),
    Row(amount_raised_in_the_decision, {"R6-FIELD"}),
    Row(decision_in_the_name_of_another, {"R7-SIGNER", "R4-ROLE"}),
    Row(decision_with_another_time_than_its_commit, {"R7-TIME"}),
    Row(backdated, {"R7-BACKDATED"}),
    Row(dated_in_the_future, {"R7-FUTURE"}),
    Row(record_deleted, {"R8-DELETED"}),
    Row(record_renamed, {"R8-DELETED"}),
    Row(dangling_reference, {"R8-REFERENCE"}),
    Row(bidirectional_text, {"Y-CHARACTER"}),
    Row(duplicate_field, {"Y-DUPLICATE-KEY"}),
    Row(key_added_in_the_commit_that_uses_it, {"R1-UNKNOWN-KEY"}),
    Row(rights_given_to_oneself, {"R9-OWN-RIGHTS"}),
    Row(register_changed_by_somebody, {"R9-REGISTER"}),
    Row(one_key_for_two_officers, {"R9-KEY-SHARED"}),
    Row(law_changed_by_somebody, {"R9-LAW"}),
    Row(law_broken, {"R9-LAW-BROKEN", "Y-SYNTAX"}),
    Row(law_weakened_and_used_on_a_side_branch, {"R4-ROLE"}),
    Row(merge_that_adds, {"R10-ADDED"}),
    Row(merge_that_drops, {"R10-DROPPED"}),
    Row(merge_of_strangers, {"R12-ROOTS", "R12-UNJUDGED"}),
    Row(merge_of_another_office, {"R12-ROOTS", "R10-UNRELATED"}),
    Row(octopus, {"R10-OCTOPUS"}),
    Row(withdrawn_officer_signs_on_an_old_branch, {"R10-ARRIVING"}),
    Row(reverse_merge_by_an_accomplice, {"R10-ARRIVING"}),
    Row(conflict_settled_by_a_withdrawn_officer, {"R10-ARRIVING"}),
    Row(law_tightened_and_dodged_on_an_old_branch, {"R10-ARRIVING"}),
    Row(both_sides_decide, {"R10-DECISIONS"}),
    Row(object_swapped_in_place, {"R12-CORRUPT"}),
    Row(file_twice_in_one_tree, {"R12-CORRUPT"}),
    Row(parent_in_capitals, {"R12-CORRUPT"}),
    Row(evidence_lost, {"R12-CORRUPT"}),
    Row(evidence_altered, {"R11-REPLACED"}),
    Row(evidence_deleted, {"R8-DELETED"}),
    Row(digest_in_the_record_altered, {"R11-ALTERED"}),
    Row(history_rewound, {"R12-REWRITTEN"}),
    Row(history_rewritten_past_the_anchor, {"R12-ANCHOR", "R12-REWRITTEN"}),
    Row(shallow, {"R12-SHALLOW"}),
    Row(replaced, {"R12-REPLACE"}),
    Row(grafted, {"R12-GRAFT"}),
    Row(symbolic_link, {"R13-MODE"}),
    Row(executable, {"R13-MODE"}),
    Row(submodule, {"R13-MODE"}),
    Row(git_attributes, {"R13-NAME"}),
    Row(file_outside_the_law, {"R13-OUTSIDE"}),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.attack.__name__)
def test_every_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= office.codes()


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
    import shutil  # noqa: PLC0415

    own = next((office.folder / "records/grants/2026/roof/evidence").iterdir())
    other = office.folder / "records/grants/2026/shelves/evidence" / f"x{own.name}"
    shutil.copy(own, other)
    office.edit(ROOF, {("annexes", 0, "file"): f"grants/2026/shelves/evidence/{other.name}"})
    office.commit("dan")

    assert "R11-PLACE" in office.codes()


def test_a_withdrawn_key_cannot_be_put_back_in_force(office: TestOffice) -> None:
    office.edit("officers/ben", {("keys", 0, "withdrawn"): office.now.isoformat()})
    office.commit("ada")
    path = office.path("officers/ben")
    kept = [line for line in path.read_text("utf-8").splitlines() if "withdrawn" not in line]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    office.commit("ada")

    assert office.codes() == {"R9-KEY-HISTORY"}


def test_a_number_that_differs_in_width_only_is_taken(office: TestOffice) -> None:
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.edit(ROOF, {("number",): "G-2026-１"})
    office.commit("dan")

    assert "R8-UNIQUE" in office.codes()


def test_the_last_keeper_of_the_register_cannot_leave_without_a_successor(office: TestOffice) -> None:
    office.edit("officers/ada", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    office.commit("ada")

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
