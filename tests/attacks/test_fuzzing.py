"""No bytes make a parser raise anything but what it promises; the same examples in every run."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cio_ctl.model.errors import Faulty
from cio_ctl.services.stories import read_story
from tests.fuzz.parsers import PARSERS
from tests.fuzz.run import by_chance

bounded = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", PARSERS)
@bounded
@given(noise=st.binary(max_size=300), at=st.integers(0, 10_000), taken=st.integers(0, 30))
def test_no_bytes_break_a_parser(name: str, noise: bytes, at: int, taken: int) -> None:
    parser, seed = PARSERS[name]
    place = at % (len(seed) + 1)

    parser(noise)
    parser(seed[:place] + noise[:20] + seed[place + taken :])


def test_the_fuzzer_tells_what_breaks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def brittle(content: bytes) -> None:
        if b"x" not in content:
            raise KeyError(content)

    monkeypatch.setitem(PARSERS, "money", (brittle, b"x"))
    with suppress(KeyError):
        by_chance("money", 5)

    assert "money breaks at" in capsys.readouterr().out


@pytest.mark.parametrize("step", ["1", "{on: 2026-01-01}", "{on: x, new: y}", "{on: x, by: y}", "[]"])
def test_a_story_with_a_step_that_is_none_is_told(step: str) -> None:
    with pytest.raises(Faulty) as caught:
        read_story({"story.yaml": f"steps: [{step}]\n".encode()})

    assert {found.code for found in caught.value.findings} == {"L-MISSING"}
