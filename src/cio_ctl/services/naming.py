"""Which record a user means: its id, or any end of it that only one record has."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from cio_ctl.model.errors import AmbiguousRecord, UnknownKind, UnknownOfficer, UnknownRecord, WrongSlugs
from cio_ctl.model.paths import is_slug

if TYPE_CHECKING:
    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.record import Record
    from cio_ctl.model.register import Officer, Register
    from cio_ctl.services.snapshots import Snapshot


def find_record(snapshot: Snapshot, reference: str) -> str:
    """The id of the record that a reference names.

    Raises:
        UnknownRecord: no record ends like that.
        AmbiguousRecord: several do.
    """
    wanted = reference.removeprefix("records/").removesuffix(".yaml").strip("/")
    ids = snapshot.ids()
    if wanted in ids:
        return wanted
    found = [name for name in ids if name.endswith(f"/{wanted}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousRecord(reference=reference, candidates=", ".join(found[:8]))
    near = get_close_matches(wanted, ids, n=3, cutoff=0.5)
    raise UnknownRecord(reference=reference, hint=f". Close: {', '.join(near)}" if near else "")


def read_record(snapshot: Snapshot, reference: str) -> Record:
    """The record that a reference names.

    Raises:
        UnknownRecord: there is none, or it cannot be read.
    """
    name = find_record(snapshot, reference)
    record = snapshot.record(name)
    if record is None:
        raise UnknownRecord(reference=name, hint=". It is there but cannot be read: see `cio-ctl validate`")
    return record


def officer_named(register: Register, name: str) -> Officer:
    """The officer of an id (``officers/li-na``) or short name.

    Raises:
        UnknownOfficer: the register has none.
    """
    found = register.officers.get(f"officers/{name.removeprefix('officers/')}")
    if found is None:
        raise UnknownOfficer(officer=name)
    return found


def process_named(law: Law, kind: str) -> Process:
    """The process of a kind.

    Raises:
        UnknownKind: this law has no such kind.
    """
    if kind not in law.processes:
        raise UnknownKind(kind=kind, kinds=", ".join(sorted(law.processes)))
    return law.processes[kind]


def id_for(process: Process, names: tuple[str, ...]) -> str:
    """The id of a new record: from the slugs in the order of its path, or from the whole id.

    Raises:
        WrongSlugs: there are too few or too many, or one is no slug.
    """
    if len(names) == 1 and process.path.matches(names[0].removeprefix("records/")) is not None:
        return names[0].removeprefix("records/")
    variables = process.path.variables
    if len(names) != len(variables) or not all(is_slug(name) for name in names):
        raise WrongSlugs(kind=process.kind, needed=", ".join(variables), given=" ".join(names) or "nothing")
    return process.path.fill(dict(zip(variables, names, strict=True)))


def find_dossier(snapshot: Snapshot, reference: str) -> str:
    """The folder of records that a reference names (``projects/2026-health-emr``), or else the id of a record.

    Raises:
        UnknownRecord: neither exists.
        AmbiguousRecord: several folders end like that.
    """
    wanted = reference.removeprefix("records/").strip("/")
    folders = {name.rpartition("/")[0] for name in snapshot.ids()}
    found = sorted(folder for folder in folders if folder == wanted or folder.endswith(f"/{wanted}"))
    if len(found) > 1:
        raise AmbiguousRecord(reference=reference, candidates=", ".join(found[:8]))
    return found[0] if found else find_record(snapshot, reference)
