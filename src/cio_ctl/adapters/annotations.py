"""Findings as code hosts show them in a diff: GitHub's workflow commands, GitLab's code quality report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.sarif import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cio_ctl.model.finding import Finding, Translate

_MESSAGE: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = _MESSAGE | {":": "%3A", ",": "%2C"}


def github_commands(findings: Iterable[Finding], translate: Translate) -> tuple[str, ...]:
    """One ``::error file=…,line=…,title=…::…`` a finding (``::notice`` for a note).

    Source: GitHub Docs, Workflow commands for GitHub Actions; the escapes are those of actions/toolkit.
    """
    return tuple(_github(found, translate) for found in findings)


def _github(found: Finding, translate: Translate) -> str:
    command = "notice" if found.about.note else "error"
    place = found.place
    properties = {"title": found.code}
    if place.path:
        properties = {"file": place.path, "line": str(max(place.line, 1)), **properties}
    commit = f"{place.commit[:12]}: " if place.commit else ""
    message = f"{commit}{found.sentence(translate)} → {found.remedy(translate)}"
    listed = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())
    return f"::{command} {listed}::{_escaped(message, _MESSAGE)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    """A text that cannot end its place; signs that steer a terminal are replaced."""
    return "".join(signs.get(one, one if one.isprintable() else "�") for one in text)


def gitlab_issues(findings: Iterable[Finding], translate: Translate) -> list[dict[str, object]]:
    """The issues of a code quality report; one that concerns no file is placed at the top of the repository.

    Source: GitLab Docs, Code Quality, "Import code quality results from a CI/CD job".
    """
    return [
        {
            "description": f"{found.code}: {found.sentence(translate)} → {found.remedy(translate)}",
            "check_name": found.code,
            "fingerprint": fingerprint(found),
            "severity": "info" if found.about.note else "blocker",
            "location": {"path": found.place.path or ".", "lines": {"begin": max(found.place.line, 1)}},
        }
        for found in findings
    ]
