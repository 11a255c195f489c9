"""The pages in Chinese keep up with those in English: every page, every command, every link."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, Final

import pytest
import typer.main

from cio_ctl.cli.app import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CHINESE = DOCS / "zh"
USER_PAGES: Final = (
    "README.md",
    "deadlines.md",
    "evaluation.md",
    "forms.md",
    "guide.md",
    "inbox.md",
    "money.md",
    "operation.md",
    "overlap.md",
    "papers.md",
    "proof.md",
    "pull-requests.md",
    "recovery.md",
    "register.md",
    "regulation.md",
    "reviews.md",
    "server.md",
    "threat-model.md",
    "trace.md",
)
PAGES = sorted(page.name for page in CHINESE.glob("*.md"))
COMMANDS = typer.main.get_command(app)
_BLOCK = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_IN_BLOCK = re.compile(r"^(?:\$ )?(cio-ctl .+)$", re.MULTILINE)
_IN_LINE = re.compile(r"`(cio-ctl [^`]+)`")
_ENDS = re.compile(r"\s+(?:#\s|&&|\|).*$")

Call = tuple[str, ...]


def english(name: str) -> Path:
    """The English counterpart of a page."""
    return ROOT / name if name == "README.md" else DOCS / name


def calls(page: Path) -> set[Call]:
    """Every call of the page, in blocks and within sentences."""
    text = page.read_text("utf-8")
    found = [_ENDS.sub("", call) for block in _BLOCK.findall(text) for call in _IN_BLOCK.findall(block)]
    found += [" ".join(call.split()) for call in _IN_LINE.findall(_BLOCK.sub("", text))]
    return {as_call(call) for call in found}


def as_call(words: str) -> Call:
    """A call without what is said in a language: the words that name things, and the names of the options.

    An opinion is left out altogether, since officers write one more often than they must.
    """
    left = [word for word in shlex.split(words)[1:] if word != "…"]
    command: Any = COMMANDS
    said: list[str] = []
    while left:
        word = left.pop(0)
        below = getattr(command, "commands", {})
        if word in below:
            command = below[word]
        if word.startswith("-") and takes_value(command, word) and left:
            left.pop(0)
        if word != "--opinion":
            said.append(word)
    options = sorted({word for word in said if word.startswith("-")})
    return (*(word for word in said if not word.startswith("-")), *options)


def takes_value(command: Any, option: str) -> bool:  # noqa: ANN401 - whatever comes
    """Whether a value follows; an option that the command does not know fails. A mere ``-`` is standard input."""
    if option in {"-", "-h", "--help", "--version"}:
        return False
    known = {name: parameter for parameter in command.params for name in parameter.opts}
    assert option in known, f"{command.name} has no {option}"
    return not getattr(known[option], "is_flag", False)


def test_every_user_page_is_there_in_chinese() -> None:
    assert [name for name in USER_PAGES if name not in PAGES] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_chinese_page_has_its_english_one_and_each_leads_to_the_other(name: str) -> None:
    there, back = ("../../README.md", "docs/zh/README.md") if name == "README.md" else (f"../{name}", f"zh/{name}")

    assert f"[English]({there})" in (CHINESE / name).read_text("utf-8")
    assert re.search(rf"\[中文(?:说明)?\]\({back}\)", english(name).read_text("utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_no_command_is_lost_on_the_way_into_chinese(name: str) -> None:
    assert calls(english(name)) - calls(CHINESE / name) == set()


@pytest.mark.parametrize("name", [name for name in PAGES if name != "README.md"])  # that one founds a whole office
def test_no_command_stands_in_chinese_only(name: str) -> None:
    assert calls(CHINESE / name) - calls(english(name)) == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_a_page_is_one(name: str) -> None:
    known = set(getattr(COMMANDS, "commands", {}))

    assert {call[0] for call in calls(CHINESE / name) if call} - known == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_chinese_page_leads_to_files_that_exist(name: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (CHINESE / name).read_text("utf-8"))

    assert [target for target in targets if not (CHINESE / target).is_file()] == []


def test_the_regulation_has_the_same_sections_in_chinese() -> None:
    section = re.compile(r"^### ([A-Z][0-9]+)$", re.MULTILINE)
    there, here = (section.findall((folder / "regulation.md").read_text("utf-8")) for folder in (DOCS, CHINESE))

    assert here == there
    assert len(here) > 30


def test_the_threat_model_names_the_same_tests_in_chinese() -> None:
    test = re.compile(r"`(tests/[^`]+|test_[^`]+)`")
    there, here = (test.findall((folder / "threat-model.md").read_text("utf-8")) for folder in (DOCS, CHINESE))

    assert here == there
    assert len(here) > 10


@pytest.mark.parametrize(
    ("written", "call"),
    [
        ("cio-ctl approve a/b --opinion 同意", ("approve", "a/b")),
        ("cio-ctl approve a/b --opinion 'agreed at once'", ("approve", "a/b")),
        ("cio-ctl new contract a main --set name=合同 --set amount=1", ("new", "contract", "a", "main", "--set")),
        ("cio-ctl officer add wang-wei --key K --role R", ("officer", "add", "wang-wei", "--key", "--role")),
        ("cio-ctl trace --gaps --unit health", ("trace", "--gaps", "--unit")),
        ("cio-ctl return … --opinion …", ("return",)),
    ],
)
def test_calls_are_compared_by_what_no_language_changes(written: str, call: Call) -> None:
    assert as_call(written) == call


def test_a_dropped_command_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```\ncio-ctl due --by unit    # each unit\n$ cio-ctl verify && ls\n```\n`cio-ctl list\nproject`\n", "utf-8"
    )

    assert calls(page) == {("due", "--by"), ("verify",), ("list", "project")}
