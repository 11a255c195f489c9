"""git, spoken to in its machine voice: fixed arguments, scrubbed environment, exit codes and never sentences."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from cio_ctl.adapters.programs import find_program
from cio_ctl.model.errors import GitFailed, GitMissing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_KEPT: Final = frozenset({"PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE"})
"""What git may know of our environment: none of its own variables, which a hook or a shell may have set."""

_FIXED: Final = {
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}

_OVERRIDES: Final = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.attributesFile=/dev/null",
    "core.commitGraph=false",
    "core.useReplaceRefs=false",
    "core.autocrlf=false",
    "diff.external=",
    "core.fsync=all",
    "core.fsyncMethod=fsync",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
    "log.showSignature=false",
    "i18n.logOutputEncoding=UTF-8",
    "i18n.commitEncoding=UTF-8",
)
"""What a repository's own configuration could otherwise make git run, show, or not write through to the disk."""


_READ_LIMIT: Final = 256 * 1024 * 1024
"""Objects above it are not read into memory: a few packed kilobytes can hold them."""


class Answer(NamedTuple):
    """What git said: its exit code and its output."""

    code: int
    output: bytes
    error: str


class GitProcess:
    """One repository's git: runs single commands, and keeps one ``cat-file --batch`` for reading objects.

    ``stores`` are folders of objects to use in place of its own: the first is written to, the others are read.
    """

    def __init__(
        self, git_dir: Path, work_tree: Path | None, environment: Mapping[str, str], stores: Sequence[Path] = ()
    ) -> None:
        program = find_program("git", environment)
        if program is None:
            raise GitMissing
        self.program = program
        self._environment = {name: environment[name] for name in _KEPT if name in environment} | _FIXED
        if stores:
            self._environment["GIT_OBJECT_DIRECTORY"] = str(stores[0])
            self._environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = ":".join(_quoted(store) for store in stores[1:])
        self.git_dir = git_dir
        self._command = [program, f"--git-dir={git_dir}"]
        if work_tree is not None:
            self._command.append(f"--work-tree={work_tree}")
        self._command += [word for setting in _OVERRIDES for word in ("-c", setting)]
        self._folder = work_tree or git_dir
        self._reader: subprocess.Popen[bytes] | None = None

    def ask(self, *words: str, given: bytes = b"", extra: Mapping[str, str] | None = None) -> Answer:
        """Run one command to its end and return what it said, whatever its exit code."""
        done = subprocess.run(
            [*self._command, *words],
            input=given,
            capture_output=True,
            check=False,
            cwd=self._folder,
            env={**self._environment, **(extra or {})},
        )
        return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())

    def run(self, *words: str, given: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """Run one command and return its output.

        Raises:
            GitFailed: the exit code is not 0.
        """
        answer = self.ask(*words, given=given, extra=extra)
        if answer.code != 0:
            raise GitFailed(command=words[0], said="; ".join(answer.error.splitlines()) or f"exit code {answer.code}")
        return answer.output

    def object(self, object_id: str) -> tuple[str, bytes] | None:
        """The type and content of an object, which are what its id says; None if the repository does not have it.

        Raises:
            GitFailed: git broke off in the middle of an answer, or the object is too large to be of an office.
        """
        reader = self._open_reader()
        if reader.stdin is None or reader.stdout is None:
            raise GitFailed(command="cat-file", said="no pipe")
        with suppress(BrokenPipeError):
            reader.stdin.write(f"{object_id}\n".encode())
            reader.stdin.flush()
        head = reader.stdout.readline().decode("ascii", "replace").split()
        if len(head) == 2 and head[1] == "missing":
            return None
        if len(head) == 3 and int(head[2]) > _READ_LIMIT:
            self.close()
            raise GitFailed(command="cat-file", said=f"{object_id} has {head[2]} bytes, more than are ever read")
        content = reader.stdout.read(int(head[2]) + 1) if len(head) == 3 else b""
        if len(head) != 3 or len(content) != int(head[2]) + 1:
            self.close()
            raise GitFailed(command="cat-file", said=" ".join(head) or f"no answer for {object_id}")
        kind, body = head[1], content[:-1]
        if name_of(kind, body, len(object_id)) != object_id:
            raise GitFailed(command="cat-file", said=f"the object {object_id} holds something else than its id says")
        return kind, body

    def _open_reader(self) -> subprocess.Popen[bytes]:
        """The long-lived reader of objects, started at first use."""
        if self._reader is None:
            self._reader = subprocess.Popen(
                [*self._command, "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=self._environment,
            )
        return self._reader

    def close(self) -> None:
        """End the reader of objects; it starts again when needed."""
        if self._reader is not None:
            for pipe in (self._reader.stdin, self._reader.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
            self._reader.wait()
            self._reader = None


def _quoted(folder: Path) -> str:
    """A folder as git reads it from a list of folders."""
    escaped = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def name_of(kind: str, content: bytes, digits: int) -> str:
    """The id that git gives an object, in the hash that has so many digits: SHA-1 (40) or SHA-256 (64)."""
    algorithm = sha1 if digits == 40 else sha256
    return algorithm(b"%s %d\0" % (kind.encode(), len(content)) + content).hexdigest()


def lay_out_bare(folder: Path, digits: int) -> None:
    """Make an empty folder a bare repository without objects, refs or settings, for ids of so many digits."""
    (folder / "refs").mkdir()
    (folder / "objects").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
    form = "[core]\nrepositoryformatversion = 1\nbare = true\n[extensions]\nobjectformat = sha256\n"
    (folder / "config").write_text(form if digits == 64 else "[core]\nbare = true\n", encoding="ascii")


def version_of_git(environment: Mapping[str, str]) -> tuple[int, ...]:
    """The version of the git on the search path, as numbers.

    Raises:
        GitMissing: there is none.
    """
    program = find_program("git", environment)
    if program is None:
        raise GitMissing
    done = subprocess.run([program, "--version"], capture_output=True, check=False, env={"LC_ALL": "C"})
    words = done.stdout.decode("ascii", "replace").split()
    numbers: Sequence[str] = words[2].split(".") if len(words) > 2 else ()
    return tuple(int(number) for number in numbers if number.isdigit())
