"""OpenPGP signatures, checked inside the process by Sequoia; importing this loads ``pysequoia``.

Sequoia judges a certificate as it stood when the signature says that it was made: a key that has expired
since still verifies. It needs a self-signature of the certificate that is not younger than the signature, and
gpg replaces the self-signature when it moves the expiry date: give the certificate as the register held it
at that position, or every version of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from pysequoia import Cert, Sig, verify
from pysequoia.packet import HashAlgorithm, PacketPile, SignatureType, Tag

from cio_ctl.adapters.signatures.ssh_keys import decoded
from cio_ctl.model.signature import BadSignature, NotAPublicKeyError, SignatureFault, Signed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pysequoia import Decrypted

Value = TypeVar("Value")

MOST_BYTES = 256 * 1024
UNSAFE_HASHES = (
    None,
    HashAlgorithm.MD5,
    HashAlgorithm.RipeMD,
    HashAlgorithm.SHA1,
)  # None: unknown to Sequoia
SECRET = (Tag.SecretKey, Tag.SecretSubkey)  # a tuple: tags have no hash
SIGNATURE_TAG = 2
MODERN = 0b1100_0000  # the two bits that begin the new form of a packet header
ARMOR = re.compile(
    rb"-----BEGIN PGP (SIGNATURE|PUBLIC KEY BLOCK)-----\n(?:[A-Za-z]+: [^\n]*\n)*\n"
    rb"((?:[A-Za-z0-9+/][A-Za-z0-9+/=]*\n)+)(?:=[A-Za-z0-9+/]{4}\n)?-----END PGP \1-----\n?",
)


@dataclass(frozen=True, slots=True)
class _Certificate:
    """A certificate and the fingerprints and key ids, in lower case, of the keys in it."""

    cert: Cert
    handles: frozenset[str]


def verify_openpgp(signature: bytes, payload: bytes, keys: Sequence[str]) -> Signed | BadSignature:
    """Whose OpenPGP key, of these armored certificates, signed the payload; broken certificates are skipped.

    Source: RFC 9580, sections 5.2 and 6.2.
    """
    made = _one_signature(signature)
    if made is None:
        return BadSignature(SignatureFault.MALFORMED)
    if _guarded(lambda: made.hash_algorithm) in UNSAFE_HASHES:
        return BadSignature(SignatureFault.ALGORITHM)
    holders = _holders(made, keys)
    if not holders:
        return BadSignature(SignatureFault.UNKNOWN)
    found: Decrypted | None = _guarded(lambda: verify(payload, lambda _: holders, signature=made))
    if found is None or not found.valid_sigs:
        usable = any(_usable(cert) for cert in holders)
        return BadSignature(SignatureFault.MISMATCH if usable else SignatureFault.ALGORITHM)
    return Signed(str(found.valid_sigs[0].certificate).upper())


def openpgp_fingerprint(armored: str) -> str:
    """The fingerprint of the primary key of one public certificate, in upper case; expired or weak ones too.

    Raises:
        NotAPublicKeyError: the text is not exactly one armored public certificate.
    """
    found = _certificate(armored)
    if found is None:
        msg = "the text is not exactly one armored OpenPGP public certificate, as `gpg --armor --export` prints"
        raise NotAPublicKeyError(msg)
    return found.cert.fingerprint.upper()


def openpgp_usable(armored: str) -> bool:
    """Whether Sequoia's policy of today accepts the algorithms and self-signatures of the certificate."""
    found = _certificate(armored)
    return found is not None and _usable(found.cert)


def _one_signature(armored: bytes) -> Sig | None:
    """The one signature over bytes, not over text, that this is; None for anything else."""
    raw = _dearmored(armored, b"SIGNATURE")
    made = _guarded(lambda: Sig.from_bytes(raw)) if _is_one_signature_packet(raw) else None
    if made is None or _guarded(lambda: made.signature_type) != SignatureType.Binary:
        return None
    return made


def _holders(made: Sig, keys: Sequence[str]) -> list[Cert]:
    """The certificates that hold the key which the signature names; only a hint, the check decides."""
    issuer = {made.issuer_fingerprint, made.issuer_key_id}
    found = map(_certificate, keys)
    return [one.cert for one in found if one is not None and not issuer.isdisjoint(one.handles)]


@lru_cache(maxsize=4096)
def _certificate(armored: str) -> _Certificate | None:
    """The one public certificate that the text is, read once; None for anything else."""
    raw = _dearmored(f"{armored.strip()}\n".encode("utf-8", "replace"), b"PUBLIC KEY BLOCK")
    return _guarded(lambda: _public(raw))


def _public(raw: bytes) -> _Certificate | None:
    cert = Cert.from_bytes(raw)
    packets = list(PacketPile.from_bytes(raw))
    if any(packet.tag in SECRET for packet in packets):
        return None
    names = (name for packet in packets for name in (packet.fingerprint, packet.key_id))
    return _Certificate(cert, frozenset(name for name in names if name))


def _usable(cert: Cert) -> bool:
    """Whether the policy accepts the certificate: its expiry can be asked for only then."""
    return _guarded(lambda: (cert.expiration,)) is not None


def _dearmored(armored: bytes, label: bytes) -> bytes:
    """The bytes of the one armor block that the text is, without its checksum; empty for anything else."""
    block = ARMOR.fullmatch(armored) if len(armored) <= MOST_BYTES else None
    if block is None or block[1] != label:
        return b""
    return _guarded(lambda: decoded(block[2].replace(b"\n", b""))) or b""


def _is_one_signature_packet(raw: bytes) -> bool:
    """Whether a Signature packet begins at the first byte and ends at the last one.

    Source: RFC 9580, section 4.2.
    """
    if len(raw) < 6:
        return False
    if raw[0] & MODERN == MODERN:
        return raw[0] & 0x3F == SIGNATURE_TAG and _modern_size(raw) == len(raw)
    width = 1 << (raw[0] & 3)
    return raw[0] >> 2 == 0b100000 | SIGNATURE_TAG and 1 + width + _number(raw[1 : 1 + width]) == len(raw)


def _modern_size(raw: bytes) -> int:
    """Header and body together, by the new form of a header; 0 for a body in parts."""
    first = raw[1]
    if first < 192:
        return 2 + first
    if first < 224:
        return 3 + _number(raw[1:3]) - (192 << 8) + 192
    return 6 + _number(raw[2:6]) if first == 255 else 0


def _number(digits: bytes) -> int:
    return int.from_bytes(digits, "big")


def _guarded(call: Callable[[], Value]) -> Value | None:
    """What the call returns; None if Sequoia refuses, or panics (which pyo3 raises past ``Exception``)."""
    try:
        return call()
    except (RuntimeError, ValueError):
        return None
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":
            return None
        raise
