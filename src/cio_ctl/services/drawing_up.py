"""Drawing up papers: new drafts, edits, annexes; each a signed commit."""

from __future__ import annotations

import mimetypes
import re
import stat
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from cio_ctl.adapters.working_tree import lags, read_file, write_file
from cio_ctl.adapters.yaml.writer import with_fields
from cio_ctl.model.errors import Faulty, Refused, UnreadableFile
from cio_ctl.model.finding import Place, finding
from cio_ctl.model.paths import record_path
from cio_ctl.model.record import Record
from cio_ctl.rules.names import SIZE_LIMIT
from cio_ctl.rules.soundness import evidence_folder
from cio_ctl.services.committing import Done, Plan, carry_out
from cio_ctl.services.naming import find_record, id_for, process_named
from cio_ctl.services.skeletons import skeleton
from cio_ctl.services.snapshots import parse_record

if TYPE_CHECKING:
    from pathlib import Path

    from cio_ctl.model.law import Process
    from cio_ctl.services.workplace import Workplace

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A record that was drawn up or edited."""

    record: str
    done: Done


def blank_draft(workplace: Workplace, kind: str, names: tuple[str, ...]) -> tuple[str, str]:
    """The id of a record, existing or not, and the commented draft with which such a record begins."""
    process = process_named(workplace.office.law, kind)
    name = id_for(process, names)
    return name, skeleton(process, workplace.standing.book.shapes, name)


def new_text(workplace: Workplace, kind: str, names: tuple[str, ...]) -> tuple[str, str]:
    """The id of a new record, and its text: what lies in the working tree already, else a commented draft.

    Raises:
        Refused: it exists already.
    """
    name, blank = blank_draft(workplace, kind, names)
    path = record_path(name)
    if path in workplace.snapshot.entries:
        what = f"new {name}"
        raise Refused(what, (finding("W-EXISTS", Place(path), record=name),))
    return name, _working_copy(workplace, path) or blank


def complete(process: Process, name: str, text: str) -> str:
    """A text from elsewhere, with kind, stage and the empty list of decisions where it lacks them.

    Raises:
        Faulty: it cannot be read.
    """
    record = parse_record(record_path(name), text.encode())
    if not isinstance(record, Record):
        raise Faulty(record)
    own: dict[FieldPath, object] = {("kind",): process.kind}
    if not process.plain:
        own |= {("stage",): process.initial, ("decisions",): []}
    missing = {path: value for path, value in own.items() if path[0] not in record.fields}
    return with_fields(text, missing) if missing else text


def commit_new(
    workplace: Workplace,
    kind: str,
    name: str,
    text: str,
    *,
    elsewhere: bool = False,
    dry_run: bool = False,
) -> Drawn:
    """Commit a new record. A text from ``elsewhere`` does not replace what lies in the working tree."""
    process = process_named(workplace.office.law, kind)
    plan = _plan(workplace, name, complete(process, name, text), "Draw up", process, elsewhere=elsewhere)
    return Drawn(name, carry_out(workplace, plan, f"new {name}", dry_run=dry_run))


def _plan(workplace: Workplace, name: str, text: str, verb: str, process: Process, *, elsewhere: bool) -> Plan:
    """A commit of this text; the working copy is taken as meant if the text comes from it, or is the same."""
    path, content = record_path(name), text.encode()
    meant = not elsewhere or _working_copy(workplace, path) in {text, None}
    return Plan({path: content}, _message(verb, name, process), frozenset({path} if meant else ()))


def _working_copy(workplace: Workplace, path: str) -> str | None:
    """The text of a file of the working tree; None if it is not there.

    Raises:
        Faulty: it is not UTF-8.
    """
    root = workplace.repository.work_tree
    content = read_file(root, path) if root is not None else None
    try:
        return None if content is None else content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Faulty((finding("Y-ENCODING", Place(path)),)) from problem


def working_text(workplace: Workplace, reference: str) -> tuple[str, str]:
    """The id of a record and its text as the working tree has it; as HEAD has it, where there is none or it lags."""
    name = find_record(workplace.snapshot, reference)
    path = record_path(name)
    text = _working_copy(workplace, path)
    if text is None or _lags(workplace, path):
        return name, workplace.snapshot.text(path)
    return name, text


def _lags(workplace: Workplace, path: str) -> bool:
    repository, entries = workplace.repository, workplace.snapshot.entries
    return lags(repository, entries, repository.index_entries(), path, workplace.head.commit)


def commit_edit(
    workplace: Workplace,
    name: str,
    text: str,
    verb: str = "Edit",
    *,
    elsewhere: bool = False,
    dry_run: bool = False,
) -> Drawn:
    """Commit a text as the new version of a record; ``verb`` begins the message.

    A copy edited by hand is taken as meant, unless the text is from ``elsewhere``.
    """
    process = workplace.office.law.process_of(name)
    if process is None:
        raise AssertionError(name)
    plan = _plan(workplace, name, text, verb, process, elsewhere=elsewhere)
    return Drawn(name, carry_out(workplace, plan, f"{verb.lower()} {name}", dry_run=dry_run))


def leave_in_working_tree(workplace: Workplace, name: str, text: str) -> str:
    """Keep a text that cannot be committed yet where the user finds it, and return its path."""
    path = record_path(name)
    if workplace.repository.work_tree is not None:
        write_file(workplace.repository.work_tree, path, text.encode())
    return path


def attach(workplace: Workplace, reference: str, file: Path, paper: str, name: str, *, dry_run: bool = False) -> Drawn:
    """Copy a file into the dossier as evidence, and enter it in the record with size and SHA-256.

    Raises:
        UnreadableFile: the file cannot be read, or is larger than allowed.
    """
    record_name = find_record(workplace.snapshot, reference)
    process = workplace.office.law.process_of(record_name)
    record = workplace.snapshot.record(record_name)
    if process is None or record is None:
        raise AssertionError(record_name)
    content = _evidence(file)
    digest = sha256(content).hexdigest()
    target = f"{evidence_folder(process, record_name)}/{_stem(paper)}-{digest[:12]}{_suffix(file)}"
    entry = {
        "type": paper,
        "name": name or file.name,
        "file": target,
        "size": len(content),
        "media_type": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "sha256": digest,
    }
    path = record_path(record_name)
    text = workplace.snapshot.text(path)
    changed = with_fields(text, {("annexes", _count(record)): entry})
    plan = Plan(
        {path: changed.encode(), f"records/{target}": content},
        _message(f"Attach {paper} to", record_name, process),
    )
    return Drawn(record_name, carry_out(workplace, plan, f"attach {paper} to {record_name}", dry_run=dry_run))


def _evidence(file: Path) -> bytes:
    """The content of a file that is to become evidence."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFile(file=file, problem="it is no ordinary file")
        if found.st_size > SIZE_LIMIT:
            raise UnreadableFile(file=file, problem=f"it is larger than {SIZE_LIMIT} bytes")
        return file.read_bytes()
    except OSError as problem:
        raise UnreadableFile(file=file, problem=problem.strerror) from problem


def _count(record: Record) -> int:
    """How many annexes the record lists."""
    entries = record.fields.get("annexes")
    return len(entries) if isinstance(entries, list) else 0


def _stem(paper: str) -> str:
    """A type of paper as a plain file name."""
    return re.sub(r"[^a-z0-9]+", "-", paper.lower()).strip("-") or "paper"


def _suffix(file: Path) -> str:
    """A plain, lower-case ending; nothing where the file's own is neither."""
    found = re.fullmatch(r"\.[a-z0-9]{1,8}", file.suffix.lower())
    return found[0] if found else ""


def _message(verb: str, name: str, process: Process) -> str:
    return f"{verb} {name}\n\nRecord: {name}\nKind: {process.kind}\n"
