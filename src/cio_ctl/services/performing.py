"""Performing a story: a file that says who does what on which day becomes a real history, signed by real keys."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.signatures.signing import SigningKey, find_signing_key
from cio_ctl.adapters.yaml.writer import with_fields
from cio_ctl.model.errors import ProgramMissing, SigningFailed
from cio_ctl.services.drawing_up import commit_edit, working_text
from cio_ctl.services.founding import Founder, found_office
from cio_ctl.services.registering import add_officer, add_unit, public_part
from cio_ctl.services.snapshots import Contents
from cio_ctl.services.story_acts import act, paths
from cio_ctl.services.workplace import Surroundings, Workplace

if TYPE_CHECKING:
    from cio_ctl.services.stories import Fields, Step, Story

Told = Callable[["Happened"], None]
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Happened:
    """A step that was performed: when, by whom, and what came of it."""

    number: int
    of: int
    at: datetime
    step: Step
    result: str
    commit: str


class Performance:
    """A story being performed in a new repository, with keys made for it."""

    def __init__(
        self, folder: Path, story: Story, around: Surroundings, pack: Mapping[str, bytes] | None = None
    ) -> None:
        self.folder = folder.resolve()
        self.story = story
        self.pack = pack
        self.around = replace(around, folder=self.folder)
        self.keys: dict[str, SigningKey] = {}
        self._moment = datetime.combine(datetime.fromisoformat(story.steps[0].day).date(), time(8), CHINA)

    def perform(self, told: Told) -> Workplace:
        """Found the office, enter everybody, take every step; returns the workplace at the end."""
        office = self._found()
        try:
            contents = Contents(office.repository.blob)
            self._enter_everybody(office, contents)
            for number, step in enumerate(self.story.steps, 1):
                self._turn_to(step.day)
                workplace = self._as(step.by, office, contents)
                result, commit = act(workplace, step)
                told(Happened(number, len(self.story.steps), self._moment, step, result, commit))
        finally:
            office.close()
        return self._as(next(iter(self.story.officers)), office, contents)

    def _turn_to(self, day: str) -> None:
        """Let the clock stand at the morning of a day, or some minutes on if it is that day already."""
        morning = datetime.combine(datetime.fromisoformat(day).date(), time(9), CHINA)
        self._moment = max(morning, self._moment + timedelta(minutes=7))

    def _found(self) -> Workplace:
        """The founding, by the first officer of the story."""
        slug, fields = next(iter(self.story.officers.items()))
        post = _posts(fields)[0]
        unit = self.story.units[post[1].removeprefix("units/")]
        founder = Founder(
            slug,
            str(fields["name"]),
            "",
            post[1].removeprefix("units/"),
            str(unit["name"]),
            str(unit["unit_kind"]),
        )
        around = replace(self.around, clock=lambda: self._moment)
        with tempfile.TemporaryDirectory(prefix="cio-ctl-") as aside:
            key = make_key(Path(aside), slug, self.around)
            office = found_office(self.folder, founder, around, key=key, pack=self.pack, sample=True)
            self.keys[slug] = self._moved_in(key, Path(aside), slug)
        return office

    def _moved_in(self, key: SigningKey, aside: Path, slug: str) -> SigningKey:
        """The founder's key, moved into the git folder now that there is one."""
        home = self._key_folder()
        home.mkdir(mode=0o700)
        for file in aside.iterdir():
            shutil.move(file, home / file.name)
        return replace(key, selector=str(home / slug))

    def _key_folder(self) -> Path:
        return self.folder / ".git" / "demo-keys"

    def _enter_everybody(self, office: Workplace, contents: Contents) -> None:
        """Units and officers, entered by the founder; then what the founding could not yet say of its own."""
        founder, *others = self.story.officers
        first_unit = _posts(self.story.officers[founder])[0][1].removeprefix("units/")
        for slug, fields in self.story.units.items():
            if slug != first_unit:
                add_unit(self._a_minute_later(founder, office, contents), slug, {**fields, "sample_data": True})
        for slug in others:
            self.keys[slug] = make_key(self._key_folder(), slug, self.around)
            officer = self.story.officers[slug]
            workplace = self._a_minute_later(founder, office, contents)
            key = public_part(self.keys[slug])
            add_officer(workplace, slug, {**_without_roles(officer), "sample_data": True}, key, _posts(officer))
        for name, fields in (
            (f"units/{first_unit}", self.story.units[first_unit]),
            (f"officers/{founder}", _without_roles(self.story.officers[founder])),
        ):
            workplace = self._a_minute_later(founder, office, contents)
            entered = working_text(workplace, name)[1]
            whole = with_fields(entered, paths(fields))
            if whole != entered:
                commit_edit(workplace, name, whole)

    def _a_minute_later(self, slug: str, office: Workplace, contents: Contents) -> Workplace:
        self._moment += timedelta(minutes=1)
        return self._as(slug, office, contents)

    def _as(self, slug: str, office: Workplace, contents: Contents) -> Workplace:
        """The workplace of an officer, at the moment where the story is."""
        moment = self._moment
        around = replace(self.around, clock=lambda: moment)
        return Workplace(office.repository, around, self.keys[slug], contents)


def _without_roles(fields: Fields) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name != "roles"}


def _posts(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Role and unit id of each ``role@unit`` of an officer."""
    words = fields.get("roles")
    pairs = [str(word).partition("@") for word in words] if isinstance(words, list) else []
    return tuple((role, f"units/{unit}") for role, _, unit in pairs)


def make_key(folder: Path, slug: str, around: Surroundings) -> SigningKey:
    """A new Ed25519 key without a passphrase, for an officer of a story.

    Raises:
        ProgramMissing: OpenSSH is not installed.
        SigningFailed: it made no key.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / slug
    try:
        done = subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", slug, "-f", str(file)],
            capture_output=True,
            check=False,
            env=dict(around.environment),
        )
    except FileNotFoundError as problem:
        raise ProgramMissing(program="ssh-keygen") from problem
    if done.returncode != 0:
        raise SigningFailed(program="ssh-keygen", said=done.stderr.decode("utf-8", "replace").strip())
    config = {"gpg.format": "ssh", "user.signingkey": f"{file}.pub"}
    return find_signing_key(config, around.home, folder, around.environment)
