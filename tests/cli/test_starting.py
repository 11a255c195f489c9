"""Starting: init from nothing with one's own key, doctor and what it mends."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.services.law_books import read_law
from tests.adapters.signing_tools import ssh_keygen

if TYPE_CHECKING:
    from collections.abc import Callable

    from cio_ctl.model.law import Law
    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

GRANTS = Path(__file__).parents[1] / "packs" / "grants"
PACK = Path(__file__).parents[2] / "schemas"
ROOF = "grants/2026/roof/application"
FOUNDER = ("--officer", "li-na", "--name", "李娜")
FOUNDATION = ("--pack", str(GRANTS), "--unit", "office", "--unit-name", "基金会办公室", "--unit-kind", "office")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, env=dict(os.environ), capture_output=True, check=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, of a user whose git signs with a key of their own."""
    key = ssh_keygen(tmp_path / "home" / "id", "-t", "ed25519")
    git(tmp_path, "config", "--global", "gpg.format", "ssh")
    git(tmp_path, "config", "--global", "user.signingkey", f"~/{key.name}.pub")
    folder = tmp_path / "place"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_an_office_is_founded_with_the_shipped_law_and_ones_own_key(run: Run, place: Path) -> None:
    ran = run("init", "my-office", *FOUNDER, "--email", "li@example.com")

    assert ran.code == 0
    office = place / "my-office"
    anchor = git(office, "rev-parse", "HEAD")
    assert ran.out.splitlines() == [
        "The office is founded in my-office.",
        f"anchor: {anchor}",
        f"Publish the anchor: with it anyone can prove the history, `cio-ctl verify --anchor {anchor[:12]}`.",
    ]
    assert sorted(path.name for path in office.iterdir()) == [".git", "records", "schemas", "templates"]
    assert git(office, "status", "--porcelain") == ""
    assert git(office, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(office, "log", "-1", "--format=%an <%ae>") == "李娜 <li@example.com>"
    assert 'Good "git" signature for li-na' in git(office, "log", "--show-signature")
    assert [run(*words, folder=office).code for words in (("validate",), ("verify",), ("doctor",))] == [0, 0, 0]
    assert run("verify", "--anchor", anchor[:12]).code == 0


def test_the_calendars_of_the_notices_are_laid_down_in_the_founding_commit(run: Run, place: Path) -> None:
    run("init", "o", *FOUNDER)

    laid = git(place / "o", "ls-tree", "--name-only", "HEAD", "records/calendar/").splitlines()
    assert laid == [f"records/calendar/{year}.yaml" for year in range(2013, 2027)]
    assert git(place / "o", "rev-list", "--count", "HEAD") == "1"
    assert run("validate", "--json", folder=place / "o").json["records"] == 2 + len(laid)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("calendar.process.yaml", "kind: calendar", "kind: almanac"),
        ("calendar.process.yaml", "path: calendar/{year}", "path: calendars/{year}"),
        ("calendar.schema.json", '"required": ["kind",', '"required": ["keeper", "kind",'),
    ],
)
def test_calendars_that_the_law_would_not_take_are_not_laid_down(
    run: Run, place: Path, file: str, old: str, new: str
) -> None:
    shutil.copytree(PACK, place / "law" / "schemas")
    changed = place / "law" / "schemas" / file
    text = changed.read_text("utf-8")
    assert old in text
    kind = new.partition("kind: ")[2] or "calendar"
    changed.unlink()
    changed.with_name(file.replace("calendar", kind)).write_text(text.replace(old, new), "utf-8")
    if kind != "calendar":
        shape = changed.with_name("calendar.schema.json")
        shape.rename(shape.with_name(f"{kind}.schema.json"))

    ran = run("init", "o", *FOUNDER, "--pack", "law")

    assert ran.code == 0, ran.err
    assert git(place / "o", "ls-tree", "--name-only", "HEAD", "records/").splitlines() == [
        "records/officers", "records/units",
    ]  # fmt: skip


def test_a_foundation_that_knows_no_calendar_gets_none(run: Run, place: Path) -> None:
    run("init", "o", *FOUNDER, *FOUNDATION)

    assert not (place / "o" / "records" / "calendar").exists()


def test_a_calendar_is_corrected_and_the_next_year_entered_by_its_keeper(run: Run, place: Path) -> None:
    run("init", "o", *FOUNDER)
    office = place / "o"
    notice = "国务院办公厅关于2027年部分节假日安排的通知"
    entered = place / "2027.yaml"
    entered.write_text(f"year: 2027\nnotice: {notice}\ndays_off:\n- {{date: 2027-01-01, name: 元旦}}\n", "utf-8")

    corrected = run("edit", "calendar/2026", "--set", "notice=改", folder=office)
    lacking = run("new", "calendar", "2027", "--from", str(entered))
    entered.write_text(f"{entered.read_text('utf-8')}makeup_workdays: []\n", "utf-8")
    new = run("new", "calendar", "2027", "--from", str(entered))

    assert [corrected.code, lacking.code, new.code] == [0, 3, 0]
    assert "R8-REQUIRED" in lacking.err
    assert run("verify").code == 0
    assert run("show", "calendar/2027", "--json").json["fields"]["days_off"] == [{"date": "2027-01-01", "name": "元旦"}]


def test_the_founder_goes_on_at_once(run: Run, place: Path) -> None:
    run("init", ".", *FOUNDER, *FOUNDATION)

    added = run("unit", "add", "hilltop", "--name", "山顶图书馆", "--kind", "library", folder=place)

    assert added.code == 0
    assert [line["id"] for line in run("list", "--json").json] == [
        "officers/li-na", "units/hilltop", "units/office",
    ]  # fmt: skip
    assert run("verify").code == 0


def test_a_founding_as_json_is_one_object(run: Run, place: Path) -> None:
    ran = run("init", "甲 office", *FOUNDER, *FOUNDATION, "--json")

    office = place / "甲 office"
    assert ran.json == {"folder": str(office), "anchor": git(office, "rev-parse", "HEAD")}


def test_another_regulation_is_another_folder(run: Run, place: Path) -> None:
    run("init", "o", *FOUNDER, *FOUNDATION)

    assert sorted(path.name for path in (place / "o" / "schemas").iterdir()) == sorted(
        path.name for path in (GRANTS / "schemas").iterdir()
    )
    assert "officers/li-na (李娜): director@units/office" in run("doctor", folder=place / "o").out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("full", *FOUNDER), 2, "full is not an empty folder"),
        (("file", *FOUNDER), 2, "file is not an empty folder"),
        (("file/below", *FOUNDER), 2, "file/below cannot be used: Not a directory"),
        (("new", "--name", "x"), 2, "Missing option '--officer'"),
        (("new", "--officer", "li-na"), 2, "Missing option '--name'"),
        (("new", "--officer", "Li Na", "--name", "x"), 3, "R13-NAME"),
        (("new", "--officer", "../../x", "--name", "x"), 3, "R13-NAME"),
        (("new", "--officer", "li-na", "--name", ""), 3, "R8-SCHEMA"),
        (("new", *FOUNDER, "--unit-kind", "company"), 3, "R9-ROLE-UNIT"),
        (("new", *FOUNDER, "--unit-kind", "palace"), 3, "R9-UNIT-KIND"),
        (("new", *FOUNDER, "--pack", "full"), 2, "full cannot be used: it has no folder named schemas"),
        (("new", *FOUNDER, "--pack", "bad"), 4, "L-MISSING"),
    ],
)
def test_what_is_no_founding_is_refused_and_leaves_nothing(
    run: Run, place: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    (place / "full").mkdir()
    (place / "full" / "x").touch()
    (place / "file").touch()
    (place / "bad" / "schemas").mkdir(parents=True)
    (place / "bad" / "schemas" / "procedure.yaml").write_text("procedure: x\n", "utf-8")

    ran = run("init", *words)

    assert ran.code == code
    assert says in ran.err
    assert not (place / "new").exists()


def test_without_a_key_the_way_to_one_is_told(run: Run, place: Path) -> None:
    git(place, "config", "--global", "--unset", "user.signingkey")

    ran = run("init", "new", *FOUNDER)

    assert ran.code == 5
    assert "ssh-keygen -t ed25519" in ran.err
    assert not (place / "new").exists()


@pytest.mark.parametrize("folder", ["new", "empty"])
def test_a_key_that_does_not_sign_leaves_nothing_behind(run: Run, place: Path, folder: str) -> None:
    (place / "empty").mkdir()
    private = place.parent / "home" / "id"
    private.rename(private.with_name("away"))

    refused = run("init", folder, *FOUNDER)
    left = [path.name for path in place.rglob("*")]
    private.with_name("away").rename(private)
    again = run("init", folder, *FOUNDER)

    assert (refused.code, again.code) == (5, 0)
    assert "ssh-keygen did not sign" in refused.err
    assert left == ["empty"]


def test_a_template_of_the_users_git_is_not_taken_over(run: Run, place: Path) -> None:
    template = place.parent / "template"
    (template / "hooks").mkdir(parents=True)
    hook = template / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\n", "utf-8")
    git(place, "config", "--global", "init.templateDir", str(template))

    run("init", "o", *FOUNDER, *FOUNDATION)

    assert not (place / "o" / ".git" / "hooks").exists()


def test_a_healthy_office_is_told_so(run: Run, become: Become) -> None:
    become("ada")
    run("verify")

    ran, told = run("doctor"), run("doctor", "--json")

    assert (ran.code, told.code) == (0, 0)
    assert "✗" not in ran.out
    assert [check["name"] for check in told.json] == [
        "git", "ssh-keygen", "gpg", "history whole", "branch", "left behind", "index", "law", "officer",
        "anchor", "allowed signers", "working tree",
    ]  # fmt: skip
    assert all(check["well"] for check in told.json)
    assert told.json[7]["seen"] == "village-grants: 4 kinds"
    assert sorted(told.json[0]) == ["name", "remedy", "seen", "well"]


def unwell(ran: Ran) -> dict[str, str]:
    """What is not well, and what was seen of it."""
    return {check["name"]: check["seen"] for check in ran.json if not check["well"]}


def no_key(office: TestOffice) -> None:
    office.git("config", "--unset", "user.signingkey")


def shallow(office: TestOffice) -> None:
    (office.folder / ".git" / "shallow").write_text(office.git("rev-parse", "HEAD~1") + "\n", "utf-8")


def old_signers(office: TestOffice) -> None:
    (office.folder / ".git" / "cio-ctl-allowed-signers").write_text("mallory ssh-ed25519 AAAA\n", "utf-8")


def no_signers(office: TestOffice) -> None:
    (office.folder / ".git" / "cio-ctl-allowed-signers").unlink()


def missing_record(office: TestOffice) -> None:
    office.path(ROOF).unlink()


def edited_record(office: TestOffice) -> None:
    office.edit(ROOF, {("title",): "mine"})


def staged_record(office: TestOffice) -> None:
    text = office.path(ROOF).read_text("utf-8")
    edited_record(office)
    office.git("add", "-A")
    office.path(ROOF).write_text(text, "utf-8")


def broken_law(office: TestOffice) -> None:
    (office.folder / "schemas" / "procedure.yaml").write_text("procedure: x\n", "utf-8")
    office.commit("ada")


def detached(office: TestOffice) -> None:
    office.git("checkout", "-q", "--detach")


@pytest.mark.parametrize(
    ("spoil", "names", "mended"),
    [
        (no_key, ["officer"], False),
        (shallow, ["history whole"], False),
        (old_signers, ["allowed signers"], True),
        (no_signers, ["allowed signers"], True),
        (missing_record, ["working tree"], True),
        (edited_record, ["working tree"], False),
        (staged_record, ["working tree"], False),
        (broken_law, ["law", "officer"], False),
        (detached, ["branch", "law", "officer"], False),
    ],
)
def test_what_is_not_well_is_named_and_only_what_is_derived_is_mended(
    run: Run,
    become: Become,
    spoil: Callable[[TestOffice], None],
    names: list[str],
    mended: bool,  # noqa: FBT001 - a column of the table
) -> None:
    office = become("ada")
    run("verify")
    spoil(office)

    seen, mending = run("doctor", "--json"), run("doctor", "--mend", "--json")
    after = run("doctor", "--json")

    assert seen.code == 5
    assert list(unwell(seen)) == names
    assert mending.code == after.code == (0 if mended else 5)
    assert list(unwell(after)) == ([] if mended else names)


def test_mending_brings_back_what_is_missing_and_overwrites_no_work(run: Run, become: Become) -> None:
    office = become("ada")
    run("verify")
    lost = office.path("units/valley").read_bytes()
    office.path("units/valley").unlink()
    (office.folder / "records/grants/2026/shelves/application.yaml").unlink()
    edited_record(office)
    mine = office.path(ROOF).read_bytes()
    no_signers(office)

    ran = run("doctor", "--mend")

    assert ran.code == 5
    assert f"edited by hand: records/{ROOF}.yaml" in ran.out
    assert office.path("units/valley").read_bytes() == lost
    assert office.path(ROOF).read_bytes() == mine
    assert (office.folder / ".git" / "cio-ctl-allowed-signers").is_file()
    assert office.git("status", "--porcelain") == f"M records/{ROOF}.yaml"


def test_no_anchor_yet_is_told_with_the_way_to_one(run: Run, become: Become) -> None:
    become("ada")

    ran = run("doctor")

    assert ran.code == 5
    assert "none pinned" in ran.out
    assert "run `cio-ctl verify --anchor COMMIT`" in ran.out


@pytest.mark.parametrize(
    ("keep", "names"),
    [
        ((), ["git", "ssh-keygen"]),
        (("git",), ["ssh-keygen"]),
        (("git", "ssh-keygen"), []),
    ],
)
def test_programs_that_are_not_installed_are_named(
    run: Run, become: Become, monkeypatch: pytest.MonkeyPatch, keep: tuple[str, ...], names: list[str]
) -> None:
    office = become("ada")
    run("verify")
    programs = office.folder.parent / "programs"
    programs.mkdir()
    for name in keep:
        found = subprocess.run(["which", name], capture_output=True, check=True, text=True).stdout.strip()
        (programs / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(programs))

    told = run("doctor", "--json")

    assert told.code == (5 if names else 0)
    assert list(unwell(told))[: len(names)] == names


def test_outside_of_an_office_the_programs_are_still_checked(
    run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = run("doctor", "--json", folder=tmp_path_factory.mktemp("nowhere"))

    assert told.code == 5
    assert [check["name"] for check in told.json] == ["git", "ssh-keygen", "gpg", "repository"]
    assert list(unwell(told)) == ["repository"]


def test_every_kind_of_the_shipped_law_has_a_draft_that_is_filled_in_by_taking_the_hashes_away(
    run: Run, place: Path
) -> None:
    run("init", "o", *FOUNDER)
    run("list", folder=place / "o")

    for process in find_law(place / "o").processes.values():
        text = run("new", process.kind, *("2026" for _ in process.path.variables), "--show").out
        filled = re.sub(r"^# ( *(- )?([a-z0-9_]+:|\"\"|- ))", r"\1", text, flags=re.MULTILINE)
        for draft in (text, filled):
            read = read_yaml(draft.encode())
            assert isinstance(read, YamlText), (process.kind, draft)
            assert read.data["kind"] == process.kind


def find_law(office: Path) -> Law:
    """The law of an office's working tree."""
    read = read_law({path.name: path.read_bytes() for path in (office / "schemas").iterdir()})
    assert not isinstance(read, tuple)
    return read.law
