"""The text of a Word document that somebody hands in: a hostile archive of hostile XML, read within bounds."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from cio_ctl.adapters.forms.paper_faults import BadPaper, PaperFault
from cio_ctl.model.paper import PaperText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
_BREAKS: Final = {"p": "\n", "br": "\n", "cr": "\n", "tab": " "}


def read_docx(content: bytes) -> PaperText:
    """The text of a Word document: its body, what stands at head and foot of its pages, and its identifier.

    Raises:
        BadPaper: it cannot be read, or holds what no paper does.
    """
    parts = _parts(content)
    if _main_part(parts.get(_LINKS, b"")) != _MAIN or _MAIN not in parts:
        raise BadPaper(PaperFault.PART)
    names = [_MAIN, *(name for name in sorted(parts) if name.startswith(_BESIDE) and name.endswith(".xml"))]
    texts = _Texts()
    lines = [line for name in names for line in texts.read(parts[name]).splitlines() if line.strip()]
    about = _Texts(_IDENTIFIER).read(parts[_CORE]) if _CORE in parts else ""
    return PaperText((tuple(lines),), about, frozenset(_files_shown(parts) | texts.drawn))


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

    _parse(links, begin, lambda _name: None, lambda _text: None)
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

    def read(self, content: bytes) -> str:
        """The text of a part."""
        self._pieces, self._within = [], 0
        _parse(content, self._begin, self._end, self._said)
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


def _parse(
    content: bytes,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    said: Callable[[str], None],
) -> None:
    """Read XML; what declares a document type, and with it entities, is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, said
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the only way to say that this is all
    except BadPaper:
        raise
    except (expat.ExpatError, ValueError, LookupError) as problem:
        raise BadPaper(PaperFault.BROKEN) from problem


def _refuse_doctype(*_declared: object) -> None:
    raise BadPaper(PaperFault.DOCTYPE)
