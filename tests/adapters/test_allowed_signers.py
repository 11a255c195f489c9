from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.signatures.allowed_signers import HEADER, NotAnEntryError, allowed_signers
from cio_ctl.model.signature import NotAPublicKeyError
from tests.adapters.signing_tools import PAYLOAD, environment, public_line, ssh_keygen, ssh_sign, works

if TYPE_CHECKING:
    from pathlib import Path

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
SHANGHAI = timezone(timedelta(hours=8))
WITHDRAWN = datetime(2026, 1, 2, 11, 4, 5, tzinfo=SHANGHAI)


def test_each_key_is_one_line_without_its_comment_and_the_time_is_in_utc() -> None:
    text = allowed_signers([("li-mei", f"{KEY} 李梅", WITHDRAWN), ("chen", KEY, None)])
    assert text == (
        f'{HEADER}chen namespaces="git" {KEY}\nli-mei namespaces="git",valid-before="20260102030405Z" {KEY}\n'
    )


def test_the_order_of_the_entries_does_not_matter() -> None:
    entries = [("b", KEY, None), ("a", KEY, WITHDRAWN), ("a", KEY, None), ("b", KEY, None)]
    assert allowed_signers(entries) == allowed_signers(reversed(entries))
    assert allowed_signers([]) == HEADER


@pytest.mark.parametrize("principal", ["", "*", "a,b", "!a", "a b", "-a", "a\nb", "#a", '"a"', "李梅", "a?"])
def test_a_principal_that_would_mean_something_else_is_refused(principal: str) -> None:
    with pytest.raises(NotAnEntryError):
        allowed_signers([(principal, KEY, None)])


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(NotAnEntryError, match="no zone"):
        allowed_signers([("li-mei", KEY, WITHDRAWN.replace(tzinfo=None))])


@pytest.mark.parametrize("key", ["", f"{KEY}\nmallory {KEY}", f"cert-authority {KEY}", "ssh-dss AAAA"])
def test_anything_but_a_key_line_is_refused(key: str) -> None:
    with pytest.raises(NotAPublicKeyError):
        allowed_signers([("li-mei", key, None)])


@pytest.mark.parametrize(
    ("principal", "namespace", "moment", "accepted"),
    [
        ("li-mei", "git", WITHDRAWN - timedelta(seconds=1), True),
        ("li-mei", "git", WITHDRAWN + timedelta(seconds=1), False),
        ("li-mei", "file", WITHDRAWN - timedelta(seconds=1), False),
        ("chen", "git", WITHDRAWN - timedelta(seconds=1), False),
    ],
)
def test_stock_ssh_keygen_reads_the_file_as_it_is_meant(
    principal: str,
    namespace: str,
    moment: datetime,
    accepted: bool,  # noqa: FBT001 - a column
    tmp_path: Path,
) -> None:
    key = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    signature = tmp_path / "message.sig"
    signature.write_bytes(ssh_sign(key, PAYLOAD, namespace))
    signers = tmp_path / "signers"
    signers.write_text(allowed_signers([("li-mei", public_line(key), WITHDRAWN)]), encoding="utf-8")
    command = ("ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", principal, "-n", namespace)
    option = f"-Overify-time={moment.astimezone(UTC):%Y%m%d%H%M%S}Z"
    assert accepted is works(*command, "-s", str(signature), option, env=environment(tmp_path), given=PAYLOAD)
