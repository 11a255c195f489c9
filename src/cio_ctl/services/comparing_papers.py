"""A paper beside what its commit renders to: byte for byte, else by its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cio_ctl.model.errors import CioError
from cio_ctl.model.finding import Finding, finding
from cio_ctl.model.paper import Format
from cio_ctl.rules.forms.paper_differences import LineDifferences, line_differences
from cio_ctl.rules.forms.paper_words import fixed_words, same_words, unnumbered, words_of_word_file
from cio_ctl.services.forms import layouts, text_of
from cio_ctl.services.reading_papers import PaperFile, read_paper
from cio_ctl.services.rendering import Press

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cio_ctl.adapters.forms.confined import ConfinedWorker
    from cio_ctl.services.rendering import Paper
    from cio_ctl.services.snapshots import Standing

_SHOWN: Final = 6
_NOTES: Final = "annotations"


class Likeness(StrEnum):
    """How far a paper is the one that its commit renders to. Of ``text`` the words are known, not the looks."""

    EXACT = "exact"
    TEXT = "text"
    CODE = "code"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing a paper with its commit came to."""

    likeness: Likeness = Likeness.NONE
    findings: tuple[Finding, ...] = ()
    differences: LineDifferences = field(default_factory=LineDifferences)


def compared(worker: ConfinedWorker, standing: Standing, paper: Paper, given: PaperFile) -> Comparison:
    """A paper that was handed in, compared with the one that its commit makes.

    What a file looks like cannot be known from its words. So only the same bytes are this paper; the same words in
    other bytes are told apart from other words, and no more.
    """
    made: list[PaperFile] = []
    problems: list[Finding] = []
    press = Press(standing, paper.form, worker)
    for how in _forms(given.kind, paper):
        try:
            content = press.rendering(paper, how).content
        except CioError as problem:
            problems.append(_told("F-PAPER-UNCOMPARED", paper, problem=problem.sentence()))
            continue
        if given.is_written_as(content):
            return Comparison(Likeness.EXACT)
        made.append(read_paper(worker, content))
    if not made:
        return Comparison(findings=tuple(problems))
    fixed = fixed_words(paper.filled, _sources(standing, paper)) | _template_words(worker, standing, paper)
    return _by_words(paper, given, made, fixed)


def is_rendering(worker: ConfinedWorker, standing: Standing, paper: Paper, given: PaperFile) -> bool:
    """Whether a paper that was handed in is, byte for byte, the one that its commit makes.

    Raises:
        CioError: its commit makes none of this kind.
    """
    return given.is_written_as(Press(standing, paper.form, worker).rendering(paper, given.kind).content)


def _forms(kind: Format, paper: Paper) -> tuple[Format, ...]:
    """What a file of this kind can have been made from: a text can be copied out of a PDF, and a PDF saved by Word."""
    if kind is Format.TEXT:
        return Format.TEXT, Format.PDF
    return (Format.PDF, Format.WORD) if kind is Format.PDF and paper.form.word else (kind,)


def _sources(standing: Standing, paper: Paper) -> list[str]:
    """The layouts that a form is set with."""
    return [text_of(standing.snapshot, paper.form.template), *layouts(standing.snapshot).values()]


def _template_words(worker: ConfinedWorker, standing: Standing, paper: Paper) -> frozenset[str]:
    """What its Word template says however it is filled in."""
    template = standing.snapshot.blob(paper.form.word) if paper.form.word else None
    if template is None:
        return frozenset()
    return frozenset(line for line in read_paper(worker, template).text.lines if "{" not in line)


def _told(code: str, paper: Paper, **facts: object) -> Finding:
    about = {"form": paper.code.form, "record": paper.code.record, "commit": paper.code.commit}
    return finding(code, None, "", **about, **facts)


def _by_words(paper: Paper, given: PaperFile, made: Iterable[PaperFile], fixed: Iterable[str]) -> Comparison:
    """What the words come to: those of one rendering, or how they differ from the nearest."""
    differing: list[LineDifferences] = []
    for one in made:
        if _same_words(given, one, fixed):
            return Comparison(Likeness.TEXT, (_told("F-PAPER-LOOKS", paper), *_drawn(paper, given, one)))
        differing.append(line_differences(_lines(given), _lines(one)))
    nearest = min(differing, key=len)
    return Comparison(findings=(_difference(paper, given, nearest),), differences=nearest)


def _same_words(given: PaperFile, made: PaperFile, fixed: Iterable[str]) -> bool:
    """Whether two files have the same words; only a PDF has numbers on its pages that are none of them."""
    ours, theirs = given.text.pages, made.text.pages
    if given.kind is made.kind is Format.PDF:
        return same_words(unnumbered(ours), unnumbered(theirs), fixed)
    if given.kind is Format.PDF:
        return words_of_word_file(ours, theirs, fixed)
    # whoever copies the text of a PDF copies the numbers of its pages, or leaves them out
    return same_words(ours, theirs, fixed) or (made.kind is Format.PDF and same_words(ours, unnumbered(theirs), fixed))


def _lines(file: PaperFile) -> list[str]:
    """The lines of a file, without the numbers of its pages."""
    pages = unnumbered(file.text.pages) if file.kind is Format.PDF else file.text.pages
    return [line for page in pages for line in page]


def _drawn(paper: Paper, given: PaperFile, made: PaperFile) -> tuple[Finding, ...]:
    """What a paper shows besides its words; another program than ours draws as it likes, except notes."""
    shown = given.text.drawn if given.kind is made.kind else given.text.drawn & {_NOTES}
    other = sorted(shown - made.text.drawn)
    return (_told("F-PAPER-DRAWN", paper, what=", ".join(other[:_SHOWN])),) if other else ()


def _difference(paper: Paper, given: PaperFile, found: LineDifferences) -> Finding:
    """In what the words of a paper differ from its commit's."""
    if given.kind is Format.TEXT and len(found.paper_only) * 2 > len(given.text.lines):
        problem = "another program took the text out of it, in an order of its own"
        return _told("F-PAPER-UNCOMPARED", paper, problem=problem)
    lines = [f"+ {line}" for line in found.paper_only] + [f"- {line}" for line in found.commit_only]
    if not lines:
        return _told("F-PAPER-ORDER", paper)
    dots = " | …" if len(lines) > _SHOWN else ""
    shown = " | ".join(line[:120] for line in lines[:_SHOWN]) + dots
    counts = {"extra": len(found.paper_only), "lacking": len(found.commit_only)}
    return _told("F-PAPER-TEXT", paper, lines=shown, **counts)
