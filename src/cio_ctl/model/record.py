"""A record as the rules see it: its id, its fields, where it stands, and the decisions taken on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from cio_ctl.model.law import Verb

MISSING: Final = object()
Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Decision:
    """One act on a record. ``at`` is RFC 3339 with offset; ``by`` and ``delegated_for`` are officers' ids."""

    verb: Verb
    source: str
    target: str
    by: str
    role: str
    unit: str
    at: datetime
    opinion: str = ""
    delegated_for: str = ""

    @property
    def persons(self) -> frozenset[str]:
        """Who counts as having taken part: the signer, and whoever the signer stood for."""
        return frozenset({self.by, self.delegated_for} - {""})

    def as_fields(self) -> dict[str, object]:
        """The decision as it stands in a record."""
        fields: dict[str, object] = {
            "verb": self.verb.value,
            "from": self.source,
            "to": self.target,
            "by": self.by,
            "role": self.role,
            "unit": self.unit,
            "at": self.at.isoformat(),
        }
        if self.opinion:
            fields["opinion"] = self.opinion
        if self.delegated_for:
            fields["delegated_for"] = self.delegated_for
        return fields


def decision_from(fields: Fields) -> Decision:
    """The decision that stands in a record.

    Raises:
        ValueError: a field is missing, is not text, or is not of its form.
    """
    texts = {key: value for key, value in fields.items() if isinstance(value, str)}
    try:
        at = datetime.fromisoformat(texts["at"])
        verb = Verb(texts["verb"])
        names = {key: texts[key] for key in ("by", "role", "unit")}
        decision = Decision(
            verb,
            texts["from"],
            texts["to"],
            **names,
            at=at,
            opinion=texts.get("opinion", ""),
            delegated_for=texts.get("delegated_for", ""),
        )
    except KeyError as missing:
        raise ValueError(str(missing)) from missing
    if at.tzinfo is None:
        raise ValueError(texts["at"])
    return decision


@dataclass(frozen=True, slots=True)
class Annex:
    """A file of evidence: its path below ``records/``, its size in bytes, its SHA-256 in lower-case hex."""

    type: str
    name: str
    file: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Record:
    """One YAML file of record. ``lines`` maps a path of fields to its line in the file."""

    id: str
    fields: Fields
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind that the record says it is; empty if it says none."""
        return _text(self.fields.get("kind"))

    @property
    def stage(self) -> str:
        """The stage that the record says it is in; empty if it says none."""
        return _text(self.fields.get("stage"))

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions in order; those not of their form are left out (the schema reports them)."""
        return tuple(_decisions(self.fields.get("decisions")))

    @cached_property
    def annexes(self) -> tuple[Annex, ...]:
        """The annexes in order; those not of their form are left out (the schema reports them)."""
        entries = self.fields.get("annexes")
        return tuple(_annexes(entries if isinstance(entries, list) else []))

    def value(self, path: str) -> object:
        """The value of ``field.field``; ``MISSING`` where there is none."""
        value: object = self.fields
        for name in path.split("."):
            if not isinstance(value, Mapping) or name not in value:
                return MISSING
            value = value[name]
        return value

    def values(self, path: str) -> tuple[object, ...]:
        """Every value at ``field.field``, in order; a list on the way stands for each of its entries."""
        return tuple(values_in(self.fields, path))

    def line(self, *path: str | int) -> int:
        """The line of a field, or of the nearest thing around it that has one."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


def values_in(value: object, path: str) -> Iterator[object]:
    """Every value at ``field.field`` below a value; a list stands for each of its entries, an empty path for itself."""
    if isinstance(value, list):
        for entry in value:
            yield from values_in(entry, path)
    elif not path:
        yield value
    else:
        name, _, rest = path.partition(".")
        if isinstance(value, Mapping) and name in value:
            yield from values_in(value[name], rest)


def called(fields: Fields) -> str:
    """What a record or an entry is called: its name or title, else nothing."""
    return next((value for value in (fields.get("name"), fields.get("title")) if isinstance(value, str)), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _decisions(entries: object) -> list[Decision]:
    """The well-formed ones among the entries."""
    found = []
    for entry in entries if isinstance(entries, list) else []:
        try:
            found.append(decision_from(entry))
        except (ValueError, AttributeError):
            continue
    return found


def _annexes(entries: list[object]) -> list[Annex]:
    """The well-formed ones among the entries."""
    found = []
    for entry in entries:
        if isinstance(entry, Mapping):
            paper, name, file, digest = (entry.get(field) for field in ("type", "name", "file", "sha256"))
            size = entry.get("size")
            if all(isinstance(text, str) for text in (paper, name, file, digest)) and isinstance(size, int):
                found.append(Annex(str(paper), str(name), str(file), str(digest), size))
    return found
