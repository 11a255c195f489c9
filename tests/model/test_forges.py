"""Addresses of code hosts, read from what git is told, whatever somebody wrote there."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.model.forges import Forge, branch_for, forge_at, pages_of, push_options, request_page

HOSTILE = 'x"&title=y#z\n; rm -rf / $(id) `id` 改'


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("https://github.com/pingshan/records.git", "https://github.com/pingshan/records"),
        ("https://github.com/pingshan/records/", "https://github.com/pingshan/records"),
        ("https://li-na:secret@github.com/pingshan/records.git", "https://github.com/pingshan/records"),
        ("http://git.example.cn:3000/cio/records", "http://git.example.cn:3000/cio/records"),
        ("git@github.com:pingshan/records.git", "https://github.com/pingshan/records"),
        ("github.com:pingshan/records", "https://github.com/pingshan/records"),
        ("ssh://git@ssh.github.com:443/pingshan/records.git", "https://github.com/pingshan/records"),
        ("ssh://git@gitlab.example.cn:2222/cio/office/records.git", "https://gitlab.example.cn/cio/office/records"),
        ("git@GitLab.example.cn:/cio/records.git", "https://gitlab.example.cn/cio/records"),
        ("https://github.com/坪山/记录.git", "https://github.com/%E5%9D%AA%E5%B1%B1/%E8%AE%B0%E5%BD%95"),
        ('https://github.com/a/b"onload=x', "https://github.com/a/b%22onload%3Dx"),
    ],
)
def test_the_pages_of_a_repository_are_told_from_its_address(address: str, root: str) -> None:
    pages = pages_of(address)

    assert pages is not None
    assert pages.root == root


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/srv/git/records.git",
        "../records.git",
        "file:///srv/git/records.git",
        "ext::sh -c touch% PWNED",
        "javascript://github.com/%0aalert(1)",
        "--upload-pack=touch",
        "-oProxyCommand=touch:x",
        "git@-oProxyCommand=touch:x",
        "https://github.com",
        "https:///a/b",
        "https://github.com/a/../../b",
        "https://github.com/a//b",
        "https://github.com:port/a/b",
        "https://github.com:99999/a/b",
        "https://[::1/a/b",
        "https://git hub.com/a/b",
        "https://github.com/a/b?x=1",
        "https://github.com/a/b#x",
        "https://github.com/a/b\x1b[31m",
        "https://github.com/a/b\n",
        "https://github.com/a/\u202egnp.b",
        "https://例子.cn/a/b",
        "https://github..com/a/b",
        "git@host:~root/records",
    ],
)
def test_no_page_is_made_up_for_an_address_that_has_none(address: str) -> None:
    assert pages_of(address) is None


@given(st.text(max_size=60))
def test_whatever_an_address_is_its_pages_are_plain_web_addresses(text: str) -> None:
    for address in (text, f"https://{text}", f"ssh://{text}", f"git@{text}"):
        pages = pages_of(address)
        if pages is not None:
            assert pages.root.isascii()
            assert pages.root.isprintable()
            assert urlsplit(pages.root).scheme in {"https", "http"}
            assert "@" not in urlsplit(pages.root).netloc


@pytest.mark.parametrize(
    ("host", "forge"),
    [
        ("github.com", Forge.GITHUB),
        ("gitlab.example.cn", Forge.GITLAB),
        ("codeberg.org", Forge.FORGEJO),
        ("gitea.example.cn", Forge.GITEA),
        ("git.example.cn", None),
        ("notgithub.com", None),
    ],
)
def test_the_kind_of_forge_is_told_by_the_name_of_the_host(host: str, forge: Forge | None) -> None:
    assert forge_at(host) == forge


@pytest.mark.parametrize(
    ("forge", "page"),
    [
        (Forge.GITHUB, "https://h.cn/a/b/compare/main...cio/x?expand=1&title=Submit+x"),
        (
            Forge.GITLAB,
            (
                "https://h.cn/a/b/-/merge_requests/new?merge_request%5Bsource_branch%5D=cio%2Fx"
                "&merge_request%5Btarget_branch%5D=main&merge_request%5Btitle%5D=Submit+x"
            ),
        ),
        (Forge.GITEA, "https://h.cn/a/b/compare/main...cio/x"),
        (Forge.FORGEJO, "https://h.cn/a/b/compare/main...cio/x"),
        (Forge.AGIT, "https://h.cn/a/b/pulls"),
    ],
)
def test_each_forge_has_its_page_for_a_request(forge: Forge, page: str) -> None:
    pages = pages_of("https://h.cn/a/b.git")

    assert pages is not None
    assert request_page(forge, pages, "main", "cio/x", "Submit x") == page


@pytest.mark.parametrize("forge", list(Forge))
def test_a_hostile_title_or_branch_stays_a_value_of_the_page(forge: Forge) -> None:
    pages = pages_of("https://h.cn/a/b.git")
    assert pages is not None

    page = request_page(forge, pages, "main", "cio/" + HOSTILE, HOSTILE)

    assert page.isascii()
    assert page.isprintable()
    assert urlsplit(page).netloc == "h.cn"
    asked = parse_qs(urlsplit(page).query)
    assert asked.get("title", asked.get("merge_request[title]", [HOSTILE])) == [HOSTILE]
    assert urlsplit(page).fragment == ""


def test_push_options_are_one_line_each() -> None:
    assert push_options(Forge.GITLAB, "main", "cio/x", "Submit x\n-o ci.skip") == (
        "merge_request.create",
        "merge_request.target=main",
        "merge_request.title=Submit x -o ci.skip",
    )
    assert push_options(Forge.AGIT, "main", "cio/x", "a\r\0b") == ("topic=cio/x", "title=a  b")
    assert push_options(Forge.GITHUB, "main", "cio/x", "a") == push_options(None, "main", "cio/x", "a") == ()


def test_a_branch_is_named_after_the_record_and_numbered_where_it_is_taken() -> None:
    name = "cio/projects-2026-health-emr-project"

    assert branch_for("projects/2026-health-emr/project") == name
    assert branch_for("projects/2026-health-emr/project", frozenset({name, f"{name}-2"})) == f"{name}-3"
    assert len(branch_for("x" * 500)) < 200
