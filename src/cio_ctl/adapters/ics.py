"""Deadlines as a calendar file (RFC 5545) that Outlook and phones take in: all-day events with a reminder."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Alarm
    from icalendar import Event as Component

_PRODUCT: Final = "-//cio-ctl//cio-ctl//EN"
_REMINDER: Final = timedelta(hours=9)
"""At midnight, when the day begins, a reminder would ring on the phone beside the bed."""
_BREAKS: Final = {"\r\n": "\n", "\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
_PASSED: Final = frozenset("\n\t")


@dataclass(frozen=True, slots=True)
class Event:
    """What happens on a day, and the day from which on to remind of it.

    ``uid`` stays the same for the same thing for ever, or calendars show it twice.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    warn_on: date | None = None


def calendar_file(name: str, events: Iterable[Event], at: datetime, sequence: int = 0) -> bytes:
    """The bytes of a calendar called ``name``; the same for the same arguments.

    ``at`` is when the events were found to be so; ``sequence`` grows with every change of them. A calendar that has
    an event of the same uid takes it for newer by the one, then by the other. A reminder comes at nine in the morning
    of its day. Characters that calendar files may not hold are left out.

    Source:
        RFC 5545, 3.1 (folding by octets), 3.3.11 (text), 3.6.1 (all-day events), 3.6.6 (alarms).
    """
    from icalendar import Calendar, vText  # noqa: PLC0415 - slow to load, and few commands write calendars

    book = Calendar()
    book.add("prodid", _PRODUCT)
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", vText(_line(name)))
    for event in events:
        book.add_component(_component(event, at.astimezone(UTC), sequence))
    content: bytes = book.to_ical()
    return content


def _component(event: Event, at: datetime, sequence: int) -> Component:
    """An event that fills its day and leaves it free for other things."""
    from icalendar import Event as Component  # noqa: PLC0415

    made = Component()
    made.add("uid", _line(event.uid))
    made.add("dtstamp", at)
    made.add("last-modified", at)
    made.add("sequence", sequence)
    made.add("dtstart", event.day)
    if event.day < date.max:
        made.add("dtend", event.day + timedelta(days=1))
    made.add("summary", _line(event.summary))
    if event.description:
        made.add("description", _text(event.description))
    made.add("transp", "TRANSPARENT")
    made.add("x-microsoft-cdo-busystatus", "FREE")
    if event.warn_on is not None and event.warn_on <= event.day:
        made.add_component(_alarm(event, event.warn_on))
    return made


def _alarm(event: Event, warn_on: date) -> Alarm:
    """A reminder, counted from the beginning of the event's day."""
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _line(event.summary))
    alarm.add("trigger", datetime.combine(warn_on, time()) - datetime.combine(event.day, time()) + _REMINDER)
    return alarm


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(_text(text).split())


def _text(text: str) -> str:
    """A text of characters that may stand in a calendar file."""
    for found, put in _BREAKS.items():
        text = text.replace(found, put)
    return "".join(one for one in text if one in _PASSED or unicodedata.category(one) not in {"Cc", "Cs"})
