"""Comparing the whole office: overlap, as it is shown and as it is entered for those who answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from tests.overlap_law import OVERLAP, compare_grants

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
CASES, LAMPS = "grants/2027/cases/application", "grants/2027/lamps/application"
REPORT = "grants/2027/cases/report"


@pytest.fixture
def compared(run: Run, become: Become) -> TestOffice:
    """An office whose law compares grants, with a grant for bookcases, which the shelves of 2026 were already."""
    office = become("ada")
    compare_grants(office.folder)
    office.commit("ada")
    become("dan")
    for name, title in (("cases", "图书馆新书柜购置"), ("lamps", "阅读灯")):
        assert run("new", "grant", "2027", name, "--set", f"title={title}", "--set", "library=units/hilltop").code == 0
    return office


def listed(office: TestOffice) -> list[dict[str, object]]:
    """The list as the report has it."""
    read = read_yaml(office.path(REPORT).read_bytes())
    assert isinstance(read, YamlText)
    entries = read.data.get("like_grants", [])
    assert isinstance(entries, list)
    return entries


def draw_up_report(run: Run) -> None:
    """The draft in which the list is entered."""
    assert run("new", "report", "2027", "cases", "--set", "spent=0.00").code == 0


@pytest.mark.usefixtures("compared")
def test_the_likeliest_duplicates_are_shown_with_the_words_that_show_it(run: Run) -> None:
    ran = run("overlap", CASES)

    assert ran.code == 0
    assert ran.out.splitlines()[:2] == [
        f"图书馆新书柜购置  ({CASES})",
        "Compared with 3 records; shown from score 30 on:",
    ]
    assert ran.out.splitlines()[2].split()[1:] == ["新书架", SHELVES, "hilltop", "desk"]
    assert "书柜≈书架" in ran.out.splitlines()[3]
    assert len(ran.out.splitlines()) == 4


@pytest.mark.usefixtures("compared")
def test_a_dossier_stands_for_the_record_in_it_that_is_compared(run: Run) -> None:
    assert run("overlap", CASES.rpartition("/")[0]).out == run("overlap", CASES).out


@pytest.mark.usefixtures("compared")
def test_json_tells_the_same(run: Run) -> None:
    told = run("overlap", CASES, "--json").json

    (found,) = told.pop("overlaps")
    (reason,) = found.pop("reasons")
    assert told == {"record": CASES, "compared": 3, "least": 30, "entered": None}
    assert 30 <= found.pop("score") < 100
    assert found == {"existing": SHELVES, "kind": "grant", "unit": "units/hilltop", "stage": "desk", "title": "新书架"}
    assert (reason["aspect"], "书柜≈书架" in reason["shared"]) == ("title", True)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ((CASES, "--least", "1"), [SHELVES]),
        ((CASES, "--least", "99"), []),
        ((CASES, "--most", "1"), [SHELVES]),
        (("cases/application", "--at", "main"), [SHELVES]),
        ((LAMPS,), []),
        ((ROOF, "--least", "1"), []),
    ],
)
@pytest.mark.usefixtures("compared")
def test_the_list_holds_what_scores_enough(run: Run, words: tuple[str, ...], ids: list[str]) -> None:
    assert [one["existing"] for one in run("overlap", *words, "--json").json["overlaps"]] == ids


@pytest.mark.usefixtures("compared")
def test_nothing_alike_is_said(run: Run) -> None:
    assert run("overlap", LAMPS).out.splitlines()[1] == "Nothing alike from score 30 on, among 3 records."


@pytest.mark.usefixtures("compared")
def test_a_record_that_names_the_new_one_is_no_duplicate_of_it(run: Run) -> None:
    words = ("--set", "title=新书柜", "--set", "library=units/hilltop", "--set", f"follows={CASES}")
    assert run("new", "grant", "2028", "more", *words).code == 0

    forth, back = run("overlap", CASES, "--json").json, run("overlap", "2028/more/application", "--json").json

    assert run("verify").code == 0
    assert [one["existing"] for one in forth["overlaps"]] == [SHELVES]
    assert {one["existing"] for one in back["overlaps"]} == {CASES, SHELVES}
    assert len(run("overlap", "2028/more/application", "--most", "1", "--json").json["overlaps"]) == 1


def test_the_list_is_entered_in_the_draft_as_a_commit_of_the_officer(run: Run, compared: TestOffice) -> None:
    draw_up_report(run)

    ran = run("overlap", CASES, "--enter")

    assert ran.code == 0
    assert f"Entered in {REPORT}" in ran.out
    (entry,) = listed(compared)
    assert entry["existing"] == SHELVES
    assert entry["reasons"] == [f"名称 / title {entry['score']}: 书柜≈书架、新"]
    assert compared.git("log", "-1", "--format=%s %an") == f"Edit {REPORT} 丹"
    assert compared.git("status", "--porcelain") == ""
    assert run("verify").code == 0


def test_what_is_entered_already_is_not_entered_again(run: Run, compared: TestOffice) -> None:
    draw_up_report(run)
    first = run("overlap", CASES, "--enter", "--json").json["entered"]
    again = run("overlap", CASES, "--enter", "--json").json["entered"]
    said = run("overlap", CASES, "--enter")

    assert first["commit"] == compared.git("rev-parse", "HEAD")
    assert again == {"record": REPORT, "commit": "", "stale": []}
    assert said.out.splitlines()[-1] == f"{REPORT} holds this list already"


def test_answers_stay_when_the_list_is_entered_anew(run: Run, compared: TestOffice) -> None:
    draw_up_report(run)
    run("overlap", CASES, "--enter")
    run("edit", REPORT, "--set", "like_grants.0.answer=旧书架已报废")
    run("edit", REPORT, "--set", "like_grants.0.score=1")
    more = f"{{existing: {ROOF}, score: '5', reasons: [], answer: 无关}}"
    run("edit", REPORT, "--set", f"like_grants.1={more}")
    run("edit", REPORT, "--set", f"like_grants.2={{existing: {LAMPS}, score: '5', reasons: []}}")
    assert len(listed(compared)) == 3

    assert run("overlap", CASES, "--enter").code == 0

    entries = listed(compared)
    assert [(entry["existing"], entry["answer"]) for entry in entries] == [(SHELVES, "旧书架已报废"), (ROOF, "无关")]
    assert entries[0]["score"] != "1"
    assert run("verify").code == 0


def test_a_submitted_record_has_every_answer(run: Run, compared: TestOffice) -> None:
    draw_up_report(run)
    run("overlap", CASES, "--enter")

    refused = run("submit", REPORT)
    run("edit", REPORT, "--set", "like_grants.0.answer=旧书架已报废")
    submitted = run("submit", REPORT)

    assert (refused.code, "R8-REQUIRED: like_grants.0.answer is missing" in refused.err) == (3, True)
    assert submitted.code == 0
    assert compared.stage_of(REPORT) == "filed"


def test_answers_that_a_draft_still_lacks_are_counted(run: Run, compared: TestOffice) -> None:
    draw_up_report(run)
    run("overlap", CASES, "--enter")
    run("edit", REPORT, "--set", f"like_grants.1={{existing: {ROOF}, score: '5', reasons: []}}")
    assert len(listed(compared)) == 2

    [told] = [line for line in run("todo").out.splitlines() if REPORT in line]

    assert "(missing: 意见 / answer ×2)" in told


def test_nothing_is_entered_in_what_is_no_draft_any_more(run: Run, compared: TestOffice) -> None:
    draw_up_report(run)
    assert run("submit", REPORT).code == 0

    ran = run("overlap", CASES, "--enter")

    assert (ran.code, "R6-NOT-A-DRAFT" in ran.err) == (3, True)
    assert compared.stage_of(REPORT) == "filed"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("units/hilltop",), 2, "units/hilltop is a unit, which is not compared. Compared are: grant"),
        (("nowhere",), 2, "no record is named nowhere"),
        (("application",), 2, "application can mean several records"),
        ((CASES, "--least", "0"), 2, "--least"),
        ((CASES, "--least", "101"), 2, "--least"),
        ((CASES, "--most", "0"), 2, "--most"),
        ((CASES, "--at", "nowhere"), 2, "nowhere names no commit"),
        ((CASES, "--at", "2026-03-03"), 5, "compares no records"),
        ((CASES, "--enter"), 2, f"{REPORT}, in which the list is entered, is not there yet"),
        ((CASES, "--enter"), 2, "Draw it up with `cio-ctl new report 2027 cases`"),
        ((CASES, "--enter", "--at", "main"), 2, "leave out --at"),
    ],
)
def test_what_cannot_be_compared_or_entered_is_refused(
    run: Run, compared: TestOffice, words: tuple[str, ...], code: int, says: str
) -> None:
    before = compared.git("rev-parse", "HEAD"), compared.git("status", "--porcelain")

    ran = run("overlap", *words)

    assert ran.code == code
    assert says in ran.err
    assert ran.out == ""
    assert (compared.git("rev-parse", "HEAD"), compared.git("status", "--porcelain")) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [("like_grants: [\n", "Y-SYNTAX"), ("like_grants: 1\nlike_grants: 2\n", "Y-DUPLICATE-KEY")],
)
def test_a_draft_that_cannot_be_read_is_left_alone(run: Run, compared: TestOffice, text: str, says: str) -> None:
    draw_up_report(run)
    path = compared.path(REPORT)
    path.write_text(path.read_text("utf-8") + text, "utf-8")

    ran = run("overlap", CASES, "--enter")

    assert (ran.code, says in ran.err) == (4, True)
    assert path.read_text("utf-8").endswith(text)


def test_who_may_not_edit_the_draft_may_not_enter_the_list(run: Run, compared: TestOffice, become: Become) -> None:
    draw_up_report(run)
    become("ben")

    ran = run("overlap", CASES, "--enter")

    assert (ran.code, "R4-DRAFTER" in ran.err) == (3, True)
    assert "like_grants" not in compared.git("show", f"HEAD:records/{REPORT}.yaml").replace("# like_grants", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('  entered-in: {record: "grants/{year}/{grant}/report", field: like_grants}\n', ""),
        ("    grant:\n", "    unit: {fields: {title: [name]}}\n    grant:\n"),
    ],
)
def test_a_list_that_the_law_enters_nowhere_is_only_shown(run: Run, become: Become, old: str, new: str) -> None:
    office = become("ada")
    compare_grants(office.folder)
    procedure = office.folder / "schemas" / "procedure.yaml"
    assert OVERLAP.count(old) == 1
    procedure.write_text(procedure.read_text("utf-8").replace(old, new), "utf-8")
    office.commit("ada")
    record = SHELVES if not new else "units/hilltop"

    assert run("overlap", record).code == 0
    ran = run("overlap", record, "--enter")

    assert (ran.code, "the law names no record" in ran.err) == (2, True)


def test_an_office_whose_law_compares_nothing_says_so(run: Run, become: Become) -> None:
    become("ada")

    ran = run("overlap", ROOF)

    assert (ran.code, "compares no records" in ran.err) == (5, True)
