"""Compromised keys: declare one, and affirm what was signed with it."""

from __future__ import annotations

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RESULT_JSON
from cio_ctl.cli.output import print_json, say, tell_stale
from cio_ctl.cli.surroundings import workplace


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "affirm",
        help=_(
            "Affirm commits signed with a key that counts as compromised: their officer made them. "
            "Done by the officer with a key that is not disputed, or by a keeper of the register."
        ),
    )(affirm)


def compromised(
    officer: str = typer.Argument(help=_("The officer's short name: a-z, 0-9 and hyphens.")),
    key: str = typer.Option(..., "--key", metavar="FINGERPRINT", help=_("The fingerprint of the key.")),
    since: str = typer.Option(
        ..., "--since", metavar="COMMIT", help=_("The last good commit: what it contains stands, the rest is disputed.")
    ),
    reason: str = typer.Option("", "--reason", help=_("What happened to the key.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Declare a key compromised."""
    from cio_ctl.services.settling import compromise

    done = compromise(workplace(), officer, key, since, reason, dry_run=dry_run)
    if as_json:
        print_json({"record": f"officers/{officer}", "commit": done.commit, "stale": list(done.stale)})
        return
    say(f"officers/{officer}  {done.commit[:12] or _('nothing was changed')}", style="green")
    say(_("`cio-ctl verify` lists what is disputed now; settle each with `cio-ctl affirm`, or undo it."))
    tell_stale(done.stale)


def affirm(
    commits: list[str] = typer.Argument(help=_("The commits, by id.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Affirm commits."""
    from cio_ctl.services.settling import affirm as settle

    affirmed = settle(workplace(), commits, dry_run=dry_run)
    done = affirmed.done
    if as_json:
        print_json({"affirmed": list(affirmed.commits), "commit": done.commit, "stale": list(done.stale)})
        return
    for commit in affirmed.commits:
        say(f"{commit[:12]}  {_('affirmed')}  {done.commit[:12] or _('nothing was changed')}", style="green")
    tell_stale(done.stale)
