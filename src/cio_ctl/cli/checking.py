"""Checking: validate, verify, explain."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.filing import filed_fields, report_text, summary_fields
from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import JSON
from cio_ctl.cli.output import console, finding_fields, print_findings, print_json, print_table, say, write_out
from cio_ctl.cli.surroundings import here, workplace

if TYPE_CHECKING:
    from cio_ctl.model.law import Law
    from cio_ctl.services.explaining import ObligationMeaning
    from cio_ctl.services.history import Progress, Report

_FINDINGS = 4


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "validate",
        help=_(
            "Check the files as they lie here: law, records, references, sums, evidence. "
            "Exit code 4 if anything is wrong; notes are shown and change nothing."
        ),
    )(validate)
    app.command(
        "verify",
        help=_(
            "Prove the whole history: every commit, from the anchor on, by all rules. Exit code 4 if anything is wrong."
        ),
    )(verify)
    app.command("explain", help=_("Say what a finding code (R3-GUARD) or an obligation of the regulation (F3) means."))(
        explain
    )


def validate(
    at: str = typer.Option("", "--at", metavar="WHEN", help=_("Check a commit, branch or day instead.")),
    as_json: bool = JSON,
) -> None:
    """Check the files."""
    from cio_ctl.services.validation import root_above, validate_standing, validate_tree

    if at:
        place = workplace()
        checked = validate_standing(place.standing_at(place.commit_at(at)))
    else:
        checked = validate_tree(root_above(here().folder))
    if as_json:
        print_json({"records": checked.records, "findings": [finding_fields(found) for found in checked.findings]})
    else:
        print_findings(checked.findings)
        say(_("{records} records, {findings} findings").format(records=checked.records, findings=checked.faults))
    if checked.faults:
        raise typer.Exit(_FINDINGS)


def verify(
    anchor: str = typer.Option(
        "",
        "--anchor",
        metavar="COMMIT",
        help=_("The founding commit that the office publishes; left out: the one that you saw first."),
    ),
    at: str = typer.Option("", "--at", metavar="WHEN", help=_("Only up to a commit, branch or day.")),
    file: str = typer.Option(
        "", "--report", metavar="FILE", help=_("Write a report to be filed; - is standard output, with nothing else.")
    ),
    as_json: bool = JSON,
) -> None:
    """Prove the history."""
    from cio_ctl.services.history import verify as walk
    from cio_ctl.services.summary import summary_of

    place = workplace()
    tip = place.commit_at(at) if at else ""
    with console(stderr=True).status(_("verifying")) as status:
        report = walk(place, anchor=anchor, tip=tip, progress=_progress(status))
    summary = summary_of(place, report) if file or as_json else None
    if summary is not None and file:
        _file(file, report_text(summary))
    if summary is not None and as_json:
        filed = filed_fields(summary) if file else {}
        print_json({**_report_fields(report), "summary": {**summary_fields(summary), **filed}})
    elif file != "-":
        _tell(report)
    if not report.clean:
        raise typer.Exit(_FINDINGS)


def _file(file: str, text: str) -> None:
    """Write the report where it is wanted."""
    if file == "-":
        sys.stdout.write(text)
    else:
        write_out(Path(file), text.encode())


def _progress(status: object) -> Progress | None:
    """Shows how far the walk is, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int) -> None:
        if done % 50 == 0:
            status.update(f"{_('verifying')} {done}/{of}")  # type: ignore[attr-defined]

    return show


def _report_fields(report: Report) -> dict[str, object]:
    return {
        "clean": report.clean,
        "anchor": report.anchor,
        "pinned": report.pinned,
        "tip": report.tip,
        "branch": report.branch,
        "commits": report.commits,
        "merges": report.merges,
        "officers": list(report.officers),
        "findings": [finding_fields(found) for found in report.findings],
    }


def _tell(report: Report) -> None:
    if report.findings:
        print_table(
            (_("commit"), _("path"), _("code"), _("basis"), _("finding"), _("what to do")),
            [
                (
                    found.place.commit[:12],
                    f"{found.place.path}:{found.place.line}" if found.place.line else found.place.path,
                    found.code,
                    found.basis,
                    found.sentence(_),
                    found.remedy(_),
                )
                for found in report.findings
            ],
        )
    say(f"{_('anchor')}   {report.anchor}{'' if report.pinned else '  ' + _('(not pinned)')}")
    say(f"{_('tip')}      {report.tip} {report.branch.removeprefix('refs/heads/')}")
    say(
        _("{commits} commits, {merges} merges, {officers} officers, {findings} findings").format(
            commits=report.commits,
            merges=report.merges,
            officers=len(report.officers),
            findings=report.faults,
        )
    )
    say(
        _("The history holds.") if report.clean else _("The history does not hold."),
        style="bold green" if report.clean else "bold red",
    )


def explain(
    code: str = typer.Argument("", help=_("The code; left out: all of them.")),
    at: str = typer.Option("", "--at", metavar="WHEN", help=_("By the law of a commit, branch or day.")),
    as_json: bool = JSON,
) -> None:
    """Explain a code."""
    from cio_ctl.model.codes import CODES
    from cio_ctl.model.errors import NotARepository, UnknownCode
    from cio_ctl.services.explaining import known_codes, meaning_of

    if not code:
        rows = [(name, str(CODES[name].rule or ""), _(CODES[name].sentence)) for name in known_codes()]
        if as_json:
            print_json([{"code": name, "rule": CODES[name].rule, "sentence": CODES[name].sentence} for name in CODES])
        else:
            print_table((_("code"), _("rule"), _("finding")), rows)
        return
    entry = CODES.get(code.upper())
    if entry is not None:
        fields = {
            "code": entry.code,
            "rule": entry.rule,
            "sentence": _(entry.sentence),
            "remedy": _(entry.remedy),
        }
        if as_json:
            print_json(fields)
        else:
            _tell_code(fields)
        return
    try:
        law = workplace().view(at).office.law
    except NotARepository:
        law = _shipped_law()
    found = meaning_of(law, code.upper())
    if found is None:
        raise UnknownCode(code=code)
    _tell_obligation(found, as_json=as_json)


def _tell_code(fields: dict[str, object]) -> None:
    from cio_ctl.rules import judge

    say(f"{fields['code']}: {fields['sentence']}")
    say(f"  → {fields['remedy']}")
    rule = next((line for line in (judge.__doc__ or "").splitlines() if line.startswith(f"{fields['rule']}. ")), "")
    if rule:
        say(f"{_('Rule')} {rule}")


def _tell_obligation(found: ObligationMeaning, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "id": found.id,
                "zh": found.text.zh,
                "en": found.text.en,
                "cited": [
                    {"kind": entry.kind, "transition": entry.transition, "who": entry.who} for entry in found.cited
                ],
            }
        )
        return
    say(f"{found.id}: {found.text.in_language(language())}")
    for entry in found.cited:
        say(f"  {entry.kind} {entry.transition or _('(drawn up)')}: {entry.who}")


def _shipped_law() -> Law:
    """The law of the pack that ships with the tool."""
    from cio_ctl.services.law_books import shipped_law

    return shipped_law()
