"""Who may: the roles of the law against the posts of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.paths import PathTemplate
from cio_ctl.model.register import Seat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cio_ctl.model.law import Actor
    from cio_ctl.model.register import Officer, Standing
    from cio_ctl.rules.cases import Case


def unit_of(case: Case, actor: Actor) -> str | None:
    """The unit in which an actor must hold the role; empty for any, None if the field that names it is empty."""
    if not actor.unit or actor.unit.startswith("units/"):
        return PathTemplate(actor.unit).fill(case.slugs)
    value = case.value(actor.unit)
    return value if isinstance(value, str) and value else None


def fits(case: Case, actor: Actor, standing: Standing) -> bool:
    """Whether a post is the one that an actor of the law must hold."""
    unit = unit_of(case, actor)
    return unit is not None and standing.role == actor.role and unit in {"", standing.unit}


def standing_for(
    case: Case,
    actors: tuple[Actor, ...],
    officer: Officer,
    day: date,
    *,
    against: Standing | None = None,
    barred: frozenset[str] = frozenset(),
) -> Standing | None:
    """The post in which the officer may act as one of the actors: the first that bars nobody, else the first.

    With ``against`` it can only be that one.
    """
    found = [
        Seat(officer, standing)
        for standing in case.office.register.standings(officer, day)
        if against in {None, standing} and any(fits(case, actor, standing) for actor in actors)
    ]
    best = min(found, key=lambda seat: bool(seat.persons & barred), default=None)
    return best.standing if best is not None else None


def seats(case: Case, actors: tuple[Actor, ...], day: date, barred: frozenset[str] = frozenset()) -> Iterator[Seat]:
    """Every post of an officer in office that one of the actors asks for, but for persons who are barred."""
    for actor in actors:
        unit = unit_of(case, actor)
        if unit is not None:
            held = case.office.register.seats(actor.role, unit, day)
            yield from (seat for seat in held if not seat.persons & barred)


def in_words(case: Case, actors: tuple[Actor, ...], day: date, barred: frozenset[str] = frozenset()) -> str:
    """The actors with those who could act today: ``development-finance in units/finance (officers/wang-wei)``.

    Persons who are ``barred`` are left out.
    """
    parts = []
    for actor in actors:
        unit = unit_of(case, actor)
        place = "" if unit == "" else f" in {unit or f'the unit that {actor.unit} names'}"
        names = dict.fromkeys(seat.officer.id for seat in seats(case, (actor,), day, barred))
        parts.append(f"{actor.role}{place} ({', '.join(names) or 'nobody at present'})")
    return "; ".join(parts)
