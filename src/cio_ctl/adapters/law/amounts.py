"""What a process file says of money: its ``amounts``, ``checks``, ``rates`` and ``year``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cio_ctl.model.amounts import Amount, Check, Money, Rate, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cio_ctl.adapters.law.reading import Part

MONEY_KEYS: Final = ("amounts", "checks", "rates", "year")
_CHECK_KEYS: Final = ("id", "title", "basis", "each", "sum", "product", *Relation, "marks")


def read_money(root: Part) -> Money:
    """What the whole file says of money."""
    return Money(
        {name: _amount(name, part) for name, part in root.named_parts("amounts")},
        tuple(_check(part) for part in root.parts("checks")),
        {name: _rate(name, part) for name, part in root.named_parts("rates")},
        root.text("year"),
    )


def _amount(name: str, part: Part) -> Amount:
    part.expecting(("title", "sum", "largest", "of", "stage"))
    how, names = _one_of(part, ("sum", "largest"))
    if "stage" in part.fields and "of" not in part.fields:
        part.wrong("stage", "left out where `of` names no records")
    title = part.label("title") if "title" in part.fields else None
    return Amount(name, names, title, how == "largest", part.text("of"), part.texts("stage"))


def _check(part: Part) -> Check:
    part.expecting(_CHECK_KEYS, ("id", "title"))
    how, left = _one_of(part, ("sum", "product"))
    relation, right = _one_of(part, Relation)
    return Check(
        part.text("id"),
        part.label("title"),
        left,
        Relation(relation),
        right,
        part.text("basis"),
        part.text("each"),
        product=how == "product",
        marks=part.flag("marks"),
    )


def _one_of(part: Part, keys: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The one of these keys that is there, and the names that it lists; the first key and none if it is not so."""
    known = tuple(keys)
    there = [key for key in known if key in part.fields]
    names = part.texts(there[0]) if there else ()
    if len(there) != 1 or not names:
        part.wrong(there[0] if there else known[0], f"one of {', '.join(known)}, with a name or a list of names")
        return known[0], ()
    return there[0], names


def _rate(name: str, part: Part) -> Rate:
    part.expecting(("title", "of", "to"), ("title", "of", "to"))
    return Rate(name, part.label("title"), part.text("of"), part.text("to"))
