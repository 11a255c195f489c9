"""One commit or none: several at the same moment, and repositories that cannot be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import GitFailed, OwnSignatureBad, Refused, SomebodyWasFirst
from cio_ctl.model.law import Verb
from cio_ctl.services.committing import Plan, carry_out
from cio_ctl.services.deciding import Wish, decide
from cio_ctl.services.doctor import examine
from cio_ctl.services.drawing_up import attach, commit_edit, commit_new, working_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cio_ctl.services.workplace import Workplace
    from tests.offices import TestOffice

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
SUBMIT, RETURN = Wish(Verb.SUBMIT, ROOF), Wish(Verb.RETURN, SHELVES, "报价不全")
NOBODY = 65534
APPROVE = Wish(Verb.APPROVE, SHELVES, fields={("number",): "G-1"})


def draw_up(place: Workplace) -> None:
    commit_new(place, "grant", "grants/2026/lamps/application", "library: units/hilltop\n")


def edit(place: Workplace) -> None:
    name, text = working_text(place, ROOF)
    commit_edit(place, name, text.replace("屋顶", "大屋顶"))


def attach_paper(place: Workplace) -> None:
    file = place.around.folder.parent / "paper.txt"
    file.write_text("x", "utf-8")
    attach(place, ROOF, file, "plan", "")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("ada", lambda place: decide(place, APPROVE)), ("ben", lambda place: decide(place, RETURN))),
        (("ada", lambda place: decide(place, APPROVE)), ("ada", lambda place: decide(place, APPROVE))),
        (("ada", lambda place: decide(place, APPROVE)), ("dan", lambda place: decide(place, SUBMIT))),
        (("dan", edit), ("eva", edit)),
        (("dan", edit), ("eva", lambda place: decide(place, SUBMIT))),
        (("dan", draw_up), ("eva", draw_up)),
        (("dan", attach_paper), ("eva", attach_paper)),
    ],
)
def test_of_two_who_looked_at_the_same_moment_one_is_first(
    office: TestOffice,
    first: tuple[str, Callable[[Workplace], object]],
    second: tuple[str, Callable[[Workplace], object]],
) -> None:
    one, other = office.as_(first[0]), office.as_(second[0])
    for place in (one, other):
        assert place.snapshot.ids()
    before = int(office.git("rev-list", "--count", "HEAD"))

    first[1](one)
    after_first = office.git("rev-parse", "HEAD"), office.git("status", "--porcelain")
    with pytest.raises((SomebodyWasFirst, Refused)) as caught:
        second[1](other)

    if isinstance(caught.value, Refused):
        assert {found.code for found in caught.value.findings} <= {"W-EDITED", "R2-EMPTY"}
    else:
        assert caught.value.exit_code == 6
    assert (office.git("rev-parse", "HEAD"), office.git("status", "--porcelain")) == after_first
    assert int(office.git("rev-list", "--count", "HEAD")) == before + 1
    assert office.codes() == set()


def test_a_branch_that_moved_after_the_check_of_the_tree_is_not_overwritten(office: TestOffice) -> None:
    late = office.as_("dan")
    assert late.snapshot.ids()
    office.git("update-ref", "HEAD", office.git("commit-tree", "-p", "HEAD", "-m", "x", "HEAD^{tree}"))
    moved = office.git("rev-parse", "HEAD")

    with pytest.raises(SomebodyWasFirst, match="main moved while you decided; nothing was changed"):
        decide(late, SUBMIT)

    assert office.git("rev-parse", "HEAD") == moved
    assert office.git("status", "--porcelain") == ""


DECIDING = """\
import os, sys
from datetime import datetime
from pathlib import Path
from cio_ctl.model.errors import CioError
from cio_ctl.model.law import Verb
from cio_ctl.services.deciding import Wish, decide
from cio_ctl.services.workplace import Surroundings, open_workplace

folder, verb, opinion = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
place = open_workplace(Surroundings(folder, dict(os.environ), folder, lambda: datetime.now().astimezone()))
place.officer, place.now
print("looked", flush=True)
sys.stdin.readline()
fields = {("number",): "G-1"} if verb == "approve" else {}
try:
    decide(place, Wish(Verb(verb), "grants/2026/shelves/application", opinion, fields=fields))
    print("done")
except CioError as problem:
    print(problem.exit_code)
place.close()
"""


def test_of_two_processes_that_decide_at_the_same_moment_one_succeeds(office: TestOffice) -> None:
    before = int(office.git("rev-list", "--count", "HEAD"))
    keys = office.folder / ".git" / "demo-keys"

    with ExitStack() as ends:
        processes = [
            ends.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", DECIDING, str(office.folder), verb, opinion],
                    env=office.environment | signing(keys / officer),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for officer, verb, opinion in (("ada", "approve", ""), ("ben", "return", "报价不全"))
        ]
        looked = [process.stdout.readline() for process in processes if process.stdout]
        for process in processes:
            if process.stdin:
                process.stdin.write("\n")
                process.stdin.flush()
        results = [process.communicate()[0].strip() for process in processes]

    assert looked == ["looked\n"] * 2
    assert sorted(results) in (["6", "done"], ["3", "done"])
    assert int(office.git("rev-list", "--count", "HEAD")) == before + 1
    assert call(office, keys / "ada", "verify").returncode == 0
    assert office.git("status", "--porcelain") == ""


def signing(key: Path) -> dict[str, str]:
    """The environment in which git signs with a key, whatever the repository says."""
    return {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "user.signingkey",
        "GIT_CONFIG_VALUE_0": f"{key}.pub",
        "GIT_CONFIG_KEY_1": "gpg.format",
        "GIT_CONFIG_VALUE_1": "ssh",
    }


def call(office: TestOffice, key: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, signing with a key."""
    return subprocess.run(
        [sys.executable, "-m", "cio_ctl", *words],
        cwd=office.folder,
        env=office.environment | signing(key),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
    )


def test_many_who_decide_at_once_and_repeat_all_end_up_in_the_history_once(office: TestOffice) -> None:
    names = [f"grant-{number}" for number in range(8)]
    keys = office.folder / ".git" / "demo-keys"
    for name in names:
        commit_new(
            office.as_("dan"),
            "grant",
            f"grants/2026/{name}/application",
            f'title: {name}\nlibrary: units/hilltop\namount: "1.00"\n',
        )
        paper = office.folder.parent / "quote.txt"
        paper.write_text(name, "utf-8")
        attach(office.as_("dan"), f"grants/2026/{name}/application", paper, "quote", "")

    def submit(name: str) -> list[int]:
        codes: list[int] = []
        for _ in range(200):
            done = call(office, keys / "dan", "submit", f"{name}/application")
            codes.append(done.returncode)
            assert "Traceback" not in done.stderr
            if done.returncode == 0:
                return codes
            # a refresh by the one who was first may be under way: W-EDITED, until it is done
            assert done.returncode == 6 or "W-EDITED" in done.stderr, done.stderr
        return codes

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(submit, names))

    assert [one[-1] for one in codes] == [0] * 8
    subjects = office.git("log", "-8", "--format=%s").splitlines()
    assert sorted(subjects) == sorted(f"Submit grants/2026/{name}/application: idea to desk" for name in names)
    assert call(office, keys / "ada", "verify").returncode == 0
    assert call(office, keys / "ada", "doctor", "--mend").returncode == 0
    assert office.git("status", "--porcelain") == ""


def test_a_locked_index_does_not_stop_a_decision_and_is_mended_later(office: TestOffice) -> None:
    lock = office.folder / ".git" / "index.lock"
    lock.touch()

    outcome = office.decide("dan", "submit", ROOF)
    lock.unlink()
    place = office.as_("dan")
    seen = {check.name: check.well for check in examine(office.around())}
    mended = {check.name: check.well for check in examine(office.around(), mend=True)}

    assert outcome.done.stale == (f"records/{ROOF}.yaml",)
    assert place.snapshot.record(ROOF).stage == "desk"  # type: ignore[union-attr]
    assert "stage: desk" in office.path(ROOF).read_text("utf-8")
    assert (seen["working tree"], mended["working tree"]) == (False, True)
    assert office.git("status", "--porcelain") == ""


def test_a_decision_is_told_stale_by_the_command(office: TestOffice) -> None:
    (office.folder / ".git" / "index.lock").touch()

    done = call(office, office.folder / ".git" / "demo-keys" / "dan", "submit", ROOF)

    assert done.returncode == 0
    assert "run `cio-ctl doctor --mend`" in done.stderr


def test_a_folder_of_records_that_is_a_link_is_not_written_through(office: TestOffice) -> None:
    records, elsewhere = office.folder / "records", office.folder.parent / "elsewhere"
    shutil.copytree(records, elsewhere)
    shutil.rmtree(records)
    records.symlink_to(elsewhere)
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}

    done = call(office, office.folder / ".git" / "demo-keys" / "dan", "submit", ROOF)

    assert done.returncode == 5
    assert "records is a symbolic link" in done.stderr
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before


def test_a_link_that_appears_while_it_is_decided_makes_the_copy_stale(office: TestOffice) -> None:
    place = office.as_("ada")
    plan = Plan({"records/units/harbour.yaml": b"kind: unit\nname: x\nunit_kind: library\n"}, "Enter\n")
    elsewhere = office.folder.parent / "elsewhere"
    (office.folder / "records" / "units").rename(elsewhere)
    (office.folder / "records" / "units").symlink_to(elsewhere)

    done = carry_out(place, Plan(plan.files, plan.message, frozenset(plan.files)), "enter units/harbour")

    assert done.stale == ("records/units/harbour.yaml",)
    assert not (elsewhere / "harbour.yaml").exists()


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root and setpriv")
@pytest.mark.parametrize("folder", ["objects", "refs"])
def test_a_repository_that_cannot_be_written_is_one_clear_error(office: TestOffice, folder: str) -> None:
    head = office.git("rev-parse", "HEAD")
    with tempfile.TemporaryDirectory() as place:
        moved = Path(place) / "office"
        shutil.copytree(office.folder, moved, symlinks=True)
        for path in (Path(place), *Path(place).rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        for path in (moved / ".git" / folder, *(moved / ".git" / folder).rglob("*")):
            os.chown(path, 0, 0)

        done = subprocess.run(
            [
                *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
                *(sys.executable, "-B", "-m", "cio_ctl", "submit", ROOF),
            ],
            cwd=moved,
            env=office.environment
            | {"HOME": place, "CIO_CTL_CACHE": place}
            | signing(moved / ".git" / "demo-keys" / "dan"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
        )
        after = subprocess.run(
            ["git", f"--git-dir={moved}/.git", "rev-parse", "HEAD"], capture_output=True, check=True, text=True
        )
    if "No module named" in done.stderr or "setpriv" in done.stderr:
        pytest.skip("the interpreter lies where nobody else may read")

    assert done.returncode in {5, 6}
    assert len(done.stderr.splitlines()) == 1
    assert after.stdout.strip() == head


def test_a_missing_object_is_one_clear_error(office: TestOffice) -> None:
    blob = office.git("rev-parse", f"HEAD:records/{ROOF}.yaml")
    (office.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    with pytest.raises(GitFailed, match=f"{blob} is missing"):
        office.decide("dan", "submit", ROOF)


def test_a_signature_that_does_not_hold_is_not_committed(office: TestOffice) -> None:
    tools = office.folder.parent / "tools"
    tools.mkdir()
    real = shutil.which("ssh-keygen")
    (tools / "ssh-keygen").write_text(
        f'#!/bin/sh\nfor message in "$@"; do :; done\necho other > "$message"\nexec {real} "$@"\n', "utf-8"
    )
    (tools / "ssh-keygen").chmod(0o755)
    office.environment["PATH"] = f"{tools}:{office.environment['PATH']}"
    head = office.git("rev-parse", "HEAD")

    with pytest.raises(OwnSignatureBad, match="nothing was committed"):
        office.decide("dan", "submit", ROOF)

    assert office.git("rev-parse", "HEAD") == head
