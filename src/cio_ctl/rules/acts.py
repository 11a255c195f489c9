"""Rule 2: what kind of act a set of changes is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cio_ctl.model.paths import is_evidence, is_law, is_under, record_id

if TYPE_CHECKING:
    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Change


class Ground(StrEnum):
    """What part of the repository a file belongs to."""

    RECORD = "record"
    PLAIN = "register"
    EVIDENCE = "evidence"
    LAW = "law"
    OPEN = "open"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a commit, sorted by the ground they touch."""

    on: dict[Ground, tuple[Change, ...]]

    def of(self, ground: Ground) -> tuple[Change, ...]:
        """The changes on one ground."""
        return self.on.get(ground, ())

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The grounds touched; evidence goes with the record that names it."""
        return tuple(ground for ground in Ground if ground in self.on and ground is not Ground.EVIDENCE)


def ground_of(law: Law, path: str) -> Ground:
    """What part of the repository a path belongs to."""
    found = record_id(path)
    process = None if found is None else law.process_of(found)
    if process is not None:
        return Ground.PLAIN if process.plain else Ground.RECORD
    if is_evidence(path):
        return Ground.EVIDENCE
    if is_law(path) or is_under(path, law.guarded_paths):
        return Ground.LAW
    return Ground.OPEN if is_under(path, law.open_paths) else Ground.NOWHERE


def sorted_by_ground(law: Law, changes: tuple[Change, ...]) -> Changes:
    """The changes, sorted."""
    on: dict[Ground, list[Change]] = {}
    for change in changes:
        on.setdefault(ground_of(law, change.path), []).append(change)
    return Changes({ground: tuple(found) for ground, found in on.items()})
