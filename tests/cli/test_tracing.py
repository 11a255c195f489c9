"""The command trace: trees both ways, gaps, then and now, on the foundation's grants and a programme above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.yaml.writer import dump_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
AIMS, LATER = "aims/2026", "aims/2027"

PROCESS = """kind: aims
title: {zh: 目标, en: aims}
path: aims/{year}
drafted-by: [{role: clerk}]
stages:
  draft: {title: {zh: 草稿, en: draft}, editable: true}
  set: {title: {zh: 已定, en: set}}
transitions:
  - {verb: submit, from: draft, to: set, by: [{role: clerk}]}
supersedes: {field: supersedes, in-force: [set]}
trace: {entries: goals, to: [goals.grants], unit: goals.library}
"""
SCHEMA = """{
  "type": "object",
  "properties": {
    "kind": {"const": "aims"},
    "supersedes": {"type": "string", "reference": ["aims"]},
    "goals": {"type": "array", "items": {
      "type": "object",
      "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "library": {"type": "string", "reference": ["unit"]},
        "grants": {"type": "array", "items": {"type": "string", "reference": ["grant"]}}
      }
    }},
    "stage": {"$ref": "types.schema.json#/$defs/stage"},
    "decisions": {"$ref": "types.schema.json#/$defs/decisions"}
  },
  "additionalProperties": false
}
"""
GAPS = """gaps:
  - id: aim-without-grant
    title: {zh: 无资助的目标, en: aims without a grant}
    basis: G1
    of: aims
    stage: [set]
    leads-to: grant
  - {id: grant-without-aim, title: {zh: 无目标的资助, en: grants without an aim}, of: grant, comes-from: aims}
"""


def aims(*goals: Mapping[str, object], **more: object) -> str:
    return dump_yaml({"kind": "aims", **more, "goals": list(goals), "stage": "set", "decisions": []})


READING = {"id": "reading", "title": "人人\n有书读", "library": "units/valley", "grants": [SHELVES]}
ROOFS = {"id": "roofs", "title": "不漏雨", "grants": []}


@pytest.fixture
def traced(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> TestOffice:
    """The foundation with a law of tracing, and with aims for a year."""
    schemas = office.folder / "schemas"
    (schemas / "aims.process.yaml").write_text(PROCESS, "utf-8")
    (schemas / "aims.schema.json").write_text(SCHEMA, "utf-8")
    for name, more in (("procedure.yaml", GAPS), ("grant.process.yaml", "trace: {from: [follows]}\n")):
        path = schemas / name
        path.write_text(path.read_text("utf-8") + more, "utf-8")
    office.path(AIMS).parent.mkdir()
    office.path(AIMS).write_text(aims(READING, ROOFS), "utf-8")
    office.commit("ada")
    monkeypatch.chdir(office.folder)
    return office


@pytest.mark.usefixtures("traced")
def test_an_entry_is_drawn_with_what_it_leads_to(run: Run) -> None:
    ran = run("trace", "aims/2026#reading")

    assert ran.code == 0
    assert ran.out.splitlines() == [
        "Comes from:",
        "aims  aims/2026#reading  人人 有书读  [set]",
        "└── nothing on record",
        "Leads to:",
        "aims  aims/2026#reading  人人 有书读  [set]",
        f"└── grant  {SHELVES}  新书架  [desk]",
        f"    └── grant  {ROOF}  屋顶  [idea]",
    ]


@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize("reference", [ROOF, "roof/application", f"records/{ROOF}.yaml"])
def test_a_record_is_drawn_with_what_it_comes_from(run: Run, reference: str) -> None:
    lines = run("trace", reference).out.splitlines()

    assert lines[:4] == [
        "Comes from:",
        f"grant  {ROOF}  屋顶  [idea]",
        f"└── grant  {SHELVES}  新书架  [desk]",
        "    └── aims  aims/2026#reading  人人 有书读  [set]",
    ]


@pytest.mark.usefixtures("traced")
def test_a_narrow_terminal_cuts_nothing_off(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "30")

    assert f"└── grant  {SHELVES}  新书架  [desk]\n" in run("trace", ROOF).out


@pytest.mark.usefixtures("traced")
def test_a_record_with_entries_is_drawn_entry_by_entry(run: Run) -> None:
    out = run("trace", AIMS).out

    assert out.count("Leads to:") == 2
    assert "aims  aims/2026#roofs  不漏雨  [set]" in out


@pytest.mark.usefixtures("traced")
def test_a_program_gets_nodes_and_every_link(run: Run) -> None:
    told = run("trace", SHELVES, "--json").json

    assert sorted(told) == ["asked", "downstream", "links", "nodes", "revisions", "upstream"]
    assert (told["asked"], told["upstream"], told["downstream"]) == ([SHELVES], ["aims/2026#reading"], [ROOF])
    assert told["links"] == [
        {"from": "aims/2026#reading", "to": SHELVES, "revision": False},
        {"from": SHELVES, "to": ROOF, "revision": False},
    ]
    assert told["nodes"][0] == {
        "id": "aims/2026#reading",
        "record": AIMS,
        "entry": "reading",
        "kind": "aims",
        "stage": "set",
        "title": "人人\n有书读",
        "superseded_by": [],
        "broken": False,
    }


def test_a_superseded_record_stays_readable_and_says_so(run: Run, traced: TestOffice) -> None:
    traced.path(LATER).write_text(aims(READING, supersedes=AIMS), "utf-8")
    traced.commit("ada")

    lines = run("trace", "aims/2027#reading").out.splitlines()
    told = run("trace", "aims/2027#reading", "--json").json
    before, after = run("show", AIMS), run("show", LATER)

    assert lines[5:7] == [
        "├── grant  grants/2026/shelves/application  新书架  [desk]",
        f"│   └── grant  {ROOF}  屋顶  [idea]",
    ]
    assert lines[7].startswith("└── aims  aims/2026#reading")
    assert lines[7].endswith("(other revision; superseded by aims/2027)")
    assert lines[8].endswith("(shown above)")
    assert told["revisions"] == ["aims/2026#reading"]
    assert {"from": "aims/2026#reading", "to": "aims/2027#reading", "revision": True} in told["links"]
    assert before.out.splitlines()[1] == "superseded by aims/2027"
    assert after.out.splitlines()[1] == "supersedes aims/2026"
    assert run("show", AIMS, "--json").json["superseded_by"] == [LATER]
    assert run("show", LATER, "--json").json["supersedes"] == AIMS


def test_circles_and_what_is_not_there_are_marked(run: Run, traced: TestOffice) -> None:
    traced.edit(SHELVES, {("follows",): ROOF})
    traced.path(AIMS).write_text(
        aims({**READING, "grants": [SHELVES, "grants/2026/gone/application", "x\ny"]}), "utf-8"
    )
    traced.commit(None)

    out = run("trace", "aims/2026#reading").out

    assert f"grant  {SHELVES}  新书架  [desk]  (leads back here)" in out
    assert "grant  grants/2026/gone/application  (not on record)" in out
    assert "── x y  (not on record)" in out


@pytest.mark.usefixtures("traced")
def test_gaps_are_listed_one_by_one_and_are_no_fault(run: Run) -> None:
    ran = run("trace", "--gaps")

    assert ran.code == 0
    lines = [line.split() for line in ran.out.splitlines()]
    assert lines == [
        ["aims", "without", "a", "grant", "[G1]:", "1"],
        ["record", "stage", "unit", "title"],
        ["aims/2026#roofs", "set", "不漏雨"],
        ["grants", "without", "an", "aim:", "0"],
    ]


@pytest.mark.usefixtures("traced")
def test_a_program_gets_every_gap(run: Run) -> None:
    told = run("trace", "--gaps", "--json").json

    assert [(gap["gap"], gap["basis"], len(gap["of"])) for gap in told] == [
        ("aim-without-grant", "G1", 1),
        ("grant-without-aim", "", 0),
    ]
    assert told[0]["title"] == {"zh": "无资助的目标", "en": "aims without a grant"}
    assert (told[0]["of"][0]["id"], told[0]["of"][0]["unit"]) == ("aims/2026#roofs", "")


@pytest.mark.parametrize(
    ("unit", "ids"), [("", ["aims/2026#reading"]), ("valley", ["aims/2026#reading"]), ("hilltop", []), ("none", [])]
)
def test_gaps_are_those_of_a_unit(run: Run, traced: TestOffice, unit: str, ids: list[str]) -> None:
    traced.path(AIMS).write_text(aims({**READING, "grants": []}), "utf-8")
    traced.commit("ada")

    told = run("trace", "--gaps", "--unit", unit, "--json").json

    assert [one["id"] for one in told[0]["of"]] == ids


def test_a_gap_of_records_goes_by_the_unit_of_the_record(run: Run, traced: TestOffice) -> None:
    traced.path(AIMS).write_text(aims(ROOFS), "utf-8")
    traced.commit("ada")

    told = run("trace", "--gaps", "--unit", "units/hilltop", "--json").json

    assert [len(gap["of"]) for gap in told] == [0, 2]
    assert {one["unit"] for one in told[1]["of"]} == {"units/hilltop"}


def test_the_office_is_traced_as_it_stood(run: Run, traced: TestOffice) -> None:
    traced.path(AIMS).write_text(aims(READING), "utf-8")
    traced.commit("ada")

    now, then = run("trace", "--gaps", "--json").json, run("trace", "--gaps", "--at", "HEAD~1", "--json").json

    assert [len(gap["of"]) for gap in now] == [0, 0]
    assert [len(gap["of"]) for gap in then] == [1, 0]
    assert run("trace", "aims/2026#roofs", "--at", "HEAD~1").code == 0
    assert run("trace", "aims/2026#roofs").code == 2


@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "name a record to trace, or ask for --gaps"),
        ((ROOF, "--gaps"), "name a record to trace, or ask for --gaps"),
        ((ROOF, "--unit", "hilltop"), "--unit goes with --gaps"),
        (("nowhere",), "no record is named nowhere"),
        (("#reading",), "no record is named"),
        (("application",), "several records"),
        (("aims/2026#",), "aims/2026 has no entry . Its entries are: reading, roofs"),
        (("aims/2026#x#y",), "aims/2026 has no entry x#y. Its entries are: reading, roofs"),
        ((f"{ROOF}#x",), f"{ROOF} has no entry x. Its entries are: —"),
        ((ROOF, "--at", "never"), "never names no commit, branch or day"),
    ],
)
def test_what_cannot_be_traced_is_said(run: Run, words: tuple[str, ...], says: str) -> None:
    ran = run("trace", *words)

    assert (ran.code, ran.out) == (2, "")
    assert says in " ".join(ran.err.split())


def test_a_law_without_gaps_has_none(run: Run, office: TestOffice) -> None:
    assert run("trace", "--gaps", folder=office.folder).out == ""
    assert run("trace", "--gaps", "--json").json == []
    assert run("trace", ROOF).out.count("nothing on record") == 2
