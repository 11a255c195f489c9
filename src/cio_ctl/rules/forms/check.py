"""Whether a form fits the law: every record, field, role, stage and reference that it names exists."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.form import ByHand, Computed, Deciding, Form, FormField, Show, Source, Table
from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.cases import fields_of, patterns_of
from cio_ctl.rules.forms.dossiers import PATH, dossier_template, split_field
from cio_ctl.rules.law.names import kind_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cio_ctl.model.law import Law

    Fields = Mapping[str, Mapping[str, frozenset[str]]]
    """The fields of each kind, each with the values that it can have, none if any."""


def form_findings(form: Form, law: Law, fields: Fields) -> tuple[Finding, ...]:
    """Everything that a form names and the law has not; ``fields`` are those of each kind."""
    if form.head not in law.processes:
        return (
            finding(
                "L-UNKNOWN",
                Place(form.path, 1),
                what="kind",
                name=form.head,
                known=", ".join(sorted(law.processes)),
            ),
        )
    return tuple(_Check(form, law, fields).findings())


class _Check:
    """One form being checked."""

    def __init__(self, form: Form, law: Law, fields: Fields) -> None:
        self._form, self._law, self._fields = form, law, fields

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the dossier and each box."""
        folder = self._form.dossier
        if folder and not self._law.processes[self._form.head].path.text.startswith(f"{folder}/"):
            yield finding("L-TYPE", Place(self._form.path, 1), key="dossier", expected="a folder of the head's path")
        for one in self._form.fields:
            yield from self._box(one, "", "")

    def _box(self, one: FormField, kind: str, prefix: str) -> Iterator[Finding]:
        """What is wrong with a box, or a column of rows that lie at ``prefix`` in records of ``kind``."""
        binding = one.binding
        if isinstance(binding, ByHand):
            pass
        elif isinstance(binding, Deciding):
            yield from self._decision(one, binding, kind)
        elif isinstance(binding, Table):
            yield from self._table(one, binding, kind, prefix)
        else:
            sources = (*binding.plus, *binding.minus, *binding.per) if isinstance(binding, Computed) else binding
            for source in sources:
                yield from self._source(one, source, kind, prefix)
        for step in one.refs:
            yield from self._field(one, step.kind, step.field)
        yield from self._entry(one, kind, prefix)
        yield from self._conditions(one)
        if one.show is Show.CHOICE and isinstance(binding, tuple):
            yield from self._choices(one, binding, kind, prefix)

    def _table(self, one: FormField, table: Table, kind: str, prefix: str) -> Iterator[Finding]:
        for rows in table.rows:
            yield from self._source(one, rows, kind, prefix)
        first = table.rows[0]
        row_kind = self._kind(first.record) if first.record else kind
        within = ".".join(filter(None, (prefix if not first.record else "", first.field)))
        if one.refs:
            row_kind, within = one.refs[-1].kind, one.refs[-1].field
        for column in table.columns:
            yield from self._box(column, row_kind, within)

    def _source(self, one: FormField, source: Source, kind: str, prefix: str) -> Iterator[Finding]:
        """What is wrong with a place where a value is to be found."""
        if not source.record:
            yield from self._field(one, kind, ".".join(filter(None, (prefix, source.field))))
        elif source.record == PATH:
            yield from self._slugs(one, (source.field,))
        elif not self._kind(source.record):
            yield self._unknown(one, "record", source.record, self._records())
        elif source.field:
            yield from self._field(one, self._kind(source.record), source.field)

    def _field(self, one: FormField, kind: str, name: str) -> Iterator[Finding]:
        known = self._fields.get(kind, {})
        if kind and name not in known:
            top = {entry for entry in known if "." not in entry}
            yield self._unknown(one, "field", f"{kind}.{name}", top)

    def _decision(self, one: FormField, deciding: Deciding, kind: str) -> Iterator[Finding]:
        kind = self._kind(deciding.record) if deciding.record else kind
        if not kind:
            yield self._unknown(one, "record", deciding.record, self._records())
            return
        if deciding.role and deciding.role not in self._law.roles:
            yield self._unknown(one, "role", deciding.role, self._law.roles)
        stages = self._law.processes[kind].stages
        if deciding.target and deciding.target not in stages:
            yield self._unknown(one, "stage", deciding.target, stages)

    def _entry(self, one: FormField, kind: str, prefix: str) -> Iterator[Finding]:
        """What is wrong with the list in which a value names an entry."""
        lookup = one.entry
        if lookup is None:
            return
        if not kind and isinstance(one.binding, tuple):
            kind = self._kind(one.binding[0].record)
        if lookup.of and f"{prefix}.{lookup.of}" not in self._fields.get(kind, {}):
            yield from self._field(one, kind, lookup.of)
        yield from self._field(one, lookup.kind or kind, f"{lookup.list}.{lookup.take}")

    def _choices(self, one: FormField, sources: tuple[Source, ...], kind: str, prefix: str) -> Iterator[Finding]:
        """Values that can stand in the box and have no label, and labels of values that cannot."""
        values = [self._values(place) for place in self._places(one, sources, kind, prefix)]
        if not all(values):
            return
        possible = frozenset().union(*values)
        if missing := sorted(possible - set(one.choices)):
            place = Place(self._form.path, one.line)
            yield finding("F-CHOICE", place, box=one.name, title=one.title.zh, value=", ".join(missing))
        for value in one.choices:
            if value not in possible:
                yield self._unknown(one, "value", value, possible)

    def _places(self, one: FormField, sources: tuple[Source, ...], kind: str, prefix: str) -> Iterator[tuple[str, str]]:
        """The kind and the field of each place where the value of a box can stand."""
        if one.refs:
            yield one.refs[-1].kind, one.refs[-1].field
            return
        for source in sources:
            own = self._kind(source.record) if source.record else kind
            field = source.field if source.record else ".".join(filter(None, (prefix, source.field)))
            if one.entry is not None:
                own, field = one.entry.kind or own, f"{one.entry.list}.{one.entry.take}"
            yield own, field

    def _values(self, place: tuple[str, str]) -> frozenset[str]:
        """The values that can stand at a place; none if any."""
        kind, field = place
        return self._fields.get(kind, {}).get(field, frozenset())

    def _conditions(self, one: FormField) -> Iterator[Finding]:
        """Fields and records that the conditions of a box look at."""
        for pattern in (pattern for match in one.when for pattern in patterns_of(match)):
            unknown = tuple(self._slugs(one, PathTemplate(pattern).variables))
            yield from unknown
            if not unknown and kind_at(self._law, pattern) is None:
                paths = (process.path.text for process in self._law.processes.values())
                yield self._unknown(one, "path", pattern, paths)
        for path in (path for match in one.when for path in fields_of(match)):
            source = split_field(path)
            kind = self._kind(source.record)
            if source.record == PATH:
                yield from self._slugs(one, (source.field,))
            elif kind:
                yield from self._field(one, kind, source.field)
            else:
                yield self._unknown(one, "record", source.record, self._records())

    def _slugs(self, one: FormField, names: Iterable[str]) -> Iterator[Finding]:
        """The names that are no slugs of the head's path."""
        known = self._law.processes[self._form.head].path.variables
        for name in names:
            if name not in known:
                yield self._unknown(one, "slug", name, known)

    def _kind(self, record: str) -> str:
        """The kind of a record of the dossier; empty if no kind lies there."""
        if not set(PathTemplate(record).variables) <= set(self._law.processes[self._form.head].path.variables):
            return ""
        folder = dossier_template(self._law, self._form)
        process = self._law.process_of(f"{folder.any}/{PathTemplate(record).any}".replace("*", "x"))
        return process.kind if process else ""

    def _records(self) -> Iterator[str]:
        """How each record of the dossier is named: ``contracts/*``; slugs of the head's own path stay."""
        folder = f"{dossier_template(self._law, self._form).text}/"
        own = self._law.processes[self._form.head].path.variables
        for process in self._law.processes.values():
            name = process.path.text.removeprefix(folder)
            others = (slug for slug in process.path.variables if slug not in own)
            if name != process.path.text:
                yield reduce(lambda text, slug: text.replace(f"{{{slug}}}", "*"), others, name)

    def _unknown(self, one: FormField, what: str, name: str, known: object) -> Finding:
        options = sorted(str(option) for option in known) if hasattr(known, "__iter__") else []
        return finding("L-UNKNOWN", Place(self._form.path, one.line), what=what, name=name, known=", ".join(options))
