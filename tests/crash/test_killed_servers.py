"""Killed at a server: one of the hooks is always in force, what is protected stays so, and no push gets in unjudged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.crash.ground import FULL, sampled
from tests.crash.walks import SERVERS, served

if TYPE_CHECKING:
    from tests.crash.ground import Ground

THEIRS = "#!/bin/sh\nexit 0\n"


class Hooks(NamedTuple):
    """What lies in the place of the hook, and what the configuration protects."""

    script: str
    protected: tuple[str, ...]
    anchor: str


def hooks_of(ground: Ground) -> Hooks:
    hook = ground.place / "server.git" / "hooks" / "pre-receive"
    listed = ground.git("config", "--list", folder="server.git").splitlines()
    named = [line.partition("=") for line in listed]
    protected = tuple(value for name, _, value in named if name == "cio-ctl.protect")
    anchor = "".join(value for name, _, value in named if name == "cio-ctl.anchor")
    return Hooks(hook.read_text("utf-8") if hook.exists() else "", protected, anchor)


def with_hook_of_theirs(ground: Ground) -> None:
    """A server whose keeper has a hook already, and protects two branches."""
    served(ground)
    hook = ground.place / "server.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(THEIRS, "utf-8")
    hook.chmod(0o755)
    for branch in ("main", "old"):
        ground.git("config", "--add", "cio-ctl.protect", branch, folder="server.git")


def chained(ground: Ground) -> None:
    """A server whose hook calls the keeper's own first."""
    with_hook_of_theirs(ground)
    ground.done("ada", "hook", "install", "--chain", folder="server.git")


GIVEN = {"hook install": with_hook_of_theirs, "hook remove": chained}


@pytest.mark.parametrize("command", SERVERS)
def test_killed_at_a_step_the_old_or_the_new_hook_is_in_force(ground: Ground, command: str) -> None:
    words = SERVERS[command]
    kept = ground.given(command, GIVEN[command])
    old = hooks_of(ground)
    steps = ground.done("ada", *words, folder="server.git")["steps"]
    new = hooks_of(ground)
    kills = sampled(steps, command, also_open=True)
    for at, amid in kills:
        ground.lay_out(kept)
        assert ground.call("ada", *words, at=at, amid=amid, folder="server.git")["code"] == -9
        step = f"{command}: killed {'amid' if amid else 'before'} {at} {steps[at - 1]}"
        left = hooks_of(ground)
        assert all(value in both for value, *both in zip(left, old, new, strict=True)), f"{step}: {left}"
        ground.let_time_pass()
        ground.call("ada", "doctor", "--mend", folder="server.git")
        ground.done("ada", *words, folder="server.git")
        assert hooks_of(ground) == new, step
        assert not ground.left_behind(), step
    if FULL:
        print(f"{command}: {len(kills)} kills")  # noqa: T201


def unfounded(ground: Ground) -> None:
    """A server with the hook that has received the objects of an office, and no branch yet."""
    served(ground)
    ground.done("ada", "hook", "install", "--protect", "main", folder="server.git")
    ground.git("config", "--unset-all", "cio-ctl.anchor", folder="server.git")
    ground.git("update-ref", "-d", "refs/heads/main", folder="server.git")
    (ground.place / "out" / "moves").write_text(f"{'0' * 40} {ground.git('rev-parse', 'HEAD')} refs/heads/main\n")


def test_killed_while_judging_a_push_nothing_is_let_in_and_it_can_be_pushed_again(ground: Ground) -> None:
    kept = ground.given("hook pre-receive", unfounded)
    call = {"given": str(ground.place / "out" / "moves"), "GIT_DIR": "."}

    def receive(at: int = 0, *, amid: bool = False) -> dict[str, object]:
        return ground.call("ada", "hook", "pre-receive", at=at, amid=amid, folder="server.git", **call)

    whole = receive()
    assert whole["code"] == 0, whole["out"]
    founded = hooks_of(ground)
    steps = whole["steps"]
    assert isinstance(steps, list)
    kills = sampled(steps, "hook pre-receive", also_open=True)
    for at, amid in kills:
        ground.lay_out(kept)
        step = f"hook pre-receive: killed {'amid' if amid else 'before'} {at} {steps[at - 1]}"
        assert receive(at, amid=amid)["code"] == -9, step
        assert ground.git("for-each-ref", folder="server.git") == "", step
        ground.let_time_pass()
        ground.call("ada", "doctor", "--mend", folder="server.git")
        ground.git("push", "-q", "origin", "main")
        assert hooks_of(ground) == founded, step
        assert not ground.left_behind(), step
    if FULL:
        print(f"hook pre-receive: {len(kills)} kills")  # noqa: T201
