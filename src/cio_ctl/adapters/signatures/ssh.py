"""SSH signatures (``SSHSIG``), checked inside the process; importing this loads ``cryptography``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256, sha512
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from cio_ctl.adapters.signatures.ssh_keys import (
    CURVES,
    RSA,
    SK_ECDSA,
    SK_ED25519,
    Material,
    PublicKey,
    UnknownKindError,
    Wire,
    decoded,
    material,
    parse_blob,
)
from cio_ctl.model.signature import BadSignature, SignatureFault, Signed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

MAGIC = b"SSHSIG"
NAMESPACE = b"git"
MOST_BYTES = 32 * 1024
DIGESTS = {b"sha256": sha256, b"sha512": sha512}
RSA_HASHES: dict[bytes, HashAlgorithm] = {b"rsa-sha2-256": SHA256(), b"rsa-sha2-512": SHA512()}
EC_PARTS: dict[bytes, tuple[ec.EllipticCurve, HashAlgorithm]] = {
    b"nistp256": (ec.SECP256R1(), SHA256()),
    b"nistp384": (ec.SECP384R1(), SHA384()),
    b"nistp521": (ec.SECP521R1(), SHA512()),
}
USER_PRESENT = 1
ARMOR = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]+\n)+)-----END SSH SIGNATURE-----\n?",
)


class _RefusedError(Exception):
    """Stops the check; the reason is all that leaves this module."""

    def __init__(self, reason: SignatureFault) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class _Envelope:
    """An SSHSIG, taken apart; ``digest`` names the hash of the payload."""

    key: PublicKey
    namespace: bytes
    reserved: bytes
    digest: bytes
    signature: bytes

    def covers(self, payload: bytes) -> bytes:
        """The bytes that were signed for this payload."""
        hashed = DIGESTS[self.digest](payload).digest()
        return MAGIC + b"".join(map(_framed, (self.namespace, self.reserved, self.digest, hashed)))


def verify_ssh(signature: bytes, payload: bytes) -> Signed | BadSignature:
    """Whose SSH key signed the payload for git; never an exception, whatever the bytes are.

    Source: OpenSSH, PROTOCOL.sshsig.
    """
    try:
        envelope = _opened(signature)
        _check(envelope, payload)
    except _RefusedError as refusal:
        return BadSignature(refusal.reason)
    except (UnknownKindError, UnsupportedAlgorithm):
        return BadSignature(SignatureFault.ALGORITHM)
    except InvalidSignature:
        return BadSignature(SignatureFault.MISMATCH)
    except ValueError:
        return BadSignature(SignatureFault.MALFORMED)
    return Signed(envelope.key.fingerprint)


def _opened(signature: bytes) -> _Envelope:
    """The envelope in the one armor block that the signature is, meant for git."""
    block = ARMOR.fullmatch(signature) if len(signature) <= MOST_BYTES else None
    if block is None:
        raise _RefusedError(SignatureFault.MALFORMED)
    envelope = _envelope(Wire(decoded(block[1].replace(b"\n", b""))))
    _demand(envelope.namespace == NAMESPACE, SignatureFault.NAMESPACE)
    _demand(envelope.reserved == b"", SignatureFault.MALFORMED)
    _demand(envelope.digest in DIGESTS, SignatureFault.ALGORITHM)
    return envelope


def _envelope(wire: Wire) -> _Envelope:
    _demand(wire.take(len(MAGIC)) == MAGIC and wire.uint32() == 1, SignatureFault.MALFORMED)
    blob, namespace, reserved, digest, signature = (wire.string() for _ in range(5))
    wire.end()
    return _Envelope(parse_blob(blob), namespace, reserved, digest, signature)


def _check(envelope: _Envelope, payload: bytes) -> None:
    """Check the inner signature.

    Raises:
        InvalidSignature: the key did not sign these bytes.
    """
    key, wire, message = envelope.key, Wire(envelope.signature), envelope.covers(payload)
    algorithm, signature = wire.string(), wire.string()
    fits = algorithm in RSA_HASHES if key.kind == RSA else algorithm == key.kind.encode()
    _demand(fits, SignatureFault.ALGORITHM)
    numbers = material(key)
    if key.kind in {SK_ED25519, SK_ECDSA}:
        message = _attested(wire, numbers, message)
    wire.end()
    _check_bare(key.kind, numbers, algorithm, signature, message)


def _check_bare(kind: str, numbers: Material, algorithm: bytes, signature: bytes, message: bytes) -> None:
    if kind == RSA:
        _check_rsa(numbers, RSA_HASHES[algorithm], signature, message)
    elif kind in CURVES:
        _check_ecdsa(numbers.point, CURVES[kind][0], signature, message)
    else:
        Ed25519PublicKey.from_public_bytes(numbers.point).verify(signature, message)


def _check_rsa(numbers: Material, hashed: HashAlgorithm, signature: bytes, message: bytes) -> None:
    _demand(len(signature) == (numbers.modulus.bit_length() + 7) // 8, SignatureFault.MALFORMED)
    public = RSAPublicNumbers(numbers.exponent, numbers.modulus).public_key()
    public.verify(signature, message, PKCS1v15(), hashed)


def _check_ecdsa(point: bytes, curve: bytes, signature: bytes, message: bytes) -> None:
    wire = Wire(signature)
    pair = encode_dss_signature(wire.mpint(), wire.mpint())
    wire.end()
    shape, hashed = EC_PARTS[curve]
    ec.EllipticCurvePublicKey.from_encoded_point(shape, point).verify(pair, message, ec.ECDSA(hashed))


def _attested(wire: Wire, numbers: Material, message: bytes) -> bytes:
    """What a security key signs for a message; it must have been touched.

    Source: OpenSSH, PROTOCOL.u2f, "SSH U2F Signatures".
    """
    flags, counter = wire.take(1), wire.take(4)
    _demand(bool(flags[0] & USER_PRESENT), SignatureFault.MISMATCH)
    return sha256(numbers.application).digest() + flags + counter + sha256(message).digest()


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _demand(held: bool, reason: SignatureFault) -> None:  # noqa: FBT001 - a value like any other
    if not held:
        raise _RefusedError(reason)
