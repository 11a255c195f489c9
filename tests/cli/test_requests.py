"""``--request``: a branch of its own, pushed to a real server, and reviewed by another officer in another clone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.clones import server_with_clones

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.clones import Clone, Server
    from tests.offices import TestOffice

    Run = Callable[..., Ran]

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
BRANCH = "cio/grants-2026-roof-application"
RECORDER = (
    "#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION > options\ncat > pushed\necho 'View: https://h.cn/a/b/-/merge_requests/1'\n"
)


@pytest.fixture
def server(office: TestOffice, tmp_path: Path) -> Server:
    return server_with_clones(office, tmp_path)


def recording(server: Server) -> None:
    """Let the server note what a push says to it."""
    server.git("config", "receive.advertisePushOptions", "true")
    hook = server.folder / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(RECORDER, "utf-8")
    hook.chmod(0o755)


def elsewhere(clone: Clone, address: str, server: Server) -> None:
    """Let the clone have a code host's address, and git's own configuration lead there to the server on disk."""
    clone.git("config", "remote.origin.url", address)
    (server.folder.parent / "home" / ".gitconfig").write_text(
        f'[url "{server.folder}"]\n\tinsteadOf = {address}\n', "utf-8"
    )


def test_a_draft_is_submitted_by_request_and_reviewed_on_the_branch(run: Run, server: Server) -> None:
    dan, ada = server.clone("dan", "dan"), server.clone("ada", "ada")
    main = dan.head()

    done = run("submit", ROOF, "--request", folder=dan.folder)

    assert done.code == 0, done.err
    assert f"pushed branch {BRANCH}, for main" in done.out
    assert dan.git("branch", "--show-current") == BRANCH
    assert dan.git("rev-parse", "main") == server.git("rev-parse", "main") == main
    assert server.git("rev-parse", BRANCH) == dan.head() == dan.git("rev-parse", "@{upstream}")
    assert dan.git("status", "--porcelain") == ""

    ada.git("fetch", "-q")
    assert f"git switch {BRANCH} && cio-ctl approve {ROOF}" in run("todo", "--officer", "ben", folder=ada.folder).out
    ada.git("switch", "-q", BRANCH)
    ben = replace(ada, officer="ben")
    ben.git("config", "user.signingkey", f"{server.keys / 'ben'}.pub")
    returned = run("return", ROOF, "--opinion", "请补报价", "--push", folder=ben.folder)

    assert returned.code == 0, returned.err
    assert f"pushed to origin/{BRANCH}" in returned.out
    assert server.git("log", "--format=%s", f"main..{BRANCH}").splitlines() == [
        f"Return {ROOF}: desk to idea",
        f"Submit {ROOF}: idea to desk",
    ]


def test_on_the_branch_of_a_request_the_work_goes_on_there(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")
    assert run("edit", ROOF, "--set", "title=大屋顶", "--request", folder=dan.folder).code == 0
    paper = server.folder.with_name("quote.txt")
    paper.write_text("报价", "utf-8")

    attached = run("attach", ROOF, str(paper), "--type", "plan", "--request", folder=dan.folder)
    done = run("submit", ROOF, "--request", "--json", folder=dan.folder)

    assert attached.code == 0, attached.err
    assert done.json["request"] == {"branch": BRANCH, "target": "main", "page": "", "asked": False}
    assert len(server.git("log", "--format=%s", f"main..{BRANCH}").splitlines()) == 3
    assert server.git("branch", "--format=%(refname:short)").splitlines() == [BRANCH, "main"]


def test_a_record_is_drawn_up_by_request(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")

    words = ("--set", "library=units/hilltop", "--set", "title=灯")
    done = run(
        "new", "grant", "grants/2026/lamps/application", *words, "--branch", "lamps", "--json", folder=dan.folder
    )

    assert done.code == 0, done.err
    assert done.json["request"]["branch"] == "lamps"
    assert done.json["record"] == "grants/2026/lamps/application"
    assert server.git("rev-parse", "lamps") == done.json["commit"]


def test_a_clone_that_is_set_so_makes_requests_of_what_is_pushed_from_main(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")
    dan.git("config", "cio-ctl.requests", "true")

    first = run("submit", ROOF, "--push", folder=dan.folder)
    second = run("withdraw", ROOF, "--push", folder=dan.folder)

    assert f"pushed branch {BRANCH}" in first.out
    assert f"pushed to origin/{BRANCH}" in second.out, second.err


def test_a_name_that_is_taken_here_or_there_gets_a_number(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")
    server.git("branch", BRANCH, "main")
    dan.git("branch", f"{BRANCH}-2")

    done = run("submit", ROOF, "--request", folder=dan.folder)

    assert f"pushed branch {BRANCH}-3" in done.out
    assert server.git("rev-parse", BRANCH) == server.git("rev-parse", "main")


@pytest.mark.parametrize(
    ("words", "settings", "code", "said"),
    [
        (("approve", SHELVES), {}, 3, "R4-ROLE"),
        (("submit", ROOF, "--branch", "main"), {}, 2, "there is a branch main already"),
        (("submit", ROOF, "--branch", "a..b"), {}, 2, "cannot be the name of a branch"),
        (("submit", ROOF, "--branch", "--force"), {}, 2, "cannot be the name of a branch"),
        (("submit", ROOF, "--branch", "a\u202eb"), {}, 2, "cannot be the name of a branch"),
        (("submit", ROOF), {"cio-ctl.forge": "sourceforge"}, 5, "is no forge that cio-ctl knows"),
        (("submit", ROOF), {"remote.origin.url": "/nowhere/at-all"}, 5, "origin cannot be asked"),
        (("submit", ROOF), {"remote.origin.url": "ext::sh -c touch% PWNED"}, 5, "no address that is pushed to"),
        (("submit", ROOF), {"remote.origin.url": ""}, 5, "has no upstream"),
    ],
)
def test_what_cannot_become_a_request_changes_nothing(
    run: Run, server: Server, words: tuple[str, ...], settings: dict[str, str], code: int, said: str
) -> None:
    dan = server.clone("dan", "dan")
    for name, value in settings.items():
        dan.git("config", name, value)
    before = dan.git("for-each-ref"), dan.git("symbolic-ref", "HEAD"), server.git("for-each-ref")

    done = run(*words, "--request", folder=dan.folder)

    assert done.code == code, done.err
    assert said in done.err
    assert (dan.git("for-each-ref"), dan.git("symbolic-ref", "HEAD"), server.git("for-each-ref")) == before
    assert dan.git("status", "--porcelain") == ""
    assert not list(dan.folder.rglob("PWNED"))


def test_a_trial_makes_no_branch(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")

    assert run("submit", ROOF, "--request", "--dry-run", folder=dan.folder).code == 0
    assert dan.git("branch", "--show-current") == "main"


def test_a_server_that_refuses_leaves_the_branch_here(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")
    hook = server.folder / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not today'\nexit 1\n", "utf-8")
    hook.chmod(0o755)

    done = run("submit", ROOF, "--request", folder=dan.folder)

    assert done.code == 3
    assert "not today" in done.err
    assert dan.git("branch", "--show-current") == BRANCH
    assert dan.git("log", "-1", "--format=%s") == f"Submit {ROOF}: idea to desk"


@pytest.mark.parametrize(
    ("address", "forge", "page"),
    [
        ("https://github.com/a/b.git", "", f"https://github.com/a/b/compare/main...{BRANCH}?expand=1&title=Submit+"),
        ("git@git.example.cn:a/b.git", "forgejo", f"https://git.example.cn/a/b/compare/main...{BRANCH}"),
        ("git@git.example.cn:a/b.git", "", "Open the request on your code host"),
    ],
)
def test_the_page_where_the_request_is_opened_is_printed(
    run: Run, server: Server, address: str, forge: str, page: str
) -> None:
    dan = server.clone("dan", "dan")
    elsewhere(dan, address, server)
    dan.git("config", "cio-ctl.forge", forge)

    done = run("submit", ROOF, "--request", folder=dan.folder)

    assert done.code == 0, done.err
    assert page in done.out.replace("\n", "")


def test_gitlab_is_asked_by_push_options(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")
    dan.git("config", "cio-ctl.forge", "gitlab")
    recording(server)

    done = run("submit", ROOF, "--request", folder=dan.folder)

    assert (server.folder / "options").read_text("utf-8").splitlines() == [
        "GIT_PUSH_OPTION_COUNT=3",
        "GIT_PUSH_OPTION_0=merge_request.create",
        "GIT_PUSH_OPTION_1=merge_request.target=main",
        f"GIT_PUSH_OPTION_2=merge_request.title=Submit {ROOF}: idea to desk",
    ]
    assert "View: https://h.cn/a/b/-/merge_requests/1" in done.out
    assert "The server was asked" in done.out


def test_a_server_that_takes_no_push_options_gets_the_branch_all_the_same(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")
    elsewhere(dan, "https://gitlab.example.cn/a/b.git", server)
    server.git("config", "receive.advertisePushOptions", "false")

    done = run("submit", ROOF, "--request", folder=dan.folder)

    assert server.git("rev-parse", BRANCH) == dan.head()
    assert "https://gitlab.example.cn/a/b/-/merge_requests/new?" in done.out


def test_by_agit_the_request_is_handed_in_and_goes_on_under_its_topic(run: Run, server: Server) -> None:
    dan = server.clone("dan", "dan")
    dan.git("config", "cio-ctl.forge", "agit")
    recording(server)
    main = server.git("rev-parse", "main")

    done = run("submit", ROOF, "--request", folder=dan.folder)

    assert done.code == 0, done.err
    options = (server.folder / "options").read_text("utf-8").splitlines()
    assert sorted(options)[:2] == [
        f"GIT_PUSH_OPTION_0=topic={BRANCH}",
        f"GIT_PUSH_OPTION_1=title=Submit {ROOF}: idea to desk",
    ]
    assert (server.folder / "pushed").read_text("utf-8").split()[1:] == [dan.head(), "refs/for/main"]
    assert server.git("rev-parse", "main") == main
    assert server.git("for-each-ref", f"refs/heads/{BRANCH}") == ""
