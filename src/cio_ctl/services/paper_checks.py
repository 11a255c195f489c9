"""A paper that is handed in: whether it is what its commit renders to, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.model.errors import CioError, Faulty
from cio_ctl.model.finding import Finding, finding
from cio_ctl.model.paper import Format, PaperCode, codes_in
from cio_ctl.rules.forms.paper_differences import LineDifferences, fixed_words, line_differences, same_words, squeezed
from cio_ctl.services.forms import form_named, layouts, text_of
from cio_ctl.services.history import verify
from cio_ctl.services.papers_since import Since, since
from cio_ctl.services.reading_papers import SIZE_LIMIT, kind_of, read_paper
from cio_ctl.services.rendering import Paper, Press, filled_paper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.commit import Commit
    from cio_ctl.model.paper import PaperText
    from cio_ctl.services.history import Progress, Report
    from cio_ctl.services.snapshots import Standing
    from cio_ctl.services.workplace import Workplace

_MAIN: Final = "refs/heads/main"
_SHOWN: Final = 6


class Likeness(StrEnum):
    """How far a paper is the one that its commit renders to."""

    EXACT = "exact"
    TEXT = "text"
    CODE = "code"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """What a check came to. ``code`` is None where none was found, ``commit`` where it is not on the branch.

    ``report`` is the judgement on the branch, ``later`` how many faults it has after the commit of the paper.
    """

    findings: tuple[Finding, ...]
    likeness: Likeness = Likeness.NONE
    code: PaperCode | None = None
    commit: Commit | None = None
    report: Report | None = None
    later: int = 0
    differences: LineDifferences = field(default_factory=LineDifferences)
    since: Since | None = None

    @property
    def genuine(self) -> bool:
        """Whether nothing but notes was found."""
        return all(found.about.note for found in self.findings)


def check_paper(
    workplace: Workplace, content: bytes, *, anchor: str = "", progress: Progress | None = None
) -> PaperCheck:
    """Check a paper (a PDF, a Word document, a page or a text) or a code alone, given as bytes."""
    if len(content) > SIZE_LIMIT:
        return PaperCheck((finding("F-PAPER-SIZE", limit=SIZE_LIMIT),))
    with ConfinedWorker() as worker:
        try:
            text = read_paper(worker, content)
            code = _one_code(text)
        except Faulty as faulty:
            return PaperCheck(faulty.findings)
        return _Check(workplace, worker, content, text, code).outcome(anchor, progress)


def _one_code(text: PaperText) -> PaperCode:
    """The code of a paper.

    Raises:
        Faulty: it has none, or several.
    """
    if len(text.codes) == 1:
        return text.codes[0]
    if text.codes:
        told = ", ".join(map(str, text.codes[:_SHOWN]))
        raise Faulty((finding("F-PAPER-CODES", count=len(text.codes), codes=told),))
    raise Faulty((finding("F-PAPER-CODE"),))


class _Check:
    """One paper being checked."""

    def __init__(
        self, workplace: Workplace, worker: ConfinedWorker, content: bytes, text: PaperText, code: PaperCode
    ) -> None:
        self._workplace, self._worker = workplace, worker
        self._content, self._text, self._code = content, text, code
        self._facts = {"form": code.form, "record": code.record, "commit": code.commit}
        self._found: list[Finding] = []
        self._differences = LineDifferences()
        self._likeness = Likeness.NONE
        self._branch, self._tip = _branch(workplace)

    def outcome(self, anchor: str, progress: Progress | None) -> PaperCheck:
        """Everything that can be said of the paper."""
        if not self._on_the_branch():
            return PaperCheck(tuple(self._found), code=self._code)
        report = verify(self._workplace, anchor=anchor, tip=self._tip, progress=progress)
        later = self._judge(report)
        commit, changes = self._workplace.repository.commit(self._code.commit), None
        try:
            standing = self._workplace.standing_at(commit.id)
            paper = self._paper(standing, commit)
            self._compare(standing, paper)
            changes = since(self._workplace, paper.filled, standing, self._tip)
        except Faulty as faulty:
            self._found += faulty.findings
        found = tuple(dict.fromkeys(self._found))
        return PaperCheck(found, self._likeness, self._code, commit, report, later, self._differences, changes)

    def _add(self, code: str, **facts: object) -> None:
        self._found.append(finding(code, None, "", **{**self._facts, **facts}))

    def _on_the_branch(self) -> bool:
        """Whether the commit is in the repository, and on the branch."""
        repository, commit = self._workplace.repository, self._code.commit
        if repository.resolve(commit) != commit:
            self._add("F-PAPER-COMMIT")
        elif not repository.history.holds(commit, self._tip):
            self._add("F-PAPER-BRANCH", branch=self._branch.removeprefix("refs/heads/"))
        return not self._found

    def _judge(self, report: Report) -> int:
        """Note what is wrong up to the commit; returns how much is wrong after it only."""
        after = set(self._workplace.repository.history.commits_of(self._tip, excluding=self._code.commit))
        faults = [found for found in report.findings if not found.about.note]
        before = [found for found in faults if found.place.commit not in after]
        if before:
            self._add("F-PAPER-HISTORY", codes=", ".join(dict.fromkeys(found.code for found in before)))
        return len(faults) - len(before)

    def _paper(self, standing: Standing, commit: Commit) -> Paper:
        """The paper that the commit makes of the same record.

        Raises:
            Faulty: it makes none.
        """
        code = self._code
        try:
            form = form_named(standing, code.form)
        except CioError as problem:
            self._add("F-PAPER-FORM", problem=problem.sentence())
            raise Faulty(tuple(self._found)) from problem
        fits = standing.office.law.processes[form.head].path.matches(code.record) is not None
        if not fits or standing.snapshot.record(code.record) is None:
            self._add("F-PAPER-RECORD")
            raise Faulty(tuple(self._found))
        try:
            paper = filled_paper(standing, form, code.record, commit)
        except Faulty as faulty:
            self._add("F-PAPER-FILL", codes=", ".join(dict.fromkeys(found.code for found in faulty.findings)))
            raise
        if paper.code.digest != code.digest:
            self._add("F-PAPER-DIGEST", digest=code.digest, right=paper.code.digest)
        return paper

    def _compare(self, standing: Standing, paper: Paper) -> None:
        """Compare what the paper says with what the commit says."""
        if _is_code_alone(self._text):
            self._likeness = Likeness.NONE if self._found else Likeness.CODE
            return
        nearest: tuple[LineDifferences, PaperText] | None = None
        press = Press(standing, paper.form, self._worker)
        sources = [text_of(standing.snapshot, paper.form.template), *layouts(standing.snapshot).values()]
        fixed = fixed_words(paper.filled, sources)
        for made in self._made(press, paper):
            if made == self._content:
                self._likeness = Likeness.EXACT
                return
            text = read_paper(self._worker, made)
            if same_words(self._text.pages, text.pages, fixed):
                self._alike(text)
                return
            differences = line_differences(self._text.lines, text.lines)
            if nearest is None or len(differences) < len(nearest[0]):
                nearest = differences, text
        if nearest is not None:
            self._differ(*nearest)

    def _made(self, press: Press, paper: Paper) -> Iterator[bytes]:
        """The commit's own paper in each form that this one can have been taken from."""
        for how in _FORMS[kind_of(self._content)]:
            try:
                yield press.rendering(paper, how).content
            except CioError as problem:
                self._add("F-PAPER-UNCOMPARED", problem=problem.sentence())

    def _alike(self, made: PaperText) -> None:
        """The paper says the same; it must not show other things beside that."""
        self._likeness = Likeness.TEXT
        if kind_of(self._content) in {Format.PDF, Format.WORD}:
            self._add("F-PAPER-LOOKS")
        self._drawn(made)

    def _differ(self, differences: LineDifferences, made: PaperText) -> None:
        """The paper says something else."""
        self._differences = differences
        if self._taken_out_elsewhere():
            self._add("F-PAPER-UNCOMPARED", problem="another program took the text out of it, in an order of its own")
            return
        lines = [f"+ {line}" for line in differences.paper_only] + [f"- {line}" for line in differences.commit_only]
        if lines:
            counts = {"extra": len(differences.paper_only), "lacking": len(differences.commit_only)}
            dots = " | …" if len(lines) > _SHOWN else ""
            self._add("F-PAPER-TEXT", **counts, lines=" | ".join(line[:120] for line in lines[:_SHOWN]) + dots)
        else:
            self._add("F-PAPER-ORDER")
        self._drawn(made)

    def _taken_out_elsewhere(self) -> bool:
        """Whether it is a text that hardly shares a line with any paper of ours."""
        other = len(self._differences.paper_only) * 2 > len(self._text.lines)
        return other and kind_of(self._content) is Format.TEXT

    def _drawn(self, made: PaperText) -> None:
        """The paper shows nothing by means that the commit's own does not use."""
        other = sorted(self._text.drawn - made.drawn)
        if other:
            self._add("F-PAPER-DRAWN", what=", ".join(other[:_SHOWN]))


_FORMS: Final = {how: (how,) for how in Format} | {Format.TEXT: (Format.TEXT, Format.PDF)}
"""A text can have been written as such, or copied out of a PDF."""


def _branch(workplace: Workplace) -> tuple[str, str]:
    """The main branch, and where it stands; without one, the branch that we are on."""
    tip = workplace.repository.resolve(_MAIN)
    return (_MAIN, tip) if tip is not None else workplace.head


def _is_code_alone(text: PaperText) -> bool:
    """Whether nothing but the code was given."""
    said = squeezed("".join(text.lines)).lower()
    return any(said == str(code) for code in codes_in(said))
