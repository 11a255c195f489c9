"""The keys ``score-rules`` and ``score-sheet`` of a process file: read, and refused where they name what is not."""

from __future__ import annotations

import pytest

from cio_ctl.model.score_sheets import BandFields, ScoreRules, ScoreSheet
from cio_ctl.services.law_books import LawBook, read_law
from tests.offices_in_memory import law_texts
from tests.scored_kinds import CONTEST, RATING, SCALE, SCORED_KINDS


def read(change: dict[str, str] | None = None) -> LawBook | list[tuple[str, str, int]]:
    texts = {**law_texts(), **SCORED_KINDS, **(change or {})}
    files = {
        path.removeprefix("schemas/"): text.encode() for path, text in texts.items() if path.startswith("schemas/")
    }
    found = read_law(files)
    return found if isinstance(found, LawBook) else [(one.code, one.place.path, one.place.line) for one in found]


def test_a_law_says_in_its_own_words_what_is_scored() -> None:
    book = read()

    assert isinstance(book, LawBook), book
    kinds = book.law.processes
    medals = BandFields("medals", "medal", "from")
    assert kinds["scale"].score_rules == ScoreRules("points", "name", "worth", "costs", "", "sum", medals)
    assert kinds["rating"].score_sheet == ScoreSheet(
        "marks", "of", "left", "left", "medal", rules="by", events="faults.costs", deducted="lost"
    )
    assert kinds["contest"].score_sheet == ScoreSheet(
        "parts", "name", "mark", "sum", "medal", weight="share", bands=medals
    )
    assert kinds["grant"].score_sheet is None
    assert kinds["grant"].score_rules is None


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line"),
    [
        (SCALE, "max: worth", "most: worth", "L-KEY", 5),
        (SCALE, ", max: worth", "", "L-MISSING", 5),
        (SCALE, "  full: sum\n", "", "L-MISSING", 4),
        (SCALE, "max: worth", "max: price", "L-UNKNOWN", 4),
        (SCALE, "each: costs", "each: price", "L-UNKNOWN", 4),
        (SCALE, "full: sum", "full: total", "L-UNKNOWN", 4),
        (SCALE, "id: medal", "id: cup", "L-UNKNOWN", 4),
        (SCALE, "list: points", "list: sum", "L-UNKNOWN", 4),
        (SCALE, "bands: {list: medals, id: medal, at-least: from}", "bands: medals", "L-TYPE", 7),
        (RATING, "  rules: by\n", "  rules: scale\n", "L-UNKNOWN", 6),
        (RATING, "{by: {field: scale}}", '{by: "grants/{rating}/{rating}/report"}', "L-MISSING", 6),
        (RATING, "  rules: by\n", "", "L-TYPE", 5),
        (RATING, "total: left", "total: left\n  bands: {list: marks, id: of, at-least: left}", "L-TYPE", 9),
        (RATING, ", deducted: lost", "", "L-MISSING", 7),
        (RATING, "deducted: lost", "deducted: lost, weight: lost", "L-KEY", 7),
        (RATING, "faults.costs", "faults.price", "L-UNKNOWN", 5),
        (RATING, "faults.costs", "left.costs", "L-UNKNOWN", 5),
        (CONTEST, "weight: share", "weight: part", "L-UNKNOWN", 4),
        (CONTEST, "grade: medal", "grade: cup", "L-UNKNOWN", 4),
        (CONTEST, "grade: medal", "grade: [medal]", "L-TYPE", 8),
    ],
)
def test_what_does_not_hang_together_is_refused_at_its_line(
    file: str, old: str, new: str, code: str, line: int
) -> None:
    text = SCORED_KINDS[file]
    assert old in text

    found = read({file: text.replace(old, new, 1)})

    assert isinstance(found, list)
    assert (code, file, line) in found


def test_a_sheet_may_go_by_a_record_that_its_path_names() -> None:
    text = SCORED_KINDS[RATING].replace("{by: {field: scale}}", '{by: "scales/{rating}"}')

    assert isinstance(read({RATING: text}), LawBook)
