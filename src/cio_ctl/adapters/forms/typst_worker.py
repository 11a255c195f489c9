"""The child process that makes one PDF: job as JSON on standard input, PDF or a fault on standard output."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Final, cast

import typst

from cio_ctl.adapters.forms.jinja_templates import render_template
from cio_ctl.adapters.forms.template_faults import BadTemplate

if TYPE_CHECKING:
    from typing import BinaryIO

FAULT: Final = 3
MEMORY: Final = 2 * 1024**3
_PREAMBLE: Final = (
    "#let given = json(bytes(sys.inputs.given)); #set document(title: sys.inputs.title, author: sys.inputs.author); "
)
_POSITION: Final = re.compile(r"__typst_py_bytes__\.typ:(\d+):")
_SHOWN: Final = 160


def make_pdf(job: dict[str, object]) -> bytes:
    """The PDF of a job: template, values, fonts, time, title and author.

    Raises:
        BadTemplate: the template, or the Typst text that it makes, cannot be used.
    """
    name = str(job["template"])
    text = render_template(name, str(job["source"]), job["values"])  # type: ignore[arg-type]
    inputs = {
        "given": json.dumps(text.given, ensure_ascii=False),
        "title": str(job["title"]),
        "author": str(job["author"]),
    }
    compiler = typst.Compiler(
        (_PREAMBLE + text.source).encode(),
        root=str(job["root"]),
        font_paths=list(job["fonts"]),  # type: ignore[call-overload]
        ignore_system_fonts=True,
        sys_inputs=inputs,
        package_path=str(job["root"]),
        package_cache_path=str(job["root"]),
    )
    try:
        return cast("bytes", compiler.compile(format="pdf", timestamp=int(str(job["timestamp"]))))
    except typst.TypstError as problem:
        raise _as_fault(name, text.source, problem) from None


def _as_fault(name: str, source: str, problem: typst.TypstError) -> BadTemplate:
    """A compiler's complaint with the line of made text that it is about."""
    found = _POSITION.search(problem.diagnostic)
    number = int(found[1]) if found else 0
    lines = source.split("\n")
    excerpt = lines[number - 1].strip()[:_SHOWN] if 0 < number <= len(lines) else ""
    message = problem.message.split(" (searched at", 1)[0][:_SHOWN]
    return BadTemplate(name, 0, f"{message} (in the Typst text that it makes, line {number}: {excerpt})")


def confine() -> None:  # pragma: no cover - runs in the child only
    """Bounds on memory, files and processes, and no network where the system lets go of it."""
    try:
        import ctypes  # noqa: PLC0415 - only in the child, and not everywhere
        import resource  # noqa: PLC0415 - likewise
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(0x10000000 | 0x40000000)  # a user and network namespace of its own; where refused, the proxy remains


def serve(source: BinaryIO, target: BinaryIO) -> int:
    """Answer one job; the exit code says whether the answer is a PDF or a fault."""
    try:
        pdf = make_pdf(json.loads(source.read()))
    except BadTemplate as fault:
        target.write(json.dumps(fault.where).encode())
        return FAULT
    target.write(pdf)
    return 0


if __name__ == "__main__":  # pragma: no cover - runs in the child only
    confine()
    sys.exit(serve(sys.stdin.buffer, sys.stdout.buffer))
