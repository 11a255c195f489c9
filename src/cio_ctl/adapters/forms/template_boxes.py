"""Which boxes a layout prints, read off its template without running it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from cio_ctl.adapters.forms.jinja_templates import said_of
from cio_ctl.adapters.forms.template_faults import BadTemplate, stumbled

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOXES: Final = "box"
_EVERYTHING: Final = "parts"


@dataclass(frozen=True, slots=True)
class BoxesPrinted:
    """The boxes that a template names, each with the first line that does; ``whole`` if all are handed on."""

    lines: Mapping[str, int]
    whole: bool


def boxes_printed(name: str, source: str) -> BoxesPrinted:
    """The boxes that a template prints: ``box.owner``; with ``box`` alone, or ``parts``, all of them.

    Raises:
        BadTemplate: it is not well-formed.
    """
    try:
        return _boxes_in(Environment(autoescape=True).parse(source))
    except TemplateSyntaxError as problem:
        raise BadTemplate(name, problem.lineno, said_of(problem)) from None
    except (RecursionError, ValueError, ArithmeticError) as problem:
        raise BadTemplate(name, 0, stumbled(problem)) from None


def _boxes_in(tree: nodes.Template) -> BoxesPrinted:
    """The boxes that a parsed template names."""
    lines: dict[str, int] = {}
    taken = 0
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == _BOXES:
            lines.setdefault(node.attr, node.lineno)
            taken += 1
    used = [node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"]
    handed_on = used.count(_BOXES) > taken
    return BoxesPrinted(lines, handed_on or _EVERYTHING in used)
