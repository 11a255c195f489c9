from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.model.office import Entry
from cio_ctl.rules.acts import Ground
from cio_ctl.rules.merges import Conflict, expected_entry, judge_merge, overlaid, paths_that_differ
from tests.offices_in_memory import (
    GRANT,
    NOON,
    OTHER,
    PROCESS,
    SUBMITTED,
    Texts,
    act_of,
    decision_entry,
    entry_of,
    grant_fields,
    grants_office,
    key_entry,
    law_texts,
    officer_fields,
    unsigned_act,
)

A, B, C = (Entry("100644", name * 40) for name in "abc")
CONFLICT = Conflict("x")
WITHDRAWN = decision_entry("dan librarian@hilltop withdraw desk idea", NOON.isoformat())
RETURNED = decision_entry("ben clerk@office return desk idea", NOON.isoformat(), opinion="x")
AWAY = {"since": "2026-03-01", "reason": "离岗"}
EVIDENCE = "records/grants/2026/shelves/evidence/a.txt"

GUARDED = frozenset({Ground.LAW, Ground.PLAIN})


@pytest.mark.parametrize(
    ("bases", "ours", "theirs", "expected"),
    [
        # one merge base: what one side left alone, the other decides
        ([A], A, A, A),
        ([A], B, A, B),
        ([A], A, B, B),
        ([A], B, B, B),
        ([A], B, C, CONFLICT),
        ([A], None, A, None),
        ([A], A, None, None),
        ([A], None, B, CONFLICT),
        ([None], A, None, A),
        ([None], None, A, A),
        ([None], A, B, CONFLICT),
        ([A], None, None, None),
        # several: only what all of them agree on
        ([A, A], A, B, B),
        ([A, B], A, B, CONFLICT),
        ([A, C], A, B, CONFLICT),
        ([A, None], A, B, CONFLICT),
        ([A, None], A, None, CONFLICT),
        ([A, B], B, B, B),
        ([None, None], None, A, A),
        # none at all: nothing can be told, but where both have the same
        ([], A, B, CONFLICT),
        ([], A, A, A),
    ],
)
def test_what_a_merge_must_hold_follows_from_its_bases_and_sides(
    bases: list[Entry | None], ours: Entry | None, theirs: Entry | None, expected: Entry | Conflict | None
) -> None:
    trees = [{} if entry is None else {"x": entry} for entry in (*bases, ours, theirs)]

    assert expected_entry("x", tuple(trees[:-2]), trees[-2], trees[-1]) == expected
    assert expected_entry("x", tuple(reversed(trees[:-2])), trees[-1], trees[-2]) == expected


def test_paths_that_differ_are_those_at_which_not_all_trees_agree() -> None:
    assert [*paths_that_differ({"a": A, "b": A}, {"a": A, "b": B}, {"a": A, "c": C})] == ["b", "c"]


def merged(base: Texts, ours: Texts, theirs: Texts, result: Texts, by: str = "ada") -> list[str]:
    """What the judge says of a merge."""
    found = judge_merge((base.entries,), ours.office, theirs.office, result.office, act_of(by))
    return [entry.code for entry in found]


NAMES = ["README.md", "docs/a.md", "docs/b.md", "docs/c.md", "docs/d.md"]
edits = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([None, "one", "two", "three"]))


def opened() -> Texts:
    """The foundation with a folder in which everybody may write."""
    office = grants_office().replacing("schemas/procedure.yaml", "paths: [README.md]", "paths: [README.md, docs]")
    return office.having({"README.md": "zero", "docs/a.md": "zero", "docs/b.md": "zero"})


@given(edits, edits)
def test_a_merge_of_edits_that_do_not_overlap_is_accepted(
    ours: dict[str, str | None], theirs: dict[str, str | None]
) -> None:
    base = opened()
    theirs = {path: text for path, text in theirs.items() if path not in ours}

    result = base.having({**ours, **theirs})
    nothing = base.having(ours).files == base.having(theirs).files

    assert merged(base, base.having(ours), base.having(theirs), result) == (["R2-EMPTY"] if nothing else [])


@given(edits, edits, st.sampled_from(NAMES), st.sampled_from([None, "zero", "one", "other"]))
def test_a_path_that_a_merge_drops_or_adds_is_found(
    ours: dict[str, str | None], theirs: dict[str, str | None], path: str, text: str | None
) -> None:
    base = opened()
    theirs = {name: other for name, other in theirs.items() if name not in ours}
    right = base.having({**ours, **theirs})
    wrong = right.having({path: text})

    codes = merged(base, base.having(ours), base.having(theirs), wrong)

    if wrong.files == right.files:
        assert set(codes) <= {"R2-EMPTY"}
    else:
        sides = (base.having(ours).files.get(path), base.having(theirs).files.get(path), None)
        assert codes == ["R10-DROPPED" if text in sides else "R10-ADDED"]


def drafts() -> Texts:
    """A draft and a paper on the desk."""
    office = grants_office().record(OTHER, grant_fields("idea")).record(GRANT, grant_fields("desk", SUBMITTED))
    return office.having({EVIDENCE: "x"})


def draft(title: str) -> Texts:
    return drafts().record(OTHER, grant_fields("idea", title=title))


def law(limit: str) -> Texts:
    return drafts().having({PROCESS: law_texts()[PROCESS].replace("100000", limit)})


def clerk(title: str, *more: str) -> Texts:
    return drafts().record("officers/ben", officer_fields("ben", "clerk@office", *more, title=title))


def decided(decision: dict[str, object]) -> Texts:
    return drafts().record(GRANT, grant_fields("idea", SUBMITTED, decision))


@pytest.mark.parametrize(
    ("ours", "theirs", "result", "who", "codes"),
    [
        # a conflict in a draft is settled by whoever may edit it
        (draft("a"), draft("b"), draft("c"), "dan", []),
        (draft("a"), draft("b"), draft("a"), "dan", []),
        (draft("a"), draft("b"), draft("c"), "ada", ["R4-DRAFTER", "R4-DRAFTER"]),
        (draft("a"), draft("b"), draft("a").having({f"records/{OTHER}.yaml": None}), "dan", ["R8-DELETED"] * 2),
        (draft("a"), draft("b"), drafts().record(OTHER, grant_fields("idea", amount="x")), "dan", ["R8-SCHEMA"]),
        # two decisions are not
        (decided(WITHDRAWN), decided(RETURNED), decided(WITHDRAWN), "dan", ["R10-DECISIONS"]),
        (decided(WITHDRAWN), decided(RETURNED), decided(RETURNED), "dan", ["R10-DECISIONS"]),
        # a conflict in law and register, by their keepers
        (law("1"), law("2"), law("3"), "ada", []),
        (law("1"), law("2"), law("2"), "ada", []),
        (law("1"), law("2"), law("3"), "ben", ["R9-LAW", "R9-LAW"]),
        (law("1"), law("2"), law("2"), "ben", ["R9-LAW"]),
        (clerk("a"), clerk("b"), clerk("c"), "ada", []),
        (clerk("a"), clerk("b"), clerk("c"), "cai", ["R9-REGISTER", "R9-REGISTER"]),
        (clerk("a"), clerk("b"), clerk("b"), "cai", ["R9-REGISTER"]),
        (clerk("a"), clerk("b"), clerk("b", "director@office"), "ben", ["R9-REGISTER", "R9-OWN-RIGHTS"] * 2),
        (clerk("a"), clerk("b"), clerk("c", "librarian@office"), "ada", ["R9-ROLE-UNIT"] * 3),
        # evidence is never rewritten
        (
            drafts().having({EVIDENCE: "a"}),
            drafts().having({EVIDENCE: "b"}),
            drafts().having({EVIDENCE: "a"}),
            "dan",
            ["R11-REPLACED"],
        ),
        # what everybody may write, everybody may settle
        (
            drafts().having({"README.md": "a"}),
            drafts().having({"README.md": "b"}),
            drafts().having({"README.md": "c"}),
            "gus",
            [],
        ),
        # two papers that each held alone
        (
            drafts().record("grants/2026/a/application", grant_fields("idea", number="1")),
            drafts().record("grants/2026/b/application", grant_fields("idea", number="1")),
            drafts()
            .record("grants/2026/a/application", grant_fields("idea", number="1"))
            .record("grants/2026/b/application", grant_fields("idea", number="1")),
            "gus",
            ["R8-UNIQUE"],
        ),
        (
            drafts().record("officers/yu", officer_fields("yu", "clerk@office")),
            drafts().record("officers/zoe", officer_fields("yu", "clerk@office")),
            drafts()
            .record("officers/yu", officer_fields("yu", "clerk@office"))
            .record("officers/zoe", officer_fields("yu", "clerk@office")),
            "ada",
            ["R9-KEY-SHARED"],
        ),
    ],
)
def test_a_conflict_is_settled_as_an_edit_from_either_side(
    ours: Texts, theirs: Texts, result: Texts, who: str, codes: list[str]
) -> None:
    assert merged(drafts(), ours, theirs, result, who) == codes


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (drafts(), drafts(), "R2-EMPTY"),
        (drafts().record("officers/dan", officer_fields("dan", suspended=AWAY)), drafts(), "R1-SUSPENDED"),
        (drafts(), drafts().record("officers/dan", officer_fields("dan", suspended=AWAY)), "R1-SUSPENDED"),
        (
            drafts(),
            drafts().record(
                "officers/dan", officer_fields("dan") | {"keys": [key_entry("dan", withdrawn=NOON.isoformat())]}
            ),
            "R1-WITHDRAWN-KEY",
        ),
    ],
)
def test_whoever_merges_is_in_office_on_the_branch_and_in_what_the_merge_makes(
    ours: Texts, theirs: Texts, code: str
) -> None:
    result = ours if theirs.files == drafts().files else theirs

    assert " ".join(merged(drafts(), ours, theirs, result, "dan")) == code


def test_a_conflict_is_settled_by_somebody_known_on_both_sides() -> None:
    zoe = officer_fields("zoe", "librarian@hilltop")
    ours = draft("a").record("officers/zoe", zoe)

    assert merged(drafts(), ours, draft("b"), draft("c").record("officers/zoe", zoe), "zoe") == ["R1-UNKNOWN-KEY"]
    assert merged(drafts(), ours, drafts(), ours, "zoe") == []


def test_a_merge_is_signed_and_dated_like_any_commit() -> None:
    office = drafts()
    late = replace(unsigned_act(), parents_at=NOON.replace(year=2027))
    found = judge_merge((office.entries,), office.office, office.office, office.office, late)

    assert [entry.code for entry in found] == ["R1-UNSIGNED", "R7-BACKDATED", "R2-EMPTY"]


def test_law_and_register_of_the_branch_joined_are_laid_over_what_the_side_branch_had() -> None:
    base = drafts()
    joined = clerk("joined").having({"README.md": "joined"})
    side = law("5").record("officers/zoe", officer_fields("zoe")).having({"README.md": "side"})

    faced = overlaid(base.office.law, base.entries, joined.entries, side.entries, GUARDED)

    assert faced["records/officers/ben.yaml"] == joined.entries["records/officers/ben.yaml"]
    assert faced[PROCESS] == side.entries[PROCESS]
    assert faced["records/officers/zoe.yaml"] == side.entries["records/officers/zoe.yaml"]
    assert faced["README.md"] == entry_of(b"side")


def test_what_the_branch_joined_has_given_up_is_not_laid_over() -> None:
    base = drafts().having({"templates/a.typ": "x"})

    assert "templates/a.typ" not in overlaid(base.office.law, base.entries, drafts().entries, base.entries, GUARDED)
