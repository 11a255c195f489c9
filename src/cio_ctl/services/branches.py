"""What the branches bring that are not merged yet: open pull requests, as far as this clone knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.errors import CioError, UnrelatedBranch
from cio_ctl.model.paths import record_id
from cio_ctl.services.workplace import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.adapters.git.refs import Branch
    from cio_ctl.services.workplace import Workplace


@dataclass(frozen=True, slots=True)
class OpenBranch:
    """A branch with commits that the one we are on does not have: its office, and the records that it brings."""

    branch: Branch
    view: View
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenBranch:
    """A branch that cannot be read, and why."""

    branch: Branch
    problem: CioError


def open_branches(workplace: Workplace) -> Iterator[OpenBranch | BrokenBranch]:
    """Every branch that is not contained in the one we are on; two that stand on the same commit count once.

    A remote-tracking branch whose local branch has gone on from it is left out.
    """
    head = workplace.head
    seen = {head.commit}
    ahead: dict[str, str] = {}
    for branch in workplace.repository.refs.branches():
        if branch.tip in seen or branch.ref == head.branch:
            continue
        seen.add(branch.tip)
        try:
            local = ahead.setdefault(branch.local_name, branch.tip)
            if local != branch.tip and workplace.repository.refs.bases(branch.tip, local) == (branch.tip,):
                continue
            opened = _opened(workplace, branch)
        except CioError as problem:
            yield BrokenBranch(branch, problem)
        else:
            if opened is not None:
                yield opened


def _opened(workplace: Workplace, branch: Branch) -> OpenBranch | None:
    """The office of a branch, read whole; None if the branch is contained in ours.

    Raises:
        CioError: it cannot be read.
    """
    repository, head = workplace.repository, workplace.head.commit
    bases = repository.refs.bases(head, branch.tip)
    if branch.tip in bases:
        return None
    if not bases:
        raise UnrelatedBranch
    view = View(branch.tip, workplace.standing_at(branch.tip), workplace.now)
    known = [repository.tree(base) for base in bases] + [workplace.snapshot.entries]
    brought = [
        name
        for path, entry in view.standing.snapshot.entries.items()
        if (name := record_id(path)) is not None and all(other.get(path) != entry for other in known)
    ]
    for name in brought:
        view.standing.snapshot.record(name)
    return OpenBranch(branch, view, tuple(sorted(brought)))
