"""Killed at any step of any writing command, an office is in the old or the new state, and nothing blocks or is lost.

The suite kills at a sample of the steps; ``CIO_CRASH_FULL=1`` kills at every one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.ground import FULL, MINE, sampled
from tests.crash.walks import COMMANDS

if TYPE_CHECKING:
    from tests.crash.ground import Ground, Usual
    from tests.crash.walks import Walk

REFUSED_AGAIN = {0, 2, 3, 4}


@pytest.mark.parametrize("command", COMMANDS)
def test_killed_at_a_step_the_office_is_in_the_old_or_the_new_state(ground: Ground, command: str) -> None:
    walk = COMMANDS[command]
    kept = ground.given(command, walk.given)
    usual = ground.usual[kept]
    steps = ground.done(walk.officer, *walk.words)["steps"]
    ends = set()
    for at, amid in sampled(steps, command):
        ground.lay_out(kept)
        killed = ground.call(walk.officer, *walk.words, at=at, amid=amid)
        step = f"{command}: killed {'amid' if amid else 'before'} {at} {steps[at - 1]}"
        assert killed["code"] == -9, step
        ends.add(check_after(ground, usual, walk, step))
    if FULL:
        print(f"{command}: {len(sampled(steps, command))} kills")  # noqa: T201
        assert ends == {"old", "new"}


def check_after(ground: Ground, usual: Usual, walk: Walk, step: str) -> str:
    """Everything that must hold after a kill; which state the office is in."""
    ground.let_time_pass()
    old, head = usual.head, is_whole(ground, usual, step)
    again = ground.call(walk.officer, *walk.words)
    assert again["code"] in ({0} if head == old else REFUSED_AGAIN), f"{step}: {again['out']}"
    assert ground.git("rev-list", "--count", f"{old}..HEAD") == "1" or again["code"] == 0, step
    assert ground.call("ada", "verify")["code"] == 0, step
    if "origin" in ground.git("remote"):
        reaches_the_server(ground, old, step)
    return "old" if head == old else "new"


def is_whole(ground: Ground, usual: Usual, step: str) -> str:
    """Doctor says on which commit the branch stands and mends the rest; that commit."""
    assert ground.git("fsck", "--strict", "--no-dangling") == "", step
    head, branch = ground.git("rev-parse", "HEAD"), ground.git("branch", "--show-current")
    assert head == usual.head or ground.git("rev-parse", f"{head}^") == usual.head, step
    told = ground.call("ada", "doctor", "--json")
    assert f"{branch} at {head[:12]}" in told["out"], step
    mended = ground.call("ada", "doctor", "--mend", "--json")
    assert mended["code"] == usual.doctor, f"{step}: {mended['out']}"
    assert set(ground.git("status", "--porcelain").splitlines()) <= set(usual.status.splitlines()), step
    assert not ground.left_behind(), step
    assert (ground.office / "notes.txt").read_text("utf-8") == MINE, step
    return head


def reaches_the_server(ground: Ground, old: str, step: str) -> None:
    """The server stands where it stood or where we do, and stock git brings it what it lacks."""
    head, branch = ground.git("rev-parse", "HEAD"), ground.git("branch", "--show-current")
    there = ground.git("for-each-ref", "--format=%(objectname)", folder="server.git").split()
    assert set(there) <= {old, head}, step
    ground.git("push", "-q", "origin", branch)
    assert ground.git("rev-parse", branch, folder="server.git") == head, step
    assert ground.git("fsck", "--strict", "--no-dangling", folder="server.git") == "", step
