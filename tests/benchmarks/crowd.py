"""Many processes decide in one repository, and many clones push to one server; then everything is counted.

``python -m tests.benchmarks.crowd [SECONDS] [PROCESSES] [CLONES]`` prints throughput and ends with 1 if anything was
lost, doubled or spoilt.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.model.errors import CioError, Refused, SomebodyWasFirst
from cio_ctl.model.law import Verb
from cio_ctl.services.deciding import Wish, decide
from cio_ctl.services.history import verify
from cio_ctl.services.pushing import decide_and_push
from cio_ctl.services.workplace import Surroundings, Workplace, open_workplace
from tests.performed_grants import PerformedGrants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SHARED = "grants/2026/shared/application"
ROUNDS, PACE, GATHERING = 5, 1.0, 4.0


@dataclass(frozen=True)
class Crew:
    """What every process needs to know: the folder that it works in, the keys, when to stop."""

    folder: Path
    keys: Path
    until: float
    push: bool = False


@dataclass
class Tally:
    """What came of the decisions of one process, or of all."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    first: int = 0
    again: int = 0
    stale: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.done += other.done
        self.refused += other.refused
        self.first += other.first
        self.again += other.again
        self.stale += other.stale
        self.broken += other.broken


def now() -> datetime:
    return datetime.now().astimezone()  # noqa: TID251 - the crowd goes by the real clock


def at_work(folder: Path, keys: Path, officer: str) -> Workplace:
    """The workplace of an officer in a folder, as a process of its own would open it."""
    base = keys.parent
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(base),
        "CIO_CTL_CACHE": str(base / "cache"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "user.signingkey",
        "GIT_CONFIG_VALUE_0": str(keys / f"{officer}.pub"),
        "GIT_CONFIG_KEY_1": "gpg.format",
        "GIT_CONFIG_VALUE_1": "ssh",
    }
    return open_workplace(Surroundings(folder, environment, base, now))


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def own_record(number: int) -> str:
    return f"grants/2026/own-{number}/application"


def contested(number: int) -> str:
    return f"grants/2026/contested-{number}/application"


def lay_out(base: Path, processes: int) -> tuple[Path, Path]:
    """An office with a draft for each process, one for all, and some that wait for approval; its keys."""
    office = PerformedGrants(base, "2026-06-01T09:00:00+08:00")
    for name in (SHARED, *map(own_record, range(processes)), *map(contested, range(ROUNDS))):
        office.draw_up(name)
        if "contested" in name:
            decide(office.at_work("dan"), Wish(Verb.SUBMIT, name))
    office.close()
    keys = base / "keys"
    shutil.copytree(office.folder / ".git" / "demo-keys", keys)
    return office.folder, keys


def attempt(crew: Crew, officer: str, wish: Wish, tally: Tally) -> None:
    """One decision, and what came of it."""
    place = at_work(crew.folder, crew.keys, officer)
    try:
        if crew.push:
            pushed = decide_and_push(place, wish, lambda _commit, _tip: None)
            tally.again += len(pushed.set_aside)
            outcome = pushed.outcome
        else:
            outcome = decide(place, wish)
        tally.done[wish.reference] += 1
        tally.stale += bool(outcome.done.stale)
    except SomebodyWasFirst:
        tally.first += 1
    except Refused as refused:
        tally.refused.update({found.code for found in refused.findings})
    except CioError as problem:
        tally.broken.append(f"{type(problem).__name__}: {problem}")
    finally:
        place.close()


def next_wish(crew: Crew, record: str, number: int) -> Wish:
    """Hand in what is a draft, take back what is handed in.

    The opinion tells processes apart: one officer who decides the same twice in one second makes the same commit.
    """
    place = at_work(crew.folder, crew.keys, "dan")
    try:
        found = place.snapshot.record(record)
    finally:
        place.close()
    return Wish(Verb.SUBMIT if found is not None and found.stage == "idea" else Verb.WITHDRAW, record, f"{number}")


def work(crew: Crew, number: int) -> Tally:
    """What one process does until the time is up: half on a record of its own, half on the one for all."""
    tally = Tally()
    chance = random.Random(number)  # noqa: S311 - the same crowd each time
    while time.time() < crew.until:
        record = own_record(number) if chance.random() < 0.5 else SHARED
        try:
            wish = next_wish(crew, record, number)
        except CioError as problem:
            tally.broken.append(f"looking: {type(problem).__name__}: {problem}")
            continue
        attempt(crew, "dan", wish, tally)
    return tally


def approve(crew: Crew, number: int) -> Tally:
    """Approve each contested grant, as everybody does at the same moment."""
    tally = Tally()
    for turn in range(ROUNDS):
        time.sleep(max(0.0, crew.until + turn * PACE - time.time()))
        wish = Wish(Verb.APPROVE, contested(turn), fields={("number",): f"G-{turn}-{number}"})
        attempt(crew, "ada", wish, tally)
    return tally


def crowd(crews: Iterable[Crew], task: Callable[[Crew, int], Tally]) -> Tally:
    """Everybody at once, each in a process of its own."""
    whole = Tally()
    here = list(crews)
    with ProcessPoolExecutor(len(here), mp_context=get_context("spawn")) as pool:
        for tally in pool.map(task, here, range(len(here))):
            whole.add(tally)
    return whole


def faults_of(folder: Path, keys: Path, before: str, tally: Tally) -> list[str]:
    """What is lost, doubled or spoilt: commits and decisions are those that were reported done, and all holds."""
    found = list(tally.broken)
    commits = int(git(folder, "rev-list", "--count", f"{before}..main"))
    if commits != tally.done.total():
        found.append(f"{commits} commits, {tally.done.total()} decisions reported done")
    place = at_work(folder, keys, "ada")
    old = place.standing_at(before).snapshot
    for record, count in tally.done.items():
        was, is_now = old.record(record), place.snapshot.record(record)
        grown = len(is_now.decisions) - len(was.decisions) if was and is_now else -1
        if grown != count:
            found.append(f"{record}: {grown} decisions, {count} reported done")
    found += [f"verify: {entry.code} {entry.sentence()}" for entry in verify(place).findings if not entry.about.note]
    place.close()
    fsck = subprocess.run(["git", "fsck", "--strict"], cwd=folder, capture_output=True, check=False, text=True)
    said = [line for line in (fsck.stdout + fsck.stderr).splitlines() if not line.startswith("dangling")]
    return found + said + ([] if fsck.returncode == 0 else [f"fsck ends with {fsck.returncode}"])


def one_repository(base: Path, processes: int, seconds: float) -> list[str]:
    """Processes that decide in one working tree."""
    folder, keys = lay_out(base, processes)
    before = git(folder, "rev-parse", "main")
    rush = crowd([Crew(folder, keys, time.time() + GATHERING)] * processes, approve)
    doubled = [f"{record}: approved {count} times" for record, count in rush.done.items() if count != 1]
    doubled += [] if len(rush.done) == ROUNDS else [f"{len(rush.done)} of {ROUNDS} approved"]
    faults = doubled + faults_of(folder, keys, before, rush)
    before, begin = git(folder, "rev-parse", "main"), time.time()
    tally = crowd([Crew(folder, keys, begin + seconds)] * processes, work)
    tell(f"{processes} processes in one repository", tally, time.time() - begin)
    left = git(folder, "status", "--porcelain")
    return faults + faults_of(folder, keys, before, tally) + ([f"working tree: {left}"] if left else [])


def one_server(base: Path, clones: int, seconds: float) -> list[str]:
    """Clones that decide and push to one bare repository."""
    folder, keys = lay_out(base, clones)
    server = base / "server.git"
    git(base, "clone", "-q", "--bare", str(folder), str(server))
    places = [base / f"clone-{number}" for number in range(clones)]
    for place in places:
        git(base, "clone", "-q", str(server), str(place))
    before, begin = git(server, "rev-parse", "main"), time.time()
    tally = crowd([Crew(place, keys, begin + seconds, push=True) for place in places], work)
    tell(f"{clones} clones pushing to one server", tally, time.time() - begin)
    left = [f"{place.name}: {text}" for place in places if (text := git(place, "status", "--porcelain"))]
    after = base / "after"
    git(base, "clone", "-q", str(server), str(after))
    return left + faults_of(after, keys, before, tally)


def tell(title: str, tally: Tally, seconds: float) -> None:
    """A line of figures."""
    done = tally.done.total()
    print(
        f"{title}: {done} decisions in {seconds:.0f} s, {done / seconds:.1f}/s; somebody first {tally.first}, "
        f"decided again {tally.again}, refused {dict(tally.refused)}, copies left behind {tally.stale}"
    )


def main() -> int:
    """Both crowds; 1 if anything is wrong."""
    given = [int(word) for word in sys.argv[1:]]
    seconds, processes, clones = (*given, *(60, 16, 8)[len(given) :])
    faults = []
    for task, size in ((one_repository, processes), (one_server, clones)):
        with tempfile.TemporaryDirectory(prefix="cio-crowd-") as name:
            faults += task(Path(name), size, seconds)
    for fault in faults:
        print(f"FAULT {fault}")
    print("nothing lost, doubled or spoilt" if not faults else f"{len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
