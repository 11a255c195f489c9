"""What commands print: tables and sentences for people, one JSON value for programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unicodedata import category

from cio_ctl.cli.language import translate as _

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from cio_ctl.model.errors import CioError
    from cio_ctl.model.finding import Finding


_UNBROKEN = 10_000
_STEERING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def console(*, stderr: bool = False) -> Console:
    """A console that colours on a terminal only; a pipe gets whole lines."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not made.is_terminal:
        made.width = _UNBROKEN
    return made


def say(text: str = "", style: str | None = None) -> None:
    """A line on standard output."""
    console().print(safe(text), style=style)


def warn(text: str, style: str | None = None) -> None:
    """A line on standard error."""
    console(stderr=True).print(safe(text), style=style)


@contextmanager
def showing_progress(label: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """A bar on a terminal's standard error while something goes on; call what it gives at each step."""
    from rich.progress import Progress

    out = console(stderr=True)
    with Progress(console=out, disable=quiet or not out.is_terminal, transient=True) as progress:
        bar = progress.add_task(safe(label), total=total)
        yield lambda: progress.advance(bar)


def safe(text: str) -> str:
    """A text without characters that could steer a terminal."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" or category(one) == "Zs" else "�" for one in text)


def print_json(value: object) -> None:
    """One JSON value, and nothing else; what could steer a terminal is escaped, half a surrogate pair replaced."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.write(_STEERING.sub(_escaped, text))
    sys.stdout.flush()


def _escaped(found: re.Match[str]) -> str:
    """A character as JSON writes it in a string; only in strings can these stand."""
    return "\ufffd" if "\ud800" <= found[0] <= "\udfff" else f"\\u{ord(found[0]):04x}"


def print_plain(lines: Iterable[str]) -> None:
    """Lines for another program, as they are."""
    text = "".join(f"{line}\n" for line in lines)
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8"))
    sys.stdout.flush()


def write_out(target: Path, content: bytes) -> None:
    """Write a file that the user asked for.

    Raises:
        OSError: it cannot be written there.
    """
    from cio_ctl.adapters.lasting_files import put_file

    put_file(target, content)


def tell_stale(paths: Iterable[str]) -> None:
    """A warning for each file that could not be brought up to a commit."""
    for path in paths:
        warn(
            _("committed, but the working copy of {path} could not be brought up; run `cio-ctl doctor --mend`").format(
                path=path
            )
        )


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]], figures: Iterable[int] = ()) -> None:
    """A table with these heads; ``figures`` are columns of numbers: they stand right, and no line is then broken."""
    from rich.table import Table

    numbers = frozenset(figures)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for at, head in enumerate(heads):
        table.add_column(safe(head), overflow="fold", justify="right" if at in numbers else "left")
    for row in rows:
        table.add_row(*(safe(cell) for cell in row))
    out = console()
    if numbers:
        out.width = _UNBROKEN
    out.print(table)


def print_tree(lines: Iterable[tuple[int, str]]) -> None:
    """A tree from its lines, each with its depth; the root, of depth 0, comes first."""
    from rich.tree import Tree

    stack: list[Tree] = []
    deepest = 0
    for depth, text in lines:
        deepest = max(deepest, depth)
        del stack[depth:]
        stack.append(stack[-1].add(safe(text)) if stack else Tree(safe(text)))
    if stack:
        made = console()
        made.width = 10_000 + 4 * deepest  # a narrow terminal wraps lines; it must not cut them
        made.print(stack[0])


def finding_fields(found: Finding) -> dict[str, object]:
    """A finding as JSON has it."""
    return {
        "code": found.code,
        "rule": found.about.rule,
        "basis": found.basis,
        "note": found.about.note,
        "path": found.place.path,
        "line": found.place.line,
        "commit": found.place.commit,
        "message": found.sentence(_),
        "remedy": found.remedy(_),
        "arguments": dict(found.arguments),
    }


def print_findings(findings: Iterable[Finding]) -> None:
    """Each finding in two lines: what and where, then the way out."""
    out = console(stderr=True)
    for found in findings:
        place = f"{found.place}: " if str(found.place) else ""
        basis = f" [{found.basis}]" if found.basis else ""
        colour = "yellow" if found.about.note else "red"
        out.print(safe(f"{place}{found.code}{basis}: {found.sentence(_)}"), style=colour)
        out.print(safe(f"    → {found.remedy(_)}"))


def tell_error(error: CioError) -> None:
    """The sentence of an error, its findings, and what could be done instead."""
    from cio_ctl.model.errors import Faulty, Refused

    warn(error.sentence(_), style="bold red")
    if isinstance(error, Faulty | Refused):
        print_findings(error.findings)
    if isinstance(error, Refused) and error.alternatives:
        warn(_("What you can do here now:"))
        for command in error.alternatives:
            warn(f"    {command}")


def print_fields(fields: Mapping[str, object], indent: str = "") -> None:
    """Fields and values, one a line, mappings and lists indented below their names."""
    for name, value in fields.items():
        if isinstance(value, Mapping):
            say(f"{indent}{name}:")
            print_fields(value, indent + "  ")
        elif isinstance(value, list):
            say(f"{indent}{name}:")
            _print_list(value, indent + "  ")
        else:
            say(f"{indent}{name}: {_shown(value)}")


def _print_list(values: list[object], indent: str) -> None:
    """One entry a line; what an entry holds in lists and mappings of its own stands below it."""
    for value in values:
        if isinstance(value, Mapping):
            deep = {name: part for name, part in value.items() if isinstance(part, list | Mapping)}
            plain = (f"{name}: {_shown(part)}" for name, part in value.items() if name not in deep)
            say(f"{indent}- " + ", ".join(plain))
            print_fields(deep, indent + "  ")
        else:
            say(f"{indent}- {_shown(value)}")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value is None else str(value)
