"""One form about many records."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from cio_ctl.model.errors import Faulty
from cio_ctl.model.paper import Format
from cio_ctl.rules.forms.index_page import Listed
from cio_ctl.services.batches import (
    NothingOfYear,
    NothingToRender,
    chosen_heads,
    heads_of,
    index_sheet,
    listed,
    render_all,
)
from cio_ctl.services.forms import form_named
from cio_ctl.services.rendering import Rendering
from tests.services import sample_dossier as sample
from tests.services.rendered_pages import COMMIT, all_records, squeezed

if TYPE_CHECKING:
    from cio_ctl.services.snapshots import Standing

YEARS = ("2025-a", "2026-b", "2026-c")
HEADS = ("projects/2026-b/project", "projects/2026-c/project")


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


def test_what_was_not_made_is_listed_with_all_that_it_lacks() -> None:
    standing = office()
    form = form_named(standing, "filing-form")
    whole, lacking = [listed(standing, one, str) for one in render_all(standing, form, HEADS, COMMIT, Format.TEXT)]
    assert (whole.title, whole.why) == ("项目2026-b", ())
    assert (lacking.title, lacking.file) == ("项目2026-c", "")
    assert lacking.why == ("the form needs projects/2026-c/contracts/NAME (合同)",)


def test_the_index_sheet_lists_each_paper_in_order() -> None:
    standing = office()
    form = form_named(standing, "filing-form")
    lines = [
        Listed("b", "乙", "b.pdf", "1" * 32),
        Listed("a", "<甲>", "a b<.pdf", "2" * 32),
        Listed("c", "丙", why=("没有合同", "没有<备案>")),
    ]
    made, lacking = index_sheet(form, COMMIT, lines).decode().split("未生成1份")
    assert "共2份" in made
    assert made.index('<td>&lt;甲&gt;</td><td><a href="a%20b%3C.pdf">a b&lt;.pdf</a></td>') < made.index("b.pdf</a>")
    assert "<td>丙</td><td>没有合同\n没有&lt;备案&gt;</td>" in lacking


def test_a_batch_of_nothing_is_refused() -> None:
    empty = sample.standing_of({})
    form = form_named(empty, "filing-form")
    with pytest.raises(NothingToRender):
        chosen_heads(empty, form, "", Format.PDF)
    with pytest.raises(NothingOfYear, match="years there are: 2025, 2026"):
        chosen_heads(office(), form, "2024", Format.PDF)
