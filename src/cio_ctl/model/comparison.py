"""What the law says of comparing records: which kinds, which of their fields, and how much words say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.label import Label


EXISTING: Final = "existing"
"""The field of an answer to a likely duplicate that names the other record."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side on which records can be alike, such as their names; ``weight`` from 1 to 100 is the most it can say."""

    id: str
    title: Label
    weight: int


@dataclass(frozen=True, slots=True)
class ComparedKind:
    """The fields of a kind that speak for each aspect (``a.b`` through a list: b of every entry)."""

    kind: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """How records are compared for duplicates. ``record`` and ``field`` say where the list of them is entered."""

    aspects: Mapping[str, Aspect]
    kinds: Mapping[str, ComparedKind]
    least: int = 0
    place_names: tuple[str, ...] = ()
    common_words: tuple[str, ...] = ()
    like_words: tuple[tuple[str, ...], ...] = ()
    record: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class CutText:
    """The words of a text in order, and the shorter words that lie within them."""

    words: tuple[str, ...]
    within: tuple[str, ...] = ()
