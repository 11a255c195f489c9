"""Evaluating departments: evaluate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RESULT_JSON
from cio_ctl.cli.output import print_json, print_table, say, tell_stale
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.rules.evaluation.criteria import Assessed
    from cio_ctl.rules.evaluation.figures import Computed
    from cio_ctl.services.evaluating import Drawn
    from cio_ctl.services.recomputing import Recomputed


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "evaluate",
        help=_("Draw up the evaluation of a department: figures from the records, or check the figures of one.")
        + f"\n\n{_('Example:')} cio-ctl evaluate health 2026",
    )(evaluate)


def evaluate(
    department: str = typer.Argument("", help=_("The unit that is evaluated.")),
    period: str = typer.Argument("", help=_("The period: 2026, 2026-h1, 2026-q3 or 2026-07.")),
    at: str = typer.Option("", "--at", metavar="WHEN", help=_("Compute from a commit, branch or day (2026-03-05).")),
    norm: str = typer.Option("", "--norm", metavar="RECORD", help=_("The norm that gives weights and bands.")),
    show: bool = typer.Option(False, "--show", help=_("Print the figures and draw up nothing.")),
    check: str = typer.Option(
        "", "--check", metavar="RECORD", help=_("Compute an evaluation again from its own commit and compare.")
    ),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Evaluate a department."""
    from cio_ctl.model.errors import NamesNeeded
    from cio_ctl.services.evaluating import Wanted, compute, draw_up

    if bool(check) == bool(department) or bool(department) != bool(period):
        raise NamesNeeded
    if check:
        _check(check, at, as_json=as_json)
        return
    place, wanted = workplace(), Wanted(department, period, at, norm)
    drawn = compute(place, wanted) if show else draw_up(place, wanted, dry_run=dry_run)
    if as_json:
        print_json(_drawn_fields(drawn, dry_run=dry_run or show))
        return
    for number, assessed in enumerate(drawn.evaluation.criteria, 1):
        _tell(number, assessed)
    say(_("computed from {commit}").format(commit=drawn.computed_from[:12]))
    if drawn.done is not None:
        say(f"{drawn.subject.record}  {drawn.done.commit[:12] or _('nothing was changed')}", style="green")
        tell_stale(drawn.done.stale)


def _tell(number: int, assessed: Assessed) -> None:
    """A criterion with a table of its figures."""
    title = assessed.criterion.title.in_language(language())
    weight = _("weight {points} %").format(points=_points(assessed.weight))
    suggested = _("suggested {points}").format(points=_points(assessed.suggested))
    say(f"{number}. {title}  {weight}  {suggested}", style="bold")
    print_table(
        (_("figure"), _("value"), _("how"), _("against it")),
        [
            (one.figure.title.in_language(language()), one.written, _how(one), ", ".join(one.lacking))
            for one in assessed.figures
        ],
    )


def _how(one: Computed) -> str:
    """How a figure was computed, and how many did not count yet."""
    open_ = _("{count} undecided").format(count=len(one.undecided)) if one.undecided else ""
    return "; ".join(part for part in (one.note, open_) if part)


def _points(points: object) -> str:
    from decimal import Decimal

    from cio_ctl.rules.scoring.points import in_words

    return in_words(points) if isinstance(points, Decimal) else "—"


def _drawn_fields(drawn: Drawn, *, dry_run: bool) -> dict[str, object]:
    """An evaluation as JSON has it: numbers as text, null where there are none."""
    done, evaluation = drawn.done, drawn.evaluation
    return {
        "record": drawn.subject.record,
        "commit": done.commit if done is not None else "",
        "dry_run": dry_run,
        "stale": list(done.stale) if done is not None else [],
        "unit": drawn.subject.unit,
        "period": drawn.subject.period,
        "period_from": drawn.subject.span.first.isoformat(),
        "period_to": drawn.subject.span.last.isoformat(),
        "computed_from": drawn.computed_from,
        "norm": evaluation.norm,
        "criteria": [_criterion_fields(assessed) for assessed in evaluation.criteria],
        "bands": [{"id": band, "name": name, "at_least": _points(least)} for least, band, name in evaluation.bands],
    }


def _criterion_fields(assessed: Assessed) -> dict[str, object]:
    title = assessed.criterion.title
    return {
        "criterion": assessed.criterion.id,
        "zh": title.zh,
        "en": title.en,
        "weight": _points(assessed.weight),
        "suggested_score": None if assessed.suggested is None else _points(assessed.suggested),
        "figures": [
            {
                "id": one.figure.id,
                "zh": one.figure.title.zh,
                "en": one.figure.title.en,
                "value": None if one.value is None else one.written,
                "note": one.note,
                "sources": list(one.sources),
                "lacking": list(one.lacking),
                "undecided": list(one.undecided),
            }
            for one in assessed.figures
        ],
    }


def _check(reference: str, at: str, *, as_json: bool) -> None:
    """Compare an evaluation with what its commit gives; exit code 4 where they differ."""
    from cio_ctl.services.recomputing import recompute

    found = recompute(workplace(), reference, at)
    if as_json:
        print_json(_recomputed_fields(found))
    else:
        _tell_differences(found)
    if found.differences:
        raise typer.Exit(4)


def _tell_differences(found: Recomputed) -> None:
    if not found.differences:
        said = _("{record}: every figure is what {commit} gives")
        say(said.format(record=found.record, commit=found.computed_from[:12]), style="green")
        return
    print_table(
        (_("criterion"), _("figure"), _("field"), _("stated"), _("computed")),
        [
            (one.criterion or "—", one.figure or "—", one.field, one.stated or "—", one.right or "—")
            for one in found.differences
        ],
    )
    if not found.computed_from:
        say(_("the commit that it was computed from is not named, or not in the history of the record"))
    say(_("{count} difference(s)").format(count=len(found.differences)), style="bold red")


def _recomputed_fields(found: Recomputed) -> dict[str, object]:
    return {
        "record": found.record,
        "computed_from": found.computed_from,
        "same": not found.differences,
        "differences": [
            {
                "criterion": one.criterion,
                "figure": one.figure,
                "field": one.field,
                "stated": one.stated,
                "computed": one.right,
            }
            for one in found.differences
        ],
    }
