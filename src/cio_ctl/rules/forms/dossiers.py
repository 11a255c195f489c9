"""A dossier: the folder of records that one head record opens, and how forms name what lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.model.form import Form, Source
from cio_ctl.model.paths import PathTemplate
from cio_ctl.model.record import MISSING, Decision, Record
from cio_ctl.rules.cases import Case
from cio_ctl.rules.rounds import current_round

if TYPE_CHECKING:
    from cio_ctl.model.law import Law

PATH: Final = "path"
"""What stands for a record where a slug of the head's path is meant."""


def dossier_template(law: Law, form: Form) -> PathTemplate:
    """The folder in which the records of a form lie: ``projects/{project}``."""
    return PathTemplate(form.dossier or law.processes[form.head].path.text.rpartition("/")[0])


def head_within(law: Law, form: Form, record_id: str) -> str:
    """The record that a form is about, if this is it, or lies in its dossier, or is that folder; empty if not.

    A dossier only says which record is meant where it can hold no second one.
    """
    head = law.processes[form.head].path
    if head.matches(record_id) is not None:
        return record_id
    template = dossier_template(law, form)
    slugs = template.matches("/".join(record_id.split("/")[: template.text.count("/") + 1]))
    return "" if slugs is None or set(head.variables) - set(slugs) else head.fill(slugs)


def split_field(path: str) -> Source:
    """``filing.contact.name`` taken apart into the record and the field."""
    record, _, field = path.partition(".")
    return Source(record, field)


@dataclass(frozen=True, slots=True)
class Dossier(Case):
    """A case in which fields are named with their record: ``filing.contact.name``; ``path.step`` is a slug."""

    folder: str = ""

    def value(self, path: str) -> object:
        """The value of a field of a record of the dossier; ``MISSING`` if there is none."""
        source = split_field(path)
        if source.record == PATH:
            return self.slugs.get(source.field, MISSING)
        record = self.office.tree.record(f"{self.folder}/{PathTemplate(source.record).fill(self.slugs)}")
        return MISSING if record is None else record.value(source.field)


def decisions_in_force(law: Law, record: Record) -> tuple[Decision, ...]:
    """The decisions of the round that still stands; none on a draft, even one that came back."""
    process = law.process_of(record.id)
    if process is None or process.editable(record.stage):
        return ()
    return current_round(process, record)
