"""Jinja templates of forms, confined: no loader, no attributes of objects, no way for a value to become code.

What ``{{ … }}`` writes is decided by the ``Printing`` of the language that a template writes: Typst or Word.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NoReturn

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from cio_ctl.adapters.forms.template_faults import BadTemplate, stumbled
from cio_ctl.model.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import CodeType, TracebackType

    from jinja2.runtime import Context

    Printing = Callable[[object], str]

Forbidden = SecurityError
"""What a printing raises about a value that cannot be written."""
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
    nodes.Mul,
    nodes.Mod,
    nodes.Keyword,
)
_FILTERS: Final = frozenset({"length"})
_TESTS: Final = frozenset({"defined", "undefined", "odd", "even", "equalto", "eq", "ne", "in"})
_OFFSET: Final = re.compile(r" at \d+$")
_SHOWN: Final = 200
_UNKNOWN: Final = re.compile(r"'(\w{1,63})' is undefined")
_LOOP: Final = frozenset({"index", "index0", "first", "last", "length", "revindex"})


def filled_text(
    name: str,
    source: str,
    values: Mapping[str, object],
    printing: Printing,
    *,
    output_limit: int = OUTPUT_LIMIT,
    trimmed: bool = True,
) -> str:
    """The text that a template makes of values, each written by ``printing``; ``trimmed`` of lines that are tags only.

    Raises:
        BadTemplate: it is not well-formed, uses what is not allowed or not there, or makes too much text.
    """
    environment = _Confined(output_limit, printing, trimmed=trimmed)
    try:
        template = Template.from_code(environment, _compiled(source, trimmed), environment.make_globals(None))
        return environment.bounded(template.generate(**values))
    except TemplateSyntaxError as problem:
        raise BadTemplate(name, problem.lineno, said_of(problem)) from None
    except (TemplateError, RecursionError, TypeError, ValueError, ArithmeticError) as problem:
        told = _told(problem, values) if isinstance(problem, TemplateError) else stumbled(problem)
        raise BadTemplate(name, _line_in_template(problem.__traceback__), told) from None


@lru_cache(maxsize=64)
def _compiled(source: str, trimmed: bool) -> CodeType:  # noqa: FBT001 - a cache knows places, not names
    """The code of a template, once nothing in it is forbidden; made once for all that it is filled with."""
    environment = _Confined(OUTPUT_LIMIT, str, trimmed=trimmed)
    environment.refuse_forbidden(source)
    return environment.compile(source, _FILE, _FILE)


class _Confined(ImmutableSandboxedEnvironment):
    """A Jinja of which only text, loops, conditions and macros are left."""

    intercepted_binops = frozenset({"+", "-", "*", "%"})

    def __init__(self, output_limit: int, printing: Printing, *, trimmed: bool) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_printed,
            loader=None,
            trim_blocks=trimmed,
            lstrip_blocks=trimmed,
            keep_trailing_newline=True,
        )
        self.globals = {"range": _range}
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.tests = {name: self.tests[name] for name in _TESTS}
        self.printing = printing
        self._left = output_limit

    def refuse_forbidden(self, source: str) -> None:
        """Look through the parsed template for anything that is not on the list."""
        pending: list[nodes.Node] = [self.parse(source)]
        while pending:
            node = pending.pop()
            pending += node.iter_child_nodes()
            if not isinstance(node, _NODES) or (isinstance(node, nodes.For) and node.recursive):
                _forbid_syntax(Reason("{what} is not allowed in a template", what=type(node).__name__), node)
            if isinstance(node, nodes.Filter | nodes.Test) and node.name not in _FILTERS | _TESTS:
                _forbid_syntax(Reason("{what} is not allowed in a template", what=node.name), node)
            if isinstance(node, nodes.Call) and not isinstance(node.node, nodes.Name):
                _forbid_syntax(Reason("only macros and range can be called"), node)

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
        if isinstance(obj, Undefined):
            return obj
        hint = _parts_there(argument, obj) if isinstance(obj, dict) and obj else None
        return self.undefined(hint=hint, obj=obj, name=str(argument))

    def is_safe_callable(self, obj: object) -> bool:
        """Whether it is a macro of the template, or range."""
        return isinstance(obj, Macro) or obj is _range

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Arithmetic with whole numbers; nothing else adds, repeats or formats."""
        if type(left) is not int or type(right) is not int or max(abs(left), abs(right)) > OUTPUT_LIMIT:
            _forbid(Reason("only whole numbers can be reckoned with"))
        return super().call_binop(context, operator, left, right)

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
            _forbid(Reason("the template makes too much text"))
        return text


def _parts_there(name: object, known: Iterable[str]) -> Reason:
    """That a value has no part of that name, and which it has."""
    names = f".{', .'.join(known)}"[:_SHOWN]
    return Reason("there is no .{name} here, only {known}", name=name, known=names)


def _forbid(problem: str) -> NoReturn:
    raise SecurityError(problem)


def _forbid_syntax(problem: str, node: nodes.Node) -> NoReturn:
    raise TemplateSyntaxError(problem, node.lineno)


@pass_context
def _printed(context: Context, value: object) -> Markup:
    """What ``{{ … }}`` writes: what a macro made, a whole number, or what the printing makes of a value."""
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
    return Markup(environment.printing(value))  # noqa: S704 - a printing lets no code through


def said_of(problem: TemplateError) -> str:
    """What an error of a template says: a reason of ours, or Jinja's words without a place that nobody could find."""
    said = problem.message or Reason("not well-formed")
    return said if isinstance(said, Reason) else _OFFSET.sub("", said)[:_SHOWN]


def _told(problem: TemplateError, known: Iterable[str]) -> str:
    """What is wrong, with the names that were perhaps meant."""
    unknown = _UNKNOWN.fullmatch(str(problem))
    near = get_close_matches(unknown[1], known) if unknown else []
    if unknown and near:
        return Reason("'{name}' is undefined; perhaps {near}", name=unknown[1], near=", ".join(near))
    return Reason("'{name}' is undefined", name=unknown[1]) if unknown else said_of(problem)


def _range(*bounds: int) -> range:
    """A range of at most ``RANGE_LIMIT`` numbers."""
    numbers = range(*bounds)
    if len(numbers) > RANGE_LIMIT:
        _forbid(Reason("a range longer than {limit}", limit=RANGE_LIMIT))
    return numbers


def _line_in_template(trace: TracebackType | None) -> int:
    """The last line of the template that a traceback passes through; 0 if none."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
