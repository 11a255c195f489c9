"""What the check of a signature says: whose key made it, or why it counts for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SignatureFault(StrEnum):
    """Why a signature counts for nothing."""

    MALFORMED = "malformed"
    NAMESPACE = "namespace"
    ALGORITHM = "algorithm"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Signed:
    """The key with this fingerprint signed exactly this payload.

    ``SHA256:…`` for an SSH key; for OpenPGP the primary key's, in upper-case hexadecimal digits.
    """

    fingerprint: str


@dataclass(frozen=True, slots=True)
class BadSignature:
    """The signature counts for nothing; ``UNKNOWN``: no certificate given holds its OpenPGP key."""

    reason: SignatureFault


class NotAPublicKeyError(ValueError):
    """The text is no public key of a kind that we accept; the message is a sentence that says why."""
