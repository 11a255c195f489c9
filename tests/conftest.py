"""Real repositories with real keys: performed once a run, copied for each test."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from tests.offices import NOW, TestOffice
from tests.paper_office import copied, enact_form, printed
from tests.performed_grants import PerformedGrants

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = 100
_UNMEASURED = ("attacks", "crash", "test_waiting_against_the_judge.py", "test_reasons.py")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes and long texts make no names: some hold the time, and all processes must name a test alike."""
    long = isinstance(val, bytes) or (isinstance(val, str) and len(val) > _NAME)
    return argname if long else None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Attacks, crashes and long histories look for faults, not for lines, and to count lines takes as long again."""
    counting = sys.gettrace()
    if item.path.parent.name in _UNMEASURED or item.path.name in _UNMEASURED:
        sys.settrace(None)
    yield
    sys.settrace(counting)


@pytest.fixture(autouse=True)
def _private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees, or leaves anything in, the home or the git configuration of whoever runs it."""
    home = tmp_path / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.startswith(("GIT_", "CIO_CTL_", "XDG_", "SSH_", "GNUPG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("CIO_CTL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CIO_CTL_LANG", "en")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("EDITOR", "true")


@pytest.fixture(scope="session")
def performed_grants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The foundation's repository after its story, made once for all tests of this process."""
    base = tmp_path_factory.mktemp("grants")
    performed = PerformedGrants(base, NOW)
    performed.close()
    yield performed.folder
    shutil.rmtree(base)


@pytest.fixture(scope="session")
def kept(performed_grants: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestOffice]:
    """A copy of that repository with a form about grants, which no test changes."""
    made = copied(performed_grants, tmp_path_factory.mktemp("papers") / "office")
    enact_form(made)
    yield made
    made.close()


@pytest.fixture(scope="session")
def pdf(kept: TestOffice) -> bytes:
    """The genuine paper of that office."""
    return printed(kept)


@pytest.fixture
def office(performed_grants: Path, tmp_path: Path) -> Iterator[TestOffice]:
    """A copy of the foundation's repository, to be used up by one test."""
    folder = tmp_path / "office"
    shutil.copytree(performed_grants, folder, symlinks=True)
    made = TestOffice(folder, dict(os.environ))
    made.git("config", "gpg.ssh.allowedSignersFile", str(folder / ".git" / "cio-ctl-allowed-signers"))
    made.git("update-index", "--refresh")
    yield made
    made.close()
