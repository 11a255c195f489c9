"""A repository on disk: found, read, and written one commit at a time."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager, suppress
from hashlib import sha1, sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cio_ctl.adapters.git.history import GitHistory
from cio_ctl.adapters.git.process import Answer, GitProcess, lay_out_bare
from cio_ctl.adapters.git.refs import GitRefs
from cio_ctl.adapters.lasting_files import settle
from cio_ctl.model.commit import Commit, NotACommit, parse_commit
from cio_ctl.model.errors import BranchLocked, DetachedHead, GitFailed, NotARepository, SomebodyWasFirst
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.office import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HASH_LENGTHS = (40, 64)
_INDEX_WAIT = 2.0


class Head(NamedTuple):
    """The branch that HEAD names, in full, and the commit it stands on; empty before the first."""

    branch: str
    commit: str


class GitRepository:
    """One repository, with or without a working tree.

    ``quarantine`` is the folder in which git keeps pushed objects until the push is accepted.
    """

    def __init__(
        self, git_dir: Path, work_tree: Path | None, environment: Mapping[str, str], quarantine: Path | None = None
    ) -> None:
        self.git_dir = git_dir
        self.work_tree = work_tree
        self.quarantine = quarantine
        self._environment = environment
        stores = () if quarantine is None else (quarantine, self.objects)
        self.git = GitProcess(git_dir, work_tree, environment, stores)
        self.history = GitHistory(self.git)
        self.refs = GitRefs(self.git)
        self._written: set[str] = set()

    def head(self) -> Head:
        """Where HEAD stands.

        Raises:
            DetachedHead: HEAD names no branch.
        """
        answer = self.git.ask("symbolic-ref", "--quiet", "HEAD")
        if answer.code != 0:
            raise DetachedHead
        branch = answer.output.decode().strip()
        return Head(branch, self.resolve(branch) or "")

    def resolve(self, name: str) -> str | None:
        """The commit that a ref or a (partial) id names; None if there is none. Never read as an option."""
        answer = self.git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        text = answer.output.decode("ascii", "replace").strip()
        return text if answer.code == 0 and len(text) in _HASH_LENGTHS else None

    def object_at(self, commit: str, path: str) -> str:
        """The id of the file or folder at a path of a commit; empty if there is none."""
        answer = self.git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}:{path}")
        return answer.output.decode("ascii", "replace").strip() if answer.code == 0 else ""

    def commit(self, object_id: str) -> Commit:
        """The commit of an id.

        Raises:
            GitFailed: there is no such commit, or it is not of its form.
        """
        found = self.git.object(object_id)
        if found is None or found[0] != "commit":
            raise GitFailed(command="cat-file", said=f"{object_id} is no commit")
        try:
            return parse_commit(object_id, found[1])
        except NotACommit as problem:
            raise GitFailed(command="cat-file", said=f"{object_id} is not a well-formed commit") from problem

    def blob(self, object_id: str) -> bytes:
        """The content of a file.

        Raises:
            GitFailed: the repository does not have it.
        """
        found = self.git.object(object_id)
        if found is None:
            raise GitFailed(command="cat-file", said=f"{object_id} is missing")
        return found[1]

    def tree(self, commit: str) -> dict[str, Entry]:
        """Every file of a commit by its path; a path that is not UTF-8 keeps its bytes as surrogates."""
        entries = {}
        for line in self.git.run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit).split(b"\0"):
            if line:
                meta, _, path = line.partition(b"\t")
                mode, _, object_id = meta.decode("ascii").split(" ")
                entries[path.decode("utf-8", "surrogateescape")] = Entry(mode, object_id)
        return entries

    def write_blob(self, content: bytes) -> str:
        """Store a file's content and return its object id."""
        return self._stored("hash-object", "-w", "-t", "blob", "--stdin", given=content)

    def _stored(self, *words: str, given: bytes) -> str:
        """The id of an object that a command stores."""
        object_id = self.git.run(*words, given=given).decode().strip()
        self._written.add(object_id)
        return object_id

    def write_tree(self, base: str, files: Mapping[str, str | None]) -> str:
        """Store the tree of ``base`` (a tree, or empty) with these files (blob ids; None removes) changed."""
        here: dict[str, tuple[str, str]] = self._listing(base) if base else {}
        below: dict[str, dict[str, str | None]] = {}
        for path, blob in files.items():
            name, _, rest = path.partition("/")
            if rest:
                below.setdefault(name, {})[rest] = blob
            elif blob is None:
                here.pop(name, None)
            else:
                here[name] = ("100644", blob)
        for name, inside in below.items():
            mode, old = here.get(name, ("", ""))
            here[name] = ("40000", self.write_tree(old if mode == "40000" else "", inside))
        # not by `git mktree`, which does not let its objects reach the disk, whatever core.fsync says
        entries = [
            (name.encode("utf-8", "surrogateescape"), mode, bytes.fromhex(object_id))
            for name, (mode, object_id) in here.items()
        ]
        entries.sort(key=lambda entry: entry[0] + b"/" * (entry[1] == "40000"))
        content = b"".join(mode.encode() + b" " + name + b"\0" + object_id for name, mode, object_id in entries)
        return self._stored("hash-object", "-w", "-t", "tree", "--stdin", given=content)

    def _listing(self, tree: str) -> dict[str, tuple[str, str]]:
        """Mode and object id of each name in one tree object."""
        found = self.git.object(tree)
        content = found[1] if found else b""
        width = len(tree) // 2
        names: dict[str, tuple[str, str]] = {}
        at = 0
        while at < len(content):
            end = content.index(b"\0", at)
            mode, _, name = content[at:end].partition(b" ")
            names[name.decode("utf-8", "surrogateescape")] = (
                mode.decode("ascii"),
                content[end + 1 : end + 1 + width].hex(),
            )
            at = end + 1 + width
        return names

    def write_commit(self, content: bytes) -> str:
        """Store a commit object, checked by git for its form, and return its id."""
        return self._stored("hash-object", "-w", "-t", "commit", "--stdin", given=content)

    def move_branch(self, branch: str, new: str, old: str, reason: str) -> None:
        """Let a branch stand on ``new`` if it still stands on ``old`` (empty: if it does not exist yet).

        What was written before is on the disk by then, and the move itself when this returns.

        Raises:
            SomebodyWasFirst: it stands elsewhere by now.
            BranchLocked: somebody holds its lock.
        """
        self._settle_objects()
        expected = old or "0" * len(new)
        answer = self.git.ask(
            "update-ref",
            "--create-reflog",
            "-m",
            reason,
            "--end-of-options",
            branch,
            new,
            expected,
            extra={"GIT_COMMITTER_NAME": "cio-ctl", "GIT_COMMITTER_EMAIL": "cio-ctl@localhost"},
        )
        if answer.code == 0:
            settle([(self.common_dir / branch).parent])
            return
        name = branch.removeprefix("refs/heads/")
        if (self.resolve(branch) or "") != old:
            raise SomebodyWasFirst(branch=name)
        if answer.code > 0 and any(
            lock.exists() for lock in (self.common_dir / f"{branch}.lock", self.git_dir / "HEAD.lock")
        ):
            raise BranchLocked(branch=name)
        raise GitFailed(command="update-ref", said="; ".join(answer.error.splitlines()) or f"exit code {answer.code}")

    def begin_branch(self, name: str, commit: str) -> None:
        """Make a branch that stands on the commit of HEAD, and change to it; no file changes.

        Raises:
            SomebodyWasFirst: there is one of that name by now.
        """
        self.move_branch(f"refs/heads/{name}", commit, "", "cio-ctl: begin a request")
        self.git.run("symbolic-ref", "-m", f"cio-ctl: to {name}", "HEAD", f"refs/heads/{name}")

    def leave_branch(self, name: str, commit: str, back_to: str) -> None:
        """Change back from a branch on which nothing was done, and take it away."""
        self.git.run("symbolic-ref", "-m", f"cio-ctl: back from {name}", "HEAD", back_to)
        self.git.ask("update-ref", "-d", "--end-of-options", f"refs/heads/{name}", commit)

    def _settle_objects(self) -> None:
        """Let the names of all objects written so far reach the disk; git itself sees to their content."""
        objects = self.common_dir / "objects"
        settle([*sorted({objects / name[:2] for name in self._written}), objects])
        self._written.clear()

    def index_entries(self) -> dict[str, str]:
        """The object id that the index holds for each path."""
        entries = {}
        for line in self.git.run("ls-files", "--stage", "-z").split(b"\0"):
            if line:
                meta, _, path = line.decode("utf-8", "surrogateescape").partition("\t")
                entries[path] = meta.split(" ")[1]
        return entries

    def set_index(self, files: Mapping[str, str]) -> None:
        """Let the index hold these blobs, and leave all else in it as it is; waits a little for a lock on it."""
        self._update_index("".join(f"100644 {blob}\t{path}\0" for path, blob in files.items()).encode())

    def _update_index(self, given: bytes) -> None:
        """Change entries of the index; a lock on it is waited for a little.

        Git looks again at files as young as its index, and then runs the filters that the repository's own
        configuration and attributes name. So it is shown a working tree in which there are none.
        """
        with tempfile.TemporaryDirectory(prefix="cio-ctl-") as nothing:
            self._change_index(GitProcess(self.git_dir, Path(nothing), self._environment), given)

    def _change_index(self, git: GitProcess, given: bytes) -> None:
        """Change entries of the index by this git."""
        until = time.monotonic() + _INDEX_WAIT
        while True:
            try:
                git.run("update-index", "-z", "--index-info", given=given, extra={"GIT_OPTIONAL_LOCKS": "1"})
            except GitFailed as problem:
                if "index.lock" not in problem.sentence() or time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return

    def drop_from_index(self, paths: Sequence[str]) -> None:
        """Let the index hold nothing at these paths."""
        nothing = "0" * len(self.head().commit)
        given = "".join(f"0 {nothing}\t{path}\0" for path in paths).encode()
        self._update_index(given)

    def index_is_whole(self) -> bool:
        """Whether the index, if there is one, ends in its own checksum; git does not look at that when it reads."""
        try:
            content = (self.git_dir / "index").read_bytes()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        digest = sha256 if len(self.resolve("HEAD") or "") == _HASH_LENGTHS[1] else sha1
        body, checksum = content[: -digest().digest_size], content[-digest().digest_size :]
        return checksum == digest(body).digest() or (len(body) > 0 and not any(checksum))

    def remake_index(self) -> Path:
        """Set an index aside that git cannot read, and make it anew from HEAD; returns where the old one lies."""
        old = (self.git_dir / "index").replace(self.git_dir / "index.broken")
        self.git.run("read-tree", "HEAD", extra={"GIT_OPTIONAL_LOCKS": "1"})
        return old

    def soundness(self, tip: str) -> str:
        """What git's own check of every object up to a tip complains of; empty if nothing."""
        with self._bystander(tip) as checking:
            answer = checking.ask(
                "fsck",
                "--full",
                "--strict",
                "--no-dangling",
                "--no-progress",
                tip,
                extra={"GIT_OBJECT_DIRECTORY": str(self.objects)},
            )
        return _complaint("fsck", answer)

    def soundness_since(self, tip: str, judged: str) -> str:
        """What git complains of in the objects that a tip has and ``judged`` has not; empty if nothing.

        An empty ``judged`` has nothing. The objects are packed, and the pack is taken in as from a stranger:
        each object is hashed and checked, and its links are followed.
        """
        wanted = f"{tip}\n^{judged}\n" if judged else f"{tip}\n"
        with self._bystander(tip) as checking:
            base = checking.git_dir / "new"
            packed = checking.ask("pack-objects", "--revs", "-q", "--window=0", str(base), given=wanted.encode())
            if packed.code != 0:
                return _complaint("pack-objects", packed)
            names = packed.output.decode("ascii", "replace").split()
            answers = [
                checking.ask("index-pack", "--strict", "-o", f"{base}.idx", f"{base}-{name}.pack") for name in names
            ]
        return next((_complaint("index-pack", answer) for answer in answers if answer.code != 0), "")

    @contextmanager
    def _bystander(self, tip: str) -> Iterator[GitProcess]:
        """A git folder of its own that borrows our objects, so that no configuration of ours can soften a check."""
        with tempfile.TemporaryDirectory(prefix="cio-ctl-") as name:
            folder = Path(name)
            lay_out_bare(folder, len(tip))
            (folder / "objects" / "info").mkdir()
            stores = [self.quarantine, self.objects] if self.quarantine else [self.objects]
            lines = "".join(f"{store.absolute()}\n" for store in stores)
            (folder / "objects" / "info" / "alternates").write_text(lines, "utf-8", errors="surrogateescape")
            yield GitProcess(folder, None, self._environment)

    def wholeness(self) -> tuple[Finding, ...]:
        """Rule 12: whatever makes the repository show less, or other, than its history."""
        found = []
        if (self.common_dir / "shallow").exists():
            found.append(finding("R12-SHALLOW"))
        if (self.common_dir / "info" / "grafts").exists():
            found.append(finding("R12-GRAFT"))
        if self.git.run("for-each-ref", "--count=1", "refs/replace/"):
            found.append(finding("R12-REPLACE"))
        alternates = self.objects / "info" / "alternates"
        if alternates.exists():
            folder = ""
            with suppress(OSError):
                folder = alternates.read_text(encoding="utf-8", errors="replace").strip()
            found.append(finding("R12-ALTERNATES", Place(), folder=folder))
        return tuple(found)

    @property
    def objects(self) -> Path:
        """The folder of the objects that the repository holds."""
        return self.common_dir / "objects"

    @property
    def common_dir(self) -> Path:
        """The git folder that linked working trees share."""
        pointer = self.git_dir / "commondir"
        if pointer.exists():
            return (self.git_dir / pointer.read_text(encoding="utf-8").strip()).resolve()
        return self.git_dir

    def close(self) -> None:
        """End the long-lived reader of objects."""
        self.git.close()


def _complaint(command: str, answer: Answer) -> str:
    """The first lines of what a checking command said; empty if it was content."""
    said = [line for line in (answer.output.decode("utf-8", "replace") + answer.error).splitlines() if line]
    return "" if answer.code == 0 else "; ".join(said[:3]) or f"git {command} ends with {answer.code}"


def find_repository(folder: Path, environment: Mapping[str, str]) -> GitRepository:
    """The repository around a folder.

    Raises:
        NotARepository: there is none here or above.
    """
    for place in (folder, *folder.parents):
        if (place / ".git" / "HEAD").is_file():
            return GitRepository(place / ".git", place, environment)
        if (place / ".git").exists() or (place / "HEAD").is_file():
            break
    return _unusual_repository(folder, environment)


def _unusual_repository(folder: Path, environment: Mapping[str, str]) -> GitRepository:
    """A linked working tree or a bare repository, as GitPython finds it; it is not loaded for the usual case."""
    from git import Repo  # noqa: PLC0415 - 70 ms that the usual repository does not need
    from git.exc import GitError  # noqa: PLC0415

    try:
        found = Repo(folder, search_parent_directories=True)
    except (GitError, OSError, ValueError) as problem:
        raise NotARepository(folder=folder) from problem
    with found:
        work_tree = Path(found.working_tree_dir) if found.working_tree_dir else None
        return GitRepository(Path(found.git_dir), work_tree, environment)
