"""Write the reference pages, commands.md and findings.md, from the program itself; a test holds them current."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

os.environ["CIO_CTL_LANG"] = "en"

import typer.main

from cio_ctl.cli.app import app
from cio_ctl.model.codes import CODES
from cio_ctl.rules import judge

DOCS = Path(__file__).parent
_OTHER = {
    "P": "what is pushed",
    "D": "a dossier that was exported",
    "Y": "YAML and text",
    "L": "the law",
    "M": "money",
    "W": "the working tree",
    "F": "forms",
    "I": "tables to import",
}


def commands_page() -> str:
    """Every command with its arguments and options."""
    lines = ["# Commands", "", "Made from the program's own help. In each, `-h` prints the same.", ""]
    for path, command in _commands(typer.main.get_command(app), ("cio-ctl",)):
        lines += [f"## `{' '.join(path)}`", "", (command.help or "").strip(), ""]
        rows = [row for parameter in command.params for row in _row(parameter)]
        if rows:
            lines += ["| word | meaning |", "|---|---|", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def _commands(command: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - whatever comes
    """Every command that does something, by the words that call it."""
    below = getattr(command, "commands", None)
    if below is None:
        return [(path, command)]
    own = [(path, command)] if command.invoke_without_command else []
    return own + [found for name in below for found in _commands(below[name], (*path, name))]


def _row(parameter: Any) -> list[str]:  # noqa: ANN401 - whatever comes
    """An option or argument as a row of a table; help itself is left out."""
    if parameter.name == "help":
        return []
    words = (
        ", ".join(f"`{word}`" for word in parameter.opts)
        if parameter.param_type_name == "option"
        else f"`{parameter.name.upper()}`"
    )
    metavar = f" {parameter.metavar}" if parameter.metavar else ""
    return [f"| {words}{metavar} | {(parameter.help or '').replace('|', '/')} |"]


def findings_page() -> str:
    """Every finding code by rule: what it says, and what to do."""
    intro = "Every code that `validate`, `verify` and refusals can name. `cio-ctl explain CODE` prints the same."
    lines = ["# Findings", "", intro, "Words in braces are filled in with the facts.", ""]
    rules = [line for line in (judge.__doc__ or "").splitlines() if line[:1].isdigit()]
    for rule in rules:
        number = int(rule.split(".")[0])
        lines += [f"## Rule {number}", "", rule.split(". ", 1)[1], ""]
        own = [code for code in CODES.values() if code.code.startswith(f"R{number}-")]
        lines += [row for code in own for row in _code(code)]
    for prefix, title in _OTHER.items():
        lines += [f"## {title[0].upper()}{title[1:]}", ""]
        lines += [row for code in CODES.values() if code.code.startswith(f"{prefix}-") for row in _code(code)]
    return "\n".join(lines).rstrip() + "\n"


def _code(code: Any) -> list[str]:  # noqa: ANN401 - whatever comes
    note = " *A note, no fault.*" if code.note else ""
    return [f"### {code.code}", "", f"{code.sentence}.{note}", "", f"What to do: {code.remedy}.", ""]


PAGES = {"commands.md": commands_page, "findings.md": findings_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    sys.exit(0)
