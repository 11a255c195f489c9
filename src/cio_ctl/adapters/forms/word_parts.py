"""One part of a Word file, looked through: nothing in it may run, embed or fetch.

What is allowed is listed, as nobody can list everything that Word would do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from cio_ctl.adapters.forms.bounded_xml import BadXml, Handlers, read_xml
from cio_ctl.model.reason import Reason

_FIELDS: Final = re.compile(
    "=.*|AUTHOR|COMMENTS|CREATEDATE|DATE|DOCPROPERTY|EQ|FORMCHECKBOX|FORMDROPDOWN|FORMTEXT|HYPERLINK|IF|INDEX|LISTNUM"
    "|NOTEREF|NUMCHARS|NUMPAGES|NUMWORDS|PAGE|PAGEREF|PRINTDATE|REF|SAVEDATE|SECTION|SECTIONPAGES|SEQ"
    "|STYLEREF|SUBJECT|SYMBOL|TC|TIME|TITLE|TOC|XE"
)
_MERGED: Final = frozenset({"MERGEFIELD", "MERGEREC", "MERGESEQ", "ADDRESSBLOCK", "GREETINGLINE"})
_LINKS: Final = re.compile(
    "chart|comments|commentsExtended|commentsExtensible|commentsIds|core-properties|custom-properties|customXml"
    "|customXmlProps|diagramColors|diagramData|diagramDrawing|diagramLayout|diagramQuickStyle|endnotes"
    "|extended-properties|font|fontTable|footer|footnotes|glossaryDocument|header|hyperlink|image|metadata|numbering"
    "|officeDocument|people|settings|styles|stylesWithEffects|theme|themeOverride|thumbnail|webSettings"
)
_ELEMENTS: Final = {
    "altChunk": Reason("it takes in another document"),
    "subDoc": Reason("it takes in another document"),
    "OLEObject": Reason("it holds an embedded object or control"),
    "control": Reason("it holds an embedded object or control"),
    "mailMerge": Reason("it is set up for a mail merge; take that off"),
    "webVideoPr": Reason("it holds a video from the web"),
}
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRUCTURE: Final = frozenset(f"{_WORD} {name}" for name in ("body", "hdr", "ftr", "p", "r", "tbl", "tr", "tc"))
_VML: Final = "urn:schemas-microsoft-com:vml "
_SAFE_LINK: Final = re.compile(r"(https?|mailto):", re.IGNORECASE)
_SHOWN: Final = 80


class BadPart(Exception):
    """Something in a part of a Word file that must not be there."""

    def __init__(self, path: str, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}")


def refuse(path: str, problem: str) -> NoReturn:
    """Say what is wrong with a part, and stop.

    Raises:
        BadPart: always.
    """
    raise BadPart(path, problem)


def check_part(path: str, content: bytes) -> None:
    """Look through a part.

    Raises:
        BadPart: it has something in it that a form must not have.
    """
    if path.lower().endswith((".xml", ".rels")):
        _Scan(path).read(content)


@dataclass(slots=True)
class _Field:
    """A field being read: its code, and whether that has been told to its end."""

    code: str = ""
    told: bool = False


class _Scan:
    """One part being read, element by element."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: list[str] = []
        self._fields: list[_Field] = []

    def read(self, content: bytes) -> None:
        """Look through the XML."""
        try:
            read_xml(content, Handlers(self._start, self._end, self._text))
        except BadXml as problem:
            raise BadPart(self._path, problem.reason) from None
        for field in self._fields:
            self._check_field(field.code)

    def _refuse(self, problem: str) -> NoReturn:
        refuse(self._path, problem)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        local = name.rpartition(" ")[2]
        if local in _ELEMENTS:
            self._refuse(_ELEMENTS[local])
        if name.startswith(_VML) and attributes.get("src"):
            self._refuse(Reason("a picture is to be fetched from {target}", target=attributes["src"][:_SHOWN]))
        if local in {"Relationship", "Default", "Override"}:
            self._check_entry(local, attributes)
        elif local == "fldSimple":
            self._check_field(attributes.get(f"{_WORD} instr", ""))
        elif local == "fldChar":
            self._field_sign(attributes.get(f"{_WORD} fldCharType", ""))

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        inside = self._open[-1]
        if inside.endswith((" instrText", " delInstrText")):
            if not self._fields or self._fields[-1].told:
                self._fields.append(_Field())
            self._fields[-1].code += text
        elif inside in _STRUCTURE and text.strip():
            words = text.strip()[:_SHOWN]
            self._refuse(
                Reason("“{words}” stands outside of any line: write {{{{ name }}}} without a letter", words=words)
            )

    def _field_sign(self, sign: str) -> None:
        """A field begins, its code has been told, or it ends."""
        if sign == "begin":
            self._fields.append(_Field())
        elif sign == "separate" and self._fields:
            self._fields[-1].told = True
        elif sign == "end" and self._fields:
            self._check_field(self._fields.pop().code)

    def _check_field(self, code: str) -> None:
        words = code.upper().split()
        word = words[0] if words else "(nameless)"
        if word in _MERGED:
            self._refuse(
                Reason("it has the field {word} of a mail merge; write {{{{ name }}}} in its place", word=word)
            )
        if not _FIELDS.fullmatch(word):
            self._refuse(Reason("it has the field {word}, which may fetch or run something", word=word[:_SHOWN]))

    def _check_entry(self, local: str, entry: dict[str, str]) -> None:
        """A line of a list of relationships or content types."""
        kind = entry.get("ContentType", "")
        if local == "Relationship":
            self._check_link(
                entry.get("Type", "").rpartition("/")[2], entry.get("Target", ""), entry.get("TargetMode", "")
            )
        elif "macro" in kind.lower() or "vba" in kind.lower():
            self._refuse(Reason("it holds macros; save it as .docx without them"))
        elif local == "Override":
            self._check_kind(entry.get("PartName", ""), kind)
        elif "xml" in kind and entry.get("Extension", "").lower() not in {"xml", "rels"}:
            self._refuse(Reason("it passes off .{ending} files as XML", ending=entry.get("Extension", "")))

    def _check_kind(self, part: str, kind: str) -> None:
        if part.lower() == "/word/document.xml" and kind != _MAIN:
            self._refuse(Reason("it is no .docx; save it as one"))
        if "xml" in kind and not part.lower().endswith((".xml", ".rels")):
            self._refuse(Reason("it passes off {part} as XML", part=part[:_SHOWN]))

    def _check_link(self, kind: str, target: str, mode: str) -> None:
        if mode == "External" and kind == "attachedTemplate":
            self._refuse(Reason("it is attached to another template, {target}; take that off", target=target[:_SHOWN]))
        if kind == "aFChunk":
            self._refuse(Reason("it takes in another document"))
        if kind in {"oleObject", "package", "control", "activeXControlBinary"}:
            self._refuse(Reason("it holds an embedded object or control"))
        told = {"target": target[:_SHOWN], "kind": kind[:_SHOWN]}
        outside = Reason("it reaches for {target} outside of the file ({kind})", **told)
        if mode == "External" and not (kind == "hyperlink" and _SAFE_LINK.match(target)):
            self._refuse(outside)
        if mode != "External" and (":" in target or target.startswith(("//", "\\"))):
            self._refuse(outside)
        if not _LINKS.fullmatch(kind):
            self._refuse(Reason("it is tied to something that does not belong in a form ({kind})", kind=kind[:_SHOWN]))
