"""How a law has its own changes agreed by several."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amendments:
    """The kind of record that names changes of law and register, and the stages in which they are in force."""

    kind: str
    stages: tuple[str, ...]
