"""score: the sheet is worked out, filled in as one commit, and printed; under another law than Pingshan's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scored_kinds import SCORED_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

LIGHT, FAIR = "ratings/light", "contests/fair"
MEDALS = [{"medal": "gold", "from": "90"}, {"medal": "none", "from": "0"}]
SCALE = {
    "points": [{"name": "speed", "worth": "60", "costs": "2.5"}, {"name": "care", "worth": "40"}],
    "sum": "100",
    "medals": MEDALS,
}
SPEED = {"of": "speed", "faults": [{"what": "慢"}, {"what": "很慢", "costs": "10"}]}
RATING = {"scale": "scales/light", "marks": [SPEED, {"of": "care", "faults": []}]}
CONTEST = {
    "parts": [{"name": "looks", "mark": "90.5", "share": "30"}, {"name": "taste", "mark": "80", "share": "70"}],
    "medals": MEDALS,
}


@pytest.fixture
def scored(become: Become) -> TestOffice:
    """The foundation with a scale, a rating and a contest; the clerk works in it."""
    office = become("ada")
    office.enact(SCORED_KINDS, "Score things")
    office.draft("scales/light", "scale", SCALE)
    office.draft(LIGHT, "rating", RATING)
    office.draft(FAIR, "contest", CONTEST)
    office.decide("ben", "submit", "scales/light")
    return become("ben")


def test_figures_are_filled_into_the_draft_as_one_commit(run: Run, scored: TestOffice) -> None:
    before = scored.git("rev-parse", "HEAD")

    ran = run("score", "light")
    assert ran.code == 2  # the scale is called so too
    ran = run("score", LIGHT)

    assert ran.code == 0
    assert scored.git("rev-parse", "HEAD~1") == before
    assert scored.git("log", "-1", "--format=%s") == f"Score {LIGHT}"
    text = scored.path(LIGHT).read_text("utf-8")
    assert text.count("lost:") == 2
    assert '\nleft: "87.5"\nmedal: none\n' in text
    assert [line.split() for line in ran.out.splitlines()[1:3]] == [
        ["speed", "60", "2", "12.5", "47.5"],
        ["care", "40", "0", "0", "40"],
    ]
    assert "total: 87.5 / 100    grade: none" in ran.out
    assert scored.git("status", "--porcelain") == ""
    assert run("verify").code == 0


def test_a_scored_draft_is_submitted_and_an_unscored_one_is_not(run: Run, scored: TestOffice) -> None:
    refused = scored.refused("ben", "submit", LIGHT)
    run("score", LIGHT)
    scored.decide("ben", "submit", LIGHT)

    assert set(refused) == {"R8-SCORE"}
    assert scored.stage_of(LIGHT) == "settled"


@pytest.mark.parametrize(("words", "dry"), [(("--dry-run",), True), ((), False)])
def test_the_sheet_as_json(run: Run, scored: TestOffice, words: tuple[str, ...], dry: bool) -> None:  # noqa: FBT001
    before = scored.git("rev-parse", "HEAD")

    found = run("score", FAIR, "--json", *words).json

    assert (found["commit"] == "") is dry
    assert (scored.git("rev-parse", "HEAD") == before) is dry
    assert {key: value for key, value in found.items() if key != "commit"} == {
        "record": FAIR,
        "dry_run": dry,
        "stale": [],
        "items": [
            {"item": "looks", "max": None, "events": None, "deducted": None, "weight": "30", "score": "90.5"},
            {"item": "taste", "max": None, "events": None, "deducted": None, "weight": "70", "score": "80"},
        ],
        "total": "83.15",
        "full": None,
        "grade": "none",
    }


def test_what_was_edited_by_hand_is_scored_and_committed_with_it(run: Run, scored: TestOffice) -> None:
    scored.edit(FAIR, {("parts", 1, "mark"): "100"})

    ran = run("score", FAIR)

    assert ran.code == 0
    assert "total: 97.15    grade: gold" in ran.out
    assert ran.out.splitlines()[0].split() == ["item", "weight", "(%)", "score"]
    assert scored.git("status", "--porcelain") == ""


def test_a_sheet_that_is_right_already_is_only_printed_even_when_settled(run: Run, scored: TestOffice) -> None:
    run("score", LIGHT)
    scored.decide("ben", "submit", LIGHT)
    before = scored.git("rev-parse", "HEAD")

    ran = run("score", LIGHT)

    assert ran.code == 0
    assert "total: 87.5" in ran.out
    assert "nothing was changed" in ran.out
    assert scored.git("rev-parse", "HEAD") == before


@pytest.mark.parametrize(
    ("record", "edits", "code", "says"),
    [
        (LIGHT, {("marks", 1, "of"): "love"}, 4, "R8-SCORE-ENTRY"),
        (LIGHT, {("marks", 1, "faults"): [{"what": "乱"}]}, 4, "R8-SCORE-POINTS"),
        (LIGHT, {("scale",): ""}, 2, "does not name the record that it is scored by"),
        (LIGHT, {("marks", 1, "colour"): [1]}, 0, ""),
        (FAIR, {("parts", 0, "share"): "31"}, 4, "R8-SCORE"),
        (FAIR, {("colour",): "red"}, 3, "R8-SCHEMA"),
        ("roof/application", {}, 2, "has no score sheet"),
        ("officers/ben", {}, 2, "has no score sheet"),
        ("none", {}, 2, "no record is named none"),
    ],
)
def test_what_cannot_be_scored_changes_nothing(
    run: Run, scored: TestOffice, record: str, edits: Mapping[tuple[str | int, ...], object], code: int, says: str
) -> None:
    before = scored.git("rev-parse", "HEAD")
    if edits:
        scored.edit(record, edits)

    ran = run("score", record)

    assert ran.code == code, ran.err
    assert says in ran.err
    assert (scored.git("rev-parse", "HEAD") == before) is (code != 0)


def test_a_text_that_cannot_be_read_is_told(run: Run, scored: TestOffice) -> None:
    scored.path(LIGHT).write_text("kind: rating\nkind: rating\n", "utf-8")

    ran = run("score", LIGHT)

    assert ran.code == 4
    assert "Y-DUPLICATE-KEY" in ran.err


def test_only_those_who_draw_up_the_record_score_it(run: Run, become: Become, scored: TestOffice) -> None:
    become("dan")

    ran = run("score", LIGHT)

    assert ran.code == 3
    assert "R4-DRAFTER" in ran.err
    assert scored.git("status", "--porcelain") == ""
