"""The register: units, officers, their keys over time, the roles they hold and lend."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cio_ctl.model.record import Fields, Record


_KEY_PARTS: Final = {
    "ssh-ed25519": 2,
    "ssh-rsa": 3,
    "ecdsa-sha2-nistp256": 3,
    "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
}
"""The kinds of SSH key that count, and of how many parts each is made."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of an officer: an SSH key line or an armored OpenPGP certificate.

    What it signed after the commit ``compromised_since`` is disputed, but for the commits ``affirmed``. Such a key is
    withdrawn whatever its file says.
    """

    public: str
    fingerprint: str
    withdrawn: str = ""
    compromised_since: str = ""
    affirmed: tuple[str, ...] = ()

    @property
    def openpgp(self) -> bool:
        """Whether it is an OpenPGP certificate."""
        return self.public.startswith("-----BEGIN PGP")


@dataclass(frozen=True, slots=True)
class Post:
    """A role held in a unit from a day on, until a day (inclusive) or without end."""

    role: str
    unit: str
    since: date | None
    until: date | None

    def in_force(self, day: date) -> bool:
        """Whether the post is held on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Delegation:
    """A post lent to another officer for a time."""

    to: str
    post: Post


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who signs."""

    id: str
    name: str
    email: str
    keys: tuple[Key, ...]
    posts: tuple[Post, ...]
    delegations: tuple[Delegation, ...]
    suspended: bool

    @property
    def signs(self) -> bool:
        """Whether the officer has a key in force."""
        return any(not key.withdrawn for key in self.keys)

    @property
    def slug(self) -> str:
        """The last part of the id: the principal in an allowed-signers file."""
        return self.id.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Unit:
    """A body: a bureau, a street office, a company."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A post that an officer can act in now: the own one, or one lent by ``delegated_for``."""

    role: str
    unit: str
    delegated_for: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """An officer in a post that this officer can act in."""

    officer: Officer
    standing: Standing

    @property
    def persons(self) -> frozenset[str]:
        """Who counts as taking part: the officer, and whoever the officer stands for."""
        return frozenset({self.officer.id, self.standing.delegated_for} - {""})


@dataclass(frozen=True, slots=True)
class Register:
    """All units and officers, by id."""

    units: Mapping[str, Unit]
    officers: Mapping[str, Officer]
    _seats: dict[date, Mapping[str, tuple[Seat, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def signer(self, fingerprint: str) -> Officer | None:
        """The officer in office whose key in force this is; None if there is none."""
        for officer in self.officers.values():
            if fingerprint and any(key.fingerprint == fingerprint and not key.withdrawn for key in officer.keys):
                return None if officer.suspended else officer
        return None

    def holder_once(self, fingerprint: str) -> Officer | None:
        """The officer whose key this is or was, in office or not."""
        return next(
            (
                officer
                for officer in self.officers.values()
                if any(key.fingerprint == fingerprint for key in officer.keys)
            ),
            None,
        )

    def standings(self, officer: Officer, day: date) -> tuple[Standing, ...]:
        """Every post that the officer can act in on a day, own ones first."""
        own = [Standing(post.role, post.unit) for post in officer.posts if post.in_force(day)]
        return (*own, *self._lent_to(officer, day))

    def _lent_to(self, officer: Officer, day: date) -> Iterator[Standing]:
        """Posts lent to the officer by others who hold them themselves on that day."""
        for lender in self.officers.values():
            for delegation in lender.delegations:
                post = delegation.post
                if (
                    delegation.to == officer.id
                    and post.in_force(day)
                    and not lender.suspended
                    and any(
                        own.role == post.role and own.unit == post.unit and own.in_force(day) for own in lender.posts
                    )
                ):
                    yield Standing(post.role, post.unit, lender.id)

    def seats(self, role: str, unit: str, day: date) -> tuple[Seat, ...]:
        """The posts of officers in office that carry a role, in a unit (empty: any), on a day."""
        if day not in self._seats:
            self._seats[day] = self._seats_on(day)
        return tuple(seat for seat in self._seats[day].get(role, ()) if unit in {"", seat.standing.unit})

    def _seats_on(self, day: date) -> Mapping[str, tuple[Seat, ...]]:
        """Every seat of a day by its role, worked out once."""
        by_role: dict[str, list[Seat]] = {}
        for officer in self.officers.values():
            for standing in () if officer.suspended else self.standings(officer, day):
                by_role.setdefault(standing.role, []).append(Seat(officer, standing))
        return {role: tuple(seats) for role, seats in by_role.items()}

    def holders(self, role: str, unit: str, day: date) -> tuple[Officer, ...]:
        """Officers in office who can act in a role, in a unit (empty: any), on a day."""
        return tuple({seat.officer.id: seat.officer for seat in self.seats(role, unit, day)}.values())

    def certificates(self) -> tuple[str, ...]:
        """Every OpenPGP certificate of the register, withdrawn ones too."""
        return tuple(key.public for officer in self.officers.values() for key in officer.keys if key.openpgp)


def register_from(records: Iterable[Record]) -> Register:
    """The register that these records of units and officers make; what is not of its form is left out."""
    units, officers = {}, {}
    for record in records:
        folder, _, name = record.id.partition("/")
        if "/" in name:
            continue
        if folder == "units":
            units[record.id] = Unit(record.id, _name(record.fields), _text(record.fields, "unit_kind"))
        elif folder == "officers":
            officers[record.id] = _officer(record)
    return Register(units, officers)


def _officer(record: Record) -> Officer:
    fields = record.fields
    return Officer(
        record.id,
        _text(fields, "name"),
        _text(fields, "email"),
        tuple(_key(entry) for entry in _entries(fields, "keys")),
        tuple(_post(entry) for entry in _entries(fields, "roles")),
        tuple(Delegation(_text(entry, "to"), _post(entry)) for entry in _entries(fields, "delegations")),
        suspended=bool(fields.get("suspended")),
    )


def _key(entry: Fields) -> Key:
    public = _text(entry, "public").strip()
    stated = _text(entry, "fingerprint") if public.startswith("-----BEGIN PGP") else ""
    since = _text(entry, "compromised_since")
    affirmed = entry.get("affirmed")
    commits = tuple(one for one in affirmed if isinstance(one, str)) if isinstance(affirmed, list) else ()
    withdrawn = _text(entry, "withdrawn") or since
    return Key(public, stated or _fingerprint(public), withdrawn, since, commits)


def _fingerprint(public: str) -> str:
    """The fingerprint of an SSH key line, as ssh-keygen prints it; empty for anything else."""
    words = public.split()
    if len(words) < 2:
        return ""
    try:
        blob = base64.b64decode(words[1], validate=True)
    except ValueError:
        return ""
    parts = _parts(blob)
    if len(parts) != _KEY_PARTS.get(words[0]) or parts[0] != words[0].encode() or not all(parts):
        return ""
    return f"SHA256:{base64.b64encode(sha256(blob).digest()).decode().rstrip('=')}"


def _parts(blob: bytes) -> list[bytes]:
    """The length-framed parts of a key (RFC 4253, 6.6); none at all where they do not fill it exactly."""
    parts, at = [], 0
    while at + 4 <= len(blob):
        end = at + 4 + int.from_bytes(blob[at : at + 4])
        parts.append(blob[at + 4 : end])
        at = end
    return parts if at == len(blob) else []


def _post(entry: Fields) -> Post:
    since, until = _day(entry, "from", date.max), _day(entry, "until", date.min)
    return Post(_text(entry, "role"), _text(entry, "unit"), since, until)


def _name(fields: Fields) -> str:
    return _text(fields, "name")


def _entries(fields: Fields, name: str) -> list[Fields]:
    found = fields.get(name)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _day(fields: Fields, name: str, broken: date) -> date | None:
    """A day; one that is not of its form becomes ``broken``, which gives no right."""
    text = _text(fields, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return broken
