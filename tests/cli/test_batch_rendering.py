"""render --all, as the program is called."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.paper_office import FORM, copied, enact_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]

OPTIONAL = "decision: {record: application, verb: approve}"
ASKED = "decision: {record: application, verb: submit}, required: true"


@pytest.fixture(scope="module")
def kept(performed_grants: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestOffice]:
    """An office with a form that asks for an act, which not every grant has; no test changes it."""
    made = copied(performed_grants, tmp_path_factory.mktemp("batches") / "office")
    enact_form(made, FORM.replace(OPTIONAL, ASKED))
    yield made
    made.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_made_and_what_was_not_is_told_at_the_end(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    place = tmp_path / "papers"
    ran = run("render", "--all", "grant-form", "-o", str(place), "--format", "txt", folder=kept.folder)

    commit = kept.git("rev-parse", "HEAD")[:12]
    made = [name for name in names(place) if name != "index.html"]
    grants = [path.parent.name for path in (kept.folder / "records/grants/2026").glob("*/application.yaml")]
    assert ran.code == 4
    assert f"grant-form-2026_shelves-{commit}.txt" in made
    assert 0 < len(made) < len(grants)
    assert f"{len(made)} papers in {place}, {len(grants) - len(made)} not made" in ran.out
    for grant in grants:
        told = f"grants/2026/{grant}/application" in ran.out
        assert told is (f"grant-form-2026_{grant}-{commit}.txt" not in made)


def test_a_name_that_ends_in_zip_makes_an_archive_of_them(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    folder, file = tmp_path / "papers", tmp_path / "papers.zip"
    for place in (folder, file):
        run("render", "--all", "grant-form", "-o", str(place), "--format", "txt", folder=kept.folder)

    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == names(folder)
        for name in archive.namelist():
            assert archive.read(name) == (folder / name).read_bytes()


def test_the_index_and_the_answer_list_each_paper_with_its_digest(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    place = tmp_path / "papers"
    words = ("render", "--all", "grant-form", "--year", "2026", "-o", str(place), "--format", "html", "--json")
    answer = run(*words, folder=kept.folder).json

    index = (place / "index.html").read_text("utf-8")
    for paper in answer["made"]:
        assert all(paper[key] in index for key in ("record", "file", "digest"))
        assert paper["digest"] in (place / paper["file"]).read_text("utf-8")
    assert answer["failed"]
    assert all(found[0]["code"] == "F-FIELD" for found in answer["failed"].values())


def test_the_index_leads_to_each_paper_and_says_why_others_are_lacking(
    run: Run, kept: TestOffice, tmp_path: Path
) -> None:
    place = tmp_path / "papers"
    answer = run(
        "render", "--all", "grant-form", "-o", str(place), "--format", "txt", "--json", folder=kept.folder
    ).json

    made, lacking = (place / "index.html").read_text("utf-8").split("未生成")
    for paper in answer["made"]:
        assert paper["title"]
        assert f"<td>{paper['title']}</td>" in made
        assert f'<a href="{paper["file"]}">' in made
    for record, findings in answer["failed"].items():
        assert f"<td>{record}</td>" in lacking
        assert findings[0]["message"] in lacking


def test_a_dot_in_the_name_of_a_folder_is_no_ending(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    for name in ("papers.2026", "papers.ZIP"):
        run("render", "--all", "grant-form", "-o", str(tmp_path / name), "--format", "txt", folder=kept.folder)

    assert (tmp_path / "papers.2026").is_dir()
    assert zipfile.is_zipfile(tmp_path / "papers.ZIP")


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (("-o", "{tmp}/paper.TXT"), "资助申请表".encode()),
        (("-o", "{tmp}/paper.html", "--format", "html"), b"<!doctype html>"),
        (("-o", "{tmp}/paper", "--format", "html"), b"<!doctype html>"),
        (("-o", "{tmp}/paper"), b"%PDF"),
    ],
)
def test_a_paper_is_what_its_name_says_or_is_asked_for(
    run: Run, kept: TestOffice, tmp_path: Path, words: tuple[str, ...], begins: bytes
) -> None:
    told = run("render", "grant-form", "shelves", *(word.format(tmp=tmp_path) for word in words), folder=kept.folder)

    assert told.code == 0, told.err
    assert next(tmp_path.iterdir()).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--all", "grant-form"), 2, "say where the papers go"),
        (("--all", "grant-form", "-o", "{tmp}/here"), 2, "here is there already; name another place"),
        (("--all", "grant-form", "-o", "{tmp}/here.zip"), 2, "here.zip is there already; name another place"),
        (("--all", "grant-form", "-o", "{tmp}/papers.PDF"), 2, "papers.PDF is the name of one paper"),
        (("--all", "grant-form", "-o", "{tmp}/papers.html"), 2, "papers.html is the name of one paper"),
        (("--all", "grant-form", "-o", "{tmp}/papers", "--format", "docx"), 2, "has no Word template"),
        (
            ("--all", "grant-form", "-o", "{tmp}/papers", "--year", "1999"),
            2,
            "named for 1999; these years there are: 2026",
        ),
        (("--all", "grant-form", "-o", "{tmp}/papers", "--year", "abc"), 2, "named for abc"),
        (("--all", "nosuch"), 2, "nosuch is no form here. The forms are: grant-form"),
        (("--all", "grant-form", "-o", "{tmp}/nowhere/papers"), 5, "{tmp}/nowhere/papers: No such file or directory"),
        (("--all", "grant-form", "-o", "{tmp}/nowhere/a.zip"), 5, "{tmp}/nowhere/a.zip: No such file or directory"),
        (("grant-form", "shelves", "-o", "{tmp}/nowhere/a.txt"), 5, "{tmp}/nowhere/a.txt: No such file or directory"),
        (("grant-form", "shelves", "-o", "{tmp}/paper.doc"), 2, "not as .doc"),
        (("grant-form", "shelves", "-o", "{tmp}/paper.odt"), 2, ".pdf, .docx, .html, .txt"),
        (("grant-form", "shelves", "-o", "{tmp}/paper.htm", "--format", "html"), 2, "not as .htm"),
        (("grant-form", "shelves", "-o", "{tmp}/paper.docx", "--format", "pdf"), 2, "does not end in .pdf"),
        (("grant-form", "shelves", "--view", "-o", "{tmp}/paper.pdf"), 2, "--view shows the form"),
        (("grant-form", "shelves", "--view", "--format", "txt"), 2, "--view shows the form"),
        (("grant-form", "shelves", "--view", "--json"), 2, "--view shows the form"),
        (("grant-form", "shelves", "-o", "-", "--json"), 2, "leave --json out"),
        (("nosuch",), 2, "nosuch is no form here. The forms are: grant-form"),
        (("--all", "grant-form", "shelves", "-o", "{tmp}/papers"), 2, "about every record"),
        (("--all", "grant-form", "-o", "{tmp}/papers", "--view"), 2, "about every record"),
        (("grant-form", "shelves", "-o", "{tmp}/paper", "--year", "2026"), 2, "--year"),
        (("grant-form",), 2, "--all"),
    ],
)
def test_words_that_do_not_go_together_make_nothing(
    run: Run, kept: TestOffice, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here.zip").touch()
    before = names(tmp_path)
    ran = run("render", *(word.format(tmp=tmp_path) for word in words), folder=kept.folder)

    assert (ran.code, names(tmp_path)) == (code, before)
    assert said.format(tmp=tmp_path) in ran.err
