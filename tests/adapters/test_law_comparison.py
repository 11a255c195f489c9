"""The part of a law that says how records are compared: read whole, and refused at the line that is wrong."""

from __future__ import annotations

import pytest

from cio_ctl.model.comparison import ComparedKind
from cio_ctl.services.law_books import LawBook, read_law
from tests.offices_in_memory import law_texts
from tests.overlap_law import OVERLAP, with_like_grants

PROCEDURE, REPORT = "procedure.yaml", "report.schema.json"
FIRST = law_texts()[f"schemas/{PROCEDURE}"].count("\n")


def files_with(overlap: str) -> dict[str, bytes]:
    """The files of the grants pack, with reports that list like grants."""
    texts = {path.removeprefix("schemas/"): text for path, text in law_texts().items()}
    texts[PROCEDURE] += overlap
    texts[REPORT] = with_like_grants(texts[REPORT])
    return {name: text.encode() for name, text in texts.items()}


def test_a_comparison_is_read() -> None:
    read = read_law(files_with(OVERLAP))

    assert isinstance(read, LawBook), read
    comparison = read.law.comparison
    assert comparison is not None
    assert (comparison.aspects["title"].weight, comparison.aspects["title"].title.zh) == (100, "名称")
    assert comparison.kinds == {"grant": ComparedKind("grant", {"title": ("title",)}, ("closed",))}
    assert comparison.least == 30
    assert (comparison.record, comparison.field) == ("grants/{year}/{grant}/report", "like_grants")
    assert comparison.place_names == ("山顶",)
    assert comparison.common_words == ("购置", "图书馆")
    assert comparison.like_words == (("书架", "书柜"), ("屋顶", "房顶"))


def test_a_comparison_needs_only_aspects_and_kinds() -> None:
    read = read_law(files_with(OVERLAP.partition("  least")[0]))

    assert isinstance(read, LawBook), read
    assert read.law.comparison is not None
    assert (read.law.comparison.least, read.law.comparison.record, read.law.comparison.like_words) == (0, "", ())


def test_a_law_need_not_compare() -> None:
    read = read_law(files_with(""))

    assert isinstance(read, LawBook), read
    assert read.law.comparison is None


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("  least: 30", "  lest: 30", "L-KEY", 8),
        ("  least: 30", "  least: much", "L-TYPE", 8),
        ("  least: 30", "  least: 101", "L-TYPE", 8),
        ("  least: 30", "  least: -1", "L-TYPE", 8),
        ("weight: 100", "weight: 1000", "L-TYPE", 3),
        (", weight: 100", "", "L-MISSING", 3),
        ("weight: 100", "weight: 100, share: 1", "L-KEY", 3),
        ("{zh: 名称, en: title}", "名称", "L-TYPE", 3),
        ("    grant:\n", "    grunt:\n", "L-UNKNOWN", 4),
        ("{title: [title]}", "{name: [title]}", "L-UNKNOWN", 6),
        ("{title: [title]}", "{title: [name]}", "L-UNKNOWN", 6),
        ("{title: [title]}", "{title: [name.title]}", "L-UNKNOWN", 6),
        ("{title: [title]}", "{title: {a: b}}", "L-TYPE", 6),
        ("      fields: {title: [title]}\n", "", "L-MISSING", 5),
        ("[closed]", "[open]", "L-UNKNOWN", 7),
        ("/report", "/account", "L-UNKNOWN", 9),
        ("{grant}", "{loan}", "L-UNKNOWN", 9),
        ("field: like_grants", "field: like", "L-UNKNOWN", 9),
        (", field: like_grants", "", "L-MISSING", 9),
        ("[山顶]", "山顶", "L-TYPE", 10),
        ("[购置, 图书馆]", "购置", "L-TYPE", 11),
        ("[购置, 图书馆]", "[1]", "L-TYPE", 11),
        ("[购置, 图书馆]", '[""]', "L-TYPE", 11),
        ("[购置, 图书馆]", "[购 置]", "L-TYPE", 11),
        ("[[书架, 书柜], [屋顶, 房顶]]", "[书架, 书柜]", "L-TYPE", 12),
        ("[[书架, 书柜], [屋顶, 房顶]]", "书架", "L-TYPE", 12),
        ("[屋顶, 房顶]", "[屋顶, 书柜]", "L-DUPLICATE", 12),
        ("  aspects:\n", "  aspects: []\n  sides:\n", "L-TYPE", 2),
    ],
)
def test_a_wrong_comparison_is_refused_at_its_line(old: str, new: str, code: str, line: int) -> None:
    assert OVERLAP.count(old) == 1
    found = read_law(files_with(OVERLAP.replace(old, new)))

    assert not isinstance(found, LawBook)
    assert (code, f"schemas/{PROCEDURE}", FIRST + line) in [(one.code, one.place.path, one.place.line) for one in found]
