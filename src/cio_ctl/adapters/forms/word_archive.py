"""A Word file taken apart: plain parts of bounded size, and nothing in them that runs, embeds or fetches.

The template is checked before anything else reads it, and what it made is checked again.
"""

from __future__ import annotations

import re
import stat
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.archives import BROKEN, archive_of
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.word_parts import BadPart, check_part, refuse
from cio_ctl.adapters.forms.word_slips import refuse_slips
from cio_ctl.model.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PACKED_LIMIT: Final = 10 * 1024 * 1024
PART_LIMIT: Final = 10 * 1024 * 1024
SIZE_LIMIT: Final = 40 * 1024 * 1024
COUNT_LIMIT: Final = 400
RATIO_LIMIT: Final = 150
_SMALL: Final = 64 * 1024
"""A part of up to this size may be packed as tightly as it likes."""
_NEEDED: Final = ("[Content_Types].xml", "word/document.xml")
_NAME: Final = re.compile(r"[^\\/:*?\"<>|\x00-\x1f]{1,120}")
_KINDS: Final = re.compile(r"xml|rels|png|jpe?g|gif|bmp|tiff?|emf|wmf|odttf")
_REFUSED: Final = (
    (re.compile(r"vba|macro", re.IGNORECASE), Reason("it holds macros; save it as .docx without them")),
    (re.compile(r"embeddings/|activex/|(^|/)ole", re.IGNORECASE), Reason("it holds an embedded object or control")),
)


def word_file_of(parts: Mapping[str, bytes]) -> bytes:
    """The one Word file that these parts make: in order, undated, not packed."""
    return archive_of(parts)


def template_parts(name: str, content: bytes) -> dict[str, bytes]:
    """The parts of a Word template by name; ``name`` is what the file is called.

    Raises:
        BadTemplate: it has in it what no Word file of ours may have, or what nobody wants on a paper.
    """
    parts = word_parts(name, content)
    refuse_slips(name, parts)
    return parts


def word_parts(name: str, content: bytes, *, ratio: int = RATIO_LIMIT) -> dict[str, bytes]:
    """The parts of a Word file by name; ``name`` is what the file is called.

    Raises:
        BadTemplate: it is no Word file, too large, or has something in it that a form must not have.
    """
    try:
        parts = _unpacked(content, ratio)
        for path in _NEEDED:
            if path not in parts:
                refuse(path, Reason("it is no Word document: this part is missing"))
        for path, part in parts.items():
            check_part(path, part)
    except BadPart as fault:
        raise BadTemplate(name, 0, fault.problem, fault.path) from None
    return parts


def _unpacked(content: bytes, ratio: int) -> dict[str, bytes]:
    if len(content) > PACKED_LIMIT:
        refuse(Reason("the file"), Reason("it is larger than {limit} MB", limit=PACKED_LIMIT // 1024**2))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(entries, ratio)
            return {entry.filename: archive.read(entry) for entry in entries}
    except BROKEN:
        refuse(Reason("the file"), Reason("it is not a file that Word or WPS saves as .docx"))


def _check_entries(entries: Iterable[zipfile.ZipInfo], ratio: int) -> None:
    """Refuse names, sizes and kinds before anything is unpacked."""
    known: set[str] = set()
    total = 0
    for entry in entries:
        path = entry.filename
        total += entry.file_size
        if len(known) == COUNT_LIMIT:
            refuse(Reason("the file"), Reason("it has more than {limit} parts", limit=COUNT_LIMIT))
        if path.lower() in known:
            refuse(path, Reason("this part is there twice"))
        known.add(path.lower())
        _check_entry(entry, ratio)
        _check_path(path)
    if total > SIZE_LIMIT:
        refuse(Reason("the file"), Reason("it would unpack to more than {limit} MB", limit=SIZE_LIMIT // 1024**2))


def _check_entry(entry: zipfile.ZipInfo, ratio: int) -> None:
    if entry.flag_bits & 0x1:
        refuse(entry.filename, Reason("this part is encrypted"))
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        refuse(entry.filename, Reason("this part is packed in an unusual way"))
    if stat.S_ISLNK(entry.external_attr >> 16):
        refuse(entry.filename, Reason("this part is a link"))
    if entry.file_size > PART_LIMIT:
        refuse(entry.filename, Reason("this part would unpack to more than {limit} MB", limit=PART_LIMIT // 1024**2))
    if entry.file_size > max(_SMALL, ratio * entry.compress_size):
        refuse(entry.filename, Reason("this part would unpack to more than {ratio} times its size", ratio=ratio))


def _check_path(path: str) -> None:
    if any(not _NAME.fullmatch(step) or not step.strip(". ") for step in path.split("/")):
        refuse(path, Reason("the name of this part leads out of the file"))
    for pattern, problem in _REFUSED:
        if pattern.search(path):
            refuse(path, problem)
    if not _KINDS.fullmatch(path.rpartition(".")[2].lower()):
        refuse(path, Reason("a part of this kind does not belong in a form"))
