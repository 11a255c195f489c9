"""Where the values of a readable YAML text stand, character by character."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.yaml.events import Event, events

if TYPE_CHECKING:
    from collections.abc import Iterator

    Stream = Iterator[tuple[str, Event]]

Step = str | int
_BLOCK_SCALARS: Final = ("|", ">")


@dataclass(slots=True)
class Node:
    """One value: ``start`` to ``end`` in the text, without comments and blank lines behind it.

    The end of a block scalar and of what ends with one is the start of a line. ``style`` is the
    quote or block indicator of a scalar, ``[`` or ``{`` for a collection in brackets, else empty.
    """

    kind: str
    start: int
    end: int
    column: int
    style: str = ""
    value: str = ""
    fields: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)

    @property
    def in_brackets(self) -> bool:
        """A collection written with brackets or braces."""
        return self.style in {"[", "{"}

    @property
    def is_block_scalar(self) -> bool:
        """A text written below its field, after ``|`` or ``>``."""
        return self.style in _BLOCK_SCALARS

    @property
    def is_block_collection(self) -> bool:
        """A mapping or list written over lines, without brackets."""
        return self.kind != "Scalar" and not self.in_brackets

    def child(self, step: Step) -> Node | None:
        """The value of a field, or an item."""
        if isinstance(step, str):
            return self.fields[step][1] if step in self.fields else None
        return self.items[step] if 0 <= step < len(self.items) else None

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for one in (*(pair[1] for pair in self.fields.values()), *self.items):
            yield from one.walk()


@dataclass(frozen=True, slots=True)
class Tree:
    """A document: its root, and the place behind everything but an end marker."""

    root: Node
    end: int


def tree(text: str) -> Tree:
    """The nodes of a text that ``read_yaml`` accepts."""
    stream = events(text)
    root, end = Node("Scalar", 0, 0, 0), len(text)
    for kind, event in stream:
        if kind == "MappingStart":
            root = _node(text, kind, event, stream)
        elif kind == "DocumentEnd":
            end = event.start_mark.index
    return Tree(root, end)


def _node(text: str, kind: str, event: Event, stream: Stream) -> Node:
    mark = event.start_mark
    if kind == "Scalar":
        return Node(kind, mark.index, _scalar_end(text, event), mark.column, event.style, event.value)
    style = ("{" if kind == "MappingStart" else "[") if event.flow_style else ""
    node = Node(kind.removesuffix("Start"), mark.index, mark.index, mark.column, style)
    last = _fill(text, node, stream)
    if style:
        node.end = last.end_mark.index
    return node


def _scalar_end(text: str, event: Event) -> int:
    """Empty lines behind a block scalar are not its own, unless it keeps them (``|+``)."""
    start, end = event.start_mark.index, event.end_mark.index
    if event.style not in _BLOCK_SCALARS or "+" in text[start : start + 3]:
        return end
    return min(end, start + len(text[start:end].rstrip("\n")) + 1)


def _fill(text: str, node: Node, stream: Stream) -> Event:
    """Read what belongs to a collection; its end event."""
    for kind, event in stream:
        if kind.endswith("End"):
            return event
        child = _node(text, kind, event, stream)
        if node.kind == "Mapping":
            name, child = child, _node(text, *next(stream), stream)
            node.fields[name.value] = (name, child)
        else:
            node.items.append(child)
        node.end = max(node.end, child.end)
    raise AssertionError  # pragma: no cover - the parser closes what it opens
