"""Findings for code hosts: SARIF, GitHub's commands, GitLab's report, with whatever stands in names and texts."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest

from cio_ctl.adapters.annotations import github_commands, gitlab_issues
from cio_ctl.adapters.sarif import sarif_log
from cio_ctl.model.codes import CODES
from cio_ctl.model.finding import Finding, Place, finding

HOSTILE = [
    "records/plain.yaml",
    "records/a b,c:d%.yaml",
    "records/坪山.yaml",
    "records/x\n::error::forged",
    "records/x\r\n::set-output name=a::b",
    "records/\x1b[2J\u202e.yaml",
    "records/\udcff.yaml",
    "../../etc/passwd",
    "javascript:alert(1)",
]


def about(path: str, line: int = 3, code: str = "R13-OUTSIDE") -> Finding:
    return finding(code, Place(path, line, "c" * 40), path=path)


@pytest.mark.parametrize("path", HOSTILE)
def test_github_gets_one_line_a_finding_whatever_stands_in_it(path: str) -> None:
    (line,) = github_commands([about(path)], str)

    assert line.isprintable()
    command = re.fullmatch(r"::error file=([^,:]*),line=3,title=R13-OUTSIDE::(.*)", line)
    assert command is not None
    assert "::" not in command[1]


def test_github_escapes_are_those_of_its_own_toolkit() -> None:
    (line,) = github_commands([about("a,b:c%\n.yaml", 0)], str)

    assert line.startswith("::error file=a%2Cb%3Ac%25%0A.yaml,line=1,title=R13-OUTSIDE::cccccccccccc: ")
    assert "a,b:c%25%0A.yaml" in line.rpartition("::")[2]


def test_a_finding_without_a_file_is_an_annotation_of_the_run() -> None:
    assert github_commands([finding("R12-SHALLOW")], str)[0].startswith("::error title=R12-SHALLOW::the repository")


def test_a_note_is_a_notice_and_no_fault() -> None:
    note = finding("R12-TRUST", root="x")

    assert github_commands([note], str)[0].startswith("::notice ")
    assert gitlab_issues([note], str)[0]["severity"] == "info"


@pytest.mark.parametrize("path", HOSTILE)
def test_gitlab_gets_what_its_report_asks_for(path: str) -> None:
    (issue,) = gitlab_issues([about(path)], str)

    assert issue["location"] == {"path": path, "lines": {"begin": 3}}
    assert issue["check_name"] == "R13-OUTSIDE"
    assert issue["severity"] == "blocker"
    assert re.fullmatch(r"[0-9a-f]{64}", str(issue["fingerprint"]))
    assert json.loads(json.dumps([issue])) == [issue]


def test_each_finding_has_a_fingerprint_of_its_own_that_stays() -> None:
    findings = [about("a"), about("b"), about("a", 4), about("a", code="R13-NAME")]

    prints = [issue["fingerprint"] for issue in gitlab_issues(findings, str)]

    assert len(set(prints)) == len(findings)
    assert prints == [issue["fingerprint"] for issue in gitlab_issues(findings, str)]


def test_sarif_has_the_shape_that_version_2_1_0_asks_for() -> None:
    findings = [about("records/x.yaml"), finding("R12-SHALLOW"), about("records/y.yaml", 0), finding("R12-TRUST")]

    log = json.loads(json.dumps(sarif_log(findings, str)))

    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "cio-ctl"
    assert len({rule["id"] for rule in rules}) == len(rules) == 3
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [found.code for found in findings]
    assert [result["level"] for result in run["results"]] == ["error", "error", "error", "note"]
    lines = [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in run["results"][::2]]
    assert lines == [3, 1]
    assert "locations" not in run["results"][1]


@pytest.mark.parametrize("path", HOSTILE)
def test_a_path_in_sarif_is_a_relative_reference_without_a_scheme(path: str) -> None:
    (result,) = sarif_log([about(path)], str)["runs"][0]["results"]  # type: ignore[index]

    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert re.fullmatch(r"[A-Za-z0-9_.~/%-]+", uri)
    assert unquote(uri, errors="surrogateescape") == path


def test_every_code_can_be_a_rule() -> None:
    log = sarif_log([finding(code) for code in CODES], str)

    assert len(log["runs"][0]["tool"]["driver"]["rules"]) == len(CODES)  # type: ignore[index]
