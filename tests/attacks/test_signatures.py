"""Attacks on who signed: no signature, one of somebody else, one moved, altered or doubled."""

from __future__ import annotations

import base64
import re
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.signatures.signing import sign
from cio_ctl.model.commit import signed_content
from tests.attacks.acts import (
    ROOF,
    bare_commit,
    put,
)
from tests.attacks.corpus import Row, codes_of

if TYPE_CHECKING:
    from tests.offices import TestOffice


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


def key_added_in_the_commit_that_uses_it(office: TestOffice) -> None:
    from cio_ctl.services.performing import make_key  # noqa: PLC0415

    key = make_key(office.folder / ".git" / "demo-keys", "mallory", office.around())
    office.edit(
        "officers/ada",
        {("keys", 1): {"public": key.public, "fingerprint": key.fingerprint, "from": "2026-01-01"}},
    )
    office.commit("mallory")


def signed_for_files(office: TestOffice) -> None:
    """A signature of the right key for another purpose: the officer signed a file, and did not commit."""
    content = bare_commit(office)
    message = office.folder / ".git" / "message"
    message.write_bytes(content)
    key = office.folder / ".git" / "demo-keys" / "ada"
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", key, message], check=True, capture_output=True
    )
    put(office, signed_content(content, message.with_name("message.sig").read_text("ascii")))


def armored(raw: bytes) -> str:
    """Bytes as ssh-keygen writes a signature."""
    text = base64.b64encode(raw).decode("ascii")
    lines = "\n".join(text[at : at + 70] for at in range(0, len(text), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n"


def raw_signature(office: TestOffice, content: bytes) -> bytes:
    """The bytes of a right signature."""
    lines = sign(office.key("ada"), content, office.environment).strip().split("\n")
    return base64.b64decode("".join(lines[1:-1]))


def signed_with_another_type_of_key_than_stated(office: TestOffice) -> None:
    content = bare_commit(office)
    put(office, signed_content(content, armored(raw_signature(office, content).replace(b"ed25519", b"rsa-sha", 1))))


def signature_in_another_namespace_by_its_label_alone(office: TestOffice) -> None:
    content = bare_commit(office)
    forged = raw_signature(office, content).replace(b"\0\0\0\x03git", b"\0\0\0\x03tag")
    put(office, signed_content(content, armored(forged)))


def signature_doubled_in_two_headers(office: TestOffice) -> None:
    content = bare_commit(office)
    signature = sign(office.key("ada"), content, office.environment)
    put(office, signed_content(signed_content(content, signature), signature))


def signature_doubled_in_one_header(office: TestOffice) -> None:
    content = bare_commit(office)
    put(office, signed_content(content, sign(office.key("ada"), content, office.environment) * 2))


def signature_stripped(office: TestOffice) -> None:
    text = office.git("cat-file", "commit", "HEAD") + "\n"
    put(office, re.sub(r"gpgsig [\s\S]+?-----END SSH SIGNATURE-----\n", "", text).encode())


def signature_in_the_header_of_another_hash(office: TestOffice) -> None:
    content = bare_commit(office)
    whole = signed_content(content, sign(office.key("ada"), content, office.environment))
    put(office, whole.replace(b"gpgsig ", b"gpgsig-sha256 "))


def signature_in_the_message(office: TestOffice) -> None:
    content = bare_commit(office)
    put(office, content + b"gpgsig " + sign(office.key("ada"), content, office.environment).encode())


def signature_moved_from_another_repository(office: TestOffice) -> None:
    """The director also serves another office; what was signed there is shown here, with the same words."""
    elsewhere = bare_commit(office, tree="0" * 40)
    signature = sign(office.key("ada"), elsewhere, office.environment)
    office.now -= timedelta(hours=1)
    put(office, signed_content(bare_commit(office), signature))


def signature_moved_from_a_tag(office: TestOffice) -> None:
    content = bare_commit(office)
    head = office.git("rev-parse", "HEAD")
    tag = f"object {head}\ntype commit\ntag v1\ntagger a <a@a> 1 +0000\n\nx\n".encode()
    put(office, signed_content(content, sign(office.key("ada"), tag, office.environment)))


ROWS = [
    Row(unsigned, {"R1-UNSIGNED"}, "gittuf, unsigned commit"),
    Row(signed_with_a_key_of_nobody, {"R1-UNKNOWN-KEY"}, "gittuf, key outside the policy"),
    Row(signature_moved_from_another_commit, {"R1-BAD-SIGNATURE"}, "in-toto, signature not bound to its payload"),
    Row(message_altered_under_the_signature, {"R1-BAD-SIGNATURE"}, "git, `verify-commit`"),
    Row(withdrawn_key, {"R1-WITHDRAWN-KEY"}, "TUF, key compromise"),
    Row(suspended_officer, {"R1-SUSPENDED"}, "TUF, key compromise"),
    Row(key_added_in_the_commit_that_uses_it, {"R1-UNKNOWN-KEY"}, "TUF, root rotation"),
    Row(signed_for_files, {"R1-BAD-SIGNATURE"}, "OpenSSH, PROTOCOL.sshsig"),
    Row(signed_with_another_type_of_key_than_stated, {"R1-BAD-SIGNATURE"}, "CVE-2015-9235"),
    Row(signature_in_another_namespace_by_its_label_alone, {"R1-BAD-SIGNATURE"}, "OpenSSH, PROTOCOL.sshsig"),
    Row(
        signature_doubled_in_two_headers,
        {"R12-CORRUPT"},
        "which of several signatures counts",
    ),
    Row(signature_doubled_in_one_header, {"R1-BAD-SIGNATURE"}, "which of several signatures counts"),
    Row(signature_stripped, {"R1-UNSIGNED"}, "TUF, unsigned metadata"),
    Row(signature_in_the_header_of_another_hash, {"R12-CORRUPT"}, "git, hash function transition"),
    Row(signature_in_the_message, {"R1-UNSIGNED"}, "CVE-2018-12020 (text taken for a status)"),
    Row(signature_moved_from_another_repository, {"R1-BAD-SIGNATURE"}, "TUF, mix and match"),
    Row(signature_moved_from_a_tag, {"R1-BAD-SIGNATURE"}, "in-toto, type confusion"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Row) -> None:
    row.attack(office)

    assert row.finds <= codes_of(office)
