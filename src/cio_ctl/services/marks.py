"""What this user has seen of a repository, its anchor and heads: private, and never believed over git."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from cio_ctl.adapters.user_cache import read_private, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from cio_ctl.services.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Marks:
    """The anchor (empty: none pinned) and the last head seen of each branch."""

    anchor: str = ""
    heads: dict[str, str] = field(default_factory=dict)


def read_marks(workplace: Workplace) -> Marks:
    """What is remembered of this repository; nothing where the memory is lost or spoilt."""
    try:
        kept = json.loads(read_private(workplace.around.environment, _name(workplace.repository.git_dir)) or "{}")
        heads = kept.get("heads", {})
        return Marks(str(kept.get("anchor", "")), {str(name): str(head) for name, head in heads.items()})
    except (ValueError, AttributeError):
        return Marks()


def write_marks(workplace: Workplace, marks: Marks) -> None:
    """Remember; a user whose cache cannot be written goes without."""
    text = json.dumps({"anchor": marks.anchor, "heads": marks.heads}, indent=1)
    write_private(workplace.around.environment, _name(workplace.repository.git_dir), text)


def advance_mark(workplace: Workplace, commit: str) -> None:
    """Remember a commit of our own as the head seen, if the one it builds on was."""
    marks = read_marks(workplace)
    branch, old = workplace.head
    if marks.heads.get(branch, old) == old:
        write_marks(workplace, Marks(marks.anchor, {**marks.heads, branch: commit}))


def _name(git_dir: Path) -> str:
    """A file name for a repository's place."""
    return f"seen/{sha256(str(git_dir.resolve()).encode()).hexdigest()[:32]}.json"
