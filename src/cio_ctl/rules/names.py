"""Rule 13: the tree holds ordinary files only, under the folders of the law, with plain names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import RECORDS, is_evidence, is_law, is_plain, is_under, record_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Change, Digest, Entry, Office

ORDINARY: Final = "100644"
SIZE_LIMIT: Final = 32 * 1024 * 1024
_KINDS_OF_MODE: Final = {
    "120000": "a symbolic link",
    "160000": "a submodule",
    "100755": "an executable file",
}
_IN_LOWER_CASE: Final = (RECORDS, "schemas/")
_LOWER: Final = re.compile(r"[a-z0-9][a-z0-9._/-]*")


def name_findings(office: Office, changes: tuple[Change, ...]) -> Iterator[Finding]:
    """Everything wrong with the names, modes and sizes of the files that a change brings in."""
    for change in changes:
        if change.new is not None:
            yield from entry_findings(office, change.path, change.new)


def entry_findings(office: Office, path: str, entry: Entry) -> Iterator[Finding]:
    """Everything wrong with the name, the mode and the size of one file."""
    place = Place(path)
    if entry.mode != ORDINARY:
        what = _KINDS_OF_MODE.get(entry.mode, f"of mode {entry.mode}")
        yield finding("R13-MODE", place, path=path, what=what)
    if not is_plain(path) or (path.startswith(_IN_LOWER_CASE) and not _LOWER.fullmatch(path)):
        yield finding("R13-NAME", place, path=path)
    elif not _has_a_home(office.law, path):
        yield finding("R13-OUTSIDE", place, path=path)
    elif entry.mode == ORDINARY:
        yield from _size_findings(path, office.tree.digest(path) if is_evidence(path) else None)


def _size_findings(path: str, digest: Digest | None) -> Iterator[Finding]:
    """Evidence over the limit; text files have limits of their own."""
    if digest is not None and digest.size > SIZE_LIMIT:
        yield finding("R13-SIZE", Place(path), path=path, size=digest.size, limit=SIZE_LIMIT)


def _has_a_home(law: Law, path: str) -> bool:
    """Whether the law knows a place for a file."""
    found = record_id(path)
    if found is not None:
        return law.process_of(found) is not None
    return is_evidence(path) or is_law(path) or is_under(path, law.guarded_paths) or is_under(path, law.open_paths)


def twin_findings(office: Office, changes: tuple[Change, ...]) -> Iterator[Finding]:
    """New files whose names differ from others only in case; only outside the lower-case folders can they."""
    for path in (change.path for change in changes if change.old is None):
        if path.startswith(_IN_LOWER_CASE) and _LOWER.fullmatch(path):
            continue
        twins = [other for other in office.tree.entries if other != path and other.casefold() == path.casefold()]
        for twin in twins:
            yield finding("R13-TWIN", Place(path), path=path, twin=twin)
