"""Drawing up papers: new, edit, attach; from options, files, standard input, the editor."""

from __future__ import annotations

import io
import os
import pty
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
LAMPS = "grants/2026/lamps/application"
NEW = ("new", "grant", "2026", "lamps")
OWN = ("--set", "library=units/hilltop")
TEXT = """\
# 阅读灯，与馆长谈过
title: "阅读灯：二十盏" # 暂名
library: units/hilltop   # 山顶
amount: "1200.00"
kind: grant
"""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard input is a terminal."""
    master, slave = pty.openpty()
    with os.fdopen(slave, encoding="utf-8") as screen:
        monkeypatch.setattr(sys, "stdin", screen)
        yield
    os.close(master)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The user's editor, which does to the file what a shell line says (``$1`` is the file)."""

    def use(line: str) -> None:
        program = tmp_path / "my editor"
        program.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("VISUAL", f"'{program}' --wait")

    return use


def given(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Let standard input hold these bytes."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


def test_a_draft_is_drawn_up_from_options(run: Run, become: Become) -> None:
    office = become("dan")

    ran = run(*NEW, *OWN, "--set", "title=阅读灯", "--set", "amount=1200.00", "--set", "own_works=true")

    assert ran.code == 0
    assert ran.out.startswith(f"{LAMPS}  ")
    text = office.path(LAMPS).read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../../../schemas/grant.schema.json\n# 资助申请 / grant")
    assert '\ntitle: 阅读灯\namount: "1200.00"\nown_works: true\n' in text.replace("library: units/hilltop\n", "")
    assert office.git("status", "--porcelain") == ""
    assert office.git("log", "-1", "--format=%s%n%(trailers:key=Record)") == (f"Draw up {LAMPS}\nRecord: {LAMPS}")
    assert run("verify").code == 0


@pytest.mark.parametrize("names", [("2026", "lamps"), (LAMPS,), (f"records/{LAMPS}",)])
def test_a_record_is_named_by_its_slugs_or_its_whole_id(run: Run, become: Become, names: tuple[str, ...]) -> None:
    become("dan")

    assert run("new", "grant", *names, *OWN, "--json").json["record"] == LAMPS


def test_a_text_from_a_file_keeps_comments_order_and_chinese(run: Run, become: Become, tmp_path: Path) -> None:
    office = become("dan")
    source = tmp_path / "灯.yaml"
    source.write_text(TEXT, "utf-8")

    ran = run(*NEW, "--from", str(source))

    assert ran.code == 0
    assert office.path(LAMPS).read_text("utf-8") == TEXT + "stage: idea\ndecisions: []\n"


def test_a_text_from_standard_input_takes_options_on_top(
    run: Run, become: Become, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = become("dan")
    given(monkeypatch, TEXT.encode())

    ran = run(*NEW, "--from", "-", "--set", "amount=5.00")

    assert ran.code == 0
    wanted = TEXT.replace("1200.00", "5.00") + "stage: idea\ndecisions: []\n"
    assert office.path(LAMPS).read_text("utf-8") == wanted


def test_a_shown_draft_is_printed_and_nothing_is_made(run: Run, become: Become) -> None:
    office = become("ada")
    before = office.git("rev-parse", "HEAD")

    ran = run(*NEW, "--show")

    assert ran.code == 0
    assert "#*金额 / amount" in ran.out
    assert '# amount: "0.00"' in ran.out
    assert ran.out.endswith("stage: idea\ndecisions: []\n")
    assert office.git("rev-parse", "HEAD") == before
    assert not office.path(LAMPS).exists()


@pytest.mark.parametrize(
    "words",
    [(*NEW, *OWN), ("edit", ROOF, "--set", "title=顶")],
)
def test_a_dry_run_of_a_draft_changes_nothing(run: Run, become: Become, words: tuple[str, ...]) -> None:
    office = become("dan")
    before = office.git("rev-parse", "HEAD"), office.git("count-objects"), office.git("status", "--porcelain")

    ran = run(*words, "--dry-run")

    assert ran.code == 0
    assert "nothing was changed" in ran.out
    after = office.git("rev-parse", "HEAD"), office.git("count-objects"), office.git("status", "--porcelain")
    assert after == before


def test_a_draft_as_json_is_one_object(run: Run, become: Become) -> None:
    office = become("dan")

    told = run(*NEW, *OWN, "--json").json

    assert told == {"record": LAMPS, "commit": office.git("rev-parse", "HEAD"), "dry_run": False, "stale": []}


@pytest.mark.parametrize(
    ("who", "words", "code", "says"),
    [
        ("dan", ("new", "grunt", "x"), 2, "The kinds are: grant, officer, report, unit"),
        ("dan", ("new", "grant"), 2, "Missing argument"),
        ("dan", ("new", "grant", "2026"), 2, "a grant is named by year, grant"),
        ("dan", ("new", "grant", "2026", "lamps", "x"), 2, "given: 2026 lamps x"),
        ("dan", ("new", "grant", "2026", "../x"), 2, "a grant is named by year, grant"),
        ("dan", ("new", "grant", "2026", "灯"), 2, "a grant is named by year, grant"),
        ("dan", ("new", "grant", "2026", "Lamps"), 2, "a grant is named by year, grant"),
        ("dan", ("new", "grant", "2026", "roof"), 3, "W-EXISTS"),
        ("dan", (*NEW, "--from", "/nowhere.yaml"), 2, "/nowhere.yaml cannot be used: No such file"),
        ("dan", (*NEW, "--from", "/"), 2, "/ cannot be used: Is a directory"),
        ("dan", (*NEW, "--set", "library"), 2, "--set takes FIELD=VALUE"),
        ("dan", (*NEW, "--set", "0=x"), 2, "--set takes FIELD=VALUE"),
        ("dan", (*NEW, "--set", ".x=x"), 2, "--set takes FIELD=VALUE"),
        ("dan", (*NEW, "--set", "annexes=[1, 2"), 2, "--set takes FIELD=VALUE"),
        ("dan", (*NEW, *OWN, "--set", "library.x=x"), 2, "--set cannot be done: x has no place"),
        ("dan", (*NEW, *OWN, "--set", "title=a\x1b[31m"), 2, "U+001B is not allowed"),
        ("dan", (*NEW, *OWN, "--set", "amount=12"), 3, "R8-SCHEMA"),
        ("dan", (*NEW, *OWN, "--set", "own_works=maybe"), 3, "own_works: maybe must be of type boolean"),
        ("dan", (*NEW, *OWN, "--set", "colour=red"), 3, "'colour' was unexpected"),
        ("dan", (*NEW, *OWN, "--set", "stage=granted"), 3, "R3-BEGINNING"),
        ("dan", (*NEW, "--set", "library=units/moon"), 3, "R8-REFERENCE"),
        ("dan", (*NEW, "--set", "library=units/valley"), 3, "R4-DRAFTER"),
        (
            "ada",
            (*NEW, *OWN),
            3,
            "it can be done by: librarian in units/hilltop (officers/dan, officers/eva)",
        ),
        ("dan", ("edit", SHELVES, "--set", "title=x"), 3, "R6-NOT-A-DRAFT"),
        ("ada", ("edit", ROOF, "--set", "title=x"), 3, "R4-DRAFTER"),
        ("dan", ("edit", ROOF, "--set", "stage=granted"), 3, "R6-DECISIONS"),
        ("dan", ("edit", ROOF), 3, "R2-EMPTY"),
        ("dan", ("edit", "nowhere", "--set", "title=x"), 2, "no record is named nowhere"),
        ("dan", ("edit", "application", "--set", "title=x"), 2, "application can mean several records"),
        ("dan", ("edit", ROOF, "--set", "annexes.7.name=x"), 2, "--set cannot be done: 7 has no place"),
        ("dan", ("edit", "officers/dan", "--set", "name=x"), 3, "R9-REGISTER"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_with_the_reason(
    run: Run, become: Become, who: str, words: tuple[str, ...], code: int, says: str
) -> None:
    office = become(who)
    before = office.git("rev-parse", "HEAD"), office.git("status", "--porcelain")

    ran = run(*words)

    assert ran.code == code
    assert says in ran.err
    assert ran.out == ""
    assert (office.git("rev-parse", "HEAD"), office.git("status", "--porcelain")) == before


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"title: \xff\n", 2, "standard input cannot be used: it is not UTF-8 text"),
        (b'kind: grant\ntitle: "x\n', 4, f"records/{LAMPS}.yaml:3: Y-SYNTAX"),
        (b"title: x\r\n", 4, "Y-LINE-ENDING"),
        (b"title: !!str x\n", 4, "Y-TAG"),
        (b"- x\n", 4, "Y-NOT-A-MAPPING"),
        (b"kind: report\nlibrary: units/hilltop\n", 3, "R8-KIND"),
    ],
)
def test_a_text_that_is_no_record_is_refused_with_its_place(
    run: Run, become: Become, monkeypatch: pytest.MonkeyPatch, content: bytes, code: int, says: str
) -> None:
    become("dan")
    given(monkeypatch, content)

    ran = run(*NEW, "--from", "-")

    assert ran.code == code
    assert says in ran.err


def test_an_edit_by_options_touches_only_those_lines(run: Run, become: Become) -> None:
    office = become("dan")
    before = office.path(ROOF).read_text("utf-8").splitlines()

    ran = run("edit", "roof/application", "--set", "title=新屋顶", "--set", "follows=", "--dry-run")
    assert ran.code == 3
    ran = run("edit", "roof/application", "--set", "title=新屋顶")

    assert ran.code == 0
    after = office.path(ROOF).read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == ["title: 新屋顶"]
    assert office.git("log", "-1", "--format=%s") == f"Edit {ROOF}"


def test_a_file_edited_by_hand_is_committed_as_it_lies(run: Run, become: Become) -> None:
    office = become("dan")
    text = office.path(ROOF).read_text("utf-8").replace("title: 屋顶", "title: 屋顶翻修 # 已改") + "# 尾注\n"
    office.path(ROOF).write_text(text, "utf-8")

    ran = run("edit", ROOF)

    assert ran.code == 0
    assert office.path(ROOF).read_text("utf-8") == text
    assert office.git("status", "--porcelain") == ""
    assert run("verify").code == 0


def test_a_text_from_elsewhere_does_not_replace_what_was_edited_by_hand(
    run: Run, become: Become, tmp_path: Path
) -> None:
    office = become("dan")
    committed = office.path(ROOF).read_text("utf-8")
    source = tmp_path / "other.yaml"
    source.write_text(committed.replace("title: 屋顶", "title: 别的"), "utf-8")
    office.path(ROOF).write_text(committed + "# a morning's work\n", "utf-8")

    refused = run("edit", ROOF, "--from", str(source))
    office.path(ROOF).write_text(committed, "utf-8")
    accepted = run("edit", ROOF, "--from", str(source))

    assert (refused.code, accepted.code) == (3, 0)
    assert "W-EDITED" in refused.err
    assert "title: 别的" in office.path(ROOF).read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"title: \xff\n", 4, "Y-ENCODING"),
        (b"kind: grant\n\ttitle: x\n", 3, "Y-"),
    ],
)
def test_a_hand_edited_file_that_cannot_be_read_is_reported(
    run: Run, become: Become, content: bytes, code: int, says: str
) -> None:
    office = become("dan")
    office.path(ROOF).write_bytes(content)

    ran = run("edit", ROOF)

    assert ran.code == code
    assert says in ran.err
    assert office.path(ROOF).read_bytes() == content


@pytest.mark.usefixtures("terminal")
def test_the_editor_opens_on_the_commented_draft(run: Run, become: Become, editor: Callable[[str], None]) -> None:
    office = become("dan")
    editor(
        'test "$1" = --wait && shift; '
        "sed -i 's|^# title: .*|title: 阅读灯 # 暂名|; s|^# library: .*|library: units/hilltop|' \"$1\""
    )

    ran = run(*NEW)

    assert ran.code == 0
    text = office.path(LAMPS).read_text("utf-8")
    assert "\ntitle: 阅读灯 # 暂名\n" in text
    assert "\n#*金额 / amount" in text


@pytest.mark.usefixtures("terminal")
def test_the_editor_does_not_open_when_the_words_say_it_all(
    run: Run, become: Become, editor: Callable[[str], None]
) -> None:
    become("dan")
    editor("exit 1")

    assert run("edit", ROOF, "--set", "title=x").code == 0


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("line", ["exit 1", "printf '\\377' > \"$2\""])
def test_an_editor_that_fails_changes_nothing(
    run: Run, become: Become, editor: Callable[[str], None], line: str
) -> None:
    office = become("dan")
    editor(line)

    ran = run("edit", ROOF)

    assert ran.code == 5
    assert "Set VISUAL or EDITOR" in ran.err
    assert office.git("status", "--porcelain") == ""


@pytest.mark.usefixtures("terminal")
def test_a_refused_new_text_is_kept_and_can_be_gone_on_with(
    run: Run, become: Become, editor: Callable[[str], None]
) -> None:
    office = become("dan")
    editor("printf 'title: 一小时的工作\\nlibrary: units/valley\\n' > \"$2\"")

    refused = run(*NEW)
    kept = office.path(LAMPS).read_text("utf-8")
    editor('sed -i s/valley/hilltop/ "$2"')
    again = run(*NEW)

    assert refused.code == 3
    assert "R4-DRAFTER" in refused.err
    assert f"go on with `cio-ctl new grant {LAMPS}`" in refused.err
    assert kept == "title: 一小时的工作\nlibrary: units/valley\n"
    assert again.code == 0
    assert office.path(LAMPS).read_text("utf-8") == (
        "title: 一小时的工作\nlibrary: units/hilltop\nkind: grant\nstage: idea\ndecisions: []\n"
    )
    assert office.git("status", "--porcelain") == ""


@pytest.mark.usefixtures("terminal")
def test_a_refused_edit_is_kept_and_can_be_gone_on_with(
    run: Run, become: Become, editor: Callable[[str], None]
) -> None:
    office = become("dan")
    editor('printf "colour: red\\n" >> "$2"')

    refused = run("edit", ROOF)
    editor('sed -i "/colour/d; s/屋顶/大屋顶/" "$2"')
    again = run("edit", ROOF)

    assert refused.code == 3
    assert f"go on with `cio-ctl edit {ROOF}`" in refused.err
    assert again.code == 0
    assert "title: 大屋顶" in office.path(ROOF).read_text("utf-8")


@pytest.mark.usefixtures("terminal")
def test_typing_is_kept_when_the_key_does_not_sign(run: Run, become: Become, editor: Callable[[str], None]) -> None:
    office = become("dan")
    (office.folder / ".git" / "demo-keys" / "dan").unlink()
    editor("printf 'library: units/hilltop\\n' > \"$2\"")

    ran = run(*NEW)

    assert ran.code == 5
    assert "ssh-keygen did not sign" in ran.err
    assert office.path(LAMPS).read_text("utf-8") == "library: units/hilltop\n"


@pytest.mark.usefixtures("terminal")
def test_refused_options_leave_nothing_in_the_working_tree(run: Run, become: Become) -> None:
    office = become("dan")

    assert run(*NEW, *OWN, "--set", "amount=much").code == 3
    assert run("edit", ROOF, "--set", "amount=much").code == 3
    assert office.git("status", "--porcelain") == ""


def test_an_attached_file_is_recorded_with_size_type_and_digest(run: Run, become: Become, tmp_path: Path) -> None:
    office = become("dan")
    file = tmp_path / "报价 单.PDF"
    file.write_bytes(b"%PDF-1.7 \x00\xff\n")
    digest = sha256(b"%PDF-1.7 \x00\xff\n").hexdigest()

    ran = run("attach", "roof/application", str(file), "--type", "drawing")

    assert ran.code == 0
    found = run("show", ROOF, "--json").json["fields"]["annexes"][-1]
    assert found == {
        "type": "drawing",
        "name": "报价 单.PDF",
        "file": f"grants/2026/roof/evidence/drawing-{digest[:12]}.pdf",
        "size": 12,
        "media_type": "application/pdf",
        "sha256": digest,
    }
    assert (office.folder / "records" / found["file"]).read_bytes() == b"%PDF-1.7 \x00\xff\n"
    assert office.git("status", "--porcelain") == ""
    assert run("verify").code == 0


@pytest.mark.parametrize(
    ("file", "options", "name", "media_type", "ending"),
    [
        ("a.txt", (), "a.txt", "text/plain", ".txt"),
        ("a", (), "a", "application/octet-stream", ""),
        ("a.x-y", (), "a.x-y", "application/octet-stream", ""),
        ("a.txt", ("--name", "会议纪要"), "会议纪要", "text/plain", ".txt"),
    ],
)
def test_an_annex_gets_a_plain_file_name(
    run: Run,
    become: Become,
    tmp_path: Path,
    file: str,
    options: tuple[str, ...],
    name: str,
    media_type: str,
    ending: str,
) -> None:
    become("dan")
    (tmp_path / file).write_bytes(b"x")

    run("attach", ROOF, str(tmp_path / file), "--type", "minutes", *options)

    found = run("show", ROOF, "--json").json["fields"]["annexes"][-1]
    assert (found["name"], found["media_type"]) == (name, media_type)
    assert found["file"] == f"grants/2026/roof/evidence/minutes-{sha256(b'x').hexdigest()[:12]}{ending}"


def test_the_same_file_is_stored_once_and_may_stand_for_two_papers(run: Run, become: Become, tmp_path: Path) -> None:
    become("dan")
    (tmp_path / "a.txt").write_bytes(b"x")

    for paper in ("minutes", "minutes", "plan"):
        assert run("attach", ROOF, str(tmp_path / "a.txt"), "--type", paper).code == 0

    annexes = run("show", ROOF, "--json").json["fields"]["annexes"]
    assert [annex["type"] for annex in annexes] == ["quote", "minutes", "minutes", "plan"]
    assert annexes[1] == annexes[2]
    assert run("verify").code == 0


@pytest.mark.parametrize(
    ("who", "record", "file", "code", "says"),
    [
        ("dan", ROOF, "missing", 2, "cannot be used: No such file or directory"),
        ("dan", ROOF, "folder", 2, "cannot be used: it is no ordinary file"),
        ("dan", ROOF, "fifo", 2, "cannot be used: it is no ordinary file"),
        ("dan", ROOF, "huge", 2, "cannot be used: it is larger than 33554432 bytes"),
        ("dan", SHELVES, "small", 3, "R6-NOT-A-DRAFT"),
        ("ada", ROOF, "small", 3, "R4-DRAFTER"),
        ("dan", "nowhere", "small", 2, "no record is named nowhere"),
    ],
)
def test_a_file_that_cannot_be_evidence_is_refused(
    run: Run, become: Become, tmp_path: Path, who: str, record: str, file: str, code: int, says: str
) -> None:
    office = become(who)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "small").write_bytes(b"x")
    with (tmp_path / "huge").open("wb") as huge:
        huge.truncate(32 * 1024 * 1024 + 1)

    ran = run("attach", record, str(tmp_path / file), "--type", "minutes")

    assert ran.code == code
    assert says in ran.err
    assert office.git("status", "--porcelain") == ""


def test_a_paper_of_no_plain_type_is_refused(run: Run, become: Become, tmp_path: Path) -> None:
    become("dan")
    (tmp_path / "a.txt").write_bytes(b"x")

    ran = run("attach", ROOF, str(tmp_path / "a.txt"), "--type", "会议纪要")

    assert ran.code == 3
    assert "R8-SCHEMA" in ran.err


def test_a_record_edited_by_hand_takes_no_annex_before_it_is_committed(
    run: Run, become: Become, tmp_path: Path
) -> None:
    office = become("dan")
    (tmp_path / "a.txt").write_bytes(b"x")
    office.edit(ROOF, {("title",): "unfinished"})

    ran = run("attach", ROOF, str(tmp_path / "a.txt"), "--type", "minutes")

    assert ran.code == 3
    assert "W-EDITED" in ran.err
    assert "unfinished" in office.path(ROOF).read_text("utf-8")


def test_a_register_file_has_no_annexes(run: Run, become: Become, tmp_path: Path) -> None:
    become("ada")
    (tmp_path / "a.txt").write_bytes(b"x")

    ran = run("attach", "officers/dan", str(tmp_path / "a.txt"), "--type", "minutes", "--dry-run")

    assert ran.code == 3
    assert "'annexes' was unexpected" in ran.err
