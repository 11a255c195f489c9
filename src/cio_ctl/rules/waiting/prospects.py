"""What the conditions of a law can come to, once certain fields of the record are filled in or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cio_ctl.model.matches import Combination, FieldMatch
from cio_ctl.rules.cases import fields_of, holds

if TYPE_CHECKING:
    from collections.abc import Collection

    from cio_ctl.model.matches import Match
    from cio_ctl.rules.cases import Case

ENGINES_OWN: Final = frozenset({"kind", "stage", "decisions"})
"""The fields of a record that nobody fills in."""
_EITHER: Final = frozenset({True, False})


def can_hold(match: Match, case: Case, free: Collection[str]) -> bool:
    """Whether a match holds or could, if the fields that are free were other than they are."""
    return True in _outcomes(match, case, free)


def _outcomes(match: Match, case: Case, free: Collection[str]) -> frozenset[bool]:
    """What a match can come to; each field counts by itself."""
    if not isinstance(match, Combination):
        return frozenset({holds(match, case)}) if own_fields(match, case).isdisjoint(free) else _EITHER
    parts = [_outcomes(part, case, free) for part in match.parts]
    if match.how == "not":
        return frozenset(not outcome for outcome in parts[0])
    decisive, other = (True, False) if match.how == "any" else (False, True)
    by_one = {decisive} if any(decisive in part for part in parts) else set()
    return frozenset(by_one | ({other} if all(other in part for part in parts) else set()))


def own_field(path: str, case: Case) -> str:
    """The field of the record itself on which a value rests; empty where it rests on none that can be filled in."""
    head, _, rest = path.partition(".")
    if rest and head == "path":
        return ""
    if rest and head in case.process.related:
        head = case.process.related[head].field
    return "" if head in ENGINES_OWN else head.partition(".")[0]


def own_fields(match: Match, case: Case) -> frozenset[str]:
    """The fields of the record itself that keep a match from holding, or could."""
    if isinstance(match, Combination):
        return frozenset(name for part in match.parts for name in own_fields(part, case))
    paths = fields_of(match) if isinstance(match, FieldMatch) else (match.named_in,)
    return frozenset({own_field(path, case) for path in paths} - {""})
