"""Attacks by what lies in the tree: links, names, twins, characters that deceive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import (
    ROOF,
    bare_commit,
    put_signed,
    put_tree,
)
from tests.attacks.corpus import Row, codes_of

if TYPE_CHECKING:
    from tests.offices import TestOffice


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


def entry(name: bytes, office: TestOffice, mode: bytes = b"100644") -> bytes:
    """One entry of a tree object: a file with something in it."""
    blob = office.git("hash-object", "-w", "--stdin", given="evil\n")
    return mode + b" " + name + b"\0" + bytes.fromhex(blob)


def path_that_climbs_out(office: TestOffice) -> None:
    inside = office.git("rev-parse", "HEAD:schemas")
    put_tree(office, b"40000 ..\0" + bytes.fromhex(inside))


def path_with_a_slash_in_a_name(office: TestOffice) -> None:
    put_tree(office, entry(b"../../evil", office))


def git_folder_in_the_tree(office: TestOffice) -> None:
    put_tree(office, entry(b".git", office))


def git_folder_in_capitals(office: TestOffice) -> None:
    put_tree(office, entry(b".GIT", office))


def git_folder_by_its_short_name(office: TestOffice) -> None:
    put_tree(office, entry(b"git~1", office))


def git_folder_with_an_ignored_character(office: TestOffice) -> None:
    put_tree(office, entry(".g\u200cit".encode(), office))


def modules_of_another_repository(office: TestOffice) -> None:
    (office.folder / ".gitmodules").write_text('[submodule "x"]\n\tpath = x\n\turl = ext::sh -c id\n', "utf-8")
    office.commit("ada")


def name_with_a_carriage_return(office: TestOffice) -> None:
    put_tree(office, entry(b"README.md\r", office))


def name_that_steers_a_terminal(office: TestOffice) -> None:
    put_tree(office, entry(b"\x1b]0;owned\x07", office))


def name_that_is_not_utf8(office: TestOffice) -> None:
    put_tree(office, entry(b"\xff\xfe", office))


def case_twin(office: TestOffice) -> None:
    for name in ("templates/Page.typ.j2", "templates/page.typ.j2"):
        (office.folder / name).parent.mkdir(exist_ok=True)
        (office.folder / name).write_text("x", "utf-8")
    office.commit("ada")


def case_twin_of_a_folder(office: TestOffice) -> None:
    for name in ("templates/Grant/one.typ.j2", "templates/grant/two.typ.j2"):
        (office.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (office.folder / name).write_text("x", "utf-8")
    office.commit("ada")


def unicode_twin(office: TestOffice) -> None:
    for name in ("caf\u00e9.yaml", "cafe\u0301.yaml"):
        (office.folder / "schemas" / name).write_text("x: 1\n", "utf-8")
    office.commit("ada")


def record_in_letters_that_look_latin(office: TestOffice) -> None:
    path = office.path("grants/2026/r\u043e\u043ef/application")
    path.parent.mkdir()
    path.write_text(office.path(ROOF).read_text("utf-8"), "utf-8")
    office.commit("dan")


def record_by_a_reserved_name(office: TestOffice) -> None:
    path = office.path("grants/2026/con/application")
    path.parent.mkdir()
    path.write_text("kind: grant\nstage: idea\ntitle: x\nlibrary: units/hilltop\n", "utf-8")
    office.commit("dan")


def record_that_looks_like_another(office: TestOffice) -> None:
    path = office.path("grants/2026/r0of/application")
    path.parent.mkdir()
    path.write_text('kind: grant\nstage: idea\ntitle: 屋顶\nlibrary: units/hilltop\namount: "1.00"\n', "utf-8")
    office.commit("dan")


def officer_of_the_same_name(office: TestOffice) -> None:
    office.edit("officers/cai", {("name",): "本"})
    office.commit("ada")
    copied = office.path("officers/cai").read_text("utf-8").split("keys:")[0]
    office.path("officers/cal").write_text(copied.replace("officers/cai", "officers/cal"), "utf-8")
    office.commit("ada")


def huge_file_on_open_ground(office: TestOffice) -> None:
    (office.folder / "README.md").write_bytes(b"\0" * (32 * 1024 * 1024 + 1))
    office.commit("dan")


def huge_template(office: TestOffice) -> None:
    (office.folder / "templates").mkdir(exist_ok=True)
    (office.folder / "templates" / "page.typ.j2").write_bytes(b" " * (32 * 1024 * 1024 + 1))
    office.commit("ada")


def message_that_steers_a_terminal(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan", "an edit\x1b[2K\x1b[1Aapproved by the board")


def message_that_is_read_backwards(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit("dan", "\u202eevorppa\u202c")


def author_that_steers_a_terminal(office: TestOffice) -> None:
    moment = f"{int(office.now.timestamp()) + 3600} +0800"
    put_signed(office, bare_commit(office, author=f"a\x1b[8m <a@a> {moment}"))


def message_in_another_encoding(office: TestOffice) -> None:
    """Read as stated it says something else than its bytes."""
    content = bare_commit(office) + "\u6279\u51c6\n".encode("utf-16")
    put_signed(office, content.replace(b"\n\n", b"\nencoding UTF-16\n\n", 1))


ROWS = [
    Row(bidirectional_text, {"Y-CHARACTER"}, "CVE-2021-42574"),
    Row(duplicate_field, {"Y-DUPLICATE-KEY"}, "CVE-2017-12635 (two parsers, two values)"),
    Row(symbolic_link, {"R13-MODE"}, "CVE-2024-32002, CVE-2021-21300"),
    Row(executable, {"R13-MODE"}, "git, mode 100755"),
    Row(submodule, {"R13-MODE"}, "CVE-2018-17456, CVE-2025-48384"),
    Row(git_attributes, {"R13-NAME"}, "CVE-2022-23521"),
    Row(file_outside_the_law, {"R13-OUTSIDE"}, "gittuf, unguarded path"),
    Row(path_that_climbs_out, {"R12-CORRUPT", "R13-NAME"}, "CVE-2014-9390; git fsck, hasDotdot"),
    Row(path_with_a_slash_in_a_name, {"R12-CORRUPT"}, "git fsck, fullPathname"),
    Row(git_folder_in_the_tree, {"R12-CORRUPT", "R13-NAME"}, "CVE-2014-9390"),
    Row(git_folder_in_capitals, {"R12-CORRUPT", "R13-NAME"}, "CVE-2014-9390"),
    Row(git_folder_by_its_short_name, {"R12-CORRUPT", "R13-NAME"}, "CVE-2019-1352, CVE-2019-1353"),
    Row(git_folder_with_an_ignored_character, {"R12-CORRUPT", "R13-NAME"}, "CVE-2014-9390 (HFS+)"),
    Row(modules_of_another_repository, {"R13-NAME"}, "CVE-2018-11235, CVE-2018-17456"),
    Row(name_with_a_carriage_return, {"R13-NAME"}, "CVE-2025-48384"),
    Row(name_that_steers_a_terminal, {"R13-NAME"}, "CVE-2024-52005"),
    Row(name_that_is_not_utf8, {"R13-NAME"}, "gittuf, quoted paths"),
    Row(case_twin, {"R13-TWIN"}, "CVE-2014-9390, CVE-2021-21300"),
    Row(case_twin_of_a_folder, {"R13-TWIN"}, "CVE-2021-21300; trial of an earlier version"),
    Row(unicode_twin, {"R13-NAME"}, "UTS 39; TUF GHSA-qp9x-wp8f-qgjj"),
    Row(record_in_letters_that_look_latin, {"R13-NAME"}, "CVE-2021-42694"),
    Row(record_by_a_reserved_name, {"R13-NAME"}, "Windows, reserved names"),
    Row(record_that_looks_like_another, {"R13-ALIKE"}, "UTS 39, confusables"),
    Row(officer_of_the_same_name, {"R13-ALIKE", "R9-NAME-TWICE"}, "UTS 39, confusables"),
    Row(huge_file_on_open_ground, {"R13-SIZE"}, "TUF, endless data"),
    Row(huge_template, {"R13-SIZE"}, "TUF, endless data"),
    Row(message_that_steers_a_terminal, {"R13-MESSAGE"}, "CVE-2024-52005"),
    Row(message_that_is_read_backwards, {"R13-MESSAGE"}, "CVE-2021-42574"),
    Row(author_that_steers_a_terminal, {"R13-MESSAGE"}, "CVE-2024-52005"),
    Row(message_in_another_encoding, {"R13-MESSAGE"}, "git, i18n.commitEncoding"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= codes_of(office)
