"""The calendars that ship with the tool, read as an office reads them."""

from __future__ import annotations

from functools import cache

from cio_ctl.adapters.pack import calendar_files
from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.model.paths import record_id
from cio_ctl.model.record import Record
from cio_ctl.rules.dues.calendar import WorkCalendar, calendar_from


@cache
def shipped_records() -> tuple[Record, ...]:
    """The records of the calendars, in the order of years."""
    records = []
    for path, content in sorted(calendar_files().items()):
        read = read_yaml(content)
        assert isinstance(read, YamlText), read
        records.append(Record(record_id(path) or "", read.data))
    return tuple(records)


@cache
def shipped_calendar() -> WorkCalendar:
    """What they say together."""
    return calendar_from(shipped_records())
