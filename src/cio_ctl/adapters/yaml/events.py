"""The stream of YAML events of the C parser; no other module names ruamel."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from _ruamel_yaml import CParser
from ruamel.yaml.error import YAMLError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mark(Protocol):
    """A position in the text; all three count from 0, in characters."""

    line: int
    column: int
    index: int


class Event(Protocol):
    """One event; the kind (class name without ``Event``) says which attributes are there."""

    start_mark: Mark
    end_mark: Mark
    value: str
    style: str
    tag: str | None
    anchor: str | None
    flow_style: bool
    version: tuple[int, int] | None
    tags: dict[str, str] | None


class NotYamlError(Exception):
    """The text breaks the grammar of YAML; ``line`` counts from 1."""

    def __init__(self, problem: str, line: int) -> None:
        self.problem = problem
        self.line = line
        super().__init__(problem)


def events(text: str) -> Iterator[tuple[str, Event]]:
    """Kind and event, in order of the text; the parser reads no further than it is asked.

    Raises:
        NotYamlError: the grammar is broken, found while iterating.
    """
    try:
        parser = CParser(text)
        while (event := parser.get_event()) is not None:
            yield _kind_of(type(event).__name__), event
    except (YAMLError, ValueError) as error:
        raise _not_yaml(error) from error


@cache
def _kind_of(class_name: str) -> str:
    """The kind of the events of a class."""
    return class_name.removesuffix("Event")


def _not_yaml(error: Exception) -> NotYamlError:
    """What the parser said, in one line, and where."""
    problem = str(getattr(error, "problem", None) or error)
    context = getattr(error, "context", None)
    mark: Mark | None = getattr(error, "problem_mark", None)
    said = f"{context}: {problem}" if context else problem
    return NotYamlError(" ".join(said.split()), mark.line + 1 if mark else 1)
