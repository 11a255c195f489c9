"""Tables of an office become drafts: one commit, every fault with its line, nothing lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

HEADS = "标题,amount,图书馆,没见过的列\n"
ID = ("--id", "2026 table-{n}", "--column", "标题=title", "--column", "图书馆=library")


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str | bytes], str]:
    """Write a table and say where."""

    def write(content: str | bytes) -> str:
        file = tmp_path / "table.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(file)

    return write


def test_each_row_becomes_a_draft_in_one_signed_commit(
    run: Run, become: Become, table: Callable[[str | bytes], str]
) -> None:
    office = become("dan")
    before = office.git("rev-parse", "HEAD")
    file = table(HEADS + '"书架,二",5000.00,山顶图书馆,x\n,,,\n屋顶,12万元,hilltop,\n')

    done = run("import", "grant", file, *ID, "--json")

    assert done.code == 0, done.err
    assert done.json["records"] == ["grants/2026/table-001/application", "grants/2026/table-002/application"]
    assert done.json["left"] == ["没见过的列"]
    assert office.git("rev-parse", "HEAD~1") == before
    shown = run("show", "table-002/application", "--json").json["fields"]
    assert (shown["title"], shown["amount"], shown["library"], shown["stage"]) == (
        "屋顶",
        "120000.00",
        "units/hilltop",
        "idea",
    )
    office.now = datetime.now().astimezone()  # noqa: TID251 - the program went by the real clock
    assert office.codes() == set()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_come_in_the_forms_of_office_programs(
    run: Run, become: Become, table: Callable[[str | bytes], str], encoding: str, delimiter: str
) -> None:
    become("dan")
    text = f"标题{delimiter}amount{delimiter}图书馆\r\n书架{delimiter}5000.00{delimiter}hilltop\r\n"

    assert run("import", "grant", table(text.encode(encoding)), *ID, "--json").json["records"] == [
        "grants/2026/table-001/application"
    ]


FAULTS = [  # rows, officer, line of the fault, its code
    ("a cell that does not fit", "书架,much,hilltop,\n", "dan", 2, "I-CELL"),
    ("the second row only", "书架,1.00,hilltop,\n屋顶,1.00,nowhere at all,\n", "dan", 3, "I-CELL"),
    ("a character that no record holds", "书\u202e架,1.00,hilltop,\n", "dan", 2, "I-CELL"),
]


@pytest.mark.parametrize(
    ("rows", "officer", "line", "code"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_a_row_that_does_not_fit_is_named_and_nothing_is_done(
    run: Run, become: Become, table: Callable[[str | bytes], str], rows: str, officer: str, line: int, code: str
) -> None:
    office = become(officer)
    before = office.git("rev-parse", "HEAD")

    done = run("import", "grant", table(HEADS + rows), *ID, "--json")

    assert done.code == 4
    assert [(found["code"], found["line"]) for found in done.json["findings"]] == [(code, line)]
    assert (done.json["records"], office.git("rev-parse", "HEAD")) == ([], before)


def test_rows_that_do_not_fit_can_be_left_out(run: Run, become: Become, table: Callable[[str | bytes], str]) -> None:
    become("dan")
    file = table(HEADS + "书架,much,hilltop,\n屋顶,1.00,hilltop,\n")

    done = run("import", "grant", file, *ID, "--skip", "--json")

    assert (done.code, done.json["records"]) == (0, ["grants/2026/table-002/application"])


def test_what_exists_already_is_not_replaced(run: Run, become: Become, table: Callable[[str | bytes], str]) -> None:
    become("dan")
    file = table("slug,标题,图书馆\nroof,新屋顶,hilltop\nShelves 2,书架,hilltop\nshelves-2,书架,hilltop\n")
    words = ("--id", "2026 {slug}", "--column", "标题=title", "--column", "图书馆=library")

    done = run("import", "grant", file, *words, "--skip", "--json")

    assert done.json["records"] == ["grants/2026/shelves-2/application"]
    assert [(found["code"], found["line"]) for found in done.json["findings"]] == [("W-EXISTS", 2), ("W-EXISTS", 4)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("grant", "--id", "2026 {n}", "--column", "Titel=title"), 2),
        (("grant", "--id", "2026 {row}"), 2),
        (("grant", "--id", "2026 {n}", "--column", "title"), 2),
        (("wish", "--id", "{n}"), 2),
        (("grant", "--id", "{n}"), 4),
        (("grant",), 2),
    ],
)
def test_a_call_that_does_not_fit_is_said_so(
    run: Run, become: Become, table: Callable[[str | bytes], str], words: tuple[str, ...], code: int
) -> None:
    become("dan")
    file = table("标题\n书架\n")

    done = run("import", words[0], file, *words[1:])

    assert done.code == code
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"a,a\n1,2\n", b'a,b\n"1,2\n', b"\xff\xfe\xfa\x00", b"a\n" + b"x" * 200_000],
    ids=["empty", "blank", "a head twice", "open quotes", "no text", "a cell too long"],
)
def test_a_file_that_is_no_table_is_said_so(
    run: Run, become: Become, table: Callable[[str | bytes], str], content: bytes
) -> None:
    become("dan")

    done = run("import", "grant", table(content), "--id", "2026 {n}")

    assert done.code in {2, 4}
    assert "Traceback" not in done.err


def test_only_who_may_draw_up_imports(run: Run, become: Become, table: Callable[[str | bytes], str]) -> None:
    become("ben")

    done = run("import", "grant", table(HEADS + "书架,1.00,hilltop,\n"), *ID)

    assert done.code == 3
    assert "R4-DRAFTER" in done.err


def test_a_dry_run_changes_nothing(run: Run, become: Become, table: Callable[[str | bytes], str]) -> None:
    office = become("dan")
    before = office.git("rev-parse", "HEAD")

    done = run("import", "grant", table(HEADS + "书架,1.00,hilltop,\n"), *ID, "--dry-run")

    assert (done.code, office.git("rev-parse", "HEAD")) == (0, before)
    assert "1 drafts" in done.out
    assert "没见过的列" in done.err
