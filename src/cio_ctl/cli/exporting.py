"""Dossiers to take away: export, verify-dossier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import console, finding_fields, print_findings, print_json, safe, say
from cio_ctl.cli.surroundings import here, workplace

if TYPE_CHECKING:
    from cio_ctl.services.manifests import Manifest
    from cio_ctl.services.opening import Opened
    from cio_ctl.services.reasons import Why

_ANCHOR = typer.Option(
    "",
    "--anchor",
    metavar="COMMIT",
    help=_("The founding commit that the office publishes; left out: the one that you saw first."),
)
_FINDINGS = 4
_README = """# {dossier}

导出的档案。The records of one dossier, with the history that proves them.

- `history.bundle`: 全部历史（git bundle）。The whole history up to commit {tip}.
- `records/`: 记录和附件原件。Records and evidence as they stand there.
- `forms/`: 已生成的表格。The forms that could be filled in.
- `why/`: 依据链。Every act on which the present stage rests.
- `report.txt`: 核验报告。The report on the verification of the history.
- `manifest.json`: 每个文件的 SHA-256。The SHA-256 of every file.

核验只需要 git 和 cio-ctl，不需要网络。锚点（首次提交的编号）须向出具单位核实，不要只看这里写的。
Only git and cio-ctl are needed to check it, and no network. Ask the office itself for its anchor, the id of its
founding commit; do not take it from here.

    cio-ctl verify-dossier FILE --anchor COMMIT

或者打开历史 / or open the history itself:

    git clone history.bundle office && cd office && cio-ctl verify --anchor COMMIT
"""


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "export",
        help=_("Write a dossier to take away: history, records, evidence, forms and reports, to be verified offline.")
        + f"\n\n{_('Example:')} cio-ctl export --dossier 2026-health-emr -o emr.zip",
    )(export)
    app.command(
        "verify-dossier",
        help=_("Check a dossier that was exported elsewhere. Exit code 4 if anything in it is not as it should be."),
    )(verify_dossier)


def export(
    dossier: str = typer.Option(..., "--dossier", metavar="DOSSIER", help=_("The dossier, or a record in it.")),
    output: str = typer.Option(
        ..., "--output", "-o", metavar="FILE", help=_("Where to: an archive (.zip) or else a new folder.")
    ),
    anchor: str = _ANCHOR,
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """Write a dossier to take away."""
    from cio_ctl.adapters.lasting_files import refuse_existing
    from cio_ctl.cli.filing import report_text
    from cio_ctl.services.exporting import Written, export_dossier, write_dossier
    from cio_ctl.services.history import verify
    from cio_ctl.services.summary import summary_of

    refuse_existing(Path(output))
    place = workplace()
    view = place.view(at)
    with console(stderr=True).status(_("verifying")):
        report = verify(place, anchor=anchor, tip=view.commit)
        text = report_text(summary_of(place, report))
        files = export_dossier(place, view, dossier, report, text, Written(_why_texts, _note))
    write_dossier(files, Path(output))
    size = sum(map(len, files.values()))
    if as_json:
        print_json({"file": output, "files": len(files), "size": size, "commit": view.commit, "clean": report.clean})
    else:
        print_findings(report.findings)
        say(_("{file}: {files} files, {size} bytes").format(file=output, files=len(files), size=size), style="green")
    if not report.clean:
        raise typer.Exit(_FINDINGS)


def _why_texts(found: Why) -> dict[str, str]:
    """An answer of why as JSON and as text."""
    from cio_ctl.cli.reasons import why_fields, why_lines

    lines = [safe(line).replace("\n", " ") for line, _style in why_lines(found)]
    return {"json": json.dumps(why_fields(found), ensure_ascii=False, indent=1) + "\n", "txt": "\n".join(lines) + "\n"}


def _note(manifest: Manifest) -> str:
    """The note that lies on top."""
    return _README.format(dossier=manifest.dossier, tip=manifest.tip)


def verify_dossier(
    file: str = typer.Argument(help=_("The archive or folder that was exported.")),
    anchor: str = typer.Option(
        "", "--anchor", metavar="COMMIT", help=_("The founding commit, as the office itself names it to you.")
    ),
    as_json: bool = JSON,
) -> None:
    """Check a dossier from elsewhere."""
    from cio_ctl.services.opening import verify_dossier as opened_from

    with console(stderr=True).status(_("verifying")):
        found = opened_from(Path(file), here(), anchor=anchor)
    if as_json:
        print_json(_opened_fields(found))
    else:
        _tell(found)
    if not found.clean:
        raise typer.Exit(_FINDINGS)


def _opened_fields(found: Opened) -> dict[str, object]:
    report = found.report
    return {
        "clean": found.clean,
        "dossier": found.dossier,
        "files": found.files,
        "findings": [finding_fields(one) for one in found.findings],
        "history": {
            "clean": report.clean,
            "anchor": report.anchor,
            "pinned": report.pinned,
            "tip": report.tip,
            "branch": report.branch,
            "commits": report.commits,
            "findings": [finding_fields(one) for one in report.findings],
        }
        if report is not None
        else None,
    }


def _tell(found: Opened) -> None:
    report = found.report
    print_findings(found.findings)
    if report is not None:
        print_findings(report.findings)
        say(f"{_('anchor')}   {report.anchor}{'' if report.pinned else '  ' + _('(not pinned)')}")
        say(f"{_('tip')}      {report.tip} {report.branch.removeprefix('refs/heads/')}")
    say(_("{dossier}: {files} files").format(dossier=found.dossier or "—", files=found.files))
    if found.clean:
        say(_("The history holds, and the records and the evidence are those that it holds."), style="bold green")
        say(_("Forms, reports and reasons are as exported; render and ask again from the history to compare them."))
    else:
        say(_("The dossier does not hold."), style="bold red")
