"""Two of three directors agree to what changes law and register, on main and through merges."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.errors import NoAmendments, NothingAmended, Refused
from cio_ctl.services.amending import files_as_edited, propose
from cio_ctl.services.registering import add_unit, appoint, suspend
from tests.quorum_law import AMENDMENT, quorum_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.offices import TestOffice

GRANT = "schemas/grant.process.yaml"
ROOF = "grants/2026/roof/application"


@pytest.fixture
def foundation(office: TestOffice) -> TestOffice:
    """Three directors."""
    for slug in ("ben", "cai"):
        appoint(office.as_("ada"), slug, (("director", "units/office"),), end=False)
    return office


def demanding(office: TestOffice) -> TestOffice:
    """The law changed: two of them must agree from now on."""
    for path, text in quorum_texts().items():
        (office.folder / path).write_text(text, "utf-8")
    office.commit("ada", "demand a quorum")
    return office


def edit_law(office: TestOffice, words: str = "# 二人同意\n") -> None:
    """Change the process of grants in the working tree."""
    path = office.folder / GRANT
    path.write_text(path.read_text("utf-8") + words, "utf-8")


def proposed(office: TestOffice, *paths: str, name: str = "one") -> None:
    """Propose what lies in the working tree, and submit it."""
    place = office.as_("ada")
    propose(place, ("2026", name), "修改", files_as_edited(place, paths))
    office.decide("ada", "submit", f"amendments/2026/{name}/proposal")


def file_at_head(office: TestOffice, path: str) -> str:
    return office.git("show", f"HEAD:{path}")


def test_a_change_of_law_is_proposed_agreed_to_and_in_force(foundation: TestOffice) -> None:
    office = demanding(foundation)
    edit_law(office)
    proposed(office, GRANT)
    unchanged = file_at_head(office, GRANT)
    office.git("restore", GRANT)
    office.decide("cai", "approve", AMENDMENT)

    done = office.decide("ben", "advance", AMENDMENT)

    assert "二人同意" not in unchanged
    assert "二人同意" in file_at_head(office, GRANT)
    assert office.stage_of(AMENDMENT) == "in-force"
    assert office.git("status", "--porcelain") == ""
    assert done.done.stale == ()
    assert office.verify().clean


def test_the_one_who_proposed_does_not_bring_it_in_force_alone(foundation: TestOffice) -> None:
    office = demanding(foundation)
    edit_law(office)
    proposed(office, GRANT)

    assert office.refused("ada", "advance", AMENDMENT) == ["R9-QUORUM"]
    assert office.refused("ada", "approve", AMENDMENT) == ["R5-SAME-PERSON"]


def test_the_register_changes_by_an_amendment_and_git_knows_the_officers(foundation: TestOffice) -> None:
    office = demanding(foundation)
    office.edit("officers/dan", {("suspended",): {"since": "2026-06-01", "reason": "离岗"}})
    proposed(office, "records/officers/dan.yaml")
    office.decide("ben", "advance", AMENDMENT)

    assert office.as_("ada").office.register.officers["officers/dan"].suspended
    assert office.git("status", "--porcelain") == ""
    assert office.verify().clean


def test_an_edit_that_is_not_what_was_agreed_to_stays(foundation: TestOffice) -> None:
    office = demanding(foundation)
    edit_law(office)
    proposed(office, GRANT)
    edit_law(office, "# more\n")

    assert office.refused("ben", "advance", AMENDMENT) == ["W-EDITED"]


@pytest.mark.parametrize(
    "act",
    [
        lambda office: suspend(office.as_("ada"), "dan", "x", lift=False),
        lambda office: appoint(office.as_("ada"), "dan", (("director", "units/office"),), end=False),
        lambda office: add_unit(office.as_("ada"), "school", {"name": "x", "unit_kind": "library"}),
    ],
)
def test_no_command_changes_the_register_for_one(foundation: TestOffice, act: Callable[[TestOffice], object]) -> None:
    office = demanding(foundation)

    with pytest.raises(Refused) as refused:
        act(office)

    assert [entry.code for entry in refused.value.findings] == ["R9-QUORUM"]


def test_only_changed_files_of_law_and_register_are_proposed(office: TestOffice) -> None:
    with pytest.raises(NoAmendments):
        propose(office.as_("ada"), ("2026", "one"), "修改", {})
    demanding(office)
    place = office.as_("ada")

    for path in (f"records/{ROOF}.yaml", "README.md", "schemas/none.yaml", "../x"):
        with pytest.raises(NothingAmended):
            files_as_edited(place, [path])
    with pytest.raises(NothingAmended):
        propose(place, ("2026", "one"), "修改", files_as_edited(place, [GRANT]))
    edit_law(office)
    proposed(office, GRANT)
    with pytest.raises(Refused) as refused:
        propose(office.as_("ada"), ("2026", "one"), "再", files_as_edited(place, [GRANT]))
    assert [entry.code for entry in refused.value.findings] == ["W-EXISTS"]


def changed_alone(office: TestOffice) -> None:
    edit_law(office)
    office.commit("ada")


def used_again(office: TestOffice) -> None:
    edit_law(office)
    proposed(office, GRANT)
    office.decide("ben", "advance", AMENDMENT)
    first = office.git("rev-parse", "HEAD")
    (office.folder / GRANT).write_text(office.git("show", f"{first}~1:{GRANT}") + "\n", "utf-8")
    proposed(office, GRANT, name="two")
    office.decide("ben", "advance", "amendments/2026/two/proposal")
    assert office.verify().clean
    office.git("checkout", first, "--", GRANT)
    office.commit("ben")


def other_content(office: TestOffice) -> None:
    edit_law(office)
    proposed(office, GRANT)
    edit_law(office, "# more\n")
    brought_in_force(office, "ben")


def agreed_alone(office: TestOffice) -> None:
    edit_law(office)
    proposed(office, GRANT)
    brought_in_force(office, "ada")


def agreed_by_a_name_forged(office: TestOffice) -> None:
    edit_law(office)
    proposed(office, GRANT)
    brought_in_force(office, "ada", "ben")


def an_accomplice_appointed_first(office: TestOffice) -> None:
    office.edit("officers/dan", {("roles", 1): {"role": "director", "unit": "units/office", "from": "2026-01-01"}})
    office.commit("ada")
    edit_law(office)
    proposed(office, GRANT)
    brought_in_force(office, "dan")


def brought_in_force(office: TestOffice, signer: str, by: str = "") -> None:
    """Write the last decision by hand, and commit it with what lies in the working tree."""
    decision = {
        "verb": "advance",
        "from": "proposed",
        "to": "in-force",
        "by": f"officers/{by or signer}",
        "role": "director",
        "unit": "units/office",
        "at": (office.now + timedelta(hours=1)).isoformat(),
    }
    office.edit(AMENDMENT, {("stage",): "in-force", ("decisions", 1): decision})
    office.commit(signer)


@pytest.mark.parametrize(
    ("attack", "codes"),
    [
        (changed_alone, {"R9-QUORUM"}),
        (used_again, {"R9-QUORUM"}),
        (other_content, {"R9-AMENDMENT"}),
        (agreed_alone, {"R9-QUORUM"}),
        (agreed_by_a_name_forged, {"R7-SIGNER"}),
        (an_accomplice_appointed_first, {"R9-QUORUM"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_one_does_alone_is_found(
    foundation: TestOffice, attack: Callable[[TestOffice], None], codes: set[str]
) -> None:
    attack(demanding(foundation))

    assert foundation.codes() >= codes


class TestThroughMerges:
    def test_an_amendment_of_a_branch_arrives(self, foundation: TestOffice) -> None:
        office = demanding(foundation)
        office.git("checkout", "-qb", "side")
        edit_law(office)
        proposed(office, GRANT)
        office.decide("ben", "advance", AMENDMENT)
        office.git("checkout", "-q", "main")
        office.edit(ROOF, {("title",): "旁"})
        office.commit("eva")
        office.merge("ada", "side")

        assert "二人同意" in file_at_head(office, GRANT)
        assert office.verify().clean

    @pytest.mark.parametrize("order", ["side into main", "main into side"])
    @pytest.mark.parametrize("what", ["law", "register"])
    def test_what_one_did_on_a_branch_from_before_does_not(self, foundation: TestOffice, order: str, what: str) -> None:
        office = foundation
        office.git("checkout", "-qb", "side")
        if what == "law":
            edit_law(office)
            office.commit("ada")
        else:
            suspend(office.as_("ada"), "eva", "x", lift=False)
        office.git("checkout", "-q", "main")
        demanding(office)
        if order == "side into main":
            office.merge("ben", "side")
        else:
            office.git("checkout", "-q", "side")
            office.merge("ben", "main")

        assert "R10-ARRIVING" in office.codes()

    def test_one_amendment_in_force_on_two_branches_is_a_conflict(self, foundation: TestOffice) -> None:
        office = demanding(foundation)
        edit_law(office)
        proposed(office, GRANT)
        office.git("restore", GRANT)
        office.git("checkout", "-qb", "side")
        office.decide("ben", "advance", AMENDMENT)
        office.git("checkout", "-q", "main")
        office.decide("cai", "advance", AMENDMENT)
        office.merge("ada", "side", "-Xours")

        assert "R10-DECISIONS" in office.codes()
