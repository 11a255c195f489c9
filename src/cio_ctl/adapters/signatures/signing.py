"""Making signatures with the user's own key, by ssh-keygen or gpg; the private key never comes in here.

The programs are found on the search path alone: ``gpg.program`` and the like are not asked, since the
configuration of a repository, which can come from somebody else, can set them.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from cio_ctl.adapters.programs import find_program
from cio_ctl.adapters.signatures.ssh_keys import PublicKey, parse_public_key
from cio_ctl.model.errors import NoSigningKey, ProgramMissing, SigningFailed, UnusableSigningKey
from cio_ctl.model.signature import NotAPublicKeyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_BYTES = 64 * 1024
UNUSABLE = frozenset("reid")  # revoked, expired, invalid, disabled


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that the user signs with.

    ``selector`` is what the program is given: for SSH the path of the key file, or the key line itself
    for a key that the agent holds; for OpenPGP the fingerprint of the primary key or subkey that signs.
    ``public`` is the SSH key line or the armored OpenPGP certificate.
    """

    format: Literal["ssh", "openpgp"]
    selector: str
    fingerprint: str
    public: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A primary key or subkey, as gpg lists it."""

    primary: bool
    created: str
    fingerprint: str
    signs: bool


def find_signing_key(
    config: Mapping[str, str],
    home: Path,
    folder: Path,
    environment: Mapping[str, str],
) -> SigningKey:
    """The key that git's configuration (names in lower case) says; relative paths begin at ``folder``.

    Raises:
        NoSigningKey: none is configured.
        UnusableSigningKey: it cannot be read, or is of a kind that we do not accept.
        ProgramMissing: ssh-keygen or gpg is needed and not on the search path.
    """
    selector, form = config.get("user.signingkey", ""), config.get("gpg.format", "openpgp")
    if not selector:
        raise NoSigningKey
    if form == "ssh":
        return _ssh_key(selector, home, folder, environment)
    if form == "openpgp":
        return _openpgp_key(selector, environment)
    raise UnusableSigningKey(key=selector, problem=f"gpg.format is {form}; only ssh and openpgp are accepted")


def sign(key: SigningKey, payload: bytes, environment: Mapping[str, str]) -> str:
    """The armored signature of the payload, for git; may ask the user for a passphrase.

    Raises:
        SigningFailed: the program did not sign.
        ProgramMissing: it is not on the search path.
    """
    with TemporaryDirectory(prefix="cio-ctl-", ignore_cleanup_errors=True) as place:
        message = Path(place, "message")
        message.write_bytes(payload)
        command = _ssh_command(key, message) if key.format == "ssh" else _openpgp_command(key, message)
        done = _run(command, environment, terminal=True)
        if done.returncode:
            raise SigningFailed(program=command[0], said=_said(done))
        return Path(f"{message}.sig").read_text(encoding="ascii").replace("\r\n", "\n")


def _ssh_command(key: SigningKey, message: Path) -> list[str]:
    """The payload comes as a file: ssh-keygen asks for no passphrase on the terminal if stdin is not one."""
    which = ["-f", key.selector]
    if key.selector == key.public:
        public = message.with_name("key.pub")
        public.write_text(f"{key.public}\n", encoding="ascii")
        which = ["-U", "-f", str(public)]
    return ["ssh-keygen", "-Y", "sign", "-n", "git", *which, str(message)]


def _openpgp_command(key: SigningKey, message: Path) -> list[str]:
    options = ["--no-textmode", "--armor", "--local-user", f"{key.selector}!", "--output", f"{message}.sig"]
    return ["gpg", *options, "--detach-sign", str(message)]


def _ssh_key(value: str, home: Path, folder: Path, environment: Mapping[str, str]) -> SigningKey:
    if value.startswith(("key::", "ssh-")):
        public = _parsed(value.removeprefix("key::"), value)
        return SigningKey("ssh", public.line, public.fingerprint, public.line)
    path = _path(value, home, folder)
    text = _text(path)
    public = _other_half(path, environment) if text.startswith("-----BEGIN") else _parsed(text, str(path))
    return SigningKey("ssh", str(path), public.fingerprint, public.line)


def _path(value: str, home: Path, folder: Path) -> Path:
    return (home / value[2:] if value.startswith("~/") else folder / value).absolute()


def _other_half(private: Path, environment: Mapping[str, str]) -> PublicKey:
    """The public key of a private key file: from ``NAME.pub`` beside it, or from the file itself."""
    beside = Path(f"{private}.pub")
    if beside.is_file():
        return _parsed(_text(beside), str(beside))
    done = _run(["ssh-keygen", "-y", "-P", "", "-f", str(private)], environment)
    if done.returncode:
        problem = f"there is no {beside.name} beside it, and ssh-keygen says: {_said(done)}"
        raise UnusableSigningKey(key=private, problem=problem)
    return _parsed(done.stdout.decode("ascii", "replace"), str(private))


def _text(path: Path) -> str:
    """A small text file.

    Raises:
        UnusableSigningKey: it is no such file, or cannot be read.
    """
    if not path.is_file():
        raise UnusableSigningKey(key=path, problem="there is no such file")
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        raise UnusableSigningKey(key=path, problem=error.strerror) from error
    except UnicodeDecodeError as error:
        raise UnusableSigningKey(key=path, problem="it is not text") from error


def _parsed(line: str, name: str) -> PublicKey:
    try:
        return parse_public_key(line)
    except NotAPublicKeyError as error:
        raise UnusableSigningKey(key=name, problem=error) from error


def _openpgp_key(selector: str, environment: Mapping[str, str]) -> SigningKey:
    parts = _parts(_asked(["--with-colons", "--list-secret-keys", "--", selector], selector, environment))
    primaries = [part for part in parts if part.primary]
    if len(primaries) != 1:
        problem = f"gpg knows {len(primaries)} secret keys by that name; give the fingerprint of one"
        raise UnusableSigningKey(key=selector, problem=problem)
    fingerprint = primaries[0].fingerprint
    export = ["--armor", "--export-options", "no-export-attributes", "--export", "--", fingerprint]
    public = _asked(export, selector, environment)
    return SigningKey("openpgp", _chosen(parts, selector), fingerprint, public)


def _asked(arguments: Sequence[str], selector: str, environment: Mapping[str, str]) -> str:
    done = _run(["gpg", "--batch", "--no-tty", *arguments], environment)
    if done.returncode:
        raise UnusableSigningKey(key=selector, problem=f"gpg says: {_said(done)}")
    return done.stdout.decode("utf-8", "replace")


def _parts(listing: str) -> list[_Part]:
    """The keys of a listing ``--with-colons``.

    Source: GnuPG, doc/DETAILS, "Format of the colon listings".
    """
    rows = [row.split(":") for row in listing.splitlines()]
    found = []
    for row, after in pairwise(rows):
        if row[0] in {"sec", "ssb"} and after[0] == "fpr":
            signs = "s" in row[11] and row[1] not in UNUSABLE and row[14] != "#"
            found.append(_Part(row[0] == "sec", row[5].zfill(20), after[9], signs))
    return found


def _chosen(parts: Sequence[_Part], selector: str) -> str:
    """The key that signs: the one named with ``!``, else as gpg does the newest subkey, else the primary key.

    Raises:
        UnusableSigningKey: none can sign.
    """
    able = [part for part in parts if part.signs]
    if selector.endswith("!"):
        named = selector.rstrip("!").upper().removeprefix("0X")
        able = [part for part in able if part.fingerprint.endswith(named)]
    if not able:
        raise UnusableSigningKey(key=selector, problem="no part of it can sign now: expired, revoked or not here")
    return max(able, key=lambda part: (not part.primary, part.created)).fingerprint


def _run(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    terminal: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program found on the search path; ``terminal`` leaves it our stdin, if that is a terminal."""
    stdin = None if terminal and os.isatty(0) else subprocess.DEVNULL
    program = _program(command[0], environment)
    return subprocess.run(
        [program, *command[1:]],
        env=dict(environment),
        stdin=stdin,
        capture_output=True,
        check=False,
    )


def _program(name: str, environment: Mapping[str, str]) -> str:
    """The absolute path of a program.

    Raises:
        ProgramMissing: there is none.
    """
    found = find_program(name, environment)
    if found is None:
        raise ProgramMissing(program=name)
    return found


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join(done.stderr.decode("utf-8", "replace").split())
