"""Killed while an office is founded, performed or mended, it can be begun again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.crash.ground import FULL, sampled
from tests.crash.walks import muddled

if TYPE_CHECKING:
    from tests.crash.ground import Ground

FOUND = (
    *("init", "fresh", "--officer", "ada", "--name", "艾达", "--pack", "{pack}"),
    *("--unit", "office", "--unit-name", "基金会", "--unit-kind", "office", "--ci", "github"),
)
DEMO = ("demo", "played")


def test_killed_while_founding_there_is_an_office_or_none(ground: Ground) -> None:
    ground.lay_out()
    steps = ground.done("ada", *FOUND, folder=".")["steps"]
    last = len(steps)
    founded, entered = (number for number, step in enumerate(steps, 1) if step == "update-ref")
    kills = range(1, last + 1) if FULL else (2, founded + 2, entered + 2, last - 3)
    ends = set()
    for at in kills:
        ground.lay_out()
        assert ground.call("ada", *FOUND, at=at, folder=".")["code"] == -9
        ends.add(check_founding(ground, f"init: killed before {at} {steps[at - 1]}"))
    if FULL:
        print(f"init: {len(kills)} kills")  # noqa: T201
    assert ends == {"old", "new"}


def check_founding(ground: Ground, step: str) -> str:
    """No office, and a founding can be begun again; or a whole one, in which the workflow is entered or can be."""
    ground.let_time_pass()
    fresh = ground.place / "fresh"
    founded = (fresh / ".git").is_dir()
    if not founded:
        ground.done("ada", *FOUND, folder=".")
    assert ground.call("ada", "verify", folder="fresh")["code"] == 0, step
    if ".github" not in ground.git("ls-tree", "--name-only", "HEAD", folder="fresh"):
        ground.done("ada", "doctor", "--mend", folder="fresh")
        ground.done("ada", "ci", "github", folder="fresh")
    mended = ground.call("ada", "doctor", "--mend", "--json", folder="fresh")
    assert mended["code"] == 0, f"{step}: {mended['out']}"
    assert ground.call("ada", "verify", folder="fresh")["code"] == 0, step
    assert sorted(path.name for path in fresh.iterdir()) == [".git", ".github", "records", "schemas"], step
    return "new" if founded else "old"


def test_killed_while_performing_a_demonstration_can_be_begun_again(ground: Ground) -> None:
    ground.lay_out()
    kills = (*range(1, 150), *range(150, 2000, 50)) if FULL else (6, 125, 127, 300)
    for at in kills:
        ground.lay_out()
        killed = ground.call("ada", *DEMO, at=at, folder=".")
        assert killed["code"] == -9
        check_performance(ground, f"demo: killed before {at} {killed['steps'][-1]}")
    if FULL:
        print(f"demo: {len(kills)} kills")  # noqa: T201


def check_performance(ground: Ground, step: str) -> None:
    """Nothing is there, and it goes on at the same place as far as one looks; or one is told to choose another."""
    ground.let_time_pass()
    begun = (ground.place / "played" / ".git").is_dir()
    again = ground.call("ada", *DEMO, at=1000, folder=".")
    if begun:
        assert again["code"] == 2, step
        assert "Choose a new one" in again["out"], step
    else:
        assert again["code"] == -9, f"{step}: {again['out']}"
        assert (ground.place / "played" / ".git").is_dir(), step
    assert [path.name for path in ground.place.glob("played*")] == ["played"], step


def test_killed_while_mending_an_office_can_be_mended(ground: Ground) -> None:
    kept = ground.given("doctor --mend", muddled)
    ground.lay_out(kept)
    head = ground.git("rev-parse", "HEAD")
    steps = ground.done("ada", "doctor", "--mend")["steps"]
    kills = sampled(steps, "doctor --mend")
    for at, amid in kills:
        ground.lay_out(kept)
        assert ground.call("ada", "doctor", "--mend", at=at, amid=amid)["code"] == -9
        ground.let_time_pass()
        step = f"doctor --mend: killed {'amid' if amid else 'before'} {at} {steps[at - 1]}"
        mended = ground.call("ada", "doctor", "--mend")
        assert mended["code"] == 0, f"{step}: {mended['out']}"
        assert ground.git("rev-parse", "HEAD") == head, step
        assert ground.git("status", "--porcelain") == "?? notes.txt", step
        assert not ground.left_behind(), step
    if FULL:
        print(f"doctor --mend: {len(kills)} kills")  # noqa: T201
