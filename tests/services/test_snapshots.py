"""Which records a pattern names."""

from __future__ import annotations

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.adapters.yaml.spelling import YamlNotWritable
from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.record import Record
from cio_ctl.rules.soundness import folded
from cio_ctl.services.snapshots import Contents
from tests.offices_in_memory import GRANT, OTHER, REPORT, Texts, grant_fields, grants_office

BETWEEN = "grants/2026/shelves-2/application"


def office() -> Texts:
    found = grants_office()
    for name in (GRANT, OTHER, BETWEEN):
        found = found.record(name, grant_fields("idea"))
    return found.record(REPORT, {"kind": "report", "spent": "1.00", "stage": "draft", "decisions": []})


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("grants/2026/*/application", [OTHER, BETWEEN, GRANT]),
        ("grants/2026/shelves/*", [GRANT, REPORT]),
        ("grants/2026/s*/application", [BETWEEN, GRANT]),
        ("grants/*/shelves/report", [REPORT]),
        ("grants/*", []),
        ("grants/2027/*/application", []),
        ("*/2026/roof/application", [OTHER]),
        (REPORT, [REPORT]),
        ("grants/2026/shelves", []),
    ],
)
def test_a_pattern_names_the_records_that_fit_in_order(pattern: str, names: list[str]) -> None:
    assert list(office().office.tree.ids_like(pattern)) == names


def test_all_ids_stand_in_order() -> None:
    ids = office().standing.snapshot.ids()

    assert list(ids) == sorted(ids)
    assert {GRANT, OTHER, BETWEEN, REPORT} < set(ids)


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_a_value_that_stands_in_a_file_is_never_passed_over(value: str) -> None:
    try:
        content = dump_yaml({"kind": "grant", "number": value}).encode()
    except YamlNotWritable:
        reject()
    read = read_yaml(content, "records/x.yaml")

    assert isinstance(read, YamlText)
    assert Contents(lambda _: content).may_state("", str(read.data["number"]))


@pytest.mark.parametrize(
    ("written", "sought", "may"),
    [
        ("number: G-2026-1", "G-2026-1", True),
        ("number: Ｇ-2026 -１", "g-2026-1", True),
        ("number: >-\n  G-2026\n  -1", "G-2026-1", True),
        ('number: "G-\\u0032026-1"', "G-2026-1", True),
        ("number: 'it''s'", "it's", True),
        ("number: 0x10", "16", True),
        ("number: TRUE", "true", True),
        ("number: G-2026-2", "G-2026-1", False),
        ("title: 书架", "书柜", False),
    ],
)
def test_a_file_is_passed_over_only_where_it_cannot_state_a_value(written: str, sought: str, *, may: bool) -> None:
    assert Contents(lambda _: written.encode()).may_state("", sought) is may
    assert not may or folded(sought)


def test_however_few_records_are_kept_at_hand_each_is_what_its_file_says() -> None:
    blobs = {name: f"kind: {name}\n".encode() for name in "abc"}
    read: list[str] = []

    def read_blob(name: str) -> bytes:
        read.append(name)
        return blobs[name]

    contents = Contents(read_blob, at_hand=2)
    for name in "aabbcca":
        record = contents.record(f"records/{name}.yaml", name)
        assert isinstance(record, Record)
        assert record.fields == {"kind": name}
    assert read == ["a", "b", "c", "a"]
