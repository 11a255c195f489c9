from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cio_ctl.adapters.signatures.ssh import verify_ssh
from cio_ctl.adapters.signatures.ssh_keys import PublicKey, parse_public_key
from cio_ctl.model.signature import BadSignature, SignatureFault, Signed
from tests.adapters.signing_tools import (
    PAYLOAD,
    SSH_KINDS,
    covered,
    environment,
    framed,
    mpint,
    public_line,
    repository,
    run,
    signed_commit,
    ssh_armored,
    ssh_keygen,
    ssh_sign,
    sshsig,
    unarmored,
    works,
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


def touched(application: bytes, message: bytes, flags: int) -> bytes:
    return sha256(application).digest() + bytes([flags]) + bytes(4) + sha256(message).digest()


def sk_ed25519(flags: int, after: bytes = b"") -> tuple[PublicKey, bytes]:
    secret = Ed25519PrivateKey.generate()
    point = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    blob = framed(SK_ED25519, point, b"ssh:")
    made = secret.sign(touched(b"ssh:", covered(PAYLOAD), flags))
    inner = framed(SK_ED25519, made) + bytes([flags]) + bytes(4) + after
    return PublicKey(SK_ED25519.decode(), blob), sshsig(blob, inner)


def sk_ecdsa(flags: int, after: bytes = b"") -> tuple[PublicKey, bytes]:
    secret = ec.generate_private_key(ec.SECP256R1())
    point = secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    blob = framed(SK_ECDSA, b"nistp256", point, b"ssh:")
    pair = decode_dss_signature(secret.sign(touched(b"ssh:", covered(PAYLOAD), flags), ec.ECDSA(SHA256())))
    inner = framed(SK_ECDSA, mpint(pair[0]) + mpint(pair[1])) + bytes([flags]) + bytes(4) + after
    return PublicKey(SK_ECDSA.decode(), blob), sshsig(blob, inner)


@pytest.mark.parametrize("kind", SSH_KINDS)
def test_a_signature_by_stock_ssh_keygen_verifies(kind: str) -> None:
    expected, signature = signed_by_stock(kind)
    assert verify_ssh(signature, PAYLOAD) == expected
    assert verify_ssh(signature.rstrip(b"\n"), PAYLOAD) == expected


@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_both_hashes_verify(digest: str, tmp_path: Path) -> None:
    key = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    signature = ssh_sign(key, PAYLOAD, "git", "-O", f"hashalg={digest}")
    assert digest.encode() in unarmored(signature)
    assert isinstance(verify_ssh(signature, PAYLOAD), Signed)


@pytest.mark.parametrize("kind", SSH_KINDS)
def test_a_commit_by_stock_git_verifies_and_its_signature_fits_no_other_commit(
    kind: str,
    tmp_path: Path,
) -> None:
    env = environment(tmp_path)
    key = ssh_keygen(tmp_path / "key", *SSH_KINDS[kind])
    folder = repository(tmp_path / "records", env)
    config = ("gpg.format=ssh", f"user.signingkey={key}.pub")
    payload, signature = signed_commit(folder, env, *config)
    other_payload, other_signature = signed_commit(folder, env, *config)
    expected = Signed(parse_public_key(public_line(key)).fingerprint)
    assert verify_ssh(signature, payload) == verify_ssh(other_signature, other_payload) == expected
    assert verify_ssh(signature, other_payload) == verify_ssh(other_signature, payload) == MISMATCH


@pytest.mark.parametrize("kind", SSH_KINDS)
def test_an_altered_payload_does_not_verify(kind: str) -> None:
    _, signature = signed_by_stock(kind)
    assert verify_ssh(signature, PAYLOAD + b"\n") == MISMATCH
    assert verify_ssh(signature, b"") == MISMATCH


def test_rsa_signs_with_sha2_only() -> None:
    key = rsa_key(2048)
    for name, hashed, expected in (
        (b"rsa-sha2-256", SHA256(), Signed(PublicKey("ssh-rsa", rsa_blob(key)).fingerprint)),
        (b"rsa-sha2-512", SHA512(), Signed(PublicKey("ssh-rsa", rsa_blob(key)).fingerprint)),
        (b"rsa-sha2-512", SHA256(), MISMATCH),
        (b"ssh-rsa", SHA1(), ALGORITHM),  # noqa: S303 - the attack
        (b"ssh-rsa", SHA256(), ALGORITHM),
        (b"rsa-sha2-256-cert-v01@openssh.com", SHA256(), ALGORITHM),
        (b"", SHA256(), ALGORITHM),
    ):
        made = key.sign(covered(PAYLOAD), PKCS1v15(), hashed)
        assert verify_ssh(sshsig(rsa_blob(key), framed(name, made)), PAYLOAD) == expected


def test_an_rsa_key_of_1024_bits_is_refused_though_its_signature_is_good() -> None:
    key = rsa_key(1024)
    made = framed(b"rsa-sha2-256", key.sign(covered(PAYLOAD), PKCS1v15(), SHA256()))
    assert verify_ssh(sshsig(rsa_blob(key), made), PAYLOAD) == ALGORITHM


def test_an_envelope_hash_other_than_sha2_is_refused() -> None:
    key = rsa_key(2048)
    for digest in (b"sha1", b"md5", b"", b"sha384", b"SHA256"):
        made = key.sign(covered(PAYLOAD, digest=digest), PKCS1v15(), SHA256())
        inner = framed(b"rsa-sha2-256", made)
        assert verify_ssh(sshsig(rsa_blob(key), inner, digest=digest), PAYLOAD) == ALGORITHM


@pytest.mark.parametrize("make", [sk_ed25519, sk_ecdsa])
def test_a_security_key_that_was_touched_verifies_here_and_with_stock_ssh_keygen(
    make: Make,
    tmp_path: Path,
) -> None:
    key, signature = make(5)
    assert verify_ssh(signature, PAYLOAD) == Signed(key.fingerprint)
    signers, file = tmp_path / "signers", tmp_path / "sig"
    signers.write_text(f"li-mei {key.line}\n", encoding="utf-8")
    file.write_bytes(signature)
    command = ("ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "li-mei", "-n", "git", "-s", str(file))
    assert works(*command, env=environment(tmp_path), given=PAYLOAD)


@pytest.mark.parametrize("make", [sk_ed25519, sk_ecdsa])
def test_a_security_key_that_was_not_touched_does_not_verify(make: Make) -> None:
    _, untouched = make(4)
    _, longer = make(1, b"\0")
    assert verify_ssh(untouched, PAYLOAD) == MISMATCH
    assert verify_ssh(longer, PAYLOAD) == MALFORMED


def test_the_application_of_a_security_key_is_part_of_what_is_signed() -> None:
    key, signature = sk_ed25519(1)
    other = unarmored(signature).replace(key.blob, key.blob[:-4] + b"web:")
    assert verify_ssh(ssh_armored(other), PAYLOAD) == MISMATCH


def test_what_stock_ssh_keygen_signs_from_a_file_has_the_same_form(tmp_path: Path) -> None:
    key = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    (tmp_path / "message").write_bytes(PAYLOAD)
    run(
        "ssh-keygen",
        "-q",
        "-Y",
        "sign",
        "-n",
        "git",
        "-f",
        str(key),
        str(tmp_path / "message"),
        env=environment(tmp_path),
    )
    assert (tmp_path / "message.sig").read_bytes() == ssh_sign(key)
