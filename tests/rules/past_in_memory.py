"""A history over an office in memory: for reasons, and to be performed again with an act left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.office import Act
from cio_ctl.model.paths import record_path
from cio_ctl.rules.judge import judge
from cio_ctl.rules.reasons.deeds import Deed
from cio_ctl.services.law_books import LawBook
from cio_ctl.services.snapshots import Standing, changes_between
from tests.offices_in_memory import CONTENTS, Texts, act_of, office_after
from tests.pack.histories import FIRST_DAY, Step, _done

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Shapes

ROOT = "0"
_RIGHTS = {"keys": ("fingerprint",), "roles": ("role", "unit", "from"), "delegations": ("to", "role", "unit", "from")}
Fields = dict[str, object]


@dataclass(frozen=True)
class Done:
    """One act of a history: who signed, when, and what it wrote; of an officer's file also what stood there before."""

    by: str
    at: datetime
    files: Mapping[str, str]
    before: Mapping[str, str]


@dataclass
class History:
    """A linear history. The founding is commit 0; act n is commit n. Each act must be accepted when it is made."""

    founded: Texts
    done: list[Done] = field(default_factory=list)
    now: Texts = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.founded

    def step(self, one: Step) -> str:
        """Do a step, which must go through; returns its commit."""
        after, found = _done(self.now, one, self.at)
        assert not found, (one, [entry.sentence() for entry in found])
        return self._append(one.who, after)

    def write(self, by: str, files: Mapping[str, str]) -> str:
        """Write files as an officer, which must go through; returns the commit."""
        after = self.now.having(files)
        found = self.now.judged(after, by, self.at)
        assert not found, [entry.sentence() for entry in found]
        return self._append(by, after)

    @property
    def at(self) -> datetime:
        return FIRST_DAY + timedelta(days=len(self.done))

    def _append(self, by: str, after: Texts) -> str:
        files = {path: text for path, text in after.files.items() if self.now.files.get(path) != text}
        before = {path: self.now.files[path] for path in files if path in self.now.files}
        self.done.append(Done(by, self.at, files, before))
        self.now = after
        return str(len(self.done))

    def stage_without(self, left_out: frozenset[str], record: str) -> tuple[str, int]:
        """Where a record stands, after how many decisions, when acts are left out; what is refused is not done."""
        standing, files = self.founded.standing, dict(self.founded.files)
        for number, one in enumerate(self.done, 1):
            if str(number) in left_out:
                continue
            written = {path: self._again(path, files, one) for path in one.files}
            after, changes = office_after(standing, written)
            if after.broken_law or judge(standing.office, after.office, changes, act_of(one.by, one.at)):
                continue
            standing, files = after, {**files, **written}
        found = standing.snapshot.record(record)
        return (found.stage, len(found.decisions)) if found is not None else ("", 0)

    @staticmethod
    def _again(path: str, files: Mapping[str, str], one: Done) -> str:
        """A file as an act writes it again: as it wrote it, but in an officer's file only what it changed."""
        if not path.startswith("records/officers/"):
            return one.files[path]
        old, new, here = (_fields(path, texts.get(path, "")) for texts in (one.before, one.files, files))
        made = {**here, **{name: value for name, value in new.items() if value != old.get(name)}}
        for name, keys in _RIGHTS.items():
            was, is_, stands = (_entries(fields, name, keys) for fields in (old, new, here))
            merged = {key: entry for key, entry in stands.items() if key in is_ or key not in was}
            merged |= {key: entry for key, entry in is_.items() if was.get(key) != entry}
            if merged or name in here:
                made[name] = list(merged.values())
        return dump_yaml(made)


def _fields(path: str, text: str) -> Fields:
    read = read_yaml(text.encode(), path) if text else None
    return dict(read.data) if isinstance(read, YamlText) else {}


def _entries(fields: Fields, name: str, keys: tuple[str, ...]) -> dict[tuple[object, ...], object]:
    found = fields.get(name)
    return {tuple(entry.get(key) for key in keys): entry for entry in found} if isinstance(found, list) else {}


@dataclass
class MemoryPast:
    """A history as reasons are looked for in it."""

    history: History

    @cached_property
    def _standings(self) -> list[Standing]:
        made = [self.history.founded.standing]
        for one in self.history.done:
            made.append(office_after(made[-1], one.files)[0])
        return made

    def deed(self, commit: str) -> Deed:
        number = int(commit)
        after = self._standings[number]
        if not number:
            changes = changes_between({}, after.snapshot.entries)
            return Deed(None, after.office, changes, Act(ROOT, None, FIRST_DAY, None, FIRST_DAY))
        before, one = self._standings[number - 1], self.history.done[number - 1]
        signed = act_of(one.by, one.at)
        act = Act(commit, signed.signature, signed.at, signed.parents_at, signed.now)
        changes = changes_between(before.snapshot.entries, after.snapshot.entries)
        return Deed(before.office, after.office, changes, act)

    def touching(self, path: str, before: str = "") -> tuple[str, ...]:
        last = int(before) if before else len(self.history.done) + 1
        founded = (ROOT,) if path in self.history.founded.files else ()
        return (*founded, *(name for name, one in self._numbered(last) if path in one.files))

    def law_changes(self, before: str) -> tuple[str, ...]:
        touched = (name for name, one in self._numbered(int(before)) if any(map(_is_law, one.files)))
        return tuple(touched)

    def _numbered(self, before: int) -> list[tuple[str, Done]]:
        return [(str(number), one) for number, one in enumerate(self.history.done, 1) if number < before]

    def law_without(self, change: str, commit: str) -> tuple[Law, Shapes] | None:
        entries = dict(self._standings[int(commit) - 1].snapshot.entries)
        for one in self.deed(change).changes:
            if _is_law(one.path) and entries.get(one.path) == one.new and one.old is not None:
                entries[one.path] = one.old
        book = CONTENTS.law(entries)
        return (book.law, book.shapes) if isinstance(book, LawBook) else None


def _is_law(path: str) -> bool:
    return path.startswith("schemas/")


def text_of(history: History, record: str, **fields: object) -> dict[str, str]:
    """The file of a plain record with fields changed or added."""
    path = record_path(record)
    return {path: dump_yaml({**_fields(path, history.now.files.get(path, "")), **fields})}
