"""Papers that are handed in: verify-form."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import JSON
from cio_ctl.cli.output import console, finding_fields, print_findings, print_json, say, warn
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.services.paper_checks import PaperCheck
    from cio_ctl.services.papers_since import Since

_FINDINGS = 4
_CODE = "cio-ctl:"
_SHOWN = 40
_REFUTING = frozenset({"F-PAPER-DIGEST", "F-PAPER-TEXT", "F-PAPER-ORDER", "F-PAPER-FILL"})
"""With these the history says something else."""
_KINDS = {"pdf": "PDF", "docx": "Word", "html": "HTML", "txt": "TXT"}
Line = tuple[str, str | None]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "verify-form",
        help=_(
            "Say whether a paper is the one that the signed history renders to, and what has changed since. "
            "Exit code 4 if it is any other file."
        )
        + f"\n\n{_('Example:')} cio-ctl verify-form filing.pdf",
    )(verify_form)


def verify_form(
    paper: str = typer.Argument(
        metavar="FILE|CODE|-",
        help=_("A PDF, Word or text file; or the text of its QR code; - is standard input."),
    ),
    anchor: str = typer.Option(
        "",
        "--anchor",
        metavar="COMMIT",
        help=_("The founding commit that the office publishes; left out: the one that you saw first."),
    ),
    as_json: bool = JSON,
) -> None:
    """Check a paper."""
    from cio_ctl.services.paper_checks import check_paper

    content = _given(paper)
    with console(stderr=True).status(_("verifying")):
        found = check_paper(workplace(), content, anchor=anchor)
    if as_json:
        print_json(_fields(found))
    else:
        _tell(found)
    if not found.genuine:
        raise typer.Exit(_FINDINGS)


def _given(paper: str) -> bytes:
    """What is to be checked: no more of it than shows that it is too large."""
    from cio_ctl.model.errors import UnreadableFile
    from cio_ctl.services.reading_papers import SIZE_LIMIT

    if paper == "-":
        return sys.stdin.buffer.read(SIZE_LIMIT + 1)
    if "".join(paper.split()).lower().startswith(_CODE):
        return paper.encode("utf-8", "replace")
    try:
        if os.path.isfile(paper):  # noqa: PTH113 - unlike a Path, it takes any text, also one that is no name
            with Path(paper).open("rb") as file:
                return file.read(SIZE_LIMIT + 1)
    except OSError as problem:
        raise UnreadableFile(file=paper, problem=problem.strerror) from problem
    return _code_within(paper).encode()


def _code_within(said: str) -> str:
    """The one code that stands in what somebody wrote."""
    from cio_ctl.model.errors import UnreadableFile
    from cio_ctl.model.paper import codes_in

    codes = codes_in(said)
    if len(codes) == 1:
        return str(codes[0])
    folder = os.path.isdir(said)  # noqa: PTH112 - likewise
    problem = "it is a folder" if folder else "it is neither a file nor the code of a paper"
    raise UnreadableFile(file=said or '""', problem=problem)


def _fields(found: PaperCheck) -> dict[str, object]:
    """A check as JSON has it."""
    code, commit, report = found.code, found.commit, found.report
    return {
        "genuine": found.genuine,
        "likeness": found.likeness,
        "kind": found.kind or "",
        "code": str(code) if code is not None else "",
        "form": code.form if code is not None else "",
        "record": code.record if code is not None else "",
        "commit": code.commit if code is not None else "",
        "at": commit.at.isoformat() if commit is not None else "",
        "findings": [finding_fields(one) for one in found.findings],
        "differences": {
            "paper_only": list(found.differences.paper_only),
            "commit_only": list(found.differences.commit_only),
        },
        "history": {
            "anchor": report.anchor,
            "pinned": report.pinned,
            "tip": report.tip,
            "faults": report.faults,
            "faults_since": found.later,
        }
        if report is not None
        else None,
        "since": _since_fields(found.since) if found.since is not None else None,
    }


def _since_fields(found: Since) -> dict[str, object]:
    return {
        "nothing": found.nothing,
        "commit": found.tip,
        "version": {"then": found.version[0], "now": found.version[1]},
        "stage": {"then": found.stage[0], "now": found.stage[1]},
        "boxes": [{"name": one.name, "title": one.title, "then": one.then, "now": one.now} for one in found.boxes],
        "decisions": [decision.as_fields() for decision in found.decisions],
        "findings": [finding_fields(one) for one in found.findings],
    }


def _tell(found: PaperCheck) -> None:
    """Findings, what the paper is, how far it is the commit's own, and what has changed since."""
    print_findings(found.findings)
    if found.differences:
        warn(_("Lines that only the paper has (+) and lines that only the commit has (-):"))
        _tell_lines("+", found.differences.paper_only)
        _tell_lines("-", found.differences.commit_only)
    if found.kind is not None:
        say(f"{_('read as')}  {_KINDS[found.kind]}")
    if found.code is not None:
        say(f"{_('form')}     {found.code.form}")
        say(f"{_('record')}   {found.code.record}")
        at = f"  {found.commit.at:%Y-%m-%d %H:%M}" if found.commit is not None else ""
        say(f"{_('commit')}   {found.code.commit}{at}")
    if found.report is not None:
        pinned = "" if found.report.pinned else f"  {_('(not pinned)')}"
        say(f"{_('anchor')}   {found.report.anchor}{pinned}")
    for line, style in _verdict(found):
        say(line, style=style)
    if found.later:
        warn(_("The history after that commit does not hold: `cio-ctl verify` says why."), style="yellow")
    if found.since is not None:
        for text in _since_lines(found.since):
            say(text)
        print_findings(found.since.findings)


def _tell_lines(mark: str, lines: tuple[str, ...]) -> None:
    """The first of the lines, and how many more there are."""
    for line in lines[:_SHOWN]:
        warn(f"    {mark} {line}")
    if len(lines) > _SHOWN:
        warn("    " + _("and {count} more; --json has them all").format(count=len(lines) - _SHOWN))


def _verdict(found: PaperCheck) -> Iterator[Line]:
    """How far the paper is the commit's own."""
    codes = {one.code for one in found.findings if not one.about.note}
    if codes & _REFUTING:
        yield _("This paper is not what the history says."), "bold red"
    elif codes == {"F-PAPER-LOOKS"}:
        yield (
            _("Every word read in it is that of the commit; what the file shows is for the eye to check."),
            "bold yellow",
        )
    elif codes == {"F-PAPER-LOOKS", "F-PAPER-DRAWN"}:
        yield _("The words read in it are those of the commit; what was put on it later was not judged."), "bold yellow"
    elif not found.genuine:
        yield _("Nothing vouches for this paper."), "bold red"
    elif found.likeness == "exact":
        yield _("This is exactly the paper that the commit renders to."), "bold green"
    else:
        yield _("The code is genuine. What the paper should say:"), "green"
        if found.code is not None:
            yield f"    cio-ctl render {found.code.form} {found.code.record} --at {found.code.commit[:12]} --view", None


def _since_lines(found: Since) -> Iterator[str]:
    """What has changed, box by box."""
    if found.nothing:
        yield _("Nothing has changed since.")
        return
    yield _("Changed since, as of {commit}:").format(commit=found.tip[:12])
    for title, (then, now) in ((_("version"), found.version), (_("stage"), found.stage)):
        if then != now:
            yield f"  {title}: {then or '—'} → {now or '—'}"
    for one in found.boxes:
        then, now = (text.replace("\n", " ") or "—" for text in (one.then, one.now))
        yield f"  {one.title}: {then} → {now}"
    for decision in found.decisions:
        yield f"  {decision.at:%Y-%m-%d}  {decision.verb}  {decision.source} → {decision.target}  {decision.by}"
