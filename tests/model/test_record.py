from __future__ import annotations

import pytest

from cio_ctl.model.record import MISSING, Annex, Record, decision_from

SUBMIT: dict[str, object] = {
    "verb": "submit",
    "from": "idea",
    "to": "desk",
    "by": "officers/dan",
    "role": "librarian",
    "unit": "units/hilltop",
    "at": "2026-03-03T09:00:00+08:00",
}
PAPER: dict[str, object] = {"type": "quote", "name": "报价", "file": "a/evidence/b", "sha256": "0", "size": 1}


@pytest.mark.parametrize("more", [{}, {"opinion": "同意"}, {"delegated_for": "officers/eva"}])
def test_a_decision_is_written_as_it_was_read(more: dict[str, object]) -> None:
    assert decision_from({**SUBMIT, **more}).as_fields() == {**SUBMIT, **more}


@pytest.mark.parametrize(
    ("more", "persons"),
    [({}, {"officers/dan"}), ({"delegated_for": "officers/eva"}, {"officers/dan", "officers/eva"})],
)
def test_the_persons_of_a_decision_are_the_signer_and_whom_they_stood_for(
    more: dict[str, object], persons: set[str]
) -> None:
    assert decision_from({**SUBMIT, **more}).persons == persons


@pytest.mark.parametrize("name", sorted(SUBMIT))
def test_a_decision_without_one_of_its_fields_is_none(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        decision_from({key: value for key, value in SUBMIT.items() if key != name})


@pytest.mark.parametrize(
    "change",
    [{"verb": "decide"}, {"at": "2026-03-03T09:00:00"}, {"at": "today"}, {"at": 7}, {"by": ["officers/dan"]}],
)
def test_a_decision_of_another_form_is_none(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decision_from({**SUBMIT, **change})


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, ("", "", 0, 0)),
        ({"kind": "grant", "stage": "desk", "decisions": [SUBMIT], "annexes": [PAPER]}, ("grant", "desk", 1, 1)),
        ({"kind": 7, "stage": ["desk"], "decisions": {}, "annexes": {}}, ("", "", 0, 0)),
        ({"decisions": [SUBMIT, "x", {"verb": "x"}], "annexes": [PAPER, "x", {**PAPER, "size": "1"}]}, ("", "", 1, 1)),
        ({"decisions": None, "annexes": None}, ("", "", 0, 0)),
    ],
)
def test_what_is_not_of_its_form_is_left_out_of_a_record(
    fields: dict[str, object], seen: tuple[str, str, int, int]
) -> None:
    record = Record("a/b", fields)

    assert (record.kind, record.stage, len(record.decisions), len(record.annexes)) == seen


def test_an_annex_is_read_with_all_that_is_stated_of_it() -> None:
    assert Record("a/b", {"annexes": [PAPER]}).annexes == (Annex("quote", "报价", "a/evidence/b", "0", 1),)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "x"),
        ("approval.amount", "1.00"),
        ("approval", {"amount": "1.00"}),
        ("approval.date", MISSING),
        ("title.amount", MISSING),
        ("", MISSING),
    ],
)
def test_a_value_is_found_by_the_path_of_its_fields(path: str, value: object) -> None:
    record = Record("a/b", {"title": "x", "approval": {"amount": "1.00"}})

    assert record.value(path) == value


@pytest.mark.parametrize(
    ("path", "line"),
    [(("a",), 3), (("a", 0), 4), (("a", 0, "x"), 4), (("a", 1), 3), (("b",), 1), ((), 1)],
)
def test_the_line_of_a_field_is_that_of_the_nearest_thing_known(path: tuple[str | int, ...], line: int) -> None:
    assert Record("a/b", {}, {("a",): 3, ("a", 0): 4}).line(*path) == line
