"""Decisions that go to the server: decided here, pushed, and decided anew where somebody was first there."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.git.remote import GitRemote, Upstream, last_words
from cio_ctl.adapters.working_tree import edited_by_hand, forget, refresh
from cio_ctl.model.errors import GitFailed, NotDecidedAgain, PushFailed, PushRefused, SomebodyWasFirst
from cio_ctl.services.deciding import Outcome, Wish, decide
from cio_ctl.services.history import verify
from cio_ctl.services.marks import Marks, read_marks, write_marks
from cio_ctl.services.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

    SetAside = Callable[[str, str], None]

_ATTEMPTS, _PATIENCE = 100, 6


@dataclass(frozen=True, slots=True)
class Pushed:
    """A decision that the server has; ``set_aside`` are commits of the same decision that came too late there."""

    outcome: Outcome
    upstream: str
    set_aside: tuple[str, ...] = ()


def decide_and_push(workplace: Workplace, wish: Wish, set_aside: SetAside) -> Pushed:
    """Decide, and push the branch to its upstream; ``set_aside`` is told each commit that came too late, and the tip.

    Raises:
        NoUpstream: git is told none; nothing has changed.
        Refused: by the rules, here, or on what the server has by then.
        PushRefused: by the server.
        PushFailed: it cannot be reached.
        NotDecidedAgain: the server has moved on, and more than this decision would have to be done again.
    """
    remote = GitRemote(workplace.repository, workplace.around.environment)
    upstream = remote.upstream(workplace.head.branch)
    outcome = decide(workplace, wish)
    late: list[str] = []
    for _ in range(_ATTEMPTS):
        tip = _push(workplace, remote, upstream, outcome.done.commit)
        if tip is None:
            return Pushed(outcome, upstream.name, tuple(late))
        commit = outcome.done.commit
        _take_back(workplace, upstream, commit, tip)
        late.append(commit)
        set_aside(commit, tip)
        workplace = Workplace(workplace.repository, workplace.around, workplace.key, workplace.contents)
        outcome = decide(workplace, wish)
    raise NotDecidedAgain(upstream=upstream.name, commit=outcome.done.commit, why="others are always first there")


def _push(workplace: Workplace, remote: GitRemote, upstream: Upstream, commit: str) -> str | None:
    """Push a commit; None when the server has it, else the commit that the server has instead."""
    holds = workplace.repository.history.holds
    said = ""
    for attempt in range(_PATIENCE):
        answer = remote.push(upstream, commit)
        if answer.code == 0:
            remote.note(upstream, commit)
            return None
        said = last_words(answer)
        if b"hook declined" in answer.output:
            break
        try:
            tip = remote.fetch(upstream, commit)
        except GitFailed as problem:
            raise PushFailed(upstream=upstream.name, commit=commit, said=said) from problem
        if tip and holds(commit, tip):
            return None
        if tip and not holds(tip, commit):
            return tip
        time.sleep(random.uniform(0.02, 0.1) * (attempt + 1))  # noqa: S311 - so that two that collide do not again
    raise PushRefused(upstream=upstream.name, commit=commit, said=said)


def _take_back(workplace: Workplace, upstream: Upstream, commit: str, tip: str) -> None:
    """Let the branch stand where the server's does, if this decision is all that it is ahead and all there holds.

    Raises:
        NotDecidedAgain: it is more, or it does not, or a file that has changed there was edited by hand here.
    """
    repository, (branch, parent) = workplace.repository, workplace.head

    def refuse(why: str) -> NotDecidedAgain:
        return NotDecidedAgain(upstream=upstream.name, commit=commit, why=why)

    if not repository.history.holds(parent, tip):
        msg = "the branch here has other commits that the server lacks"
        raise refuse(msg)
    report = verify(workplace, tip=tip)
    if not report.clean:
        codes = ", ".join(dict.fromkeys(found.code for found in report.findings if not found.about.note))
        msg = f"the history there does not hold ({codes})"
        raise refuse(msg)
    ours, theirs = repository.tree(commit), repository.tree(tip)
    changed = {path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path)}
    edited = sorted(edited_by_hand(repository, ours, changed))
    if edited:
        msg = f"{edited[0]} has changed there and was edited by hand here"
        raise refuse(msg)
    try:
        repository.move_branch(branch, tip, commit, f"cio-ctl: {upstream.name} was first")
    except SomebodyWasFirst as problem:
        msg = "the branch here has moved on as well"
        raise refuse(msg) from problem
    refresh(repository, {path: repository.blob(theirs[path].object_id) for path in changed if path in theirs})
    forget(repository, sorted(changed - theirs.keys()))
    marks = read_marks(workplace)
    write_marks(workplace, Marks(marks.anchor, {**marks.heads, branch: tip}))
