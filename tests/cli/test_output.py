"""How fields of a record are printed."""

from __future__ import annotations

import pytest

from cio_ctl.cli.output import print_fields


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({"title": "灯", "old": True, "number": None}, ["title: 灯", "old: yes", "number: —"]),
        ({"contact": {"name": "丹"}, "names": ["a", "b"]}, ["contact:", "  name: 丹", "names:", "  - a", "  - b"]),
        (
            {"marks": [{"of": "speed", "faults": [{"on": "Monday", "what": "慢"}], "left": "5"}, {"of": "care"}]},
            ["marks:", "  - of: speed, left: 5", "    faults:", "      - on: Monday, what: 慢", "  - of: care"],
        ),
        (
            {"parts": [{"part": "a", "place": {"room": "1"}, "sources": ["x", "y"]}]},
            ["parts:", "  - part: a", "    place:", "      room: 1", "    sources:", "      - x", "      - y"],
        ),
    ],
)
def test_what_lies_deep_is_indented(
    fields: dict[str, object], lines: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIO_CTL_LANG", "en")

    print_fields(fields)

    assert capsys.readouterr().out.splitlines() == lines
