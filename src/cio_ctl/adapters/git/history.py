"""What git knows of the past of a repository: its commits in order, and which of them touched what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cio_ctl.model.dates import day_named
from cio_ctl.model.office import Change, Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cio_ctl.adapters.git.process import GitProcess


@dataclass(frozen=True, slots=True)
class Step:
    """A commit in the walk: its id, its parents, and what differs from the first of them."""

    commit: str
    parents: tuple[str, ...]
    changes: tuple[Change, ...]


class GitHistory:
    """The commits of one repository, as they follow on one another."""

    def __init__(self, git: GitProcess) -> None:
        self._git = git

    def last_before(self, day: str, tip: str) -> str | None:
        """The last commit up to a tip that was made by the end of a day, ``2026-03-05``; None for no day or none.

        The day is the one that the committer's own clock showed, whatever zone this machine is in.
        """
        if day_named(day) is None:
            return None
        answer = self._git.ask("log", "--no-color", "--format=tformat:%H %cs", "--end-of-options", tip)
        dated = (line.split(" ") for line in answer.output.decode("ascii", "replace").splitlines())
        return next((commit for commit, date in dated if date <= day), None)

    def holds(self, commit: str, tip: str) -> bool:
        """Whether a commit is a tip or lies before it."""
        return self._git.ask("merge-base", "--is-ancestor", "--end-of-options", commit, tip).code == 0

    def steps(self, tip: str, *, excluding: str = "") -> Iterator[Step]:
        """Every commit up to a tip, parents first, with what each changes against its first parent."""
        output = self._git.run(
            "log",
            "--topo-order",
            "--reverse",
            "--diff-merges=first-parent",
            "--raw",
            "-z",
            "-r",
            "--root",
            "--no-renames",
            "--no-abbrev",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--ignore-submodules=none",
            "--format=tformat:%x01%H%x20%P",
            "--end-of-options",
            tip,
            *([f"^{excluding}"] if excluding else []),
            "--",
        )
        tokens = iter(output.split(b"\0"))
        header: list[str] = []
        changes: list[Change] = []
        for token in tokens:
            if token.startswith(b"\x01"):
                if header:
                    yield Step(header[0], tuple(header[1:]), tuple(changes))
                header, changes = token[1:].decode("ascii").split(), []
            elif token.lstrip(b"\n").startswith(b":"):
                changes.append(_change(token, next(tokens)))
        if header:
            yield Step(header[0], tuple(header[1:]), tuple(changes))

    def commits_of(self, tip: str, *, excluding: str) -> tuple[str, ...]:
        """Every commit up to a tip that does not lie before another commit, parents first."""
        output = self._git.run("rev-list", "--topo-order", "--reverse", "--end-of-options", tip, f"^{excluding}", "--")
        return tuple(output.decode("ascii").split())

    def beginning(self, tip: str) -> str:
        """The commit with which the first-parent line of a tip begins."""
        output = self._git.run("rev-list", "--first-parent", "--max-parents=0", "--end-of-options", tip, "--")
        return output.decode("ascii").strip()

    def line_touching(self, path: str, tip: str) -> tuple[str, ...]:
        """The commits on the first-parent line up to a tip that changed anything below a folder, latest first."""
        output = self._git.run("rev-list", "--first-parent", "--end-of-options", tip, "--", f":(top,literal){path}")
        return tuple(output.decode("ascii").split())

    def line_leaves(self, tip: str, *, excluding: str) -> str:
        """The commit from which the first-parent line of a tip sets out, among those before another; empty if none."""
        output = self._git.run(
            "rev-list", "--first-parent", "--boundary", "--end-of-options", tip, f"^{excluding}", "--"
        )
        left = [line[1:] for line in output.decode("ascii").split() if line.startswith("-")]
        return left[-1] if left else ""

    def commits_touching(self, path: str, tip: str) -> tuple[str, ...]:
        """The commits up to a tip that changed a file or anything below a folder, latest first."""
        output = self._git.run("rev-list", "--end-of-options", tip, "--", f":(top,literal){path}")
        return tuple(output.decode("ascii").split())

    def added(self, paths: Collection[str], tip: str) -> dict[str, datetime]:
        """When each of these files came into the history up to a tip; the last time, if it came more than once."""
        if not paths:
            return {}
        output = self._git.run(
            "log",
            "--diff-filter=A",
            "--no-renames",
            "--name-only",
            "-z",
            "--no-color",
            "--format=tformat:%x01%cI",
            "--end-of-options",
            tip,
            "--",
            *(f":(top,literal){path}" for path in paths),
        )
        found: dict[str, datetime] = {}
        at: datetime | None = None
        for token in output.decode("utf-8", "surrogateescape").split("\0"):
            word = token.lstrip("\n")
            if word.startswith("\x01"):
                at = datetime.fromisoformat(word[1:])
            elif word and at is not None:
                found.setdefault(word, at)
        return found

    def versions(self, path: str, tip: str) -> frozenset[str]:
        """The object ids that a file had in any commit up to a tip."""
        output = self._git.run(
            "log",
            "--format=tformat:",
            "--raw",
            "-z",
            "--root",
            "--no-renames",
            "--no-abbrev",
            "--no-color",
            "--end-of-options",
            tip,
            "--",
            f":(top,literal){path}",
        )
        metas = (token.lstrip(b"\n") for token in output.split(b"\0"))
        return frozenset(meta.decode("ascii").split(" ")[3] for meta in metas if meta.startswith(b":"))


def _change(meta: bytes, path: bytes) -> Change:
    """One raw entry: ``:old-mode new-mode old-id new-id STATUS`` and its path."""
    old_mode, new_mode, old_id, new_id, _ = meta.lstrip(b"\n")[1:].decode("ascii").split(" ")
    return Change(
        path.decode("utf-8", "surrogateescape"),
        Entry(old_mode, old_id) if int(old_mode) else None,
        Entry(new_mode, new_id) if int(new_mode) else None,
    )
