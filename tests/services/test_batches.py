"""One form about many records."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from cio_ctl.model.errors import Faulty
from cio_ctl.model.paper import Format
from cio_ctl.services.batches import heads_of, index_sheet, render_all
from cio_ctl.services.forms import form_named
from cio_ctl.services.rendering import Rendering
from tests.services import sample_dossier as sample
from tests.services.rendered_pages import COMMIT, all_records, squeezed

if TYPE_CHECKING:
    from cio_ctl.services.snapshots import Standing

YEARS = ("2025-a", "2026-b", "2026-c")


def office() -> Standing:
    """The sample dossier once for each of several projects; the last lacks its contracts."""
    records = all_records()
    found = {name: fields for name, fields in records.items() if not name.startswith("projects/")}
    for year in YEARS:
        for name, fields in records.items():
            if name.startswith("projects/") and not (year == "2026-c" and "/contracts/" in name):
                found[name.replace("2026-health-emr", year)] = {**fields}
        found[f"projects/{year}/project"]["name"] = f"项目{year}"
    return sample.standing_of(found)


@pytest.mark.parametrize(
    ("year", "expected"),
    [("", list(YEARS)), ("2026", ["2026-b", "2026-c"]), ("2025", ["2025-a"]), ("2024", [])],
)
def test_a_batch_is_about_every_record_of_the_year(year: str, expected: list[str]) -> None:
    standing = office()
    found = heads_of(standing, form_named(standing, "filing-form"), year)
    assert [name.split("/")[1] for name in found] == expected


def test_each_paper_says_what_it_would_say_alone_and_one_that_fails_stops_no_other() -> None:
    standing = office()
    form = form_named(standing, "filing-form")
    heads = heads_of(standing, form)
    made = {one.record: one.outcome for one in render_all(standing, form, heads, COMMIT, Format.PDF)}

    assert tuple(made) == heads
    for year in ("2025-a", "2026-b"):
        paper = made[f"projects/{year}/project"]
        assert isinstance(paper, Rendering)
        text = "".join(squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(paper.content)).pages)
        assert f"项目{year}" in text
    failed = made["projects/2026-c/project"]
    assert isinstance(failed, Faulty)
    assert {found.code for found in failed.findings} >= {"F-RECORD"}


def test_the_index_sheet_lists_each_paper_in_order() -> None:
    standing = office()
    form = form_named(standing, "filing-form")
    sheet = index_sheet(form, COMMIT, [("b", "b.pdf", "1" * 32), ("a", "a<.pdf", "2" * 32)]).decode()
    assert "共2份" in sheet
    assert sheet.index("a&lt;.pdf") < sheet.index("b.pdf")
