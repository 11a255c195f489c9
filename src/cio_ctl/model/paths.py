"""Names in the tree: record ids, path templates, and which part of the tree a path belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORDS: Final = "records/"
LAW_FOLDERS: Final = ("schemas/", "templates/")
SLUG: Final = r"[a-z0-9][a-z0-9-]{0,63}"
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9._][A-Za-z0-9._-]{0,99}")
_SLUG: Final = re.compile(SLUG)
_VARIABLE: Final = re.compile(r"\{([a-z][a-z-]*)\}")


@dataclass(frozen=True)
class PathTemplate:
    """A record id with slugs left open: ``projects/{project}/acceptance-{phase}``; ``*`` fits any slug."""

    text: str
    variables: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Find the variables once."""
        object.__setattr__(self, "variables", tuple(_VARIABLE.findall(self.text)))

    @property
    def _pattern(self) -> re.Pattern[str]:
        """The expression that a whole id must fit."""
        return _expression(self.text)

    def matches(self, record_id: str) -> Mapping[str, str] | None:
        """The slug of each variable; None if the id does not fit."""
        found = self._pattern.fullmatch(record_id)
        return None if found is None else {name: found[name.replace("-", "_")] for name in self.variables}

    @property
    def any(self) -> str:
        """The text with any slug for each variable: the pattern that every such id fits."""
        return _VARIABLE.sub("*", self.text)

    def fill(self, slugs: Mapping[str, str]) -> str:
        """The text with each variable replaced.

        Raises:
            KeyError: a variable has no slug.
        """
        return _VARIABLE.sub(lambda found: slugs[found[1]], self.text)


@lru_cache(maxsize=4096)
def _expression(text: str) -> re.Pattern[str]:
    """The expression that a whole id must fit; compiled once for all templates of this text."""
    return re.compile("".join(_as_expression(part) for part in re.split(r"(\{[a-z][a-z-]*\}|\*)", text)))


def _as_expression(part: str) -> str:
    """A piece of a template as a piece of a regular expression."""
    variable = _VARIABLE.fullmatch(part)
    if variable:
        return f"(?P<{variable[1].replace('-', '_')}>{SLUG})"
    return SLUG if part == "*" else re.escape(part)


def record_path(record_id: str) -> str:
    """Where the record lies in the tree."""
    return f"{RECORDS}{record_id}.yaml"


def record_id(path: str) -> str | None:
    """The id of the record that lies at a path; None if no record does."""
    if path.startswith(RECORDS) and path.endswith(".yaml") and "/evidence/" not in path:
        return path.removeprefix(RECORDS).removesuffix(".yaml")
    return None


def is_evidence(path: str) -> bool:
    """Whether a path lies in an evidence folder of the records."""
    return path.startswith(RECORDS) and "/evidence/" in path


def is_law(path: str) -> bool:
    """Whether a path lies in the folders that are law by themselves."""
    return path.startswith(LAW_FOLDERS)


def is_under(path: str, folders: tuple[str, ...]) -> bool:
    """Whether a path is one of these files or lies below one of these folders."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def is_slug(text: str) -> bool:
    """Whether a text can stand for a variable of a path."""
    return _SLUG.fullmatch(text) is not None


def is_plain(path: str) -> bool:
    """Whether every part of a path is a plain ASCII name: no dot-dot, no git folder, no trailing dot."""
    parts = path.split("/")
    return len(parts) <= 10 and all(
        _PLAIN_NAME.fullmatch(part)
        and part.strip(".")
        and not part.endswith(".")
        and part.lower().split(".")[0] not in _RESERVED
        and part.lower() not in _GITS_OWN
        for part in parts
    )


_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
_GITS_OWN: Final = frozenset({".git", ".gitattributes", ".gitmodules", ".lfsconfig", ".mailmap"})
