"""Real keys and stock tools for the tests of signatures; nothing of the user's home is read."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from base64 import b64decode, b64encode
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAYLOAD = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\n立项：数据共享平台二期\n".encode()
SSH_KINDS = {
    "ed25519": ("-t", "ed25519"),
    "ecdsa256": ("-t", "ecdsa", "-b", "256"),
    "ecdsa384": ("-t", "ecdsa", "-b", "384"),
    "ecdsa521": ("-t", "ecdsa", "-b", "521"),
    "rsa3072": ("-t", "rsa", "-b", "3072"),
}


def run(*command: str, env: Mapping[str, str], given: bytes = b"", cwd: Path | None = None) -> bytes:
    """What a program prints; its complaint as the failure."""
    done = subprocess.run(command, env=dict(env), input=given, cwd=cwd, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stderr.decode(errors="replace"))
    return done.stdout


def works(*command: str, env: Mapping[str, str], given: bytes = b"", cwd: Path | None = None) -> bool:
    """Whether a program ends well."""
    done = subprocess.run(command, env=dict(env), input=given, cwd=cwd, capture_output=True, check=False)
    return done.returncode == 0


def environment(home: Path) -> dict[str, str]:
    """An environment in which git, ssh-keygen and gpg see an empty home."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C",
        "GIT_AUTHOR_NAME": "李梅",
        "GIT_AUTHOR_EMAIL": "li@example.com",
        "GIT_COMMITTER_NAME": "李梅",
        "GIT_COMMITTER_EMAIL": "li@example.com",
    }


def ssh_keygen(path: Path, *options: str, passphrase: str = "") -> Path:
    """A new private key file; its public half is beside it."""
    run(
        "ssh-keygen",
        "-q",
        *options,
        "-N",
        passphrase,
        "-C",
        "li mei",
        "-f",
        str(path),
        env=environment(path.parent),
    )
    return path


def ssh_sign(key: Path, payload: bytes = PAYLOAD, namespace: str = "git", *options: str) -> bytes:
    """A signature by stock ssh-keygen."""
    command = ("ssh-keygen", "-Y", "sign", "-n", namespace, *options, "-f", str(key))
    return run(*command, env=environment(key.parent), given=payload)


def public_line(key: Path) -> str:
    """The line in the ``.pub`` file."""
    return Path(f"{key}.pub").read_text(encoding="utf-8").strip()


def unarmored(signature: bytes) -> bytes:
    """The bytes in an SSH signature."""
    return b64decode(b"".join(signature.splitlines()[1:-1]))


def ssh_armored(data: bytes) -> bytes:
    """An SSH signature of these bytes."""
    text = b64encode(data)
    lines = b"\n".join(text[at : at + 70] for at in range(0, len(text), 70))
    return b"-----BEGIN SSH SIGNATURE-----\n" + lines + b"\n-----END SSH SIGNATURE-----\n"


def framed(*strings: bytes) -> bytes:
    """Byte strings, each after its length."""
    return b"".join(len(data).to_bytes(4, "big") + data for data in strings)


def mpint(value: int) -> bytes:
    """A positive number on the wire."""
    return framed(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def repository(folder: Path, env: Mapping[str, str]) -> Path:
    """A new git repository."""
    folder.mkdir()
    run("git", "init", "-q", str(folder), env=env)
    return folder


def signed_commit(folder: Path, env: Mapping[str, str], *config: str) -> tuple[bytes, bytes]:
    """Payload and signature of a commit made by ``git commit -S``."""
    options = [word for entry in config for word in ("-c", entry)]
    run("git", *options, "commit", "-q", "-S", "--allow-empty", "-m", "立项", env=env, cwd=folder)
    return taken_apart(run("git", "cat-file", "commit", "HEAD", env=env, cwd=folder))


def taken_apart(commit: bytes) -> tuple[bytes, bytes]:
    """A commit without its signature, and the signature."""
    head, _, rest = commit.partition(b"\ngpgsig ")
    signature: list[bytes] = []
    after: list[bytes] = []
    found = False
    for line in rest.split(b"\n"):
        found = found or (bool(signature) and not line.startswith(b" "))
        (after if found else signature).append(line)
    lines = [signature[0], *(line[1:] for line in signature[1:])]
    return head + b"\n" + b"\n".join(after), b"\n".join(lines) + b"\n"


def put_together(payload: bytes, signature: str) -> bytes:
    """The commit that has this payload and signature."""
    head, _, message = payload.partition(b"\n\n")
    block = signature.strip().replace("\n", "\n ").encode()
    return head + b"\ngpgsig " + block + b"\n\n" + message


def bare_payload(folder: Path, env: Mapping[str, str]) -> bytes:
    """The bytes of an unsigned commit in a repository."""
    tree = run("git", "hash-object", "-t", "tree", "-w", os.devnull, env=env, cwd=folder).decode().strip()
    commit = run("git", "commit-tree", tree, "-m", "立项", env=env, cwd=folder).decode().strip()
    return run("git", "cat-file", "commit", commit, env=env, cwd=folder)


def git_verifies(folder: Path, env: Mapping[str, str], commit: bytes, *config: str) -> bool:
    """Whether ``git verify-commit`` accepts a commit."""
    written = run("git", "hash-object", "-t", "commit", "-w", "--stdin", env=env, cwd=folder, given=commit)
    options = [word for entry in config for word in ("-c", entry)]
    return works("git", *options, "verify-commit", written.decode().strip(), env=env, cwd=folder)


class Gpg:
    """A GnuPG home of its own."""

    def __init__(self, home: Path) -> None:
        self.env = environment(home) | {"GNUPGHOME": str(home)}

    def __call__(self, *arguments: str, given: bytes = b"") -> bytes:
        """What gpg prints."""
        loopback = ("--pinentry-mode", "loopback", "--passphrase", "")
        return run("gpg", "--batch", "--quiet", *loopback, *arguments, env=self.env, given=given)

    def new(self, name: str, kind: str = "ed25519", usage: str = "sign", expire: str = "never", *options: str) -> str:
        """The fingerprint of a new key."""
        self(*options, "--quick-gen-key", f"{name} <{name}@example.com>", kind, usage, expire)
        return self.fingerprints(name)[0]

    def fingerprints(self, name: str) -> list[str]:
        """Fingerprints of the primary key and the subkeys."""
        listing = self("--with-colons", "--list-keys", f"{name}@example.com").decode()
        return [row.split(":")[9] for row in listing.splitlines() if row.startswith("fpr")]

    def public(self, name: str) -> str:
        """The armored certificate."""
        return self("--armor", "--export", f"{name}@example.com").decode()

    def sign(self, name: str, payload: bytes = PAYLOAD, *options: str) -> bytes:
        """A detached signature."""
        return self(*options, "--armor", "--local-user", f"{name}@example.com", "--detach-sign", given=payload)


@contextmanager
def gpg_home() -> Iterator[Gpg]:
    """A GnuPG home under a short path, since sockets lie in it; its agent is ended with it."""
    home = Path(tempfile.mkdtemp(prefix="cg", dir="/tmp"))
    gpg = Gpg(home)
    try:
        yield gpg
    finally:
        works("gpgconf", "--kill", "all", env=gpg.env)
        shutil.rmtree(home, ignore_errors=True)


def covered(payload: bytes, namespace: bytes = b"git", reserved: bytes = b"", digest: bytes = b"sha256") -> bytes:
    return b"SSHSIG" + framed(namespace, reserved, digest, sha256(payload).digest())


def sshsig(
    blob: bytes,
    signature: bytes,
    namespace: bytes = b"git",
    reserved: bytes = b"",
    digest: bytes = b"sha256",
    version: int = 1,
    magic: bytes = b"SSHSIG",
) -> bytes:
    return ssh_armored(
        magic + version.to_bytes(4, "big") + framed(blob, namespace, reserved, digest, signature),
    )
