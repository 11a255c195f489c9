"""Code hosts: where their pages lie, and how each is asked for a pull request. Nothing is opened or sent here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_SCP: Final = re.compile(r"(?:[^@/:\s]+@)?(?P<host>[^@/:\s\[\]]+):(?P<path>[^\s:].*)")
_OTHER_DOORS: Final = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}
"""Hosts that only answer ssh, and those that have the pages."""
_LONGEST: Final = 160


class Forge(StrEnum):
    """A kind of code host; ``agit`` is a Gitea or Forgejo that opens a request on a push to ``refs/for/BRANCH``."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"
    FORGEJO = "forgejo"
    AGIT = "agit"


_KNOWN: Final = {"github": Forge.GITHUB, "gitlab": Forge.GITLAB, "gitea": Forge.GITEA, "forgejo": Forge.FORGEJO}


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a repository is seen in a browser: ``https://host/owner/name``, without user, password and ``.git``."""

    host: str
    root: str


def pages_of(address: str) -> Pages | None:
    """The pages of the repository that git reaches at an address; None where it has none that can be told.

    Known are ``https://``, ``http://``, ``ssh://`` and ``user@host:path``. User names and passwords are left out.
    """
    if not address.isprintable() or address.startswith("-"):
        return None
    if "://" not in address:
        found = _SCP.fullmatch(address)
        return None if found is None else _pages("https", found["host"], "", found["path"])
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"https", "http", "ssh"} or parts.query or parts.fragment:
        return None
    ssh = parts.scheme == "ssh"
    return _pages(
        "https" if ssh else parts.scheme, parts.hostname or "", "" if ssh or not port else f":{port}", parts.path
    )


def _pages(scheme: str, host: str, port: str, path: str) -> Pages | None:
    """The pages, if host and path are such as a forge has."""
    names = path.strip("/").removesuffix(".git").split("/")
    if not _HOST.fullmatch(host) or ".." in host or any(name in {"", ".", ".."} or name[0] == "~" for name in names):
        return None
    host = _OTHER_DOORS.get(host.lower(), host.lower())
    return Pages(host, f"{scheme}://{host}{port}/{'/'.join(quote(name, safe='') for name in names)}")


def forge_at(host: str) -> Forge | None:
    """The kind of forge that a host's name tells: ``github.com``, ``gitlab.example.org``; None if it tells none."""
    if host == "codeberg.org":
        return Forge.FORGEJO
    return next((_KNOWN[part] for part in host.split(".") if part in _KNOWN), None)


def branch_for(record: str, taken: frozenset[str] = frozenset()) -> str:
    """The name of a request's branch: ``cio/`` and the record's id on one level, numbered where it is taken."""
    name = f"cio/{record.replace('/', '-')[:_LONGEST].strip('-.')}"
    number = 1
    while (name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return name if number == 1 else f"{name}-{number}"


def request_page(forge: Forge, pages: Pages, target: str, branch: str, title: str) -> str:
    """The page on which a request is opened."""
    compared = f"{quote(target, safe='/')}...{quote(branch, safe='/')}"
    if forge is Forge.GITHUB:
        return f"{pages.root}/compare/{compared}?{urlencode({'expand': 1, 'title': title})}"
    if forge is Forge.GITLAB:
        asked = {"source_branch": branch, "target_branch": target, "title": title}
        return (
            f"{pages.root}/-/merge_requests/new?{urlencode({f'merge_request[{name}]': asked[name] for name in asked})}"
        )
    return f"{pages.root}/pulls" if forge is Forge.AGIT else f"{pages.root}/compare/{compared}"


def push_options(forge: Forge | None, target: str, branch: str, title: str) -> tuple[str, ...]:
    """What a push says, so that the forge opens the request itself; one line each, whatever the title holds.

    Source: GitLab Docs, Push options; Gitea Docs, AGit setup.
    """
    line = "".join(sign if sign.isprintable() else " " for sign in title)
    if forge is Forge.GITLAB:
        return ("merge_request.create", f"merge_request.target={target}", f"merge_request.title={line}")
    return (f"topic={branch}", f"title={line}") if forge is Forge.AGIT else ()
