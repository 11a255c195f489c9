from __future__ import annotations

from dataclasses import replace

import pytest

from cio_ctl.model.office import Change, Digest, Entry
from cio_ctl.model.paths import is_plain
from cio_ctl.rules.names import SIZE_LIMIT, entry_findings, name_findings, text_findings, twin_findings
from tests.offices_in_memory import Texts, entry_of, grants_office, unsigned_act

OPEN = "paths: [README.md, docs]"


def office_with(*paths: str) -> Texts:
    """The foundation, with an open folder and files in it."""
    office = grants_office().replacing("schemas/procedure.yaml", "paths: [README.md]", OPEN)
    return office.having(dict.fromkeys(paths, "x"))


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("README.md", ""),
        ("docs/Guide.md", ""),
        ("schemas/grant.schema.json", ""),
        ("templates/grant/page.typ.j2", ""),
        ("templates/Grant/Page.typ", ""),
        ("records/grants/2026/x/application.yaml", ""),
        ("records/grants/2026/x/evidence/a-b.pdf", ""),
        ("records/officers/zoe.yaml", ""),
        ("notes.txt", "R13-OUTSIDE"),
        ("README.md/x", ""),
        ("readme.md", "R13-OUTSIDE"),
        ("documents/x", "R13-OUTSIDE"),
        ("records/x.txt", "R13-OUTSIDE"),
        ("records/grants/2026/x/loan.yaml", "R13-OUTSIDE"),
        ("records/grants/2026/x/application.yml", "R13-OUTSIDE"),
        ("records/grants/2026/X/application.yaml", "R13-NAME"),
        ("records/grants/2026/x/evidence/A.pdf", "R13-NAME"),
        ("records/grants/2026/x/evidence/报价.pdf", "R13-NAME"),
        ("schemas/Grant.schema.json", "R13-NAME"),
        ("records/../README.md", "R13-NAME"),
        ("docs/a b.md", "R13-NAME"),
        ("docs/.git/config", "R13-NAME"),
        ("docs/.gitattributes", "R13-NAME"),
        ("docs/con.txt", "R13-NAME"),
        ("docs/" + "x" * 101, "R13-NAME"),
        ("docs/" + "x/" * 9 + "x", "R13-NAME"),
        ("docs/\udcff", "R13-NAME"),
    ],
)
def test_a_file_has_a_plain_name_and_a_place_in_the_law(path: str, codes: str) -> None:
    found = entry_findings(office_with().office, path, entry_of(b"x"))

    assert " ".join(entry.code for entry in found) == codes


@pytest.mark.parametrize(
    ("mode", "what"),
    [
        ("100755", "an executable file"),
        ("120000", "a symbolic link"),
        ("160000", "a submodule"),
        ("100664", "of mode 100664"),
    ],
)
def test_only_ordinary_files_are_allowed(mode: str, what: str) -> None:
    (found,) = entry_findings(office_with().office, "README.md", Entry(mode, "0" * 40))

    assert (found.code, dict(found.arguments)["what"]) == ("R13-MODE", what)


class Heavy:
    """A tree in which every file has one size."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.entries: dict[str, Entry] = {}

    def digest(self, _path: str) -> Digest:
        return Digest("", self.size)


@pytest.mark.parametrize(("size", "codes"), [(SIZE_LIMIT, []), (SIZE_LIMIT + 1, ["R13-SIZE"])])
def test_evidence_and_what_lies_on_open_ground_have_a_limit_of_size(size: int, codes: list[str]) -> None:
    office = replace(office_with().office, tree=Heavy(size))  # type: ignore[arg-type]

    for path in ("records/grants/2026/x/evidence/a.pdf", "README.md"):
        assert [entry.code for entry in entry_findings(office, path, entry_of(b"x"))] == codes
    assert not tuple(entry_findings(office, "schemas/x.yaml", entry_of(b"x")))


def test_what_goes_is_not_looked_at() -> None:
    assert not tuple(name_findings(office_with().office, (Change("no such place", entry_of(b"x"), None),)))


@pytest.mark.parametrize(
    ("there", "comes", "twins"),
    [
        (["docs/README.md"], "docs/readme.md", ["docs/README.md"]),
        (["docs/readme.md"], "docs/README.md", ["docs/readme.md"]),
        (["docs/Readme.md", "docs/readme.md"], "docs/README.md", ["docs/Readme.md", "docs/readme.md"]),
        (["docs/other.md"], "docs/README.md", []),
        (["docs/straSSe.md"], "docs/strasse.md", ["docs/straSSe.md"]),
        ([], "records/grants/2026/x/application.yaml", []),
    ],
)
def test_two_names_that_differ_only_in_case_do_not_stand_together(
    there: list[str], comes: str, twins: list[str]
) -> None:
    office = office_with(*there, comes).office
    found = twin_findings(office, (Change(comes, None, entry_of(b"x")),))

    assert sorted(dict(entry.arguments)["twin"] for entry in found) == twins


def test_a_folder_that_differs_only_in_case_is_a_twin() -> None:
    office = office_with("docs/a.md", "Docs/b.md").office
    found = tuple(twin_findings(office, (Change("Docs/b.md", None, entry_of(b"x")),)))

    assert [(entry.code, dict(entry.arguments)["twin"]) for entry in found] == [("R13-TWIN", "docs")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("批准\n\n第二行\t有制表符\r\n好的 👨\u200d👩", []),
        ("\x1b]0;owned\x07", ["U+0007, U+001B"]),
        ("\u202edrawer", ["U+202E"]),
        ("one\rtwo", ["U+000D"]),
        ("\u200b", ["U+200B"]),
        ("\ufffd", ["U+FFFD"]),
    ],
)
def test_the_text_of_a_commit_is_plain(text: str, told: list[str]) -> None:
    found = tuple(text_findings(replace(unsigned_act(), text=text)))

    assert [dict(entry.arguments)["characters"] for entry in found] == told


def test_a_file_that_was_there_already_is_no_new_twin() -> None:
    office = office_with("docs/README.md", "docs/readme.md").office
    change = Change("docs/readme.md", entry_of(b"x"), entry_of(b"y"))

    assert not tuple(twin_findings(office, (change,)))


@pytest.mark.parametrize("path", ["", "a//b", "a/.", "a/..", "a./b", "COM1.txt", "a/.GIT/b", "-a", "a\nb", "a\\b"])
def test_a_name_that_can_be_read_as_something_else_is_not_plain(path: str) -> None:
    assert not is_plain(path)
