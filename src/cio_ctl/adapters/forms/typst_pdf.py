"""PDFs by Typst, made in a child process with one empty folder, little memory and time, and no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.template_faults import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

TIME_LIMIT: Final = 30.0
_FAULT: Final = 3
_NOWHERE: Final = "http://127.0.0.1:9"
_KEPT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_START")


@dataclass(frozen=True, slots=True)
class Layout:
    """A template (its path and text) and the folders of fonts that it may use."""

    template: str
    source: str
    font_folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the PDF says of itself."""

    title: str
    author: str
    at: datetime


def make_pdf(
    layout: Layout, values: Mapping[str, object], imprint: Imprint, *, time_limit: float = TIME_LIMIT
) -> bytes:
    """The PDF of a template filled with plain values; the same bytes for the same input.

    Raises:
        BadTemplate: the template cannot be used, or takes too much time or memory.
    """
    with tempfile.TemporaryDirectory(prefix="cio-ctl-form-") as root:
        job = {
            "template": layout.template,
            "source": layout.source,
            "values": values,
            "root": root,
            "fonts": [str(folder) for folder in layout.font_folders],
            "title": imprint.title,
            "author": imprint.author,
            "timestamp": int(imprint.at.timestamp()),
        }
        answer = _ask_child(layout.template, json.dumps(job).encode(), root, time_limit)
    if answer.returncode == _FAULT:
        raise BadTemplate(*json.loads(answer.stdout))
    if answer.returncode != 0 or not answer.stdout.startswith(b"%PDF"):
        raise BadTemplate(layout.template, 0, f"typesetting broke off: {_last_words(answer)}")
    return answer.stdout


def _ask_child(template: str, job: bytes, root: str, time_limit: float) -> subprocess.CompletedProcess[bytes]:
    """What the child answers; it is killed when its time is over."""
    command = [sys.executable, "-I", "-m", "cio_ctl.adapters.forms.typst_worker"]
    try:
        return subprocess.run(
            command,
            input=job,
            capture_output=True,
            cwd=root,
            env=_environment(root),
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadTemplate(template, 0, f"typesetting took longer than {time_limit:g} seconds") from None


def _environment(root: str) -> dict[str, str]:
    """Surroundings that name no folder of the user, and a proxy that nobody answers at."""
    proxies = dict.fromkeys(
        ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOWHERE
    )
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **proxies, "HOME": root, "TMPDIR": root, "XDG_CACHE_HOME": root, "RAYON_NUM_THREADS": "2"}


def _last_words(answer: subprocess.CompletedProcess[bytes]) -> str:
    """The last thing of substance that the child said before it ended."""
    said = answer.stderr.decode("utf-8", "replace").splitlines()
    lines = [line.strip() for line in said if line.strip() and not line.startswith("note:")]
    return lines[-1][:200] if lines else f"exit code {answer.returncode}"
