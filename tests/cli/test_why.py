"""why: on what the stage of a record rests, as the program tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"


def granted(office: TestOffice) -> str:
    """The small grant with its number, approved by the director; returns the commit."""
    office.decide("ada", "approve", SHELVES, fields={("number",): "G-1"})
    return office.git("rev-parse", "HEAD")


def test_why_lists_the_acts_with_clause_guard_evidence_and_appointment(run: Run, office: TestOffice) -> None:
    commit = granted(office)

    ran = run("why", "shelves/application", "--json", folder=office.folder)
    told = ran.json
    last = told["acts"][-1]

    assert ran.code == 0
    assert (told["stage"], told["reached_by"], last["commit"]) == ("granted", commit, commit)
    assert all(act["needed"] for act in told["acts"])
    assert (last["officer"], last["decision"]["role"]) == ("officers/ada", "director")
    assert last["decision"]["clause"]["en"].startswith("under 100,000")
    assert last["decision"]["guards"][0]["en"] == "a number is given"
    assert last["decision"]["law_since"] == told["acts"][0]["commit"]
    assert last["appointed_by"] == [told["acts"][0]["commit"]]
    files = [file["file"] for act in told["acts"] for file in act["evidence"]]
    assert [file.startswith("records/grants/2026/shelves/evidence/") for file in files] == [True]
    assert {"grants/2026/shelves/application"} == set(last["records"])


def test_why_leaves_out_what_does_not_bear_on_the_record(run: Run, office: TestOffice) -> None:
    granted(office)

    told = run("why", "shelves/application", "--json", folder=office.folder).json

    assert not any(ROOF in act["records"] for act in told["acts"])
    assert "officers/eva" not in {name for act in told["acts"] for name in act["records"]}


def test_why_in_words_names_commit_officer_and_clause(run: Run, office: TestOffice) -> None:
    commit = granted(office)

    ran = run("why", "shelves/application", folder=office.folder)

    assert f"{commit[:12]}" in ran.out
    assert "officers/ada  SHA256:" in ran.out
    assert "[G2] under 100,000 the director decides" in ran.out
    assert "✓ a number is given" in ran.out


def test_why_at_a_day_tells_of_the_stage_of_then(run: Run, office: TestOffice) -> None:
    granted(office)

    assert (
        run("why", "shelves/application", "--at", "2026-03-03", "--json", folder=office.folder).json["stage"] == "desk"
    )


def test_a_decision_on_a_branch_rests_on_the_merge_that_brought_it_in(run: Run, office: TestOffice) -> None:
    office.git("switch", "-q", "-c", "side")
    granted(office)
    office.git("switch", "-q", "main")
    office.decide("dan", "submit", ROOF)
    merge = office.merge("ada", "side")

    told = run("why", "shelves/application", "--json", folder=office.folder).json
    merges = [act["commit"] for act in told["acts"] if act["merge"]]

    assert merges == [merge]
    assert run("why", "roof/application", folder=office.folder).out.count("merge side") == 0


def test_why_of_a_plain_record_is_its_entry_in_the_register(run: Run, office: TestOffice) -> None:
    told = run("why", "officers/dan", "--json", folder=office.folder)

    assert told.code == 0, told.err
    assert told.json["stage"] == ""


def test_why_of_nothing_is_a_usage_problem(run: Run, office: TestOffice) -> None:
    assert run("why", "moon", folder=office.folder).code == 2


def test_an_act_that_the_judge_refuses_is_marked_and_not_explained(run: Run, office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "别的"})
    office.commit(None)

    ran = run("why", "roof/application", folder=office.folder)
    office.decide("dan", "submit", ROOF)
    told = run("why", "roof/application", "--json", folder=office.folder).json

    assert ran.code == 0
    assert [act["accepted"] for act in told["acts"]].count(False) == 1
    assert "✗ the judge refuses this act" in run("why", "roof/application", folder=office.folder).out
