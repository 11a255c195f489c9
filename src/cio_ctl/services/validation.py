"""Checking a tree of files as it lies there, without history: law, records, references, evidence, names."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.model.errors import NotARepository
from cio_ctl.model.office import Entry
from cio_ctl.model.paths import is_under, record_id
from cio_ctl.rules.authority import register_soundness
from cio_ctl.rules.doubles import double_notes
from cio_ctl.rules.names import entry_findings
from cio_ctl.rules.soundness import marked, record_findings
from cio_ctl.services.committing import object_id_of
from cio_ctl.services.forms import check_forms
from cio_ctl.services.snapshots import Contents, Standing, read_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.finding import Finding

_GUARDED = ("records", "schemas", "templates")
_HASH_LIKE = "0" * 40


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong with it or worth a note."""

    records: int
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> int:
        """How many findings are more than notes."""
        return sum(not entry.about.note for entry in self.findings)


def root_above(folder: Path) -> Path:
    """The nearest folder, this one or above, that holds a law.

    Raises:
        NotARepository: there is none.
    """
    for place in (folder, *folder.parents):
        if (place / "schemas" / "procedure.yaml").is_file():
            return place
    raise NotARepository(folder=folder)


def validate_tree(root: Path) -> Checked:
    """Check the files below a folder, committed or not."""
    read, entries = read_tree(root)
    if not isinstance(read, Standing):
        return Checked(0, read)
    return Checked(len(read.snapshot.ids()), tuple(_office_findings(read, entries)))


def read_tree(root: Path) -> tuple[Standing | tuple[Finding, ...], dict[str, Entry]]:
    """The office in the files below a folder, or why its law cannot be read; and the files."""
    blobs: dict[str, bytes] = {}
    entries = dict(_entries(root, blobs))
    return read_office(entries, Contents(blobs.__getitem__)), entries


def validate_standing(standing: Standing) -> Checked:
    """Check the files of one commit."""
    guarded = {path: entry for path, entry in standing.snapshot.entries.items() if is_under(path, _GUARDED)}
    return Checked(len(standing.snapshot.ids()), (*standing.broken_law, *_office_findings(standing, guarded)))


def _office_findings(standing: Standing, entries: dict[str, Entry]) -> Iterator[Finding]:
    """Everything wrong with an office whose law can be read, in order of path."""
    for path, entry in sorted(entries.items()):
        yield from entry_findings(standing.office, path, entry)
        name = record_id(path)
        if name is not None and standing.office.law.process_of(name) is not None:
            yield from record_findings(standing.office, name)
            yield from marked(standing.office, name)
    yield from register_soundness(standing.office)
    yield from double_notes(standing.office, entries)
    yield from check_forms(standing)


def _entries(root: Path, blobs: dict[str, bytes]) -> Iterator[tuple[str, Entry]]:
    """Every file below the guarded folders, no link followed; contents go to ``blobs`` by object id."""
    for top in _GUARDED:
        if (root / top).is_symlink():
            yield top, Entry("120000", "")
            continue
        for folder, folders, names in os.walk(root / top):
            links = [name for name in folders if (Path(folder) / name).is_symlink()]
            for name in sorted((*names, *links)):
                file = Path(folder) / name
                path = file.relative_to(root).as_posix()
                yield path, _entry(file, blobs)


def _entry(file: Path, blobs: dict[str, bytes]) -> Entry:
    """A file as git would store it."""
    mode = file.lstat().st_mode
    if stat.S_ISLNK(mode) or not stat.S_ISREG(mode):
        return Entry("120000", "")
    content = file.read_bytes()
    blob = object_id_of(content, _HASH_LIKE)
    blobs[blob] = content
    return Entry("100755" if mode & stat.S_IXUSR else "100644", blob)
