"""A dossier: the folder of records that one head record opens, and how forms name what lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.form import Source
from cio_ctl.model.paths import PathTemplate
from cio_ctl.model.record import MISSING, Decision, Record
from cio_ctl.rules.cases import Case
from cio_ctl.rules.rounds import current_round

if TYPE_CHECKING:
    from cio_ctl.model.law import Law


def dossier_template(law: Law, head: str) -> PathTemplate:
    """The folder in which records of a kind lie: ``projects/{project}``."""
    return PathTemplate(law.processes[head].path.text.rpartition("/")[0])


def dossier_of(template: PathTemplate, record_id: str) -> str:
    """The dossier in which a record, or the folder itself, lies; empty if in none."""
    depth = template.text.count("/") + 1
    folder = "/".join(record_id.split("/")[:depth])
    return folder if template.matches(folder) is not None else ""


def split_field(path: str) -> Source:
    """``filing.contact.name`` taken apart into the record and the field."""
    record, _, field = path.partition(".")
    return Source(record, field)


@dataclass(frozen=True, slots=True)
class Dossier(Case):
    """A case in which fields are named with their record: ``filing.contact.name``."""

    folder: str = ""

    def value(self, path: str) -> object:
        """The value of a field of a record of the dossier; ``MISSING`` if there is none."""
        source = split_field(path)
        record = self.office.tree.record(f"{self.folder}/{source.record}")
        return MISSING if record is None else record.value(source.field)


def decisions_in_force(law: Law, record: Record) -> tuple[Decision, ...]:
    """The decisions of the round that still stands; none on a draft, even one that came back."""
    process = law.process_of(record.id)
    if process is None or process.editable(record.stage):
        return ()
    return current_round(process, record)
