"""The hook behind OpenSSH, behind a web server with git's smart HTTP, and on a gitolite host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import NUMBER, ROOF, SHELVES
from tests.attacks.test_procedure import wrong_role
from tests.servers.loopback import over_gitolite, over_http, over_ssh

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.offices import TestOffice
    from tests.servers.loopback import Reached

WAYS = {"openssh": over_ssh, "http": over_http, "gitolite": over_gitolite}


@pytest.fixture(params=list(WAYS))
def reached(request: pytest.FixtureRequest, office: TestOffice, tmp_path: Path) -> Iterator[Reached]:
    """A server on loopback."""
    base = tmp_path / "server"
    base.mkdir()
    with WAYS[request.param](office, base) as made:
        yield made


def test_decisions_of_two_users_arrive_and_a_race_has_one_winner(reached: Reached) -> None:
    office = reached.server.office
    start = office.git("rev-parse", "HEAD")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    first = reached.push("ada", "main")
    office.git("switch", "-qc", "late", start)
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")
    second = reached.push("ben", "late:main")

    assert first.accepted, first.said
    assert not second.accepted
    assert reached.server.git("rev-parse", "main") == office.git("rev-parse", "main")
    assert reached.push("ben", "late").accepted


def test_a_refusal_reaches_the_terminal_of_whoever_pushes(reached: Reached) -> None:
    office = reached.server.office
    before = reached.server.git("rev-parse", "main")
    wrong_role(office)

    pushed = reached.push("ben", "main")

    assert not pushed.accepted
    assert "remote: cio-ctl refuses refs/heads/main" in pushed.said
    assert "R4-ROLE" in pushed.said
    assert "it can be done by: director (officers/ada)" in pushed.said
    assert "Traceback" not in pushed.said
    assert reached.server.git("rev-parse", "main") == before


def test_nobody_rewrites_or_deletes_the_protected_branch(reached: Reached) -> None:
    reached.server.git("config", "receive.denyDeleteCurrent", "ignore")

    assert "P-REWOUND" in reached.push("ada", "--force", "main~1:main").said
    assert "P-DELETED" in reached.push("ben", ":main").said
    assert reached.server.git("rev-parse", "main") == reached.server.office.git("rev-parse", "main")


def test_over_ssh_a_refusal_is_in_the_language_of_whoever_pushes(office: TestOffice, tmp_path: Path) -> None:
    with over_ssh(office, tmp_path) as reached:
        office.edit(ROOF, {("title",): "另一个屋顶"})
        office.commit(None)

        assert "该提交没有签名" in reached.push("ada", "main", CIO_CTL_LANG="", LC_ALL="zh_CN.UTF-8").said


def test_over_http_nobody_pushes_without_a_password(office: TestOffice, tmp_path: Path) -> None:
    with over_http(office, tmp_path) as reached:
        office.decide("ada", "approve", SHELVES, fields=NUMBER)

        assert not reached.push("nobody", "main").accepted
        assert reached.push("ada", "main").accepted
