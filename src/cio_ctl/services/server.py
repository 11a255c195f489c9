"""A repository that others push to: what it protects, where its history starts, and who judges what arrives."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.git.config import read_git_config
from cio_ctl.adapters.git.hooks import HookOwner, PreReceiveHook
from cio_ctl.adapters.git.repository import GitRepository, find_repository
from cio_ctl.adapters.git.settings import GitSettings
from cio_ctl.model.errors import (
    ForeignHook,
    HooksElsewhere,
    NoPush,
    NotBare,
    NotThatAnchor,
    UnknownRevision,
)
from cio_ctl.services.workplace import Workplace

if TYPE_CHECKING:
    from pathlib import Path

    from cio_ctl.services.workplace import Surroundings

PROTECT: Final = "cio-ctl.protect"
ANCHOR: Final = "cio-ctl.anchor"
_BRANCHES: Final = "refs/heads/"


@dataclass(frozen=True, slots=True)
class Protection:
    """The protected branches by full name, the first of them the one others are measured by; and the pinned anchor."""

    branches: tuple[str, ...]
    anchor: str

    @property
    def main(self) -> str:
        """The branch on which the office is kept."""
        return self.branches[0]


@dataclass(frozen=True, slots=True)
class HookState:
    """What lies in the place of the hook, and what it would protect. ``elsewhere``: the folder git looks in instead."""

    owner: HookOwner
    in_force: bool
    current: bool
    chained: bool
    elsewhere: str
    protection: Protection
    path: Path

    @property
    def well(self) -> bool:
        """Whether pushes are judged by this program."""
        return self.owner is HookOwner.OURS and self.in_force and self.current and not self.elsewhere


def open_server(around: Surroundings) -> Workplace:
    """The repository that git is receiving a push for, with what was pushed.

    Raises:
        NoPush: git did not start this program as a hook.
    """
    git_dir = around.environment.get("GIT_DIR", "")
    if not git_dir:
        raise NoPush
    home = (around.folder / git_dir).resolve()
    named = around.environment.get("GIT_QUARANTINE_PATH", "")
    quarantine = (home / named).resolve() if named else None
    repository = GitRepository(home, None, around.environment, quarantine)
    if quarantine is not None and repository.objects.resolve() not in quarantine.parents:
        raise NoPush
    return Workplace(repository, around)


def protection_of(repository: GitRepository) -> Protection:
    """What the configuration of a repository protects; where it names nothing, the branch of HEAD.

    Raises:
        DetachedHead: it names nothing, and HEAD is on no branch.
    """
    settings = GitSettings(repository.git)
    named = settings.values(PROTECT)
    branches = tuple(f"{_BRANCHES}{name.removeprefix(_BRANCHES)}" for name in named) or (repository.head().branch,)
    return Protection(branches, "".join(settings.values(ANCHOR)[-1:]))


def pin_anchor(repository: GitRepository, anchor: str) -> None:
    """Remember where the history of this office starts."""
    GitSettings(repository.git).replace(ANCHOR, anchor)


@dataclass(frozen=True, slots=True)
class Installation:
    """How the hook is to be put in. Empty: as it is, or by default."""

    protect: tuple[str, ...] = ()
    anchor: str = ""
    language: str = ""
    chain: bool = False
    force: bool = False


def install(around: Surroundings, wish: Installation) -> HookState:
    """Put the hook in, or bring it up to date; done twice it changes nothing.

    Raises:
        NotBare: somebody works in the repository, and ``force`` is not given.
        ForeignHook: another hook lies there, and ``chain`` is not given.
        HooksElsewhere: the configuration leads git to another folder of hooks.
    """
    with closing(find_repository(around.folder, around.environment)) as repository:
        hook = PreReceiveHook(repository.common_dir)
        if repository.work_tree is not None and not wish.force:
            raise NotBare(folder=around.folder)
        if hook.owner() is HookOwner.FOREIGN and not wish.chain:
            raise ForeignHook(path=hook.path)
        elsewhere = _elsewhere(repository, around)
        if elsewhere:
            raise HooksElsewhere(folder=elsewhere)
        _protect(repository, wish)
        hook.write(program(), wish.language)
        return _state(repository, around)


def _protect(repository: GitRepository, wish: Installation) -> None:
    """Write down which branches are protected, and the anchor if one is known."""
    protection = protection_of(repository)
    if wish.protect:
        protection = Protection(tuple(f"{_BRANCHES}{name.removeprefix(_BRANCHES)}" for name in wish.protect), "")
    anchor = _checked_anchor(repository, protection, wish.anchor) or _anchor_found(repository, protection)
    GitSettings(repository.git).replace(PROTECT, *(name.removeprefix(_BRANCHES) for name in protection.branches))
    if anchor:
        pin_anchor(repository, anchor)


def remove(around: Surroundings) -> HookState:
    """Take the hook away; what it protected stays in the configuration, for the next time.

    Raises:
        ForeignHook: the hook that lies there is somebody else's.
    """
    with closing(find_repository(around.folder, around.environment)) as repository:
        hook = PreReceiveHook(repository.common_dir)
        if hook.owner() is HookOwner.FOREIGN:
            raise ForeignHook(path=hook.path)
        if hook.owner() is HookOwner.OURS:
            hook.remove()
        return _state(repository, around)


def state(around: Surroundings) -> HookState:
    """What lies in the place of the hook."""
    with closing(find_repository(around.folder, around.environment)) as repository:
        return _state(repository, around)


def _state(repository: GitRepository, around: Surroundings) -> HookState:
    hook = PreReceiveHook(repository.common_dir)
    return HookState(
        hook.owner(),
        hook.is_in_force(),
        hook.calls(program()),
        hook.other.exists(),
        _elsewhere(repository, around),
        protection_of(repository),
        hook.path,
    )


def program() -> tuple[str, ...]:
    """The words that start this program from anywhere, deaf to the environment of whoever pushes."""
    return (sys.executable, "-I", "-X", "utf8", "-m", "cio_ctl")


def _elsewhere(repository: GitRepository, around: Surroundings) -> str:
    """The folder in which git looks for hooks, where it is not the repository's own."""
    named = read_git_config(repository.git_dir, around.environment).get("core.hookspath", "")
    own = repository.common_dir / "hooks"
    return "" if not named or (repository.git_dir / named).resolve() == own.resolve() else named


def _anchor_found(repository: GitRepository, protection: Protection) -> str:
    """Where an office that stands already starts, unless that is pinned; empty where none stands."""
    main = repository.resolve(protection.main)
    pinned = GitSettings(repository.git).values(ANCHOR)
    return "" if pinned or main is None else repository.history.beginning(main)


def _checked_anchor(repository: GitRepository, protection: Protection, anchor: str) -> str:
    """The full id of an anchor: a commit of the repository, or, while it is empty, whatever full id is given.

    Raises:
        NotThatAnchor: the protected branch does not start there.
        UnknownRevision: it is no commit id.
    """
    main = repository.resolve(protection.main) if anchor else None
    if not anchor or main is None:
        if anchor and (len(anchor) not in {40, 64} or set(anchor) - set("0123456789abcdef")):
            raise UnknownRevision(revision=anchor)
        return anchor
    found = repository.resolve(anchor)
    if found is None or found != repository.history.beginning(main):
        raise NotThatAnchor(anchor=anchor)
    return found
