"""The program, called as a user calls it, in this process."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from cio_ctl.cli.app import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.offices import TestOffice

OWES = """obligations:
  decide:
    title: {zh: 审核时限, en: the desk decides}
    basis: G2
    owed-by: {role: clerk}
    due: {days: 10}
    warn: {days: 3}
    roll: none
    while: [desk]
    discharged-by: {record: "grants/{year}/{grant}/application", stage: [board, granted, refused]}
  account:
    title: {zh: 报账, en: account}
    basis: G3
    owed-by: {role: librarian, unit: library}
    due: {months: 1}
    every: {months: 1}
    while: [desk]
    roll: none
    discharged-by: {record: "grants/{year}/{grant}/report", stage: [filed]}
"""


@dataclass(frozen=True)
class Ran:
    """What a call of the program came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the program printed
        """Standard output as the one JSON value that it must be."""
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Call the program with words, in a folder."""

    def call(*words: str, folder: Path | None = None) -> Ran:
        if folder is not None:
            monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["cio-ctl", *words])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1 if stop.code else 0
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


@pytest.fixture
def become(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], TestOffice]:
    """Work in the office's folder with an officer's key configured."""
    monkeypatch.chdir(office.folder)
    office.git("config", "gpg.format", "ssh")

    def change(officer: str) -> TestOffice:
        office.git("config", "user.signingkey", str(office.folder / ".git" / "demo-keys" / f"{officer}.pub"))
        return office

    return change


@pytest.fixture
def owing(become: Callable[[str], TestOffice]) -> TestOffice:
    """The foundation, whose law now says what is owed while a grant lies on the desk, from 2026-03-03."""
    office = become("ada")
    process = office.folder / "schemas" / "grant.process.yaml"
    process.write_text(process.read_text("utf-8") + OWES, "utf-8")
    office.commit("ada", "owe")
    return office
