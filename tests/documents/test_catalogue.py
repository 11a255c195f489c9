"""The Chinese catalogue says everything that the program can say, with the same facts."""

from __future__ import annotations

import gettext
import os
import re
import runpy
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.offices import TestOffice

ROOT = Path(__file__).parents[2]
CHINESE = re.compile("[\u4e00-\u9fff]")
KEPT = {"git", "gpg", "ssh-keygen", "{field}: {problem}", "{place}, {spot}"}  # names of programs, and nothing but facts


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "make_catalogue.py"), run_name="catalogue")


@pytest.fixture(scope="module")
def messages(script: dict[str, Any]) -> list[str]:
    found: list[str] = script["collected"]()
    return found


@pytest.fixture(scope="module")
def translations(script: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = script["translated"]()
    return found


def placeholders(text: str) -> set[str]:
    """The names in braces; a text that is never filled in may hold other braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_collection_reaches_every_source(messages: list[str]) -> None:
    one_of_each = {
        "List records.",  # help of a command
        "The history holds.",  # one of two in a condition
        "the commit carries no signature",  # sentence of a code
        "leave it out",  # remedy of a code
        "{folder} is not an empty folder. Choose a new one",  # an error of the model
        "the record cannot be written: {problem}. Nothing was changed",  # an error of an adapter
        "history whole",  # a check
        "left behind",  # a check of another module than the doctor's
        "it holds a video from the web",  # a reason within a finding
    }

    assert one_of_each <= set(messages)


def test_every_message_is_translated_and_no_other(messages: list[str], translations: dict[str, str]) -> None:
    assert sorted(translations) == messages, "run docs/make_catalogue.py"
    assert [message for message in messages if not translations[message].strip()] == []


def test_every_translation_is_chinese(translations: dict[str, str]) -> None:
    english = {text for text, chinese in translations.items() if not CHINESE.search(chinese)}

    assert english == KEPT


def test_every_translation_names_the_same_facts(translations: dict[str, str]) -> None:
    different = [text for text, chinese in translations.items() if placeholders(text) != placeholders(chinese)]

    assert different == []


def test_no_translation_loses_a_command_an_option_or_a_file(translations: dict[str, str]) -> None:
    literal = re.compile(r"`([^`]+)`|(--[a-z-]+)")

    lost = {
        (text, found[0])
        for text, chinese in translations.items()
        for found in literal.finditer(text)
        if (found[1] or found[2]) not in chinese and "value`" not in found[0]
    }

    assert lost == set()


def test_the_file_is_written_as_the_script_writes_it(
    script: dict[str, Any], messages: list[str], translations: dict[str, str]
) -> None:
    made = script["catalogue"](messages, translations)

    assert script["PO"].read_bytes() == script["po_bytes"](made), "run docs/make_catalogue.py"
    assert script["MO"].read_bytes() == script["mo_bytes"](made), "run docs/make_catalogue.py"


def test_gettext_reads_what_was_compiled(script: dict[str, Any], translations: dict[str, str]) -> None:
    catalogue = gettext.GNUTranslations(BytesIO(script["MO"].read_bytes()))

    assert {text: catalogue.gettext(text) for text in translations} == translations


def called(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program in Chinese, as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cio_ctl", *words],
        cwd=folder,
        env={**os.environ, "CIO_CTL_LANG": "zh", "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def test_help_is_chinese(tmp_path: Path) -> None:
    done = called("--help", folder=tmp_path)

    assert done.returncode == 0
    assert "政务信息化项目从需求到备案的全过程" in done.stdout
    assert "退回修改" in done.stdout


def test_an_error_is_chinese(tmp_path: Path) -> None:
    done = called("list", folder=tmp_path)

    assert done.returncode == 5
    assert "不在记录库内" in done.stderr


def test_a_refusal_is_chinese(office: TestOffice) -> None:
    office.git("config", "gpg.format", "ssh")
    office.git("config", "user.signingkey", str(office.folder / ".git" / "demo-keys" / "ben.pub"))

    done = called("approve", "shelves/application", folder=office.folder)

    assert done.returncode == 3
    assert "不予办理" in done.stderr
    assert "R4-ROLE [G2]: officers/ben 不具有在此办理 approve 所需的角色" in done.stderr
    assert "您现在可以在此办理" in done.stderr
