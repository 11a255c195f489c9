"""What a broken-off command leaves: doctor names it, and clears away what can be nobody's."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.git import locks
from cio_ctl.adapters.unfinished_files import mark
from cio_ctl.services.doctor import examine
from cio_ctl.services.drawing_up import commit_edit, working_text

if TYPE_CHECKING:
    from cio_ctl.services.remains import Check
    from tests.offices import TestOffice

ROOF = "grants/2026/roof/application"
LEFT = (
    ".git/index.lock",
    ".git/HEAD.lock",
    ".git/refs/heads/main.lock",
    ".git/config.lock",
    ".git/packed-refs.lock",
    ".git/.cio-ctl-abc",
    ".cio-ctl-founding-abc/.git/HEAD",
    "records/units/.cio-ctl-abc",
)


def leave(office: TestOffice, name: str, *, seconds_ago: int) -> Path:
    """A file that was left some time ago; the topmost that is new."""
    file = office.folder / name
    new = next(path for path in (*reversed(file.parents), file) if not path.exists())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("", "utf-8")
    then = time.time() - seconds_ago
    os.utime(new, (then, then))
    return new


def seen(office: TestOffice, name: str, *, mend: bool = False) -> Check:
    return {check.name: check for check in examine(office.around(), mend=mend)}[name]


@pytest.mark.parametrize("name", LEFT)
def test_what_nobody_can_be_at_work_on_is_named_and_removed(office: TestOffice, name: str) -> None:
    left = leave(office, name, seconds_ago=60)

    before, mended, after = (seen(office, "left behind", mend=mend) for mend in (False, True, False))

    assert (before.well, mended.well, after.well) == (False, True, True)
    assert str(left) in before.seen
    assert mended.seen == f"removed, since nobody is at work on it: {left}"
    assert not left.exists()
    assert office.git("fsck") == ""


def test_what_a_process_that_is_gone_was_writing_is_named_at_once(office: TestOffice) -> None:
    with subprocess.Popen(["git", "version"], stdout=subprocess.DEVNULL) as ended:
        gone = mark().replace(str(os.getpid()), str(ended.pid))
    left = leave(office, f".cio-ctl-{gone}left", seconds_ago=0)

    assert str(left) in seen(office, "left behind").seen


@pytest.mark.parametrize("name", [name for name in LEFT if name.endswith(".lock")])
def test_a_lock_of_this_moment_is_left_alone(office: TestOffice, name: str) -> None:
    lock = leave(office, name, seconds_ago=1)

    mended = seen(office, "left behind", mend=True)

    assert not mended.well
    assert mended.seen == f"perhaps in use: {lock}"
    assert lock.exists()


def test_a_lock_is_left_alone_while_a_git_is_at_work_here(office: TestOffice) -> None:
    lock = leave(office, ".git/index.lock", seconds_ago=60)
    with subprocess.Popen(["git", "hash-object", "--stdin"], cwd=office.folder, stdin=subprocess.PIPE) as git:
        busy = seen(office, "left behind", mend=True)
        git.kill()
    free = seen(office, "left behind", mend=True)

    assert (busy.well, free.well) == (False, True)
    assert not lock.exists()


def test_a_lock_is_left_alone_where_nobody_can_be_seen(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = leave(office, ".git/index.lock", seconds_ago=60)
    monkeypatch.setattr(locks, "_PROCESSES", Path("/nowhere"))

    assert not seen(office, "left behind", mend=True).well
    assert lock.exists()


def test_an_index_that_cannot_be_read_is_made_anew_and_kept(office: TestOffice) -> None:
    index = office.folder / ".git" / "index"
    broken = index.read_bytes()[:100]
    index.write_bytes(broken)

    before, mended = seen(office, "index"), seen(office, "index", mend=True)

    assert (before.well, mended.well) == (False, True)
    assert (office.folder / ".git" / "index.broken").read_bytes() == broken
    assert office.git("status", "--porcelain") == ""


def test_the_branch_and_its_last_act_are_told(office: TestOffice) -> None:
    office.decide("dan", "submit", ROOF)

    told = seen(office, "branch")

    head = office.git("rev-parse", "HEAD")[:12]
    assert told.seen == f"main at {head}, 2026-06-01T10:00:00+08:00: Submit {ROOF}: idea to desk"


def test_a_copy_that_was_not_brought_up_is_told_from_one_edited_by_hand(office: TestOffice) -> None:
    old = office.path(ROOF).read_bytes()
    office.decide("dan", "submit", ROOF)
    office.path(ROOF).write_bytes(old)
    office.git("add", "-A")

    lagging = office.refused("ben", "return", ROOF, opinion="x")
    told, mended = seen(office, "working tree"), seen(office, "working tree", mend=True)

    assert lagging == ["W-STALE"]
    assert told.seen == f"not brought up to the last commit: records/{ROOF}.yaml"
    assert mended.seen == "1 files brought back"
    assert office.git("status", "--porcelain") == ""


def test_an_edit_does_not_take_an_older_copy_as_meant(office: TestOffice) -> None:
    old = office.path(ROOF).read_bytes()
    place = office.as_("dan")
    commit_edit(place, *_with_title(working_text(place, ROOF), "大屋顶"))
    office.path(ROOF).write_bytes(old)
    office.git("add", "-A")

    place = office.as_("dan")
    name, text = working_text(place, ROOF)
    commit_edit(place, name, text.replace("100000.00", "100001.00"))

    committed = office.git("show", f"HEAD:records/{ROOF}.yaml")
    assert "大屋顶" in committed
    assert "100001.00" in committed


def _with_title(found: tuple[str, str], title: str) -> tuple[str, str]:
    return found[0], found[1].replace("屋顶", title)
