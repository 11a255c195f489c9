from __future__ import annotations

from hashlib import sha256

import pytest

from cio_ctl.rules.soundness import record_findings
from tests.offices_in_memory import (
    GRANT,
    OTHER,
    SUBMITTED,
    Texts,
    decision_entry,
    grant_fields,
    grants_office,
    law_texts,
)

PATH = f"records/{GRANT}.yaml"
QUOTE = b"a quote of 2 shelves\n"
FILE = "grants/2026/shelves/evidence/quote.txt"
BOARD = decision_entry("ben clerk@office approve desk board")
REFUSED = decision_entry("ben clerk@office reject desk refused", opinion="x")
WITHDRAWN = decision_entry("dan librarian@hilltop withdraw desk idea")

Found = list[tuple[str, int]]


def annex(**changes: object) -> dict[str, object]:
    """An annex as a record names it."""
    stated = {"sha256": sha256(QUOTE).hexdigest(), "size": len(QUOTE)}
    return {"type": "quote", "name": "报价", "file": FILE, "media_type": "text/plain", **stated, **changes}


def with_quote(fields: dict[str, object], content: bytes | None = QUOTE) -> Texts:
    """The foundation with a grant, and a paper in its evidence folder."""
    office = grants_office().record(GRANT, fields)
    return office.having({f"records/{FILE}": None if content is None else content.decode()})


def found_in(office: Texts, name: str = GRANT) -> Found:
    return [(found.code, found.place.line) for found in record_findings(office.office, name)]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (grant_fields("idea"), []),
        (grant_fields("desk", SUBMITTED), []),
        # stage and chain of decisions
        (grant_fields("granted", SUBMITTED), [("R3-STAGE", 5)]),
        (grant_fields("desk"), [("R3-STAGE", 5)]),
        (grant_fields("board", SUBMITTED, BOARD), []),
        (grant_fields("board", BOARD), [("R3-CHAIN", 7)]),
        (grant_fields("board", SUBMITTED, BOARD, BOARD), [("R3-CHAIN", 21)]),
        (grant_fields("lost"), [("R3-STAGE", 5), ("R8-STAGE", 5)]),
        (grant_fields("") | {"stage": None}, [("R8-SCHEMA", 5), ("R3-STAGE", 5), ("R8-STAGE", 5)]),
        (grant_fields("idea") | {"decisions": ["submit"]}, [("R8-SCHEMA", 7)]),
        (grant_fields("desk", {**SUBMITTED, "at": "2026-03-03"}), [("R8-SCHEMA", 13)]),
        (grant_fields("desk", {**SUBMITTED, "note": "x"}), [("R8-SCHEMA", 7)]),
        # kind
        (grant_fields("idea") | {"kind": "report"}, [("R8-KIND", 1)]),
        (grant_fields("idea") | {"kind": 7}, [("R8-KIND", 1)]),
        # shape
        (grant_fields("idea", amount="5"), [("R8-SCHEMA", 4)]),
        (grant_fields("idea", amount=5), [("R8-SCHEMA", 4)]),
        (grant_fields("idea", amount="5.00\n"), [("R8-SCHEMA", 4)]),
        (grant_fields("idea", own_works=1), [("R8-SCHEMA", 5)]),
        (grant_fields("idea", colour="red"), [("R8-SCHEMA", 1)]),
        # what is missing counts once the paper has come in, unless it was given up
        (grant_fields("idea", amount=None), []),
        (grant_fields("desk", SUBMITTED, amount=None), [("R8-REQUIRED", 1)]),
        (grant_fields("refused", SUBMITTED, REFUSED, amount=None), []),
        (grant_fields("idea", SUBMITTED, WITHDRAWN, amount=None), []),
        # references
        (grant_fields("idea", library="units/nowhere"), [("R8-REFERENCE", 3)]),
        (grant_fields("idea", library="officers/ada"), [("R8-REFERENCE", 3)]),
        (grant_fields("idea", follows="grants/2026/none/application"), [("R8-REFERENCE", 5)]),
        (grant_fields("desk", {**SUBMITTED, "by": "officers/zoe"}), [("R8-REFERENCE", 10)]),
    ],
)
def test_a_record_is_sound_or_each_fault_is_told_at_its_line(fields: dict[str, object], found: Found) -> None:
    assert found_in(grants_office().record(GRANT, fields)) == found


@pytest.mark.parametrize(
    ("changes", "content", "code"),
    [
        ({}, QUOTE, ""),
        ({}, None, "R11-MISSING"),
        ({"file": "grants/2026/shelves/evidence/other.txt"}, QUOTE, "R11-MISSING"),
        ({"file": "units/office.yaml"}, QUOTE, "R11-PLACE"),
        ({"file": "grants/2026/shelves/evidence/../evidence/quote.txt"}, QUOTE, "R11-PLACE"),
        ({}, b"a quote of 3 shelves\n", "R11-ALTERED"),
        ({"size": 1}, QUOTE, "R11-ALTERED"),
        ({"sha256": "0" * 64}, QUOTE, "R11-ALTERED"),
        ({"sha256": "A" * 64}, QUOTE, "R8-SCHEMA R11-ALTERED"),
        ({"size": "20"}, QUOTE, "R8-SCHEMA"),
        ({"type": 7}, QUOTE, "R8-SCHEMA"),
    ],
)
def test_evidence_is_there_and_is_what_the_record_states(
    changes: dict[str, object], content: bytes | None, code: str
) -> None:
    office = with_quote(grant_fields("idea", annexes=[annex(**changes)]), content)

    assert " ".join(name for name, _ in found_in(office)) == code


def test_each_annex_is_told_at_its_own_line() -> None:
    office = with_quote(grant_fields("idea", annexes=[annex(), annex(size=1)]))
    text = office.files[PATH].split("\n")
    _, second = [number for number, line in enumerate(text, 1) if "type: quote" in line]

    assert found_in(office) == [("R11-ALTERED", second)]


@pytest.mark.parametrize(
    ("number", "twin", "found"),
    [
        ("G-1", "G-1", [("R8-UNIQUE", 5)]),
        ("G-1", "G-2", []),
        ("G-1", None, []),
        (None, None, []),
        ("", "", []),
    ],
)
def test_a_unique_value_is_taken_once(number: str | None, twin: str | None, found: Found) -> None:
    office = grants_office().record(GRANT, grant_fields("idea", number=number))

    assert found_in(office.record(OTHER, grant_fields("idea", number=twin))) == found


def test_what_cannot_be_read_is_told_by_line() -> None:
    office = grants_office().having({PATH: "kind: grant\ntitle: [\n"})

    assert found_in(office) == [("Y-SYNTAX", 3)]
    assert found_in(office, "grants/2026/none/application") == []


def test_a_record_for_which_the_law_has_no_place_is_told() -> None:
    office = grants_office().having({"records/loans/x.yaml": "kind: loan\n"})

    assert found_in(office, "loans/x") == [("R13-OUTSIDE", 0)]


def test_a_schema_without_end_fits_nothing_and_does_not_stop_the_judge() -> None:
    schema = law_texts()["schemas/grant.schema.json"]
    endless = schema.replace('"type": "object",', '"$ref": "#",', 1)
    office = grants_office().having({"schemas/grant.schema.json": endless}).record(GRANT, grant_fields("idea"))

    ((code, _),) = found_in(office)
    assert code == "R8-SCHEMA"
