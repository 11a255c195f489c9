from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.signatures.signing import SigningKey, find_signing_key, sign
from cio_ctl.adapters.signatures.ssh import verify_ssh
from cio_ctl.adapters.signatures.ssh_keys import parse_public_key
from cio_ctl.model.errors import NoSigningKey, ProgramMissing, SigningFailed, UnusableSigningKey
from cio_ctl.model.signature import Signed
from tests.adapters.signing_tools import (
    PAYLOAD,
    SSH_KINDS,
    bare_payload,
    environment,
    git_verifies,
    public_line,
    put_together,
    repository,
    run,
    ssh_keygen,
    taken_apart,
    works,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


def found(selector: str, folder: Path, env: Mapping[str, str], form: str = "ssh") -> SigningKey:
    return find_signing_key({"gpg.format": form, "user.signingkey": selector}, folder, folder, env)


@pytest.mark.parametrize("kind", SSH_KINDS)
def test_what_we_sign_with_ssh_verifies_here_and_with_stock_tools(
    kind: str,
    tmp_path: Path,
    env: dict[str, str],
) -> None:
    path = ssh_keygen(tmp_path / "key", *SSH_KINDS[kind])
    key = found(f"{path}.pub", tmp_path, env)
    folder = repository(tmp_path / "records", env)
    payload = bare_payload(folder, env)
    signature = sign(key, payload, env)
    assert verify_ssh(signature.encode(), payload) == Signed(key.fingerprint)
    signers, file = tmp_path / "signers", tmp_path / "sig"
    signers.write_text(f"li-mei {key.public}\n", encoding="utf-8")
    file.write_text(signature, encoding="utf-8")
    command = ("ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "li-mei", "-n", "git", "-s", str(file))
    assert works(*command, env=env, given=payload)
    commit = put_together(payload, signature)
    assert taken_apart(commit) == (payload, signature.encode())
    assert git_verifies(folder, env, commit, f"gpg.ssh.allowedSignersFile={signers}")
    assert not git_verifies(folder, env, commit + b"x", f"gpg.ssh.allowedSignersFile={signers}")


def test_the_key_file_may_be_named_in_every_way_that_git_takes(tmp_path: Path, env: dict[str, str]) -> None:
    path = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    line = parse_public_key(public_line(path)).line
    for selector in ("key", "key.pub", "~/key", "~/key.pub", str(path), f"{path}.pub"):
        key = found(selector, tmp_path, env)
        assert (key.format, key.public) == ("ssh", line)
        assert Path(key.selector) == tmp_path / selector.removeprefix("~/")
        assert isinstance(verify_ssh(sign(key, PAYLOAD, env).encode(), PAYLOAD), Signed)


def test_a_private_key_file_alone_is_enough(tmp_path: Path, env: dict[str, str]) -> None:
    path = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    line = public_line(path)
    Path(f"{path}.pub").unlink()
    key = found("key", tmp_path, env)
    assert line.startswith(key.public)
    assert isinstance(verify_ssh(sign(key, PAYLOAD, env).encode(), PAYLOAD), Signed)


def test_a_locked_private_key_file_alone_cannot_be_used(tmp_path: Path, env: dict[str, str]) -> None:
    path = ssh_keygen(tmp_path / "key", "-t", "ed25519", passphrase="secret")
    Path(f"{path}.pub").unlink()
    with pytest.raises(UnusableSigningKey, match=r"no key\.pub beside it, and ssh-keygen says: .*passphrase"):
        found("key", tmp_path, env)


@pytest.fixture
def agent(env: dict[str, str]) -> Iterator[dict[str, str]]:
    said = run("ssh-agent", "-s", env=env).decode()
    settings = dict(word.split("=") for word in said.replace(";", "\n").split() if "=" in word)
    yield env | settings
    run("ssh-agent", "-k", env=env | settings)


def test_a_key_that_only_the_agent_holds_signs(tmp_path: Path, agent: dict[str, str]) -> None:
    path = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    line = public_line(path)
    run("ssh-add", "-q", str(path), env=agent)
    path.unlink()
    for selector in (f"key::{line}", line, "key.pub"):
        key = found(selector, tmp_path, agent)
        assert line.startswith(key.public)
        assert verify_ssh(sign(key, PAYLOAD, agent).encode(), PAYLOAD) == Signed(key.fingerprint)


def test_a_key_that_nobody_holds_does_not_sign(tmp_path: Path, env: dict[str, str]) -> None:
    path = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    path.unlink()
    for selector in (f"key::{public_line(path)}", "key.pub"):
        with pytest.raises(SigningFailed, match="ssh-keygen did not sign: "):
            sign(found(selector, tmp_path, env), PAYLOAD, env)


def test_without_a_configured_key_there_is_none(tmp_path: Path, env: dict[str, str]) -> None:
    for config in ({}, {"gpg.format": "ssh"}, {"user.signingkey": ""}):
        with pytest.raises(NoSigningKey):
            find_signing_key(config, tmp_path, tmp_path, env)


@pytest.mark.parametrize("form", ["x509", "", "SSH"])
def test_another_format_is_refused(form: str, tmp_path: Path, env: dict[str, str]) -> None:
    with pytest.raises(UnusableSigningKey, match="only ssh and openpgp are accepted"):
        found("key", tmp_path, env, form)


def test_a_file_that_is_no_key_is_refused_with_the_reason(tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "text").write_text("once upon a time", encoding="utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "weak").write_text("ssh-dss AAAAB3NzaC1kc3M=", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    for selector, problem in (
        ("text", "not accepted"),
        ("bytes", "it is not text"),
        ("weak", "'ssh-dss' is not accepted"),
        ("pipe", "there is no such file"),
        ("missing", "there is no such file"),
        (".", "there is no such file"),
        ("key::junk", "not one line"),
        ("ssh-ed25519 jun!", "base64"),
    ):
        with pytest.raises(UnusableSigningKey, match=problem):
            found(selector, tmp_path, env)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, env: dict[str, str]) -> None:
    secret = Path("/proc/self/mem")  # a file that even root cannot read from its start
    if not secret.exists():
        pytest.skip("no /proc here")
    with pytest.raises(UnusableSigningKey, match="Input/output error"):
        found(str(secret), tmp_path, env)


def test_no_program_named_in_the_configuration_of_git_is_run(tmp_path: Path, env: dict[str, str]) -> None:
    path = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    config = {
        "gpg.format": "ssh",
        "user.signingkey": str(path),
        "gpg.program": str(trap),
        "gpg.ssh.program": str(trap),
        "gpg.ssh.defaultkeycommand": str(trap),
    }
    sign(find_signing_key(config, tmp_path, tmp_path, env), PAYLOAD, env)
    with pytest.raises(NoSigningKey):
        find_signing_key(config | {"user.signingkey": ""}, tmp_path, tmp_path, env)
    assert not (tmp_path / "sprung").exists()


def test_a_program_is_found_on_absolute_entries_of_the_search_path_only(
    tmp_path: Path,
    env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = found(f"{ssh_keygen(tmp_path / 'key', '-t', 'ed25519')}.pub", tmp_path, env)
    for name in ("ssh-keygen", "gpg"):
        real = shutil.which(name)
        assert real
        (tmp_path / name).symlink_to(real)
    monkeypatch.chdir(tmp_path)
    for path in ({}, {"PATH": ""}, {"PATH": "."}, {"PATH": f":{os.pathsep}."}, {"PATH": "/nonexistent"}):
        empty = {"HOME": str(tmp_path), **path}
        with pytest.raises(ProgramMissing, match="ssh-keygen is not installed"):
            sign(key, PAYLOAD, empty)
        with pytest.raises(ProgramMissing, match="gpg is not installed"):
            found("ed@example.com", tmp_path, empty, "openpgp")
    assert sign(key, PAYLOAD, env | {"PATH": str(tmp_path)})


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path,
    env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    path = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    sign(found("key", tmp_path, env), PAYLOAD, env)
    path.unlink()
    with pytest.raises(SigningFailed):
        sign(found(f"key::{public_line(path)}", tmp_path, env), PAYLOAD, env)
    assert not list(place.iterdir())


@pytest.mark.parametrize("display", ["", ":99"])
def test_the_passphrase_is_asked_for_on_the_terminal(display: str, tmp_path: Path, env: dict[str, str]) -> None:
    ssh_keygen(tmp_path / "key", "-t", "ed25519", passphrase="secret")
    code = (
        "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
        "from pathlib import Path; from cio_ctl.adapters.signatures.signing import *;"
        "here = Path(sys.argv[1]); config = {'gpg.format': 'ssh', 'user.signingkey': 'key'};"
        "signature = sign(find_signing_key(config, here, here, os.environ), b'x', os.environ);"
        "Path(here, 'made').write_text(signature)"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        env=env | {"DISPLAY": display},
        stdin=theirs,
        start_new_session=True,
    ) as child:
        os.close(theirs)
        said = b""
        while b"passphrase" not in said:
            said += os.read(ours, 1024)
        time.sleep(0.1)
        os.write(ours, b"secret\n")
    os.close(ours)
    assert child.returncode == 0
    assert isinstance(verify_ssh((tmp_path / "made").read_bytes(), b"x"), Signed)
