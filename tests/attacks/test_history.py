"""Attacks on the history as a whole: rewound, replaced, cut, unreadable in part."""

from __future__ import annotations

import subprocess
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import (
    ROOF,
    bare_commit,
    commit_tree,
    put,
    put_signed,
)
from tests.attacks.corpus import Row, codes_of

if TYPE_CHECKING:
    from tests.offices import TestOffice


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


def parent_in_capitals(office: TestOffice) -> None:
    commit_tree(office, office.git("rev-parse", "HEAD~1^{tree}"), office.git("rev-parse", "HEAD").upper())


def evidence_lost(office: TestOffice) -> None:
    (office.folder / "README.md").write_text("x", "utf-8")
    office.commit("ada")
    blob = office.git("rev-parse", "HEAD:README.md")
    (office.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()


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


def history_rewound_and_shown_under_another_name(office: TestOffice) -> None:
    """The main branch that was seen is gone; an old state is served as the branch to follow."""
    assert office.verify().clean
    office.git("switch", "-qc", "trunk", "HEAD~2")
    office.git("branch", "-D", "main")


def an_old_state_shown_beside_the_newest(office: TestOffice) -> None:
    assert office.verify().clean
    office.git("switch", "-qc", "trunk", "HEAD~2")


def malformed_commit_that_hides_what_follows(office: TestOffice) -> None:
    """A commit without its form must not end the judging: after it somebody edits unsigned."""
    put(office, bare_commit(office, author="nobody"))
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit(None)


def malformed_commit_on_a_branch_that_is_merged(office: TestOffice) -> None:
    office.git("switch", "-qc", "side")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan")
    office.git("switch", "-q", "main")
    put(office, bare_commit(office, committer="a <a@a> 99999999999999 +0800"))
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")
    office.merge("ada", "side")


def date_beyond_all_calendars(office: TestOffice) -> None:
    put_signed(office, bare_commit(office, committer="a <a@a> 999999999999 +0800"))


def time_zone_that_moves_the_day(office: TestOffice) -> None:
    moment = int(office.now.timestamp()) + 3600
    put_signed(office, bare_commit(office, committer=f"a <a@a> {moment} +9999"))


def parent_twice(office: TestOffice) -> None:
    head = office.git("rev-parse", "HEAD")
    put_signed(office, bare_commit(office, parent=f"{head}\nparent {head}"))


def borrowed_objects(office: TestOffice) -> None:
    (office.folder / ".git" / "objects" / "info" / "alternates").write_text("/somewhere/objects\n", "utf-8")


def partial_clone(office: TestOffice) -> None:
    """Blobs that are promised by a remote and fetched on demand, by a program of the remote's choice."""
    office.git("config", "core.repositoryFormatVersion", "1")
    office.git("config", "extensions.partialClone", "origin")
    office.git("config", "remote.origin.url", "ext::touch /tmp/cio-ctl-was-here")
    office.git("config", "remote.origin.promisor", "true")
    blob = office.git("rev-parse", f"HEAD:records/{ROOF}.yaml")
    (office.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()


def branch_that_stands_on_a_tag(office: TestOffice) -> None:
    tag = f"object {office.git('rev-parse', 'HEAD')}\ntype commit\ntag v1\ntagger a <a@a> 1 +0000\n\nx\n"
    made = office.git("hash-object", "-t", "tag", "-w", "--stdin", given=tag)
    (office.folder / ".git" / "refs" / "heads" / "main").write_text(f"{made}\n", "ascii")
    office.edit(ROOF, {("title",): "另一个屋顶"})
    put(office, bare_commit(office, parent=made))


def office_with_no_law_at_its_root(office: TestOffice) -> None:
    assert office.verify().clean
    tree = office.git("mktree", given="")
    put_signed(office, bare_commit(office, tree=tree, parent=""))


ROWS = [
    Row(object_swapped_in_place, {"R12-CORRUPT"}, "git object store, disk access"),
    Row(file_twice_in_one_tree, {"R12-CORRUPT"}, "git fsck, duplicateEntries"),
    Row(parent_in_capitals, {"R12-CORRUPT"}, "git fsck, badParentSha1"),
    Row(evidence_lost, {"R12-CORRUPT"}, "git, partial loss"),
    Row(history_rewound, {"R12-REWRITTEN"}, "TUF, rollback; Torres-Arias 2016"),
    Row(history_rewritten_past_the_anchor, {"R12-ANCHOR", "R12-REWRITTEN"}, "Torres-Arias 2016"),
    Row(shallow, {"R12-SHALLOW"}, "git, shallow clone"),
    Row(replaced, {"R12-REPLACE"}, "git, replace refs"),
    Row(grafted, {"R12-GRAFT"}, "git, grafts"),
    Row(
        history_rewound_and_shown_under_another_name,
        {"R12-REWRITTEN"},
        "TUF, rollback; Torres-Arias 2016",
    ),
    Row(an_old_state_shown_beside_the_newest, {"R12-BEHIND"}, "TUF, freeze"),
    Row(malformed_commit_that_hides_what_follows, {"R12-CORRUPT", "R1-UNSIGNED"}, "parser stops, judge stops"),
    Row(malformed_commit_on_a_branch_that_is_merged, {"R12-CORRUPT"}, "parser stops, judge stops"),
    Row(date_beyond_all_calendars, {"R12-CORRUPT"}, "git fsck, badDateOverflow"),
    Row(time_zone_that_moves_the_day, {"R12-CORRUPT"}, "git fsck, badTimezone"),
    Row(parent_twice, {"R2-EMPTY"}, "git fsck, duplicate parents"),
    Row(borrowed_objects, {"R12-ALTERNATES"}, "CVE-2022-39253"),
    Row(partial_clone, {"R12-CORRUPT"}, "git, partial clone; CVE-2024-32004"),
    Row(branch_that_stands_on_a_tag, {"R12-CORRUPT"}, "git, type confusion"),
    Row(office_with_no_law_at_its_root, {"R12-ANCHOR", "R12-REWRITTEN"}, "Torres-Arias 2016"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= codes_of(office)
