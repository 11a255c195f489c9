"""Where in which file a value was read, for findings that must name a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cio_ctl.model.finding import Place

Lines = Mapping[tuple[str | int, ...], int]


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a process was read from, and the lines of its parts."""

    path: str
    lines: Lines

    def place(self, *steps: str | int) -> Place:
        """The place of a part, or of the nearest part around it."""
        for end in range(len(steps), 0, -1):
            if steps[:end] in self.lines:
                return Place(self.path, self.lines[steps[:end]])
        return Place(self.path, 1)
