"""Real repositories with real keys: performed once a run, copied for each test."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.services.founding import pack_from
from cio_ctl.services.performing import Performance
from cio_ctl.services.stories import read_story
from cio_ctl.services.workplace import Surroundings
from tests.offices import NOW, TestOffice

if TYPE_CHECKING:
    from collections.abc import Iterator

PACK = Path(__file__).parent / "packs" / "grants"


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
    environment = {"PATH": os.environ["PATH"], "HOME": str(base), "CIO_CTL_CACHE": str(base / "cache")}
    around = Surroundings(base, environment, base, lambda: datetime.fromisoformat(NOW))
    story = read_story({"office.yaml": (PACK / "office.yaml").read_bytes()})
    performance = Performance(base / "office", story, around, pack_from(PACK))
    performance.perform(lambda _: None).close()
    yield base / "office"
    shutil.rmtree(base)


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
