"""What a finding code or an obligation means, in the words of the code table and of the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.codes import CODES

if TYPE_CHECKING:
    from cio_ctl.model.label import Label
    from cio_ctl.model.law import Law


@dataclass(frozen=True, slots=True)
class Cited:
    """Where the law rests on an obligation: kind, transition or comparison (empty: the whole kind), who acts."""

    kind: str
    transition: str
    who: str


@dataclass(frozen=True, slots=True)
class ObligationMeaning:
    """An obligation: its text, and everything of the law that rests on it."""

    id: str
    text: Label
    cited: tuple[Cited, ...]


def meaning_of(law: Law, basis: str) -> ObligationMeaning | None:
    """The meaning of an obligation; None if the law does not know it."""
    text = law.bases.get(basis)
    if text is None:
        return None
    cited = []
    for process in law.processes.values():
        if basis in process.basis:
            cited.append(
                Cited(process.kind, "", ", ".join(actor.role for actor in process.drafted_by or process.changed_by))
            )
        for transition in process.transitions:
            if basis in {transition.basis, *(guard.basis for guard in transition.guards)}:
                who = ", ".join(actor.role for actor in transition.actors)
                cited.append(Cited(process.kind, transition.id, who))
        drafters = ", ".join(actor.role for actor in process.drafted_by)
        cited += [Cited(process.kind, one.id, drafters) for one in process.compares if one.basis == basis]
    return ObligationMeaning(basis, text, tuple(cited))


def known_codes() -> tuple[str, ...]:
    """Every finding code, in the order of the table."""
    return tuple(CODES)
