"""A paper that is handed in: whether it is what its commit renders to, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.model.errors import CioError, Faulty
from cio_ctl.model.finding import Finding, finding
from cio_ctl.model.paper import PaperCode, codes_in
from cio_ctl.rules.forms.paper_differences import LineDifferences
from cio_ctl.rules.forms.paper_words import squeezed
from cio_ctl.services.comparing_papers import Comparison, Likeness, compared, is_rendering
from cio_ctl.services.forms import form_named
from cio_ctl.services.history import verify
from cio_ctl.services.papers_since import Since, since
from cio_ctl.services.reading_papers import SIZE_LIMIT, read_paper
from cio_ctl.services.rendering import Paper, filled_paper

if TYPE_CHECKING:
    from cio_ctl.model.commit import Commit
    from cio_ctl.model.paper import Format, PaperText
    from cio_ctl.services.history import Progress, Report
    from cio_ctl.services.reading_papers import PaperFile
    from cio_ctl.services.snapshots import Standing
    from cio_ctl.services.workplace import Workplace

_MAIN: Final = "refs/heads/main"
_TRIED: Final = 6
"""Codes of one paper that are looked into."""


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """What a check came to. ``code`` is None where none was found, ``commit`` where it is not on the branch.

    ``kind`` is the kind of file that was read, None where it could not be.
    ``report`` is the judgement on the branch, ``later`` how many faults it has after the commit of the paper.
    """

    findings: tuple[Finding, ...]
    likeness: Likeness = Likeness.NONE
    kind: Format | None = None
    code: PaperCode | None = None
    commit: Commit | None = None
    report: Report | None = None
    later: int = 0
    differences: LineDifferences = field(default_factory=LineDifferences)
    since: Since | None = None

    @property
    def genuine(self) -> bool:
        """Whether it is the paper itself, or a code alone, and nothing but notes was found."""
        known = self.likeness in {Likeness.EXACT, Likeness.CODE}
        return known and all(found.about.note for found in self.findings)


def check_paper(
    workplace: Workplace, content: bytes, *, anchor: str = "", progress: Progress | None = None
) -> PaperCheck:
    """Check a paper (a PDF, a Word document, a page or a text) or a code alone, given as bytes."""
    if len(content) > SIZE_LIMIT:
        return PaperCheck((finding("F-PAPER-SIZE", limit=SIZE_LIMIT),))
    with ConfinedWorker() as worker:
        kind: Format | None = None
        try:
            given = read_paper(worker, content)
            kind = given.kind
            code = _own_code(workplace, worker, given)
        except Faulty as faulty:
            return PaperCheck(faulty.findings, kind=kind)
        return _Check(workplace, worker, given, code).outcome(anchor, progress)


def _own_code(workplace: Workplace, worker: ConfinedWorker, given: PaperFile) -> PaperCode:
    """The code of a paper. What a record says can hold others; then it is the one that renders to these bytes.

    Raises:
        Faulty: it has none, or several, none of which does.
    """
    codes = given.text.codes
    if not codes:
        raise Faulty((finding("F-PAPER-CODE"),))
    if len(codes) == 1:
        return codes[0]
    for code in codes[: -_TRIED - 1 : -1]:  # its own code stands last
        if _Check(workplace, worker, given, code).is_exact():
            return code
    told = ", ".join(map(str, codes[:_TRIED]))
    raise Faulty((finding("F-PAPER-CODES", count=len(codes), codes=told),))


class _Check:
    """One paper being checked."""

    def __init__(self, workplace: Workplace, worker: ConfinedWorker, given: PaperFile, code: PaperCode) -> None:
        self._workplace, self._worker = workplace, worker
        self._given, self._code = given, code
        self._facts = {"form": code.form, "record": code.record, "commit": code.commit}
        self._found: list[Finding] = []
        self._branch, self._tip = _branch(workplace)

    def is_exact(self) -> bool:
        """Whether the commit that the code names renders to these bytes, under this code."""
        if not self._on_the_branch():
            return False
        try:
            standing = self._workplace.standing_at(self._code.commit)
            paper = self._paper(standing, self._workplace.repository.commit(self._code.commit))
            return not self._found and is_rendering(self._worker, standing, paper, self._given)
        except CioError:
            return False

    def outcome(self, anchor: str, progress: Progress | None) -> PaperCheck:
        """Everything that can be said of the paper."""
        if not self._on_the_branch():
            return PaperCheck(tuple(self._found), kind=self._given.kind, code=self._code)
        report = verify(self._workplace, anchor=anchor, tip=self._tip, progress=progress)
        later = self._judge(report)
        commit, changes, came_to = self._workplace.repository.commit(self._code.commit), None, Comparison()
        try:
            standing = self._workplace.standing_at(commit.id)
            paper = self._paper(standing, commit)
            came_to = self._compare(standing, paper)
            changes = since(self._workplace, paper.filled, standing, self._tip)
        except Faulty as faulty:
            self._found += faulty.findings
        found = tuple(dict.fromkeys([*self._found, *came_to.findings]))
        return PaperCheck(
            found, came_to.likeness, self._given.kind, self._code, commit, report, later, came_to.differences, changes
        )

    def _add(self, code: str, **facts: object) -> None:
        self._found.append(finding(code, None, "", **{**self._facts, **facts}))

    def _on_the_branch(self) -> bool:
        """Whether the commit is in the repository, and on the branch."""
        repository, commit = self._workplace.repository, self._code.commit
        if repository.resolve(commit) != commit:
            self._add("F-PAPER-COMMIT")
        elif not repository.history.holds(commit, self._tip):
            branch = self._branch.removeprefix("refs/heads/")
            followed = repository.resolve(f"{branch}@{{upstream}}")
            behind = followed is not None and repository.history.holds(commit, followed)
            self._add("F-PAPER-BEHIND" if behind else "F-PAPER-BRANCH", branch=branch)
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

    def _compare(self, standing: Standing, paper: Paper) -> Comparison:
        """What comparing comes to; of a code alone, that what it says is so."""
        if not _is_code_alone(self._given.text):
            return compared(self._worker, standing, paper, self._given)
        return Comparison(Likeness.NONE if self._found else Likeness.CODE)


def _branch(workplace: Workplace) -> tuple[str, str]:
    """The main branch, and where it stands; without one, the branch that we are on."""
    tip = workplace.repository.resolve(_MAIN)
    return (_MAIN, tip) if tip is not None else workplace.head


def _is_code_alone(text: PaperText) -> bool:
    """Whether nothing but the code was given."""
    said = squeezed("".join(text.lines)).lower()
    return any(said == str(code) for code in codes_in(said))
