"""Reasons: why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON, RECORD
from cio_ctl.cli.output import print_json, say
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.services.reasons import Decided, Lateness, Reason, Why


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "why",
        help=_("List every act on which the stage of a record rests: decisions, appointments, law, evidence.")
        + f"\n\n{_('Example:')} cio-ctl why 2026-health-emr/project",
    )(why)


def why(
    record: str = RECORD,
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """Tell on what a stage rests."""
    from cio_ctl.services.reasons import why as reasons_of

    place = workplace()
    found = reasons_of(place, place.view(at), record)
    if as_json:
        print_json(why_fields(found))
    else:
        for line, style in why_lines(found):
            say(line, style=style)


def why_fields(found: Why) -> dict[str, object]:
    """The answer as JSON has it."""
    return {
        "record": found.record,
        "stage": found.stage,
        "tip": found.tip,
        "reached_by": found.goal,
        "acts": [_reason_fields(reason) for reason in found.reasons],
        "duties": [_lateness_fields(entry) for entry in found.lateness],
    }


def _reason_fields(reason: Reason) -> dict[str, object]:
    return {
        "commit": reason.commit,
        "at": reason.at.isoformat(),
        "subject": reason.subject,
        "needed": reason.needed,
        "accepted": reason.accepted,
        "merge": reason.merge,
        "officer": reason.officer,
        "fingerprint": reason.fingerprint,
        "records": list(reason.records),
        "rests_on_it": [
            {"commit": one.under, "as": one.tie.name.lower(), "record": one.record} for one in reason.grounds
        ],
        "appointed_by": list(reason.appointed),
        "decision": _decided_fields(reason.decided) if reason.decided is not None else None,
        "evidence": [{"file": file, "sha256": sha256, "size": size} for file, sha256, size in reason.evidence],
    }


def _decided_fields(decided: Decided) -> dict[str, object]:
    clause = decided.clause
    return {
        **decided.decision.as_fields(),
        "basis": decided.basis,
        "clause": {"zh": clause.zh, "en": clause.en} if clause is not None else None,
        "law_since": decided.law_since,
        "guards": [
            {
                "zh": met.title.zh,
                "en": met.title.en,
                "basis": met.basis,
                "met_by": [{"record": name, "stage": stage} for name, stage in met.records],
            }
            for met in decided.guards
        ],
    }


def _lateness_fields(entry: Lateness) -> dict[str, object]:
    from cio_ctl.cli.due import due_fields

    return {**due_fields(entry.due), "reckoned_by": list(entry.commits)}


def why_lines(found: Why) -> Iterator[tuple[str, str | None]]:
    """The answer in lines, each with its style."""
    yield f"{found.record}  {found.stage}  {found.goal[:12]}", "bold"
    needed = [reason for reason in found.reasons if reason.needed]
    yield _("{count} acts; without any one of them it would not stand there:").format(count=len(needed)), None
    for reason in needed:
        yield from _reason_lines(reason)
    spare = [reason for reason in found.reasons if not reason.needed]
    if spare:
        yield _("Acts that met a condition together with others, where fewer would have done:"), None
    for reason in spare:
        yield from _reason_lines(reason)
    if found.lateness:
        yield _("Terms, with the commits of the calendars and changes by which they were reckoned:"), None
    for entry in found.lateness:
        from cio_ctl.cli.due import due_line

        yield f"  {due_line(entry.due)}  ← {', '.join(one[:12] for one in entry.commits) or '—'}", None


def _reason_lines(reason: Reason) -> Iterator[tuple[str, str | None]]:
    """One act: what, by whom, and below it what the law asked for and how that was met."""
    yield f"  {reason.at:%Y-%m-%d %H:%M}  {reason.commit[:12]}  {reason.subject}", None
    key = f"{reason.officer or '—'}  {reason.fingerprint}"
    appointed = ", ".join(one[:12] for one in reason.appointed)
    yield f"      {key}" + (f"  ← {appointed}" if appointed else ""), None
    if not reason.accepted:
        yield f"      ✗ {_('the judge refuses this act; `cio-ctl verify` says why')}", "red"
    if reason.decided is not None:
        yield from _decided_lines(reason.decided)
    for file, sha256, size in reason.evidence:
        yield f"      {file}  sha256 {sha256}  {size} B", None


def _decided_lines(decided: Decided) -> Iterator[tuple[str, str | None]]:
    decision = decided.decision
    lent = f"  {_('for {officer}').format(officer=decision.delegated_for)}" if decision.delegated_for else ""
    yield f"      {decision.verb}  {decision.source} → {decision.target}  {decision.role} {decision.unit}{lent}", None
    if decided.basis:
        clause = decided.clause.in_language(language()) if decided.clause is not None else ""
        yield f"      [{decided.basis}] {clause}  ({_('law since')} {decided.law_since[:12]})", None
    for met in decided.guards:
        by = ", ".join(f"{name} ({stage})" if stage else name for name, stage in met.records)
        yield f"      ✓ {met.title.in_language(language())} [{met.basis}]" + (f": {by}" if by else ""), None
