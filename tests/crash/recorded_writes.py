"""What a command and all that it starts write, in order, as strace sees it; and what a loss of power leaves of it.

A disk is modelled as names that lead to contents, each as it is in memory and as it is on the medium. A file's content
reaches the medium with ``fsync`` of the file. A name reaches it with ``fsync`` of its folder (``strict``: what POSIX
promises), or at once and in order (``ordered``: what a journal for names gives). ``killed`` is the memory itself:
what a killed process leaves when the machine goes on.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Model = Literal["strict", "ordered", "killed"]
CALLS = (
    "openat,open,creat,write,pwrite64,writev,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir"
)
CALLS += ",fsync,fdatasync,ftruncate,truncate"
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_AT = re.compile(r"(?:AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>")


class Write(NamedTuple):
    """One call that changes a disk: its name, the paths that it is about, and data."""

    call: str
    paths: tuple[str, ...]
    data: bytes = b""
    truncates: bool = False


@dataclass
class Content:
    """What a file holds: in memory, and on the medium."""

    now: bytes = b""
    kept: bytes = b""


@dataclass
class Disk:
    """Files and folders below one folder: names now, and names on the medium."""

    root: str
    now: dict[str, Content] = field(default_factory=dict)
    kept: dict[str, Content] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    kept_folders: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """A disk on which everything has long reached the medium."""
        disk = cls(str(folder))
        for path in folder.rglob("*"):
            if path.is_dir():
                disk.folders.add(str(path))
            else:
                content = path.read_bytes()
                disk.now[str(path)] = Content(content, content)
        disk.kept, disk.kept_folders = dict(disk.now), set(disk.folders)
        return disk

    def apply(self, write: Write) -> None:  # noqa: C901 - one case a call
        """Let a call happen."""
        if not any(path.startswith(f"{self.root}/") or path == self.root for path in write.paths):
            return
        first, last = write.paths[0], write.paths[-1]
        match write.call:
            case "create":
                self.now.setdefault(first, Content())
                if write.truncates:
                    self.now[first].now = b""
            case "write":
                self.now[first].now += write.data
            case "rename":
                self.now[last] = self.now.pop(first)
            case "link":
                self.now[last] = self.now[first]
            case "unlink":
                self.now.pop(first, None)
            case "mkdir":
                self.folders.add(first)
            case "rmdir":
                self.folders.discard(first)
            case "fsync" if first in self.now:
                self.now[first].kept = self.now[first].now
            case "fsync":
                self._settle(first)

    def _settle(self, folder: str) -> None:
        """The names in a folder reach the medium."""
        for names, kept in ((self.now, self.kept), (self.folders, self.kept_folders)):
            for path in [path for path in kept if parent_of(path) == folder and path not in names]:
                kept.pop(path) if isinstance(kept, dict) else kept.discard(path)
        self.kept.update({path: content for path, content in self.now.items() if parent_of(path) == folder})
        self.kept_folders.update({path for path in self.folders if parent_of(path) == folder})

    def left(self, model: Model) -> tuple[frozenset[str], dict[str, bytes]]:
        """Folders and files that are there after the power comes back, by one of the models."""
        if model == "killed":
            return frozenset(self.folders), {path: content.now for path, content in self.now.items()}
        if model == "ordered":
            return frozenset(self.folders), {path: content.kept for path, content in self.now.items()}
        there = {path for path in self.kept_folders if all(up in self.kept_folders for up in self._above(path))}
        files = {path: content.kept for path, content in self.kept.items() if parent_of(path) in there | {self.root}}
        return frozenset(there), files

    def _above(self, path: str) -> Iterator[str]:
        while (path := parent_of(path)) != self.root:
            yield path


def parent_of(path: str) -> str:
    """The folder that a name is in."""
    return path.rpartition("/")[0]


def lay_out(folders: frozenset[str], files: dict[str, bytes], modes: dict[str, int]) -> None:
    """Write what is left, at its place."""
    for path in sorted(folders):
        Path(path).mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
        Path(path).chmod(modes.get(path, 0o644))


def record(command: list[str], folder: Path, environment: dict[str, str], log: Path) -> list[Write]:
    """Run a command to its end and return everything that it wrote, in order."""
    tracing = [
        "strace",
        "-f",
        "-y",
        "-xx",
        "-s",
        "10000000",
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "-o",
        str(log),
    ]
    done = subprocess.run(
        [*tracing, *command], cwd=folder, env=environment, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    return list(_writes(whole_lines(log.read_text("ascii")), str(folder)))


def whole_lines(log: str) -> Iterator[str]:
    """The lines of a log, with calls that others interrupted put together where they ended."""
    begun: dict[str, str] = {}
    for line in log.splitlines():
        pid = line.partition(" ")[0]
        if line.endswith("<unfinished ...>"):
            begun[pid] = line.removesuffix("<unfinished ...>").rstrip()
        elif " resumed>" in line and pid in begun:
            yield begun.pop(pid) + line.partition(" resumed>")[2]
        else:
            yield line


def _writes(lines: Iterator[str], folder: str) -> Iterator[Write]:
    """The calls that changed something, with paths made absolute."""
    folders: dict[str, str] = {}
    for line in lines:
        found = _LINE.match(line)
        if found is None or int(found[4]) < 0:
            continue
        pid, call, words = found[1], found[2], found[3]
        if "AT_FDCWD<" in words:
            folders[pid] = _plain(_AT.search(words[words.index("AT_FDCWD<") :])[1])  # type: ignore[index]
        here = folders.get(pid, folder)
        strings = [_plain(text) for text in _STRING.findall(words)]
        named = tuple(str(Path(here, text)) for text in strings)
        handle = _AT.search(words)
        on = (_plain(handle[1]) if handle else "",)
        if call in {"openat", "open", "creat"}:
            if "O_CREAT" in words or call == "creat":
                yield Write("create", named[:1], truncates="O_TRUNC" in words)
        elif call in {"write", "pwrite64", "writev"}:
            yield Write("write", on, b"".join(_bytes(text) for text in _STRING.findall(words)))
        elif call in {"fsync", "fdatasync"}:
            yield Write("fsync", on)
        elif "truncate" in call:
            raise AssertionError(line[:200])
        elif call == "unlinkat" and "AT_REMOVEDIR" in words:
            yield Write("rmdir", named)
        else:
            yield Write(call.removesuffix("2").removesuffix("at"), named)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _plain(text: str) -> str:
    return _bytes(text).decode("utf-8", "surrogateescape")
