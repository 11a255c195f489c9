"""Findings as a SARIF log, which code hosts and editors show beside the lines.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from cio_ctl import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cio_ctl.model.codes import Code
    from cio_ctl.model.finding import Finding, Place, Translate

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_log(findings: Sequence[Finding], translate: Translate) -> dict[str, object]:
    """One run with its findings, and each code among them as a rule with help."""
    codes = {found.code: found.about for found in sorted(findings, key=lambda found: found.code)}
    places = {code: number for number, code in enumerate(codes)}
    rules = [_rule(code, translate) for code in codes.values()]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "cio-ctl", "version": __version__, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(found, places[found.code], translate) for found in findings],
            }
        ],
    }


def _rule(code: Code, translate: Translate) -> dict[str, object]:
    """A code as a rule of the tool."""
    sentence, remedy = translate(code.sentence), translate(code.remedy)
    return {
        "id": code.code,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": sentence},
        "help": {"text": remedy},
        "defaultConfiguration": {"level": _level(code)},
        "properties": {"rule": code.rule},
    }


def _result(found: Finding, rule: int, translate: Translate) -> dict[str, object]:
    """A finding; one that concerns no file has no location."""
    where = found.place
    located = {"locations": [_location(where)]} if where.path else {}
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": _level(found.about),
        "message": {"text": f"{found.sentence(translate)} → {found.remedy(translate)}"},
        **located,
        "partialFingerprints": {"finding/v1": fingerprint(found)},
        "properties": {"commit": where.commit, "basis": found.basis},
    }


def _location(where: Place) -> dict[str, object]:
    """A file and a line of it; the path as a relative reference, whatever stands in it."""
    uri = quote(where.path.encode("utf-8", "surrogateescape"))
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": max(where.line, 1)},
        }
    }


def _level(code: Code) -> str:
    return "note" if code.note else "error"


def fingerprint(found: Finding) -> str:
    """The same text for the same finding, run after run."""
    facts = (found.code, found.place.path, str(found.place.line), found.place.commit, *map(repr, found.arguments))
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogateescape")).hexdigest()
