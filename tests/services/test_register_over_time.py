"""Officers come, change keys and posts, and go; the founder too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import Refused, SignerOutOfOffice
from cio_ctl.services.performing import make_key
from cio_ctl.services.registering import appoint, public_part, rekey, suspend

if TYPE_CHECKING:
    from collections.abc import Callable

    from cio_ctl.services.registering import PublicPart
    from tests.offices import TestOffice

ROOF = "grants/2026/roof/application"
GRANT = "schemas/grant.process.yaml"
DIRECTOR = (("director", "units/office"),)


def new_key(office: TestOffice, slug: str) -> PublicPart:
    """A new key, which nobody has entered yet."""
    return public_part(make_key(office.folder / ".git" / "demo-keys", slug, office.around()))


def refusal(act: Callable[[], object]) -> list[str]:
    """The codes with which a command is refused."""
    with pytest.raises(Refused) as refused:
        act()
    return [entry.code for entry in refused.value.findings]


@pytest.mark.parametrize("who", ["dan", "ada"])
def test_a_key_is_replaced_by_its_officer_or_the_director_and_the_old_one_replaces_none(
    office: TestOffice, who: str
) -> None:
    rekey(office.as_(who), "dan", new_key(office, "dan-2"), "")
    third = new_key(office, "dan-3")

    assert refusal(lambda: rekey(office.as_("ben"), "dan", third, "")) == ["R9-REGISTER"]
    assert "R1-WITHDRAWN-KEY" in refusal(lambda: rekey(office.as_("dan"), "dan", third, ""))
    rekey(office.as_("dan-2"), "dan", third, "")
    with pytest.raises(SignerOutOfOffice):
        office.decide("dan-2", "submit", ROOF)
    assert office.decide("dan-3", "submit", ROOF).decision.by == "officers/dan"
    assert office.verify().clean


def test_a_withdrawn_key_that_replaces_itself_by_plain_git_is_found(office: TestOffice) -> None:
    rekey(office.as_("ada"), "dan", new_key(office, "dan-2"), "")
    thief = new_key(office, "thief")
    entry = {"public": thief.public, "fingerprint": thief.fingerprint, "from": "2026-06-01"}
    office.edit("officers/dan", {("keys", 2): entry})
    office.commit("dan")

    assert office.codes() == {"R1-WITHDRAWN-KEY"}


def change_law(office: TestOffice, who: str) -> None:
    path = office.folder / GRANT
    path.write_text(path.read_text("utf-8") + f"# {who}\n", "utf-8")
    office.commit(who)


def change_register(office: TestOffice, who: str) -> None:
    suspend(office.as_(who), "eva", "离岗", lift=False)


class TestTheFounder:
    def test_appoints_a_successor_who_ends_the_founders_post(self, office: TestOffice) -> None:
        change_law(office, "ada")
        appoint(office.as_("ada"), "ben", DIRECTOR, end=False)
        appoint(office.as_("ben"), "ada", DIRECTOR, end=True)
        last_day = office.now
        change_law(office, "ada")
        assert office.verify().clean

        office.now = last_day + timedelta(days=1)
        assert refusal(lambda: change_register(office, "ada")) == ["R9-REGISTER"]
        assert refusal(lambda: appoint(office.as_("ada"), "ada", DIRECTOR, end=False)) == [
            "R9-REGISTER",
            "R9-OWN-RIGHTS",
        ]
        change_law(office, "ben")
        change_register(office, "ben")
        suspend(office.as_("ben"), "ada", "调离", lift=False)
        assert office.verify().clean
        change_law(office, "ada")
        assert office.codes() == {"R1-SUSPENDED"}

    def test_who_has_left_the_post_changes_no_law_by_plain_git(self, office: TestOffice) -> None:
        appoint(office.as_("ada"), "ben", DIRECTOR, end=False)
        appoint(office.as_("ben"), "ada", DIRECTOR, end=True)
        office.now += timedelta(days=1)
        change_law(office, "ada")

        assert office.codes() == {"R9-LAW"}

    def test_does_not_leave_without_a_successor(self, office: TestOffice) -> None:
        assert refusal(lambda: appoint(office.as_("ada"), "ada", DIRECTOR, end=True)) == ["R9-LOCKOUT"]
        appoint(office.as_("ada"), "ben", DIRECTOR, end=False)
        appoint(office.as_("ada"), "ada", DIRECTOR, end=True)

        assert office.verify().clean

    def test_is_not_succeeded_by_who_appoints_himself(self, office: TestOffice) -> None:
        found = refusal(lambda: appoint(office.as_("ben"), "ben", DIRECTOR, end=False))

        assert found == ["R9-REGISTER", "R9-OWN-RIGHTS"]


def test_who_has_moved_to_another_post_acts_in_that_one_only(office: TestOffice) -> None:
    appoint(office.as_("ada"), "dan", (("clerk", "units/office"),), end=False)
    appoint(office.as_("ada"), "dan", (("librarian", "units/hilltop"),), end=True)
    office.now += timedelta(days=1)

    assert office.refused("dan", "submit", ROOF) == ["R4-ROLE"]
    office.decide("eva", "submit", ROOF)
    assert office.decide("dan", "return", ROOF, opinion="重报").decision.role == "clerk"
    assert office.verify().clean
