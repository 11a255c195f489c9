"""Rule 13: the tree holds ordinary files only, under the folders of the law, with plain names; messages are text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import RECORDS, is_evidence, is_law, is_plain, is_under, record_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.law import Law
    from cio_ctl.model.office import Act, Change, Entry, Office

SIZE_LIMIT: Final = 32 * 1024 * 1024
_KINDS_OF_MODE: Final = {
    "120000": "a symbolic link",
    "160000": "a submodule",
    "100755": "an executable file",
}
_IN_LOWER_CASE: Final = (RECORDS, "schemas/")
_LOWER: Final = re.compile(r"[a-z0-9][a-z0-9._/-]*")
_STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_HARMLESS: Final = frozenset("\n\t\u200d")
_UNREADABLE: Final = "\ufffd"
_CHARACTERS_TOLD: Final = 5


def name_findings(office: Office, changes: tuple[Change, ...]) -> Iterator[Finding]:
    """Everything wrong with the names, modes and sizes of the files that a change brings in."""
    for change in changes:
        if change.new is not None:
            yield from entry_findings(office, change.path, change.new)


def entry_findings(office: Office, path: str, entry: Entry) -> Iterator[Finding]:
    """Everything wrong with the name, the mode and the size of one file."""
    place = Place(path)
    if not entry.is_ordinary:
        what = _KINDS_OF_MODE.get(entry.mode, f"of mode {entry.mode}")
        yield finding("R13-MODE", place, path=path, what=what)
    if not is_plain(path) or (path.startswith(_IN_LOWER_CASE) and not _LOWER.fullmatch(path)):
        yield finding("R13-NAME", place, path=path)
    elif not _has_a_home(office.law, path):
        yield finding("R13-OUTSIDE", place, path=path)
    elif entry.is_ordinary and not _has_own_limit(path):
        yield from _size_findings(office, path)


def _has_own_limit(path: str) -> bool:
    """Whether a file is one that is read as text, and refused by its reader if it is too long."""
    return record_id(path) is not None or path.startswith("schemas/")


def _size_findings(office: Office, path: str) -> Iterator[Finding]:
    """A file over the limit."""
    digest = office.tree.digest(path)
    if digest is not None and digest.size > SIZE_LIMIT:
        yield finding("R13-SIZE", Place(path), path=path, size=digest.size, limit=SIZE_LIMIT)


def _has_a_home(law: Law, path: str) -> bool:
    """Whether the law knows a place for a file."""
    found = record_id(path)
    if found is not None:
        return law.process_of(found) is not None
    return is_evidence(path) or is_law(path) or is_under(path, law.guarded_paths) or is_under(path, law.open_paths)


def twin_findings(office: Office, changes: tuple[Change, ...]) -> Iterator[Finding]:
    """New files and folders whose names differ from others only in case: some disks can hold but one of the two.

    Only outside the lower-case folders can they.
    """
    new = [change.path for change in changes if change.old is None and not _is_lower(change.path)]
    if not new:
        return
    spelt: dict[str, set[str]] = {}
    for path in office.tree.entries:
        for name in _above(path):
            spelt.setdefault(name.casefold(), set()).add(name)
    for path in new:
        for name in _above(path):
            for twin in sorted(spelt.get(name.casefold(), set()) - {name}):
                yield finding("R13-TWIN", Place(path), path=name, twin=twin)


def _is_lower(path: str) -> bool:
    """Whether a path lies where all names are in lower case, and is."""
    return path.startswith(_IN_LOWER_CASE) and _LOWER.fullmatch(path) is not None


def _above(path: str) -> Iterator[str]:
    """A path and each folder that it lies in."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def text_findings(act: Act) -> Iterator[Finding]:
    """Characters of a commit's own text that could steer a terminal, or hide what stands there."""
    strange = sorted(one for one in set(act.text.replace("\r\n", "\n")) if _is_strange(one))
    if strange:
        told = ", ".join(f"U+{ord(one):04X}" for one in strange[:_CHARACTERS_TOLD])
        yield finding("R13-MESSAGE", characters=told)


def _is_strange(one: str) -> bool:
    """Whether a character steers, hides or is none; what joins emoji is let through."""
    return one == _UNREADABLE or (unicodedata.category(one) in _STEERING and one not in _HARMLESS)
