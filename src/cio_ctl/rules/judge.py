"""The judge: what one commit may do, by a rule book whose numbers everything else keeps.

1. Every commit is signed by a key that the register at its parent gives to an officer in office.
2. A commit changes one record by one transition, or edits drafts, or changes law or register; nothing besides.
   (An amendment comes in force together with the law or register that it changes.)
3. A transition exists, leaves the stage that the record was in, and its conditions and guards hold.
4. The signer holds the required role in the required unit, in person or by a delegation in force.
5. Separation of duties: who submitted does not approve, two reviews are two persons, a person counts once.
6. Before and after differ only in stage, the one added decision, and the fields that the transition may set.
7. A decision says what the signature says: who, role, time (not before the parent's, not in the future).
8. Records are valid and every reference resolves; nothing of record is deleted or renamed.
9. Law and register change only by those whom the law names; nobody raises their own rights.
10. A merge adds nothing and drops nothing (`rules.merges`).
11. Evidence named by a record exists and has the digest that the record states.
12. The history starts at the anchor, descends from the last head seen, and is whole (`services.history`).
13. The tree holds ordinary files only, under the folders of the law, with plain names; a message is plain text.

Law and register are those of the parent: position in the history decides, dates do not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import record_id
from cio_ctl.model.signature import BadSignature
from cio_ctl.rules.acts import Changes, Ground, sorted_by_ground
from cio_ctl.rules.authority import law_findings, lockout_findings, register_findings, register_soundness
from cio_ctl.rules.decisions import transition_findings
from cio_ctl.rules.drafts import draft_findings
from cio_ctl.rules.names import name_findings, text_findings, twin_findings
from cio_ctl.rules.quorum import amendment_findings, amendment_in_force
from cio_ctl.rules.soundness import lost_entry_findings, record_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.office import Act, Change, Office
    from cio_ctl.model.register import Officer, Register

CLOCK_SKEW: Final = timedelta(minutes=10)


def judge(before: Office, after: Office, changes: tuple[Change, ...], act: Act) -> tuple[Finding, ...]:
    """Everything that is wrong with a commit of one parent; nothing if it may stand."""
    signer, unsigned = signer_of(before.register, act)
    sorted_changes = sorted_by_ground(before.law, changes)
    return (
        *unsigned,
        *time_findings(act),
        *_mixture_findings(before, after, sorted_changes),
        *_ground_findings(before, after, sorted_changes, act, signer),
        *evidence_file_findings(after, sorted_changes),
        *name_findings(after, changes),
        *twin_findings(after, changes),
        *text_findings(act),
    )


def judge_founding(after: Office, changes: tuple[Change, ...], act: Act) -> tuple[Finding, ...]:
    """Everything that is wrong with the root commit: its own register says who founded the office."""
    signer, unsigned = signer_of(after.register, act)
    sorted_changes = sorted_by_ground(after.law, changes)
    founder = after.law.founder.role
    posts = () if signer is None else after.register.standings(signer, after.law.day(act.at))
    return (
        *unsigned,
        *time_findings(act),
        *(
            ()
            if signer is None or any(post.role == founder for post in posts)
            else (finding("R9-FOUNDER", officer=signer.id, role=founder),)
        ),
        *(
            found
            for change in sorted_changes.of(Ground.PLAIN)
            for found in record_findings(after, record_id(change.path) or "")
        ),
        *(
            finding("R2-FOUNDING", Place(change.path), path=change.path)
            for ground in (Ground.RECORD, Ground.EVIDENCE)
            for change in sorted_changes.of(ground)
        ),
        *register_soundness(after),
        *name_findings(after, changes),
        *twin_findings(after, changes),
        *text_findings(act),
    )


def signer_of(register: Register, act: Act) -> tuple[Officer | None, tuple[Finding, ...]]:
    """Rule 1: the officer who signed, or why nobody did."""
    if act.signature is None:
        return None, (finding("R1-UNSIGNED"),)
    if isinstance(act.signature, BadSignature):
        return None, (finding("R1-BAD-SIGNATURE", reason=act.signature.reason),)
    fingerprint = act.signature.fingerprint
    officer = register.signer(fingerprint)
    if officer is not None:
        return officer, ()
    once = register.holder_once(fingerprint)
    if once is None:
        return None, (finding("R1-UNKNOWN-KEY", fingerprint=fingerprint),)
    code = "R1-SUSPENDED" if once.suspended else "R1-WITHDRAWN-KEY"
    return None, (finding(code, fingerprint=fingerprint, officer=once.id),)


def time_findings(act: Act) -> Iterator[Finding]:
    """Rule 7: time does not run backwards along the history, nor ahead of the clock."""
    if act.parents_at is not None and act.at < act.parents_at:
        yield finding("R7-BACKDATED", at=act.at.isoformat(), parent=act.parents_at.isoformat())
    if act.at > act.now + CLOCK_SKEW:
        yield finding("R7-FUTURE", at=act.at.isoformat(), now=act.now.isoformat())


def _mixture_findings(before: Office, after: Office, changes: Changes) -> Iterator[Finding]:
    """Rule 2: one kind of act a commit."""
    together = set(changes.grounds)
    if amendment_in_force(before, after, changes) is not None:
        together.discard(Ground.RECORD)
    if len(together) > 1:
        yield finding("R2-MIXED", grounds=", ".join(changes.grounds))
    records = [record_id(change.path) or "" for change in changes.of(Ground.RECORD)]
    moved = [name for name in records if _moved(before, after, name)]
    if moved and len(records) > 1:
        yield finding("R2-SEVERAL", records=", ".join(records))
    if not changes.on:
        yield finding("R2-EMPTY")


def _moved(before: Office, after: Office, name: str) -> bool:
    """Whether stage or decisions of a record differ."""
    old, new = before.tree.record(name), after.tree.record(name)
    if old is None or new is None:
        return False
    return (old.stage, old.fields.get("decisions")) != (new.stage, new.fields.get("decisions"))


def _ground_findings(
    before: Office, after: Office, changes: Changes, act: Act, signer: Officer | None
) -> Iterator[Finding]:
    """What each ground asks of its changes; who signed is asked only where somebody did."""
    for change in changes.of(Ground.RECORD):
        yield from _record_change_findings(before, after, change, act, signer)
    amendment = amendment_in_force(before, after, changes)
    if amendment is not None:
        yield from amendment_findings(before, after, changes, amendment)
    law, register = changes.of(Ground.LAW), changes.of(Ground.PLAIN)
    if signer is not None:
        yield from law_findings(before, after, law, act, signer, amendment)
    if register:
        yield from register_findings(before, after, register, act, signer, amendment)
    if law or register:
        yield from lockout_findings(before, after, act)
    for change in changes.of(Ground.NOWHERE):
        if change.new is None and record_id(change.path) is not None:
            yield finding("R8-DELETED", Place(change.path), path=change.path)


def _record_change_findings(
    before: Office, after: Office, change: Change, act: Act, signer: Officer | None
) -> Iterator[Finding]:
    """Rules 3 to 8 for one record that moves through stages."""
    name = record_id(change.path) or ""
    if change.new is None:
        yield finding("R8-DELETED", Place(change.path), path=change.path)
        return
    yield from record_findings(after, name)
    yield from lost_entry_findings(before.tree, after, name)
    new = after.tree.record(name)
    if new is None:
        return
    if _moved(before, after, name):
        yield from transition_findings(before, after, name, act, signer)
    else:
        yield from draft_findings(before, after, name, act, signer)


def evidence_file_findings(after: Office, changes: Changes) -> Iterator[Finding]:
    """Rules 2 and 8: evidence is added with the record that names it, and never changes."""
    named = {
        f"records/{annex.file}"
        for change in changes.of(Ground.RECORD)
        for record in [after.tree.record(record_id(change.path) or "")]
        if record is not None
        for annex in record.annexes
    }
    for change in changes.of(Ground.EVIDENCE):
        if change.old is not None:
            code = "R8-DELETED" if change.new is None else "R11-REPLACED"
            yield finding(code, Place(change.path), path=change.path)
        elif change.path not in named:
            yield finding("R2-STRAY-EVIDENCE", Place(change.path), path=change.path)
