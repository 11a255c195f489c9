"""Checking: validate, verify, explain."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"


def broken_yaml(office: TestOffice) -> str:
    text = office.path(ROOF).read_text("utf-8")
    office.path(ROOF).write_text(text.replace("title: 屋顶", 'title: "屋顶'), "utf-8")
    return f"records/{ROOF}.yaml:6: Y-SYNTAX"


def value_of_the_wrong_form(office: TestOffice) -> str:
    office.edit(ROOF, {("amount",): "12"})
    return f"records/{ROOF}.yaml:6: R8-SCHEMA"


def reference_to_nothing(office: TestOffice) -> str:
    office.edit(ROOF, {("library",): "units/moon"})
    return "R8-REFERENCE"


def altered_evidence(office: TestOffice) -> str:
    next((office.folder / "records/grants/2026/shelves/evidence").iterdir()).write_text("x", "utf-8")
    return "R11-ALTERED"


def missing_evidence(office: TestOffice) -> str:
    next((office.folder / "records/grants/2026/shelves/evidence").iterdir()).unlink()
    return "R11-MISSING"


def stage_set_by_hand(office: TestOffice) -> str:
    office.edit(ROOF, {("stage",): "granted"})
    return "R3-STAGE"


def file_without_a_place(office: TestOffice) -> str:
    (office.folder / "records/notes.txt").write_text("x", "utf-8")
    return "records/notes.txt: R13-OUTSIDE"


def file_with_an_odd_name(office: TestOffice) -> str:
    (office.folder / "records/grants/2026/灯.yaml").write_text("kind: grant\n", "utf-8")
    return "records/grants/2026/灯.yaml: R13-NAME"


def executable_record(office: TestOffice) -> str:
    office.path(ROOF).chmod(0o755)
    return f"R13-MODE: records/{ROOF}.yaml is an executable file"


def link_to_a_file(office: TestOffice) -> str:
    office.path(ROOF).unlink()
    office.path(ROOF).symlink_to("/etc/passwd")
    return f"R13-MODE: records/{ROOF}.yaml is a symbolic link"


def link_to_a_folder(office: TestOffice) -> str:
    (office.folder / "records/grants/2025").symlink_to("2026")
    return "R13-MODE: records/grants/2025 is a symbolic link"


def pipe(office: TestOffice) -> str:
    os.mkfifo(office.folder / "records/grants/2026/pipe")
    return "R13-MODE: records/grants/2026/pipe is"


def law_that_cannot_be_read(office: TestOffice) -> str:
    law = office.folder / "schemas" / "grant.process.yaml"
    law.write_text(law.read_text("utf-8").replace("to: desk", "to: disk"), "utf-8")
    return "schemas/grant.process.yaml:20: L-UNKNOWN"


@pytest.mark.parametrize(
    "spoil",
    [
        broken_yaml,
        value_of_the_wrong_form,
        reference_to_nothing,
        altered_evidence,
        missing_evidence,
        stage_set_by_hand,
        file_without_a_place,
        file_with_an_odd_name,
        executable_record,
        link_to_a_file,
        link_to_a_folder,
        pipe,
        law_that_cannot_be_read,
    ],
)
def test_what_is_wrong_with_the_tree_is_found_with_its_place(
    run: Run, become: Become, spoil: Callable[[TestOffice], str]
) -> None:
    expected = spoil(become("ada"))

    ran, told = run("validate"), run("validate", "--json")

    assert (ran.code, told.code) == (4, 4)
    assert expected in ran.err
    assert "    → " in ran.err
    assert {entry["code"] for entry in told.json["findings"]} <= {word.rstrip(":") for word in ran.err.split()}


def test_a_records_folder_that_is_a_link_is_not_followed(run: Run, become: Become) -> None:
    office = become("ada")
    (office.folder / "records").rename(office.folder.parent / "elsewhere")
    (office.folder / "records").symlink_to(office.folder.parent / "elsewhere")

    told = run("validate", "--json")

    assert told.code == 4
    assert told.json["records"] == 0
    assert "R13-MODE" in {entry["code"] for entry in told.json["findings"]}


def test_a_sound_tree_is_counted(run: Run, become: Become) -> None:
    office = become("ada")

    ran = run("validate", folder=office.folder / "records" / "grants")

    assert (ran.code, ran.out, ran.err) == (0, "13 records, 0 findings\n", "")
    assert run("validate", "--json").json == {"records": 13, "findings": []}


def test_a_tree_without_git_is_checked_too(run: Run, become: Become) -> None:
    office = become("ada")
    (office.folder / ".git").rename(office.folder.parent / "git")

    assert run("validate").code == 0
    assert run("verify").code == 5


def test_another_commit_can_be_checked_whatever_lies_here(run: Run, become: Become) -> None:
    office = become("ada")
    broken_yaml(office)

    assert run("validate", "--at", "HEAD").code == 0
    assert run("validate", "--at", "2026-03-02", "--json").json == {"records": 12, "findings": []}
    office.commit("ada")
    ran = run("validate", "--at", "HEAD")
    assert ran.code == 4
    assert f"records/{ROOF}.yaml:6: Y-SYNTAX" in ran.err
    assert run("validate", "--at", "HEAD~1").code == 0
    assert run("validate", "--at", "nowhere").code == 2


def test_a_finding_as_json_names_code_rule_place_and_remedy(run: Run, become: Become) -> None:
    reference_to_nothing(become("ada"))

    found = run("validate", "--json").json["findings"][0]

    assert found == {
        "code": "R8-REFERENCE",
        "rule": 8,
        "basis": found["basis"],
        "note": False,
        "path": f"records/{ROOF}.yaml",
        "line": found["line"],
        "commit": "",
        "message": "units/moon is not an existing unit",
        "remedy": "name an existing record by its id",
        "arguments": {"target": "units/moon", "kinds": "unit"},
    }


def test_a_good_history_is_proved(run: Run, become: Become) -> None:
    office = become("ada")
    root = office.git("rev-list", "--max-parents=0", "HEAD")
    tip = office.git("rev-parse", "HEAD")

    first, second = run("verify"), run("verify")

    assert (first.code, second.code) == (0, 0)
    assert "R12-TRUST" in first.out
    assert second.out.splitlines() == [
        f"anchor   {root}",
        f"tip      {tip} main",
        "15 commits, 0 merges, 2 officers, 0 findings",
        "The history holds.",
    ]


def test_a_proof_as_json_is_one_object(run: Run, become: Become) -> None:
    office = become("ada")
    root = office.git("rev-list", "--max-parents=0", "HEAD")

    told = run("verify", "--anchor", root, "--json").json

    assert told.pop("summary")["register_changes"] > 0
    assert told == {
        "clean": True,
        "anchor": root,
        "pinned": True,
        "tip": office.git("rev-parse", "HEAD"),
        "branch": "refs/heads/main",
        "commits": 15,
        "merges": 0,
        "officers": ["officers/ada", "officers/dan"],
        "findings": [],
    }


@pytest.mark.parametrize(
    ("take", "code"),
    [
        (lambda root: root, 0),
        (lambda root: root[:7], 0),
        (lambda root: root.upper(), 0),
        (lambda root: root[:6], 4),
        (lambda _root: "0" * 40, 4),
        (lambda root: root + "0", 4),
        (lambda root: root[1:], 4),
    ],
    ids=["whole", "seven", "upper case", "too short", "another", "too long", "inner part"],
)
def test_the_anchor_is_the_first_commit(run: Run, become: Become, take: Callable[[str], str], code: int) -> None:
    root = become("ada").git("rev-list", "--max-parents=0", "HEAD")

    ran = run("verify", "--anchor", take(root), "--json")

    assert ran.code == code
    assert [entry["code"] for entry in ran.json["findings"]] == ["R12-ANCHOR"] * (code // 4)


def test_a_commit_of_nobody_is_found_with_its_id_and_path(run: Run, become: Become) -> None:
    office = become("ada")
    office.edit(ROOF, {("title",): "x"})
    commit = office.commit(None)

    ran, told = run("verify"), run("verify", "--json")

    assert (ran.code, told.code) == (4, 4)
    assert "The history does not hold." in ran.out
    assert [(entry["code"], entry["commit"]) for entry in told.json["findings"] if not entry["note"]] == [
        ("R1-UNSIGNED", commit)
    ]
    line = next(line for line in ran.out.splitlines() if "R1-UNSIGNED" in line)
    assert line.startswith(commit[:12])
    assert "make changes through cio-ctl, or sign with `git commit -S`" in line


def test_a_history_is_proved_up_to_a_commit(run: Run, become: Become) -> None:
    office = become("ada")
    good = office.git("rev-parse", "HEAD")
    office.edit(ROOF, {("title",): "x"})
    office.commit(None)

    told = run("verify", "--at", good, "--json")

    assert told.code == 0
    assert (told.json["tip"], told.json["branch"], told.json["commits"]) == (good, "", 15)


def test_a_rewritten_history_is_found_by_those_who_saw_the_first(run: Run, become: Become) -> None:
    office = become("ada")
    run("verify")
    office.git("reset", "-q", "--hard", "HEAD~1")

    ran = run("verify")

    assert ran.code == 4
    assert "R12-REWRITTEN" in ran.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("R3-GUARD",), "R3-GUARD: not yet in place"),
        (("r3-guard",), "Rule 3. A transition exists"),
        (("W-EDITED",), "W-EDITED: {path} was edited by hand"),
        (("G2",), "G2: under 100,000 the director decides"),
        (("g3",), "  grant close-at-once: clerk"),
        (("G1",), "  grant (drawn up): librarian"),
        ((), "R13-TWIN"),
    ],
)
def test_codes_and_obligations_are_explained(run: Run, become: Become, words: tuple[str, ...], says: str) -> None:
    become("ada")

    ran = run("explain", *words)

    assert ran.code == 0
    assert says in ran.out
    assert ran.err == ""


def test_explanations_as_json(run: Run, become: Become) -> None:
    become("ada")

    everything = run("explain", "--json").json

    assert everything[0] == {"code": "Y-ENCODING", "rule": 8, "sentence": "the file is not UTF-8 text"}
    assert run("explain", "R2-EMPTY", "--json").json == {
        "code": "R2-EMPTY", "rule": 2, "sentence": "the commit changes nothing", "remedy": "leave it out",
    }  # fmt: skip
    obligation = run("explain", "G3", "--json").json
    assert (obligation["id"], obligation["zh"]) == ("G3", "自办项目验收与结项合并")
    assert {"kind": "grant", "transition": "inspect", "who": "assessor"} in obligation["cited"]


def test_obligations_are_those_of_the_law_here_and_else_of_the_shipped_one(
    run: Run, become: Become, tmp_path_factory: pytest.TempPathFactory
) -> None:
    become("ada")

    here = run("explain", "F3")
    elsewhere = run("explain", "F3", folder=tmp_path_factory.mktemp("nowhere"))

    assert here.code == 2
    assert "F3 is no finding code and no obligation of this law" in here.err
    assert elsewhere.code == 0
    assert elsewhere.out.startswith("F3: ")


@pytest.mark.parametrize("content", ["nonsense", "[]", '{"heads": 1}', "\x00", "{}"])
def test_a_spoilt_memory_of_what_was_seen_is_no_obstacle(run: Run, become: Become, content: str) -> None:
    office = become("ada")
    run("verify")
    memory = next((office.folder.parent / "cache").rglob("*.json"))
    memory.write_text(content, "utf-8")

    forgotten, known = run("verify", "--json"), run("verify", "--json")

    assert [entry["code"] for entry in forgotten.json["findings"]] == ["R12-TRUST"]
    assert known.json["findings"] == []
