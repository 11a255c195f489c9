"""When a record came into stages and left them, as its decisions tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from cio_ctl.model.record import Record


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when a record stood in stages without a break; ``left`` is None while it still does."""

    entered: datetime
    left: datetime | None = None


def stays(record: Record, stages: Collection[str]) -> Iterator[Stay]:
    """Each stay in the stages that began with a decision, in order."""
    since: datetime | None = None
    for decision in record.decisions:
        inside = decision.target in stages
        if inside and decision.source not in stages:
            since = decision.at
        elif not inside and since is not None:
            yield Stay(since, decision.at)
            since = None
    if since is not None:
        yield Stay(since)


def entered(record: Record, stages: Collection[str]) -> datetime | None:
    """When the record came into the stages where it stands now; None if it does not stand there, or from the start."""
    last = next(iter(reversed(tuple(stays(record, stages)))), None)
    return last.entered if last is not None and last.left is None else None
