"""Typst in the confined child: one job, given as plain data, becomes a PDF/A."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Final, cast

import typst

from cio_ctl.adapters.forms.missing_letters import letters_lacking, spelled
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.typst_text import render_template
from cio_ctl.model.reason import Reason

STANDARD: Final = "a-2b"
_MAIN: Final = "main.typ"
_GIVEN: Final = "given.json"
_ROUNDS: Final = 6
"""How often letters are spelled out; Typst names all that it lacks at once, and then those that they were laid on."""
_PREAMBLE: Final = (
    f'#let given = json("{_GIVEN}"); '
    '#[#let imprint = json("imprint.json"); '
    "#set document(title: imprint.title, author: imprint.author, keywords: imprint.code)]"
)
"""What differs from paper to paper stays out of the styles in force and out of ``sys.inputs``, which all laying out
depends on: so what is the same on the next paper (labels, rules, empty boxes) is not laid out again."""
_POSITION: Final = re.compile(r"([\w.-]+):(\d+):\d+\n")
_SHOWN: Final = 160


def pdf_of(job: dict[str, object]) -> bytes:
    """The PDF of a job: template, values, what layouts may read (``sheet``, each as KEY.json), fonts, time, imprint.

    Raises:
        BadTemplate: the template, or the Typst text that it makes, cannot be used.
    """
    name, shared = str(job["template"]), cast("dict[str, str]", job["shared"])
    text = render_template(name, str(job["source"]), cast("dict[str, object]", job["values"]))
    sheet = cast("dict[str, object]", job["sheet"])
    imprint = {"title": job["title"], "author": job["author"], "code": _code(sheet)}
    data = {**sheet, "imprint": imprint}
    files = {**shared, _MAIN: _PREAMBLE + text.source, **{f"{key}.json": _as_json(data[key]) for key in data}}
    try:
        return _printed(job, files, list(text.given))
    except typst.TypstError as problem:
        raise _as_fault(name, {**shared, _MAIN: text.source}, problem) from None


def _printed(job: dict[str, object], files: dict[str, str], given: object, rounds: int = _ROUNDS) -> bytes:
    """The PDF of files, in which letters that no font has are spelled out in the values ``given`` to the template.

    Raises:
        TypstError: it cannot be made.
    """
    try:
        return _compiled(job, {**files, _GIVEN: _as_json(given)})
    except typst.TypstError as problem:
        letters = letters_lacking(problem.diagnostic, given)
        if not letters or not rounds:
            raise
    return _printed(job, files, spelled(given, letters), rounds - 1)


def _compiled(job: dict[str, object], files: dict[str, str]) -> bytes:
    """The PDF of files.

    Raises:
        TypstError: it cannot be made.
    """
    compiler = typst.Compiler(
        {file: content.encode() for file, content in files.items()},  # type: ignore[type-var] # the stub forgets that
        root=str(job["root"]),
        font_paths=_fonts(tuple(cast("list[str]", job["fonts"]))),
        ignore_system_fonts=True,
        package_path=str(job["root"]),
        package_cache_path=str(job["root"]),
    )
    made = compiler.compile(format="pdf", timestamp=int(str(job["timestamp"])), pdf_standards=STANDARD)
    return cast("bytes", made)


def _as_json(value: object) -> str:
    """A value as Typst reads it."""
    return json.dumps(value, ensure_ascii=False)


def _code(sheet: dict[str, object]) -> str:
    """The code of the paper, if it has one."""
    return str(cast("dict[str, str]", sheet.get("printed", {})).get("code", ""))


@lru_cache(maxsize=4)
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    """The fonts of these folders, looked through once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def _as_fault(name: str, sources: dict[str, str], problem: typst.TypstError) -> BadTemplate:
    """A compiler's complaint with the line that it is about: of made text, or of a shared layout."""
    found = _POSITION.search(problem.diagnostic)
    file, number = (found[1], int(found[2])) if found else (_MAIN, 0)
    lines = sources.get(file, "").split("\n")
    excerpt = lines[number - 1].strip()[:_SHOWN] if 0 < number <= len(lines) else ""
    message = problem.message.split(" (searched at", 1)[0][:_SHOWN]
    facts = {"said": message, "line": number, "excerpt": excerpt}
    if file == _MAIN:
        return BadTemplate(name, 0, Reason("{said} (in the Typst text that it makes, line {line}: {excerpt})", **facts))
    return BadTemplate(name, 0, Reason("{said} (in {file}, line {line}: {excerpt})", file=file, **facts))
