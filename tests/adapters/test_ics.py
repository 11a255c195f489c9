"""Calendar files, read back by the library and looked at byte by byte."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.adapters.ics import Event, calendar_file

AT = datetime.fromisoformat("2026-03-01T08:30:00+08:00")
DAY = date(2026, 3, 31)
EVENT = Event("filing/x@cio", DAY, "竣工验收备案", "15 个工作日内", date(2026, 3, 21))


def lines(content: bytes) -> list[str]:
    """The lines of a file, unfolded."""
    return content.decode().removesuffix("\r\n").replace("\r\n ", "").split("\r\n")


def event_of(content: bytes) -> icalendar.Event:
    """The one event of a file."""
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_an_event_fills_its_day_and_reminds_at_nine_in_the_morning_of_the_warning_day() -> None:
    assert lines(calendar_file("期限", [EVENT], AT, 7)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cio-ctl//cio-ctl//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:期限",
        "BEGIN:VEVENT",
        "SUMMARY:竣工验收备案",
        "DTSTART;VALUE=DATE:20260331",
        "DTEND;VALUE=DATE:20260401",
        "DTSTAMP:20260301T003000Z",
        "UID:filing/x@cio",
        "SEQUENCE:7",
        "DESCRIPTION:15 个工作日内",
        "LAST-MODIFIED:20260301T003000Z",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:竣工验收备案",
        "TRIGGER:-P9DT15H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize(
    ("warn_on", "triggers"),
    [
        (None, []),
        (DAY, [timedelta(hours=9)]),
        (DAY - timedelta(1), [timedelta(hours=-15)]),
        (DAY + timedelta(1), []),
    ],
)
def test_a_reminder_comes_on_its_day_and_none_after_the_event(warn_on: date | None, triggers: list[timedelta]) -> None:
    event = event_of(calendar_file("x", [Event("u", DAY, "s", "", warn_on)], AT))

    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == triggers


def test_the_same_events_at_the_same_moment_give_the_same_bytes() -> None:
    elsewhere = datetime.fromisoformat("2026-03-01T00:30:00+00:00")

    assert calendar_file("x", [EVENT], AT) == calendar_file("x", [EVENT], elsewhere)


def test_events_come_in_the_order_given_and_none_is_a_calendar_without_any() -> None:
    several = [Event(f"u{number}", DAY, "s") for number in (2, 1, 3)]

    assert [line for line in lines(calendar_file("x", several, AT)) if line.startswith("UID")] == [
        "UID:u2", "UID:u1", "UID:u3",
    ]  # fmt: skip
    assert icalendar.Calendar.from_ical(calendar_file("x", [], AT)).walk("VEVENT") == []


def test_the_last_of_all_days_has_no_end_after_it() -> None:
    assert "DTEND" not in event_of(calendar_file("x", [Event("u", date.max, "s")], AT))


@pytest.mark.parametrize(
    ("text", "summary", "description"),
    [
        ("a, b; c\\n", "a, b; c\\n", "a, b; c\\n"),
        ("a\r\nEND:VEVENT\rb\nc", "a END:VEVENT b c", "a\nEND:VEVENT\nb\nc"),
        ("a\u2028b\u2029c\x85d\ve\ff", "a b c d e f", "a\nb\nc\nd\ne\nf"),
        ("\x1b[31mred\x00\x7f\x9b", "[31mred", "[31mred"),
        ("half \ud800 a pair", "half a pair", "half  a pair"),
        ('"quoted": x=y', '"quoted": x=y', '"quoted": x=y'),
        ("a\tb", "a b", "a\tb"),
    ],
)
def test_hostile_text_stays_text(text: str, summary: str, description: str) -> None:
    content = calendar_file(text, [Event(text, DAY, text, text)], AT)
    event = event_of(content)

    assert (event["SUMMARY"], event["UID"], event["DESCRIPTION"]) == (summary, summary, description)
    assert [line for line in lines(content) if line.startswith("END:")] == ["END:VEVENT", "END:VCALENDAR"]


def test_the_name_of_the_calendar_is_escaped_text_too() -> None:
    assert "X-WR-CALNAME:a\\, b\\; c X:y" in lines(calendar_file("a, b; c\nX:y", [], AT))


@given(st.text(st.characters() | st.sampled_from("\r\n,;\\期限𠀀"), max_size=300), st.sampled_from([DAY, None]))
def test_lines_are_short_whole_characters_and_end_as_they_must(text: str, warn_on: date | None) -> None:
    content = calendar_file(text, [Event(text, DAY, text, text, warn_on)], AT)
    raw = content.split(b"\r\n")

    assert raw.pop() == b""
    assert all(len(line) <= 75 for line in raw)
    assert not any(line.translate(None, b"\t") != line.translate(None, bytes(range(32)) + b"\x7f") for line in raw)
    assert "".join(line.decode() for line in raw).startswith("BEGIN:VCALENDAR")
    assert len(event_of(content).walk("VALARM")) == (warn_on is not None)


def test_a_long_text_in_chinese_is_folded_by_octets_and_reads_back_whole() -> None:
    text = "区域电子病历共享平台𠀀" * 40
    content = calendar_file(text, [Event("u", DAY, text, text)], AT)

    assert max(len(line) for line in content.split(b"\r\n")) > 70
    assert event_of(content)["DESCRIPTION"] == text


def test_the_library_is_loaded_only_when_a_calendar_is_written() -> None:
    asked = "import sys, cio_ctl.adapters.ics; sys.exit('icalendar' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
