"""check: ranges and formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.acts import NUMBER, ROOF, SHELVES
from tests.attacks.test_procedure import stage_edited_by_hand

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]


@pytest.fixture
def branch(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> TestOffice:
    """A branch with a good decision and then a bad edit, on a main that went on."""
    monkeypatch.chdir(office.folder)
    office.git("switch", "-qc", "side")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.edit(ROOF, {("title",): "另一个屋顶"})
    office.commit(None)
    office.git("switch", "-q", "main")
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")
    office.git("switch", "-q", "side")
    return office


@pytest.mark.parametrize(
    ("words", "commits", "code"),
    [
        (["main..side"], 2, 4),
        (["main...side"], 2, 4),
        (["main.."], 2, 4),
        (["side"], 2, 4),
        ([], 2, 4),
        (["main..side~1"], 1, 0),
        (["side..main"], 1, 0),
        (["side..side"], 0, 0),
        ([f"{'0' * 40}..main"], 15, 0),
    ],
)
def test_a_range_names_what_the_second_has_and_the_first_has_not(
    branch: TestOffice, run: Run, words: list[str], commits: int, code: int
) -> None:
    ran = run("check", *words, "--json")

    assert ran.code == code
    assert len(ran.json["commits"]) == commits or (commits == 15 and len(ran.json["commits"]) > 10)
    assert ran.json["clean"] is (code == 0)
    assert ran.json["tip"] in branch.git("rev-list", "--all").split()


@pytest.mark.parametrize("words", ["nowhere..main", "main..nowhere", "--format=x", "-n..main"])
def test_a_range_that_is_none_is_a_mistake_of_the_call(branch: TestOffice, run: Run, words: str) -> None:
    assert branch.folder.exists()
    assert run("check", words).code == 2


def test_without_a_main_branch_one_revision_is_no_range(branch: TestOffice, run: Run) -> None:
    branch.git("branch", "-m", "main", "trunk")

    assert run("check", "side").code == 2
    branch.git("update-ref", "refs/remotes/origin/main", "trunk")
    assert len(run("check", "side", "--json").json["commits"]) == 2


def test_the_text_says_each_finding_and_the_way_out(branch: TestOffice, run: Run) -> None:
    ran = run("check", "side")

    assert ran.code == 4
    assert "R1-UNSIGNED" in ran.err
    assert "→" in ran.err
    assert "2 commits, 0 merges, 1 officers, 1 findings" in ran.out
    assert branch.git("status", "--porcelain") == ""


def test_every_other_format_is_one_value_on_standard_output(office: TestOffice, run: Run) -> None:
    stage_edited_by_hand(office)
    path = f"records/{SHELVES}.yaml"

    github = run("check", "HEAD~1..", "--format", "github", folder=office.folder)
    gitlab = run("check", "HEAD~1..", "--format", "gitlab")
    sarif = run("check", "HEAD~1..", "--format", "sarif")

    assert [github.code, gitlab.code, sarif.code] == [4, 4, 4]
    assert all(line.startswith(f"::error file={path},line=") for line in github.out.splitlines())
    assert {issue["location"]["path"] for issue in gitlab.json} == {path}
    (ran,) = sarif.json["runs"]
    assert {rule["id"] for rule in ran["tool"]["driver"]["rules"]} == {"R3-STAGE", "R6-DECISIONS"}


def test_a_finding_on_a_whole_commit_is_shown_at_the_first_file_it_changes(branch: TestOffice, run: Run) -> None:
    assert branch.folder.exists()

    ran = run("check", "side", "--format", "github")

    assert ran.out.startswith(f"::error file=records/{ROOF}.yaml,line=1,title=R1-UNSIGNED::")


def test_a_clean_range_prints_empty_reports(branch: TestOffice, run: Run) -> None:
    assert branch.folder.exists()

    assert run("check", "main..side~1", "--format", "github").out == ""
    assert run("check", "main..side~1", "--format", "gitlab").json == []
    assert run("check", "main..side~1", "--format", "sarif").json["runs"][0]["results"] == []
