"""A child process in which templates run and strangers' papers are read: one empty folder, little memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, Self

from cio_ctl.adapters.forms.paper_faults import BadPaper
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.model.paper import PaperText
from cio_ctl.model.reason import Reason, from_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import IO

TIME_LIMIT: Final = 30.0
"""Seconds that one paper may take."""
ANSWER_LIMIT: Final = 20 * 1024**2
"""Bytes that an answer may have: a larger paper is not read when somebody hands it in."""
_NOWHERE: Final = "http://127.0.0.1:9"
_KEPT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_START")
_JOBS_OF_ONE_CHILD: Final = 250


class ConfinedWorker:
    """Makes papers one after the other, in a child that is started when it is needed and ended when it is slow."""

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit
        self._folder = tempfile.TemporaryDirectory(prefix="cio-ctl-form-")
        self._child: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def __enter__(self) -> Self:
        """Itself; the child starts with the first job."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """End the child."""
        self.close()

    def paper(self, job: Mapping[str, object]) -> bytes:
        """The paper of a job, which names its ``template``.

        Raises:
            BadTemplate: the template cannot be used, or takes too much time or memory.
        """
        answered = self._answered(job, Reason("typesetting"))
        if isinstance(answered, Reason):
            raise BadTemplate(str(job["template"]), 0, answered)
        kind, answer = answered
        if kind == "fault":
            raise BadTemplate(*map(from_data, json.loads(answer)))
        return answer

    def text(self, job: Mapping[str, object]) -> PaperText:
        """The text that a job reads in a paper.

        Raises:
            BadPaper: it cannot be read, or reading it takes too much time or memory.
        """
        answered = self._answered(job, Reason("reading"))
        if isinstance(answered, Reason):
            raise BadPaper(answered)
        kind, answer = answered
        if kind == "fault":
            raise BadPaper(answer.decode())
        read = json.loads(answer)
        return PaperText(tuple(map(tuple, read["pages"])), read["about"], frozenset(read["drawn"]))

    def _answered(self, job: Mapping[str, object], work: str) -> tuple[str, bytes] | Reason:
        """Of which kind the child's answer is, and the answer; or why there is none."""
        asked = json.dumps({**job, "root": self._folder.name}).encode()
        child = self._ready_child()
        over = threading.Event()
        clock = threading.Timer(self._time_limit, _end, (child, over))
        clock.start()
        try:
            answered = _exchange(child, asked)
        finally:
            clock.cancel()
        if isinstance(answered, tuple):
            return answered
        why = self._why_none(work, answered, late=over.is_set())
        self._end_child()
        return why

    def _why_none(self, work: str, silence: _Silence, *, late: bool) -> Reason:
        """Why there is no answer."""
        if late:
            return Reason("{work} took longer than {limit} seconds", work=work, limit=f"{self._time_limit:g}")
        if silence is _Silence.LARGE:
            return Reason("{work} makes more than {limit} MB", work=work, limit=ANSWER_LIMIT // 1024**2)
        return Reason("{work} broke off: {said}", work=work, said=self._last_words())

    def close(self) -> None:
        """End the child, and clear away its folder."""
        self._end_child()
        self._folder.cleanup()

    def _ready_child(self) -> subprocess.Popen[bytes]:
        """The child; a fresh one after many jobs, so that nothing builds up in it."""
        self._jobs += 1
        if self._jobs % _JOBS_OF_ONE_CHILD == 0:
            self._end_child()
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-m", "cio_ctl.adapters.forms.confined_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._folder.name,
                env=_environment(self._folder.name),
            )
        return self._child

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _last_words(self) -> str:
        """The last thing of substance that the child said before it ended."""
        if self._child is None or self._child.stderr is None:
            return "—"
        said = self._child.stderr.read().decode("utf-8", "replace").splitlines()
        lines = [line.strip() for line in said if line.strip() and not line.startswith("note:")]
        return lines[-1][:200] if lines else f"exit code {self._child.wait()}"


def _end(child: subprocess.Popen[bytes], over: threading.Event) -> None:
    over.set()
    child.kill()


class _Silence(Enum):
    """How a child gives no answer: it ended, or would say too much."""

    ENDED = auto()
    LARGE = auto()


def _exchange(child: subprocess.Popen[bytes], asked: bytes) -> tuple[str, bytes] | _Silence:
    """Of which kind the child's answer is, and the answer."""
    with suppress(BrokenPipeError):
        _write(child.stdin, asked)
        kind, length = _read_line(child.stdout)
        if length > ANSWER_LIMIT:
            return _Silence.LARGE
        answer = b"" if child.stdout is None else child.stdout.read(length)
        if kind and len(answer) == length:
            return kind, answer
    return _Silence.ENDED


def _write(stream: IO[bytes] | None, asked: bytes) -> None:
    if stream is not None:
        stream.write(b"%d\n" % len(asked) + asked)
        stream.flush()


def _read_line(stream: IO[bytes] | None) -> tuple[str, int]:
    """The kind and the length that an answer begins with; empty and 0 if there is none."""
    words = b"" if stream is None else stream.readline()
    kind, _, length = words.decode("ascii", "replace").strip().partition(" ")
    return (kind, int(length)) if length.isdecimal() else ("", 0)


def _environment(root: str) -> dict[str, str]:
    """Surroundings that name no folder of the user, and a proxy that nobody answers at."""
    proxies = dict.fromkeys(
        ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOWHERE
    )
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **proxies, "HOME": root, "TMPDIR": root, "XDG_CACHE_HOME": root, "RAYON_NUM_THREADS": "1"}
