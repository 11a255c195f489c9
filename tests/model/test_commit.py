from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.model.commit import NotACommit, commit_content, parse_commit, signed_content

if TYPE_CHECKING:
    from tests.offices import TestOffice

TREE, PARENT = "a" * 40, "b" * 40
WHO = "Ada <ada@x> 1772672400 +0800"
SIGNATURE = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----"
FOLDED = SIGNATURE.replace("\n", "\n ")


def content(*headers: str, message: str = "subject\n\nbody\n") -> bytes:
    return ("\n".join(headers) + "\n\n" + message).encode()


PLAIN = (f"tree {TREE}", f"parent {PARENT}", f"author {WHO}", f"committer {WHO}")
SIGNED = content(*PLAIN, f"gpgsig {FOLDED}")


def test_a_commit_is_taken_apart() -> None:
    commit = parse_commit("c", SIGNED)

    assert (commit.id, commit.tree, commit.parents, commit.author) == ("c", TREE, (PARENT,), "Ada")
    assert commit.at.isoformat() == "2026-03-05T09:00:00+08:00"
    assert (commit.subject, commit.message) == ("subject", "subject\n\nbody\n")
    assert commit.signature == SIGNATURE.encode()
    assert commit.payload == content(*PLAIN)


@pytest.mark.parametrize(
    ("headers", "parents", "signed"),
    [
        ((f"tree {TREE}", f"author {WHO}", f"committer {WHO}"), 0, False),
        ((*PLAIN[:2], f"parent {TREE}", *PLAIN[2:]), 2, False),
        ((*PLAIN, "encoding GBK"), 1, False),
        ((*PLAIN, f"gpgsig {FOLDED}", "encoding GBK"), 1, True),
        ((*PLAIN, f"mergetag object {TREE}\n type commit\n gpgsig {FOLDED}"), 1, False),
        ((*PLAIN, "x-other value", f"gpgsig {FOLDED}"), 1, True),
    ],
)
def test_other_headers_may_follow(headers: tuple[str, ...], parents: int, *, signed: bool) -> None:
    commit = parse_commit("c", content(*headers))

    assert (len(commit.parents), commit.signature is not None) == (parents, signed)


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"tree " + TREE.encode(),
        content(*PLAIN[1:]),
        content(*PLAIN[:3]),
        content(*PLAIN[:2], PLAIN[3]),
        content(PLAIN[0], *PLAIN),
        content(*PLAIN, PLAIN[0]),
        content(*PLAIN, PLAIN[1]),
        content(*PLAIN, PLAIN[2]),
        content(*PLAIN, PLAIN[3]),
        content(PLAIN[1], PLAIN[0], *PLAIN[2:]),
        content(*PLAIN[:2], PLAIN[3], PLAIN[2]),
        content(*PLAIN, f"gpgsig {FOLDED}", f"gpgsig {FOLDED}"),
        content(*PLAIN, f"gpgsig {FOLDED}", f"gpgsig-sha256 {FOLDED}"),
        content(*PLAIN, f"gpgsig-sha256 {FOLDED}"),
        content(f"gpgsig {FOLDED}", *PLAIN),
        content(f"tree {'AB' * 20}", *PLAIN[1:]),
        content(*PLAIN[:3], "committer Ada <ada@x> 253402300799 +0000"),
        content(*PLAIN[:3], "committer Ada <ada@x> now +0800"),
        content(*PLAIN[:3], "committer Ada <ada@x> 1772672400 +08:00"),
        content(*PLAIN[:3], "committer Ada <ada@x> 1772672400 +2400"),
        content(*PLAIN[:3], "committer Ada <ada@x> 999999999999 +0000"),
        content(*PLAIN[:3], "committer Ada ada@x 1772672400 +0800"),
        content(*PLAIN[:3], "committer Ada <ada@x>> 1772672400 +0800"),
        content(*PLAIN[:2], "author Ada <ada@x> 1772672400", PLAIN[3]),
        content(*PLAIN[:3], f"committer {WHO}\n more"),
        content("", *PLAIN),
    ],
)
def test_what_is_missing_doubled_or_out_of_place_is_refused(spoilt: bytes) -> None:
    with pytest.raises(NotACommit):
        parse_commit("c", spoilt)


def test_a_commit_may_have_no_message() -> None:
    assert parse_commit("c", content(*PLAIN, message="")).message == ""
    assert parse_commit("c", ("\n".join(PLAIN) + "\n").encode()).message == ""


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
moments = st.builds(
    lambda seconds, minutes: datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes))),
    st.integers(0, 4_000_000_000),
    st.integers(-14 * 60, 14 * 60),
)
object_ids = st.text("0123456789abcdef", min_size=40, max_size=40)


@given(object_ids, st.lists(object_ids, max_size=3), names, names, moments, names)
def test_what_is_written_is_read_again(
    tree: str, parents: list[str], author: str, email: str, at: datetime, message: str
) -> None:
    made = commit_content(tree, tuple(parents), author, email, at, message)
    commit = parse_commit("c", made)

    assert (commit.tree, list(commit.parents)) == (tree, parents)
    assert (commit.at, commit.at.utcoffset()) == (at, at.utcoffset())
    assert commit.message == message.rstrip("\n") + "\n"
    assert set("<>\n\x00").isdisjoint(commit.author)
    assert (commit.signature, commit.payload) == (None, made)


@given(names, names, st.from_regex(r"[A-Za-z0-9+/ -]{1,70}(\n[A-Za-z0-9+/=-]{1,70}){0,5}", fullmatch=True))
def test_a_signature_is_folded_in_and_leaves_what_it_signs_as_it_was(author: str, message: str, signature: str) -> None:
    at = datetime.fromisoformat("2026-03-05T09:00:00+08:00")
    made = commit_content(TREE, (PARENT,), author, "a@x", at, message)

    commit = parse_commit("c", signed_content(made, signature + "\n"))

    assert (commit.payload, commit.signature) == (made, signature.encode())


def test_a_moment_without_an_offset_is_written_as_utc() -> None:
    naive = datetime.fromisoformat("2026-03-05T09:00:00.999+00:00")

    assert parse_commit("c", commit_content(TREE, (), "a", "a@x", naive, "m")).at == naive.replace(microsecond=0)


def test_the_payload_is_what_git_has_signed(office: TestOffice) -> None:
    """Git itself strips the signature and hands the rest to the program that checks it; ours must be the same."""
    office.edit("officers/eva", {("title",): "馆员"})
    commit = office.commit("ada", "title\n\n body with a blank\n\ngpgsig not a header\n")
    raw = subprocess.run(
        ["git", "cat-file", "commit", commit], cwd=office.folder, capture_output=True, check=True
    ).stdout
    seen = office.folder.parent / "seen"
    checker = office.folder.parent / "checker"
    checker.write_text(
        f'#!/bin/sh\ncase " $* " in *" verify "*|*" check-novalidate "*) cat > "{seen}";; esac\nexit 0\n'
    )
    checker.chmod(0o755)
    subprocess.run(
        ["git", "-c", f"gpg.ssh.program={checker}", "verify-commit", commit],
        cwd=office.folder,
        capture_output=True,
        check=False,
    )

    assert parse_commit(commit, raw).payload == seen.read_bytes()
    assert b"gpgsig" not in parse_commit(commit, raw).payload.split(b"\n\n")[0]
