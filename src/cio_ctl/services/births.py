"""Drawing up a record from another one: what the law carries over into the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.errors import Faulty, NotBornOf, NotBornYet
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import MISSING, Record
from cio_ctl.rules.births import carried_over
from cio_ctl.services.assigning import with_assigned
from cio_ctl.services.naming import process_named, read_record
from cio_ctl.services.snapshots import parse_record

if TYPE_CHECKING:
    from cio_ctl.services.workplace import Workplace


def with_born(workplace: Workplace, kind: str, name: str, text: str, parent: str) -> str:
    """The text of a draft, with what comes from the record that ``parent`` names wherever the text does not say.

    Raises:
        NotBornOf: records of the kind are not drawn up from such a record.
        NotBornYet: the record stands in none of the stages in which they are.
        Faulty: the text cannot be read.
    """
    draft = parse_record(record_path(name), text.encode())
    if not isinstance(draft, Record):
        raise Faulty(draft)
    carried = _from_parent(workplace, kind, parent)
    return with_assigned(
        text, {tuple(path.split(".")): value for path, value in carried.items() if draft.value(path) is MISSING}
    )


def _from_parent(workplace: Workplace, kind: str, parent: str) -> dict[str, object]:
    """The fields of the draft and what each gets."""
    born = process_named(workplace.office.law, kind).born_from
    record = read_record(workplace.snapshot, parent)
    if born is None or record.kind != born.kind:
        raise NotBornOf(kind=kind, record=record.id)
    if record.stage not in born.stages:
        raise NotBornYet(kind=kind, record=record.id, stage=record.stage, stages=", ".join(born.stages))
    return carried_over(born, record)
