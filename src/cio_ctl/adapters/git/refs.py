"""The branches of a repository, local and remote-tracking, and where they part from another commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.model.errors import GitFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.adapters.git.process import GitProcess

_LOCAL, _REMOTE = "refs/heads/", "refs/remotes/"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch by its full ref name, and the object it stands on."""

    ref: str
    tip: str

    @property
    def name(self) -> str:
        """The name that git shows: ``funding``, or ``origin/funding`` for a remote-tracking branch."""
        return self.ref.removeprefix(_LOCAL).removeprefix(_REMOTE)

    @property
    def local_name(self) -> str:
        """The name by which one switches to it, without that of the remote."""
        return self.name.partition("/")[2] if self.ref.startswith(_REMOTE) else self.name


class GitRefs:
    """What the refs of one repository say."""

    def __init__(self, git: GitProcess) -> None:
        self._git = git

    def branches(self) -> Iterator[Branch]:
        """Every local branch, then every remote-tracking one, by name; refs that only point to others are left out.

        Nothing is looked at but the refs, so one that leads nowhere is among them.
        """
        output = self._git.run("for-each-ref", "--format=%(objectname)%00%(symref)%00%(refname)", _LOCAL, _REMOTE)
        for line in output.decode("utf-8", "surrogateescape").split("\n")[:-1]:
            tip, symref, ref = line.split("\0")
            if not symref:
                yield Branch(ref, tip)

    def target(self, ref: str) -> str:
        """The ref that another only points to; empty for one that stands for itself, or is not there."""
        answer = self._git.ask("symbolic-ref", "--quiet", ref)
        return answer.output.decode("utf-8", "replace").strip() if answer.code == 0 else ""

    def is_name(self, branch: str) -> bool:
        """Whether git takes a name for a branch, and a reader sees what it is."""
        plain = branch.isprintable() and not branch.startswith("-")
        return plain and self._git.ask("check-ref-format", f"{_LOCAL}{branch}").code == 0

    def bases(self, one: str, other: str) -> tuple[str, ...]:
        """The commits where the histories of two commits part; one of the two itself where it is contained.

        Raises:
            GitFailed: one of them is no commit, or its history is broken.
        """
        answer = self._git.ask("merge-base", "--all", "--end-of-options", one, other)
        if answer.code not in {0, 1}:
            raise GitFailed(
                command="merge-base", said="; ".join(answer.error.splitlines()) or f"exit code {answer.code}"
            )
        return tuple(answer.output.decode("ascii", "replace").split())
