"""Write the Chinese catalogue: every message that the program can show, with the translations that stand already.

New messages enter ``cio_ctl.po`` without a translation and are named on standard error; translate them there and
run this again, which also compiles ``cio_ctl.mo``. A test holds both complete.
"""

from __future__ import annotations

import ast
import importlib
import io
import os
import pkgutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import cio_ctl
from cio_ctl.model.codes import CODES
from cio_ctl.model.errors import CioError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "cio_ctl"
PO = SOURCE / "locale" / "zh" / "LC_MESSAGES" / "cio_ctl.po"
MO = PO.with_suffix(".mo")


class _Undated(Catalog):
    """A catalogue whose header says nothing that changes from day to day."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header, without dates and versions."""
        return [
            ("Language", "zh"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: list[tuple[str, str]]) -> None:
        """Read headers are not kept."""


def collected() -> list[str]:
    """Every message, sorted and once."""
    return sorted({*_of_commands(), *_of_codes(), *_of_errors(), *_of_checks(), *_of_reasons()})


def _of_commands() -> Iterator[str]:
    """The literals in ``_("…")`` of the command line."""
    for path in (SOURCE / "cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                yield from _texts(node.args[:1])


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    """The plain texts among these, both of them in ``"a" if b else "c"``."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])


def _of_codes() -> Iterator[str]:
    """What every finding code says, and what to do."""
    for code in CODES.values():
        yield from (code.sentence, code.remedy)


def _of_errors() -> Iterator[str]:
    """The sentence of every error of ours."""
    for module in pkgutil.walk_packages(cio_ctl.__path__, "cio_ctl."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    waiting: list[type[CioError]] = [CioError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith("cio_ctl."):
            yield error.template


def _of_checks() -> Iterator[str]:
    """The names of the doctor's checks: given to ``Check`` or ``_asked``, or in a loop's table of the doctor."""
    for path in (SOURCE / "services").rglob("*.py"):
        text = path.read_text("utf-8")
        if " Check(" in text:
            yield from _names_of_checks(ast.parse(text))


def _of_reasons() -> Iterator[str]:
    """The literals in ``Reason("…")``, wherever it is that one is given."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "Reason(" in text else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                yield from _texts(node.args[:1])


def _names_of_checks(module: ast.Module) -> Iterator[str]:
    """The names of the checks in one module."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Check", "_asked"}:
            yield from _texts(node.args[:1])
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
            for row in node.iter.elts:
                yield from _texts(row.elts[:1] if isinstance(row, ast.Tuple) else [])


def translated() -> dict[str, str]:
    """The translations that stand in the catalogue."""
    if not PO.exists():
        return {}
    with PO.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def catalogue(messages: list[str], translations: dict[str, str]) -> Catalog:
    """These messages, each with its translation or none."""
    made = _Undated(locale="zh", charset="utf-8", fuzzy=False, header_comment="# What cio-ctl says, in Chinese.")
    for message in messages:
        made.add(message, translations.get(message, ""))
    return made


def po_bytes(made: Catalog) -> bytes:
    """The catalogue as people edit it."""
    file = io.BytesIO()
    write_po(file, made, width=0, sort_output=True)
    return file.getvalue()


def mo_bytes(made: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    file = io.BytesIO()
    write_mo(file, made)
    return file.getvalue()


def main() -> int:
    """Write both files; 1 if a message has no translation yet."""
    os.environ["CIO_CTL_LANG"] = "en"
    messages, translations = collected(), translated()
    made = catalogue(messages, translations)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_bytes(made))
    MO.write_bytes(mo_bytes(made))
    missing = [message for message in messages if not translations.get(message)]
    for message in missing:
        sys.stderr.write(f"no translation: {message!r}\n")
    sys.stderr.write(f"{len(messages)} messages, {len(missing)} without a translation\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
