"""Killed while a file is written that was asked for, it is there in whole or as it was, and can be written again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.ground import FULL, sampled
from tests.crash.walks import FILES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.ground import Ground

OLD = b"as it was"


def sizes(folder: Path) -> dict[str, int]:
    """The size of every finished file below a folder, by path; some name the time, so that no more is the same."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.stat().st_size for name, path in files.items() if not name.startswith(".cio-ctl-")}


@pytest.mark.parametrize("command", FILES)
def test_killed_at_a_step_a_file_is_the_old_or_the_new_one(ground: Ground, command: str) -> None:
    walk, name = FILES[command]
    out = ground.place / "out"
    old = {name: len(OLD)} if name else {}

    def begin() -> None:
        ground.lay_out()
        for file in old:
            (out / file).write_bytes(OLD)

    begin()
    steps = ground.done(walk.officer, *walk.words)["steps"]
    new = sizes(out)
    ends = []
    kills = sampled(steps, command, also_open=True)
    for at, amid in kills:
        begin()
        assert ground.call(walk.officer, *walk.words, at=at, amid=amid)["code"] == -9
        step = f"{command}: killed {'amid' if amid else 'before'} {at} {steps[at - 1]}"
        left = sizes(out)
        assert left in (old, new), f"{step}: {left}"
        ends.append(left)
        if left == old or name:
            ground.done(walk.officer, *walk.words)
        assert sizes(out) == new, step
        assert not ground.left_behind(), step
        assert ground.git("status", "--porcelain") == "?? notes.txt", step
    if FULL:
        print(f"{command}: {len(kills)} kills")  # noqa: T201
    assert old in ends


@pytest.mark.parametrize(
    ("words", "file"),
    [(("forms", "new", "fresh", "grant"), "fresh/form.yaml"), (("forms", "word", "card"), "card/form.docx")],
)
def test_killed_what_starts_a_form_is_there_or_can_be_begun_again(
    ground: Ground, words: tuple[str, ...], file: str
) -> None:
    made = ground.office / "templates" / file
    ground.lay_out()
    steps = ground.done("ada", *words)["steps"]
    for at, amid in sampled(steps, file, also_open=True):
        ground.lay_out()
        assert ground.call("ada", *words, at=at, amid=amid)["code"] == -9
        ground.let_time_pass()
        if not made.exists():
            ground.done("ada", *words)
        ground.done("ada", "forms", "lint")
