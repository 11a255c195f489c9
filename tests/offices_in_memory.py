"""The foundation's office from texts alone: no disk, no git, no keys. For the rules, which need none of them."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.office import Act, Entry, Office
from cio_ctl.model.paths import record_path
from cio_ctl.model.signature import Signed
from cio_ctl.rules.cases import Case, case_of
from cio_ctl.rules.judge import judge
from cio_ctl.services.committing import object_id_of
from cio_ctl.services.founding import pack_from
from cio_ctl.services.snapshots import Contents, Standing, changes_between, next_office, read_office

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.office import Change
    from cio_ctl.model.record import Record
    from cio_ctl.model.register import Officer
    from cio_ctl.services.law_books import LawBook

PACK = Path(__file__).parent / "packs" / "grants"
NOON = datetime.fromisoformat("2026-03-10T12:00:00+08:00")
QUOTE = {"type": "quote", "name": "报价", "file": "grants/x", "sha256": "0" * 64, "size": 1, "media_type": "a/b"}
GRANT = "grants/2026/shelves/application"
REPORT = "grants/2026/shelves/report"
OTHER = "grants/2026/roof/application"
PROCESS = "schemas/grant.process.yaml"

Decisions = tuple[dict[str, object], ...]

_UNITS = {"office": "office", "hilltop": "library", "valley": "library", "board": "board"}
_POSTS = {
    "ada": ["director@office"],
    "ben": ["clerk@office"],
    "cai": ["clerk@office", "assessor@office"],
    "dan": ["librarian@hilltop"],
    "eva": ["librarian@valley", "librarian@hilltop"],
    "fay": ["board@board", "treasurer@board"],
    "gus": ["treasurer@board", "board@board"],
    "hal": ["board@board"],
}
_BLOBS: dict[str, bytes] = {}
CONTENTS = Contents(_BLOBS.__getitem__)


def public_key(slug: str) -> str:
    """A line that looks like a key of an officer; nobody signs with it."""
    return f"ssh-ed25519 {base64.b64encode(_blob(slug)).decode()} {slug}"


def _blob(slug: str) -> bytes:
    """Parts framed as in a key: the kind, and 32 bytes that the slug fills."""
    parts = (b"ssh-ed25519", slug.encode().ljust(32, b"."))
    return b"".join(len(part).to_bytes(4) + part for part in parts)


def fingerprint(slug: str) -> str:
    """The fingerprint that such a line has."""
    return f"SHA256:{base64.b64encode(sha256(_blob(slug)).digest()).decode().rstrip('=')}"


def key_entry(slug: str, **more: object) -> dict[str, object]:
    """A key as an officer's file holds it."""
    return {"public": public_key(slug), "fingerprint": fingerprint(slug), "from": "2026-01-01", **more}


def post_entry(words: str, since: str = "2026-01-01", **more: object) -> dict[str, object]:
    """A post, or with ``to`` a delegation, from ``role@unit``."""
    role, _, unit = words.partition("@")
    return {**more, "role": role, "unit": f"units/{unit}", "from": since}


def officer_fields(slug: str, *posts: str, **more: object) -> dict[str, object]:
    """The file of an officer."""
    held = [post_entry(post) for post in posts]
    return {"kind": "officer", "name": slug, "keys": [key_entry(slug)], "roles": held, **more}


def decision_entry(words: str, at: str = "2026-03-03T09:00:00+08:00", **more: object) -> dict[str, object]:
    """A decision from ``dan librarian@hilltop submit idea desk``."""
    by, post, verb, source, target = words.split()
    role, _, unit = post.partition("@")
    parties = {"by": f"officers/{by}", "role": role, "unit": f"units/{unit}"}
    return {"verb": verb, "from": source, "to": target, **parties, "at": at, **more}


SUBMITTED = decision_entry("dan librarian@hilltop submit idea desk")


def grant_fields(stage: str = "desk", *decisions: Mapping[str, object], **more: object) -> dict[str, object]:
    """The file of a grant of 99,999.99 for the hilltop library."""
    fields: dict[str, object] = {
        "kind": "grant",
        "title": "新书架",
        "library": "units/hilltop",
        "amount": "99999.99",
        **more,
        "stage": stage,
        "decisions": list(decisions),
    }
    return {name: value for name, value in fields.items() if value is not None}


@cache
def law_texts() -> dict[str, str]:
    """The grants pack, by path; not to be changed."""
    return {path: content.decode() for path, content in pack_from(PACK).items()}


@cache
def register_texts() -> dict[str, str]:
    """Units and officers, by path; not to be changed."""
    records: dict[str, dict[str, object]] = {
        f"units/{slug}": {"kind": "unit", "name": slug, "unit_kind": kind} for slug, kind in _UNITS.items()
    }
    records |= {f"officers/{slug}": officer_fields(slug, *posts) for slug, posts in _POSTS.items()}
    return {record_path(name): dump_yaml(fields) for name, fields in records.items()}


def entry_of(content: bytes, mode: str = "100644") -> Entry:
    """A file in a tree; its content can be read from then on."""
    blob = object_id_of(content, "0" * 40)
    _BLOBS[blob] = content
    return Entry(mode, blob)


@dataclass(frozen=True)
class Texts:
    """An office as its files, by path. Every change gives a new one."""

    files: Mapping[str, str]

    def having(self, files: Mapping[str, str | None]) -> Texts:
        """The same with other files; None takes one away."""
        whole = {**self.files, **files}
        return Texts({path: text for path, text in whole.items() if text is not None})

    def record(self, name: str, fields: Mapping[str, object]) -> Texts:
        """The same with a record."""
        return self.having({record_path(name): dump_yaml(fields)})

    def replacing(self, path: str, old: str, new: str) -> Texts:
        """The same with a text in a file changed, which must be there."""
        assert old in self.files[path]
        return self.having({path: self.files[path].replace(old, new, 1)})

    @property
    def entries(self) -> dict[str, Entry]:
        """The files as a tree has them."""
        return {path: entry_of(text.encode()) for path, text in self.files.items()}

    @property
    def standing(self) -> Standing:
        """The office as read; its law must be good."""
        read = read_office(self.entries, CONTENTS)
        assert isinstance(read, Standing), read
        return read

    @property
    def office(self) -> Office:
        """Law, register and records."""
        return self.standing.office

    @property
    def book(self) -> LawBook:
        """The law and the shapes."""
        return self.standing.book

    def found(self, name: str) -> Record:
        """A record, which must be there."""
        record = self.office.tree.record(name)
        assert record is not None
        return record

    def case(self, name: str = GRANT) -> Case:
        """The case of a record."""
        case = case_of(self.office, self.found(name))
        assert case is not None
        return case

    def officer(self, slug: str) -> Officer:
        """An officer of the register."""
        return self.office.register.officers[f"officers/{slug}"]

    def judged(self, after: Texts, by: str, at: datetime = NOON) -> tuple[Finding, ...]:
        """What the judge says of the commit by an officer that leads to other files."""
        before = self.standing
        then = next_office(after.entries, CONTENTS, before)
        changes = changes_between(before.snapshot.entries, then.snapshot.entries)
        return judge(before.office, then.office, changes, act_of(by, at))

    def codes(self, after: Texts, by: str, at: datetime = NOON) -> list[str]:
        """The codes of what the judge says."""
        return [found.code for found in self.judged(after, by, at)]


def office_after(before: Standing, files: Mapping[str, str]) -> tuple[Standing, tuple[Change, ...]]:
    """The office that comes of another when these files are written, and what changes."""
    new = {path: entry_of(text.encode()) for path, text in files.items()}
    old = {path: entry for path, entry in before.snapshot.entries.items() if path in new}
    changes = changes_between(old, new)
    return next_office({**before.snapshot.entries, **new}, CONTENTS, before, changes), changes


def act_of(slug: str, at: datetime = NOON) -> Act:
    """A commit that an officer signed, a day after the one before."""
    return Act("", Signed(fingerprint(slug)), at, at - timedelta(days=1), at + timedelta(days=1))


def unsigned_act() -> Act:
    """A commit that nobody signed."""
    return replace(act_of("ada"), signature=None)


def grants_office() -> Texts:
    """The foundation with its register, and no grant yet."""
    return Texts({**law_texts(), **register_texts()})


def grant(decisions: Decisions, office: Texts | None = None, /, **fields: object) -> Texts:
    """The foundation with a grant on which these decisions were taken."""
    stage = str(decisions[-1]["to"]) if decisions else "idea"
    return (office or grants_office()).record(GRANT, grant_fields(stage, *decisions, **fields))


def process_with(old: str, new: str) -> Texts:
    """The foundation with one text of the process of grants changed."""
    return grants_office().replacing(PROCESS, old, new)
