"""Which records the judge looks at when it judges a deed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cio_ctl.rules.judge import judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.office import Digest, Entry, Tree
    from cio_ctl.model.record import Record
    from cio_ctl.rules.reasons.deeds import Deed


class WatchedTree:
    """A tree that keeps the ids of the records that were asked of it and found."""

    def __init__(self, tree: Tree, read: set[str]) -> None:
        self._tree = tree
        self._read = read

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every file by its path."""
        return self._tree.entries

    def record(self, record_id: str) -> Record | None:
        """The record of this id."""
        found = self._tree.record(record_id)
        if found is not None:
            self._read.add(record_id)
        return found

    def unreadable(self, record_id: str) -> tuple[Finding, ...]:
        """Why a record cannot be read."""
        return self._tree.unreadable(record_id)

    def digest(self, path: str) -> Digest | None:
        """What a file holds."""
        return self._tree.digest(path)

    def ids_like(self, pattern: str) -> tuple[str, ...]:
        """The ids, in order, that fit a pattern."""
        return self._tree.ids_like(pattern)

    def may_state(self, record_id: str, text: str) -> bool:
        """Whether a record may have a field of this text."""
        return self._tree.may_state(record_id, text)


def read_by(deed: Deed) -> frozenset[str]:
    """The records that the judge reads to judge a deed."""
    read: set[str] = set()
    if deed.before is not None:
        before = replace(deed.before, tree=WatchedTree(deed.before.tree, read))
        after = replace(deed.after, tree=WatchedTree(deed.after.tree, read))
        judge(before, after, deed.changes, deed.act)
    return frozenset(read)
