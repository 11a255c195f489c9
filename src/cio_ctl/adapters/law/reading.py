"""Reading law files field by field: each wrong thing becomes a finding with its line, and reading goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.label import Label
from cio_ctl.model.law import Actor, Term
from cio_ctl.model.matches import Combination, FieldMatch, Match, RecordMatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.adapters.yaml.reader import YamlText

Path = tuple[str | int, ...]
COMPARISONS = (
    "equals",
    "not-equals",
    "one-of",
    "none-of",
    "same-as",
    "at-least",
    "more-than",
    "at-most",
    "less-than",
    "present",
)
_LISTED = ("one-of", "none-of")
_ORDERED = ("at-least", "more-than", "at-most", "less-than")
_RECORDS = ("record", "records", "named-in")
_TERMS = ("days", "working-days", "months", "years")
_LONGEST_TERM = 9999
_NOTHING = FieldMatch("kind", "present", operand=True)


@dataclass(slots=True)
class LawText:
    """One law file being read: its values, and the findings so far."""

    path: str
    text: YamlText
    found: list[Finding] = field(default_factory=list)

    def report(self, code: str, at: Path, **arguments: str) -> None:
        """Note that something at a place in the file is wrong."""
        self.found.append(finding(code, Place(self.path, self.text.line_of(at)), **arguments))

    def root(self, known: Iterable[str], needed: Iterable[str]) -> Part:
        """The whole file as a part with these keys."""
        return Part(self, (), self.text.data).expecting(known, needed)


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping within a law file."""

    file: LawText
    path: Path
    fields: dict[str, object]

    def expecting(self, known: Iterable[str], needed: Iterable[str] = ()) -> Part:
        """The same part, once keys that do not belong and keys that are missing are reported."""
        names = tuple(known)
        for key in self.fields:
            if key not in names:
                self.file.report("L-KEY", (*self.path, key), key=key, known=", ".join(names))
        for key in needed:
            if key not in self.fields:
                self.file.report("L-MISSING", self.path, key=".".join(str(step) for step in (*self.path, key)))
        return self

    def wrong(self, key: str, expected: str) -> None:
        """Note that the value of a key is not what it must be."""
        name = ".".join(str(step) for step in (*self.path, key))
        self.file.report("L-TYPE", (*self.path, key), key=name, expected=expected)

    def text(self, key: str) -> str:
        """The text at a key; empty if there is none."""
        value = self.fields.get(key, "")
        if not isinstance(value, str):
            self.wrong(key, "text")
            return ""
        return value

    def number(self, key: str, default: int) -> int:
        """The whole number from 0 at a key."""
        value = self.fields.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.wrong(key, "a whole number")
            return default
        return value

    def flag(self, key: str) -> bool:
        """The truth value at a key; false if there is none."""
        value = self.fields.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, "true or false")
            return False
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts at a key; a single text is a list of one."""
        value = self.fields.get(key, [])
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.wrong(key, "a text or a list of texts")
            return ()
        return tuple(value)

    def part(self, key: str) -> Part:
        """The mapping at a key; an empty one if there is none."""
        value = self.fields.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, "a mapping")
            value = {}
        return Part(self.file, (*self.path, key), value)

    def parts(self, key: str) -> Iterator[Part]:
        """Each mapping of the list at a key."""
        value = self.fields.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, "a list")
            return
        for number, entry in enumerate(value):
            if isinstance(entry, dict):
                yield Part(self.file, (*self.path, key, number), entry)
            else:
                self.wrong(key, "a list of mappings")

    def named_parts(self, key: str) -> Iterator[tuple[str, Part]]:
        """Each name and mapping of the mapping at a key."""
        below = self.part(key)
        for name in below.fields:
            yield name, below.part(name)

    def label(self, key: str) -> Label:
        """The text in both languages at a key."""
        part = self.part(key).expecting(("zh", "en"), ("zh", "en") if key in self.fields else ())
        return Label(part.text("zh"), part.text("en"))

    def actor(self) -> Actor:
        """The part as somebody who acts."""
        self.expecting(("role", "unit"), ("role",))
        return Actor(self.text("role"), self.text("unit"))

    def drafters(self, key: str) -> tuple[Actor, ...]:
        """The list at a key of those who draw up, each for the records that its conditions name."""
        parts = [part.expecting(("role", "unit", "when"), ("role",)) for part in self.parts(key)]
        return tuple(Actor(part.text("role"), part.text("unit"), part.matches("when")) for part in parts)

    def actors(self, key: str) -> tuple[Actor, ...]:
        """The list of those who act at a key."""
        return tuple(part.actor() for part in self.parts(key))

    def term(self, key: str) -> Term | None:
        """The length of time at a key; None if there is none."""
        if key not in self.fields:
            return None
        part = self.part(key).expecting(_TERMS)
        units = [unit for unit in _TERMS if unit in part.fields]
        if len(units) != 1:
            self.wrong(key, f"one of {', '.join(_TERMS)}")
            return Term(0, "days")
        number = part.number(units[0], 0)
        if number > _LONGEST_TERM:
            part.wrong(units[0], f"a whole number up to {_LONGEST_TERM}")
        return Term(number, units[0])

    def matches(self, key: str) -> tuple[Match, ...]:
        """The list of matches at a key; a single match is a list of one."""
        if isinstance(self.fields.get(key), dict):
            return (self.part(key).match(),)
        return tuple(part.match() for part in self.parts(key))

    def match(self) -> Match:
        """The part as a match."""
        if "field" in self.fields:
            return self._field_match()
        if any(key in self.fields for key in _RECORDS):
            return self.record_match()
        for how in ("any", "all", "not"):
            if how in self.fields:
                self.expecting((how,))
                parts = self.matches(how)
                if not parts or (how == "not" and len(parts) > 1):
                    self.wrong(how, "one match" if how == "not" else "a list of matches")
                return Combination(how, parts or (_NOTHING,))
        self.file.report(
            "L-TYPE",
            self.path,
            key=".".join(str(step) for step in self.path),
            expected="a match: field, record, records, any, all or not",
        )
        return _NOTHING

    def _field_match(self) -> Match:
        """A comparison with a field."""
        self.expecting(("field", *COMPARISONS), ("field",))
        operators = [name for name in COMPARISONS if name in self.fields]
        if len(operators) != 1:
            self.wrong("field", f"compared by one of {', '.join(COMPARISONS)}")
            return _NOTHING
        operator = operators[0]
        return FieldMatch(self.text("field"), operator, self._operand(operator))

    def _operand(self, operator: str) -> object:
        """What a field is compared with, of the form that the operator needs."""
        value = self.fields[operator]
        if operator == "present":
            return self.flag(operator)
        if operator == "same-as":
            return self.text(operator)
        if operator in _LISTED:
            if not isinstance(value, list) or not value:
                self.wrong(operator, "a list of values")
                return ()
            return tuple(value)
        if isinstance(value, dict | list) or value is None:
            self.wrong(operator, "a single value")
        if operator in _ORDERED and not _is_number(value):
            self.wrong(operator, "a number or an amount")
        return value

    def record_match(self) -> RecordMatch:
        """The part as a match of one record or of several."""
        several, named = "records" in self.fields, "named-in" in self.fields
        key = "records" if several else "named-in" if named else "record"
        counting = ("at-least", "every") if several else ()
        self.expecting((key, "stage", "where", "acknowledged-by", "this-round", *counting), (key,))
        return RecordMatch(
            "" if named else self.text(key),
            self.texts("stage"),
            self.matches("where"),
            self.text("acknowledged-by"),
            self.number("at-least", 1),
            named or self.flag("every"),
            self.text("named-in"),
            self.flag("this-round"),
        )


def _is_number(value: object) -> bool:
    """Whether a value is a whole number, or a text that spells a decimal one."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return False
    text = str(value)
    return text.removeprefix("-").replace(".", "", 1).isascii() and text.removeprefix("-").replace(".", "", 1).isdigit()
