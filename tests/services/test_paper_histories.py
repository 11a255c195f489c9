"""Papers and the history that they rest on: which commit is theirs, and what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cio_ctl.services.comparing_papers import Likeness
from tests.paper_office import (
    FORM,
    RECORD,
    RENDERED,
    changed,
    checked,
    code_of,
    codes,
    enact_form,
    paper_of,
    printed,
)

if TYPE_CHECKING:
    from cio_ctl.model.paper import Format
    from tests.offices import TestOffice


# what a record says is no code


@pytest.mark.parametrize("how", RENDERED)
def test_a_paper_whose_record_cites_other_codes_is_known_by_its_own(office: TestOffice, how: Format) -> None:
    enact_form(office)
    other = code_of(office)
    cited = {("number",): f"见 {other}，又见 {changed(other, 4)}"}
    office.decide("ada", "approve", "shelves/application", fields=cited)
    paper = printed(office, how)

    found = checked(office, paper)

    assert (found.genuine, found.likeness, codes(found)) == (True, Likeness.EXACT, [])
    assert found.code == paper_of(office).code


# whose history it is


def test_a_paper_of_another_office_is_not_of_this_one(kept: TestOffice, office: TestOffice) -> None:
    enact_form(office, FORM.replace('version: "1"', 'version: "2"'))

    assert codes(checked(kept, printed(office))) == ["F-PAPER-COMMIT"]


def test_a_paper_of_a_branch_that_was_never_merged_is_told(office: TestOffice) -> None:
    enact_form(office)
    office.git("checkout", "-qb", "request")
    office.edit(RECORD, {("title",): "更大的书架"})
    office.commit("dan")
    paper = printed(office)

    assert codes(checked(office, paper)) == ["F-PAPER-BRANCH"]
    office.git("checkout", "-q", "main")
    assert codes(checked(office, paper)) == ["F-PAPER-BRANCH"]


def test_a_paper_that_was_fetched_and_not_taken_in_is_told_by_that(office: TestOffice) -> None:
    enact_form(office)
    office.edit(RECORD, {("title",): "更大的书架"})
    office.commit("dan")
    paper = printed(office)
    for setting in ("remote.origin.url ../o", "remote.origin.fetch +refs/heads/*:refs/remotes/origin/*"):
        office.git("config", *setting.split())
    office.git("update-ref", "refs/remotes/origin/main", "HEAD")
    office.git("reset", "-q", "--hard", "HEAD~")
    assert codes(checked(office, paper)) == ["F-PAPER-BRANCH"]

    office.git("branch", "-q", "--set-upstream-to", "origin/main", "main")

    assert codes(checked(office, paper)) == ["F-PAPER-BEHIND"]


def test_a_paper_on_a_history_that_does_not_hold_proves_nothing(office: TestOffice) -> None:
    enact_form(office)
    office.commit(None)
    paper = printed(office)

    found = checked(office, paper)

    assert (found.likeness, codes(found)) == (Likeness.EXACT, ["F-PAPER-HISTORY"])
    assert "R1-UNSIGNED" in found.findings[0].sentence()


def test_what_happens_to_the_history_later_is_told_and_takes_nothing_back(office: TestOffice) -> None:
    enact_form(office)
    paper = printed(office)
    office.commit(None)

    found = checked(office, paper)

    assert (found.genuine, found.likeness, found.later > 0) == (True, Likeness.EXACT, True)


def test_a_paper_that_cannot_have_been_rendered_is_told(office: TestOffice) -> None:
    enact_form(office)
    code = code_of(office)
    enact_form(office, FORM.replace("from: application.number", "from: application.number, required: true"))
    forged = code.replace(code.split(":")[4], office.git("rev-parse", "HEAD"))

    assert codes(checked(office, forged)) == ["F-PAPER-FILL", "F-FIELD"]


# what has changed since


def test_an_older_paper_is_genuine_and_says_what_is_otherwise_by_now(office: TestOffice) -> None:
    enact_form(office)
    paper, commit = printed(office), office.git("rev-parse", "HEAD")
    office.decide("ada", "approve", "shelves/application", fields={("number",): "2026-1"})

    found = checked(office, paper)

    assert (found.genuine, found.likeness) == (True, Likeness.EXACT)
    assert found.since is not None
    assert found.since.stage == ("desk", "granted")
    assert [(one.name, one.then) for one in found.since.boxes] == [("number", "／"), ("decided", "／")]
    assert found.since.boxes[0].now == "2026-1"
    assert "艾达" in found.since.boxes[1].now
    assert [one.verb for one in found.since.decisions] == ["approve"]
    assert printed(office, at=commit) == paper


def test_a_form_that_was_changed_since_says_which_version_it_is_by_now(office: TestOffice) -> None:
    enact_form(office)
    paper = printed(office)
    more = "  - {name: kind, title: {zh: 类型, en: kind}, from: application.kind}\n"
    enact_form(office, FORM.replace('version: "1"', 'version: "2"') + more)

    found = checked(office, paper).since

    assert found is not None
    assert found.version == ("1", "2")
    assert [(one.title, one.then, one.now) for one in found.boxes] == [("类型", "", "grant")]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (FORM.replace("from: application.number", "from: application.number, required: true"), "F-FIELD"),
        (FORM.replace("grant-form", "other-form"), "L-TYPE"),
    ],
)
def test_a_form_that_cannot_be_filled_in_any_more_is_told(office: TestOffice, now: str, told: str) -> None:
    enact_form(office)
    paper = printed(office)
    enact_form(office, now)

    found = checked(office, paper)

    assert found.genuine
    assert found.since is not None
    assert [one.code for one in found.since.findings] == ["F-PAPER-NOW", told]
