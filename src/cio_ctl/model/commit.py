"""A commit object taken apart: what is signed, the signature, and who it says made it when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

_IDENTITY: Final = re.compile(
    rb"(?P<name>[^<>\n]*) <(?P<email>[^<>\n]*)> (?P<seconds>[0-9]{1,12}) (?P<zone>[+-][0-9]{4})"
)
_OBJECT_ID: Final = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")
_SHA1_DIGITS: Final = 40
_LAST_YEAR: Final = 9000
"""No office decides then, and a day more or less must not end the calendar."""
_SIGNATURE_HEADERS: Final = (b"gpgsig", b"gpgsig-sha256")


class NotACommit(ValueError):
    """The bytes are no commit object that we accept."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit. ``payload`` is what the signature covers; ``at`` the committer's time with its offset."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: str
    at: datetime
    message: str
    signature: bytes | None
    payload: bytes

    @property
    def text(self) -> str:
        """Everything that the signature covers, names and message among it, as text."""
        return self.payload.decode("utf-8", "replace")

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.split("\n", 1)[0]


def parse_commit(object_id: str, content: bytes) -> Commit:
    """A commit from the content of its object.

    Raises:
        NotACommit: a header is missing, doubled, not of its form or not in its place.
    """
    head, separator, message = content.partition(b"\n\n")
    if not separator and not content.endswith(b"\n"):
        raise NotACommit(object_id)
    headers = _headers(head)
    signatures = [value for name, value in headers if name in _SIGNATURE_HEADERS]
    trees = [value for name, value in headers if name == b"tree"]
    authors = [value for name, value in headers if name == b"author"]
    committers = [value for name, value in headers if name == b"committer"]
    names = [name for name, _ in headers]
    ordered = [b"tree", *(name for name in names if name == b"parent"), b"author", b"committer"]
    if names[: len(ordered)] != ordered:
        raise NotACommit(object_id)
    if not len(trees) == len(authors) == len(committers) == 1 or len(signatures) > 1:
        raise NotACommit(object_id)
    if not all(_OBJECT_ID.fullmatch(value) for name, value in headers if name in {b"tree", b"parent"}):
        raise NotACommit(object_id)
    if len(trees[0]) == _SHA1_DIGITS and b"gpgsig-sha256" in names:
        raise NotACommit(object_id)
    author, committer = _identity(authors[0]), _identity(committers[0])
    return Commit(
        object_id,
        trees[0].decode("ascii", "replace"),
        tuple(value.decode("ascii", "replace") for name, value in headers if name == b"parent"),
        author["name"].decode("utf-8", "replace"),
        _time(committer),
        message.decode("utf-8", "replace"),
        signatures[0] if signatures else None,
        _payload(head) + separator + message,
    )


def _headers(head: bytes) -> list[tuple[bytes, bytes]]:
    """Name and value of each header; a value's further lines lose their leading blank."""
    headers: list[tuple[bytes, bytes]] = []
    for line in head.split(b"\n"):
        if line.startswith(b" ") and headers:
            name, value = headers[-1]
            headers[-1] = name, value + b"\n" + line[1:]
        else:
            name, _, value = line.partition(b" ")
            headers.append((name, value))
    return headers


def _payload(head: bytes) -> bytes:
    """The headers without the signature, byte by byte as git signs them."""
    kept: list[bytes] = []
    skipping = False
    for line in head.split(b"\n"):
        if not line.startswith(b" "):
            skipping = line.partition(b" ")[0] in _SIGNATURE_HEADERS
        if not skipping:
            kept.append(line)
    return b"\n".join(kept)


def _identity(value: bytes) -> re.Match[bytes]:
    found = _IDENTITY.fullmatch(value)
    if found is None:
        raise NotACommit(value)
    return found


def _time(identity: re.Match[bytes]) -> datetime:
    """The time in an identity line."""
    zone = identity["zone"]
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    offset = timedelta(minutes=-minutes if zone[:1] == b"-" else minutes)
    try:
        found = datetime.fromtimestamp(int(identity["seconds"]), timezone(offset))
    except (ValueError, OverflowError) as problem:
        raise NotACommit(identity[0]) from problem
    if found.year >= _LAST_YEAR:
        raise NotACommit(identity[0])
    return found


def commit_content(tree: str, parents: tuple[str, ...], author: str, email: str, at: datetime, message: str) -> bytes:
    """The unsigned content of a commit object; ``at`` carries an offset, and loses what is below a second."""
    offset = at.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    zone = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    identity = f"{_plain(author)} <{_plain(email)}> {int(at.timestamp())} {zone}"
    lines = [
        f"tree {tree}",
        *(f"parent {parent}" for parent in parents),
        f"author {identity}",
        f"committer {identity}",
        "",
        message.rstrip("\n"),
        "",
    ]
    return "\n".join(lines).encode()


def signed_content(content: bytes, signature: str) -> bytes:
    """The content with the armored signature as its last header."""
    head, _, message = content.partition(b"\n\n")
    folded = signature.strip("\n").replace("\n", "\n ").encode()
    return head + b"\ngpgsig " + folded + b"\n\n" + message


def _plain(text: str) -> str:
    """A name without the signs that would end it."""
    return re.sub(r"[<>\n\x00]", "", text).strip()
