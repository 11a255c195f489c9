from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.adapters.signatures.ssh_keys import (
    BrokenKeyError,
    UnknownKindError,
    Wire,
    material,
    parse_blob,
    parse_public_key,
)
from cio_ctl.model.signature import NotAPublicKeyError
from tests.adapters.signing_tools import SSH_KINDS, environment, framed, mpint, public_line, run, ssh_keygen

if TYPE_CHECKING:
    from pathlib import Path

ED25519 = framed(b"ssh-ed25519", bytes(range(32)))
POINT = b"\x04" + bytes(range(64))


def line(kind: str, blob: bytes) -> str:
    return f"{kind} {b64encode(blob).decode()}"


def rsa(modulus: int, exponent: int = 65537) -> bytes:
    return framed(b"ssh-rsa") + mpint(exponent) + mpint(modulus)


def odd(bits: int) -> int:
    return (1 << (bits - 1)) + 1


@pytest.mark.parametrize("kind", SSH_KINDS)
def test_a_key_of_ssh_keygen_has_the_fingerprint_that_ssh_keygen_prints(kind: str, tmp_path: Path) -> None:
    path = ssh_keygen(tmp_path / "key", *SSH_KINDS[kind])
    listed = run("ssh-keygen", "-l", "-f", str(path), env=environment(tmp_path)).decode().split()
    key = parse_public_key(public_line(path))
    assert key.fingerprint == listed[1]
    assert public_line(path) == f"{key.line} li mei"


@pytest.mark.parametrize(
    ("kind", "blob"),
    [
        ("ssh-ed25519", ED25519),
        ("sk-ssh-ed25519@openssh.com", framed(b"sk-ssh-ed25519@openssh.com", bytes(32), b"ssh:")),
        ("ecdsa-sha2-nistp256", framed(b"ecdsa-sha2-nistp256", b"nistp256", POINT)),
        (
            "sk-ecdsa-sha2-nistp256@openssh.com",
            framed(b"sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", POINT, b"ssh:"),
        ),
        ("ssh-rsa", rsa(odd(2048))),
        ("ssh-rsa", rsa(odd(16384))),
    ],
)
def test_each_accepted_kind_comes_back_as_the_same_line(kind: str, blob: bytes) -> None:
    for text in (line(kind, blob), f"  {line(kind, blob)} 李梅 的 钥匙\n"):
        key = parse_public_key(text)
        assert (key.kind, key.blob, key.line) == (kind, blob, line(kind, blob))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        f"{line('ssh-ed25519', ED25519)}\n{line('ssh-ed25519', ED25519)}",
        f"{line('ssh-ed25519', ED25519)} name\tof",
        f"{line('ssh-ed25519', ED25519)} \u202ename",
        line("ssh-ed25519", ED25519)[:-1],
        line("ssh-ed25519", ED25519) + "=",
        f"ssh-ed25519 {b64encode(ED25519).decode()[:-2]}9=",
        line("ssh-ed25519", ED25519 + b"\0"),
        line("ssh-ed25519", ED25519[:-1]),
        line("ssh-ed25519", framed(b"ssh-ed25519", bytes(31))),
        line("ssh-ed25519", framed(b"ssh-ed25519", bytes(33))),
        line("ssh-rsa", ED25519),
        line("ssh-ed25519", rsa(odd(2048))),
        line("ecdsa-sha2-nistp384", framed(b"ecdsa-sha2-nistp384", b"nistp256", POINT)),
        line("ecdsa-sha2-nistp256", framed(b"ecdsa-sha2-nistp256", b"nistp256", b"\x02" + POINT[1:])),
        line("ecdsa-sha2-nistp256", framed(b"ecdsa-sha2-nistp256", b"nistp256", b"")),
        line("sk-ssh-ed25519@openssh.com", framed(b"sk-ssh-ed25519@openssh.com", bytes(32))),
        line("ssh-rsa", rsa(odd(2048) + 1)),
        line("ssh-rsa", rsa(odd(2048), 1)),
        line("ssh-rsa", rsa(odd(2048), 4)),
        line("ssh-rsa", rsa(odd(2048), odd(65))),
        line("ssh-rsa", framed(b"ssh-rsa", b"\0\x01\0\x01") + mpint(odd(2048))),
        line("ssh-rsa", framed(b"ssh-rsa", b"\x81") + mpint(odd(2048))),
        line("ssh-rsa", framed(b"ssh-rsa", b"") + mpint(odd(2048))),
    ],
)
def test_a_line_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BrokenKeyError):
        parse_public_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "# a comment",
        f"no-pty {line('ssh-ed25519', ED25519)}",
        line("ssh-dss", framed(b"ssh-dss", b"\x05", b"\x03", b"\x02", b"\x01")),
        line("ssh-ed25519-cert-v01@openssh.com", ED25519),
        line("ssh-ed448", ED25519),
        line("ssh-ed25519", framed(b"ssh-dss", bytes(32))),
        line("ssh-rsa", rsa(odd(1024))),
        line("ssh-rsa", rsa(odd(2047))),
        line("ssh-rsa", rsa(odd(16385))),
    ],
)
def test_a_kind_or_strength_that_is_not_accepted_is_refused_as_such(text: str) -> None:
    with pytest.raises(UnknownKindError):
        parse_public_key(text)


def test_every_refusal_is_a_value_error_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="1024 bits; it needs 2048") as caught:
        parse_public_key(line("ssh-rsa", rsa(odd(1024))))
    assert isinstance(caught.value, NotAPublicKeyError)


def test_the_numbers_of_a_key_are_read() -> None:
    assert material(parse_blob(rsa(odd(2048)))).modulus == odd(2048)
    assert material(parse_blob(ED25519)).point == bytes(range(32))


@given(st.binary(max_size=80))
def test_random_bytes_are_never_a_key(blob: bytes) -> None:
    with pytest.raises(NotAPublicKeyError):
        parse_blob(blob)


@given(st.text(max_size=60))
def test_random_text_is_refused_in_no_other_way(text: str) -> None:
    with pytest.raises(NotAPublicKeyError):
        parse_public_key(text)


@given(st.integers(min_value=1, max_value=1 << 300))
def test_a_number_has_one_spelling(value: int) -> None:
    assert Wire(mpint(value)).mpint() == value
    digits = mpint(value)[4:]
    with pytest.raises(BrokenKeyError):
        Wire(framed(b"\0" + digits)).mpint()


def test_reading_keys_and_signing_load_no_cryptography() -> None:
    code = (
        "import sys, cio_ctl.adapters.signatures.signing, cio_ctl.adapters.signatures.allowed_signers;"
        "sys.exit(any(m.partition('.')[0] in {'cryptography', 'pysequoia'} for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_checking_ssh_signatures_does_not_load_sequoia() -> None:
    code = "import sys, cio_ctl.adapters.signatures.ssh; sys.exit('pysequoia' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
