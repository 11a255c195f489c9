"""The allowed-signers file for stock git: derived from the register, so that git itself knows the officers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from cio_ctl.adapters.lasting_files import replace_file
from cio_ctl.adapters.signatures.allowed_signers import NotAnEntryError, allowed_signers
from cio_ctl.model.errors import GitFailed
from cio_ctl.model.signature import NotAPublicKeyError
from cio_ctl.services.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cio_ctl.model.register import Register
    from cio_ctl.services.committing import Done

    _Signer = tuple[str, str, datetime | None]

_NAME = "cio-ctl-allowed-signers"


def signers_text(register: Register) -> str:
    """The file that the register makes; OpenPGP keys are for gpg's own ring, and what is no key is left out."""
    return allowed_signers(entry for entry in _entries(register) if _usable(entry))


def _entries(register: Register) -> Iterator[_Signer]:
    for officer in register.officers.values():
        for key in officer.keys:
            if not key.openpgp:
                yield officer.slug, key.public, _moment(key.withdrawn)


def _usable(entry: _Signer) -> bool:
    """Whether ssh-keygen would take the entry; the register may hold keys that nobody can sign with."""
    try:
        allowed_signers([entry])
    except (NotAnEntryError, NotAPublicKeyError):
        return False
    return True


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    return None


def signers_path(workplace: Workplace) -> Path:
    """Where the file lies: in the git folder, so that it is nobody's to commit; linked working trees share it."""
    return workplace.repository.common_dir / _NAME


def is_current(workplace: Workplace) -> bool:
    """Whether the file is what the register at HEAD makes."""
    try:
        return signers_path(workplace).read_text(encoding="utf-8") == signers_text(workplace.office.register)
    except (OSError, UnicodeDecodeError):
        return False


def write_signers_file(workplace: Workplace) -> Path:
    """Write the file and let git's configuration point to it."""
    path = signers_path(workplace)
    replace_file(path, signers_text(workplace.office.register).encode(), 0o644)
    workplace.repository.git.run("config", "gpg.ssh.allowedSignersFile", str(path))
    return path


def with_signers(workplace: Workplace, done: Done) -> Done:
    """Bring the file up after a commit that may have changed the register; it is named as stale where that fails."""
    if workplace.repository.work_tree is None:
        return done
    try:
        write_signers_file(Workplace(workplace.repository, workplace.around, workplace.key, workplace.contents))
    except (OSError, GitFailed):
        return replace(done, stale=(*done.stale, "allowed signers"))
    return done
