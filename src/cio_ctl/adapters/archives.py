"""Files in one file: a zip archive that has one form only, so that no byte of it can differ unnoticed.

Nothing is compressed, so nothing unpacks to more than it is. An archive is read only if it is, byte for byte, the one
that these files make: no comment, no twin, no hidden file, no link has a place in it.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from enum import StrEnum
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.lasting_files import put_file, put_folder, refuse_existing
from cio_ctl.model.paths import is_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import IO

SIZE_LIMIT: Final = 1024 * 1024 * 1024
FILES_LIMIT: Final = 20_000
_ORDINARY: Final = (stat.S_IFREG | 0o644) << 16
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    ValueError,
    EOFError,
    RuntimeError,
    OverflowError,
    OSError,
)
"""What reading an archive raises that is none, or not whole."""


class ArchiveFault(StrEnum):
    """What can be wrong with an archive or a folder."""

    SIZE = "it is larger than anything that we export"
    UNPACKS = "it would unpack to more than it is"
    ENTRY = "it holds something that is compressed, locked, a link, or has no plain name"
    FORM = "it is not, byte for byte, the archive that its files make"
    UNREADABLE = "it is no archive"


class BadArchive(ValueError):
    """The bytes are no archive that we read; the message says why."""


def archive_of(files: Mapping[str, bytes]) -> bytes:
    """The one archive that these files make."""
    made = BytesIO()
    _archive(sorted(files.items()), made)
    return made.getvalue()


def _archive(files: Iterable[tuple[str, bytes]], target: IO[bytes]) -> None:
    """Write the archive of files, each as it comes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr, entry.create_system = _ORDINARY, _UNIX
            archive.writestr(entry, content)


def read_files(place: Path) -> dict[str, bytes]:
    """The files of an archive, or of a folder, by path.

    Raises:
        BadArchive: it is not of the one form, or holds something that is no ordinary file with a plain name.
        OSError: it cannot be read.
    """
    if place.is_dir():
        return dict(_in_folder(place))
    if place.stat().st_size > SIZE_LIMIT:
        raise BadArchive(ArchiveFault.SIZE)
    return files_in(place.read_bytes())


def files_in(content: bytes) -> dict[str, bytes]:
    """The files of an archive by path.

    Raises:
        BadArchive: it is not of the one form.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            files = {entry.filename: archive.read(entry) for entry in _harmless(archive, len(content))}
    except BadArchive:
        raise
    except BROKEN as problem:
        raise BadArchive(ArchiveFault.UNREADABLE) from problem
    if archive_of(files) != content:
        raise BadArchive(ArchiveFault.FORM)
    return files


def _harmless(archive: zipfile.ZipFile, size: int) -> Iterator[zipfile.ZipInfo]:
    """The entries, once all of them are known to take no more room than the archive itself."""
    entries = archive.infolist()
    if len(entries) > FILES_LIMIT or sum(entry.file_size for entry in entries) > size:
        raise BadArchive(ArchiveFault.UNPACKS)
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits or not is_plain(entry.filename):
            raise BadArchive(ArchiveFault.ENTRY)
        yield entry


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder; no link is followed."""
    left, count = SIZE_LIMIT, 0
    for place, folders, names in os.walk(folder):
        for name in (*names, *(one for one in folders if (Path(place) / one).is_symlink())):
            file = Path(place) / name
            path, found = file.relative_to(folder).as_posix(), file.lstat()
            left, count = left - found.st_size, count + 1
            if not stat.S_ISREG(found.st_mode) or not is_plain(path):
                raise BadArchive(ArchiveFault.ENTRY)
            if left < 0 or count > FILES_LIMIT:
                raise BadArchive(ArchiveFault.SIZE)
            yield path, file.read_bytes()


def write_files(files: Iterable[tuple[str, bytes]], place: Path) -> None:
    """Write an archive where the name ends in .zip, else a new folder, file by file; in whole, or not at all.

    Raises:
        TargetTaken: something is there already.
        OSError: it cannot be written.
    """
    if place.suffix.lower() == ".zip":
        refuse_existing(place)
        put_file(place, partial(_archive, files))
    else:
        put_folder(place, files)
