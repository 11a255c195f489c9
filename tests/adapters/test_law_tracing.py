"""The law of tracing as files: `supersedes`, `trace` and `gaps` are read, and wrong ones refused at their line."""

from __future__ import annotations

import pytest

from cio_ctl.adapters.schemas.fields import kinds_named
from cio_ctl.model.tracing import Gap, Goal, Supersession, Trace
from cio_ctl.services.law_books import LawBook, read_law
from tests.offices_in_memory import law_texts
from tests.pingshan_in_memory import pingshan_office

GRANT, REPORT, PROCEDURE, SCHEMA = "grant.process.yaml", "report.process.yaml", "procedure.yaml", "grant.schema.json"
SUPERSEDES = "supersedes: {field: follows, in-force: [granted, inspected]}\n"
TRACE = """trace:
  entries: works
  from: [follows, earlier, works.grants]
  to: [report]
  unit: works.library
"""
GAPS = """gaps:
  - id: no-report
    title: {zh: 无报告, en: no report}
    basis: G3
    of: grant
    stage: [closed]
    where: [{field: amount, at-least: "1000"}]
    leads-to: {kind: report, stage: [filed], where: [{field: grant.stage, equals: closed}]}
  - {id: alone, title: {zh: 无来由, en: alone}, of: report, comes-from: [{kind: grant}, {kind: report}]}
  - {id: unread, title: {zh: 未读, en: unread}, of: grant, leads-to: report}
"""
WORKS = """"works": {"type": "array", "items": {"$ref": "#/$defs/work"}},
    "follows": {"""
WORK = """  "$defs": {
    "work": {
      "type": "object",
      "properties": {
        "id": {"type": "string"},
        "library": {"type": "string", "reference": ["unit"]},
        "grants": {"type": "array", "items": {"$ref": "#/$defs/one"}}
      }
    },
    "one": {"type": "object", "entry-reference": {"grant": "works"}}
  },
  "type": "object","""


def files_of(supersedes: str = SUPERSEDES, trace: str = TRACE, gaps: str = GAPS) -> dict[str, bytes]:
    """The grants pack with these parts at the end of its files, and works as entries of a grant."""
    files = {path.removeprefix("schemas/"): text for path, text in law_texts().items()}
    files[SCHEMA] = files[SCHEMA].replace('"follows": {', WORKS, 1).replace('  "type": "object",', WORK, 1)
    files[GRANT] += supersedes + trace
    files[REPORT] += "trace: {from: [grant, grant.earlier, grant.follows]}\n"
    files[PROCEDURE] += gaps
    return {name: text.encode() for name, text in files.items()}


def book_of(files: dict[str, bytes]) -> LawBook:
    book = read_law(files)
    assert isinstance(book, LawBook), book
    return book


def test_what_a_law_says_about_tracing_is_read() -> None:
    law = book_of(files_of()).law

    assert law.processes["grant"].supersession == Supersession("follows", ("granted", "inspected"))
    assert law.processes["grant"].trace == Trace(
        "works", ("follows", "earlier", "works.grants"), ("report",), "works.library"
    )
    assert law.processes["unit"].trace is None
    closed, alone, unread = law.gaps
    assert (closed.basis, closed.of.stages, closed.downstream) == ("G3", ("closed",), True)
    assert (closed.goals[0].kind, closed.goals[0].stages, len(closed.goals[0].where)) == ("report", ("filed",), 1)
    assert (alone.goals, alone.downstream) == ((Goal("grant"), Goal("report")), False)
    assert unread == Gap("unread", unread.title, Goal("grant"), (Goal("report"),))


WRONG = [
    # part, text, text instead, code, file, line within the part
    ("supersedes", "field: follows", "field: number", "L-UNKNOWN", GRANT, 1),
    ("supersedes", "field: follows", "field: library", "L-UNKNOWN", GRANT, 1),
    ("supersedes", "field: follows", "field: earlier", "L-UNKNOWN", GRANT, 1),
    ("supersedes", "inspected", "expected", "L-UNKNOWN", GRANT, 1),
    ("supersedes", "in-force", "inforce", "L-KEY", GRANT, 1),
    ("supersedes", ", in-force: [granted, inspected]", "", "L-MISSING", GRANT, 1),
    ("supersedes", "{field: follows, in-force: [granted, inspected]}", "follows", "L-TYPE", GRANT, 1),
    ("trace", "entries: works", "entries: work", "L-UNKNOWN", GRANT, 2),
    ("trace", "entries: works", "entries: annexes", "L-UNKNOWN", GRANT, 2),
    ("trace", "entries: works", "entries: [works]", "L-TYPE", GRANT, 2),
    ("trace", "from: [follows,", "from: [precedes,", "L-UNKNOWN", GRANT, 3),
    ("trace", "from: [follows,", "from: [title,", "L-UNKNOWN", GRANT, 3),
    ("trace", "from: [follows,", "from: [works,", "L-UNKNOWN", GRANT, 3),
    ("trace", "works.grants", "works.grant", "L-UNKNOWN", GRANT, 3),
    ("trace", "works.grants", "earlier.title", "L-UNKNOWN", GRANT, 3),
    ("trace", "from: [follows, earlier, works.grants]", "from: {a: b}", "L-TYPE", GRANT, 3),
    ("trace", "to: [report]", "to: [reports]", "L-UNKNOWN", GRANT, 4),
    ("trace", "to: [report]", "to: [report.spent]", "L-UNKNOWN", GRANT, 4),
    ("trace", "unit: works.library", "unit: works.place", "L-UNKNOWN", GRANT, 5),
    ("trace", "unit:", "owner:", "L-KEY", GRANT, 5),
    ("gaps", "of: grant\n    stage", "of: grand\n    stage", "L-UNKNOWN", PROCEDURE, 2),
    ("gaps", "stage: [closed]", "stage: [open]", "L-UNKNOWN", PROCEDURE, 6),
    ("gaps", "field: amount", "field: sum", "L-UNKNOWN", PROCEDURE, 7),
    ("gaps", "at-least", "least", "L-KEY", PROCEDURE, 7),
    ("gaps", "kind: report, stage", "kind: reports, stage", "L-UNKNOWN", PROCEDURE, 8),
    ("gaps", "stage: [filed]", "stage: [lost]", "L-UNKNOWN", PROCEDURE, 8),
    ("gaps", "grant.stage, equals: closed", "grant.stage, equals: clsd", "L-UNKNOWN", PROCEDURE, 8),
    ("gaps", "grant.stage, equals: closed", "grand.stage, equals: closed", "L-UNKNOWN", PROCEDURE, 8),
    ("gaps", "kind: report, stage", "stage", "L-MISSING", PROCEDURE, 8),
    ("gaps", "leads-to: {kind: report", "leads: {kind: report", "L-KEY", PROCEDURE, 8),
    ("gaps", "of: report, comes-from: [{kind: grant}, {kind: report}]", "of: report", "L-TYPE", PROCEDURE, 9),
    ("gaps", "of: report, comes", "of: report, leads-to: grant, comes", "L-TYPE", PROCEDURE, 9),
    ("gaps", "{kind: report}]", "{kind: reports}]", "L-UNKNOWN", PROCEDURE, 9),
    ("gaps", "[{kind: grant}, {kind: report}]", "[]", "L-TYPE", PROCEDURE, 9),
    ("gaps", "[{kind: grant}, {kind: report}]", "[grant]", "L-TYPE", PROCEDURE, 9),
    ("gaps", "[{kind: grant}, {kind: report}]", "null", "L-TYPE", PROCEDURE, 9),
    ("gaps", "leads-to: report", "leads-to: reports", "L-UNKNOWN", PROCEDURE, 10),
    ("gaps", "basis: G3", "basis: G9", "L-UNKNOWN", PROCEDURE, 4),
    ("gaps", "id: alone", "id: no-report", "L-DUPLICATE", PROCEDURE, 9),
    ("gaps", "{id: unread, ", "{", "L-MISSING", PROCEDURE, 10),
    ("gaps", GAPS, "gaps: {}\n", "L-TYPE", PROCEDURE, 1),
]


@pytest.mark.parametrize(("part", "old", "new", "code", "file", "line"), WRONG)
def test_one_wrong_name_is_refused_at_its_line(part: str, old: str, new: str, code: str, file: str, line: int) -> None:
    good = {"supersedes": SUPERSEDES, "trace": TRACE, "gaps": GAPS}
    assert good[part].count(old) >= 1
    before = {"supersedes": "", "trace": SUPERSEDES, "gaps": ""}[part]
    start = law_texts()[f"schemas/{file}"].count("\n") + before.count("\n")

    read = read_law(files_of(**{**good, part: good[part].replace(old, new, 1)}))

    assert not isinstance(read, LawBook)
    assert (code, f"schemas/{file}", start + line) in [(one.code, one.place.path, one.place.line) for one in read]


@pytest.mark.parametrize(
    ("kind", "path", "kinds"),
    [
        ("plan", "entries.needs", ("needs",)),
        ("plan", "entries.needs.record", ("needs",)),
        ("plan", "entries.needs.entry_id", ()),
        ("plan", "entries.responsible", ("unit",)),
        ("plan", "needs_considered", ("needs",)),
        ("plan", "entries", ()),
        ("plan", "entries.id", ()),
        ("plan", "entries.nothing", None),
        ("plan", "title.x", None),
        ("plan", "", None),
        ("architecture", "blocks.part_of", ("architecture",)),
        ("project", "origin_entry", ("work-plan",)),
        ("preliminary-application", "plan_references", ("plan", "architecture", "work-plan")),
        ("acceptance-report", "contracts", ("contract",)),
        ("asset-register", "assets.contract", ("contract",)),
        ("nothing", "title", None),
    ],
)
def test_a_field_is_found_however_deep_with_the_kinds_it_names(
    kind: str, path: str, kinds: tuple[str, ...] | None
) -> None:
    assert kinds_named(pingshan_office().book.shapes, kind, path) == kinds


@pytest.mark.parametrize("ref", ["#/$defs/work", "#/$defs/one", "#/nowhere", "#"])
def test_a_schema_that_leads_round_in_circles_names_nothing(ref: str) -> None:
    files = files_of(supersedes="", trace="", gaps="")
    one = b'"one": {"type": "object", "entry-reference": {"grant": "works"}}'
    assert one in files[SCHEMA]
    files[SCHEMA] = files[SCHEMA].replace(one, f'"one": {{"$ref": "{ref}"}}'.encode())
    read = read_law(files)

    if isinstance(read, LawBook):
        assert not kinds_named(read.shapes, "grant", "works.grants")
    else:
        assert [one.code for one in read] == ["L-REF"]
