from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cio_ctl.adapters.signatures.ssh import verify_ssh
from cio_ctl.adapters.signatures.ssh_keys import PublicKey, parse_public_key
from cio_ctl.model.signature import BadSignature, SignatureFault, Signed
from tests.adapters.signing_tools import (
    PAYLOAD,
    SSH_KINDS,
    covered,
    framed,
    mpint,
    public_line,
    ssh_armored,
    ssh_keygen,
    ssh_sign,
    sshsig,
    unarmored,
)

Make = Callable[..., tuple[PublicKey, bytes]]
MALFORMED = BadSignature(SignatureFault.MALFORMED)
NAMESPACE = BadSignature(SignatureFault.NAMESPACE)
ALGORITHM = BadSignature(SignatureFault.ALGORITHM)
MISMATCH = BadSignature(SignatureFault.MISMATCH)
SK_ED25519 = b"sk-ssh-ed25519@openssh.com"
SK_ECDSA = b"sk-ecdsa-sha2-nistp256@openssh.com"


@cache
def rsa_key(bits: int) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


@cache
def signed_by_stock(kind: str) -> tuple[Signed, bytes]:
    """What a check should say, and a signature by stock ssh-keygen; one key for each process."""
    folder = Path(mkdtemp(prefix="cio-ctl-test-"))
    key = ssh_keygen(folder / "key", *SSH_KINDS[kind])
    signature, line = ssh_sign(key), public_line(key)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    return Signed(parse_public_key(line).fingerprint), signature


def rsa_blob(key: RSAPrivateKey) -> bytes:
    numbers = key.public_key().public_numbers()
    return framed(b"ssh-rsa") + mpint(numbers.e) + mpint(numbers.n)


def test_a_signature_for_files_is_none_for_git(tmp_path: Path) -> None:
    key = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    assert verify_ssh(ssh_sign(key, PAYLOAD, "file"), PAYLOAD) == NAMESPACE


def test_the_namespace_is_part_of_what_is_signed(tmp_path: Path) -> None:
    key = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    data = unarmored(ssh_sign(key, PAYLOAD, "file"))
    assert verify_ssh(ssh_armored(data.replace(framed(b"file"), framed(b"git"))), PAYLOAD) == MISMATCH


def test_a_swapped_public_key_does_not_verify(tmp_path: Path) -> None:
    one, two = (ssh_keygen(tmp_path / name, "-t", "ed25519") for name in ("one", "two"))
    old, new = (parse_public_key(public_line(key)).blob for key in (one, two))
    assert verify_ssh(ssh_armored(unarmored(ssh_sign(one)).replace(old, new)), PAYLOAD) == MISMATCH


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa521", "rsa3072"])
def test_a_signature_cut_short_anywhere_is_malformed(kind: str) -> None:
    _, signature = signed_by_stock(kind)
    data = unarmored(signature)
    assert {verify_ssh(signature[:size], PAYLOAD) for size in range(len(signature) - 1)} == {MALFORMED}
    assert {verify_ssh(ssh_armored(data[:size]), PAYLOAD) for size in range(len(data))} == {MALFORMED}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"\n"),
        (b"", b"x"),
        (b"", b"\0"),
        (b"\n", b""),
        (b" ", b""),
        (b"Comment: x\n", b""),
        (b"\xef\xbb\xbf", b""),
    ],
)
def test_nothing_stands_before_or_after_the_armor(before: bytes, after: bytes) -> None:
    _, signature = signed_by_stock("ed25519")
    assert verify_ssh(before + signature + after, PAYLOAD) == MALFORMED


def test_armor_of_another_form_is_malformed() -> None:
    _, signature = signed_by_stock("ed25519")
    lines = signature.splitlines(keepends=True)
    for broken in (
        signature + signature,
        signature.replace(b"\n", b"\r\n"),
        signature.replace(b"SSH SIGNATURE", b"PGP SIGNATURE"),
        lines[0] + b"\n" + b"".join(lines[1:]),
        lines[0] + lines[-1],
        lines[0] + b"=" + b"".join(lines[1:]),
        lines[0] + lines[1][:5] + b" " + lines[1][5:] + b"".join(lines[2:]),
        b"".join(lines[:-1]) + b"=\n" + lines[-1],
        lines[0] + b"A" * 65536 + b"\n" + lines[-1],
    ):
        assert verify_ssh(broken, PAYLOAD) == MALFORMED


def test_bytes_after_the_end_of_any_part_are_malformed() -> None:
    _, signature = signed_by_stock("ecdsa256")
    data = unarmored(signature)
    blob_size = int.from_bytes(data[10:14], "big")
    inner = data[14 + blob_size + len(framed(b"git", b"", b"sha512")) + 4 :]
    blob = data[14 : 14 + blob_size]
    name = framed(b"ecdsa-sha2-nistp256")
    pair = inner[len(name) + 4 :]
    assert verify_ssh(sshsig(blob, inner, digest=b"sha512"), PAYLOAD) == signed_by_stock("ecdsa256")[0]
    for broken in (
        ssh_armored(data + b"\0"),
        sshsig(blob + b"\0", inner, digest=b"sha512"),
        sshsig(blob, inner + b"\0", digest=b"sha512"),
        sshsig(blob, name + framed(pair + b"\0"), digest=b"sha512"),
    ):
        assert verify_ssh(broken, PAYLOAD) == MALFORMED


def test_another_magic_version_or_reserved_field_is_malformed() -> None:
    key = rsa_key(2048)
    made = framed(b"rsa-sha2-256", key.sign(covered(PAYLOAD, reserved=b"x"), PKCS1v15(), SHA256()))
    blob = rsa_blob(key)
    assert verify_ssh(sshsig(blob, made, reserved=b"x"), PAYLOAD) == MALFORMED
    assert verify_ssh(sshsig(blob, made, version=2), PAYLOAD) == MALFORMED
    assert verify_ssh(sshsig(blob, made, version=0), PAYLOAD) == MALFORMED
    assert verify_ssh(sshsig(blob, made, magic=b"SSHSIH"), PAYLOAD) == MALFORMED


def test_a_shortened_or_padded_rsa_signature_is_malformed() -> None:
    key = rsa_key(2048)
    made = key.sign(covered(PAYLOAD), PKCS1v15(), SHA256())
    for broken in (b"\0" + made, made[:-1], b""):
        assert verify_ssh(sshsig(rsa_blob(key), framed(b"rsa-sha2-256", broken)), PAYLOAD) == MALFORMED


def test_a_key_of_a_kind_that_is_not_accepted_is_refused() -> None:
    for blob in (
        framed(b"ssh-dss", b"\x05"),
        framed(b"ssh-ed25519-cert-v01@openssh.com", bytes(32)),
        framed(b""),
    ):
        assert verify_ssh(sshsig(blob, framed(b"ssh-dss", bytes(40))), PAYLOAD) == ALGORITHM


def test_the_algorithm_is_the_one_of_the_key() -> None:
    key = rsa_key(2048)
    made = key.sign(covered(PAYLOAD), PKCS1v15(), SHA256())
    point = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    ed25519 = framed(b"ssh-ed25519", point)
    assert verify_ssh(sshsig(ed25519, framed(b"rsa-sha2-256", made)), PAYLOAD) == ALGORITHM
    assert verify_ssh(sshsig(ed25519, framed(SK_ED25519, bytes(64))), PAYLOAD) == ALGORITHM
    assert verify_ssh(sshsig(rsa_blob(key), framed(b"ssh-ed25519", made)), PAYLOAD) == ALGORITHM


def test_a_point_that_is_not_on_the_curve_is_malformed() -> None:
    blob = framed(b"ecdsa-sha2-nistp256", b"nistp256", b"\x04" + b"\x01" * 64)
    inner = framed(b"ecdsa-sha2-nistp256", mpint(1) + mpint(1))
    assert verify_ssh(sshsig(blob, inner), PAYLOAD) == MALFORMED


def test_an_ed25519_signature_of_another_length_does_not_verify() -> None:
    point = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    for size in (0, 63, 65):
        inner = framed(b"ssh-ed25519", bytes(size))
        assert verify_ssh(sshsig(framed(b"ssh-ed25519", point), inner), PAYLOAD) == MISMATCH


@settings(deadline=None)  # the first example of a kind makes its key
@given(st.sampled_from(sorted(SSH_KINDS)), st.data())
def test_no_change_of_one_byte_of_a_signature_verifies_as_the_same_key(kind: str, data: st.DataObject) -> None:
    expected, signature = signed_by_stock(kind)
    decoded = unarmored(signature)
    at = data.draw(st.integers(0, len(decoded) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = decoded[:at] + bytes([decoded[at] ^ flip]) + decoded[at + 1 :]
    assert isinstance(verify_ssh(ssh_armored(changed), PAYLOAD), BadSignature), expected


@settings(deadline=None)  # the first example of a kind makes its key
@given(st.sampled_from(sorted(SSH_KINDS)), st.integers(0, len(PAYLOAD) - 1), st.integers(1, 255))
def test_no_change_of_one_byte_of_the_payload_verifies(kind: str, at: int, flip: int) -> None:
    _, signature = signed_by_stock(kind)
    changed = PAYLOAD[:at] + bytes([PAYLOAD[at] ^ flip]) + PAYLOAD[at + 1 :]
    assert verify_ssh(signature, changed) == MISMATCH


@settings(deadline=None)  # the first example of a kind makes its key
@given(st.sampled_from(sorted(SSH_KINDS)), st.data())
def test_no_change_of_one_byte_of_the_armor_verifies(kind: str, data: st.DataObject) -> None:
    _, signature = signed_by_stock(kind)
    at = data.draw(st.integers(0, len(signature) - 2))
    flip = data.draw(st.integers(1, 255))
    changed = signature[:at] + bytes([signature[at] ^ flip]) + signature[at + 1 :]
    assert isinstance(verify_ssh(changed, PAYLOAD), BadSignature)


@settings(deadline=None)  # the first example of a kind makes its key
@given(st.binary(max_size=300), st.binary(max_size=40))
@example(b"", b"")
def test_random_bytes_never_verify_and_never_raise(noise: bytes, payload: bytes) -> None:
    envelope = b"SSHSIG\0\0\0\1" + noise
    inside = sshsig(framed(b"ssh-ed25519", bytes(32)), noise)
    for signature in (noise, ssh_armored(noise), ssh_armored(envelope), inside):
        assert isinstance(verify_ssh(signature, payload), BadSignature)
