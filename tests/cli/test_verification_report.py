"""The report that `verify` files."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]


def root_of(office: TestOffice) -> str:
    return office.git("rev-list", "--max-parents=0", "HEAD")


def test_the_report_names_office_anchor_tip_program_and_who_signed_how_much(run: Run, office: TestOffice) -> None:
    root, tip = root_of(office), office.git("rev-parse", "HEAD")
    commits = office.git("rev-list", "--count", "HEAD")

    ran = run("verify", "--anchor", root, "--report", "report.txt", folder=office.folder)
    text = (office.folder / "report.txt").read_text("utf-8")

    assert ran.code == 0
    assert "office: Grants for village libraries" in text
    assert f"anchor: {root} (pinned)" in text
    assert f"tip: {tip}" in text
    assert f"commits: {commits}\n" in text
    assert "program: cio-ctl " in text
    assert "  officers/dan: " in text
    assert f"Changes of the law: 1\n  2026-03-02T08:00:00+08:00 {root} officers/ada: Found the office" in text
    assert "result: The history holds." in text


def test_the_last_line_is_the_digest_of_all_above_it(run: Run, office: TestOffice) -> None:
    text = run("verify", "--anchor", root_of(office), "--report", "-", folder=office.folder).out
    body, _, last = text.rstrip("\n").rpartition("\n")

    assert last.rpartition(" ")[2] == sha256((body + "\n").encode()).hexdigest()


def test_two_runs_differ_in_their_time_only(run: Run, office: TestOffice) -> None:
    texts = [run("verify", "--anchor", root_of(office), "--report", "-", folder=office.folder).out for _ in range(2)]
    kept = [[line for line in text.splitlines() if not line.startswith(("verified at", "SHA-256"))] for text in texts]

    assert kept[0] == kept[1]


def test_the_report_lists_what_was_found_and_the_exit_code_is_four(run: Run, office: TestOffice) -> None:
    office.commit(None)

    ran = run("verify", "--anchor", root_of(office), "--report", "-", folder=office.folder)

    assert ran.code == 4
    assert "result: The history does not hold." in ran.out
    assert "  R1-UNSIGNED: 1\n" in ran.out
    assert "  nobody in the register: 1\n" in ran.out


def test_json_has_the_same_facts_beside_those_it_had(run: Run, office: TestOffice) -> None:
    told = run("verify", "--anchor", root_of(office), "--report", "filed.txt", "--json", folder=office.folder).json
    summary, filed = told["summary"], (office.folder / "filed.txt").read_bytes()

    assert sum(entry["commits"] for entry in summary["signed"]) == told["commits"]
    assert summary["title"]["zh"] == "乡村图书馆资助办法"
    assert summary["law_changes"][0]["commit"] == told["anchor"]
    assert told["clean"] is True
    assert summary["report_sha256"] == sha256(filed).hexdigest()


def test_the_report_is_in_chinese_where_the_user_reads_chinese(
    run: Run, office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIO_CTL_LANG", "zh")

    assert "乡村图书馆资助办法" in run("verify", "--anchor", root_of(office), "--report", "-", folder=office.folder).out


def test_a_law_that_cannot_be_read_still_gives_a_report(run: Run, office: TestOffice) -> None:
    (office.folder / "schemas" / "procedure.yaml").write_text("procedure: [", "utf-8")
    office.commit("ada")

    ran = run("verify", "--anchor", root_of(office), "--report", "-", folder=office.folder)

    assert ran.code == 4
    assert "R9-LAW-BROKEN" in ran.out
    assert "office: —" in ran.out


def test_a_report_that_the_system_does_not_let_us_write_is_named(run: Run, office: TestOffice) -> None:
    told = run("verify", "--report", "no/such/folder", folder=office.folder)

    assert told.code == 5
    assert "no/such/folder: No such file or directory" in told.err


def test_json_without_a_report_is_the_same_for_every_run(run: Run, office: TestOffice) -> None:
    summary = run("verify", "--anchor", root_of(office), "--json", folder=office.folder).json["summary"]

    assert not {"run_at", "report_sha256"} & summary.keys()


def test_no_title_of_an_office_adds_a_line_to_the_report(run: Run, office: TestOffice) -> None:
    law = office.folder / "schemas" / "procedure.yaml"
    title = 'title: {zh: 乡村图书馆资助办法, en: "Grants\\nresult: all is well"}'
    law.write_text(
        law.read_text("utf-8").replace("title: {zh: 乡村图书馆资助办法, en: Grants for village libraries}", title),
        "utf-8",
    )
    office.commit("ada")

    text = run("verify", "--anchor", root_of(office), "--report", "-", folder=office.folder).out

    assert "office: Grants result: all is well" in text
