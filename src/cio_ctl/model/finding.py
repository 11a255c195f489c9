"""What a user wrote wrong, as a value: a stable code, a place, the facts, and a way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cio_ctl.model.codes import CODES, Code
from cio_ctl.model.reason import in_words

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is: a path in the repository, a line from 1, a commit id; empty where not known."""

    path: str = ""
    line: int = 0
    commit: str = ""

    def __str__(self) -> str:
        """``path:line`` and ``@commit`` (12 digits), as far as they are known."""
        line = f":{self.line}" if self.line else ""
        commit = f"@{self.commit[:12]}" if self.commit else ""
        return f"{self.path}{line}{commit}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong; ``arguments`` fill the sentences of its code."""

    place: Place
    code: str
    arguments: tuple[tuple[str, str], ...] = ()
    basis: str = ""

    @property
    def about(self) -> Code:
        """The entry of the code table that this finding cites."""
        return CODES[self.code]

    def sentence(self, translate: Translate = str) -> str:
        """What is wrong, in one sentence."""
        return translate(self.about.sentence).format_map(self._facts(translate))

    def remedy(self, translate: Translate = str) -> str:
        """What to do about it, in one sentence."""
        return translate(self.about.remedy).format_map(self._facts(translate))

    def _facts(self, translate: Translate) -> _Facts:
        """The arguments, reasons among them translated."""
        return _Facts((name, in_words(fact, translate)) for name, fact in self.arguments)

    def at(self, commit: str) -> Finding:
        """The same finding, placed in a commit."""
        return replace(self, place=replace(self.place, commit=commit))


class _Facts(dict[str, str]):
    """Arguments by name; one that a finding does not know is shown as a dash."""

    def __missing__(self, key: str) -> str:
        """A dash for an argument that was not given."""
        return "—"


def finding(code: str, place: Place | None = None, basis: str = "", **arguments: object) -> Finding:
    """A finding of ``code`` (a key of ``CODES``), with its facts as text.

    Raises:
        KeyError: the code is in no table.
    """
    CODES[code]
    facts = tuple((name, value if isinstance(value, str) else str(value)) for name, value in arguments.items())
    return Finding(place or Place(), code, facts, basis)
