"""Changes of a YAML text that touch nothing but the place they are about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.yaml.nodes import Node, Step, Tree, tree
from cio_ctl.adapters.yaml.spelling import (
    Indent,
    Plain,
    block,
    field_lines,
    flow,
    flow_key,
    inline,
    item_lines,
    quoted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER: Final = re.compile(r"[|>][-+0-9]*")
_COMMENT: Final = re.compile(r"( *)#")


@dataclass(frozen=True, slots=True)
class Spot:
    """A value, the field name it stands at (if any), and whether it is inside brackets."""

    node: Node
    name: Node | None = None
    bracketed: bool = False

    def below(self, step: Step) -> Spot | None:
        """The spot of a field or item, if it is there."""
        child = self.node.child(step)
        if child is None:
            return None
        name = self.node.fields[step][0] if isinstance(step, str) else None
        return Spot(child, name, self.bracketed or self.node.in_brackets)


@dataclass(slots=True)
class Splice:
    """Replacements in one text, by position; ``text`` gives the outcome.

    Whether the outcome means what it should is for the caller to check: odd but lawful spellings
    (``? key`` on a line of its own) are not looked for.
    """

    old: str
    tree: Tree = field(init=False)
    indent: Indent = field(init=False)
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find the nodes, and how things are indented here."""
        self.tree = tree(self.old)
        self.indent = _indent(self.tree.root)

    def text(self) -> str:
        """The text with all replacements made; those at one place in the order they came."""
        new: list[str] = []
        at = 0
        for start, end, words in sorted(self.edits, key=lambda edit: edit[:2]):
            new += [self.old[at:start], words]
            at = end
        return "".join([*new, self.old[at:]])

    def put(self, path: Sequence[Step], value: Plain) -> None:
        """Set the value at a path that fits; what is missing on the way is made."""
        spot = Spot(self.tree.root)
        for done, step in enumerate(path, 1):
            below = spot.below(step)
            if below is None:
                self.add(spot, step, _nested(path[done:], value))
                return
            spot = below
        self.replace(spot, value)

    def replace(self, spot: Spot, value: Plain) -> None:
        """Put ``value`` in the place of a value."""
        short = flow(value) if spot.bracketed else _like(spot.node, value)
        if short is not None:
            self._replace_in_line(spot, short)
        elif spot.name is not None:
            self._replace_below(spot.node, spot.name, value)
        else:
            self._replace_item(spot.node, value)

    def add(self, spot: Spot, step: Step, value: Plain) -> None:
        """Put a new field or a next item into a collection."""
        node = spot.node
        if not (node.fields or node.items):
            self.replace(spot, _nested([step], value))
        elif node.in_brackets:
            self._add_in_brackets(node, step, value)
        elif isinstance(step, str):
            at = self.tree.end if node is self.tree.root else self._behind(node)
            self._lines(at, field_lines(step, value, node.column, self.indent))
        else:
            self._lines(self._behind(node), item_lines(value, node.column, self.indent))

    def _add_in_brackets(self, node: Node, step: Step, value: Plain) -> None:
        last = node.items[-1] if node.items else [pair[1] for pair in node.fields.values()][-1]
        name = f"{flow_key(step)}: " if isinstance(step, str) else ""
        blank = " " if self.old[last.end - 1] == ":" else ""
        self._edit(last.end, last.end, f"{blank}, {name}{flow(value)}")

    def _replace_in_line(self, spot: Spot, short: str) -> None:
        node = spot.node
        if node.start == node.end:
            blank = "" if self.old[node.start - 1] == " " else " "
            colon = "" if self._has_colon(spot) else ":"
            self._edit(node.start, node.end, f"{colon}{blank}{short}")
        elif node.is_block_scalar:
            self._edit(node.start, self._header_end(node), short)
            self._edit(self._next_line(node.start), node.end, "")
        elif node.is_block_collection and spot.name is not None:
            colon_end = self.old.index(":", spot.name.end) + 1
            self._edit(colon_end, colon_end, f" {short}")
            self._edit(self._line_start(node.start), self._line_behind(node), "")
        else:
            self._edit(node.start, self._content_end(node), short)

    def _has_colon(self, spot: Spot) -> bool:
        """A list item needs none; ``{field}`` lacks its own."""
        return spot.name is None or ":" in self.old[spot.name.end : spot.node.start]

    def _replace_below(self, node: Node, name: Node, value: Plain) -> None:
        lines = block(value, name.column + self.indent.under(value), self.indent)
        if node.is_block_collection:
            start = self._line_start(node.start)
        elif node.is_block_scalar:
            self._cut(node.start, self._header_end(node))
            start = self._next_line(node.start)
        else:
            self._cut(node.start, node.end)
            start = self._line_behind(node)
        self._lines(start, lines)
        self._edit(start, self._line_behind(node), "")

    def _replace_item(self, node: Node, value: Plain) -> None:
        blank = " " if node.start == node.end else ""
        column = node.column + len(blank)
        text = "\n".join(block(value, column, self.indent))[column:]
        self._edit(node.start, self._content_end(node), blank + text)

    def _cut(self, start: int, end: int) -> None:
        """Take characters out, with the blanks before them, and their line if nothing else is in it."""
        line = self._line_start(start)
        if not self.old[line:start].strip() and not self.old[end : self._next_line(end)].strip():
            self._edit(line, self._next_line(end), "")
        else:
            self._edit(line + len(self.old[line:start].rstrip(" ")), end, "")

    def _edit(self, start: int, end: int, words: str) -> None:
        if start < end or words:
            self.edits.append((start, end, words))

    def _lines(self, at: int, lines: list[str]) -> None:
        """Put lines in at the start of a line, or at the end of the text."""
        before = "" if at == 0 or self.old[at - 1] == "\n" else "\n"
        self._edit(at, at, before + "\n".join(lines) + "\n")

    def _line_start(self, at: int) -> int:
        return self.old.rfind("\n", 0, at) + 1

    def _next_line(self, at: int) -> int:
        end = self.old.find("\n", at)
        return len(self.old) if end < 0 else end + 1

    def _line_behind(self, node: Node) -> int:
        """The start of the line behind a node; it may be the node's own end."""
        ended = node.start < node.end and self.old[node.end - 1] == "\n"
        return node.end if ended else self._next_line(node.end)

    def _content_end(self, node: Node) -> int:
        """The end of a node without line ends."""
        return node.start + len(self.old[node.start : node.end].rstrip())

    def _header_end(self, node: Node) -> int:
        """The end of the mark that opens a block scalar."""
        header = _HEADER.match(self.old, node.start)
        return header.end() if header else node.start

    def _behind(self, node: Node) -> int:
        """Where lines can follow a block collection: behind it and the comments indented like it."""
        at = reached = self._line_behind(node)
        while at < len(self.old):
            line, at = self.old[at : self._next_line(at)], self._next_line(at)
            comment = _COMMENT.match(line)
            if comment and len(comment[1]) >= max(node.column, 1):
                reached = at
            elif line.strip():
                break
        return reached


def _nested(path: Sequence[Step], value: Plain) -> Plain:
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [value]
    return value


def _like(node: Node, value: Plain) -> str | None:
    """A value in one line, in quotes where the old one was."""
    if isinstance(value, str) and node.style == '"':
        return quoted(value)
    if isinstance(value, str) and node.style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return inline(value)


def _indent(root: Node) -> Indent:
    """The first indentations that stand in a text, two where there are none."""
    found: dict[str, int] = {}
    for node in root.walk():
        for name, value in node.fields.values():
            if value.is_block_collection and not node.in_brackets:
                found.setdefault(value.kind, value.column - name.column)
    return Indent(max(found.get("Mapping", 2), 1), max(found.get("Sequence", 2), 0))
