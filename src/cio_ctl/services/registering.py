"""The register: entering units and officers, keys, suspensions, delegations; each a signed commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.signatures.ssh_keys import parse_public_key
from cio_ctl.adapters.yaml.writer import dump_yaml, with_fields
from cio_ctl.model.errors import Refused, UnreadableFile
from cio_ctl.model.finding import Place, finding
from cio_ctl.model.paths import record_path
from cio_ctl.model.signature import NotAPublicKeyError
from cio_ctl.services.committing import Done, Plan, carry_out
from cio_ctl.services.naming import read_record
from cio_ctl.services.signers_file import with_signers

if TYPE_CHECKING:
    from cio_ctl.adapters.signatures.signing import SigningKey
    from cio_ctl.model.record import Record
    from cio_ctl.services.workplace import Workplace

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class PublicPart:
    """A public key as the register holds it."""

    public: str
    fingerprint: str


def read_public_key(words: str) -> PublicPart:
    """A key given as a line, or as a file that holds an SSH key line or an armored OpenPGP certificate.

    Raises:
        UnreadableFile: it is none of these.
    """
    text = words
    if not words.startswith(("ssh-", "ecdsa-", "sk-", "-----BEGIN PGP")):
        try:
            text = Path(words).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise UnreadableFile(file=words, problem="it is no readable file and no public key") from problem
    try:
        return _parsed(text.strip())
    except NotAPublicKeyError as problem:
        raise UnreadableFile(file=words[:60], problem=str(problem)) from problem


def _parsed(text: str) -> PublicPart:
    if text.startswith("-----BEGIN PGP"):
        from cio_ctl.adapters.signatures.openpgp import openpgp_fingerprint  # noqa: PLC0415 - for offices that use it

        return PublicPart(text + "\n", openpgp_fingerprint(text))
    if text.startswith("-----BEGIN "):
        msg = "it is a private key; give the public one, which lies beside it in a file ending in .pub"
        raise NotAPublicKeyError(msg)
    key = parse_public_key(text)
    return PublicPart(key.line, key.fingerprint)


def public_part(key: SigningKey) -> PublicPart:
    """The public half of a signing key."""
    return PublicPart(key.public, key.fingerprint)


def add_unit(workplace: Workplace, slug: str, fields: Mapping[str, object], *, dry_run: bool = False) -> Done:
    """Enter a unit."""
    return _enter(workplace, f"units/{slug}", {"kind": "unit", **fields}, dry_run=dry_run)


def add_officer(
    workplace: Workplace,
    slug: str,
    fields: Mapping[str, object],
    key: PublicPart,
    posts: tuple[tuple[str, str], ...],
    *,
    dry_run: bool = False,
) -> Done:
    """Enter an officer with a key and posts (role, unit id), all from today on."""
    day = workplace.now.date().isoformat()
    whole: dict[str, object] = {
        "kind": "officer",
        **fields,
        "keys": [{"public": key.public, "fingerprint": key.fingerprint, "from": day}],
        "roles": [{"role": role, "unit": unit, "from": day} for role, unit in posts],
    }
    return _enter(workplace, f"officers/{slug}", whole, dry_run=dry_run)


def _enter(workplace: Workplace, name: str, fields: Mapping[str, object], *, dry_run: bool) -> Done:
    """Commit a new file of the register."""
    path = record_path(name)
    if path in workplace.snapshot.entries:
        msg = f"add {name}"
        raise Refused(msg, (finding("W-EXISTS", Place(path), record=name),))
    given = {field: value for field, value in fields.items() if value is not None and value != ""}
    return _commit(workplace, name, dump_yaml(given), f"Enter {name}", dry_run=dry_run)


def rekey(workplace: Workplace, reference: str, key: PublicPart, reason: str, *, dry_run: bool = False) -> Done:
    """Give an officer a new key and withdraw those in force."""
    record = read_record(workplace.snapshot, officer_id(reference))
    changes: dict[FieldPath, object] = {}
    entries = entries_of(record, "keys")
    for number, entry in enumerate(entries):
        if not entry.get("withdrawn"):
            changes |= {
                ("keys", number, "withdrawn"): workplace.now.isoformat(),
                ("keys", number, "reason"): reason or "replaced by a new key",
            }
    day = workplace.now.date().isoformat()
    changes["keys", len(entries)] = {"public": key.public, "fingerprint": key.fingerprint, "from": day}
    return _change(workplace, record, changes, f"Rekey {record.id}", dry_run=dry_run)


def suspend(workplace: Workplace, reference: str, reason: str, *, lift: bool, dry_run: bool = False) -> Done:
    """Take an officer out of office, or (``lift``) back in."""
    record = read_record(workplace.snapshot, officer_id(reference))
    state = None if lift else {"since": workplace.now.date().isoformat(), "reason": reason}
    verb = "Lift the suspension of" if lift else "Suspend"
    changes: dict[FieldPath, object] = {("suspended",): state}
    if lift and not record.fields.get("suspended"):
        changes = {}
    return _change(workplace, record, changes, f"{verb} {record.id}", dry_run=dry_run)


def delegate(
    workplace: Workplace,
    reference: str,
    to: str,
    post: tuple[str, str],
    since: str,
    until: str,
    *,
    dry_run: bool = False,
) -> Done:
    """Let another officer act for one, in one post, for a time."""
    record = read_record(workplace.snapshot, officer_id(reference))
    entry = {
        "to": officer_id(to),
        "role": post[0],
        "unit": post[1],
        "from": since or workplace.now.date().isoformat(),
        **({"until": until} if until else {}),
    }
    changes: dict[FieldPath, object] = {("delegations", len(entries_of(record, "delegations"))): entry}
    return _change(workplace, record, changes, f"Delegate from {record.id} to {officer_id(to)}", dry_run=dry_run)


def end_delegation(
    workplace: Workplace, reference: str, to: str, post: tuple[str, str], *, dry_run: bool = False
) -> Done:
    """Take back at once what was lent to another officer in one post: its last day was yesterday."""
    record = read_record(workplace.snapshot, officer_id(reference))
    today = workplace.office.law.day(workplace.now)
    changes: dict[FieldPath, object] = {}
    for number, entry in enumerate(entries_of(record, "delegations")):
        lent = (entry.get("to"), entry.get("role"), entry.get("unit")) == (officer_id(to), *post)
        if lent and str(entry.get("until") or "9999") >= today.isoformat():
            changes["delegations", number, "until"] = (today - timedelta(days=1)).isoformat()
    subject = f"End the delegation from {record.id} to {officer_id(to)}"
    return _change(workplace, record, changes, subject, dry_run=dry_run)


def appoint(
    workplace: Workplace,
    reference: str,
    posts: tuple[tuple[str, str], ...],
    *,
    end: bool,
    dry_run: bool = False,
) -> Done:
    """Give an officer further posts from today on, or (``end``) let posts held end today."""
    record = read_record(workplace.snapshot, officer_id(reference))
    day = workplace.now.date().isoformat()
    held = entries_of(record, "roles")
    changes: dict[FieldPath, object] = {}
    if end:
        for number, entry in enumerate(held):
            if (entry.get("role"), entry.get("unit")) in posts and not entry.get("until"):
                changes["roles", number, "until"] = day
    else:
        for number, (role, unit) in enumerate(posts):
            changes["roles", len(held) + number] = {"role": role, "unit": unit, "from": day}
    return _change(workplace, record, changes, f"{'End posts of' if end else 'Appoint'} {record.id}", dry_run=dry_run)


def officer_id(reference: str) -> str:
    """An officer's id from a slug."""
    return reference if "/" in reference else f"officers/{reference}"


def entries_of(record: Record, name: str) -> list[Mapping[str, object]]:
    """The entries of a list of a record."""
    found = record.fields.get(name)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def _change(
    workplace: Workplace, record: Record, changes: Mapping[FieldPath, object], subject: str, *, dry_run: bool
) -> Done:
    """Commit a changed file of the register."""
    text = with_fields(workplace.snapshot.text(record_path(record.id)), changes)
    return _commit(workplace, record.id, text, subject, dry_run=dry_run)


def _commit(workplace: Workplace, name: str, text: str, subject: str, *, dry_run: bool) -> Done:
    return commit_register(workplace, {name: text}, subject, dry_run=dry_run)


def commit_register(workplace: Workplace, texts: Mapping[str, str], subject: str, *, dry_run: bool) -> Done:
    """Commit files of the register, by record; the allowed-signers file is brought up."""
    told = "".join(f"Record: {name}\n" for name in texts)
    plan = Plan({record_path(name): text.encode() for name, text in texts.items()}, f"{subject}\n\n{told}")
    done = carry_out(workplace, plan, subject.lower(), dry_run=dry_run)
    return done if dry_run else with_signers(workplace, done)
