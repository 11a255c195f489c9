"""Jinja templates of forms, confined: no loader, no attributes of objects, no way for a value to become code.

A template writes Typst. What it prints with ``{{ … }}`` is never put into that text: each value, be it a text, a
list or a dict, goes into a list beside it, and the text gets ``given.at(N)``. So a value cannot become Typst code
in any position.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NoReturn

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from cio_ctl.adapters.forms.template_faults import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import CodeType, TracebackType

    from jinja2.runtime import Context

OUTPUT_LIMIT: Final = 2_000_000
RANGE_LIMIT: Final = 1000
_FILE: Final = "<template>"
_NODES: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.Macro,
    nodes.Call,
    nodes.CallBlock,
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Test,
    nodes.Filter,
    nodes.List,
    nodes.Tuple,
    nodes.Add,
    nodes.Sub,
    nodes.Mod,
    nodes.Keyword,
)
_FILTERS: Final = frozenset({"length"})
_TESTS: Final = frozenset({"defined", "undefined", "odd", "even", "equalto", "eq", "ne", "in"})
_LOOP: Final = frozenset({"index", "index0", "first", "last", "length", "revindex"})


@dataclass(frozen=True, slots=True)
class TypstText:
    """Typst source, and the values that it takes from ``given`` by number."""

    source: str
    given: tuple[object, ...]


def render_template(
    name: str, source: str, values: Mapping[str, object], *, output_limit: int = OUTPUT_LIMIT
) -> TypstText:
    """The Typst text that a template makes of plain values (dicts, lists, texts).

    Raises:
        BadTemplate: it is not well-formed, uses what is not allowed or not there, or makes too much text.
    """
    environment = _Confined(output_limit)
    try:
        template = Template.from_code(environment, _compiled(source), environment.make_globals(None))
        text = environment.bounded(template.generate(**{key: _plain(value) for key, value in values.items()}))
    except TemplateSyntaxError as problem:
        raise BadTemplate(name, problem.lineno, problem.message or "not well-formed") from None
    except (TemplateError, RecursionError, TypeError, ValueError, ArithmeticError) as problem:
        told = str(problem) if isinstance(problem, TemplateError) else f"{type(problem).__name__}: {problem}"
        raise BadTemplate(name, _line_in_template(problem.__traceback__), told[:200]) from None
    return TypstText(text, tuple(environment.given))


@lru_cache(maxsize=64)
def _compiled(source: str) -> CodeType:
    """The code of a template, once nothing in it is forbidden; made once for all that it is filled with."""
    environment = _Confined(OUTPUT_LIMIT)
    environment.refuse_forbidden(source)
    return environment.compile(source, _FILE, _FILE)


class _Confined(ImmutableSandboxedEnvironment):
    """A Jinja of which only text, loops, conditions and macros are left."""

    intercepted_binops = frozenset({"+", "-", "%"})

    def __init__(self, output_limit: int) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_printed,
            loader=None,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.globals = {"range": _range}
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.tests = {name: self.tests[name] for name in _TESTS}
        self.given: list[object] = []
        self._numbers: dict[tuple[type, str], int] = {}
        self._left = output_limit

    def refuse_forbidden(self, source: str) -> None:
        """Look through the parsed template for anything that is not on the list."""
        pending: list[nodes.Node] = [self.parse(source)]
        while pending:
            node = pending.pop()
            pending += node.iter_child_nodes()
            if not isinstance(node, _NODES) or (isinstance(node, nodes.For) and node.recursive):
                _forbid_syntax(f"{type(node).__name__} is not allowed in a template", node)
            if isinstance(node, nodes.Filter | nodes.Test) and node.name not in _FILTERS | _TESTS:
                _forbid_syntax(f"{node.name} is not allowed in a template", node)
            if isinstance(node, nodes.Call) and not isinstance(node.node, nodes.Name):
                _forbid_syntax("only macros and range can be called", node)

    def getattr(self, obj: object, attribute: str) -> object:
        """A field of a dict, or a counter of a loop; never an attribute of a Python object."""
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """A field of a dict or an entry of a list."""
        if isinstance(obj, dict) and argument in obj:
            return obj[argument]
        if isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument))

    def is_safe_callable(self, obj: object) -> bool:
        """Whether it is a macro of the template, or range."""
        return isinstance(obj, Macro) or obj is _range

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Arithmetic with whole numbers; nothing else adds, repeats or formats."""
        if type(left) is not int or type(right) is not int or max(abs(left), abs(right)) > OUTPUT_LIMIT:
            _forbid("only whole numbers can be reckoned with")
        return super().call_binop(context, operator, left, right)

    def number_of(self, value: object) -> int:
        """The place of a value among the given."""
        key = (type(value), value if isinstance(value, str) else json.dumps(value))
        if key not in self._numbers:
            self._numbers[key] = len(self.given)
            self.given.append(value)
        return self._numbers[key]

    def bounded(self, pieces: object) -> str:
        """The pieces as one text, unless it grows too long."""
        return "".join(self.measured(piece) for piece in pieces)  # type: ignore[attr-defined]

    def measured(self, text: str) -> str:
        """The text, once it is counted.

        Raises:
            SecurityError: with it, more has been made than is allowed.
        """
        self._left -= len(text)
        if self._left < 0:
            _forbid("the template makes too much text")
        return text


def _forbid(problem: str) -> NoReturn:
    raise SecurityError(problem)


def _forbid_syntax(problem: str, node: nodes.Node) -> NoReturn:
    raise TemplateSyntaxError(problem, node.lineno)


@pass_context
def _printed(context: Context, value: object) -> Markup:
    """What ``{{ … }}`` writes: what a macro made, a whole number, or the place of a text among the given."""
    environment = context.environment
    if not isinstance(environment, _Confined):  # pragma: no cover - the context of no other environment
        _forbid("a foreign context")
    if isinstance(value, Markup):
        environment.measured(value)
        return value
    if isinstance(value, Undefined):
        str(value)
    if type(value) is int:
        return Markup(str(value))  # noqa: S704 - digits
    if type(value) not in {str, list, dict}:
        _forbid(f"a {type(value).__name__} cannot be printed")
    return Markup(f"given.at({environment.number_of(value)})")  # noqa: S704 - made here, of a number


def _range(*bounds: int) -> range:
    """A range of at most ``RANGE_LIMIT`` numbers."""
    numbers = range(*bounds)
    if len(numbers) > RANGE_LIMIT:
        _forbid(f"a range longer than {RANGE_LIMIT}")
    return numbers


def _plain(value: object) -> object:
    """A copy of plain data.

    Raises:
        SecurityError: it holds something else.
    """
    if type(value) is dict:
        return {str(key): _plain(inner) for key, inner in value.items()}
    if type(value) in {list, tuple}:
        return [_plain(inner) for inner in value]  # type: ignore[attr-defined]
    if type(value) in {str, int}:
        return value
    _forbid(f"a {type(value).__name__} was given to the template")


def _line_in_template(trace: TracebackType | None) -> int:
    """The last line of the template that a traceback passes through; 0 if none."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
