"""The periods of what is owed again and again: where each begins and ends, counted from the opening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.law import Term
from cio_ctl.rules.dues.deadlines import MONTHS, deadline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cio_ctl.model.law import Obligation
    from cio_ctl.rules.dues.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its number from 1: the day it begins after, its last day before that rolls, the terms to it."""

    number: int
    since: date
    until: date
    terms: tuple[Term, ...]


def periods_until(obligation: Obligation, opened: date, end: date, calendar: WorkCalendar) -> Iterator[Period]:
    """The first period, and each further one that begins before a day."""
    number, since = 1, opened
    while number == 1 or since < end:
        terms = _terms(obligation, number)
        until = deadline(opened, terms[0], calendar, extensions=terms[1:], rolls=False).day
        yield Period(number, since, until, terms)
        if until <= since and number > 1:
            return
        number, since = number + 1, until


def _terms(obligation: Obligation, number: int) -> tuple[Term, ...]:
    """From the opening to the end of a period; one term where the units allow, so that no day of a month is lost."""
    due, every = obligation.due, obligation.every or obligation.due
    if number == 1:
        return (due,)
    if due.unit == every.unit:
        return (Term(due.number + (number - 1) * every.number, due.unit),)
    if due.unit in MONTHS and every.unit in MONTHS:
        months = due.number * MONTHS[due.unit] + (number - 1) * every.number * MONTHS[every.unit]
        return (Term(months, "months"),)
    return due, Term((number - 1) * every.number, every.unit)
