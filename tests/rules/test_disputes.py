"""Which commits are disputed, and what settles them, from the bare history of keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.rules.disputes import Settled, SignedHistory, SignedStep, disputes_in

Undoings = dict[str, tuple[frozenset[str], ...]]


def step(words: str) -> SignedStep:
    """A commit from ``c1 by K enters L affirms M:c0``."""
    commit, _, key, *more = words.split()
    pairs = list(zip(more[::2], more[1::2], strict=True))
    entered = frozenset(what for verb, what in pairs if verb == "enters")
    affirmed = frozenset((what.split(":")[0], what.split(":")[1]) for verb, what in pairs if verb == "affirms")
    return SignedStep(commit, key, entered, affirmed)


def told(rows: tuple[str, ...], good: str = "", undone: Undoings | None = None) -> dict[str, str]:
    """Each disputed commit, with how it is settled; the key K is compromised, ``good`` are its good commits."""
    steps = tuple(step(row) for row in rows)
    affirmed = frozenset(one for entry in steps for one in entry.affirmed)
    undoings = undone or {}
    history = SignedHistory(steps, {"K": frozenset(good.split())}, affirmed, undoings.get)
    return {found.commit: found.settled.value if found.settled else "" for found in disputes_in(history)}


ROOT = "c0 by A enters A enters K"


@pytest.mark.parametrize(
    ("rows", "disputed"),
    [
        ((ROOT, "c1 by K", "c2 by K"), {"c2": ""}),
        ((ROOT, "c1 by K", "c2 by A"), {}),
        ((ROOT, "c2 by K", "c3 by A affirms K:c2"), {"c2": "affirmed"}),
        # an affirmation is of a signature of that very key
        ((ROOT, "c2 by K", "c3 by A affirms A:c2"), {"c2": ""}),
        ((ROOT, "c2 by K", "c3 by K affirms K:c2"), {"c2": "", "c3": ""}),
        # keys that rest on disputed commits
        ((ROOT, "c2 by K enters L", "c3 by L"), {"c2": "", "c3": ""}),
        ((ROOT, "c2 by K enters L", "c3 by L affirms K:c2"), {"c2": "", "c3": ""}),
        ((ROOT, "c2 by K enters L", "c3 by L enters M", "c4 by M affirms K:c2"), {"c2": "", "c3": "", "c4": ""}),
        ((ROOT, "c2 by K enters L", "c3 by L", "c4 by A affirms K:c2"), {"c2": "affirmed"}),
        ((ROOT, "c2 by K enters L", "c3 by A enters L", "c4 by L"), {"c2": ""}),
        ((ROOT, "c2 by K enters L", "c3 by L", "c4 by A enters L", "c5 by L"), {"c2": "", "c3": ""}),
        ((ROOT, "c2 by K enters L", "c3 by L enters L", "c4 by L"), {"c2": "", "c3": "", "c4": ""}),
        # two who affirm each other
        (
            (ROOT, "c2 by K enters L", "c3 by K enters M", "c4 by L affirms K:c3", "c5 by M affirms K:c2"),
            {"c2": "", "c3": "", "c4": "", "c5": ""},
        ),
        # what was affirmed can affirm
        (
            (ROOT, "c2 by K", "c3 by K affirms K:c2", "c4 by A affirms K:c3"),
            {"c2": "affirmed", "c3": "affirmed"},
        ),
    ],
)
def test_a_dispute_is_settled_by_what_is_not_disputed(rows: tuple[str, ...], disputed: dict[str, str]) -> None:
    assert told(rows, "c0 c1") == disputed


@pytest.mark.parametrize(
    ("by", "settled"), [("A", Settled.UNDONE), ("K", ""), ("K affirms", Settled.UNDONE), ("L", "")]
)
def test_undoing_counts_where_it_stands(by: str, settled: str) -> None:
    rows = [ROOT, "c2 by K", "c3 by K enters L", f"c4 by {by.split(maxsplit=1)[0]}"]
    if by == "K affirms":
        rows.append("c5 by A affirms K:c4")

    assert told(tuple(rows), "c0", {"c2": (frozenset({"c4"}),)})["c2"] == settled


def test_all_that_a_commit_changed_must_be_undone() -> None:
    rows = (ROOT, "c2 by K", "c3 by A")

    assert told(rows, "c0", {"c2": (frozenset({"c3"}), frozenset({"c3"}))}) == {"c2": "undone"}
    assert told(rows, "c0", {"c2": (frozenset({"c3"}), frozenset())}) == {"c2": ""}
    assert told(rows, "c0") == {"c2": ""}


def test_a_key_entered_by_what_was_undone_stays_disputed() -> None:
    rows = (ROOT, "c2 by K enters L", "c3 by L", "c4 by A")

    assert told(rows, "c0", {"c2": (frozenset({"c4"}),)}) == {"c2": "undone", "c3": ""}


acts = st.tuples(
    st.sampled_from("KLM"), st.sampled_from(["", "L", "M", "N"]), st.integers(0, 9), st.sampled_from("KLMN")
)


@given(st.lists(acts, max_size=10))
def test_no_thief_settles_anything_whatever_the_keys_enter_and_affirm(
    done: list[tuple[str, str, int, str]],
) -> None:
    rows = [ROOT, "c1 by K enters L", "c2 by K enters M"]
    for number, (key, enters, target, of) in enumerate(done, 3):
        rows.append(f"c{number} by {key}{f' enters {enters}' if enters else ''} affirms {of}:c{target}")

    assert set(told(tuple(rows), "c0").values()) == {""}
    assert len(told(tuple(rows), "c0")) == len(rows) - 1
