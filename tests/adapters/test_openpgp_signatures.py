from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.signatures.openpgp import (
    openpgp_fingerprint,
    openpgp_usable,
    verify_openpgp,
)
from cio_ctl.model.signature import BadSignature, NotAPublicKeyError, SignatureFault, Signed
from tests.adapters.signing_tools import PAYLOAD, Gpg, gpg_home, repository, signed_commit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MALFORMED = BadSignature(SignatureFault.MALFORMED)
ALGORITHM = BadSignature(SignatureFault.ALGORITHM)
MISMATCH = BadSignature(SignatureFault.MISMATCH)
UNKNOWN = BadSignature(SignatureFault.UNKNOWN)
IN_2020 = ("--faked-system-time", "20200101T000000")
LATER_IN_2020 = ("--faked-system-time", "20200601T000000")
NAMES = ("ed", "rsa", "sub")


@pytest.fixture(scope="module")
def gpg() -> Iterator[Gpg]:
    """A home with an ed25519 key, an RSA key, and a key that only certifies, with a subkey that signs."""
    with gpg_home() as home:
        home.new("ed")
        home.new("rsa", "rsa3072")
        home("--quick-add-key", home.new("sub", usage="cert"), "ed25519", "sign", "never")
        yield home


@pytest.fixture(scope="module")
def ring(gpg: Gpg) -> tuple[str, ...]:
    return tuple(map(gpg.public, NAMES))


@pytest.fixture(scope="module")
def made(gpg: Gpg) -> dict[str, bytes]:
    return {name: gpg.sign(name) for name in NAMES}


def expected(gpg: Gpg, name: str) -> Signed:
    return Signed(gpg.fingerprints(name)[0])


def unarmored(text: bytes) -> bytes:
    return b64decode(text.split(b"\n\n")[1].split(b"\n=")[0])


def armored(data: bytes, label: str = "SIGNATURE") -> bytes:
    return f"-----BEGIN PGP {label}-----\n\n{b64encode(data).decode()}\n-----END PGP {label}-----\n".encode()


@pytest.mark.parametrize("name", NAMES)
def test_a_signature_by_gpg_verifies_as_the_primary_key_of_its_certificate(
    name: str,
    gpg: Gpg,
    ring: tuple[str, ...],
    made: dict[str, bytes],
) -> None:
    assert verify_openpgp(made[name], PAYLOAD, ring) == expected(gpg, name)
    assert verify_openpgp(made[name].rstrip(b"\n"), PAYLOAD, [gpg.public(name)]) == expected(gpg, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_commit_by_stock_git_verifies_and_its_signature_fits_no_other_commit(
    name: str,
    gpg: Gpg,
    ring: tuple[str, ...],
    tmp_path: Path,
) -> None:
    folder = repository(tmp_path / "records", gpg.env)
    config = ("gpg.format=openpgp", f"user.signingkey={name}@example.com")
    payload, signature = signed_commit(folder, gpg.env, *config)
    other_payload, other_signature = signed_commit(folder, gpg.env, *config, "user.name=x")
    assert verify_openpgp(signature, payload, ring) == expected(gpg, name)
    assert verify_openpgp(other_signature, other_payload, ring) == expected(gpg, name)
    assert verify_openpgp(signature, other_payload, ring) == MISMATCH


def test_an_altered_payload_does_not_verify(ring: tuple[str, ...], made: dict[str, bytes]) -> None:
    for signature in made.values():
        assert verify_openpgp(signature, PAYLOAD + b"\n", ring) == MISMATCH
        assert verify_openpgp(signature, PAYLOAD.replace(b"\n", b"\r\n"), ring) == MISMATCH


def test_a_key_that_no_certificate_holds_is_unknown(gpg: Gpg, made: dict[str, bytes]) -> None:
    assert verify_openpgp(made["ed"], PAYLOAD, []) == UNKNOWN
    assert verify_openpgp(made["ed"], PAYLOAD, [gpg.public("rsa"), "", "junk", "李梅"]) == UNKNOWN


def test_a_signature_that_names_another_key_does_not_verify(gpg: Gpg, made: dict[str, bytes]) -> None:
    ed, sub = (bytes.fromhex(prints[-1]) for prints in map(gpg.fingerprints, ("ed", "sub")))
    swapped = unarmored(made["ed"]).replace(ed, sub).replace(ed[-8:], sub[-8:])
    assert verify_openpgp(armored(swapped), PAYLOAD, [gpg.public("sub")]) == MISMATCH


def test_a_signature_made_before_the_key_expired_verifies_and_one_made_after_does_not(gpg: Gpg) -> None:
    gpg.new("old", "ed25519", "sign", "1y", *IN_2020)
    in_time, public = gpg.sign("old", PAYLOAD, *LATER_IN_2020), gpg.public("old")
    assert verify_openpgp(in_time, PAYLOAD, [public]) == expected(gpg, "old")
    assert openpgp_fingerprint(public) == gpg.fingerprints("old")[0]
    gpg("--faked-system-time", "20200701T000000", "--quick-set-expire", gpg.fingerprints("old")[0], "8y")
    late, renewed = gpg.sign("old"), gpg.public("old")
    assert verify_openpgp(late, PAYLOAD, [public]) == MISMATCH
    assert verify_openpgp(late, PAYLOAD, [renewed]) == expected(gpg, "old")
    assert verify_openpgp(in_time, PAYLOAD, [renewed]) == MISMATCH, "gpg replaced the self-signature"
    for both in ([public, renewed], [renewed, public]):
        assert verify_openpgp(in_time, PAYLOAD, both) == verify_openpgp(late, PAYLOAD, both)


def test_a_signature_from_the_future_does_not_verify_yet(gpg: Gpg, ring: tuple[str, ...]) -> None:
    assert verify_openpgp(gpg.sign("ed", PAYLOAD, "--faked-system-time", "20990101T000000"), PAYLOAD, ring) == MISMATCH


def test_weak_hashes_and_weak_keys_are_refused(gpg: Gpg, ring: tuple[str, ...]) -> None:
    assert verify_openpgp(gpg.sign("ed", PAYLOAD, "--digest-algo", "SHA1"), PAYLOAD, ring) == ALGORITHM
    gpg.new("weak", "rsa1024")
    gpg.new("sha", "rsa3072", "sign", "never", "--cert-digest-algo", "SHA1")
    for name in ("weak", "sha"):
        assert verify_openpgp(gpg.sign(name), PAYLOAD, [gpg.public(name)]) == ALGORITHM
        assert not openpgp_usable(gpg.public(name))
        assert openpgp_fingerprint(gpg.public(name)) == gpg.fingerprints(name)[0]
    assert openpgp_usable(ring[0])
    assert not openpgp_usable("")


def test_a_signature_over_text_is_none_over_bytes(gpg: Gpg, ring: tuple[str, ...]) -> None:
    assert verify_openpgp(gpg.sign("ed", PAYLOAD, "--textmode"), PAYLOAD, ring) == MALFORMED


def test_armor_headers_are_allowed_and_a_new_form_of_packet_header_too(
    gpg: Gpg,
    ring: tuple[str, ...],
    made: dict[str, bytes],
) -> None:
    commented = gpg.sign("ed", PAYLOAD, "--comment", "区大数据中心", "--emit-version")
    assert commented.count(b": ") == 2
    assert verify_openpgp(commented, PAYLOAD, ring) == expected(gpg, "ed")
    body = unarmored(made["rsa"])[3:]
    size = len(body)
    for header in (
        b"\x89" + size.to_bytes(2, "big"),
        b"\x8a" + size.to_bytes(4, "big"),
        b"\xc2" + (size - 192 + (192 << 8)).to_bytes(2, "big"),
        b"\xc2\xff" + size.to_bytes(4, "big"),
    ):
        assert verify_openpgp(armored(header + body), PAYLOAD, ring) == expected(gpg, "rsa")
    short = unarmored(made["ed"])[2:]
    assert verify_openpgp(armored(b"\xc2" + bytes([len(short)]) + short), PAYLOAD, ring) == expected(gpg, "ed")


def test_only_one_public_certificate_has_a_fingerprint(gpg: Gpg, ring: tuple[str, ...]) -> None:
    assert [openpgp_fingerprint(public) for public in ring] == [gpg.fingerprints(name)[0] for name in NAMES]
    assert openpgp_fingerprint(f"\n{ring[0].strip()}") == gpg.fingerprints("ed")[0]
    secret = gpg("--armor", "--export-secret-keys", "ed@example.com")
    both = gpg("--armor", "--export", "ed@example.com", "rsa@example.com")
    for text in (
        secret.decode(),
        secret.replace(b"PRIVATE", b"PUBLIC").decode(),
        armored(unarmored(secret), "PUBLIC KEY BLOCK").decode(),
        both.decode(),
        ring[0] + ring[1],
        ring[0] + ring[0],
        gpg.sign("ed").decode(),
        armored(unarmored(ring[0].encode())[:-1], "PUBLIC KEY BLOCK").decode(),
        armored(unarmored(gpg.sign("ed")), "PUBLIC KEY BLOCK").decode(),
        "",
        "李梅",
        "ssh-ed25519 AAAA",
    ):
        with pytest.raises(NotAPublicKeyError, match="exactly one armored OpenPGP public certificate"):
            openpgp_fingerprint(text)
