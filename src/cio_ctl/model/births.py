"""How a law says that a record of one kind is drawn up from a record of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class BornFrom:
    """The kind and the stages of the records from which one is drawn up, and what is carried over.

    ``reference`` is the own field that takes the id of the other record; ``fields`` pairs own fields with fields of the
    other; ``values`` are the same for every record so drawn up.
    """

    kind: str
    stages: tuple[str, ...]
    reference: str
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
