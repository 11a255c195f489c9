"""``--push``: to a server that others push to as well; a race that is lost is decided again or told."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from cio_ctl.services.drawing_up import attach, commit_new
from tests.clones import server_with_clones

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.clones import Clone, Server
    from tests.offices import TestOffice

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
APPROVE = ("approve", SHELVES, "--set", "number=G-1")


@pytest.fixture
def server(office: TestOffice, tmp_path: Path) -> Server:
    return server_with_clones(office, tmp_path)


def test_a_decision_is_pushed_to_the_upstream(server: Server) -> None:
    dan = server.clone("dan", "dan")

    done = dan.call("submit", ROOF, "--push")

    assert done.returncode == 0, done.stderr
    assert "pushed to origin/main" in done.stdout
    assert server.git("rev-parse", "main") == dan.head() == dan.git("rev-parse", "origin/main")
    assert dan.git("status", "--porcelain") == ""


def test_who_loses_the_race_decides_again_on_what_is_there_now(server: Server) -> None:
    dan, ada = server.clone("dan", "dan"), server.clone("ada", "ada")
    assert ada.call(*APPROVE, "--push").returncode == 0
    before = dan.head()

    done = dan.call("submit", ROOF, "--push", "--json")

    assert done.returncode == 0, done.stderr
    late = dan.git("rev-parse", "main@{2}")
    assert dan.git("rev-parse", f"{late}^") == before
    assert f"{late} is set aside" in done.stderr
    assert f'"{late}"' in done.stdout
    assert server.subjects()[:2] == [f"Submit {ROOF}: idea to desk", f"Approve {SHELVES}: desk to granted"]
    assert server.git("rev-parse", "main") == dan.head()
    assert "stage: granted" in (dan.folder / "records" / f"{SHELVES}.yaml").read_text("utf-8")
    assert dan.git("status", "--porcelain") == ""
    assert dan.call("verify").returncode == 0
    assert dan.git("log", "--merges", "--format=%H") == ""


def test_what_the_rules_no_longer_allow_is_refused_and_the_office_is_that_of_the_server(server: Server) -> None:
    ben, ada = server.clone("ben", "ben"), server.clone("ada", "ada")
    assert ada.call(*APPROVE, "--push").returncode == 0

    done = ben.call("return", SHELVES, "--opinion", "报价不全", "--push")

    assert done.returncode == 3
    assert "is set aside" in done.stderr
    assert "refused" in done.stderr
    assert ben.head() == ada.head() == server.git("rev-parse", "main")
    assert ben.git("status", "--porcelain") == ""
    assert ben.git("log", "-1", "--format=%s", "main@{1}") == f"Return {SHELVES}: desk to idea"
    assert [ben.call(*words).returncode for words in (("verify",), ("doctor", "--mend"))] == [0, 0]


def other_commit(clone: Clone) -> None:
    assert clone.call("edit", ROOF, "--set", "title=大屋顶").returncode == 0


def edit_by_hand(clone: Clone) -> None:
    file = clone.folder / "records" / f"{SHELVES}.yaml"
    file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")


@pytest.mark.parametrize(
    ("prepare", "why"),
    [(other_commit, "has other commits that the server lacks"), (edit_by_hand, "was edited by hand here")],
)
def test_what_more_than_the_decision_would_need_is_left_as_it_is(
    server: Server, prepare: Callable[[Clone], None], why: str
) -> None:
    dan, ada = server.clone("dan", "dan"), server.clone("ada", "ada")
    assert ada.call(*APPROVE, "--push").returncode == 0
    prepare(dan)
    mine = (dan.folder / "records" / f"{SHELVES}.yaml").read_bytes()

    done = dan.call("submit", ROOF, "--push")

    assert done.returncode == 6
    assert why in done.stderr
    assert dan.head() in done.stderr
    assert dan.git("log", "-1", "--format=%s") == f"Submit {ROOF}: idea to desk"
    assert (dan.folder / "records" / f"{SHELVES}.yaml").read_bytes() == mine
    assert server.git("rev-parse", "main") == ada.head()


def test_a_history_on_the_server_that_does_not_hold_is_not_built_upon(server: Server) -> None:
    dan, ada = server.clone("dan", "dan"), server.clone("ada", "ada")
    file = ada.folder / "records" / f"{SHELVES}.yaml"
    file.write_text(file.read_text("utf-8").replace("99999.99", "11111.11"), "utf-8")
    ada.git("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qam", "forged", "--no-gpg-sign")
    ada.git("push", "-q")

    done = dan.call("submit", ROOF, "--push")

    assert done.returncode == 6
    assert "does not hold (R1-" in done.stderr
    assert dan.git("log", "-1", "--format=%s") == f"Submit {ROOF}: idea to desk"


def test_a_hook_of_the_server_that_refuses_is_quoted(server: Server) -> None:
    dan = server.clone("dan", "dan")
    hook = server.folder / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not today'\nexit 1\n", "utf-8")
    hook.chmod(0o755)

    done = dan.call("submit", ROOF, "--push")

    assert done.returncode == 3
    assert "origin/main refuses" in done.stderr
    assert "not today" in done.stderr
    assert dan.head() in done.stderr


@pytest.mark.parametrize(
    ("settings", "code", "said", "decided"),
    [
        ({"remote.origin.url": "/nowhere/at-all.git"}, 5, "could not be pushed", True),
        ({"remote.origin.url": "ext::sh -c touch% PWNED"}, 5, "no address that is pushed to", False),
        ({"remote.origin.url": "--upload-pack=touch PWNED"}, 5, "no address that is pushed to", False),
        ({"remote.origin.url": "gopher://x/y"}, 5, "no address that is pushed to", False),
        ({"branch.main.remote": ""}, 5, "git push -u REMOTE main", False),
    ],
)
def test_a_server_that_cannot_be_asked_is_told(
    server: Server,
    settings: dict[str, str],
    code: int,
    said: str,
    decided: bool,  # noqa: FBT001 - a column
) -> None:
    dan = server.clone("dan", "dan")
    before = dan.head()
    for name, value in settings.items():
        dan.git("config", name, value)

    done = dan.call("submit", ROOF, "--push")

    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (dan.head() != before) is decided
    assert not list(dan.folder.rglob("PWNED"))


def test_no_setting_of_the_repository_runs_a_program_when_pushing(server: Server) -> None:
    dan = server.clone("dan", "dan")
    trap = server.folder.with_name("trap")
    trap.write_text(f"#!/bin/sh\ntouch {server.folder.with_name('PWNED')}\n", "utf-8")
    trap.chmod(0o755)
    hooks = dan.folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    shutil.copy(trap, hooks / "pre-push")
    shutil.copy(trap, hooks / "reference-transaction")
    for name in ("core.sshCommand", "core.askPass", "core.fsmonitor", "credential.helper", "gpg.program"):
        dan.git("config", name, str(trap))
    dan.git("config", "remote.origin.receivepack", str(trap))
    dan.git("config", f"url.ext::{trap}.insteadOf", str(server.folder))

    done = dan.call("submit", ROOF, "--push")

    assert done.returncode == 0, done.stderr
    assert server.git("rev-parse", "main") == dan.head()
    assert not server.folder.with_name("PWNED").exists()


def test_clones_that_push_at_once_all_get_through(server: Server, office: TestOffice) -> None:
    names = [f"grant-{number}" for number in range(3)]
    paper = server.folder.with_name("quote.txt")
    paper.write_text("报价", "utf-8")
    for name in names:
        text = f'title: {name}\nlibrary: units/hilltop\namount: "1.00"\n'
        commit_new(office.as_("dan"), "grant", f"grants/2026/{name}/application", text)
        attach(office.as_("dan"), f"grants/2026/{name}/application", paper, "quote", "")
    office.git("push", "-q", str(server.folder), "main")
    clones = [server.clone(name, "dan") for name in names]

    with ThreadPoolExecutor(len(clones)) as pool:
        done = list(pool.map(lambda clone: clone.call("submit", f"{clone.folder.name}/application", "--push"), clones))

    assert [one.returncode for one in done] == [0] * len(names), [one.stderr for one in done]
    assert sorted(server.subjects()[: len(names)]) == [
        f"Submit grants/2026/{name}/application: idea to desk" for name in names
    ]
    assert server.clone("after", "ada").call("verify").returncode == 0
