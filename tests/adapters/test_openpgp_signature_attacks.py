from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cio_ctl.adapters.signatures.openpgp import (
    _guarded,
    _is_one_signature_packet,
    openpgp_fingerprint,
    verify_openpgp,
)
from cio_ctl.model.signature import BadSignature, NotAPublicKeyError, SignatureFault, Signed
from tests.adapters.signing_tools import PAYLOAD, Gpg, gpg_home

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def unarmored(text: bytes) -> bytes:
    return b64decode(text.split(b"\n\n")[1].split(b"\n=")[0])


def armored(data: bytes, label: str = "SIGNATURE") -> bytes:
    return f"-----BEGIN PGP {label}-----\n\n{b64encode(data).decode()}\n-----END PGP {label}-----\n".encode()


def unsigned_part(packet: bytes) -> range:
    """Where a short signature holds what it does not protect: unhashed fields, begin of the digest."""
    hashed = int.from_bytes(packet[6:8], "big")
    start = 8 + hashed
    return range(start, start + 2 + int.from_bytes(packet[start : start + 2], "big") + 2)


def test_a_signature_cut_short_anywhere_is_malformed(ring: tuple[str, ...], made: dict[str, bytes]) -> None:
    for signature in made.values():
        data = unarmored(signature)
        for size in range(len(signature) - 1):
            assert verify_openpgp(signature[:size], PAYLOAD, ring) == MALFORMED
        for size in range(len(data)):
            assert verify_openpgp(armored(data[:size]), PAYLOAD, ring) == MALFORMED


def test_a_doubled_signature_and_garbage_around_one_are_malformed(
    ring: tuple[str, ...],
    made: dict[str, bytes],
) -> None:
    signature = made["ed"]
    data = unarmored(signature)
    for broken in (
        signature + signature,
        armored(data + data),
        armored(data + unarmored(made["rsa"])),
        armored(data + b"\0"),
        armored(b"\xc2\xe0" + data[2:]),
        armored(b"\x8b" + data[2:]),
        armored(data, "MESSAGE"),
        armored(data, "PUBLIC KEY BLOCK"),
        b"x\n" + signature,
        signature + b"x",
        signature + b"\n",
        signature.replace(b"\n", b"\r\n"),
        signature.replace(b"\n\n", b"\nno header\n\n", 1),
        data,
        b"-" * 300_000,
        b"",
        ring[0].encode(),
    ):
        assert verify_openpgp(broken, PAYLOAD, ring) == MALFORMED


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_change_of_one_byte_verifies_only_where_the_signature_protects_nothing(
    ring: tuple[str, ...],
    made: dict[str, bytes],
    data: st.DataObject,
) -> None:
    packet = unarmored(made["ed"])
    at, flip = data.draw(st.integers(0, len(packet) - 1)), data.draw(st.integers(1, 255))
    changed = packet[:at] + bytes([packet[at] ^ flip]) + packet[at + 1 :]
    found = verify_openpgp(armored(changed), PAYLOAD, ring)
    same_header = at == 0 and changed[0] == 0xC2
    harmless = same_header or at in unsigned_part(packet)
    assert isinstance(found, BadSignature) or (harmless and found == Signed(openpgp_fingerprint(ring[0])))


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, len(PAYLOAD) - 1), st.integers(1, 255))
def test_no_change_of_one_byte_of_the_payload_verifies(
    ring: tuple[str, ...],
    made: dict[str, bytes],
    name: str,
    at: int,
    flip: int,
) -> None:
    changed = PAYLOAD[:at] + bytes([PAYLOAD[at] ^ flip]) + PAYLOAD[at + 1 :]
    assert verify_openpgp(made[name], changed, ring) == MISMATCH


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_never_verify_and_never_raise(ring: tuple[str, ...], noise: bytes) -> None:
    packet = b"\xc2\xff" + len(noise).to_bytes(4, "big") + noise
    for signature in (noise, armored(noise), armored(packet), armored(packet[:6] + b"\4\0" + noise)):
        assert isinstance(verify_openpgp(signature, PAYLOAD, ring), BadSignature)
    with pytest.raises(NotAPublicKeyError):
        openpgp_fingerprint(armored(noise, "PUBLIC KEY BLOCK").decode())


@given(st.binary(max_size=12))
def test_the_packet_header_is_read_without_an_exception(raw: bytes) -> None:
    assert _is_one_signature_packet(raw) in {True, False}


def test_a_panic_of_the_library_is_a_refusal_and_an_interrupt_is_not() -> None:
    panic = type("PanicException", (BaseException,), {})

    def fail(problem: BaseException) -> str:
        raise problem

    assert _guarded(lambda: fail(panic("index out of range"))) is None
    with pytest.raises(KeyboardInterrupt):
        _guarded(lambda: fail(KeyboardInterrupt()))
