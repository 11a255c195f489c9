"""The key ``born-from`` of a process file: read, and refused where it names what is not."""

from __future__ import annotations

import pytest

from cio_ctl.model.births import BornFrom
from cio_ctl.services.law_books import LawBook, read_law
from tests.offices_in_memory import law_texts

REPORT = "schemas/report.process.yaml"
BORN = """\
born-from:
  kind: grant
  stage: [granted]
  field: annexes
  fields: {spent: amount}
  values: {spent: "0.00"}
"""


def read(text: str) -> LawBook | list[tuple[str, int]]:
    texts = {**law_texts(), REPORT: law_texts()[REPORT] + text}
    found = read_law({path.removeprefix("schemas/"): text.encode() for path, text in texts.items()})
    return found if isinstance(found, LawBook) else [(one.code, one.place.line) for one in found]


def test_what_is_carried_over_is_read() -> None:
    book = read(BORN)

    assert isinstance(book, LawBook), book
    expected = BornFrom("grant", ("granted",), "annexes", {"spent": "amount"}, {"spent": "0.00"})
    assert book.law.processes["report"].born_from == expected
    assert book.law.processes["grant"].born_from is None


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("kind: grant", "kind: loan", "L-UNKNOWN", 12),
        ("  kind: grant\n", "", "L-MISSING", 11),
        ("stage: [granted]", "stage: [lent]", "L-UNKNOWN", 13),
        ("field: annexes", "field: parent", "L-UNKNOWN", 14),
        ("{spent: amount}", "{spent: price}", "L-UNKNOWN", 15),
        ("{spent: amount}", "{price: amount}", "L-UNKNOWN", 15),
        ("{spent: amount}", "{spent: [amount]}", "L-TYPE", 15),
        ("{spent: amount}", "spent", "L-TYPE", 15),
        ('{spent: "0.00"}', '{price: "0.00"}', "L-UNKNOWN", 16),
        ("  values:", "  value:", "L-KEY", 16),
    ],
)
def test_what_does_not_exist_is_refused_at_its_line(old: str, new: str, code: str, line: int) -> None:
    assert old in BORN

    found = read(BORN.replace(old, new, 1))

    assert isinstance(found, list)
    assert (code, line) in found
