"""Scoring: score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RECORD, RESULT_JSON
from cio_ctl.cli.output import print_json, print_table, say, tell_stale
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from decimal import Decimal

    from cio_ctl.rules.scoring.sheets import Mark
    from cio_ctl.services.scoring import Sheet


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "score",
        help=_("Work out a score sheet and fill deductions, scores, total and grade into its draft.")
        + f"\n\n{_('Example:')} cio-ctl score appraisals/2026-q1/health-emr",
    )(score)


def score(
    record: str = RECORD,
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Fill in a score sheet."""
    from cio_ctl.services.scoring import score_draft

    sheet = score_draft(workplace(), record, dry_run=dry_run)
    if as_json:
        print_json(_fields(sheet, dry_run=dry_run))
        return
    scored = sheet.scored
    heads = (_("item"), _("points at most"), _("events"), _("deducted"), _("weight (%)"), _("score"))
    rows = [
        (mark.item, _shown(mark.most), _events(mark), _shown(mark.deducted), _shown(mark.weight), _shown(mark.score))
        for mark in scored.marks
    ]
    used = [number for number in range(len(heads)) if any(row[number] for row in rows)]
    print_table([heads[number] for number in used], [[row[number] for number in used] for row in rows])
    full = f" / {_shown(scored.full)}" if scored.full is not None else ""
    say(f"{_('total')}: {_shown(scored.total)}{full}    {_('grade')}: {scored.grade}", style="bold")
    say(f"{sheet.record}  {sheet.done.commit[:12] or _('nothing was changed')}", style="green")
    tell_stale(sheet.done.stale)


def _shown(points: Decimal | None) -> str:
    from cio_ctl.rules.scoring.points import in_words

    return "" if points is None else in_words(points)


def _events(mark: Mark) -> str:
    return "" if mark.deducted is None else str(mark.events)


def _fields(sheet: Sheet, *, dry_run: bool) -> dict[str, object]:
    """The sheet as JSON has it: points as text, null where there are none."""
    scored = sheet.scored
    return {
        "record": sheet.record,
        "commit": sheet.done.commit,
        "dry_run": dry_run,
        "stale": list(sheet.done.stale),
        "items": [
            {
                "item": mark.item,
                "max": _shown(mark.most) or None,
                "events": None if mark.deducted is None else mark.events,
                "deducted": _shown(mark.deducted) or None,
                "weight": _shown(mark.weight) or None,
                "score": _shown(mark.score),
            }
            for mark in scored.marks
        ],
        "total": _shown(scored.total),
        "full": _shown(scored.full) or None,
        "grade": scored.grade,
    }
