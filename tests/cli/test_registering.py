"""The register by command: who may change it, and what the change does to who may sign."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.adapters.signing_tools import gpg_home, public_line, ssh_keygen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.adapters.signing_tools import Gpg
    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
LIBRARIAN = "librarian@hilltop"
UNTIL = ("--until", "2999-12-31")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A new key that nobody has yet."""
    return ssh_keygen(tmp_path / "key", "-t", "ed25519")


def sign_with(office: TestOffice, key: Path) -> None:
    """Configure a key of one's own."""
    office.git("config", "user.signingkey", f"{key}.pub")


def test_a_new_unit_and_officer_are_entered_and_the_officer_signs(run: Run, become: Become, key: Path) -> None:
    office = become("ada")

    unit = run("unit", "add", "harbour", "--name", "港口图书馆", "--kind", "library")
    entered = run(
        "officer", "add", "hua", "--name", "华", "--title", "馆长", "--email", "hua@example.com",
        "--key", f"{key}.pub", "--role", "librarian@harbour",
    )  # fmt: skip
    sign_with(office, key)
    drawn = run("new", "grant", "2026", "boat", "--set", "library=units/harbour")

    assert [unit.code, entered.code, drawn.code] == [0, 0, 0]
    assert unit.out.startswith("units/harbour  ")
    assert entered.out.startswith("officers/hua  ")
    assert office.path("units/harbour").read_text("utf-8") == ("kind: unit\nname: 港口图书馆\nunit_kind: library\n")
    assert office.git("log", "-1", "--format=%an <%ae>") == "华 <hua@example.com>"
    assert 'Good "git" signature for hua' in office.git("log", "-1", "--show-signature")
    assert office.git("status", "--porcelain") == ""
    assert run("verify").code == 0


def test_a_key_may_be_given_as_its_line(run: Run, become: Become, key: Path) -> None:
    office = become("ada")

    ran = run("officer", "add", "hua", "--name", "华", "--key", public_line(key), "--role", LIBRARIAN, "--json")

    assert ran.json == {"record": "officers/hua", "commit": office.git("rev-parse", "HEAD"), "stale": []}


@pytest.mark.parametrize(
    "words",
    [
        ("unit", "add", "harbour", "--name", "x", "--kind", "library"),
        ("officer", "add", "hua", "--name", "x", "--key", "KEY", "--role", LIBRARIAN),
        ("officer", "appoint", "ben", "--role", LIBRARIAN),
        ("officer", "appoint", "ben", "--role", "clerk@office", "--end"),
        ("officer", "rekey", "ben", "--key", "KEY"),
        ("officer", "suspend", "ben"),
        ("officer", "delegate", "ben", "--to", "cai", "--role", "clerk@office", *UNTIL),
    ],
)
class TestEveryChangeOfTheRegister:
    def test_is_made_by_the_director(self, run: Run, become: Become, key: Path, words: tuple[str, ...]) -> None:
        office = become("ada")

        ran = run(*(f"{key}.pub" if word == "KEY" else word for word in words))

        assert ran.code == 0
        assert office.git("status", "--porcelain") == ""
        assert run("verify").code == 0

    def test_is_refused_to_others(self, run: Run, become: Become, key: Path, words: tuple[str, ...]) -> None:
        office = become("dan")
        before = office.git("rev-parse", "HEAD")

        ran = run(*(f"{key}.pub" if word == "KEY" else word for word in words))

        assert ran.code == 3
        assert "R9-REGISTER" in ran.err
        assert "director (officers/ada)" in ran.err
        assert office.git("rev-parse", "HEAD") == before

    def test_can_be_tried_first(self, run: Run, become: Become, key: Path, words: tuple[str, ...]) -> None:
        office = become("ada")
        before = office.git("rev-parse", "HEAD"), office.git("count-objects")

        ran = run(*(f"{key}.pub" if word == "KEY" else word for word in words), "--dry-run")

        assert ran.code == 0
        assert "nothing was changed" in ran.out
        assert (office.git("rev-parse", "HEAD"), office.git("count-objects")) == before


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("unit", "add", "hilltop", "--name", "x", "--kind", "library"), 3, "W-EXISTS"),
        (("unit", "add", "Harbour", "--name", "x", "--kind", "library"), 3, "R13-NAME"),
        (("unit", "add", "../x", "--name", "x", "--kind", "library"), 3, "R13-NAME"),
        (("unit", "add", "harbour", "--name", "x", "--kind", "ship"), 3, "R9-UNIT-KIND"),
        (("unit", "add", "harbour", "--name", "", "--kind", "library"), 3, "R8-REQUIRED"),
        (("officer", "add", "dan", "--name", "x", "--key", "KEY", "--role", LIBRARIAN), 3, "W-EXISTS"),
        (("officer", "add", "hua", "--name", "x", "--key", "KEY", "--role", "librarian"), 2, "ROLE@UNIT"),
        (("officer", "add", "hua", "--name", "x", "--key", "KEY", "--role", "king@hilltop"), 3, "R9-ROLE-UNKNOWN"),
        (("officer", "add", "hua", "--name", "x", "--key", "KEY", "--role", "clerk@hilltop"), 3, "R9-ROLE-UNIT"),
        (("officer", "add", "hua", "--name", "x", "--key", "KEY", "--role", "clerk@moon"), 3, "R8-REFERENCE"),
        (("officer", "add", "hua", "--name", "x", "--key", "DAN"), 3, "R9-KEY-SHARED"),
        (("officer", "add", "hua", "--name", "x", "--key", "/nowhere"), 2, "no readable file and no public key"),
        (("officer", "add", "hua", "--name", "x", "--key", "PRIVATE"), 2, "it is a private key"),
        (("officer", "add", "hua", "--name", "x", "--key", "ssh-ed25519 AAAA"), 2, "cannot be used"),
        (("officer", "add", "hua", "--name", "x", "--key", "-----BEGIN PGP PUBLIC KEY BLOCK-----"), 2, "cannot be"),
        (("officer", "appoint", "ada", "--role", "assessor@office"), 3, "R9-OWN-RIGHTS"),
        (("officer", "appoint", "nobody", "--role", LIBRARIAN), 2, "no record is named officers/nobody"),
        (("officer", "appoint", "dan", "--role", "clerk@office", "--end"), 3, "R2-EMPTY"),
        (("officer", "rekey", "dan", "--key", "BEN"), 3, "R9-KEY-SHARED"),
        (("officer", "suspend", "dan", "--lift"), 3, "R2-EMPTY"),
        (("officer", "delegate", "ben", "--to", "moon", "--role", "clerk@office", *UNTIL), 3, "R8-REFERENCE"),
        (("officer", "delegate", "ben", "--to", "cai", "--role", "clerk@office"), 3, "R8-REQUIRED"),
        (("officer", "delegate", "ben", "--to", "cai", "--role", "clerk@office", "--until", "soon"), 3, "R8-SCHEMA"),
        (("officer", "delegate", "ben", "--to", "cai", "--role", "clerk", *UNTIL), 2, "ROLE@UNIT"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_is_refused(
    run: Run, become: Become, key: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    office = become("ada")
    keys = office.folder / ".git" / "demo-keys"
    files = {"KEY": f"{key}.pub", "PRIVATE": str(key), "DAN": f"{keys}/dan.pub", "BEN": f"{keys}/ben.pub"}

    ran = run(*(files.get(word, word) for word in words))

    assert ran.code == code
    assert says in ran.err
    assert office.git("status", "--porcelain") == ""


def test_a_post_given_is_used_and_a_post_ended_is_gone_the_day_after(run: Run, become: Become) -> None:
    office = become("ada")
    run("officer", "appoint", "ben", "--role", "librarian@hilltop", "--role", "librarian@units/valley")
    become("ben")
    used = run("edit", ROOF, "--set", "title=x")
    become("ada")
    run("officer", "appoint", "ben", "--role", "librarian@hilltop", "--end")

    held = run("show", "officers/ben", "--json").json["fields"]["roles"]

    assert used.code == 0
    assert [(post["unit"], "until" in post) for post in held] == [
        ("units/office", False), ("units/hilltop", True), ("units/valley", False),
    ]  # fmt: skip
    assert office.git("log", "-1", "--format=%s") == "End posts of officers/ben"


def test_after_a_new_key_the_old_one_signs_no_more(run: Run, become: Become, key: Path) -> None:
    office = become("ada")

    rekeyed = run("officer", "rekey", "dan", "--key", f"{key}.pub", "--reason", "U盘遗失")
    become("dan")
    edited, submitted = run("edit", ROOF, "--set", "title=x"), run("submit", ROOF)
    sign_with(office, key)
    signed = run("submit", ROOF)

    assert [rekeyed.code, edited.code, submitted.code, signed.code] == [0, 3, 5, 0]
    assert "R1-WITHDRAWN-KEY" in edited.err
    assert "was withdrawn or the officer is suspended" in submitted.err
    first, second = run("show", "officers/dan", "--json").json["fields"]["keys"]
    assert first["reason"] == "U盘遗失"
    assert "withdrawn" not in second
    assert 'valid-before="' in run("officer", "signers").out
    assert run("verify").code == 0


def test_a_stolen_key_is_declared_and_what_it_signed_is_affirmed(run: Run, become: Become) -> None:
    office = become("dan")
    since = office.git("rev-parse", "HEAD")
    run("edit", ROOF, "--set", "title=x")
    disputed = office.git("rev-parse", "HEAD")
    key = next(line for line in run("show", "officers/dan", "--json").json["fields"]["keys"])["fingerprint"]
    become("ada")

    tried = run("officer", "compromised", "dan", "--key", key, "--since", since[:12], "--dry-run")
    declared = run(
        "officer", "compromised", "dan", "--key", key, "--since", since[:12], "--reason", "U盘遗失", "--json"
    )
    broken = run("verify", "--json")
    looked = run("affirm", disputed, "--dry-run", "--json")
    affirmed = run("affirm", disputed)
    whole = run("verify", "--json")

    assert [tried.code, declared.code, looked.code, affirmed.code] == [0, 0, 0, 0]
    assert "cio-ctl affirm" in tried.out
    assert declared.json["record"] == "officers/dan"
    assert looked.json == {"affirmed": [disputed], "commit": "", "stale": []}
    assert f"{disputed[:12]}  affirmed" in affirmed.out
    assert (broken.code, whole.code) == (4, 0)
    assert [found["code"] for found in broken.json["findings"]] == ["R1-DISPUTED", "R12-TRUST"]
    assert [found["code"] for found in whole.json["findings"]] == ["R1-AFFIRMED", "R12-TRUST"]


def test_officers_change_their_own_key_themselves(run: Run, become: Become, key: Path) -> None:
    office = become("dan")

    rekeyed = run("officer", "rekey", "dan", "--key", f"{key}.pub")
    sign_with(office, key)

    assert rekeyed.code == 0
    assert run("submit", ROOF).code == 0
    assert run("verify").code == 0


def test_a_suspended_officer_signs_nothing_until_it_is_lifted(run: Run, become: Become) -> None:
    become("ada")
    assert run("officer", "suspend", "dan", "--reason", "调查").code == 0
    become("dan")
    refused = run("edit", ROOF, "--set", "title=x")
    become("ada")
    lifted = run("officer", "suspend", "dan", "--lift")
    become("dan")

    assert refused.code == 3
    assert "R1-SUSPENDED" in refused.err
    assert lifted.code == 0
    assert run("submit", ROOF).code == 0
    assert run("verify").code == 0


def test_a_delegate_decides_in_the_name_of_the_one_who_lent_the_post(run: Run, become: Become) -> None:
    office = become("ada")
    lent = run("officer", "delegate", "ada", "--to", "ben", "--role", "director@office", *UNTIL)
    become("ben")

    ran = run("approve", SHELVES, "--set", "number=G-1", "--json")

    assert lent.code == 0
    decision = ran.json["decision"]
    assert (decision["by"], decision["role"]) == ("officers/ben", "director")
    assert decision["delegated_for"] == "officers/ada"
    assert "Delegated-For: officers/ada" in office.git("log", "-1", "--format=%B")
    assert run("verify").code == 0


def test_for_whom_a_delegate_acts_shows_wherever_it_is_told(run: Run, become: Become) -> None:
    become("ada")
    run("officer", "delegate", "ada", "--to", "ben", "--role", "director@office", *UNTIL)

    waits = run("show", SHELVES).out
    become("ben")
    taken = run("approve", SHELVES, "--set", "number=G-1").out

    assert "ben (for ada)" in waits
    assert "for officers/ada" in taken
    assert "officers/ben (director, for officers/ada)" in run("show", SHELVES).out
    assert ", for officers/ada" in run("log", SHELVES).out


def test_what_was_lent_is_taken_back_at_once(run: Run, become: Become) -> None:
    office = become("ada")
    run("officer", "delegate", "ada", "--to", "ben", "--role", "director@office", *UNTIL)
    ended = run("officer", "delegate", "ada", "--to", "ben", "--role", "director@office", "--end")
    again = run("officer", "delegate", "ada", "--to", "ben", "--role", "director@office", "--end")
    become("ben")

    ran = run("approve", SHELVES, "--set", "number=G-1")

    assert [ended.code, again.code, ran.code] == [0, 3, 3]
    assert "R2-EMPTY" in again.err
    assert "R4-ROLE" in ran.err
    assert office.git("log", "-1", "--format=%s") == "End the delegation from officers/ada to officers/ben"
    assert run("verify").code == 0


@pytest.mark.parametrize(
    ("since", "until"),
    [("2999-01-01", "2999-12-31"), ("2026-01-01", "2026-01-31")],
)
def test_a_delegation_gives_nothing_before_and_after_its_days(run: Run, become: Become, since: str, until: str) -> None:
    become("ada")
    run(
        "officer", "delegate", "ada", "--to", "ben", "--role", "director@office",
        "--from", since, "--until", until,
    )  # fmt: skip
    become("ben")

    ran = run("approve", SHELVES, "--set", "number=G-1")

    assert ran.code == 3
    assert "R4-ROLE" in ran.err


def test_the_signers_are_those_of_the_register(run: Run, become: Become) -> None:
    office = become("ada")

    ran = run("officer", "signers")

    assert ran.out == (office.folder / ".git" / "cio-ctl-allowed-signers").read_text("utf-8")
    assert [line.split()[0] for line in ran.out.splitlines()[2:]] == [
        "ada", "ben", "cai", "dan", "eva", "fay", "gus",
    ]  # fmt: skip


def test_what_is_no_key_in_the_register_stops_no_command(run: Run, become: Become) -> None:
    become("ada")
    entered = run(
        "edit", "officers/dan",
        "--set", "keys.1.public=ssh-ed25519 AAAA",
        "--set", "keys.1.fingerprint=SHA256:cJ6AyISHokEeHuTfufIqhhSS0gxHZRUMDHlKvXD4FHw",
        "--set", "keys.1.from=2026-01-01",
    )  # fmt: skip

    assert entered.code in {0, 3}
    assert "ssh-ed25519 AAAA\n" not in run("officer", "signers").out
    assert run("officer", "suspend", "dan").code == 0
    assert run("doctor").code in {0, 5}


@pytest.fixture
def gpg(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gpg]:
    """A GnuPG home of its own, which git and cio-ctl use."""
    with gpg_home() as home:
        monkeypatch.setenv("GNUPGHOME", home.env["GNUPGHOME"])
        yield home


def test_an_officer_with_an_openpgp_key_decides_and_everybody_can_check_it(
    run: Run, become: Become, gpg: Gpg, tmp_path: Path
) -> None:
    office = become("ada")
    fingerprint = gpg.new("hua")
    certificate = tmp_path / "hua.asc"
    certificate.write_text(gpg.public("hua"), "utf-8")

    entered = run("officer", "add", "hua", "--name", "华", "--key", str(certificate), "--role", "director@office")
    office.git("config", "gpg.format", "openpgp")
    office.git("config", "user.signingkey", fingerprint)
    ran = run("approve", SHELVES, "--set", "number=G-1")

    assert [entered.code, ran.code] == [0, 0]
    assert run("show", SHELVES, "--json").json["fields"]["decisions"][-1]["by"] == "officers/hua"
    assert "-----BEGIN PGP" not in run("officer", "signers").out
    assert "hua" in run("log", SHELVES).out
    checked = subprocess.run(
        ["git", "log", "-1", "--show-signature"],
        cwd=office.folder, env=office.environment | gpg.env, capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert f"using EDDSA key {fingerprint}" in checked.stdout + checked.stderr
    assert 'Good signature from "hua <hua@example.com>"' in checked.stdout + checked.stderr
    assert run("verify").code == 0


def test_an_openpgp_key_of_nobody_is_refused(run: Run, become: Become, gpg: Gpg) -> None:
    office = become("ada")
    office.git("config", "gpg.format", "openpgp")
    office.git("config", "user.signingkey", gpg.new("mallory"))

    assert run("approve", SHELVES, "--set", "number=G-1").code == 5
    assert "R1-UNKNOWN-KEY" in run("edit", ROOF, "--set", "title=x").err


def test_a_register_change_stands_even_if_the_signers_file_cannot_be_brought_up(run: Run, become: Become) -> None:
    office = become("ada")
    run("verify")
    office.git("config", "--unset", "gpg.ssh.allowedSignersFile")
    (office.folder / ".git" / "config.lock").touch()

    ran = run("officer", "suspend", "dan", "--json")
    (office.folder / ".git" / "config.lock").unlink()

    assert ran.code == 0
    assert ran.json["stale"] == ["allowed signers"]
    assert run("verify").code == 0
