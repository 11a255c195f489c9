"""Performing a story: a file that says who does what on which day becomes a real history, signed by real keys."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from cio_ctl.adapters.signatures.signing import SigningKey, find_signing_key
from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.adapters.yaml.writer import dump_yaml, with_fields
from cio_ctl.model.consistency import COMPARISON
from cio_ctl.model.errors import Faulty, ProgramMissing, SigningFailed, UnknownRecord
from cio_ctl.model.law import Verb
from cio_ctl.services.deciding import Wish, decide
from cio_ctl.services.drawing_up import attach, commit_edit, commit_new, new_text, working_text
from cio_ctl.services.founding import Founder, found_office
from cio_ctl.services.naming import find_record
from cio_ctl.services.overlapping import enter, overlaps_of
from cio_ctl.services.registering import add_officer, add_unit, public_part
from cio_ctl.services.reviewing import bring_up
from cio_ctl.services.snapshots import Contents
from cio_ctl.services.workplace import Surroundings, Workplace

if TYPE_CHECKING:
    from pathlib import Path

Fields = Mapping[str, object]
Told = Callable[["Happened"], None]
CHINA = timezone(timedelta(hours=8))
_ACTS = ("new", "edit", "attach", "compare", "overlap", *Verb)
_OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a story: a day, an officer, an act, the record, and what goes with it."""

    day: str
    by: str
    act: str
    record: str
    details: Fields


@dataclass(frozen=True, slots=True)
class Story:
    """Who takes part (units, then officers, the founder first), and what they do."""

    units: Mapping[str, Fields]
    officers: Mapping[str, Fields]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """A step that was performed: when, by whom, and what came of it."""

    number: int
    of: int
    at: datetime
    step: Step
    result: str
    commit: str


def read_story(texts: Mapping[str, bytes]) -> Story:
    """The story that files (name to content) tell together, its steps in order of days.

    Raises:
        Faulty: a file cannot be read.
    """
    units: dict[str, Fields] = {}
    officers: dict[str, Fields] = {}
    steps: list[Step] = []
    for name, content in texts.items():
        read = read_yaml(content, name)
        if not isinstance(read, YamlText):
            raise Faulty(read)
        units |= _named(read.data.get("units"))
        officers |= _named(read.data.get("officers"))
        steps += _steps(read.data.get("steps"))
    return Story(units, officers, tuple(sorted(steps, key=lambda step: step.day)))


def _named(value: object) -> dict[str, Fields]:
    return (
        {name: part for name, part in value.items() if isinstance(part, Mapping)} if isinstance(value, Mapping) else {}
    )


def _steps(value: object) -> Iterator[Step]:
    """Each step of a list: ``{on, by, ACT: record, …details}``."""
    for entry in value if isinstance(value, list) else []:
        act = next(name for name in _ACTS if name in entry)
        details = {name: part for name, part in entry.items() if name not in {"on", "by", act}}
        yield Step(str(entry["on"]), str(entry["by"]), act, str(entry[act]), details)


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
                result, commit = _ACT.get(step.act, _decide)(workplace, step)
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
        key = make_key(self.folder.with_name(f"{self.folder.name}.keys"), slug, self.around)
        office = found_office(
            self.folder,
            founder,
            replace(self.around, clock=lambda: self._moment),
            key=key,
            pack=self.pack,
            sample=True,
        )
        self.keys[slug] = self._moved_in(key, slug)
        return office

    def _moved_in(self, key: SigningKey, slug: str) -> SigningKey:
        """The founder's key, moved into the git folder now that there is one."""
        home = self._key_folder()
        home.mkdir()
        old = self.folder.with_name(f"{self.folder.name}.keys")
        for file in old.iterdir():
            file.rename(home / file.name)
        old.rmdir()
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
            whole = with_fields(entered, _paths(fields))
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


def _new(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Draw up a record whose id the step names, from its fields."""
    fields = step.details.get("fields")
    kind = str(step.details["kind"])
    name, text = new_text(workplace, kind, (step.record,))
    head = [line for line in text.splitlines()[:2] if line.startswith("#")]
    process = workplace.office.law.processes[kind]
    whole: dict[str, object] = {
        "kind": kind,
        **(fields if isinstance(fields, Mapping) else {}),
        "stage": process.initial,
        "decisions": [],
    }
    drawn = commit_new(workplace, kind, name, "\n".join([*head, dump_yaml(whole)]))
    return process.initial, drawn.done.commit


def _edit(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Change fields of a draft."""
    name, text = working_text(workplace, step.record)
    drawn = commit_edit(workplace, name, with_fields(text, _paths(step.details.get("fields"))))
    return "", drawn.done.commit


def _attach(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Attach a paper whose text the step gives, as a plain text file."""
    paper = str(step.details["type"])
    title = str(step.details.get("name", paper))
    folder = workplace.repository.git_dir / "demo-keys"
    file = folder / f"{paper}.txt"
    file.write_text(
        f"{title}\n\n样例附件，仅供演示。\n{find_record(workplace.snapshot, step.record)}\n", encoding="utf-8"
    )
    drawn = attach(workplace, step.record, file, paper, f"{title}.txt")
    file.unlink()
    return paper, drawn.done.commit


def _compare(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Bring the table of a review up to the records, with the reasons that the step gives."""
    reasons = step.details.get("reasons")
    given = {str(item): str(reason) for item, reason in reasons.items()} if isinstance(reasons, Mapping) else {}
    brought = bring_up(workplace, step.record, given)
    return COMPARISON, brought.done.commit


def _overlap(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Enter what a project may duplicate in the draft that the law names, then the answers that the step gives."""
    overlaps = overlaps_of(workplace.standing, step.record)
    name, drawn = enter(workplace, overlaps)
    anew = Workplace(workplace.repository, workplace.around, workplace.key, workplace.contents)
    answers = _answers(anew, name, overlaps.comparison.field, step.details.get("answers"))
    if answers:
        drawn = commit_edit(anew, name, with_fields(working_text(anew, name)[1], answers))
    return overlaps.comparison.field, drawn.done.commit if drawn else ""


def _answers(workplace: Workplace, name: str, field: str, given: object) -> dict[tuple[str | int, ...], object]:
    """What is answered to each entry of the list: under the id of the record that it names, else under ``others``."""
    record = workplace.snapshot.record(name)
    if record is None or not isinstance(given, Mapping):
        return {}
    listed = [str(existing) for existing in record.values(f"{field}.existing")]
    unlisted = [existing for existing in given if existing not in {*listed, _OTHERS}]
    if unlisted:
        raise UnknownRecord(reference=unlisted[0], hint="")
    answers = [(number, given.get(existing, given.get(_OTHERS))) for number, existing in enumerate(listed)]
    return {
        (field, number, key): value
        for number, answer in answers
        if isinstance(answer, Mapping)
        for key, value in answer.items()
    }


def _decide(workplace: Workplace, step: Step) -> tuple[str, str]:
    """Take a decision."""
    wish = Wish(
        Verb(step.act),
        step.record,
        str(step.details.get("opinion", "")),
        str(step.details.get("to", "")),
        str(step.details.get("move", "")),
        _paths(step.details.get("set")),
    )
    outcome = decide(workplace, wish)
    return f"{outcome.decision.source} → {outcome.decision.target}", outcome.done.commit


def _paths(fields: object) -> dict[tuple[str | int, ...], object]:
    return {(name,): value for name, value in fields.items()} if isinstance(fields, Mapping) else {}


_ACT = {"new": _new, "edit": _edit, "attach": _attach, "compare": _compare, "overlap": _overlap}
