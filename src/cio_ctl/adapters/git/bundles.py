"""A history as one file: git's bundle, made without the repository's own settings and opened as a stranger's."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.git.process import GitProcess, lay_out_bare
from cio_ctl.model.errors import GitFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.adapters.git.repository import GitRepository

OBJECT_LIMIT: Final = 64 * 1024 * 1024
_ALL_OBJECTS_LIMIT: Final = 4 * 1024 * 1024 * 1024
_HEAD_LINE: Final = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64}) (HEAD|refs/heads/[!-~]{1,200})")
_SIGNATURES: Final = {b"# v2 git bundle": 40, b"# v3 git bundle": 64}
_FORMAT: Final = b"@object-format=sha256"


class BundleFault(StrEnum):
    """What can be wrong with a bundle."""

    BEGINNING = "it does not begin as a bundle"
    CAPABILITY = "it asks for something that we do not know"
    LINES = "it rests on other commits, or names something that is no branch"
    HEADS = "it does not hold one branch and HEAD at one commit"
    SIZE = "it holds an object that is larger than any that we write"
    TIP = "its branch is not in it"
    PACK = "git does not take its objects"


class BadBundle(ValueError):
    """The bytes are no bundle that we open; the message says why."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle taken apart: its one branch, the commit it stands on, and the pack of objects."""

    branch: str
    tip: str
    pack: bytes


def make_bundle(repository: GitRepository, environment: Mapping[str, str], branch: str, tip: str) -> bytes:
    """The whole history up to a commit, as a bundle of one branch and HEAD.

    Raises:
        GitFailed: git could not pack it.
    """
    with tempfile.TemporaryDirectory(prefix="cio-ctl-") as name:
        folder = Path(name)
        lay_out_bare(folder, len(tip))
        packing = GitProcess(folder, None, environment)
        objects = {"GIT_OBJECT_DIRECTORY": str(repository.common_dir / "objects")}
        packing.run("update-ref", "--end-of-options", branch, tip, extra=objects)
        packing.run("symbolic-ref", "HEAD", branch)
        answer = packing.ask("-c", "pack.threads=1", "bundle", "create", "--quiet", "-", "HEAD", branch, extra=objects)
    if answer.code != 0:
        raise GitFailed(command="bundle", said=answer.error)
    return answer.output


def open_bundle(content: bytes) -> Bundle:
    """A bundle taken apart; it must be whole, and hold one branch and HEAD at one commit.

    Raises:
        BadBundle: it is anything else.
    """
    head, separator, pack = content.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    digits = _SIGNATURES.get(first)
    if digits is None or not separator:
        raise BadBundle(BundleFault.BEGINNING)
    if digits == 64:
        if lines[:1] != [_FORMAT]:
            raise BadBundle(BundleFault.CAPABILITY)
        lines = lines[1:]
    heads = {}
    for line in lines:
        found = _HEAD_LINE.fullmatch(line.decode("ascii", "replace"))
        if found is None or len(found[1]) != digits:
            raise BadBundle(BundleFault.LINES)
        heads[found[2]] = found[1]
    branches = [name for name in heads if name != "HEAD"]
    if len(lines) != 2 or len(branches) != 1 or len(set(heads.values())) != 1:
        raise BadBundle(BundleFault.HEADS)
    return Bundle(branches[0], heads["HEAD"], pack)


def unpack_bundle(bundle: Bundle, folder: Path, environment: Mapping[str, str]) -> None:
    """Make an empty folder a bare repository with the history of a bundle; every object is checked by git.

    Raises:
        BadBundle: git does not take it, or an object would be larger than any that we write.
    """
    lay_out_bare(folder, len(bundle.tip))
    git = GitProcess(folder, None, environment)
    answer = git.ask("-c", "core.bigFileThreshold=16m", "index-pack", "--stdin", "--strict", given=bundle.pack)
    if answer.code != 0:
        raise BadBundle(BundleFault.PACK)
    sizes = git.run("cat-file", "--batch-all-objects", "--batch-check=%(objectsize)").split()
    if any(int(size) > OBJECT_LIMIT for size in sizes) or sum(map(int, sizes)) > _ALL_OBJECTS_LIMIT:
        raise BadBundle(BundleFault.SIZE)
    made = git.ask("update-ref", "--end-of-options", bundle.branch, bundle.tip)
    if made.code != 0 or git.ask("symbolic-ref", "HEAD", bundle.branch).code != 0:
        raise BadBundle(BundleFault.TIP)
