"""verify-form, as the program is called."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter
from pypdf.annotations import FreeText

from cio_ctl.adapters.forms.qr_codes import as_png
from cio_ctl.model.paper import Format
from tests.paper_office import RECORD, Boxes, enact_form, paper_of, printed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def file(kept: TestOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The genuine paper."""
    place = tmp_path_factory.mktemp("paper") / "grant.pdf"
    place.write_bytes(printed(kept))
    return place


def spoken(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Standard input is these bytes."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_genuine_paper_is_told_with_its_commit(run: Run, kept: TestOffice, file: Path) -> None:
    ran = run("verify-form", str(file), folder=kept.folder)

    assert (ran.code, ran.err) == (0, "")
    assert "read as  PDF" in ran.out
    assert "form     grant-form" in ran.out
    assert f"record   {RECORD}" in ran.out
    assert f"commit   {kept.git('rev-parse', 'HEAD')}  2026-06-01 10:00" in ran.out
    assert "This is exactly the paper that the commit renders to." in ran.out
    assert "Nothing has changed since." in ran.out


def test_the_paper_that_render_wrote_is_genuine(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    written = tmp_path / "paper.pdf"
    run("render", "grant-form", "shelves", "-o", str(written), folder=kept.folder)

    assert run("verify-form", str(written), folder=kept.folder).code == 0


def test_a_check_as_json_has_the_same_keys_whatever_it_comes_to(
    run: Run, kept: TestOffice, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchor = kept.git("rev-list", "--max-parents=0", "HEAD")
    good = run("verify-form", str(file), "--anchor", anchor, "--json", folder=kept.folder)
    spoken(monkeypatch, b"nothing")
    bad = run("verify-form", "-", "--json", folder=kept.folder)

    assert (good.code, bad.code) == (0, 4)
    assert list(good.json) == list(bad.json)
    assert (good.json["genuine"], good.json["likeness"], good.json["findings"]) == (True, "exact", [])
    assert (good.json["kind"], bad.json["kind"]) == ("pdf", "txt")
    assert (good.json["form"], good.json["record"]) == ("grant-form", RECORD)
    assert good.json["code"].endswith(str(paper_of(kept).code).split(":")[-1])
    assert good.json["history"] == {
        "anchor": anchor,
        "pinned": True,
        "tip": good.json["commit"],
        "faults": 0,
        "faults_since": 0,
    }
    assert good.json["since"] == {
        "nothing": True,
        "commit": good.json["commit"],
        "version": {"then": "1", "now": "1"},
        "stage": {"then": "desk", "now": "desk"},
        "boxes": [],
        "decisions": [],
        "findings": [],
    }
    assert (bad.json["genuine"], bad.json["history"], bad.json["since"]) == (False, None, None)
    assert [one["code"] for one in bad.json["findings"]] == ["F-PAPER-CODE"]


def test_a_code_as_a_phone_reads_it_is_told_with_the_command_that_shows_its_paper(run: Run, kept: TestOffice) -> None:
    code = str(paper_of(kept).code).upper()

    ran = run("verify-form", f"{code[:50]} {code[50:]}", folder=kept.folder)

    assert ran.code == 0
    assert "The code is genuine." in ran.out
    shown = next(line for line in ran.out.splitlines() if line.startswith("    cio-ctl render"))
    assert "资助申请表" in run(*shown.split()[1:], folder=kept.folder).out


@pytest.mark.parametrize("how", [Format.PDF, Format.HTML, Format.TEXT])
def test_a_paper_comes_from_standard_input(
    run: Run, kept: TestOffice, how: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken(monkeypatch, printed(kept, how))

    assert run("verify-form", "-", folder=kept.folder).code == 0


def test_a_forged_amount_is_shown_beside_the_right_one(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    def forge(boxes: Boxes) -> None:
        boxes["amount"]["value"] = {"yuan": "199,999.99", "wan": "20", "capitals": "人民币贰拾万元整"}

    (tmp_path / "forged.pdf").write_bytes(printed(kept, forge=forge))

    ran = run("verify-form", str(tmp_path / "forged.pdf"), folder=kept.folder)

    assert ran.code == 4
    assert "F-PAPER-TEXT" in ran.err
    assert "    + 金额 199,999.99 元（20 万元）人民币贰拾万元整" in ran.err
    assert "    - 金额 99,999.99 元" in ran.err
    assert "This paper is not what the history says." in ran.out


def test_of_many_lines_the_first_are_shown(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    def forge(boxes: Boxes) -> None:
        boxes["title"]["value"] = "\n".join(f"第{number}行" for number in range(60))

    (tmp_path / "forged.pdf").write_bytes(printed(kept, forge=forge))

    ran = run("verify-form", str(tmp_path / "forged.pdf"), folder=kept.folder)

    assert ran.code == 4
    assert "    + 第38行" in ran.err
    assert "第39行" not in ran.err
    assert "    and 22 more; --json has them all" in ran.err


def test_what_changed_since_is_listed_box_by_box(run: Run, office: TestOffice, tmp_path: Path) -> None:
    enact_form(office)
    commit = office.git("rev-parse", "HEAD")
    office.decide("ada", "approve", "shelves/application", fields={("number",): "2026-1"})
    run("render", "grant-form", "shelves", "--at", commit, "-o", str(tmp_path / "a.pdf"), folder=office.folder)

    ran = run("verify-form", str(tmp_path / "a.pdf"), folder=office.folder)

    assert ran.code == 0
    assert "This is exactly the paper" in ran.out
    assert f"Changed since, as of {office.git('rev-parse', 'HEAD')[:12]}:" in ran.out
    assert "  stage: desk → granted" in ran.out
    assert "  编号: ／ → 2026-1" in ran.out
    assert "  审批意见: ／ → 同意" in ran.out
    assert "  approve  desk → granted  officers/ada" in ran.out


def test_a_file_that_is_too_large_is_not_read_through(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    with (tmp_path / "large.pdf").open("wb") as large:
        large.truncate(100 * 1024 * 1024)

    ran = run("verify-form", str(tmp_path / "large.pdf"), folder=kept.folder)

    assert ran.code == 4
    assert "F-PAPER-SIZE" in ran.err


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("no.pdf", "no.pdf cannot be used: it is neither a file nor the code of a paper"),
        ("", '"" cannot be used: it is neither a file nor the code of a paper'),
        ("hello", "it is neither a file nor the code of a paper"),
        (".", ". cannot be used: it is a folder"),
        ("x" * 5000, "it is neither a file nor the code of a paper"),
        ("a\0b", "it is neither a file nor the code of a paper"),
    ],
)
def test_what_is_neither_file_nor_code_is_a_usage_problem(run: Run, kept: TestOffice, word: str, told: str) -> None:
    ran = run("verify-form", word, folder=kept.folder)

    assert (ran.code, told in " ".join(ran.err.split())) == (2, True)


def test_a_code_is_taken_out_of_what_is_said_around_it(run: Run, kept: TestOffice) -> None:
    said = f"请查验：{paper_of(kept).code}，谢谢"

    ran = run("verify-form", said, folder=kept.folder)

    assert (ran.code, "The code is genuine." in ran.out) == (0, True)
    assert run("verify-form", f"{said}{str(paper_of(kept).code)[:-1]}0", folder=kept.folder).code == 2


def test_a_photograph_is_told_with_what_to_do_instead(run: Run, kept: TestOffice, tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(as_png(str(paper_of(kept).code)))

    ran = run("verify-form", str(tmp_path / "scan.png"), folder=kept.folder)

    assert (ran.code, "F-PAPER-PICTURE" in ran.err) == (4, True)
    assert "scan its QR code" in ran.err


@pytest.mark.parametrize(
    ("noted", "headline"),
    [
        (False, "Every word read in it is that of the commit; what the file shows is for the eye to check."),
        (True, "The words read in it are those of the commit; what was put on it later was not judged."),
    ],
    ids=["saved again", "with a seal"],
)
def test_a_file_that_was_not_rendered_is_neither_genuine_nor_accused(
    run: Run, kept: TestOffice, file: Path, tmp_path: Path, *, noted: bool, headline: str
) -> None:
    writer = PdfWriter(clone_from=file)
    if noted:
        writer.add_annotation(0, FreeText(text="章", rect=(200, 500, 400, 520)))
    writer.write(tmp_path / "saved.pdf")

    ran = run("verify-form", str(tmp_path / "saved.pdf"), folder=kept.folder)

    assert (ran.code, headline in ran.out) == (4, True)
    assert not any(word in ran.out for word in ("exactly", "genuine", "not what the history says", "Nothing vouches"))


def test_a_code_that_cannot_be_one_is_a_finding(run: Run, kept: TestOffice) -> None:
    ran = run("verify-form", "CIO-CTL:1:GRANT-FORM", folder=kept.folder)

    assert (ran.code, "F-PAPER-CODE" in ran.err) == (4, True)
    assert "Nothing vouches for this paper." in ran.out


def test_the_lines_of_a_paper_steer_no_terminal(run: Run, kept: TestOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken(monkeypatch, f"\x1b[2J资助\u202e\x07\n{paper_of(kept).code}\n".encode())

    ran = run("verify-form", "-", folder=kept.folder)

    assert ran.code == 4
    assert not {"\x1b", "\x07", "\u202e"} & set(ran.out + ran.err)
