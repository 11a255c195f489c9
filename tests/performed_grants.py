"""The foundation's office as its story leaves it, and its officers at work there."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from cio_ctl.services.drawing_up import attach, commit_new
from cio_ctl.services.founding import pack_from
from cio_ctl.services.performing import Performance
from cio_ctl.services.stories import read_story
from cio_ctl.services.workplace import Surroundings, Workplace

PACK = Path(__file__).parent / "packs" / "grants"
APPLICATION = 'kind: grant\ntitle: 书架\nlibrary: units/hilltop\namount: "5000.00"\nown_works: true\n'


class PerformedGrants:
    """The repository ``office`` in a folder, every officer's key at hand; its clock goes on by a pause an act."""

    def __init__(self, base: Path, begun: str, pause: timedelta = timedelta(0)) -> None:
        self._now, self._pause = datetime.fromisoformat(begun), pause
        environment = {"PATH": os.environ["PATH"], "HOME": str(base), "CIO_CTL_CACHE": str(base / "cache")}
        story = read_story({"office.yaml": (PACK / "office.yaml").read_bytes()})
        self._around = Surroundings(base, environment, base, lambda: self._now)
        self._performance = Performance(base / "office", story, self._around, pack_from(PACK))
        self._end = self._performance.perform(lambda _: None)
        self._quote = base / "quote.txt"
        self._quote.write_text("报价", "utf-8")
        self.folder = base / "office"

    def at_work(self, officer: str) -> Workplace:
        """The repository with this officer's key, a pause later."""
        self._now += self._pause
        return Workplace(self._end.repository, self._around, self._performance.keys[officer], self._end.contents)

    def draw_up(self, name: str) -> None:
        """An application of Dan's, whole, not yet handed in."""
        commit_new(self.at_work("dan"), "grant", name, APPLICATION)
        attach(self.at_work("dan"), name, self._quote, "quote", "")

    def close(self) -> None:
        """Let go of the repository."""
        self._end.close()
