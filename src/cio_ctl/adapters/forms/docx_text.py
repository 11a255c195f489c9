"""The text of a Word document that somebody hands in: hostile XML in a hostile archive, read in the confined child."""

from __future__ import annotations

import io
import re
import zipfile
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.bounded_xml import BadXml, ForbiddenXml, Handlers, LargeXml, read_xml
from cio_ctl.adapters.forms.paper_faults import BadPaper, PaperFault
from cio_ctl.model.paper import PaperText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.adapters.forms.confined import ConfinedWorker

ENGINE: Final = "word-text"
"""What a job names that is to be done here."""
FILES_LIMIT: Final = 2000
SIZE_LIMIT: Final = 40 * 1024 * 1024
_MAIN: Final = "word/document.xml"
_CORE: Final = "docProps/core.xml"
_LINKS: Final = "_rels/.rels"
_BESIDE: Final = ("word/header", "word/footer", "word/footnotes", "word/endnotes")
_MAIN_LINK: Final = "/officeDocument"
_IDENTIFIER: Final = "http://purl.org/dc/elements/1.1/ identifier"
_WORD: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_SHOWING: Final = {
    "altChunk": "a document within the document",
    "object": "objects",
    "pict": "drawings",
    "textpath": "drawings",
    "chart": "charts",
    "relIds": "diagrams",
    "sym": "symbols",
    "vanish": "unseen letters",
}
"""What shows something besides plain text, or hides some, by the name of its element."""
_NUMBER: Final = re.compile("—\\s*[0-9]{1,4}\\s*—")
"""The number of some page, as the program that saved the file last laid it out."""
_BREAKS: Final = {"p": "\n", "br": "\n", "cr": "\n", "tab": " "}


def read_docx(worker: ConfinedWorker, content: bytes) -> PaperText:
    """The text of a Word document: its body as one page, then each part that runs at head or foot, and its identifier.

    Raises:
        BadPaper: it cannot be read, holds what no paper does, or takes too much time or memory.
    """
    return worker.text({"engine": ENGINE, "docx": b64encode(content).decode()})


def text_of_docx(content: bytes) -> PaperText:
    """What the child reads.

    Raises:
        BadPaper: it cannot be read, or holds what no paper does.
    """
    try:
        return _text(_parts(content))
    except ForbiddenXml as problem:
        raise BadPaper(PaperFault.DOCTYPE) from problem
    except LargeXml as problem:
        raise BadPaper(PaperFault.UNPACKS) from problem
    except BadXml as problem:
        raise BadPaper(PaperFault.BROKEN) from problem


def _text(parts: Mapping[str, bytes]) -> PaperText:
    if _main_part(parts.get(_LINKS, b"")) != _MAIN or _MAIN not in parts:
        raise BadPaper(PaperFault.PART)
    texts = _Texts()
    beside = [name for name in sorted(parts) if name.startswith(_BESIDE) and name.endswith(".xml")]
    running = [tuple(_NUMBER.sub("— # —", line) for line in texts.lines(parts[name])) for name in beside]
    pages = (texts.lines(parts[_MAIN]), *running)
    about = _Texts(_IDENTIFIER).read(parts[_CORE]) if _CORE in parts else ""
    return PaperText(pages, about, frozenset(_files_shown(parts) | texts.drawn))


def _parts(content: bytes) -> dict[str, bytes]:
    """The files of the archive by name, once all of them are known to fit into the bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {entry.filename: _unpacked(archive, entry) for entry in _bounded(archive.infolist())}
    except BadPaper:
        raise
    except Exception as problem:
        # whatever a hostile archive makes of the reader is one thing to us: it is no paper
        raise BadPaper(PaperFault.BROKEN) from problem


def _bounded(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The entries, if they are few, small together, and of different names."""
    if len(entries) > FILES_LIMIT or sum(entry.file_size for entry in entries) > SIZE_LIMIT:
        raise BadPaper(PaperFault.UNPACKS)
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise BadPaper(PaperFault.TWINS)
    return entries


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a file, if they are no more than it says."""
    if entry.flag_bits & 1:
        raise BadPaper(PaperFault.LOCKED)
    with archive.open(entry) as file:
        found = file.read(entry.file_size + 1)
    if len(found) > entry.file_size:
        raise BadPaper(PaperFault.UNPACKS)
    return found


def _files_shown(parts: Mapping[str, bytes]) -> set[str]:
    """Each file that is no XML, such as a picture: it may show anything."""
    return {
        f"{name.rpartition('/')[2]} ({sha256(content).hexdigest()[:12]})"
        for name, content in parts.items()
        if not name.endswith((".xml", ".rels", "/"))
    }


def _main_part(links: bytes) -> str:
    """The part that Word takes for the document; empty if there is not just one."""
    found: list[str] = []

    def begin(_name: str, given: Mapping[str, str]) -> None:
        if given.get("Type", "").endswith(_MAIN_LINK):
            found.append(given.get("Target", "").removeprefix("/"))

    read_xml(links, Handlers(begin))
    return found[0] if len(found) == 1 else ""


class _Texts:
    """Collects the text of Word's runs, or of one other element; every paragraph is a line.

    ``drawn`` is what else shows something in what was read.
    """

    def __init__(self, wanted: str = "") -> None:
        self._wanted = (wanted,) if wanted else tuple(f"{space}t" for space in _WORD)
        self._pieces: list[str] = []
        self._within = 0
        self.drawn: set[str] = set()

    def lines(self, content: bytes) -> tuple[str, ...]:
        """The lines of a part that are not empty."""
        return tuple(line for line in self.read(content).splitlines() if line.strip())

    def read(self, content: bytes) -> str:
        """The text of a part."""
        self._pieces, self._within = [], 0
        read_xml(content, Handlers(self._begin, self._end, self._said))
        return "".join(self._pieces)

    def _begin(self, name: str, _given: Mapping[str, str]) -> None:
        self._within += name in self._wanted
        shown = _SHOWING.get(name.rpartition(" ")[2])
        if shown is not None:
            self.drawn.add(shown)

    def _end(self, name: str) -> None:
        self._within -= name in self._wanted
        space, _, local = name.rpartition(" ")
        if f"{space} " in _WORD:
            self._pieces.append(_BREAKS.get(local, ""))

    def _said(self, text: str) -> None:
        if self._within:
            self._pieces.append(text)
