"""Acts that go to the server as a pull request: on a branch of their own, pushed, with the page where it is opened."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from cio_ctl.adapters.git.config import read_git_config
from cio_ctl.adapters.git.remote import GitRemote, Upstream, last_words, server_lines
from cio_ctl.model.errors import (
    BadBranchName,
    BranchTaken,
    CioError,
    GitFailed,
    NoServer,
    PushFailed,
    PushRefused,
    UnknownForge,
)
from cio_ctl.model.forges import Forge, branch_for, forge_at, pages_of, push_options, request_page
from cio_ctl.services.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cio_ctl.adapters.git.process import Answer

T = TypeVar("T")
_HEADS = "refs/heads/"
_TRUE = {"true", "yes", "on", "1"}


@dataclass(frozen=True, slots=True)
class Requested(Generic[T]):
    """An act that the server has on a branch. ``page`` is where the request is opened, empty where none can be told.

    ``asked`` is whether the server took the words that open it; ``said`` are the lines of its answer with an address.
    """

    outcome: T
    branch: str
    target: str
    page: str
    asked: bool
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where requests of this clone go: the server, the branch there that they are for, the kind of forge."""

    remote: GitRemote
    target: Upstream
    forge: Forge | None

    @property
    def target_name(self) -> str:
        return self.target.ref.removeprefix(_HEADS)


def works_by_requests(workplace: Workplace) -> bool:
    """Whether this clone is set to make a request of what is pushed from the branch that requests are for."""
    config = read_git_config(workplace.repository.git_dir, workplace.around.environment)
    if config.get("cio-ctl.requests", "").lower() not in _TRUE:
        return False
    desk = _desk(workplace)
    return workplace.head.branch.removeprefix(_HEADS) == desk.target_name


def by_request(workplace: Workplace, record: str, act: Callable[[Workplace], T], name: str = "") -> Requested[T]:
    """Do an act on the request's branch, and push that.

    From the branch that requests are for, a new one is begun, with the given name or one made of the record's id; from
    any other, the act goes on there. Where the act is refused, all is as it was.

    Raises:
        NoUpstream: there is no remote.
        NoServer: it cannot be asked; nothing has changed.
        BadBranchName, BranchTaken: of the name given.
        PushRefused: by the server; the branch is here.
        PushFailed: it cannot be reached any more; the branch is here.
    """
    desk = _desk(workplace)
    here = workplace.head.branch.removeprefix(_HEADS)
    if here == desk.target_name:
        branch = _free_name(workplace, desk, record, name)
        with _begun(workplace, branch) as place:
            outcome = act(place)
    else:
        branch = here
        outcome = act(workplace)
    return _pushed(workplace, desk, branch, outcome)


def _desk(workplace: Workplace) -> _Desk:
    remote = GitRemote(workplace.repository, workplace.around.environment)
    target = remote.default_branch(workplace.head.branch)
    config = read_git_config(workplace.repository.git_dir, workplace.around.environment)
    named = config.get("cio-ctl.forge", "").lower()
    if named and named not in set(Forge):
        raise UnknownForge(forge=named, known=", ".join(Forge))
    pages = pages_of(target.address)
    return _Desk(remote, target, Forge(named) if named else forge_at(pages.host) if pages else None)


def _free_name(workplace: Workplace, desk: _Desk, record: str, name: str) -> str:
    """A name that no branch has, here or on the server."""
    refs = workplace.repository.refs
    wanted = name or branch_for(record)
    if not refs.is_name(wanted):
        raise BadBranchName(branch=wanted)
    try:
        taken = desk.remote.branches_like(desk.target, wanted)
    except GitFailed as problem:
        raise NoServer(server=desk.target.remote, said=problem.facts["said"]) from problem
    taken |= {branch.local_name for branch in refs.branches()}
    if name and name in taken:
        raise BranchTaken(branch=name)
    return name or branch_for(record, taken)


@contextmanager
def _begun(workplace: Workplace, branch: str) -> Iterator[Workplace]:
    """The workplace on a new branch; whatever stops the act, we are back on the old one and it is gone."""
    repository, head = workplace.repository, workplace.head
    key = workplace.key
    repository.begin_branch(branch, head.commit)
    try:
        yield Workplace(repository, workplace.around, key, workplace.contents)
    except BaseException:
        if repository.resolve(f"{_HEADS}{branch}") == head.commit:
            repository.leave_branch(branch, head.commit, head.branch)
        raise


def _pushed(workplace: Workplace, desk: _Desk, branch: str, outcome: T) -> Requested[T]:
    """Push the branch, with the words that let the forge open the request if it takes such words."""
    repository = workplace.repository
    commit = repository.resolve(f"{_HEADS}{branch}") or ""
    title = repository.commit(commit).subject
    upstream = _upstream(desk, branch)
    if desk.forge is not Forge.AGIT:
        for key, value in (("remote", upstream.remote), ("merge", upstream.ref)):
            repository.git.run("config", "--local", f"branch.{branch}.{key}", value)
    options = push_options(desk.forge, desk.target_name, branch, title)
    answer = desk.remote.push(upstream, commit, options)
    asked = bool(options) and answer.code == 0
    if options and answer.code != 0 and "does not support push options" in answer.error:
        answer = desk.remote.push(upstream, commit)
    _raise_if_not_taken(answer, upstream, commit)
    if desk.forge is not Forge.AGIT:
        desk.remote.note(upstream, commit)
    pages = pages_of(desk.target.address)
    page = request_page(desk.forge, pages, desk.target_name, branch, title) if pages and desk.forge else ""
    said = tuple(line for line in server_lines(answer) if "://" in line)
    return Requested(outcome, branch, desk.target_name, page, asked, said)


def _upstream(desk: _Desk, branch: str) -> Upstream:
    """Where the branch goes: by AGit to the place in which requests are handed in, else to a branch of its name."""
    ref = f"refs/for/{desk.target_name}" if desk.forge is Forge.AGIT else f"{_HEADS}{branch}"
    return Upstream(desk.target.remote, desk.target.address, ref)


def _raise_if_not_taken(answer: Answer, upstream: Upstream, commit: str) -> None:
    if answer.code == 0:
        return
    problem: type[CioError] = PushRefused if b"\n!" in b"\n" + answer.output else PushFailed
    raise problem(upstream=upstream.name, commit=commit, said=last_words(answer))
