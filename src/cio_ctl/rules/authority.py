"""Rule 9: who may change law and register, and that nobody raises their own rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import record_id, record_path
from cio_ctl.model.record import MISSING, Record
from cio_ctl.rules.cases import case_of
from cio_ctl.rules.quorum import quorum_findings
from cio_ctl.rules.rights import gained
from cio_ctl.rules.soundness import record_findings

if TYPE_CHECKING:
    from cio_ctl.model.law import Actor
    from cio_ctl.model.office import Act, Change, Office
    from cio_ctl.model.register import Officer, Register


def law_findings(
    before: Office,
    after: Office,
    changes: tuple[Change, ...],
    act: Act,
    signer: Officer,
    amendment: Record | None = None,
) -> Iterator[Finding]:
    """Law changes only by those whom the law names, as many of them as it demands."""
    law = before.law
    allowed = _holds_one_of(before, law.changed_by, act, signer)
    for change in changes:
        if not allowed:
            who = _in_words(before, law.changed_by, act)
            yield finding("R9-LAW", Place(change.path), officer=signer.id, path=change.path, who=who)
        elif law.quorum > 1:
            yield from quorum_findings(before, after, change.path, (law.quorum, law.changed_by), amendment, act)


def register_findings(
    before: Office,
    after: Office,
    changes: tuple[Change, ...],
    act: Act,
    signer: Officer | None,
    amendment: Record | None = None,
) -> Iterator[Finding]:
    """The register changes only by those whom the law names; officers may tend their own keys."""
    for change in changes:
        changed = record_id(change.path) or ""
        if change.new is None:
            yield finding("R8-DELETED", Place(change.path), path=change.path)
            continue
        yield from record_findings(after, changed)
        old, new = before.tree.record(changed), after.tree.record(changed)
        if new is not None and signer is not None:
            yield from _keeper_findings(before, after, (old, new), act, signer, amendment)
    yield from _key_history_findings(before.register, after.register)
    if signer is not None:
        yield from _compromise_findings(before, after.register, act, signer)
    if signer is not None:
        yield from _own_rights_findings(before.register, after.register, signer)
    yield from register_soundness(after)


def _keeper_findings(
    before: Office,
    after: Office,
    change: tuple[Record | None, Record],
    act: Act,
    signer: Officer,
    amendment: Record | None,
) -> Iterator[Finding]:
    """One file of the register is changed by its keepers, or by the officer whom it is about."""
    old, new = change
    case = case_of(before, new)
    touched = _differences(old.fields if old else {}, new.fields)
    if case is None or (new.id == signer.id and touched <= set(case.process.own_fields)):
        return
    keepers, path = case.process.changed_by, record_path(new.id)
    if not _holds_one_of(before, keepers, act, signer):
        fields, who = ", ".join(sorted(touched)), _in_words(before, keepers, act)
        yield finding("R9-REGISTER", Place(path), officer=signer.id, record=new.id, fields=fields, who=who)
    elif case.process.quorum > 1:
        yield from quorum_findings(before, after, path, (case.process.quorum, keepers), amendment, act)


def lockout_findings(before: Office, after: Office, act: Act) -> Iterator[Finding]:
    """Where enough could change law and register enough are left, or nothing could ever be mended.

    Asked of the day itself and of the day after each such post ends.
    """
    today = before.law.day(act.at)
    roles = {actor.role for actor in (*after.law.changed_by, *after.law.processes["officer"].changed_by)}
    posts = (post for officer in after.register.officers.values() for post in officer.posts if post.role in roles)
    ends = {post.until for post in posts if post.until is not None}
    for day in sorted({today, *(end + timedelta(days=1) for end in ends if today <= end < date.max)}):
        short = [roles for roles, enough in _able(after, day) if not enough]
        if short and all(enough for _, enough in _able(before, day)):
            yield finding("R9-LOCKOUT", Place("records/officers"), roles=", ".join(dict.fromkeys(short)))
            return


def _able(office: Office, day: date) -> Iterator[tuple[str, bool]]:
    """Who changes the law and who keeps the register, and whether as many hold these posts as must agree."""
    keepers = office.law.processes["officer"]
    for quorum, actors in ((office.law.quorum, office.law.changed_by), (keepers.quorum, keepers.changed_by)):
        yield ", ".join(actor.role for actor in actors), len(_holders(office, actors, day)) >= quorum


def _holders(office: Office, actors: tuple[Actor, ...], day: date) -> tuple[Officer, ...]:
    """Everybody in office with a key in force who holds one of the posts in person on a day."""
    return tuple(
        officer
        for officer in office.register.officers.values()
        if officer.signs
        and not officer.suspended
        and any(
            post.role == actor.role and actor.unit in {"", post.unit} and post.in_force(day)
            for post in officer.posts
            for actor in actors
        )
    )


def _key_history_findings(before: Register, after: Register) -> Iterator[Finding]:
    """Keys are only ever added or withdrawn: old signatures must stay explained."""
    for officer in before.officers.values():
        now = {key.fingerprint: key for key in after.officers[officer.id].keys} if officer.id in after.officers else {}
        for key in officer.keys:
            kept = now.get(key.fingerprint)
            if kept is None or kept.public != key.public or (key.withdrawn and kept.withdrawn != key.withdrawn):
                place = Place(record_path(officer.id))
                yield finding("R9-KEY-HISTORY", place, fingerprint=key.fingerprint, officer=officer.id)


def _compromise_findings(before: Office, after: Register, act: Act, signer: Officer) -> Iterator[Finding]:
    """Once it is said since when a key counts as compromised, only a keeper says otherwise."""
    if _holds_one_of(before, before.law.processes["officer"].changed_by, act, signer):
        return
    for officer in before.register.officers.values():
        kept = after.officers.get(officer.id)
        now = {key.fingerprint: key.compromised_since for key in kept.keys} if kept is not None else {}
        for key in officer.keys:
            if key.compromised_since and now.get(key.fingerprint) != key.compromised_since:
                place, since = Place(record_path(officer.id)), key.compromised_since
                yield finding(
                    "R9-COMPROMISED", place, fingerprint=key.fingerprint, officer=officer.id, since=since[:12]
                )


def _own_rights_findings(before: Register, after: Register, signer: Officer) -> Iterator[Finding]:
    """No post of the signer, own or lent, is new or lasts longer."""
    for role, unit in gained(before, after, signer.id):
        place = Place(record_path(signer.id))
        yield finding("R9-OWN-RIGHTS", place, officer=signer.id, role=role, unit=unit)


def register_soundness(office: Office) -> Iterator[Finding]:
    """What the schema cannot say of the register: keys of one person, posts that the law knows, in their units."""
    for unit in office.register.units.values():
        if unit.kind not in office.law.unit_kinds:
            place = Place(record_path(unit.id))
            yield finding("R9-UNIT-KIND", place, kind=unit.kind, kinds=", ".join(office.law.unit_kinds))
    owner: dict[str, str] = {}
    for officer in office.register.officers.values():
        place = Place(record_path(officer.id))
        if len({key.fingerprint for key in officer.keys}) < len(officer.keys):
            yield finding("R9-KEY-TWICE", place, officer=officer.id)
        for key in officer.keys:
            if owner.setdefault(key.fingerprint, officer.id) != officer.id:
                yield finding(
                    "R9-KEY-SHARED",
                    place,
                    fingerprint=key.fingerprint,
                    other=owner[key.fingerprint],
                    officer=officer.id,
                )
        yield from _stated_fingerprints(office, officer)
        held = {(post.role, post.unit) for post in officer.posts}
        for post in (lent.post for lent in officer.delegations if (lent.post.role, lent.post.unit) not in held):
            yield finding("R9-NOT-HELD", place, officer=officer.id, role=post.role, unit=post.unit)
        for post in (*officer.posts, *(lent.post for lent in officer.delegations)):
            yield from _post_findings(office, place, post.role, post.unit)


def _stated_fingerprints(office: Office, officer: Officer) -> Iterator[Finding]:
    """The fingerprint that the file states is the one that the key has."""
    record = office.tree.record(officer.id)
    entries = record.fields.get("keys") if record is not None else None
    for key, entry in zip(officer.keys, entries if isinstance(entries, list) else [], strict=False):
        stated = entry.get("fingerprint") if isinstance(entry, Mapping) else None
        if stated != key.fingerprint:
            yield finding(
                "R9-KEY-FINGERPRINT",
                Place(record_path(officer.id)),
                stated=stated,
                fingerprint=key.fingerprint,
            )


def _post_findings(office: Office, place: Place, role: str, unit: str) -> Iterator[Finding]:
    """The role is one of the law's, held in a unit of a kind in which it can be held."""
    known = office.law.roles.get(role)
    if known is None:
        yield finding("R9-ROLE-UNKNOWN", place, role=role, roles=", ".join(office.law.roles))
        return
    found = office.register.units.get(unit)
    if found is not None and known.held_in and found.kind not in known.held_in:
        yield finding("R9-ROLE-UNIT", place, role=role, unit=unit, kind=found.kind, kinds=", ".join(known.held_in))


def _holds_one_of(office: Office, actors: tuple[Actor, ...], act: Act, officer: Officer) -> bool:
    """Whether an officer can act now as one of the actors; a unit must be named outright."""
    return any(
        standing.role == actor.role and actor.unit in {"", standing.unit}
        for standing in office.register.standings(officer, office.law.day(act.at))
        for actor in actors
    )


def _in_words(office: Office, actors: tuple[Actor, ...], act: Act) -> str:
    """The actors, and who they are today."""
    parts = []
    for actor in actors:
        holders = office.register.holders(actor.role, actor.unit, office.law.day(act.at))
        parts.append(f"{actor.role} ({', '.join(officer.id for officer in holders) or 'nobody at present'})")
    return "; ".join(parts)


def _differences(old: Mapping[str, object], new: Mapping[str, object]) -> set[str]:
    """The fields whose values differ."""
    return {name for name in {*old, *new} if old.get(name, MISSING) != new.get(name, MISSING)}
