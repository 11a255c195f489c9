"""Branches as the refs have them, and when files came into the history."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.git.refs import Branch
from cio_ctl.adapters.git.repository import find_repository
from cio_ctl.model.errors import GitFailed

if TYPE_CHECKING:
    from tests.offices import TestOffice

SHELVES, ROOF = (f"records/grants/2026/{name}/application.yaml" for name in ("shelves", "roof"))


@pytest.mark.parametrize(
    ("ref", "name", "local"),
    [
        ("refs/heads/funding", "funding", "funding"),
        ("refs/heads/wang/funding", "wang/funding", "wang/funding"),
        ("refs/remotes/origin/funding", "origin/funding", "funding"),
        ("refs/remotes/origin/wang/funding", "origin/wang/funding", "wang/funding"),
    ],
)
def test_a_branch_has_the_name_that_git_shows_and_one_to_switch_to(ref: str, name: str, local: str) -> None:
    branch = Branch(ref, "0" * 40)

    assert (branch.name, branch.local_name) == (name, local)


def test_branches_are_told_as_the_refs_have_them_whatever_they_lead_to(office: TestOffice) -> None:
    head = office.git("rev-parse", "HEAD")
    office.git("update-ref", "refs/remotes/origin/评审", head)
    office.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/评审")
    office.git("tag", "v1")
    (office.folder / ".git" / "refs" / "heads" / "lost").write_text(f"{'1' * 40}\n", "ascii")

    with closing(find_repository(office.folder, office.environment)) as repository:
        assert list(repository.refs.branches()) == [
            Branch("refs/heads/lost", "1" * 40),
            Branch("refs/heads/main", head),
            Branch("refs/remotes/origin/评审", head),
        ]


def test_the_bases_of_two_commits_are_where_they_part(office: TestOffice) -> None:
    main = office.git("rev-parse", "HEAD")
    office.git("switch", "-qc", "side", "HEAD~1")
    side = office.commit("ada")
    office.git("switch", "-q", "--orphan", "other")
    other = office.commit(None)

    with closing(find_repository(office.folder, office.environment)) as repository:
        bases = repository.refs.bases
        assert bases(main, side) == (office.git("rev-parse", "main~1"),)
        assert bases(main, "main~2") == (office.git("rev-parse", "main~2"),)
        assert bases(main, other) == ()
        with pytest.raises(GitFailed):
            bases(main, "1" * 40)
        with pytest.raises(GitFailed):
            bases("--all", main)


def test_files_came_into_the_history_when_they_were_first_committed(office: TestOffice) -> None:
    head = office.git("rev-parse", "HEAD")

    with closing(find_repository(office.folder, office.environment)) as repository:
        added = repository.history.added
        found = added([SHELVES, ROOF, "records/nothing.yaml"], head)
        assert {path: at.isoformat() for path, at in found.items()} == {
            SHELVES: office.git("show", "-s", "--format=%cI", "HEAD~4"),
            ROOF: office.git("show", "-s", "--format=%cI", "HEAD~1"),
        }
        assert added([ROOF], "HEAD~2") == {}
        assert added([], head) == {}
