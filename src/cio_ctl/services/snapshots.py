"""The office at a commit, read from git: records parsed once per blob, law and register once per change."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from sys import maxunicode

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.model.finding import Finding, finding
from cio_ctl.model.office import Change, Digest, Entry, Office
from cio_ctl.model.paths import LAW_FOLDERS, RECORDS, PathTemplate, record_id, record_path
from cio_ctl.model.record import Record
from cio_ctl.model.register import Register, register_from
from cio_ctl.rules.soundness import folded
from cio_ctl.services.law_books import LawBook, read_law

ReadBlob = Callable[[str], bytes]
_REGISTER_FOLDERS = ("records/units/", "records/officers/")
_SCHEMAS = "schemas/"
_AT_HAND = 8192
"""Parsed records that are kept, some 25 KB each."""
_WORDS = frozenset({"true", "false", "none", "null", "inf", "nan"})
_QUOTES = frozenset("'\"\\")
"""A value of one of these words may not be text; a text with one of these signs is not written as it reads."""


class Contents:
    """What blobs hold, parsed: shared by all snapshots of a repository, keyed by content."""

    def __init__(self, read_blob: ReadBlob, at_hand: int = _AT_HAND) -> None:
        self._read = read_blob
        self._at_hand = at_hand
        self._records: dict[tuple[str, str], Record | tuple[Finding, ...]] = {}
        self._digests: dict[str, Digest] = {}
        self._laws: dict[tuple[tuple[str, str], ...], LawBook | tuple[Finding, ...]] = {}

    def blob(self, object_id: str) -> bytes:
        """The bytes of a blob."""
        return self._read(object_id)

    def record(self, path: str, object_id: str) -> Record | tuple[Finding, ...]:
        """The record in a blob, or why it cannot be read."""
        key = path, object_id
        if key not in self._records:
            if len(self._records) >= self._at_hand:
                self._records.clear()  # a batch over a whole office needs few of them twice
            self._records[key] = parse_record(path, self._read(object_id))
        return self._records[key]

    def may_state(self, object_id: str, text: str) -> bool:
        """Whether the YAML in a blob may hold a value of this text: whatever can be written in several ways may."""
        sought = folded(text)
        if not any(sign.isalpha() for sign in sought) or sought in _WORDS or not _QUOTES.isdisjoint(sought):
            return True
        content = self._read(object_id).decode("utf-8", "replace")
        return "\\" in content or sought in folded(content)

    def digest(self, object_id: str) -> Digest:
        """Digest and size of a blob."""
        if object_id not in self._digests:
            content = self._read(object_id)
            self._digests[object_id] = Digest(sha256(content).hexdigest(), len(content))
        return self._digests[object_id]

    def law(self, entries: Mapping[str, Entry]) -> LawBook | tuple[Finding, ...]:
        """The law in a tree, or everything that is wrong with it."""
        files = tuple(
            (path, entry.object_id)
            for path, entry in sorted(entries.items())
            if path.startswith(_SCHEMAS) and entry.is_ordinary
        )
        if files not in self._laws:
            contents = {path.removeprefix(_SCHEMAS): self._read(blob) for path, blob in files}
            self._laws[files] = read_law(contents)
        return self._laws[files]


def parse_record(path: str, content: bytes) -> Record | tuple[Finding, ...]:
    """The record in a file's content, or why it cannot be read."""
    read = read_yaml(content, path)
    if isinstance(read, YamlText):
        return Record(record_id(path) or path, read.data, read.lines)
    return read


class Snapshot:
    """The files of one commit (or working tree), as the rules ask for them."""

    def __init__(self, entries: Mapping[str, Entry], contents: Contents) -> None:
        self.entries = entries
        self._contents = contents
        self._ids: tuple[str, ...] | None = None

    def record(self, record_id_: str) -> Record | None:
        """The record of this id; None if there is none or it cannot be read."""
        found = self._parsed(record_id_)
        return found if isinstance(found, Record) else None

    def unreadable(self, record_id_: str) -> tuple[Finding, ...]:
        """Why a record cannot be read; nothing if it can."""
        found = self._parsed(record_id_)
        return found if isinstance(found, tuple) else ()

    def _parsed(self, record_id_: str) -> Record | tuple[Finding, ...] | None:
        path = record_path(record_id_)
        entry = self.ordinary_file(path)
        return None if entry is None else self._contents.record(path, entry.object_id)

    def ordinary_file(self, path: str) -> Entry | None:
        """The file at a path; None if none is there, or no ordinary one."""
        entry = self.entries.get(path)
        return entry if entry is not None and entry.is_ordinary else None

    def may_state(self, record_id_: str, text: str) -> bool:
        """Whether a record may have a field of this text, in whatever width and case; False only if it has none."""
        entry = self.ordinary_file(record_path(record_id_))
        return entry is not None and self._contents.may_state(entry.object_id, text)

    def digest(self, path: str) -> Digest | None:
        """What a file holds; None if it is not there."""
        entry = self.ordinary_file(path)
        return None if entry is None else self._contents.digest(entry.object_id)

    def blob(self, path: str) -> bytes | None:
        """The bytes of a file; None if it is not there."""
        entry = self.entries.get(path)
        return None if entry is None else self._contents.blob(entry.object_id)

    def text(self, path: str) -> str:
        """The text of a file; empty if it is not there."""
        return (self.blob(path) or b"").decode()

    def ids_like(self, pattern: str) -> tuple[str, ...]:
        """The ids, in order, that fit a pattern in which ``*`` is any slug."""
        if "*" not in pattern:
            return (pattern,) if record_path(pattern) in self.entries else ()
        template = PathTemplate(pattern)
        return tuple(
            name
            for name in self._beginning_with(pattern.split("*", maxsplit=1)[0])
            if template.matches(name) is not None
        )

    def ids(self) -> tuple[str, ...]:
        """The ids of all records, in order."""
        if self._ids is None:
            names = [record_id(path) for path in self.entries]
            self._ids = tuple(sorted(name for name in names if name is not None))
        return self._ids

    def _beginning_with(self, start: str) -> tuple[str, ...]:
        """The ids that begin so, in order: they lie side by side, however many others there are."""
        ids = self.ids()
        return ids[bisect_left(ids, start) : bisect_left(ids, start + chr(maxunicode))]


@dataclass(frozen=True, slots=True)
class Standing:
    """An office as read, and what is wrong with its law (then that of the parent goes on)."""

    office: Office
    snapshot: Snapshot
    book: LawBook
    broken_law: tuple[Finding, ...] = ()


def read_office(entries: Mapping[str, Entry], contents: Contents) -> Standing | tuple[Finding, ...]:
    """The office that files make, or everything that is wrong with its law."""
    book = contents.law(entries)
    if not isinstance(book, LawBook):
        return book
    snapshot = Snapshot(entries, contents)
    return Standing(Office(book.law, book.shapes, read_register(snapshot), snapshot), snapshot, book)


def next_office(
    entries: Mapping[str, Entry],
    contents: Contents,
    before: Standing,
    touched: tuple[Change, ...] | None = None,
) -> Standing:
    """The office that comes after another: what ``touched`` (None: unknown) leaves alone is taken over.

    A law that cannot be read leaves that of the office before in force.
    """
    snapshot = Snapshot(entries, contents)
    book, broken = before.book, before.broken_law
    if _touch(touched, LAW_FOLDERS):
        read = contents.law(entries)
        book, broken = (read, ()) if isinstance(read, LawBook) else (before.book, read)
    register = read_register(snapshot) if _touch(touched, _REGISTER_FOLDERS) else before.office.register
    return Standing(Office(book.law, book.shapes, register, snapshot), snapshot, book, broken)


def _touch(changes: tuple[Change, ...] | None, folders: tuple[str, ...]) -> bool:
    """Whether changes reach into one of the folders; changes that are not known might."""
    return changes is None or any(change.path.startswith(folders) for change in changes)


def read_register(snapshot: Snapshot) -> Register:
    """The register of a tree; a file that cannot be read gives no rights."""
    paths = [path for path in snapshot.entries if path.startswith(_REGISTER_FOLDERS)]
    names = [path.removeprefix(RECORDS).removesuffix(".yaml") for path in sorted(paths) if record_id(path)]
    found = [snapshot.record(name) for name in names]
    return register_from(record for record in found if record is not None)


def changes_between(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> tuple[Change, ...]:
    """What differs between two trees, in order of path."""
    return tuple(
        Change(path, old.get(path), new.get(path)) for path in sorted({*old, *new}) if old.get(path) != new.get(path)
    )


def entries_after(entries: Mapping[str, Entry], changes: Iterable[Change]) -> dict[str, Entry]:
    """The files after changes."""
    after = dict(entries)
    for change in changes:
        if change.new is None:
            after.pop(change.path, None)
        else:
            after[change.path] = change.new
    return after


def office_after(before: Standing, changes: tuple[Change, ...], contents: Contents) -> Standing:
    """The office that changes make of one; a law that cannot be read leaves that of the office before in force."""
    return next_office(entries_after(before.snapshot.entries, changes), contents, before, changes)


def broken_law_finding(standing: Standing, commit: str) -> tuple[Finding, ...]:
    """What to report of a law that cannot be read."""
    if not standing.broken_law:
        return ()
    return (finding("R9-LAW-BROKEN").at(commit), *(found.at(commit) for found in standing.broken_law))
