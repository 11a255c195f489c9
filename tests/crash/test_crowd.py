"""Several at once, for some seconds; the whole crowd is ``python -m tests.benchmarks.crowd``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.crowd import one_repository, one_server

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def _found_by_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes begun anew look for the crowd where the tests lie, wherever pytest was called from."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))


@pytest.mark.parametrize(("crowd", "size"), [(one_repository, 4), (one_server, 3)])
def test_of_a_crowd_nothing_is_lost_doubled_or_spoilt(
    crowd: Callable[[Path, int, float], list[str]], size: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = crowd(tmp_path, size, 3)

    assert faults == []
    assert " decisions in " in capsys.readouterr().out
