"""Whose signature a commit carries, checked in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.signature import BadSignature, SignatureFault, Signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cio_ctl.model.commit import Commit
    from cio_ctl.model.register import Register

_SSH = b"-----BEGIN SSH SIGNATURE-----"
_OPENPGP = b"-----BEGIN PGP SIGNATURE-----"


def check_signature(commit: Commit, register: Register) -> Signed | BadSignature | None:
    """The key that signed a commit, why its signature does not hold, or None where there is none."""
    if commit.signature is None:
        return None
    return check(commit.signature, commit.payload, register.certificates())


def check(signature: bytes, payload: bytes, certificates: Sequence[str]) -> Signed | BadSignature:
    """The key that signed a payload; each kind of signature loads its own library only when it occurs."""
    if signature.startswith(_SSH):
        from cio_ctl.adapters.signatures.ssh import verify_ssh  # noqa: PLC0415 - 40 ms that reading does not need

        return verify_ssh(signature, payload)
    if signature.startswith(_OPENPGP):
        from cio_ctl.adapters.signatures.openpgp import verify_openpgp  # noqa: PLC0415 - for offices that use it

        return verify_openpgp(signature, payload, certificates)
    return BadSignature(SignatureFault.MALFORMED)
