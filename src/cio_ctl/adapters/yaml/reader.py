"""Reading YAML strictly and one way: plain data with line numbers, or findings; never an exception."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.yaml.events import Event, NotYamlError, events
from cio_ctl.adapters.yaml.text import forbidden, named, plain_value, shown
from cio_ctl.model.finding import Finding, Place, finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SIZE_LIMIT: Final = 256 * 1024
DEPTH_LIMIT: Final = 20
_ENOUGH = 20
_TAB_IN_INDENT = re.compile(r" *\t")

NodePath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlText:
    """What a readable file holds: plain data, and the line (from 1) of every field and item."""

    data: dict[str, object]
    lines: Mapping[NodePath, int]

    def line_of(self, path: NodePath) -> int:
        """The line of a field or item, or of its nearest known ancestor, else 1."""
        known = (self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines)
        return next(known, 1)


def read_yaml(content: bytes, path: str = "") -> YamlText | tuple[Finding, ...]:
    """The data of a file, or everything that is wrong with it, by line."""
    if len(content) > SIZE_LIMIT:
        return (finding("Y-SIZE", Place(path), size=len(content), limit=SIZE_LIMIT),)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return (finding("Y-ENCODING", Place(path, content.count(b"\n", 0, error.start) + 1)),)
    return tuple(sorted(_text_faults(text, path))[:_ENOUGH]) or _Builder(text, path).read()


def _text_faults(text: str, path: str) -> Iterator[Finding]:
    """Characters that must not stand in the raw text, each where it first stands."""
    body = text.removeprefix("\ufeff")
    ends = [0] if body != text else []
    ends += [body.index("\r")] if "\r" in body else []
    if ends:
        yield finding("Y-LINE-ENDING", Place(path, body.count("\n", 0, ends[0]) + 1))
    for one in forbidden(body) - {"\r"}:
        line = body.count("\n", 0, body.index(one)) + 1
        yield finding("Y-CHARACTER", Place(path, line), character=named(one))


class _Stop(Exception):
    """Reading on would say nothing more."""


@dataclass(slots=True)
class _Open:
    """A mapping or list (the other is None) that is being read; ``key`` is the field whose value comes next."""

    fields: dict[str, object] | None
    items: list[object] | None
    path: NodePath
    key: str | None = None

    @property
    def expects_key(self) -> bool:
        """Whether a field name comes next."""
        return self.key is None and self.fields is not None


@dataclass(slots=True)
class _Builder:
    """Plain data from events, without recursion and without ruamel's constructor; ``here`` is the last place named."""

    text: str
    path: str
    faults: list[Finding] = field(default_factory=list)
    lines: dict[NodePath, int] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)
    here: NodePath = ()
    root: object = None
    documents: int = 0

    def read(self) -> YamlText | tuple[Finding, ...]:
        """The data, or the findings."""
        try:
            for kind, event in events(self.text):
                take = _TAKE.get(kind)
                if take:
                    take(self, event)
        except NotYamlError as error:
            self.faults.append(self._syntax(error))
        except _Stop:
            pass
        return self._result()

    def _result(self) -> YamlText | tuple[Finding, ...]:
        if self.faults:
            return tuple(sorted(self.faults))
        if not isinstance(self.root, dict):
            return (finding("Y-NOT-A-MAPPING", Place(self.path, 1)),)
        return YamlText(self.root, self.lines)

    def _fault(self, code: str, event: Event, **facts: str) -> None:
        self.faults.append(finding(code, Place(self.path, event.start_mark.line + 1), **facts))
        if len(self.faults) >= _ENOUGH:
            raise _Stop

    def _syntax(self, error: NotYamlError) -> Finding:
        """What broke the grammar: a directive, a tab, or what the parser says."""
        before = self.text.split("\n")[: error.line]
        directive = next((number for number, line in enumerate(before, 1) if line.startswith("%")), 0)
        if directive:
            return finding("Y-DIRECTIVE", Place(self.path, directive))
        if _TAB_IN_INDENT.match(before[-1]):
            return finding("Y-TAB", Place(self.path, len(before)))
        return finding("Y-SYNTAX", Place(self.path, len(before)), problem=shown(error.problem, 200))

    def document(self, event: Event) -> None:
        """A document begins."""
        self.documents += 1
        if event.version or event.tags:
            self._fault("Y-DIRECTIVE", event)
        if self.documents > 1:
            self._fault("Y-DOCUMENTS", event)
            raise _Stop

    def alias(self, event: Event) -> None:
        """A reference to an anchor; it counts as an empty value."""
        self._fault("Y-ANCHOR", event, anchor=f"*{shown(event.anchor or '')}")
        if self.open and self.open[-1].expects_key:
            self.open[-1].key = "*"
        else:
            self._add(event, None)

    def scalar(self, event: Event) -> None:
        """A field name or a value."""
        if event.tag is not None or event.anchor is not None:
            self._properties(event)
        text, style = event.value, event.style
        if style == '"':
            for one in sorted(forbidden(text)):
                self._fault("Y-CHARACTER", event, character=named(one))
        if self.open and (top := self.open[-1]).expects_key:
            self._key(event, text, top)
        else:
            self._add(event, text if style else plain_value(text))

    def mapping(self, event: Event) -> None:
        """A mapping begins."""
        fields: dict[str, object] = {}
        self._begin(event, fields)
        self.open.append(_Open(fields, None, self.here))

    def sequence(self, event: Event) -> None:
        """A list begins."""
        items: list[object] = []
        self._begin(event, items)
        self.open.append(_Open(None, items, self.here))

    def end(self, _event: Event) -> None:
        """A mapping or list ends."""
        self.open.pop()

    def _begin(self, event: Event, value: object) -> None:
        self._properties(event)
        if self.open and self.open[-1].expects_key:
            self._fault("Y-KEY", event)
            raise _Stop
        if len(self.open) == DEPTH_LIMIT:
            self._fault("Y-DEPTH", event, limit=str(DEPTH_LIMIT))
            raise _Stop
        self._add(event, value)

    def _properties(self, event: Event) -> None:
        """Tags and anchors are refused wherever they stand."""
        if event.tag is not None:
            self._fault("Y-TAG", event, tag=shown(event.tag.replace("tag:yaml.org,2002:", "!!")))
        if event.anchor is not None:
            self._fault("Y-ANCHOR", event, anchor=f"&{shown(event.anchor)}")

    def _key(self, event: Event, name: str, top: _Open) -> None:
        if not name:
            self._fault("Y-KEY", event)
        elif name == "<<" and not event.style:
            self._fault("Y-MERGE-KEY", event)
        elif top.fields and name in top.fields:
            self._fault("Y-DUPLICATE-KEY", event, key=shown(name))
        top.key = name
        self.here = (*top.path, name)
        self.lines[self.here] = event.start_mark.line + 1

    def _add(self, event: Event, value: object) -> None:
        """Put a value where it belongs."""
        if not self.open:
            self.root = value
            return
        top = self.open[-1]
        if top.fields is not None:
            top.fields[top.key or ""], top.key = value, None
        elif top.items is not None:
            self.here = (*top.path, len(top.items))
            top.items.append(value)
            self.lines[self.here] = event.start_mark.line + 1


_TAKE: Final[dict[str, Callable[[_Builder, Event], None]]] = {
    "DocumentStart": _Builder.document,
    "Alias": _Builder.alias,
    "Scalar": _Builder.scalar,
    "MappingStart": _Builder.mapping,
    "SequenceStart": _Builder.sequence,
    "MappingEnd": _Builder.end,
    "SequenceEnd": _Builder.end,
}
