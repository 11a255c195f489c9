"""The verbs: submit, approve, return, reject, withdraw, acknowledge, advance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RECORD
from cio_ctl.cli.output import print_json, say, tell_stale, warn
from cio_ctl.cli.requests import BRANCH, REQUEST, request_fields, tell_request, wanted
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.deciding import Outcome

_VERBS = {
    "submit": _("Hand a draft in, so that those who review it can act."),
    "approve": _("Say yes at the step where the record stands: review, determination, approval, countersignature."),
    "return": _("Send a record back to be corrected; its drafter edits it and submits again."),
    "reject": _("Say no for good."),
    "withdraw": _("Take back what your own side handed in."),
    "acknowledge": _("Confirm that your body has the copy that it was sent."),
    "advance": _("Take a project to its next stage, once everything that it rests on stands."),
}
_EXAMPLES = {
    "submit": "cio-ctl submit 2026-health-emr/funding-application",
    "approve": 'cio-ctl approve 2026-health-emr/funding-application --opinion "同意"',
    "return": 'cio-ctl return 2026-health-emr/funding-application --opinion "请补充概算依据"',
    "reject": 'cio-ctl reject 2026-health-emr/preliminary-application --opinion "与在建项目重复"',
    "withdraw": "cio-ctl withdraw 2026-health-emr/funding-application",
    "acknowledge": "cio-ctl acknowledge 2026-health-emr/contracts/main",
    "advance": "cio-ctl advance 2026-health-emr/project",
}


def add_to(app: typer.Typer) -> None:
    """Add one command for each verb."""
    for verb, text in _VERBS.items():
        app.command(verb, help=f"{text}\n\n{_('Example:')} {_EXAMPLES[verb]}")(_command(verb))


def _command(verb: str) -> Callable[..., None]:
    """The command of a verb: all verbs take the same words."""

    def command(
        record: str = RECORD,
        opinion: str = typer.Option("", "--opinion", "-o", help=_("The opinion, as it will stand on the form.")),
        values: list[str] = typer.Option(
            [],
            "--set",
            metavar="FIELD=VALUE",
            help=_("Fill in a field that this decision may set; repeatable."),
        ),
        to: str = typer.Option("", "--to", metavar="STAGE", help=_("The stage meant, where several are possible.")),
        move: str = typer.Option("", "--move", metavar="ID", help=_("The transition meant, where several lead there.")),
        dry_run: bool = DRY_RUN,
        push: bool = typer.Option(
            False,
            "--push",
            help=_("Push the branch to its upstream; if somebody was first there, decide again on what is there now."),
        ),
        request: bool = REQUEST,
        branch: str = BRANCH,
        as_json: bool = typer.Option(False, "--json", help=_("Print the decision as one JSON object.")),
    ) -> None:
        asked = _Asked(request=request, branch=branch, push=push)
        _decide(verb, record, opinion, values, to, move, dry_run=dry_run, asked=asked, as_json=as_json)

    return command


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where the decision is to go."""

    request: bool
    branch: str
    push: bool


def _decide(
    verb: str,
    reference: str,
    opinion: str,
    values: list[str],
    to: str,
    move: str,
    *,
    dry_run: bool,
    asked: _Asked,
    as_json: bool,
) -> None:
    """Take the decision and say what came of it."""
    from cio_ctl.model.law import Verb
    from cio_ctl.services.assigning import assigned
    from cio_ctl.services.deciding import Wish, decide
    from cio_ctl.services.naming import read_record

    place = workplace()
    record = read_record(place.snapshot, reference)
    fields = assigned(place.standing.book.shapes, record.kind, values)
    wish = Wish(Verb(verb), record.id, opinion, to, move, fields)
    if not dry_run and wanted(place, request=asked.request, branch=asked.branch, push=asked.push):
        from cio_ctl.services.requesting import by_request

        made = by_request(place, record.id, lambda there: decide(there, wish), asked.branch)
        outcome, fields_of_push = made.outcome, request_fields(made)
        tell_push = partial(tell_request, made)
    elif asked.push and not dry_run:
        from cio_ctl.services.pushing import decide_and_push

        pushed = decide_and_push(place, wish, _tell_set_aside)
        outcome = pushed.outcome
        fields_of_push = {"pushed_to": pushed.upstream, "set_aside": list(pushed.set_aside)}
        tell_push = partial(say, _("pushed to {upstream}").format(upstream=pushed.upstream))
    else:
        outcome, fields_of_push = decide(place, wish, dry_run=dry_run), {}
        tell_push = partial(say, "")
    if as_json:
        print_json(_as_fields(outcome, dry_run=dry_run) | fields_of_push)
        return
    _tell(outcome, dry_run=dry_run)
    if fields_of_push:
        tell_push()


def _tell_set_aside(commit: str, tip: str) -> None:
    warn(
        _("Somebody was first on the server. {commit} is set aside (git keeps it); deciding again on {tip}.").format(
            commit=commit, tip=tip[:12]
        )
    )


def _as_fields(outcome: Outcome, *, dry_run: bool) -> dict[str, object]:
    return {
        "record": outcome.record.id,
        "decision": outcome.decision.as_fields(),
        "basis": outcome.basis,
        "commit": outcome.done.commit,
        "dry_run": dry_run,
        "stale": list(outcome.done.stale),
    }


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    """One line for the decision, one for what could not be brought up to it."""
    decision = outcome.decision
    way = f"{decision.source} → {decision.target}"
    basis = f" [{outcome.basis}]" if outcome.basis else ""
    commit = _("nothing was changed") if dry_run else outcome.done.commit[:12]
    lender = decision.delegated_for
    stead = "  " + _("for {officer}").format(officer=lender) if lender else ""
    say(f"{outcome.record.id}: {way}{basis}{stead}  {commit}", style="green")
    tell_stale(outcome.done.stale)
