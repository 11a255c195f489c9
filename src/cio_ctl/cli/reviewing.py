"""Reviews: compare, the table of a review beside what the records give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RESULT_JSON
from cio_ctl.cli.output import print_json, print_table, say, tell_stale
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.rules.consistency.table import Line
    from cio_ctl.services.reviewing import Review

_RESULTS = {
    "same": _("same"),
    "changed": _("changed"),
    "missing": _("missing"),
    "added": _("added"),
    "over": _("over"),
    "unresolved": _("unresolved"),
}
_WHY = {
    "not-named": _("names no record"),
    "no-record": _("the record is not there"),
    "no-entry": _("the record has no such entry"),
    "not-in-force": _("not in force"),
    "no-amount": _("no amount is given"),
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "compare",
        help=_("Compare what a review compares, and fill the draft of the review with it.")
        + f"\n\n{_('Example:')} cio-ctl compare 2026-health-emr/tender-review",
    )(compare)


def compare(
    review: str = typer.Argument(help=_("The review: its id, or any end of it; it need not be drawn up yet.")),
    reasons: list[str] = typer.Option(
        [], "--reason", metavar="ITEM=REASON", help=_("The reason for a row that is not the same; repeatable.")
    ),
    at: str = typer.Option(
        "", "--at", metavar="WHEN", help=_("As it stood at a commit, branch or day (2026-03-05); changes nothing.")
    ),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Compare."""
    from cio_ctl.services.reviewing import bring_up, review_of

    place = workplace()
    given = dict(_reason(words) for words in reasons)
    found = review_of(place.standing_at(place.commit_at(at)) if at else place.standing, review)
    commit, stale = "", tuple[str, ...]()
    if found.draft and not at:
        brought = bring_up(place, found.id, given, dry_run=dry_run)
        found, commit, stale = brought.review, brought.done.commit, brought.done.stale
    if as_json:
        print_json({**_as_fields(found), "commit": commit, "dry_run": dry_run, "stale": list(stale)})
        return
    _tell(found, commit)
    tell_stale(stale)


def _reason(words: str) -> tuple[str, str]:
    """An item and its reason."""
    from cio_ctl.model.errors import BadReason

    item, mark, reason = words.partition("=")
    if not mark or not item.strip() or not reason.strip():
        raise BadReason(given=words)
    return item.strip(), reason.strip()


def _as_fields(review: Review) -> dict[str, object]:
    return {
        "record": review.id,
        "stage": review.stage,
        "agrees": review.table.agrees,
        "comparison": [
            {
                "expected": "",
                "found": "",
                "reason": "",
                **line.row.as_fields(),
                "why": line.row.why,
                "stated": line.stated.as_fields() if line.stated is not None else None,
                "agrees": line.agrees,
            }
            for line in review.table.lines
        ],
        "surplus": [row.as_fields() for row in review.table.surplus],
        "added": list(review.table.added),
    }


def _tell(review: Review, commit: str) -> None:
    """The table by comparisons, then what came of it, or what can be done with it."""
    titles = {one.id: one.title.in_language(language()) for one in review.process.compares}
    print_table(
        (_("comparison"), _("item"), _("expected"), _("found"), _("result"), _("reason")),
        [
            (
                titles[line.row.subject],
                line.row.item,
                line.row.expected or "—",
                line.row.found or "—",
                _result(line, review),
                line.row.reason or "—",
            )
            for line in review.table.lines
        ]
        + [_added(entry) for entry in review.table.added],
    )
    for row in review.table.surplus if not review.draft else ():
        say(_("no longer so: {item} ({result})").format(item=row.item, result=_RESULTS.get(row.result, row.result)))
    _tell_outcome(review, commit)


def _added(entry: object) -> tuple[str, ...]:
    """A row that people added, as the table shows it."""
    fields = entry if isinstance(entry, Mapping) else {}
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    result = texts.get("result", "")
    shown = (texts.get("item"), texts.get("expected"), texts.get("found"), _RESULTS.get(result), texts.get("reason"))
    return _("(added)"), *(text or "—" for text in shown)


def _result(line: Line, review: Review) -> str:
    """The result in words, with why, and what a concluded review says instead."""
    told = _RESULTS[line.row.result]
    if line.row.why:
        told += f" ({_WHY[line.row.why]})"
    if review.stage and not review.draft and not line.agrees:
        stated = _("nothing") if line.stated is None else _RESULTS.get(line.stated.result, line.stated.result)
        told += " " + _("— the review says: {stated}").format(stated=stated)
    return told


def _tell_outcome(review: Review, commit: str) -> None:
    """One line: what was committed, or how the review stands to the table."""
    open_rows = len(review.table.without_reason)
    if commit:
        say(f"{review.id}  {commit[:12]}", style="green")
    elif not review.stage:
        say(_("Not drawn up yet: `cio-ctl new {kind} {record}`").format(kind=review.process.kind, record=review.id))
    elif review.table.agrees:
        say(_("{record} says the same.").format(record=review.id), style="green")
    elif review.draft:
        say(_("{record} was not changed.").format(record=review.id))
    else:
        say(_("{record} says otherwise in the rows marked.").format(record=review.id), style="yellow")
    if review.draft and open_rows:
        say(
            _("Rows that still need a reason: {count}. Give them with --reason or in the file.").format(count=open_rows)
        )
