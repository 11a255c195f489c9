"""The key ``evaluates`` of a process file: read, and refused where it names what is not or does not add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cio_ctl.model.evaluations import (
    Chain,
    Count,
    Kept,
    Mean,
    NormRule,
    OnTime,
    Ratio,
    Selection,
    Share,
    Within,
    Without,
)
from cio_ctl.model.matches import FieldMatch
from cio_ctl.model.tracing import Goal
from cio_ctl.services.law_books import LawBook, read_law
from tests.evaluating_kinds import EVALUATING_KINDS, INSPECTION
from tests.offices_in_memory import law_texts

TEXT = EVALUATING_KINDS[INSPECTION]
OF = "{kind: grant, unit: library}"
SHARE = "share: {field: stage, not-equals: idea}"
FILED = FieldMatch("stage", "equals", "filed")


def read(text: str) -> LawBook | list[tuple[str, str, str]]:
    """The law with this text for the kind that evaluates, or code, file and sentence of what is wrong."""
    texts = {**law_texts(), **EVALUATING_KINDS, INSPECTION: text}
    files = {
        path.removeprefix("schemas/"): content.encode()
        for path, content in texts.items()
        if path.startswith("schemas/")
    }
    found = read_law(files)
    return found if isinstance(found, LawBook) else [(one.code, one.place.path, one.sentence()) for one in found]


def test_a_law_says_in_its_own_words_what_it_evaluates() -> None:
    book = read(TEXT)

    assert isinstance(book, LawBook), book
    evaluates = book.law.processes["inspection"].evaluates
    assert evaluates is not None
    assert (evaluates.unit, evaluates.norm) == ("library", NormRule("charter", "charter", ("settled",)))
    assert [(one.id, one.weight) for one in evaluates.criteria] == [("asking", Decimal(60)), ("spending", Decimal(40))]
    assert [(one.id, one.title.en, one.at_least) for one in evaluates.bands] == [
        ("gold", "gold", Decimal(80)),
        ("none", "none", Decimal(0)),
    ]
    figures = {figure.id: figure for one in evaluates.criteria for figure in one.figures}
    assert figures["grants"].measure == Count(Decimal(5), Decimal(8))
    assert (figures["reported"].of, figures["reported"].measure) == (
        Selection("report", "grant.library"),
        Share((FILED,)),
    )
    assert book.law.processes["grant"].evaluates is None


MEASURES = [
    (SHARE, "share: [{field: stage, equals: closed}]", Share((FieldMatch("stage", "equals", "closed"),))),
    (SHARE, "without: [return, reject]", Without(("return", "reject"))),
    (SHARE, "leads-to: report", Chain((Goal("report"),))),
    (SHARE, "comes-from: [{kind: report, stage: filed}]", Chain((Goal("report", ("filed",)),), downstream=False)),
    (SHARE, "mean: amount", Mean("amount")),
    (SHARE, "mean: amount\n          out-of: 40", Mean("amount", "40")),
    (SHARE, "mean: amount\n          out-of: report.spent", Mean("amount", "report.spent")),
    (SHARE, "ratio: {of: amount, to: report.spent}", Ratio("amount", "report.spent")),
    (SHARE, "kept: [{planned: title, actual: number}]", Kept((("title", "number"),))),
    (SHARE, "checks: []", Within(())),
    (f"of: {OF}\n          {SHARE}", "on-time: []", OnTime(())),
]


@pytest.mark.parametrize(("old", "new", "measure"), MEASURES, ids=[row[1] for row in MEASURES])
def test_each_measure_has_its_own_words(old: str, new: str, measure: object) -> None:
    assert old in TEXT

    book = read(TEXT.replace(old, new, 1))

    assert isinstance(book, LawBook), book
    evaluates = book.law.processes["inspection"].evaluates
    assert evaluates is not None
    assert evaluates.criteria[0].figures[0].measure == measure


SELECTIONS = [
    ("{kind: grant, unit: library, stage: desk}", Selection("grant", "library", ("desk",))),
    ("{kind: grant, unit: library, stood: [desk]}", Selection("grant", "library", stood=("desk",))),
    ("{kind: grant, unit: library, reached: [desk]}", Selection("grant", "library", reached=("desk",))),
    (
        "{kind: grant, unit: library, on: path.year}",
        Selection("grant", "library", since="path.year", until="path.year"),
    ),
    ("{kind: grant, unit: library, from: path.year}", Selection("grant", "library", since="path.year")),
    ("{kind: grant, unit: earlier.library, until: title}", Selection("grant", "earlier.library", until="title")),
    (
        "{kind: inspection, unit: library, entries: parts, each: [{field: part, equals: asking}], on: reason}",
        Selection(
            "inspection",
            "library",
            since="reason",
            until="reason",
            entries="parts",
            each=(FieldMatch("part", "equals", "asking"),),
        ),
    ),
]


@pytest.mark.parametrize(("words", "selection"), SELECTIONS, ids=[row[0] for row in SELECTIONS])
def test_each_way_to_belong_has_its_own_words(words: str, selection: Selection) -> None:
    book = read(TEXT.replace(OF, words, 1).replace(SHARE, "mean: mark" if "parts" in words else SHARE, 1))

    assert isinstance(book, LawBook), book
    evaluates = book.law.processes["inspection"].evaluates
    assert evaluates is not None
    assert evaluates.criteria[0].figures[0].of == selection


WRONG = [  # what stands there, what is written instead, the code, a word of the sentence
    ("  unit: library\n", "", "L-MISSING", "evaluates.unit"),
    ("  unit: library\n", "  unit: house\n", "L-UNKNOWN", "house"),
    ("  norm: {field: charter,", "  norm: {field: charter, at: x,", "L-KEY", "at"),
    ("kind: charter, stage: settled", "kind: charter, stage: torn", "L-UNKNOWN", "torn"),
    ("field: charter, kind: charter", "field: library, kind: charter", "L-UNKNOWN", "library"),
    ("field: charter, kind: charter, stage: settled", "field: charter, kind: law", "L-UNKNOWN", "law"),
    ("kind: charter, stage: settled", "kind: grant", "L-MISSING", "score-rules"),
    ("stage: settled}", "stage: settled, where: [{field: colour, equals: red}]}", "L-UNKNOWN", "colour"),
    ("at-least: 80", "at-least: many", "L-TYPE", "at-least"),
    ("at-least: 0", "at-least: 10", "L-TYPE", "bands"),
    ("at-least: 80", "at-least: -1", "L-TYPE", "at-least"),
    ("at-least: 80", "at-least: NaN", "L-TYPE", "at-least"),
    ("{id: gold,", "{id: none,", "L-DUPLICATE", "none"),
    ("weight: 60", "weight: 61", "L-TYPE", "101"),
    ("weight: 60", "weight: true", "L-TYPE", "weight"),
    ("weight: 60", "weight: 600", "L-TYPE", "weight"),
    ("- id: asking", "- id: spending", "L-DUPLICATE", "spending"),
    ("- id: grants", "- id: handed-in", "L-DUPLICATE", "handed-in"),
    (f"of: {OF}\n          {SHARE}", SHARE, "L-MISSING", "of"),
    (SHARE, f"{SHARE}\n          mean: amount", "L-TYPE", "mean"),
    (SHARE, f"{SHARE}\n          out-of: 5", "L-TYPE", "out-of"),
    (SHARE, f"{SHARE}\n          deducts: 5", "L-TYPE", "deducts"),
    (SHARE, "on-time: []", "L-TYPE", "on-time"),
    (f"of: {OF}\n          {SHARE}", "on-time: [tea]", "L-UNKNOWN", "tea"),
    (SHARE, "share: [{field: colour, equals: red}]", "L-UNKNOWN", "colour"),
    (SHARE, 'share: [{record: "teas/{year}", stage: [hot]}]', "L-UNKNOWN", "teas"),
    (SHARE, "without: [forget]", "L-TYPE", "without"),
    (SHARE, "leads-to: tea", "L-UNKNOWN", "tea"),
    (SHARE, "leads-to: [{kind: report, stage: [hot]}]", "L-UNKNOWN", "hot"),
    (SHARE, "leads-to: [{kind: report, where: [{field: colour, equals: red}]}]", "L-UNKNOWN", "colour"),
    (SHARE, "leads-to: []", "L-TYPE", "leads-to"),
    (SHARE, "mean: colour", "L-UNKNOWN", "colour"),
    (SHARE, "mean: amount\n          out-of: report.colour", "L-UNKNOWN", "report.colour"),
    (SHARE, "ratio: {of: amount}", "L-MISSING", "ratio.to"),
    (SHARE, "ratio: {of: amount, to: colour}", "L-UNKNOWN", "colour"),
    (SHARE, "checks: [sums]", "L-UNKNOWN", "sums"),
    (SHARE, "kept: [{planned: title}]", "L-MISSING", "actual"),
    (SHARE, "kept: [{planned: title, actual: colour}]", "L-UNKNOWN", "colour"),
    (OF, "{kind: tea}", "L-UNKNOWN", "tea"),
    (OF, "{kind: grant}", "L-UNKNOWN", "unit"),
    (OF, "{kind: grant, unit: library, stage: hot}", "L-UNKNOWN", "hot"),
    (OF, "{kind: grant, unit: library, stood: hot}", "L-UNKNOWN", "hot"),
    (OF, "{kind: grant, unit: library, reached: hot}", "L-UNKNOWN", "hot"),
    (OF, "{kind: grant, unit: library, on: colour}", "L-UNKNOWN", "colour"),
    (OF, "{kind: grant, unit: library, on: path.colour}", "L-UNKNOWN", "path.colour"),
    (OF, "{kind: grant, unit: library, on: title, from: title}", "L-TYPE", "on"),
    (OF, "{kind: grant, unit: library, each: [{field: title, present: true}]}", "L-TYPE", "each"),
    (OF, "{kind: grant, unit: library, entries: shelves}", "L-UNKNOWN", "shelves"),
    (OF, "{kind: grant, unit: library, where: [{field: colour, present: true}]}", "L-UNKNOWN", "colour"),
    (OF, "{kind: inspection, unit: library, entries: parts, each: [{field: x, equals: 1}]}", "L-UNKNOWN", "x"),
    (OF, "{kind: inspection, unit: library, entries: parts}", "L-UNKNOWN", "stage"),
    (
        f"{OF}\n          {SHARE}",
        "{kind: inspection, unit: library, entries: parts}\n          leads-to: grant",
        "L-TYPE",
        "trace",
    ),
    ("inspections/{unit}/{period}", "inspections/{house}/{period}", "L-TYPE", "path"),
    ("weight: share}", "events: part, deducted: mark}", "L-MISSING", "score-sheet"),
    ("list: parts", "list: medals", "L-MISSING", "medals.suggested_score"),
]


@pytest.mark.parametrize(("old", "new", "code", "says"), WRONG, ids=[f"{row[1]} {row[2]}" for row in WRONG])
def test_what_does_not_hang_together_is_refused(old: str, new: str, code: str, says: str) -> None:
    assert old in TEXT

    found = read(TEXT.replace(old, new, 1))

    assert isinstance(found, list)
    assert any(code == one and says in sentence for one, _, sentence in found), found


def test_only_one_kind_evaluates() -> None:
    other = {
        path.replace("inspection", "audit"): text.replace("kind: inspection", "kind: audit")
        .replace("inspections/", "audits/")
        .replace('"const": "inspection"', '"const": "audit"')
        for path, text in EVALUATING_KINDS.items()
        if "inspection" in path
    }
    files = {path: text.encode() for path, text in {**law_texts(), **EVALUATING_KINDS, **other}.items()}

    found = read_law({path.removeprefix("schemas/"): text for path, text in files.items()})

    assert isinstance(found, tuple)
    assert {one.code for one in found} == {"L-DUPLICATE"}
