"""evaluate: figures from the records drawn up as a draft, kept up to date, and checked again from their commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.evaluating_kinds import EVALUATING_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

INSPECTION, CHARTER = "inspections/hilltop/2026", "charters/first"
SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"


@pytest.fixture
def evaluating(become: Become) -> TestOffice:
    """The foundation with a law by which libraries are evaluated; the clerk works in it."""
    office = become("ada")
    office.enact(EVALUATING_KINDS, "Evaluate libraries")
    return become("ben")


def charter(office: TestOffice, name: str = CHARTER, *, asking: str = "30", spending: str = "70") -> None:
    """A charter in force, which gives other weights than the law."""
    fields: dict[str, object] = {
        "points": [{"name": "asking", "worth": asking}, {"name": "spending", "worth": spending}],
        "sum": str(int(asking) + int(spending)),
        "medals": [{"medal": "good", "name": "好", "from": "50"}, {"medal": "bad", "name": "差", "from": "0"}],
    }
    office.draft(name, "charter", fields)
    office.decide("ben", "submit", name)


def test_an_evaluation_is_drawn_up_with_figures_evidence_weights_and_bands(run: Run, evaluating: TestOffice) -> None:
    before = evaluating.git("rev-parse", "HEAD")

    ran = run("evaluate", "hilltop", "2026")

    assert ran.code == 0, ran.err
    assert evaluating.git("rev-parse", "HEAD~1") == before
    assert evaluating.git("log", "-1", "--format=%s") == f"Draw up {INSPECTION}"
    record = evaluating.as_("ben").snapshot.record(INSPECTION)
    assert record is not None
    assert {name: value for name, value in record.fields.items() if name not in {"parts", "decisions"}} == {
        "kind": "inspection",
        "library": "units/hilltop",
        "period_from": "2026-01-01",
        "period_to": "2026-12-31",
        "computed_from": before,
        "medals": [
            {"medal": "gold", "name": "金", "from": "80"},
            {"medal": "none", "name": "无", "from": "0"},
        ],
        "stage": "open",
    }
    assert record.fields["parts"] == [
        {
            "part": "asking",
            "share": 60,
            "figures": [
                {
                    "id": "handed-in",
                    "name": "已提交（%）",
                    "value": "50.00",
                    "sources": [ROOF, SHELVES],
                    "lacking": [ROOF],
                    "note": "1 / 2",
                },
                {"id": "grants", "name": "申请数", "value": "2", "sources": [ROOF, SHELVES]},
            ],
            "suggested_score": "42",
        },
        {
            "part": "spending",
            "share": 40,
            "figures": [{"id": "reported", "name": "已报告（%）", "value": "—", "sources": [], "note": "0 / 0"}],
        },
    ]
    assert run("verify").code == 0
    assert evaluating.git("status", "--porcelain") == ""


def test_what_is_printed_names_what_counts_against_the_unit(run: Run, evaluating: TestOffice) -> None:
    before = evaluating.git("rev-parse", "HEAD")

    out = run("evaluate", "units/hilltop", "2026", "--show").out

    assert "1. asking  weight 60 %  suggested 42" in out
    assert "2. spending  weight 40 %  suggested —" in out
    assert [line.split() for line in out.splitlines() if line.startswith("handed in")] == [
        ["handed", "in", "(%)", "50.00", "1", "/", "2", ROOF]
    ]
    assert f"computed from {before[:12]}" in out
    assert evaluating.git("rev-parse", "HEAD") == before


@pytest.mark.parametrize("word", ["--show", "--dry-run"])
def test_nothing_is_changed_by_showing_and_by_a_dry_run(run: Run, evaluating: TestOffice, word: str) -> None:
    before = evaluating.git("rev-parse", "HEAD")

    found = run("evaluate", "hilltop", "2026-h1", word, "--json").json

    assert (found["commit"], found["dry_run"], found["stale"]) == ("", True, [])
    assert (evaluating.git("rev-parse", "HEAD"), evaluating.git("status", "--porcelain")) == (before, "")


def test_the_evaluation_as_json(run: Run, evaluating: TestOffice) -> None:
    before = evaluating.git("rev-parse", "HEAD")

    found = run("evaluate", "hilltop", "2026-q1", "--json").json

    criteria = found.pop("criteria")
    assert found == {
        "record": "inspections/hilltop/2026-q1",
        "commit": evaluating.git("rev-parse", "HEAD"),
        "dry_run": False,
        "stale": [],
        "unit": "units/hilltop",
        "period": "2026-q1",
        "period_from": "2026-01-01",
        "period_to": "2026-03-31",
        "computed_from": before,
        "norm": "",
        "bands": [{"id": "gold", "name": "金", "at_least": "80"}, {"id": "none", "name": "无", "at_least": "0"}],
    }
    assert criteria[1] == {
        "criterion": "spending",
        "zh": "支出",
        "en": "spending",
        "weight": "40",
        "suggested_score": None,
        "figures": [
            {
                "id": "reported",
                "zh": "已报告（%）",
                "en": "reported (%)",
                "value": None,
                "note": "0 / 0",
                "sources": [],
                "lacking": [],
                "undecided": [],
            }
        ],
    }


def test_drawn_up_again_only_the_figures_change_and_what_reviewers_wrote_stays(
    run: Run, evaluating: TestOffice
) -> None:
    run("evaluate", "hilltop", "2026")
    scores = ["parts.0.mark=55", "parts.0.reason=申请及时", "parts.1.mark=70", "parts.1.reason=账目清楚"]
    assert run("edit", INSPECTION, *[word for one in scores for word in ("--set", one)]).code == 0
    evaluating.decide("dan", "submit", ROOF)
    head = evaluating.git("rev-parse", "HEAD")

    ran = run("evaluate", "hilltop", "2026")

    assert ran.code == 0, ran.err
    assert evaluating.git("log", "-1", "--format=%s") == f"Evaluate {INSPECTION}"
    record = evaluating.as_("ben").snapshot.record(INSPECTION)
    assert record is not None
    assert record.value("computed_from") == head
    assert record.values("parts.figures.value") == ("100.00", "2", "—")
    assert record.values("parts.suggested_score") == ("92",)
    assert record.values("parts.mark") == ("55", "70")
    assert record.values("parts.reason") == ("申请及时", "账目清楚")
    assert "lacking" not in evaluating.path(INSPECTION).read_text("utf-8")
    assert run("score", INSPECTION).code == 0
    assert evaluating.as_("ben").snapshot.record(INSPECTION).value("sum") == "61"  # type: ignore[union-attr]


def test_a_suggested_score_that_is_not_given_any_more_is_taken_out(run: Run, evaluating: TestOffice) -> None:
    run("evaluate", "hilltop", "2026")
    evaluating.edit(INSPECTION, {("parts", 1, "suggested_score"): "77", ("parts", 1, "mark"): "70"})
    evaluating.commit("ben", "Add a suggestion by hand")

    run("evaluate", "hilltop", "2026")

    record = evaluating.as_("ben").snapshot.record(INSPECTION)
    assert record is not None
    assert record.values("parts.suggested_score") == ("42",)
    assert record.values("parts.mark") == ("70",)


def test_where_the_draft_says_it_all_already_nothing_is_committed(run: Run, evaluating: TestOffice) -> None:
    run("evaluate", "hilltop", "2026")
    before = evaluating.git("rev-parse", "HEAD")

    ran = run("evaluate", "hilltop", "2026")

    assert "nothing was changed" in ran.out
    assert evaluating.git("rev-parse", "HEAD") == before


def test_a_draft_begun_by_hand_is_filled_in(run: Run, evaluating: TestOffice) -> None:
    path = evaluating.path(INSPECTION)
    path.parent.mkdir(parents=True)
    path.write_text("kind: inspection\nparts:\n  - part: spending\n    mark: '70'   # seen\n", "utf-8")

    ran = run("evaluate", "hilltop", "2026")

    assert ran.code == 0, ran.err
    assert "# seen" in path.read_text("utf-8")
    record = evaluating.as_("ben").snapshot.record(INSPECTION)
    assert record is not None
    assert record.values("parts.part") == ("spending", "asking")


@pytest.mark.parametrize("parts", ["none", "[none]", "[[]]"])
def test_parts_that_are_no_parts_are_put_right(run: Run, evaluating: TestOffice, parts: str) -> None:
    path = evaluating.path(INSPECTION)
    path.parent.mkdir(parents=True)
    path.write_text(f"kind: inspection\nparts: {parts}\n", "utf-8")

    assert run("evaluate", "hilltop", "2026").code == 0
    record = evaluating.as_("ben").snapshot.record(INSPECTION)
    assert record is not None
    assert record.values("parts.part") == ("asking", "spending")


def test_an_older_commit_gives_the_figures_of_then(run: Run, evaluating: TestOffice) -> None:
    then = evaluating.git("rev-parse", "HEAD")
    before = run("evaluate", "hilltop", "2026", "--show", "--json").json
    evaluating.decide("dan", "submit", ROOF)
    now = run("evaluate", "hilltop", "2026", "--show", "--json").json

    later = run("evaluate", "hilltop", "2026", "--at", then, "--json").json

    assert later["criteria"] == before["criteria"] != now["criteria"]
    assert later["computed_from"] == then
    assert run("evaluate", "--check", INSPECTION).code == 0


@pytest.mark.usefixtures("evaluating")
def test_the_same_commit_gives_the_same_figures_again_and_again(run: Run) -> None:
    drawn = [run("evaluate", "hilltop", "2026", "--show", "--json").out for _ in range(2)]

    assert drawn[0] == drawn[1]


def test_a_check_computes_again_from_the_commit_that_is_named(run: Run, evaluating: TestOffice) -> None:
    run("evaluate", "hilltop", "2026")
    evaluating.decide("dan", "submit", ROOF)
    before = evaluating.git("rev-parse", "HEAD")

    ran = run("evaluate", "--check", INSPECTION)

    assert ran.code == 0, ran.err
    assert f"{INSPECTION}: every figure is what {evaluating.git('rev-parse', 'HEAD~2')[:12]} gives" in ran.out
    assert run("evaluate", "--check", INSPECTION, "--json").json == {
        "record": INSPECTION,
        "computed_from": evaluating.git("rev-parse", "HEAD~2"),
        "same": True,
        "differences": [],
    }
    assert evaluating.git("rev-parse", "HEAD") == before


CHANGES = [
    (("parts", 0, "figures", 0, "value"), "60.00", ("asking", "handed-in", "value", "60.00", "50.00")),
    (("parts", 0, "figures", 0, "sources"), [ROOF], ("asking", "handed-in", "sources", ROOF, f"{ROOF}, {SHELVES}")),
    (("parts", 0, "figures", 0, "lacking"), [], ("asking", "handed-in", "lacking", "—", ROOF)),
    (("parts", 0, "figures", 1, "id"), "other", ("asking", "grants", "id", "—", "grants")),
    (("parts", 0, "share"), 61, ("asking", "", "share", "61", "60")),
    (("parts", 1, "suggested_score"), "90", ("spending", "", "suggested_score", "90", "—")),
    (("parts", 1, "part"), "other", ("other", "", "part", "other", "")),
    (("medals", 0, "from"), "70", ("", "", "medals", "gold 金 70, none 无 0", "gold 金 80, none 无 0")),
    (("period_to",), "2026-06-30", ("", "", "period_to", "2026-06-30", "2026-12-31")),
    (("library",), "units/valley", ("", "", "library", "units/valley", "units/hilltop")),
    (("computed_from",), "main", ("", "", "computed_from", "main", "")),
    (("computed_from",), "0" * 40, ("", "", "computed_from", "0" * 40, "")),
    (("computed_from",), "--all", ("", "", "computed_from", "--all", "")),
]


@pytest.mark.parametrize(("path", "value", "difference"), CHANGES, ids=[str(row[0]) + str(row[1]) for row in CHANGES])
def test_a_check_tells_everything_that_was_changed(
    run: Run,
    evaluating: TestOffice,
    path: tuple[str | int, ...],
    value: object,
    difference: tuple[str, str, str, str, str],
) -> None:
    run("evaluate", "hilltop", "2026")
    evaluating.edit(INSPECTION, {path: value})
    evaluating.commit("ben", "Change it by hand")

    ran = run("evaluate", "--check", INSPECTION, "--json")

    assert ran.code == 4
    assert ran.json["same"] is False
    names = ("criterion", "figure", "field", "stated", "computed")
    assert dict(zip(names, difference, strict=True)) in ran.json["differences"]
    told = run("evaluate", "--check", INSPECTION)
    assert told.code == 4
    assert difference[2] in told.out
    assert "difference(s)" in told.out


def test_a_commit_beside_the_history_is_not_computed_from(run: Run, evaluating: TestOffice) -> None:
    evaluating.git("switch", "-q", "-c", "beside")
    beside = evaluating.commit("ben", "Beside")
    evaluating.git("switch", "-q", "main")

    ran = run("evaluate", "hilltop", "2026", "--at", "beside")
    run("evaluate", "hilltop", "2026")
    evaluating.edit(INSPECTION, {("computed_from",): beside})
    evaluating.commit("ben", "Name another commit")
    check = run("evaluate", "--check", INSPECTION)

    assert ran.code == 2
    assert "does not lie in the history" in ran.err
    assert check.code == 4
    assert "not in the history of the record" in check.out


def test_a_norm_in_force_gives_weights_and_bands(run: Run, evaluating: TestOffice) -> None:
    charter(evaluating)

    found = run("evaluate", "hilltop", "2026", "--json").json

    assert [one["weight"] for one in found["criteria"]] == ["30", "70"]
    assert [band["id"] for band in found["bands"]] == ["good", "bad"]
    assert found["norm"] == CHARTER
    assert evaluating.as_("ben").snapshot.record(INSPECTION).value("charter") == CHARTER  # type: ignore[union-attr]
    assert run("evaluate", "--check", INSPECTION).code == 0


def test_of_several_norms_one_is_named_and_then_kept(run: Run, evaluating: TestOffice) -> None:
    charter(evaluating)
    charter(evaluating, "charters/second", asking="50", spending="50")

    asked = run("evaluate", "hilltop", "2026")
    named = run("evaluate", "hilltop", "2026", "--norm", "charters/second")
    again = run("evaluate", "hilltop", "2026", "--json")

    assert asked.code == 2
    assert "charters/first, charters/second" in asked.err
    assert named.code == 0, named.err
    assert again.json["norm"] == "charters/second"


def test_an_evaluation_by_the_law_is_checked_by_the_law_though_a_norm_came_later(
    run: Run, evaluating: TestOffice
) -> None:
    run("evaluate", "hilltop", "2026")
    charter(evaluating)

    assert run("evaluate", "--check", INSPECTION).code == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 2, "name a department and a period"),
        (("hilltop",), 2, "name a department and a period"),
        (("hilltop", "2026", "--check", INSPECTION), 2, "name a department and a period"),
        (("nobody", "2026"), 2, "no unit nobody"),
        (("../hilltop", "2026"), 2, "no unit ../hilltop"),
        (("hilltop", "soon"), 2, "soon names no period"),
        (("hilltop", "2026", "--at", "never"), 2, "never names no commit"),
        (("hilltop", "2026", "--norm", "charters/none"), 2, "no norm in force"),
        (("--check", SHELVES), 2, "no evaluation"),
        (("--check", "nothing"), 2, "no record is named nothing"),
    ],
)
def test_words_that_do_not_fit_are_told(
    run: Run, evaluating: TestOffice, words: tuple[str, ...], code: int, says: str
) -> None:
    before = evaluating.git("rev-parse", "HEAD")

    ran = run("evaluate", *words)

    assert ran.code == code
    assert says in ran.err
    assert evaluating.git("rev-parse", "HEAD") == before


def test_a_norm_whose_items_are_not_the_criteria_does_not_fit(run: Run, evaluating: TestOffice) -> None:
    charter(evaluating, asking="30", spending="60")

    ran = run("evaluate", "hilltop", "2026")

    assert ran.code == 2
    assert "for each of these and for nothing else, 100 in all: asking, spending" in ran.err


def test_a_period_by_hand_that_is_none_is_not_checked(run: Run, evaluating: TestOffice) -> None:
    path = evaluating.path("inspections/hilltop/special")
    path.parent.mkdir(parents=True)
    path.write_text("kind: inspection\nstage: open\ndecisions: []\n", "utf-8")
    evaluating.commit("ben", "Draw up one by hand")

    ran = run("evaluate", "--check", "hilltop/special")

    assert ran.code == 2
    assert "special names no period" in ran.err


def test_only_those_who_draw_it_up_may(run: Run, become: Become, evaluating: TestOffice) -> None:
    become("dan")

    ran = run("evaluate", "hilltop", "2026")

    assert ran.code == 3
    assert "R4-DRAFTER" in ran.err
    assert evaluating.git("status", "--porcelain") == ""
    assert run("evaluate", "hilltop", "2026", "--show").code == 0


def test_what_was_handed_in_is_not_drawn_up_again(run: Run, evaluating: TestOffice) -> None:
    run("evaluate", "hilltop", "2026")
    run("edit", INSPECTION, "--set", "parts.0.mark=55", "--set", "parts.1.mark=70")
    run("score", INSPECTION)
    evaluating.decide("ben", "submit", INSPECTION)
    evaluating.decide("dan", "submit", ROOF)

    ran = run("evaluate", "hilltop", "2026")

    assert ran.code == 3
    assert run("evaluate", "--check", INSPECTION).code == 0


def test_a_draft_that_cannot_be_read_is_told(run: Run, evaluating: TestOffice) -> None:
    run("evaluate", "hilltop", "2026")
    evaluating.path(INSPECTION).write_text("kind: inspection\nkind: inspection\n", "utf-8")

    ran = run("evaluate", "hilltop", "2026")

    assert ran.code == 4
    assert "Y-DUPLICATE-KEY" in ran.err


def test_a_law_that_evaluates_nobody_says_so(run: Run, become: Become) -> None:
    become("ben")

    ran = run("evaluate", "hilltop", "2026")

    assert ran.code == 5
    assert "evaluates nobody" in ran.err
