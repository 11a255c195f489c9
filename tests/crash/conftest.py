"""The ground on which commands are killed, laid once a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.ground import Ground, ground_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def ground(performed_grants: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground_of(performed_grants, tmp_path_factory.mktemp("crash") / "ground") as made:
        yield made
