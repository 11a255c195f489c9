"""new --born-of: a draft begins with what the law carries over from another record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices_in_memory import law_texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]
    Become = Callable[[str], TestOffice]

GRANT, SHELVES, ROOF = "schemas/grant.process.yaml", "grants/2026/shelves/application", "grants/2026/roof/application"
NEW = ("new", "grant", "2026", "lamps")
LAMPS = "grants/2026/lamps/application"
BORN = """\
born-from:
  kind: grant
  stage: [desk, granted]
  field: follows
  fields: {library: library, title: title, number: number}
  values: {own_works: true}
"""


@pytest.fixture
def following(become: Become) -> TestOffice:
    """The foundation under a law by which a grant can follow one that was granted; the librarian works in it."""
    office = become("ada")
    (office.folder / GRANT).write_text(law_texts()[GRANT] + BORN, "utf-8")
    office.commit("ada", "Let grants follow grants")
    return become("dan")


def test_the_draft_begins_with_what_the_other_record_says(run: Run, following: TestOffice) -> None:
    parent = run("show", SHELVES, "--json").json["fields"]

    ran = run(*NEW, "--born-of", SHELVES, "--set", "title=灯")

    assert ran.code == 0, ran.err
    found = run("show", LAMPS, "--json").json["fields"]
    assert parent["stage"] == "desk"
    assert found["library"] == parent["library"]
    assert (found["title"], found["follows"], found["own_works"]) == ("灯", SHELVES, True)
    assert ("number" in found) == ("number" in parent)
    assert following.git("log", "-1", "--format=%s") == f"Draw up {LAMPS}"


def test_what_the_text_says_itself_is_kept(run: Run, following: TestOffice, tmp_path: Path) -> None:
    source = tmp_path / "lamps.yaml"
    source.write_text("title: 灯\nown_works: false\n", "utf-8")

    ran = run(*NEW, "--born-of", "shelves/application", "--from", str(source))

    assert ran.code == 0, ran.err
    text = following.path(LAMPS).read_text("utf-8")
    assert text.startswith("title: 灯\nown_works: false\n")
    assert f"follows: {SHELVES}\n" in text


def test_the_draft_is_shown_with_it(run: Run, following: TestOffice) -> None:
    ran = run(*NEW, "--born-of", SHELVES, "--show")

    assert ran.code == 0
    assert f"\nfollows: {SHELVES}" in ran.out
    assert "\n#*金额 / amount" in ran.out
    assert not following.path(LAMPS).exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((*NEW, "--born-of", ROOF), 2, f"{ROOF} stands in idea; a grant is drawn up from it in: desk, granted"),
        ((*NEW, "--born-of", "units/hilltop"), 2, "a grant is not drawn up from units/hilltop"),
        (("new", "report", "2026", "lamps", "--born-of", SHELVES), 2, "a report is not drawn up from"),
        ((*NEW, "--born-of", "nothing"), 2, "no record is named nothing"),
        ((*NEW, "--from", "broken.yaml", "--born-of", SHELVES), 4, "Y-DUPLICATE-KEY"),
        ((*NEW, "--from", "flat.yaml", "--born-of", SHELVES), 3, "R8-SCHEMA"),
    ],
)
def test_what_cannot_be_carried_over_is_told_and_nothing_is_made(
    run: Run, following: TestOffice, words: tuple[str, ...], code: int, says: str
) -> None:
    before = following.git("rev-parse", "HEAD")
    (following.folder / "broken.yaml").write_text("title: x\ntitle: y\n", "utf-8")
    (following.folder / "flat.yaml").write_text("amount: {yuan: 5}\n", "utf-8")

    ran = run(*words)

    assert ran.code == code, ran.err
    assert says in ran.err
    assert following.git("rev-parse", "HEAD") == before


def test_a_text_kept_in_the_working_tree_that_cannot_be_read_is_told(run: Run, following: TestOffice) -> None:
    path = following.path(LAMPS)
    path.parent.mkdir(parents=True)
    path.write_text("title: x\ntitle: y\n", "utf-8")

    ran = run(*NEW, "--born-of", SHELVES)

    assert ran.code == 4
    assert "Y-DUPLICATE-KEY" in ran.err
