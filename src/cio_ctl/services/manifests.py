"""The manifest of a dossier that was taken away: what it is of, and the SHA-256 of every file in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST: Final = "manifest.json"
BUNDLE: Final = "history.bundle"
FORMAT: Final = "cio-ctl-dossier/1"


class BadManifest(ValueError):
    """The bytes are no manifest that we write."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a dossier says of itself; ``files`` are SHA-256 in lower-case hex by path."""

    dossier: str
    branch: str
    tip: str
    anchor: str
    files: Mapping[str, str]

    def text(self) -> bytes:
        """The manifest as it is written, in its one form."""
        fields = {
            "format": FORMAT,
            "dossier": self.dossier,
            "branch": self.branch,
            "tip": self.tip,
            "anchor": self.anchor,
            "files": dict(sorted(self.files.items())),
        }
        return (json.dumps(fields, ensure_ascii=True, indent=1) + "\n").encode()


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file but the manifest."""
    return {path: sha256(content).hexdigest() for path, content in files.items() if path != MANIFEST}


def manifest_from(content: bytes) -> Manifest:
    """The manifest in these bytes.

    Raises:
        BadManifest: they are not, byte for byte, what we would write.
    """
    try:
        fields = json.loads(content)
        texts = {name: fields[name] for name in ("dossier", "branch", "tip", "anchor")}
        made = Manifest(files=dict(fields["files"]), **texts)
        if made.text() != content:
            raise BadManifest(FORMAT)
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise BadManifest(FORMAT) from problem
    if not all(isinstance(text, str) for text in (*texts.values(), *made.files.values())):
        raise BadManifest(FORMAT)
    return made
