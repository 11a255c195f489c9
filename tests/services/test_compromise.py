"""A stolen key: what it signed is disputed, by its place in the history, until it is affirmed or undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import NotBeforeHead, NotSigned, Refused, UnknownKey
from cio_ctl.services.drawing_up import commit_edit
from cio_ctl.services.performing import make_key
from cio_ctl.services.registering import add_officer, appoint, public_part, rekey
from cio_ctl.services.settling import affirm, compromise

if TYPE_CHECKING:
    from collections.abc import Callable

    from cio_ctl.services.registering import PublicPart
    from tests.offices import TestOffice

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
NUMBER = {("number",): "G-2026-1"}


def key_of(office: TestOffice, slug: str) -> str:
    """The fingerprint of a key."""
    return office.key(slug).fingerprint


def new_key(office: TestOffice, slug: str) -> PublicPart:
    """A new key, which nobody has entered yet."""
    return public_part(make_key(office.folder / ".git" / "demo-keys", slug, office.around()))


def head(office: TestOffice) -> str:
    """The commit at HEAD."""
    return office.git("rev-parse", "HEAD")


def edited(office: TestOffice, title: str, by: str = "dan") -> str:
    """The commit that gives the roof another title."""
    office.edit(ROOF, {("title",): title})
    return office.commit(by)


def declared(office: TestOffice, since: str, officer: str = "dan", by: str = "ada") -> None:
    """Say that an officer's first key is compromised since a commit."""
    compromise(office.as_(by), officer, key_of(office, officer), since, "U盘遗失")


def rekeyed(office: TestOffice, officer: str = "dan", by: str = "ada") -> str:
    """Give an officer a second key, and return its name."""
    slug = f"{officer}-2"
    rekey(office.as_(by), officer, new_key(office, slug), "")
    return slug


def second_director(office: TestOffice) -> None:
    """Let ben be director beside ada."""
    appoint(office.as_("ada"), "ben", (("director", "units/office"),), end=False)


def found(office: TestOffice) -> dict[str, str]:
    """The code of each finding about disputes, by commit."""
    return {entry.place.commit: entry.code for entry in office.verify().findings if entry.about.rule == 1}


def test_what_a_stolen_key_signed_is_disputed_and_what_it_signed_before_stands(office: TestOffice) -> None:
    good = edited(office, "真")
    bad = edited(office, "假")
    declared(office, good)

    assert found(office) == {bad: "R1-DISPUTED"}
    assert not office.verify().clean
    assert office.verify(tip=bad).clean


def test_the_commit_named_stands_itself_and_so_does_all_that_it_contains(office: TestOffice) -> None:
    office.git("checkout", "-qb", "side")
    aside = edited(office, "真")
    office.git("checkout", "-q", "main")
    office.edit(SHELVES, {})
    merged = office.merge("ada", "side")
    bad = edited(office, "假")
    declared(office, merged)

    assert aside not in found(office)
    assert found(office) == {bad: "R1-DISPUTED"}


def test_a_key_declared_compromised_signs_no_more(office: TestOffice) -> None:
    declared(office, head(office))
    edited(office, "假")

    assert office.codes() == {"R1-WITHDRAWN-KEY", "R1-DISPUTED"}


@pytest.mark.parametrize("who", ["ada", "dan-2"])
def test_a_disputed_commit_is_affirmed_by_its_officer_or_a_keeper(office: TestOffice, who: str) -> None:
    since = head(office)
    one, other = edited(office, "一"), edited(office, "二")
    rekeyed(office)
    declared(office, since)

    affirm(office.as_(who), [one])
    half = found(office)
    affirm(office.as_(who), [other[:10], one])

    assert half == {one: "R1-AFFIRMED", other: "R1-DISPUTED"}
    assert found(office) == {one: "R1-AFFIRMED", other: "R1-AFFIRMED"}
    assert office.verify().clean


def test_nobody_else_affirms(office: TestOffice) -> None:
    since = head(office)
    bad = edited(office, "假")
    declared(office, since)

    with pytest.raises(Refused) as refused:
        affirm(office.as_("eva"), [bad])

    assert [entry.code for entry in refused.value.findings] == ["R9-REGISTER"]


def test_an_officer_declares_an_own_key_with_another(office: TestOffice) -> None:
    second = rekeyed(office, by="dan")
    declared(office, head(office), by=second)

    assert office.verify().clean


def test_an_affirmation_that_is_taken_back_counts_no_more(office: TestOffice) -> None:
    since = head(office)
    bad = edited(office, "假")
    declared(office, since)
    affirm(office.as_("ada"), [bad])
    office.edit("officers/dan", {("keys", 0, "affirmed"): []})
    office.commit("ada")

    assert found(office) == {bad: "R1-DISPUTED"}


def restored(office: TestOffice, by: str) -> None:
    text = office.git("show", f"HEAD~2:records/{ROOF}.yaml") + "\n"
    commit_edit(office.as_(by), ROOF, text, elsewhere=True)


def title_changed_once_more(office: TestOffice, by: str) -> None:
    edited(office, "再改", by)


@pytest.mark.parametrize(
    ("undo", "by", "code"),
    [(restored, "eva", "R1-UNDONE"), (restored, "dan-2", "R1-UNDONE"), (title_changed_once_more, "eva", "R1-DISPUTED")],
)
def test_a_disputed_edit_is_undone_by_going_back_to_what_was(
    office: TestOffice, undo: Callable[[TestOffice, str], None], by: str, code: str
) -> None:
    new_key(office, "dan-2")
    since = head(office)
    bad = edited(office, "假")
    rekey(office.as_("ada"), "dan", public_part(office.key("dan-2")), "")
    undo(office, by)
    declared(office, since)

    assert found(office) == {bad: code}
    edited(office, "又一个", "eva")
    assert found(office) == {bad: code}


def stolen_submission(office: TestOffice) -> str:
    """The roof handed in with the stolen key."""
    return office.decide("dan", "submit", ROOF).done.commit


@pytest.mark.parametrize(
    ("officer", "verb", "details", "code"),
    [
        ("ben", "return", {"opinion": "重报"}, "R1-UNDONE"),
        ("ben", "reject", {"opinion": "不成立"}, "R1-UNDONE"),
        ("eva", "withdraw", {}, "R1-UNDONE"),
        ("ben", "approve", {}, "R1-DISPUTED"),
    ],
)
def test_a_disputed_decision_is_undone_by_a_decision_that_takes_the_record_back(
    office: TestOffice, officer: str, verb: str, details: dict[str, object], code: str
) -> None:
    since = head(office)
    bad = stolen_submission(office)
    declared(office, since)
    office.decide(officer, verb, ROOF, **details)

    assert found(office) == {bad: code}


def test_a_decision_taken_back_and_handed_in_again_stays_undone(office: TestOffice) -> None:
    since = head(office)
    bad = stolen_submission(office)
    declared(office, since)
    office.decide("ben", "return", ROOF, opinion="重报")
    office.decide("eva", "submit", ROOF)

    assert found(office) == {bad: "R1-UNDONE"}


def test_what_is_undone_with_a_stolen_key_is_not_undone(office: TestOffice) -> None:
    since = head(office)
    one = stolen_submission(office)
    other = office.decide("dan", "withdraw", ROOF).done.commit
    declared(office, since)

    assert found(office) == {one: "R1-DISPUTED", other: "R1-DISPUTED"}
    affirm(office.as_("ada"), [other])
    assert found(office) == {one: "R1-UNDONE", other: "R1-AFFIRMED"}


def an_officer_entered(office: TestOffice) -> tuple[str, Callable[[], object]]:
    add_officer(office.as_("ada"), "zoe", {"name": "zoe"}, new_key(office, "zoe"), (("clerk", "units/office"),))
    return head(office), lambda: compromise(office.as_("ben"), "zoe", key_of(office, "zoe"), "HEAD~1", "")


def a_post_given(office: TestOffice) -> tuple[str, Callable[[], object]]:
    appoint(office.as_("ada"), "dan", (("clerk", "units/office"),), end=False)
    stands = office.git("show", "HEAD~1:records/officers/dan.yaml")

    def undo() -> None:
        office.path("officers/dan").write_text(stands + "\n", "utf-8")
        office.commit("ben")

    return head(office), undo


def a_law_changed(office: TestOffice) -> tuple[str, Callable[[], object]]:
    path = office.folder / "schemas" / "grant.process.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + "# x\n", "utf-8")
    bad = office.commit("ada")

    def undo() -> None:
        path.write_text(text, "utf-8")
        office.commit("ben")

    return bad, undo


@pytest.mark.parametrize("act", [an_officer_entered, a_post_given, a_law_changed])
def test_what_was_done_with_a_keepers_stolen_key_is_undone_by_another_keeper(
    office: TestOffice, act: Callable[[TestOffice], tuple[str, Callable[[], object]]]
) -> None:
    second_director(office)
    since = head(office)
    bad, undo = act(office)
    declared(office, since, "ada", by="ben")
    before = found(office)
    undo()

    assert before == {bad: "R1-DISPUTED"}
    assert found(office) == {bad: "R1-UNDONE"}
    assert office.verify().clean


def test_a_withdrawal_with_a_stolen_key_is_affirmed_or_disputed_for_good(office: TestOffice) -> None:
    second_director(office)
    new_key(office, "eva-2")
    rekey(office.as_("ben"), "eva", public_part(office.key("eva-2")), "")
    since = head(office)
    office.edit("officers/eva", {("keys", 1, "withdrawn"): office.now.isoformat()})
    bad = office.commit("ada")
    declared(office, since, "ada", by="ben")
    rekey(office.as_("ben"), "eva", new_key(office, "eva-3"), "")

    assert found(office) == {bad: "R1-DISPUTED"}


def edited_on_an_old_branch(office: TestOffice, old: str) -> str:
    """The thief's commit on a branch from an old commit, as of that one's date; the branch stays checked out."""
    office.git("checkout", "-qb", "side", old)
    office.edit(ROOF, {("amount",): "100001.00"})
    return office.commit("dan", "old", office.git("log", "-1", "--format=%cI", old))


class TestAThief:
    def test_does_not_get_off_by_an_old_branch_and_an_old_date(self, office: TestOffice) -> None:
        old = head(office)
        edited(office, "真", "eva")
        declared(office, head(office))
        bad = edited_on_an_old_branch(office, old)
        office.git("checkout", "-q", "main")
        office.merge("eva", "side", "-Xtheirs")

        assert found(office)[bad] == "R1-DISPUTED"
        assert office.codes() == {"R1-DISPUTED", "R10-ARRIVING"}

    def test_does_not_get_off_where_the_old_branch_was_merged_before_it_was_noticed(self, office: TestOffice) -> None:
        old = head(office)
        good = edited(office, "真")
        bad = edited_on_an_old_branch(office, old)
        office.git("checkout", "-q", "main")
        office.merge("eva", "side", "-Xtheirs")
        declared(office, good)

        assert found(office) == {bad: "R1-DISPUTED"}
        affirm(office.as_("ada"), [bad])
        assert office.verify().clean

    def test_does_not_get_off_by_merging_main_into_the_old_branch(self, office: TestOffice) -> None:
        old = head(office)
        declared(office, old)
        bad = edited_on_an_old_branch(office, old)
        office.merge("ada", "main")
        office.git("branch", "-f", "main")
        office.git("checkout", "-q", "main")

        assert found(office)[bad] == "R1-DISPUTED"
        assert "R10-ARRIVING" in office.codes()

    def test_gains_nothing_by_a_new_key_nor_by_affirming_with_it(self, office: TestOffice) -> None:
        since = head(office)
        rekey(office.as_("dan"), "dan", new_key(office, "thief"), "")
        entering = head(office)
        bad = edited(office, "假", "thief")
        affirm(office.as_("thief"), [entering, bad])
        affirming = head(office)
        declared(office, since)

        assert found(office) == {
            entering: "R1-DISPUTED",
            bad: "R1-DISPUTED-KEY",
            affirming: "R1-DISPUTED-KEY",
        }

    def test_is_got_rid_of_with_the_key_that_was_entered(self, office: TestOffice) -> None:
        since = head(office)
        rekey(office.as_("dan"), "dan", new_key(office, "thief"), "")
        entering = head(office)
        declared(office, since)
        compromise(office.as_("ada"), "dan", key_of(office, "thief"), since, "")

        assert found(office) == {entering: "R1-UNDONE"}
        assert office.verify().clean

    def test_with_the_key_of_a_keeper_makes_no_officer_who_counts(self, office: TestOffice) -> None:
        second_director(office)
        since = head(office)
        rekey(office.as_("ada"), "eva", new_key(office, "thief"), "")
        entering = head(office)
        bad = edited(office, "假", "thief")
        declared(office, since, "ada", by="ben")

        assert found(office) == {entering: "R1-DISPUTED", bad: "R1-DISPUTED-KEY"}
        affirm(office.as_("ben"), [entering])
        assert found(office) == {entering: "R1-AFFIRMED"}

    def test_with_the_key_of_a_keeper_affirms_nothing(self, office: TestOffice) -> None:
        second_director(office)
        since = head(office)
        bad = edited(office, "假")
        declared(office, since)
        middle = head(office)
        affirm(office.as_("ada"), [bad])
        affirming = head(office)
        settled = found(office)
        declared(office, middle, "ada", by="ben")

        assert settled == {bad: "R1-AFFIRMED"}
        assert found(office) == {bad: "R1-DISPUTED", affirming: "R1-DISPUTED"}
        affirm(office.as_("ben"), [affirming])
        assert found(office) == {bad: "R1-AFFIRMED", affirming: "R1-AFFIRMED"}


def test_a_merge_made_with_a_stolen_key_is_affirmed_or_disputed_for_good(office: TestOffice) -> None:
    office.git("checkout", "-qb", "side")
    edited(office, "旁", "eva")
    office.git("checkout", "-q", "main")
    since = head(office)
    bad = office.merge("dan", "side")
    declared(office, since)

    assert found(office) == {bad: "R1-DISPUTED"}
    affirm(office.as_("ada"), [bad])
    assert office.verify().clean


def test_an_affirmation_counts_when_it_comes_by_a_merge(office: TestOffice) -> None:
    since = head(office)
    bad = edited(office, "假")
    declared(office, since)
    office.git("checkout", "-qb", "side")
    affirm(office.as_("ada"), [bad])
    office.git("checkout", "-q", "main")
    edited(office, "旁", "eva")
    office.merge("ada", "side")

    assert found(office) == {bad: "R1-AFFIRMED"}


def test_a_commit_that_is_nowhere_disputes_everything(office: TestOffice) -> None:
    office.edit("officers/dan", {("keys", 0, "compromised_since"): "0" * 40, ("keys", 0, "affirmed"): ["0" * 40]})
    office.commit("ada")

    assert office.codes() == {"R1-SINCE", "R1-DISPUTED"}


def test_only_a_commit_of_this_history_and_a_key_of_this_officer_are_declared(office: TestOffice) -> None:
    office.git("checkout", "-qb", "side")
    aside = edited(office, "旁")
    unsigned = office.commit(None)
    office.git("checkout", "-q", "main")

    with pytest.raises(NotBeforeHead):
        declared(office, aside)
    with pytest.raises(UnknownKey):
        compromise(office.as_("ada"), "dan", key_of(office, "eva"), "HEAD", "")
    office.git("merge", "-q", "--ff-only", unsigned)
    with pytest.raises(NotSigned):
        affirm(office.as_("ada"), ["HEAD"])


def test_a_commit_of_nobody_cannot_be_affirmed(office: TestOffice) -> None:
    new_key(office, "mallory")
    edited(office, "假", "mallory")

    with pytest.raises(NotSigned):
        affirm(office.as_("ada"), ["HEAD"])
