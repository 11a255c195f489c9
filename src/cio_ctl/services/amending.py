"""Amendments: changes of law and register that several agree to before they come in force."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from cio_ctl.adapters.working_tree import read_file
from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.errors import NoAmendments, NothingAmended, Refused
from cio_ctl.model.finding import Place, finding
from cio_ctl.model.paths import record_path
from cio_ctl.rules.acts import Ground, ground_of
from cio_ctl.rules.soundness import evidence_folder
from cio_ctl.services.committing import Plan, carry_out
from cio_ctl.services.drawing_up import Drawn
from cio_ctl.services.naming import id_for, process_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.record import Record
    from cio_ctl.services.workplace import Workplace

PAPER = "amended-file"


def files_as_edited(workplace: Workplace, paths: Iterable[str]) -> dict[str, bytes]:
    """Files of law and register as they lie in the working tree, by path from its top.

    Raises:
        NothingAmended: one of them is not there, or does not belong to law or register.
    """
    root = workplace.repository.work_tree
    found = {}
    for path in paths:
        content = None if root is None else read_file(root, path)
        if content is None or ground_of(workplace.office.law, path) not in {Ground.LAW, Ground.PLAIN}:
            raise NothingAmended(files=path)
        found[path] = content
    return found


def propose(
    workplace: Workplace, names: tuple[str, ...], title: str, files: Mapping[str, bytes], *, dry_run: bool = False
) -> Drawn:
    """Draw up an amendment that gives files of law and register these contents; they are attached to it.

    Raises:
        NoAmendments: the law knows no such kind.
        NothingAmended: no file would be another than it is.
        Refused: it exists already, or by the rules.
    """
    law = workplace.office.law
    if law.amendments is None:
        raise NoAmendments
    process = process_named(law, law.amendments.kind)
    name = id_for(process, names)
    if record_path(name) in workplace.snapshot.entries:
        what = f"propose {name}"
        raise Refused(what, (finding("W-EXISTS", Place(record_path(name)), record=name),))
    changed = {path: content for path, content in files.items() if workplace.snapshot.blob(path) != content}
    if not changed:
        raise NothingAmended(files=", ".join(files) or "—")
    annexes = {path: _annex(process, name, path, content) for path, content in changed.items()}
    fields = {
        "kind": process.kind,
        "title": title,
        "files": [_file(workplace, path, content) for path, content in changed.items()],
        "annexes": list(annexes.values()),
        "stage": process.initial,
        "decisions": [],
    }
    contents = {f"records/{annexes[path]['file']}": content for path, content in changed.items()}
    message = f"Propose {name}\n\nRecord: {name}\nKind: {process.kind}\n"
    plan = Plan({record_path(name): dump_yaml(fields).encode(), **contents}, message)
    return Drawn(name, carry_out(workplace, plan, f"propose {name}", dry_run=dry_run))


def _file(workplace: Workplace, path: str, content: bytes) -> dict[str, object]:
    """What an amendment says of a file: the digest that it has (none: it is new) and the one that it is to get."""
    stands = workplace.snapshot.digest(path)
    before = {} if stands is None else {"before": stands.sha256}
    return {"path": path, **before, "after": sha256(content).hexdigest()}


def _annex(process: Process, name: str, path: str, content: bytes) -> dict[str, object]:
    """The paper that holds the new content of a file."""
    digest = sha256(content).hexdigest()
    return {
        "type": PAPER,
        "name": path,
        "file": f"{evidence_folder(process, name)}/{PAPER}-{digest[:12]}.txt",
        "size": len(content),
        "media_type": "text/plain",
        "sha256": digest,
    }


def brings_in_force(law: Law, record: Record, target: str) -> bool:
    """Whether a move brings an amendment in force."""
    process = law.process_of(record.id)
    return (
        law.amendments is not None
        and process is not None
        and process.kind == law.amendments.kind
        and target in law.amendments.stages
        and record.stage not in law.amendments.stages
    )


def with_amended_files(workplace: Workplace, record: Record, plan: Plan) -> Plan:
    """The commit of an amendment's last decision with the files that it changes.

    A working copy that holds the new content already is taken as meant.
    """
    papers = {annex.sha256: workplace.snapshot.blob(f"records/{annex.file}") for annex in record.annexes}
    entries = record.fields.get("files")
    files: dict[str, bytes] = {}
    for entry in entries if isinstance(entries, list) else []:
        content = papers.get(str(entry.get("after"))) if isinstance(entry, dict) else None
        if content is not None:
            files[str(entry["path"])] = content
    root = workplace.repository.work_tree
    meant = frozenset(path for path, content in files.items() if root is not None and read_file(root, path) == content)
    return replace(plan, files={**plan.files, **files}, from_hand=plan.from_hand | meant)
