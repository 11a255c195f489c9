"""Attacks by tables that are taken in: formulas in cells, rows that nobody sees, columns of the engine."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import cio_ctl
from cio_ctl.adapters.tables import read_table
from cio_ctl.model.errors import UnreadableFile
from cio_ctl.services.importing import Wanted, import_table

if TYPE_CHECKING:
    from tests.offices import TestOffice

HEADS: Final = "title,amount,library\n"
WANTED: Final = Wanted("grant", "2026 table-{n}", {}, {("library",): "units/hilltop"})
TEXT, UNREAD = "taken as text", "not read"
DDE = "=cmd|' /C calc'!A0"
FORMULA, CUT = "CWE-1236, formula in a cell", "Unicode, line breaks of another kind"


@dataclass(frozen=True)
class Table:
    """A table, what must come of it, and from whom it was learnt; what the title must then be, where text comes."""

    name: str
    content: str | bytes
    finds: set[str]
    source: str
    title: str = ""


def titled(cell: str, amount: str = "5.00") -> str:
    """A table of one row with this title."""
    return f'{HEADS}"{cell.replace(chr(34), chr(34) * 2)}",{amount},hilltop\n'


def bare(cell: str) -> str:
    """The same, without quotes around the title."""
    return f"{HEADS}{cell},5.00,hilltop\n"


LINK = '=HYPERLINK("http://127.0.0.1:9/?"&A1,"见附件")'
ROWS = [
    Table("formula_that_links_elsewhere", titled(LINK), {TEXT}, FORMULA, LINK),
    Table("formula_that_starts_a_program", titled(DDE), {TEXT}, FORMULA, DDE),
    Table("formula_behind_an_at", titled("@SUM(1+1)"), {TEXT}, FORMULA, "@SUM(1+1)"),
    Table("formula_behind_a_plus", titled("+cmd|' /C calc'!A0"), {TEXT}, FORMULA, "+cmd|' /C calc'!A0"),
    Table("formula_behind_a_minus", titled("-2+3+cmd|' /C calc'!A0"), {TEXT}, FORMULA, "-2+3+cmd|' /C calc'!A0"),
    Table("formula_behind_a_tab", titled(f"\t{DDE}"), {TEXT}, FORMULA, DDE),
    Table("formula_behind_a_carriage_return", titled(f"\r{DDE}"), {TEXT}, FORMULA, DDE),
    Table("formula_in_full_width", titled("＝1+1"), {TEXT}, FORMULA, "＝1+1"),
    Table("formula_for_an_amount", titled("灯", "=1+1"), {"I-CELL"}, FORMULA),
    Table("amount_below_nothing", titled("灯", "-5.00"), {"I-CELL"}, "CWE-1284, a quantity below nothing"),
    Table("amount_that_is_no_number", titled("灯", "1e400"), {"I-CELL"}, "IEEE 754"),
    Table("row_behind_a_line_separator", bare("灯\u2028另一盏,9.00,hilltop"), {"I-CELL"}, CUT),
    Table("row_behind_a_next_line", bare("灯\u0085另一盏,9.00,hilltop"), {"I-CELL"}, CUT),
    Table("row_behind_a_form_feed", bare("灯\x0c另一盏,9.00,hilltop"), {"I-CELL"}, CUT),
    Table("row_behind_a_record_separator", bare("灯\x1e另一盏,9.00,hilltop"), {"I-CELL"}, CUT),
    Table("heads_cut_in_two", f"title,amount,library\u2028x\n{bare('灯').partition(chr(10))[2]}", {TEXT}, CUT, "灯"),
    Table("null_byte", titled("灯\x00具"), {"I-CELL"}, "CVE-2009-2408 (name cut at a null)"),
    Table("text_read_backwards", titled("已\u202e准批"), {"I-CELL"}, "CVE-2021-42574"),
    Table("text_that_nobody_sees", titled("灯\u200b具"), {"I-CELL"}, "CVE-2021-42574"),
    Table("escape_sequence", titled("\x1b]0;x\x07"), {"I-CELL"}, "CVE-2024-52005"),
    Table(
        "column_of_the_engine",
        "title,amount,stage,decisions,kind\n灯,5.00,granted,x,unit\n",
        {TEXT},
        "mass assignment",
        "灯",
    ),
    Table("head_twice", "title,title,amount\n灯,屋顶,5.00\n", {UNREAD}, "CVE-2017-12635"),
    Table(
        "quote_that_never_ends", f'{HEADS}"灯,5.00,hilltop\n屋顶,6.00,hilltop\n', {UNREAD}, "two parsers, two values"
    ),
    Table("cell_without_end", titled("灯" * 200_000), {UNREAD}, "TUF, endless data"),
    Table("more_than_may_be_read", b"x" * (16 * 1024 * 1024 + 1), {UNREAD}, "TUF, endless data"),
    Table("text_in_no_encoding", b"title\n\xff\xff\xff\n", {UNREAD}, "CVE-2008-2938, overlong text"),
]


def comes_of(office: TestOffice, file: Path) -> tuple[set[str], list[object]]:
    """What comes of a table, and the titles of the drafts that do."""
    try:
        made = import_table(office.as_("dan"), read_table(file), WANTED, file.name)
    except UnreadableFile:
        return {UNREAD}, []
    drafts = [office.as_("dan").snapshot.record(name) for name in made.records]
    assert all(draft is not None and draft.stage == "idea" and not draft.decisions for draft in drafts)
    titles = [draft.value("title") for draft in drafts if draft is not None]
    return {found.code for found in made.faults} or {TEXT}, titles


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, tmp_path: Path, row: Table) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(row.content if isinstance(row.content, bytes) else row.content.encode())

    assert comes_of(office, file) == (row.finds, [row.title] if row.title else [])


def test_the_program_writes_no_table_that_a_spreadsheet_would_run() -> None:
    """A formula that was taken in as text stays text: there is nothing that hands it to a spreadsheet."""
    sources = sorted(Path(cio_ctl.__file__).parent.rglob("*.py"))

    writers = {
        source.name
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"}
    }

    assert sources
    assert writers == set()
