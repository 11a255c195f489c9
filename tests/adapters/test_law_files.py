from __future__ import annotations

from pathlib import Path

import pytest

from cio_ctl.services.founding import pack_from
from cio_ctl.services.law_books import LawBook, read_law
from tests.offices_in_memory import law_texts

ROOT = Path(__file__).parents[2]
GRANT, REPORT = "grant.process.yaml", "report.process.yaml"
OFFICER, UNIT, PROCEDURE = "officer.process.yaml", "unit.process.yaml", "procedure.yaml"
SCHEMA, TYPES = "grant.schema.json", "types.schema.json"

GOOD_TITLE = '"title": {"title": "名称 / title", "type": "string"}'
SUBMIT = "  - {verb: submit, from: idea, to: desk, basis: G1,"
SMALL = 'when: [{field: amount, less-than: "100000"}]'
NEEDS = "needs: {field: number, present: true}"
REPORT_NEEDS = (
    'needs: {record: "grants/{year}/{grant}/report", stage: [filed], where: [{field: spent, at-most: "999999.99"}]}'
)
OWES = """obligations:
  account:
    title: {zh: 报账, en: account}
    owed-by: {role: librarian, unit: library}
    due: {days: 60}
    discharged-by: {record: "grants/{year}/{grant}/report", stage: [filed]}
"""

Found = tuple[str, str, int]


def files_of_grants() -> dict[str, bytes]:
    return {path.removeprefix("schemas/"): text.encode() for path, text in law_texts().items()}


def findings_of(files: dict[str, bytes]) -> list[Found]:
    read = read_law(files)
    return [] if isinstance(read, LawBook) else [(f.code, f.place.path, f.place.line) for f in read]


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "packs" / "grants"], ids=["pingshan", "grants"])
def test_the_law_of_each_pack_is_read_without_findings(folder: Path) -> None:
    files = {
        path.removeprefix("schemas/"): content
        for path, content in pack_from(folder).items()
        if path.startswith("schemas/")
    }

    assert isinstance(read_law(files), LawBook), findings_of(files)


def edited(file: str, old: str, new: str) -> dict[str, bytes]:
    """The files of the grants pack with one text changed, which must stand there once."""
    files = files_of_grants()
    text = files[file].decode()
    assert text.count(old) >= 1, (file, old)
    return {**files, file: text.replace(old, new, 1).encode()}


EDITS: list[tuple[str, str, str, str, str, int]] = [
    # what is wrong, file, text, text instead, code, line
    ("an unknown key of the procedure", PROCEDURE, "founder: {", "finder: {}\nfounder: {", "L-KEY", 15),
    ("a missing key of the procedure", PROCEDURE, "procedure: village-grants\n", "", "L-MISSING", 1),
    ("a missing founder", PROCEDURE, "founder: {role: director}\n", "", "L-MISSING", 1),
    ("an unknown key of a role", PROCEDURE, "held-in: [library]", "held: [library]", "L-KEY", 7),
    ("a role held in no known unit", PROCEDURE, "held-in: [library]", "held-in: [school]", "L-UNKNOWN", 7),
    ("an unknown founder", PROCEDURE, "founder: {role: director}", "founder: {role: king}", "L-UNKNOWN", 15),
    ("law keepers unknown", PROCEDURE, "changed-by: [{role: director}]", "changed-by: [{role: x}]", "L-UNKNOWN", 17),
    ("law keepers missing", PROCEDURE, "changed-by: [{role: director}]", "paths: []", "L-MISSING", 16),
    ("open paths of a wrong type", PROCEDURE, "paths: [README.md]", "paths: {a: b}", "L-TYPE", 19),
    ("a label in one language", PROCEDURE, "title: {zh: 主任, en: director}", "title: {zh: 主任}", "L-MISSING", 5),
    ("a label of a wrong type", PROCEDURE, "title: {zh: 主任, en: director}", "title: 主任", "L-TYPE", 5),
    ("an unknown key of a label", PROCEDURE, "{zh: 组织, en: organisation}", "{zh: 组织, en: o, fr: o}", "L-KEY", 21),
    ("an unknown key of a process", GRANT, "unique:", "uniq: x\nunique:", "L-KEY", 10),
    ("a missing title", GRANT, "title: {zh: 资助申请, en: grant}\n", "", "L-MISSING", 1),
    ("a missing path", GRANT, "path: grants/{year}/{grant}/application\n", "", "L-MISSING", 1),
    ("nobody who drafts", GRANT, "drafted-by: [{role: librarian, unit: library}]\n", "", "L-MISSING", 1),
    ("neither stages nor keepers", UNIT, "changed-by: [{role: director}]\n", "", "L-MISSING", 1),
    ("a list where a mapping belongs", GRANT, "stages:\n", "stages: []\nold-stages:\n", "L-TYPE", 11),
    ("a truth value as text", GRANT, "editable: true", "editable: sometimes", "L-TYPE", 12),
    ("a number as a kind", GRANT, "kind: grant", "kind: 7", "L-TYPE", 1),
    ("a first stage that is no draft", GRANT, ", editable: true", "", "L-TYPE", 12),
    (
        "an unknown role that drafts",
        GRANT,
        "by: [{role: librarian, unit: library}]\nu",
        "by: [{role: x}]\nu",
        "L-UNKNOWN",
        9,
    ),
    ("an unknown role that acts", GRANT, "by: [{role: director}]", "by: [{role: king}]", "L-UNKNOWN", 34),
    ("an unknown role that is told", GRANT, "notices: [{role: treasurer}]", "notices: [{role: x}]", "L-UNKNOWN", 39),
    (
        "an unknown role of an officer",
        OFFICER,
        "changed-by: [{role: director}]",
        "changed-by: [{role: x}]",
        "L-UNKNOWN",
        5,
    ),
    ("an actor without a role", GRANT, "by: [{role: director}]", "by: [{unit: library}]", "L-MISSING", 34),
    ("an unknown key of an actor", GRANT, "by: [{role: director}]", "by: [{role: director, on: x}]", "L-KEY", 34),
    (
        "an unknown field that names a unit",
        GRANT,
        "by: [{role: director}]",
        "by: [{role: director, unit: x}]",
        "L-UNKNOWN",
        34,
    ),
    ("an unknown source", GRANT, "from: board", "from: bored", "L-UNKNOWN", 42),
    ("an unknown target", GRANT, "to: inspected", "to: expected", "L-UNKNOWN", 54),
    (
        "a stage that nothing leads to",
        GRANT,
        "  closed: {",
        "  lost: {title: {zh: 丢, en: lost}}\n  closed: {",
        "L-UNREACHABLE",
        17,
    ),
    ("an unknown field compared with", GRANT, 'at-least: "100000"', "same-as: sum", "L-UNKNOWN", 26),
    ("a field compared with no field", GRANT, 'at-least: "100000"', "same-as: [amount]", "L-TYPE", 26),
    ("an unknown field that is compared", GRANT, "{field: amount, at-least", "{field: sum, at-least", "L-UNKNOWN", 26),
    (
        "an unknown field of a related record",
        REPORT,
        "unit: grant.library}]\ns",
        "unit: grant.place}]\ns",
        "L-UNKNOWN",
        5,
    ),
    ("an unknown field that is set", GRANT, "sets: [number]", "sets: [count]", "L-UNKNOWN", 35),
    ("an unknown field that is unique", GRANT, "unique: [number]", "unique: [count]", "L-UNKNOWN", 10),
    ("an unknown field of one's own", OFFICER, "own-fields: [keys,", "own-fields: [locks,", "L-UNKNOWN", 6),
    (
        "an unknown field that leads on",
        GRANT,
        "earlier: {field: follows}",
        "earlier: {field: precedes}",
        "L-UNKNOWN",
        8,
    ),
    ("an unknown key of a related record", GRANT, "earlier: {field: follows}", "earlier: {feld: follows}", "L-KEY", 8),
    ("an unknown slug of the evidence", GRANT, "evidence: grants/{year}", "evidence: grants/{month}", "L-UNKNOWN", 5),
    ("an unknown slug of a related path", GRANT, "report: grants/{year}", "report: grants/{month}", "L-UNKNOWN", 7),
    (
        "an unknown slug that is compared",
        GRANT,
        "{field: amount, at-least",
        "{field: path.month, at-least",
        "L-UNKNOWN",
        26,
    ),
    ("an unknown slug of a pattern", GRANT, 'record: "grants/{year}', 'record: "grants/{month}', "L-UNKNOWN", 74),
    (
        "a slug of another kind within where",
        GRANT,
        REPORT_NEEDS,
        'needs: {records: "officers/*", where: [{record: "grants/{year}/{grant}/report"}]}',
        "L-UNKNOWN",
        74,
    ),
    ("a path that no kind has", GRANT, "report: grants/{year}/{grant}/report", "report: loans/{grant}", "L-UNKNOWN", 7),
    (
        "a pattern that no kind has",
        GRANT,
        'record: "grants/{year}/{grant}/report"',
        'record: "loans/{year}"',
        "L-UNKNOWN",
        74,
    ),
    ("an unknown stage of another kind", GRANT, "stage: [filed]", "stage: [field]", "L-UNKNOWN", 74),
    ("an unknown field of another kind", GRANT, "where: [{field: spent", "where: [{field: paid", "L-UNKNOWN", 74),
    ("an unknown role that acknowledges", GRANT, "stage: [filed],", "acknowledged-by: x,", "L-UNKNOWN", 74),
    ("an unknown basis of a kind", GRANT, "basis: [G1, G2, G3]", "basis: [G1, G9]", "L-UNKNOWN", 3),
    (
        "an unknown basis of a transition",
        GRANT,
        "to: board\n    basis: G2",
        "to: board\n    basis: G9",
        "L-UNKNOWN",
        25,
    ),
    ("an unknown basis of a guard", GRANT, "        basis: G3", "        basis: G9", "L-UNKNOWN", 73),
    ("an unknown obligation", GRANT, "papers: [quote]", "opens: [rest]", "L-UNKNOWN", 20),
    ("two transitions of one id", GRANT, "id: grant-large", "id: grant-small", "L-DUPLICATE", 40),
    ("an unknown slug of a unit", GRANT, "unit: library}]\nu", 'unit: "units/{town}"}]\nu', "L-UNKNOWN", 9),
    ("an unknown slug of a value", GRANT, NEEDS, 'needs: {field: number, equals: "{town}"}', "L-UNKNOWN", 38),
    ("an unknown slug of one of values", GRANT, NEEDS, 'needs: {field: number, one-of: [a, "{x}"]}', "L-UNKNOWN", 38),
    ("a condition of those who act", GRANT, "by: [{role: director}]", "by: [{role: director, when: []}]", "L-KEY", 34),
    (
        "an unknown field in a condition of those who draft",
        GRANT,
        "unit: library}]\nu",
        "when: [{field: colour, equals: red}]}]\nu",
        "L-UNKNOWN",
        9,
    ),
    ("records named in no field", GRANT, NEEDS, "needs: {named-in: colour}", "L-UNKNOWN", 38),
    ("records named in a field that names none", GRANT, NEEDS, "needs: {named-in: number}", "L-UNKNOWN", 38),
    ("records named that cannot stand so", GRANT, NEEDS, "needs: {named-in: follows, stage: [filed]}", "L-UNKNOWN", 38),
    (
        "records named with an unknown field",
        GRANT,
        NEEDS,
        "needs: {named-in: follows, where: [{field: colour, equals: red}]}",
        "L-UNKNOWN",
        38,
    ),
    ("a count of records named", GRANT, NEEDS, "needs: {named-in: follows, at-least: 1}", "L-KEY", 38),
    (
        "two kinds at one path",
        GRANT,
        "path: grants/{year}/{grant}/application",
        "path: grants/{year}/{grant}/report",
        "L-OVERLAP",
        4,
    ),
    ("nobody who acts", GRANT, "    by: [{role: director}]\n", "", "L-MISSING", 28),
    (
        "actors and countersigning parties",
        GRANT,
        "    countersigned-by:",
        "    by: [{role: board}]\n    countersigned-by:",
        "L-TYPE",
        40,
    ),
    ("a verb that is none", GRANT, "verb: submit", "verb: submits", "L-TYPE", 20),
    ("a transition that leads nowhere", GRANT, "    to: inspected\n", "", "L-MISSING", 51),
    ("an unknown key of a transition", GRANT, "    sets:", "    set:", "L-KEY", 35),
    ("transitions that are no list", GRANT, "transitions:\n", "transitions: {}\nolder:\n", "L-TYPE", 19),
    ("a transition that is no mapping", GRANT, "transitions:\n", "transitions:\n  - submit\n", "L-TYPE", 19),
    (
        "an opinion that is neither",
        GRANT,
        "to: idea, by: [{role: clerk}, {role: board}], opinion: required",
        "to: idea, by: [{role: clerk}], opinion: perhaps",
        "L-TYPE",
        47,
    ),
    ("a person who is neither", GRANT, "    sets:", "    same-person: perhaps\n    sets:", "L-TYPE", 35),
    (
        "a guard without a title",
        GRANT,
        "      - title: {zh: 已给定编号, en: a number is given}\n        needs",
        "      - needs",
        "L-MISSING",
        37,
    ),
    ("a guard that needs nothing", GRANT, f"        {NEEDS}\n", "", "L-MISSING", 37),
    ("a match that is none", GRANT, NEEDS, "needs: {fields: number}", "L-TYPE", 38),
    ("a comparison without an operator", GRANT, NEEDS, "needs: {field: number}", "L-TYPE", 38),
    ("two operators", GRANT, NEEDS, "needs: {field: number, present: true, equals: 1}", "L-TYPE", 38),
    ("an operator that is none", GRANT, NEEDS, "needs: {field: number, like: x, present: true}", "L-KEY", 38),
    ("presence that is neither", GRANT, NEEDS, "needs: {field: number, present: maybe}", "L-TYPE", 38),
    ("one of a single value", GRANT, NEEDS, "needs: {field: number, one-of: a}", "L-TYPE", 38),
    ("one of none", GRANT, NEEDS, "needs: {field: number, one-of: []}", "L-TYPE", 38),
    ("equal to a list", GRANT, NEEDS, "needs: {field: number, equals: [a]}", "L-TYPE", 38),
    ("equal to nothing", GRANT, NEEDS, "needs: {field: number, equals: null}", "L-TYPE", 38),
    ("less than a word", GRANT, SMALL, "when: [{field: amount, less-than: much}]", "L-TYPE", 33),
    ("less than a truth value", GRANT, SMALL, "when: [{field: amount, less-than: true}]", "L-TYPE", 33),
    ("less than a number in other digits", GRANT, SMALL, 'when: [{field: amount, less-than: "１"}]', "L-TYPE", 33),
    ("at most a number with two points", GRANT, SMALL, 'when: [{field: amount, at-most: "1.0.0"}]', "L-TYPE", 33),
    ("a field that is no text", GRANT, NEEDS, "needs: {field: [number], present: true}", "L-TYPE", 38),
    (
        "not of two",
        GRANT,
        NEEDS,
        "needs: {not: [{field: number, present: true}, {field: title, present: true}]}",
        "L-TYPE",
        38,
    ),
    ("any of none", GRANT, NEEDS, "needs: {any: []}", "L-TYPE", 38),
    ("any beside another key", GRANT, NEEDS, "needs: {any: [{field: number, present: true}], or: x}", "L-KEY", 38),
    ("a count of one record", GRANT, "stage: [filed],", "at-least: 2,", "L-KEY", 74),
    ("a count below nothing", GRANT, REPORT_NEEDS, 'needs: {records: "grants/*/*/report", at-least: -1}', "L-TYPE", 74),
    ("a stage that is no text", GRANT, "stage: [filed]", "stage: [1]", "L-TYPE", 74),
    (
        "a path in which a slug stands twice",
        GRANT,
        "path: grants/{year}/{grant}/a",
        "path: grants/{year}/{year}/a",
        "L-TYPE",
        4,
    ),
    ("a path in capitals", GRANT, "path: grants/{year}", "path: Grants/{year}", "L-TYPE", 4),
    ("a path with an empty part", GRANT, "path: grants/{year}", "path: grants//{year}", "L-TYPE", 4),
    ("a path among evidence", GRANT, "path: grants/{year}/", "path: evidence/{year}/", "L-TYPE", 4),
    ("officers elsewhere", OFFICER, "path: officers/{officer}", "path: persons/{officer}", "L-TYPE", 4),
    ("units deeper", UNIT, "path: units/{unit}", "path: units/{city}/{unit}", "L-TYPE", 4),
    (
        "officers that move through stages",
        OFFICER,
        "changed-by: [{role: director}]\n",
        "drafted-by: [{role: clerk}]\nstages: {draft: {title: {zh: 草, en: draft}, editable: true}}\n",
        "L-TYPE",
        6,
    ),
    ("a process named unlike its kind", GRANT, "kind: grant", "kind: grand", "L-TYPE", 1),
    ("a tag", GRANT, "kind: grant", "kind: !!str grant", "Y-TAG", 1),
    ("an anchor", GRANT, "unique: [number]", "unique: &u [number]", "Y-ANCHOR", 10),
    ("an alias", GRANT, "unique: [number]", "unique: *u", "Y-ANCHOR", 10),
    (
        "a key that stands twice",
        GRANT,
        "unique: [number]\n",
        "unique: [number]\nunique: [number]\n",
        "Y-DUPLICATE-KEY",
        11,
    ),
    ("no YAML", PROCEDURE, "roles:\n", "roles: [\n", "Y-SYNTAX", 6),
    ("bytes that are no text", GRANT, "unique", "un\u202eique", "Y-CHARACTER", 10),
    (
        "a key that stands twice in JSON",
        SCHEMA,
        '"type": "object",',
        '"type": "object", "type": "object",',
        "L-SCHEMA",
        0,
    ),
    ("no JSON", SCHEMA, '"type": "object",', '"type": "object"', "L-SCHEMA", 5),
    ("a number that JSON does not have", SCHEMA, '"type": "object",', '"maxProperties": NaN,', "L-SCHEMA", 0),
    ("no schema", SCHEMA, '"type": "object",', '"type": "objekt",', "L-SCHEMA", 0),
    ("a reference to the network", SCHEMA, "types.schema.json#/$defs/stage", "http://example.org/stage", "L-REF", 0),
    ("a reference to a file", SCHEMA, "types.schema.json#/$defs/stage", "file:///etc/passwd", "L-REF", 0),
    ("a reference above the folder", SCHEMA, "types.schema.json#/$defs/stage", "../types.schema.json", "L-REF", 0),
    ("a reference to nothing", SCHEMA, "types.schema.json#/$defs/stage", "types.schema.json#/$defs/age", "L-REF", 0),
    ("a reference to what is no schema", SCHEMA, "types.schema.json#/$defs/stage", "#/required", "L-REF", 0),
    ("a reference that is no address", SCHEMA, "types.schema.json#/$defs/stage", "http://[", "L-REF", 0),
    ("a dynamic reference beside a good one", SCHEMA, '"stage": {', '"stage": {"$dynamicRef": "#x", ', "L-REF", 0),
    ("an id that moves all references", SCHEMA, '"type": "object",', '"$id": "http://example.org/",', "L-REF", 0),
    ("a repeat within a repeat", SCHEMA, GOOD_TITLE, '"title": {"pattern": "^(a+)+$"}', "L-PATTERN", 0),
    ("a repeat deeper within", SCHEMA, GOOD_TITLE, '"title": {"pattern": "^((a+)b?)+$"}', "L-PATTERN", 0),
    ("a repeated choice", SCHEMA, GOOD_TITLE, '"title": {"pattern": "^(a|a)*$"}', "L-PATTERN", 0),
    ("a reference within a pattern", SCHEMA, GOOD_TITLE, '"title": {"pattern": "^(a)\\\\1$"}', "L-PATTERN", 0),
    ("a broken pattern", SCHEMA, GOOD_TITLE, '"title": {"items": {"pattern": "[a-"}}', "L-SCHEMA", 0),
    ("a pattern that only Python refuses", SCHEMA, GOOD_TITLE, '"title": {"pattern": "a{2,1}"}', "L-SCHEMA", 0),
    (
        "a repeat within a repeat among the names",
        SCHEMA,
        '"required": [',
        '"patternProperties": {"^(a+)+$": true}, "required": [',
        "L-PATTERN",
        0,
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line"), [row[1:] for row in EDITS], ids=[row[0] for row in EDITS]
)
def test_one_wrong_edit_is_refused_at_its_line(file: str, old: str, new: str, code: str, line: int) -> None:
    assert (code, f"schemas/{file}", line) in findings_of(edited(file, old, new))


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("due: {days: 60}", "due: {weeks: 8}", "L-KEY", 81),
        ("due: {days: 60}", "due: {}", "L-TYPE", 81),
        ("due: {days: 60}", "due: {days: 1, months: 1}", "L-TYPE", 81),
        ("due: {days: 60}", "due: {days: soon}", "L-TYPE", 81),
        ("due: {days: 60}", "due: 60", "L-TYPE", 81),
        ("    due: {days: 60}\n", "", "L-MISSING", 78),
        ("due: {days: 60}", "due: {days: 60}\n    warn: {days: -1}", "L-TYPE", 82),
        ("due: {days: 60}", "due: {working-days: 10000}", "L-TYPE", 81),
        ("due: {days: 60}", "due: {days: 60}\n    while: [lost]", "L-UNKNOWN", 82),
        ("due: {days: 60}", "due: {days: 60}\n    basis: G9", "L-UNKNOWN", 82),
        ("due: {days: 60}", "due: {days: 60}\n    every: {days: 0}", "L-TYPE", 82),
        ("due: {days: 60}", "due: {days: 60}\n    roll: back", "L-TYPE", 82),
        ("due: {days: 60}", "due: {days: 60}\n    when: [{field: colour, equals: red}]", "L-UNKNOWN", 82),
        ("due: {days: 60}", "due: {days: 60}\n    covers: until", "L-UNKNOWN", 82),
        ("role: librarian", "role: reader", "L-UNKNOWN", 80),
        ('{record: "grants/{year}/{grant}/report"', "{named-in: follows", "L-TYPE", 82),
        ("stage: [filed]", "stage: [late]", "L-UNKNOWN", 82),
        ("discharged-by:", "discharged:", "L-KEY", 82),
    ],
)
def test_a_wrong_obligation_is_refused_at_its_line(old: str, new: str, code: str, line: int) -> None:
    assert OWES.count(old) == 1
    files = files_of_grants()
    good = files[GRANT].decode() + OWES

    assert findings_of({**files, GRANT: good.encode()}) == []
    assert (code, f"schemas/{GRANT}", line) in findings_of(
        {**files, GRANT: (files[GRANT].decode() + OWES.replace(old, new)).encode()}
    )


@pytest.mark.parametrize(
    ("words", "code", "path"),
    [
        ("{kind: wish, stage: [filed]}", "L-UNKNOWN", "schemas/procedure.yaml"),
        ("{kind: report, stage: [granted]}", "L-UNKNOWN", "schemas/procedure.yaml"),
        ("{kind: report, stage: [filed]}", "L-MISSING", "schemas/report.schema.json"),
        ("{kind: report}", "L-MISSING", "schemas/procedure.yaml"),
        ("{kind: report, stage: [filed], when: now}", "L-KEY", "schemas/procedure.yaml"),
    ],
)
def test_a_wrong_kind_for_changes_of_deadlines_is_refused(words: str, code: str, path: str) -> None:
    files = files_of_grants()
    law = files[PROCEDURE].decode() + f"deadline-changes: {words}\n"

    assert (code, path) in {(found, where) for found, where, _ in findings_of({**files, PROCEDURE: law.encode()})}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({PROCEDURE: None}, ("L-MISSING", "schemas", 0)),
        ({UNIT: None}, ("L-MISSING", "schemas", 0)),
        ({OFFICER: None}, ("L-MISSING", "schemas", 0)),
        ({"report.schema.json": None}, ("L-MISSING", f"schemas/{REPORT}", 1)),
        ({TYPES: None}, ("L-REF", f"schemas/{SCHEMA}", 0)),
        ({"notes.txt": b"x"}, ("L-UNKNOWN", "schemas/notes.txt", 0)),
        ({"grant.yaml": b"kind: grant\n"}, ("L-UNKNOWN", "schemas/grant.yaml", 0)),
        ({SCHEMA: b"[]"}, ("L-SCHEMA", f"schemas/{SCHEMA}", 0)),
        ({SCHEMA: b"true"}, ("L-SCHEMA", f"schemas/{SCHEMA}", 0)),
        ({SCHEMA: b"\xff"}, ("L-SCHEMA", f"schemas/{SCHEMA}", 0)),
        ({SCHEMA: b"[" * 100_000}, ("L-SCHEMA", f"schemas/{SCHEMA}", 0)),
        ({GRANT: b"- kind\n"}, ("Y-NOT-A-MAPPING", f"schemas/{GRANT}", 1)),
        ({GRANT: b"\xff"}, ("Y-ENCODING", f"schemas/{GRANT}", 1)),
        ({"loan.process.yaml": law_texts()[f"schemas/{GRANT}"].encode()}, ("L-TYPE", "schemas/loan.process.yaml", 1)),
    ],
)
def test_a_wrong_set_of_files_is_refused(change: dict[str, bytes | None], found: Found) -> None:
    files = {**files_of_grants(), **change}

    assert found in findings_of({name: content for name, content in files.items() if content is not None})


def test_a_readme_may_lie_among_the_schemas() -> None:
    assert findings_of({**files_of_grants(), "README.md": b"# How to read these files\n"}) == []


def test_every_wrong_thing_is_told_at_once() -> None:
    files = edited(GRANT, "by: [{role: director}]", "by: [{role: king}]")
    files[REPORT] = files[REPORT].replace(b"to: filed", b"to: field")

    assert [code for code, _, _ in findings_of(files)] == ["L-UNKNOWN", "L-UNKNOWN", "L-UNREACHABLE"]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("grants/{g}/report", "grants/{year}/report", True),
        ("grants/{g}/report", "grants/{g}/account", False),
        ("grants/{g}/report-{phase}", "grants/{g}/report", False),
        ("grants/{g}/report-{phase}", "grants/{g}/report-last", True),
        ("grants/{g}/{paper}-draft", "grants/{g}/report-{phase}", True),
        ("grants/{g}/a{x}", "grants/{g}/b{x}", False),
        ("grants/{g}/{x}a", "grants/{g}/{x}b", False),
        ("grants/{g}", "grants/{g}/{paper}", False),
        ("loans/{g}", "grants/{g}", False),
    ],
)
def test_two_kinds_overlap_where_one_id_fits_both(one: str, other: str, meet: bool) -> None:  # noqa: FBT001
    plain = "kind: {}\ntitle: {{zh: 甲, en: a}}\npath: {}\nchanged-by: [{{role: director}}]\n"
    files = files_of_grants()
    for kind, path in (("one", one), ("two", other)):
        files[f"{kind}.process.yaml"] = plain.format(kind, path).encode()
        files[f"{kind}.schema.json"] = b'{"properties": {"kind": {}}, "additionalProperties": false}'
    del files[GRANT], files[REPORT]

    assert findings_of(files) == ([("L-OVERLAP", "schemas/one.process.yaml", 3)] if meet else [])


def test_a_schema_that_keeps_the_engine_from_writing_is_refused() -> None:
    files = files_of_grants()
    files["grant.schema.json"] = files["grant.schema.json"].replace(b'"decisions": {', b'"history": {')

    assert ("L-MISSING", "schemas/grant.schema.json", 0) in findings_of(files)


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        (GRANT, "earlier.stage, equals: closed", "earlier.stge, equals: closed", ("L-UNKNOWN", f"schemas/{GRANT}", 76)),
        (GRANT, "earlier.stage, equals: closed", "earlier.stage, equals: clsd", ("L-UNKNOWN", f"schemas/{GRANT}", 76)),
        (
            "grant.schema.json",
            '"reference": ["unit"]',
            '"reference": ["unt"]',
            ("L-UNKNOWN", "schemas/grant.schema.json", 0),
        ),
        (
            "grant.schema.json",
            '"additionalProperties": false',
            '"minProperties": 1',
            ("L-TYPE", "schemas/grant.schema.json", 0),
        ),
    ],
)
def test_names_are_followed_through_references(name: str, old: str, new: str, found: Found) -> None:
    files = files_of_grants()
    text = files[name].decode()
    assert old in text
    files[name] = text.replace(old, new).encode()

    assert found in findings_of(files)
