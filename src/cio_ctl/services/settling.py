"""Compromised keys: saying since when, and affirming what was signed with them nevertheless."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.writer import with_fields
from cio_ctl.model.errors import NotBeforeHead, NotSigned, UnknownKey
from cio_ctl.model.paths import record_path
from cio_ctl.model.signature import Signed
from cio_ctl.services.naming import read_record
from cio_ctl.services.registering import commit_register, entries_of, officer_id
from cio_ctl.services.signatures import check_signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cio_ctl.model.record import Record
    from cio_ctl.services.committing import Done
    from cio_ctl.services.workplace import Workplace

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Affirmed:
    """The commits that were affirmed, in full, and the commit that says so."""

    commits: tuple[str, ...]
    done: Done


def compromise(
    workplace: Workplace, reference: str, fingerprint: str, since: str, reason: str, *, dry_run: bool = False
) -> Done:
    """Say that a key signed for its officer up to a commit only; it is withdrawn if it was not.

    Raises:
        UnknownKey: it is no key of this officer.
        UnknownRevision, NotBeforeHead: there is no such commit in this history.
    """
    record = read_record(workplace.snapshot, officer_id(reference))
    number, entry = _key_entry(record, fingerprint)
    changes: dict[FieldPath, object] = {("keys", number, "compromised_since"): _in_history(workplace, since)}
    if not entry.get("withdrawn"):
        changes |= {
            ("keys", number, "withdrawn"): workplace.now.isoformat(),
            ("keys", number, "reason"): reason or "compromised",
        }
    elif reason:
        changes["keys", number, "reason"] = reason
    text = _changed_text(workplace, record, changes)
    return commit_register(workplace, {record.id: text}, f"Declare a key of {record.id} compromised", dry_run=dry_run)


def affirm(workplace: Workplace, revisions: Iterable[str], *, dry_run: bool = False) -> Affirmed:
    """Say of commits that their officers did make them, although the keys count as compromised.

    Raises:
        UnknownRevision, NotBeforeHead: there is no such commit in this history.
        NotSigned: no key of the register signed it.
    """
    by_key: dict[tuple[str, int], list[str]] = {}
    commits = tuple(dict.fromkeys(_in_history(workplace, revision) for revision in revisions))
    for commit in commits:
        fingerprint = _signing_key(workplace, commit)
        holder = workplace.office.register.holder_once(fingerprint)
        if holder is None:
            raise NotSigned(commit=commit[:12])
        record = read_record(workplace.snapshot, holder.id)
        by_key.setdefault((holder.id, _key_entry(record, fingerprint)[0]), []).append(commit)
    texts = {}
    for name in dict.fromkeys(officer for officer, _ in by_key):
        record = read_record(workplace.snapshot, name)
        changes: dict[FieldPath, object] = {}
        for (officer, number), found in by_key.items():
            if officer == name:
                changes["keys", number, "affirmed"] = _with_affirmed(record, number, found)
        texts[name] = _changed_text(workplace, record, changes)
    what = f"Affirm {', '.join(commit[:12] for commit in commits)}"
    return Affirmed(commits, commit_register(workplace, texts, what, dry_run=dry_run))


def _in_history(workplace: Workplace, revision: str) -> str:
    """The whole id of a commit that lies in the history of HEAD."""
    commit = workplace.commit_at(revision)
    if not workplace.repository.history.holds(commit, workplace.head.commit):
        raise NotBeforeHead(commit=commit[:12])
    return commit


def _signing_key(workplace: Workplace, commit: str) -> str:
    """The fingerprint of the key that signed a commit."""
    signature = check_signature(workplace.repository.commit(commit), workplace.office.register)
    if not isinstance(signature, Signed):
        raise NotSigned(commit=commit[:12])
    return signature.fingerprint


def _key_entry(record: Record, fingerprint: str) -> tuple[int, Mapping[str, object]]:
    """Place and entry of a key in an officer's file."""
    entries = entries_of(record, "keys")
    for number, entry in enumerate(entries):
        if entry.get("fingerprint") == fingerprint:
            return number, entry
    known = ", ".join(str(entry.get("fingerprint")) for entry in entries)
    raise UnknownKey(officer=record.id, fingerprint=fingerprint, known=known)


def _with_affirmed(record: Record, number: int, commits: list[str]) -> list[str]:
    """The commits that a key's entry affirms, with more."""
    stated = entries_of(record, "keys")[number].get("affirmed")
    return list(dict.fromkeys([*(stated if isinstance(stated, list) else []), *commits]))


def _changed_text(workplace: Workplace, record: Record, changes: Mapping[FieldPath, object]) -> str:
    """The file of a record with fields changed."""
    return with_fields(workplace.snapshot.text(record_path(record.id)), changes)
