"""Who descends from whom: merge bases and what only one side has, from parents alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush

_ONE, _OTHER, _STALE = 1, 2, 4


@dataclass(slots=True)
class Ancestry:
    """The graph of commits seen so far; each is added after its parents."""

    _parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _order: dict[str, int] = field(default_factory=dict)

    def add(self, commit: str, parents: tuple[str, ...]) -> None:
        """Take in a commit whose parents are in."""
        self._order[commit] = len(self._order)
        self._parents[commit] = parents

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents of a commit."""
        return self._parents[commit]

    def bases(self, one: str, other: str) -> tuple[str, ...]:
        """The best common ancestors, in order of id: common ones that no other common one descends from."""
        flags = self._painted(one, other)
        return tuple(sorted(name for name, flag in flags.items() if flag == _ONE | _OTHER))

    def only_in(self, one: str, other: str) -> tuple[str, ...]:
        """Every commit that is an ancestor of (or is) one and not of the other, parents first."""
        flags = self._painted(one, other)
        return tuple(sorted((name for name, flag in flags.items() if flag == _ONE), key=self._order.__getitem__))

    def up_to(self, commit: str) -> frozenset[str]:
        """A commit and everything before it; nothing for one that is not in."""
        found: set[str] = set()
        queue = [commit] if commit in self._parents else []
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                queue += self._parents[name]
        return frozenset(found)

    def _painted(self, one: str, other: str) -> dict[str, int]:
        """From which sides each commit is reached; stale where a common one descends from it.

        The walk goes from children to parents and ends when all that is left is common and stale.
        """
        flags: dict[str, int] = {}
        queue: list[tuple[int, str]] = []
        for name, flag in ((one, _ONE), (other, _OTHER)):
            flags[name] = flags.get(name, 0) | flag
            heappush(queue, (-self._order[name], name))
        while any(not flags[name] & _STALE for _, name in queue):
            _, name = heappop(queue)
            passed = flags[name] | (_STALE if flags[name] & 3 == _ONE | _OTHER else 0)
            for parent in self._parents[name]:
                if flags.get(parent, 0) | passed != flags.get(parent, 0):
                    flags[parent] = flags.get(parent, 0) | passed
                    heappush(queue, (-self._order[parent], parent))
        return flags
