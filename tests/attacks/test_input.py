"""Attacks by what a file holds: bombs, depths, doubles, numbers beyond all bounds, terms that no law may have."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from cio_ctl.services.law_books import read_law
from cio_ctl.services.snapshots import parse_record
from tests.offices_in_memory import GRANT, grant_fields, grants_office, law_texts

if TYPE_CHECKING:
    from cio_ctl.model.finding import Finding


@dataclass(frozen=True)
class Text:
    """The text of a record, or (``law``) of a file of the law, and the codes that reading it must give."""

    name: str
    content: bytes
    finds: set[str]
    source: str
    law: str = ""


def bomb() -> bytes:
    """Ten levels of ten aliases each: ten thousand million words."""
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10)]
    return "\n".join(lines).encode()


def schema(more: dict[str, object]) -> bytes:
    """The schema of grants with more in it."""
    whole = json.loads(law_texts()["schemas/grant.schema.json"])
    return json.dumps({**whole, **more}).encode()


def pattern(text: str) -> bytes:
    """The schema of grants with a field that must fit a pattern."""
    whole = json.loads(law_texts()["schemas/grant.schema.json"])
    return schema({"properties": {**whole["properties"], "trap": {"type": "string", "pattern": text}}})


SCHEMA, PROCEDURE, PROCESS = "schemas/grant.schema.json", "schemas/procedure.yaml", "schemas/grant.process.yaml"
ROWS = [
    Text("alias_bomb", bomb(), {"Y-ANCHOR"}, "CVE-2003-1564 (a thousand million laughs)"),
    Text("list_that_holds_itself", b"a: &a [*a]\n", {"Y-ANCHOR"}, "YAML 1.2, 3.2.2.2"),
    Text("deep_brackets", b"a: " + b"[" * 50_000, {"Y-DEPTH"}, "stack exhaustion"),
    Text("deep_braces", b"a: " + b"{b: " * 20_000, {"Y-DEPTH"}, "stack exhaustion"),
    Text("deep_dashes", b"a:\n" + b"- " * 5_000, {"Y-DEPTH"}, "stack exhaustion"),
    Text("field_twice", b"a: 1\na: 2\n", {"Y-DUPLICATE-KEY"}, "CVE-2017-12635"),
    Text("field_twice_in_two_spellings", b'a: 1\n"\\x61": 2\n', {"Y-DUPLICATE-KEY"}, "CVE-2017-12635"),
    Text("object_from_a_tag", b"a: !!python/object/apply:os.system [id]\n", {"Y-TAG"}, "CVE-2017-18342"),
    Text("object_from_a_local_tag", b"a: !include /etc/passwd\n", {"Y-TAG"}, "CVE-2020-14343"),
    Text("directive_to_an_old_version", b"%YAML 1.1\n---\na: no\n", {"Y-DIRECTIVE"}, "YAML 1.1, the Norway problem"),
    Text("second_document", b"a: 1\n---\na: 2\n", {"Y-DOCUMENTS"}, "two parsers, two values"),
    Text("merge_key", b"<<: {stage: granted}\n", {"Y-MERGE-KEY"}, "two parsers, two values"),
    Text("field_name_that_is_a_list", b"? [a]\n: 1\n", {"Y-KEY"}, "two parsers, two values"),
    Text("byte_order_mark", b"\xef\xbb\xbfa: 1\n", {"Y-LINE-ENDING"}, "two parsers, two values"),
    Text("carriage_returns", b"a: 1\r\nb: 2\r\n", {"Y-LINE-ENDING"}, "CVE-2025-48384"),
    Text("not_utf8", b"a: \xff\xfe\n", {"Y-ENCODING"}, "CVE-2008-2938, overlong text"),
    Text("overlong_utf8", b"a: \xc0\xae\xc0\xae/\n", {"Y-ENCODING"}, "CVE-2008-2938"),
    Text("half_a_surrogate_pair", b'a: "\\ud800"\n', {"Y-SYNTAX"}, "RFC 8259, 8.2"),
    Text("null_byte", b'a: "x\\0y"\n', {"Y-CHARACTER"}, "CVE-2009-2408 (name cut at a null)"),
    Text("escape_sequence", b'a: "\\e]0;owned\\a"\n', {"Y-CHARACTER"}, "CVE-2024-52005"),
    Text("text_read_backwards", "a: 已\u202e准批\n".encode(), {"Y-CHARACTER"}, "CVE-2021-42574"),
    Text("text_that_nobody_sees", "a: 批\u200b准\n".encode(), {"Y-CHARACTER"}, "CVE-2021-42574"),
    Text("text_in_tags", "a: 批准\U000e0041\U000e0042\n".encode(), {"Y-CHARACTER"}, "Unicode tag characters"),
    Text("more_than_may_be_read", b"a: " + b"x" * (1024 * 1024), {"Y-SIZE"}, "TUF, endless data"),
    Text("no_fields_at_all", b"- a\n", {"Y-NOT-A-MAPPING"}, "type confusion"),
    Text("reference_to_the_network", schema({"$ref": "http://127.0.0.1:9/x"}), {"L-REF"}, "jsonschema", SCHEMA),
    Text("reference_to_a_file", schema({"$ref": "file:///etc/passwd"}), {"L-REF"}, "jsonschema", SCHEMA),
    Text("reference_that_climbs_out", schema({"$ref": "../../etc/passwd"}), {"L-REF"}, "jsonschema", SCHEMA),
    Text("pattern_with_a_repeat_in_a_repeat", pattern("^(a+)+$"), {"L-PATTERN"}, "CVE-2025-69873", SCHEMA),
    Text("pattern_with_a_choice_that_overlaps", pattern("^(a|a)*$"), {"L-PATTERN"}, "CVE-2025-69873", SCHEMA),
    Text("pattern_that_is_none", pattern("("), {"L-SCHEMA"}, "the rule book", SCHEMA),
    Text("law_in_a_bomb", bomb(), {"Y-ANCHOR"}, "CVE-2003-1564", PROCESS),
    Text("law_with_an_unknown_key", b"kind: grant\nexec: id\n", {"L-KEY"}, "the rule book", PROCESS),
    Text("law_that_is_a_list", b"[]\n", {"Y-NOT-A-MAPPING"}, "type confusion", PROCEDURE),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(row: Text) -> None:
    assert row.finds <= {found.code for found in findings_of(row)}


def findings_of(row: Text) -> tuple[Finding, ...]:
    """What the reader says of a text."""
    if not row.law:
        found = parse_record("records/x.yaml", row.content)
        return found if isinstance(found, tuple) else ()
    files = {path.removeprefix("schemas/"): text.encode() for path, text in law_texts().items()}
    read = read_law({**files, row.law.removeprefix("schemas/"): row.content})
    return read if isinstance(read, tuple) else ()


@pytest.mark.parametrize(
    "amount",
    [
        "1e400",
        "NaN",
        "Infinity",
        "9" * 5_000,
        "-1.00",
        "１.００",
        "1_000.00",
        "0x10.00",
        "1.00\u0660",
        " 1.00",
        "1.000",
    ],
)
def test_a_number_beyond_all_bounds_is_no_amount(amount: str) -> None:
    office = grants_office().record(GRANT, grant_fields("idea"))

    assert "R8-SCHEMA" in office.codes(office.record(GRANT, grant_fields("idea", amount=amount)), "dan")
