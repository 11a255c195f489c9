"""SSH public keys: the line in which they are written, their bytes, their fingerprint."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cio_ctl.model.signature import NotAPublicKeyError

RSA = "ssh-rsa"
ED25519 = "ssh-ed25519"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
CURVES = {  # kind: name of the curve, bytes of a coordinate
    "ecdsa-sha2-nistp256": (b"nistp256", 32),
    "ecdsa-sha2-nistp384": (b"nistp384", 48),
    "ecdsa-sha2-nistp521": (b"nistp521", 66),
    SK_ECDSA: (b"nistp256", 32),
}
KINDS = frozenset({RSA, ED25519, SK_ED25519, *CURVES})
RSA_BITS = range(2048, 16384 + 1)
EXPONENT_BITS = range(2, 64 + 1)
ED25519_BYTES = 32


class UnknownKindError(NotAPublicKeyError):
    """The key is of a kind, or a strength, that we do not accept."""


class BrokenKeyError(NotAPublicKeyError):
    """The bytes are not of the form that their kind has."""


class Wire:
    """Reads the data types of RFC 4251, section 5, and refuses every second spelling of a value."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes.

        Raises:
            BrokenKeyError: there are fewer.
        """
        if count > len(self._data):
            msg = "the data end too early"
            raise BrokenKeyError(msg)
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def uint32(self) -> int:
        """The next number of four bytes."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """The next byte string, after its length."""
        return self.take(self.uint32())

    def mpint(self) -> int:
        """The next positive whole number, in the one shortest form it has.

        Raises:
            BrokenKeyError: it is not positive, or has needless leading zeros.
        """
        digits = self.string()
        value = int.from_bytes(digits, "big", signed=True)
        if value <= 0 or len(digits) != value.bit_length() // 8 + 1:
            msg = "a number is not written in its shortest form"
            raise BrokenKeyError(msg)
        return value

    def end(self) -> None:
        """Nothing follows.

        Raises:
            BrokenKeyError: something does.
        """
        if self._data:
            msg = "bytes follow after the end of the data"
            raise BrokenKeyError(msg)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An SSH public key; ``blob`` is its form on the wire, checked by ``parse_blob``."""

    kind: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """``SHA256:…``, as ssh-keygen prints it."""
        return f"SHA256:{b64encode(sha256(self.blob).digest()).decode().rstrip('=')}"

    @property
    def line(self) -> str:
        """Kind and blob, as in a ``.pub`` file, without comment."""
        return f"{self.kind} {b64encode(self.blob).decode()}"


@dataclass(frozen=True, slots=True)
class Material:
    """The numbers of a key, as far as its kind has them."""

    point: bytes = b""
    modulus: int = 0
    exponent: int = 0
    application: bytes = b""


def parse_public_key(line: str) -> PublicKey:
    """The key of a line ``kind base64 [comment]``; options before it, as in authorized_keys, are refused.

    Raises:
        NotAPublicKeyError: the line is anything else; the message says what is wrong.
    """
    words = line.strip().split(maxsplit=2)
    if len(words) < 2 or not line.strip().isprintable():
        msg = "the text is not one line with a kind of key and its base64 form"
        raise BrokenKeyError(msg)
    if words[0] not in KINDS:
        raise UnknownKindError(_unknown(words[0]))
    key = parse_blob(decoded(words[1].encode()))
    if key.kind != words[0]:
        msg = f"the line says {words[0]}, but the key inside is {key.kind}"
        raise BrokenKeyError(msg)
    return key


def parse_blob(blob: bytes) -> PublicKey:
    """The key with this form on the wire.

    Raises:
        UnknownKindError: the kind, or the strength, is one that we do not accept.
        BrokenKeyError: the form is broken, or something follows it.
    """
    kind = Wire(blob).string().decode("ascii", "replace")
    key = PublicKey(kind, blob)
    material(key)
    return key


def material(key: PublicKey) -> Material:
    """The numbers of a key, checked for form and strength, not for lying on the curve.

    Source: RFC 4253, section 6.6; RFC 5656, section 3.1; RFC 8709, section 4; OpenSSH, PROTOCOL.u2f.

    Raises:
        UnknownKindError: the kind, or the strength, is one that we do not accept.
        BrokenKeyError: the form is broken, or something follows it.
    """
    if key.kind not in KINDS:
        raise UnknownKindError(_unknown(key.kind))
    wire = Wire(key.blob)
    wire.string()
    found = _rsa(wire) if key.kind == RSA else Material(_point(wire, key.kind))
    if key.kind in {SK_ED25519, SK_ECDSA}:
        found = Material(found.point, application=wire.string())
    wire.end()
    return found


def decoded(text: bytes) -> bytes:
    """The bytes that a base64 text stands for; every text but the one that encoding makes is refused.

    Raises:
        BrokenKeyError: it is not base64, or not in that form.
    """
    msg = "the base64 form is broken"
    try:
        data = b64decode(text, validate=True)
    except binascii.Error as error:
        raise BrokenKeyError(msg) from error
    if b64encode(data) != text:
        raise BrokenKeyError(msg)
    return data


def _rsa(wire: Wire) -> Material:
    exponent, modulus = wire.mpint(), wire.mpint()
    if modulus.bit_length() not in RSA_BITS:
        msg = f"the RSA key has {modulus.bit_length()} bits; it needs 2048 to 16384, better 3072 or more"
        raise UnknownKindError(msg)
    if exponent.bit_length() not in EXPONENT_BITS or exponent % 2 == 0 or modulus % 2 == 0:
        msg = "the numbers of the RSA key cannot be those of one"
        raise BrokenKeyError(msg)
    return Material(modulus=modulus, exponent=exponent)


def _point(wire: Wire, kind: str) -> bytes:
    if kind not in CURVES:
        name, point, good = b"", wire.string(), ED25519_BYTES
    else:
        name, point = wire.string(), wire.string()
        good = 1 + 2 * CURVES[kind][1]
    if name != CURVES.get(kind, (b"", 0))[0] or len(point) != good or (name and point[0] != 4):
        msg = f"the point of the {kind} key is not of the right form"
        raise BrokenKeyError(msg)
    return point


def _unknown(kind: str) -> str:
    return f"a key of the kind {kind[:60]!r} is not accepted; make one with `ssh-keygen -t ed25519`"
