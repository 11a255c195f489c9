from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.signatures.openpgp import verify_openpgp
from cio_ctl.adapters.signatures.signing import SigningKey, find_signing_key, sign
from cio_ctl.model.errors import SigningFailed, UnusableSigningKey
from cio_ctl.model.signature import Signed
from tests.adapters.signing_tools import (
    PAYLOAD,
    Gpg,
    bare_payload,
    git_verifies,
    gpg_home,
    put_together,
    repository,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@pytest.fixture(scope="module")
def gpg() -> Iterator[Gpg]:
    with gpg_home() as home:
        home.new("ed")
        home.new("rsa", "rsa3072")
        home("--quick-add-key", home.new("sub", usage="cert"), "ed25519", "sign", "never")
        yield home


def found(selector: str, folder: Path, env: Mapping[str, str], form: str = "ssh") -> SigningKey:
    return find_signing_key({"gpg.format": form, "user.signingkey": selector}, folder, folder, env)


@pytest.mark.parametrize("name", ["ed", "rsa", "sub"])
def test_what_we_sign_with_gpg_verifies_here_and_with_stock_git(name: str, gpg: Gpg, tmp_path: Path) -> None:
    key = found(f"{name}@example.com", tmp_path, gpg.env, "openpgp")
    folder = repository(tmp_path / "records", gpg.env)
    payload = bare_payload(folder, gpg.env)
    signature = sign(key, payload, gpg.env)
    assert key.fingerprint == gpg.fingerprints(name)[0]
    assert key.selector == gpg.fingerprints(name)[-1]
    assert verify_openpgp(signature.encode(), payload, [key.public]) == Signed(key.fingerprint)
    assert git_verifies(folder, gpg.env, put_together(payload, signature))


def test_openpgp_is_the_format_if_none_is_configured(gpg: Gpg, tmp_path: Path) -> None:
    key = find_signing_key({"user.signingkey": "ed@example.com"}, tmp_path, tmp_path, gpg.env)
    assert (key.format, key.public) == ("openpgp", gpg.public("ed"))


def test_a_name_that_fits_no_key_or_several_is_refused(gpg: Gpg, tmp_path: Path) -> None:
    with pytest.raises(UnusableSigningKey, match=r"gpg says: .*No secret key"):
        found("nobody@example.com", tmp_path, gpg.env, "openpgp")
    with pytest.raises(UnusableSigningKey, match="3 secret keys by that name"):
        found("example.com", tmp_path, gpg.env, "openpgp")
    with pytest.raises(UnusableSigningKey, match="gpg says"):
        found("--version", tmp_path, gpg.env, "openpgp")


def test_the_part_named_with_an_exclamation_mark_signs(tmp_path: Path) -> None:
    with gpg_home() as gpg:
        primary = gpg.new("two")
        gpg("--quick-add-key", primary, "ed25519", "sign", "never")
        subkey = gpg.fingerprints("two")[1]
        for selector, signer in (
            (primary, subkey),
            (f"{primary}!", primary),
            (f"0x{subkey[-16:].lower()}!", subkey),
        ):
            key = found(selector, tmp_path, gpg.env, "openpgp")
            assert (key.selector, key.fingerprint) == (signer, primary)
            signature = sign(key, PAYLOAD, gpg.env).encode()
            assert verify_openpgp(signature, PAYLOAD, [key.public]) == Signed(primary)
        gone = SigningKey("openpgp", "F" * 40, primary, "")
        with pytest.raises(SigningFailed, match=r"gpg did not sign: .*No secret key"):
            sign(gone, PAYLOAD, gpg.env)


def test_a_key_that_has_expired_cannot_be_used(tmp_path: Path) -> None:
    with gpg_home() as gpg:
        gpg.new("old", "ed25519", "sign", "1y", "--faked-system-time", "20200101T000000")
        with pytest.raises(UnusableSigningKey, match="expired, revoked or not here"):
            found("old@example.com", tmp_path, gpg.env, "openpgp")


def test_the_users_wish_for_text_signatures_is_overruled(tmp_path: Path) -> None:
    with gpg_home() as gpg:
        gpg.new("ed")
        Path(gpg.env["GNUPGHOME"], "gpg.conf").write_text("textmode\n", encoding="utf-8")
        key = found("ed@example.com", tmp_path, gpg.env, "openpgp")
        signature = sign(key, PAYLOAD, gpg.env).encode()
        assert verify_openpgp(signature, PAYLOAD, [key.public]) == Signed(key.fingerprint)
