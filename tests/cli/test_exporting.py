"""export and verify-dossier, as the program is called."""

from __future__ import annotations

import json
import shutil
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]


def root_of(office: TestOffice) -> str:
    return office.git("rev-list", "--max-parents=0", "HEAD")


def test_a_dossier_goes_out_and_is_verified_elsewhere(run: Run, office: TestOffice, tmp_path: Path) -> None:
    root, file = root_of(office), tmp_path / "shelves.zip"
    out = run("export", "--dossier", "shelves", "--anchor", root, "-o", str(file), folder=office.folder)
    shutil.rmtree(office.folder)

    ran = run("verify-dossier", str(file), "--anchor", root, folder=tmp_path)

    assert (out.code, ran.code) == (0, 0), out.err + ran.err
    assert "grants/2026/shelves: " in ran.out
    assert "The history holds, and the records and the evidence are those that it holds." in ran.out
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("why/application.json"))
        note = archive.read("README.md").decode()
    assert {"history.bundle", "manifest.json", "report.txt", "why/application.txt"} < set(names)
    assert (told["record"], told["stage"]) == ("grants/2026/shelves/application", "desk")
    assert "cio-ctl verify-dossier FILE --anchor COMMIT" in note
    assert "git clone history.bundle" in note


def test_a_dossier_can_be_a_folder_as_it_stood_on_a_day(run: Run, office: TestOffice, tmp_path: Path) -> None:
    root, folder = root_of(office), tmp_path / "shelves"
    out = run(
        *("export", "--dossier", "shelves/application", "--at", "2026-03-02", "--anchor", root, "-o", str(folder)),
        "--json",
        folder=office.folder,
    )

    told = run("verify-dossier", str(folder), "--anchor", root, "--json", folder=tmp_path)

    assert (out.code, told.code) == (0, 0), told.err
    assert told.json["history"]["tip"] == out.json["commit"] != office.git("rev-parse", "HEAD")
    assert "stage: idea" in (folder / "records/grants/2026/shelves/application.yaml").read_text("utf-8")
    assert told.json["history"]["pinned"] is True


def test_an_altered_dossier_ends_with_four(run: Run, office: TestOffice, tmp_path: Path) -> None:
    folder = tmp_path / "shelves"
    run("export", "--dossier", "shelves", "-o", str(folder), folder=office.folder)
    (folder / "report.txt").write_text("all is well\n", "utf-8")

    ran = run("verify-dossier", str(folder), folder=tmp_path)

    assert ran.code == 4
    assert "report.txt: D-DIGEST" in ran.err
    assert "The dossier does not hold." in ran.out
    assert "(not pinned)" in ran.out


def test_what_is_no_dossier_ends_with_four_and_tells_why(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"x")

    ran = run("verify-dossier", "x.zip", "--json", folder=tmp_path)

    assert (ran.code, ran.json["history"]) == (4, None)
    assert [one["code"] for one in ran.json["findings"]] == ["D-ARCHIVE"]
    assert "D-ARCHIVE" in run("verify-dossier", "x.zip", folder=tmp_path).err


def test_no_file_and_nothing_written_over_are_usage_problems(run: Run, office: TestOffice, tmp_path: Path) -> None:
    assert run("verify-dossier", "no.zip", folder=tmp_path).code == 2
    assert run("export", "--dossier", "shelves", "-o", str(tmp_path), folder=office.folder).code == 2
    assert run("export", "--dossier", "moon", "-o", str(tmp_path / "x.zip"), folder=office.folder).code == 2


def test_a_history_that_does_not_hold_is_exported_and_ends_with_four(
    run: Run, office: TestOffice, tmp_path: Path
) -> None:
    office.commit(None)
    file = tmp_path / "x.zip"

    ran = run("export", "--dossier", "shelves", "-o", str(file), folder=office.folder)

    assert ran.code == 4
    assert file.exists()
    assert "R1-UNSIGNED" in ran.err
