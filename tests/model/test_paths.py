from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.model.paths import (
    PathTemplate,
    is_evidence,
    is_law,
    is_plain,
    is_slug,
    is_under,
    record_id,
    record_path,
)

slugs = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)


@pytest.mark.parametrize(
    ("template", "name", "found"),
    [
        ("units/{unit}", "units/health", {"unit": "health"}),
        ("units/{unit}", "units/", None),
        ("units/{unit}", "units/Health", None),
        ("units/{unit}", "units/health/x", None),
        ("units/{unit}", "units/-x", None),
        ("units/{unit}", "units/health\n", None),
        ("units/{unit}", "units/" + "x" * 65, None),
        ("a/{x}/acceptance-{phase}", "a/p/acceptance-2", {"x": "p", "phase": "2"}),
        ("a/{x}/acceptance-{phase}", "a/p/acceptance-", None),
        ("a/{own-works}/b", "a/p/b", {"own-works": "p"}),
        ("a/*/b", "a/p/b", {}),
        ("a/*/b", "a/p/q/b", None),
        ("a.b/{x}", "aXb/p", None),
        ("a/b", "a/b", {}),
    ],
)
def test_a_template_fits_whole_ids_and_names_their_slugs(
    template: str, name: str, found: dict[str, str] | None
) -> None:
    assert PathTemplate(template).matches(name) == found


@given(slugs, slugs)
def test_what_a_template_was_filled_with_it_finds_again(one: str, other: str) -> None:
    template = PathTemplate("grants/{year}/{grant-name}/report")
    values = {"year": one, "grant-name": other}

    assert template.variables == ("year", "grant-name")
    assert template.matches(template.fill(values)) == values


def test_a_template_is_not_filled_by_halves() -> None:
    with pytest.raises(KeyError, match="year"):
        PathTemplate("grants/{year}").fill({})


@given(slugs, slugs)
def test_an_id_and_its_path_lead_to_each_other(one: str, other: str) -> None:
    name = f"grants/{one}/{other}"

    assert record_id(record_path(name)) == (None if one == "evidence" else name)


@pytest.mark.parametrize(
    ("path", "record", "evidence", "law"),
    [
        ("records/units/a.yaml", "units/a", False, False),
        ("records/units/a.yml", None, False, False),
        ("records/p/evidence/a.yaml", None, True, False),
        ("records/p/evidence/b/a.pdf", None, True, False),
        ("records/p/evidence.yaml", "p/evidence", False, False),
        ("p/evidence/a.pdf", None, False, False),
        ("schemas/a.process.yaml", None, False, True),
        ("templates/a", None, False, True),
        ("schemas", None, False, False),
        ("schemas.md", None, False, False),
    ],
)
def test_a_path_belongs_to_one_part_of_the_tree(path: str, record: str | None, *, evidence: bool, law: bool) -> None:
    assert (record_id(path), is_evidence(path), is_law(path)) == (record, evidence, law)


@pytest.mark.parametrize(
    ("path", "under"),
    [("docs", True), ("docs/a", True), ("docs.md", False), ("README.md", True), ("README.md.txt", False)],
)
def test_a_path_is_under_a_folder_or_is_the_file(path: str, *, under: bool) -> None:
    assert is_under(path, ("docs", "README.md")) is under


@pytest.mark.parametrize(
    ("text", "slug"),
    [("a", True), ("9-a", True), ("", False), ("-a", False), ("a_b", False), ("é", False), ("a\n", False)],
)
def test_a_slug_is_lower_case_letters_digits_and_hyphens(text: str, *, slug: bool) -> None:
    assert is_slug(text) is slug


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("a/b.yaml", True),
        (".gitignore", True),
        (".github/workflows/ci.yml", True),
        ("console.txt", True),
        ("a/../b", False),
        ("a/./b", False),
        ("a//b", False),
        ("/a", False),
        ("a/", False),
        ("a.", False),
        (".git/config", False),
        ("x/.GIT/config", False),
        (".gitmodules", False),
        (".GitAttributes", False),
        (".mailmap", False),
        ("con", False),
        ("docs/LPT1.txt", False),
        ("aux.", False),
        ("a b", False),
        ("a\\b", False),
        ("报价", False),
        ("a:b", False),
        ("/".join("abcdefghij"), True),
        ("/".join("abcdefghijk"), False),
    ],
)
def test_a_plain_path_means_the_same_on_every_system(path: str, *, plain: bool) -> None:
    assert is_plain(path) is plain
