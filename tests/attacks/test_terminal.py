"""Attacks by what is printed: sequences that steer a terminal, formulas, lines of a calendar, half characters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.ics import Event, calendar_file
from cio_ctl.cli.output import print_fields, print_findings, print_json, print_table, print_tree, say, warn
from cio_ctl.model.finding import Place, finding
from tests.attacks.acts import ROOF, SHELVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice


@dataclass(frozen=True)
class Printed:
    """A text that must not come out as it is."""

    name: str
    text: str
    source: str
    finds: frozenset[str] = frozenset({"shown harmless"})


ROWS = [
    Printed("title_of_the_window", "\x1b]0;owned\x07", "CVE-2024-52005"),
    Printed("line_above_written_over", "\x1b[1A\x1b[2K", "CVE-2024-52005"),
    Printed("sequence_in_one_byte", "\x9b31m", "ECMA-48, C1 controls"),
    Printed("answer_put_into_the_keyboard", "\x1b[6n", "CVE-2003-0063"),
    Printed("link_that_leads_elsewhere", "\x1b]8;;http://evil/\x07", "OSC 8"),
    Printed("line_begun_anew", "批准\r驳回", "CWE-150"),
    Printed("word_taken_back", "批准\x08\x08", "CWE-150"),
    Printed("text_read_backwards", "\u202e准批", "CVE-2021-42574"),
    Printed("text_that_nobody_sees", "批\u200b准", "CVE-2021-42574"),
    Printed("lines_of_another_kind", "批准\u2028驳回", "JSON in JavaScript"),
    Printed("half_a_character", "批\ud800准", "RFC 8259, 8.2"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_nothing_printed_steers_a_terminal(row: Printed, capsys: pytest.CaptureFixture[str]) -> None:
    say(row.text)
    warn(row.text)
    print_table([row.text], [[row.text]])
    print_tree([(0, row.text), (1, row.text)])
    print_fields({row.text: {row.text: row.text}, "list": [row.text, {row.text: row.text}]})
    print_findings([finding("R8-SCHEMA", Place(row.text), field=row.text, problem=row.text)])
    print_json({row.text: [row.text]})
    printed = "".join(capsys.readouterr())

    assert not {one for one in printed if not one.isprintable()} - {"\n"}
    assert row.text not in printed


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_json_is_read_back_as_it_was_but_for_halves(row: Printed, capsys: pytest.CaptureFixture[str]) -> None:
    print_json([row.text])

    assert json.loads(capsys.readouterr().out) == [row.text.replace("\ud800", "\ufffd")]


def test_a_wide_blank_is_no_danger(capsys: pytest.CaptureFixture[str]) -> None:
    say("甲\u3000乙")

    assert capsys.readouterr().out == "甲\u3000乙\n"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_text_cannot_end_an_event_of_a_calendar(row: Printed) -> None:
    text = f"{row.text}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTACH:http://evil/\r\n"
    day = date(2026, 3, 2)
    event = Event(uid=text, day=day, summary=text, description=text, warn_on=day)
    lines = calendar_file(text, [event], datetime(2026, 3, 1, tzinfo=UTC), 1).decode("utf-8").split("\r\n")

    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert not [line for line in lines if line.startswith("ATTACH")]


def test_no_reading_command_prints_what_a_hostile_commit_holds_as_it_is(
    office: TestOffice, run: Callable[..., Ran], become: Callable[[str], TestOffice]
) -> None:
    become("dan")
    for record, word in ((ROOF, "屋顶"), (SHELVES, "新书架"), ("officers/eva", "伊娃")):
        for number, poison in enumerate(('"\\e]0;owned\\a"', "'\x9b31m\u202e'")):
            path = office.path(record)
            path.write_text(f"{path.read_text('utf-8')}x{number}: {poison}\n".replace(word, poison), "utf-8")
    office.commit("dan", "\x1b]0;owned\x07\x9b31m message")
    office.git("branch", "\u202ebranch")
    calls = (
        ("list", "grant"),
        ("log", ROOF),
        ("show", ROOF),
        ("show", SHELVES),
        ("show", "officers/eva"),
        ("trace", ROOF),
        ("status",),
        ("todo",),
        ("due",),
        ("verify",),
        ("doctor",),
    )
    for call in calls:
        for ran in (run(*call), run(*call, "--json")):
            assert not {one for one in ran.out + ran.err if not one.isprintable()} - {"\n", "\u3000"}, call
