"""The server that a branch is pushed to: asked with the user's own credentials, and by no setting of the repository.

Pushing and fetching run in a git folder made for the moment, over the same objects. So the address is all that
is taken from the repository's configuration; helpers, ssh commands, hooks and proxies are those of the user.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.git.config import read_git_config
from cio_ctl.adapters.git.process import Answer, lay_out_bare
from cio_ctl.model.errors import GitFailed, NoUpstream, UnsafeRemote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.adapters.git.repository import GitRepository

_HEADS: Final = "refs/heads/"
_PROTOCOLS: Final = ("https", "http", "ssh", "file")
_USERS: Final = re.compile(
    r"GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_.*|HTTP_.*|PROXY_.*|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_.*|VALUE_.*))"
)
"""What of git's own variables is the user's and says how to reach a server."""
_OVERRIDES: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.fsync=all",
    "fetch.fsckObjects=true",
    "push.followTags=false",
    "push.gpgSign=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
)
_INCOMING: Final = "refs/heads/incoming"


@dataclass(frozen=True, slots=True)
class Upstream:
    """The branch of a server that a local branch goes to: the remote's name, its address, the full ref there."""

    remote: str
    address: str
    ref: str

    @property
    def name(self) -> str:
        """As git shows it: ``origin/main``."""
        return f"{self.remote}/{self.ref.removeprefix(_HEADS)}"


class GitRemote:
    """What a repository's server is asked."""

    def __init__(self, repository: GitRepository, environment: Mapping[str, str]) -> None:
        self._repository = repository
        self._environment = environment

    def upstream(self, branch: str) -> Upstream:
        """Where a branch, named in full, is pushed to.

        Raises:
            NoUpstream: git is not told.
            UnsafeRemote: it is told an address that could run a program.
        """
        config = read_git_config(self._repository.git_dir, self._environment)
        name = branch.removeprefix(_HEADS)
        remote, ref = config.get(f"branch.{name}.remote", ""), config.get(f"branch.{name}.merge", "")
        address = config.get(f"remote.{remote}.pushurl") or config.get(f"remote.{remote}.url", "")
        if not remote or not ref.startswith(_HEADS) or not address:
            raise NoUpstream(branch=name)
        return Upstream(remote, self._safe(address), ref)

    def default_branch(self, branch: str) -> Upstream:
        """The branch that requests are for, on the remote of a branch (``origin`` where it has none).

        It is the one that the remote's HEAD names, as far as this clone knows it; else ``main``.

        Raises:
            NoUpstream: there is no such remote.
            UnsafeRemote: its address could run a program.
        """
        config = read_git_config(self._repository.git_dir, self._environment)
        name = branch.removeprefix(_HEADS)
        remote = config.get(f"branch.{name}.remote", "origin")
        address = config.get(f"remote.{remote}.pushurl") or config.get(f"remote.{remote}.url", "")
        if not address:
            raise NoUpstream(branch=name)
        tracked = f"refs/remotes/{remote}/"
        named = self._repository.refs.target(f"{tracked}HEAD")
        known = named.removeprefix(tracked) if named.startswith(tracked) else "main"
        return Upstream(remote, self._safe(address), f"{_HEADS}{known}")

    def branches_like(self, server: Upstream, name: str) -> frozenset[str]:
        """The branches of the server whose names begin with ``name``.

        Raises:
            GitFailed: the server cannot be reached.
        """
        with self._aside(self._repository.head().commit) as ask:
            answer = ask("ls-remote", "--", server.address, f"{_HEADS}{name}*")
        if answer.code != 0:
            raise GitFailed(command="ls-remote", said=last_words(answer))
        listed = answer.output.decode("utf-8", "replace").splitlines()
        return frozenset(line.partition("\t")[2].removeprefix(_HEADS) for line in listed)

    def _safe(self, address: str) -> str:
        """An address that git reaches by itself; a relative folder is taken from the working tree."""
        protocol, separator, _ = address.partition("://")
        if not address.isprintable() or address.startswith("-") or re.match(r"[\w.+-]*::", address):
            raise UnsafeRemote(address=address)
        if separator and protocol not in _PROTOCOLS:
            raise UnsafeRemote(address=address)
        if separator or ":" in address.partition("/")[0]:
            return address
        return str((self._repository.work_tree or self._repository.git_dir) / address)

    def push(self, upstream: Upstream, commit: str, options: tuple[str, ...] = ()) -> Answer:
        """Ask the server to let its branch go on to a commit; it refuses what is not ahead of it.

        ``options`` are git's push options: text of one line, which the server may act on.
        """
        said = [f"--push-option={option}" for option in options]
        with self._aside(commit) as ask:
            return ask("push", "--porcelain", "--no-verify", *said, "--", upstream.address, f"{commit}:{upstream.ref}")

    def fetch(self, upstream: Upstream, have: str) -> str:
        """The commit on which the server's branch stands, with all that leads to it; empty: it has no such branch.

        Raises:
            GitFailed: the server cannot be reached, or sends what git does not take.
        """
        with self._aside(have) as ask:
            listed = ask("ls-remote", "--", upstream.address, upstream.ref)
            if listed.code == 0 and not listed.output.strip():
                return ""
            options = ("--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc", "--quiet")
            answer = ask("fetch", *options, "--", upstream.address, f"{upstream.ref}:{_INCOMING}")
            if answer.code != 0:
                raise GitFailed(command="fetch", said=last_words(answer))
            tip = ask("rev-parse", "--verify", _INCOMING).output.decode("ascii").strip()
        self.note(upstream, tip)
        return tip

    def note(self, upstream: Upstream, commit: str) -> None:
        """Let the remote-tracking branch stand where the server's does, as git itself would."""
        tracking = f"refs/remotes/{upstream.remote}/{upstream.ref.removeprefix(_HEADS)}"
        self._repository.git.ask("update-ref", "--end-of-options", tracking, commit)

    @contextmanager
    def _aside(self, commit: str) -> Iterator[_Ask]:
        """A git that has the repository's objects and knows one commit, and none of its configuration."""
        with tempfile.TemporaryDirectory(prefix="cio-ctl-") as name:
            folder = Path(name)
            lay_out_bare(folder, len(commit))
            (folder / "refs" / "heads").mkdir()
            (folder / "refs" / "heads" / "ours").write_text(f"{commit}\n", encoding="ascii")
            yield _Ask(folder, self._repository, self._environment)


class _Ask:
    """Runs a command of git that speaks to a server."""

    def __init__(self, folder: Path, repository: GitRepository, environment: Mapping[str, str]) -> None:
        self._folder = folder
        users = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
        users |= {name: value for name, value in environment.items() if _USERS.fullmatch(name)}
        self._environment = users | {
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "en",
            "GIT_OBJECT_DIRECTORY": str(repository.common_dir / "objects"),
            "GIT_ALLOW_PROTOCOL": ":".join(_PROTOCOLS),
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_TERMINAL_PROMPT": "1" if os.isatty(0) else "0",
        }
        self._command = [repository.git.program, f"--git-dir={folder}"]
        self._command += [word for setting in _OVERRIDES for word in ("-c", setting)]

    def __call__(self, *words: str) -> Answer:
        done = subprocess.run(
            [*self._command, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            cwd=self._folder,
            env=self._environment,
        )
        return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())


def last_words(answer: Answer) -> str:
    """What a server said, if it said something; else what git says."""
    lines = [line.strip() for line in answer.error.splitlines() if line.strip()]
    remote = server_lines(answer)
    status = [line.split("\t")[-1] for line in answer.output.decode("utf-8", "replace").splitlines() if line[:1] == "!"]
    return "; ".join([line for line in remote if line] or status or lines) or f"exit code {answer.code}"


def server_lines(answer: Answer) -> list[str]:
    """The lines that a server wrote to the one who pushed."""
    lines = [line.strip() for line in answer.error.splitlines()]
    return [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
