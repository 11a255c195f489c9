"""The register: officers and units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RESULT_JSON
from cio_ctl.cli.output import print_json, say, tell_stale
from cio_ctl.cli.settling import compromised
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.committing import Done

_KEY = typer.Option(..., "--key", metavar="FILE", help=_("The public key: a file, or an SSH key line."))
_POST = typer.Option([], "--role", metavar="ROLE@UNIT", help=_("A role and the unit in which it is held; repeatable."))
_NAME = typer.Argument(help=_("The officer's short name: a-z, 0-9 and hyphens."))


def add_to(app: typer.Typer) -> None:
    """Add the two groups of commands."""
    officers = typer.Typer(help=_("Officers: enter, appoint, rekey, suspend, delegate."), no_args_is_help=True)
    for name, command, text in (
        ("add", add_officer, _("Enter a new officer with a public key and roles.")),
        ("appoint", appoint, _("Give an officer further roles, or let some end.")),
        ("rekey", rekey, _("Give an officer a new key and withdraw the old one.")),
        ("compromised", compromised, _("Say since which commit a key is no longer its officer's alone.")),
        ("suspend", suspend, _("Take an officer out of office, or back in with --lift.")),
        ("delegate", delegate, _("Let another officer act in a role for a time.")),
        ("signers", signers, _("Print the allowed-signers file that lets stock git check every signature.")),
    ):
        officers.command(name, help=text)(command)
    app.add_typer(officers, name="officer")
    units = typer.Typer(help=_("Units: bureaus, offices, companies."), no_args_is_help=True)
    units.command("add", help=_("Enter a unit."))(add_unit)
    app.add_typer(units, name="unit")


def add_officer(
    officer: str = _NAME,
    name: str = typer.Option(..., "--name", help=_("The person's name.")),
    key: str = _KEY,
    roles: list[str] = _POST,
    title: str = typer.Option("", "--title", help=_("The post's title.")),
    email: str = typer.Option("", "--email", help=_("The e-mail address for commits.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Enter a new officer."""
    from cio_ctl.services import registering

    fields = {"name": name, "title": title, "email": email}
    place = workplace()
    done = registering.add_officer(
        place, officer, fields, registering.read_public_key(key), _posts(roles), dry_run=dry_run
    )
    _tell(f"officers/{officer}", done, as_json=as_json)


def appoint(
    officer: str = _NAME,
    roles: list[str] = _POST,
    end: bool = typer.Option(False, "--end", help=_("Let these roles end today.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Give or end roles."""
    from cio_ctl.services import registering

    done = registering.appoint(workplace(), officer, _posts(roles), end=end, dry_run=dry_run)
    _tell(f"officers/{officer}", done, as_json=as_json)


def rekey(
    officer: str = _NAME,
    key: str = _KEY,
    reason: str = typer.Option("", "--reason", help=_("Why the old key is withdrawn.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Replace keys."""
    from cio_ctl.services import registering

    done = registering.rekey(workplace(), officer, registering.read_public_key(key), reason, dry_run=dry_run)
    _tell(f"officers/{officer}", done, as_json=as_json)


def suspend(
    officer: str = _NAME,
    reason: str = typer.Option("", "--reason", help=_("Why.")),
    lift: bool = typer.Option(False, "--lift", help=_("End the suspension.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Suspend, or end a suspension."""
    from cio_ctl.services import registering

    done = registering.suspend(workplace(), officer, reason or "—", lift=lift, dry_run=dry_run)
    _tell(f"officers/{officer}", done, as_json=as_json)


def delegate(
    officer: str = _NAME,
    to: str = typer.Option(..., "--to", metavar="OFFICER", help=_("Who acts in the officer's place.")),
    role: str = typer.Option(..., "--role", metavar="ROLE@UNIT", help=_("The role that is lent.")),
    since: str = typer.Option("", "--from", metavar="DAY", help=_("First day; left out: today.")),
    until: str = typer.Option("", "--until", metavar="DAY", help=_("Last day; the law may ask for one.")),
    end: bool = typer.Option(False, "--end", help=_("Take the role back at once.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Lend a post."""
    from cio_ctl.services import registering

    post = _posts([role])[0]
    if end:
        done = registering.end_delegation(workplace(), officer, to, post, dry_run=dry_run)
    else:
        done = registering.delegate(workplace(), officer, to, post, since, until, dry_run=dry_run)
    _tell(f"officers/{officer}", done, as_json=as_json)


def signers() -> None:
    """Print the allowed-signers file."""
    from cio_ctl.services.signers_file import signers_text

    say(signers_text(workplace().office.register).rstrip("\n"))


def add_unit(
    unit: str = typer.Argument(help=_("The unit's short name: a-z, 0-9 and hyphens.")),
    name: str = typer.Option(..., "--name", help=_("The official name.")),
    kind: str = typer.Option(..., "--kind", help=_("The kind of unit, as the law names it.")),
    code: str = typer.Option("", "--code", help=_("The unified social credit code.")),
    dry_run: bool = DRY_RUN,
    as_json: bool = RESULT_JSON,
) -> None:
    """Enter a unit."""
    from cio_ctl.services import registering

    fields = {"name": name, "unit_kind": kind, "social_credit_code": code}
    _tell(f"units/{unit}", registering.add_unit(workplace(), unit, fields, dry_run=dry_run), as_json=as_json)


def _posts(words: list[str]) -> tuple[tuple[str, str], ...]:
    """Role and unit id of each ``role@unit``."""
    from cio_ctl.model.errors import BadPost

    found = []
    for word in words:
        role, separator, unit = word.partition("@")
        if not (role and separator and unit):
            raise BadPost(given=word)
        found.append((role, unit if "/" in unit else f"units/{unit}"))
    return tuple(found)


def _tell(name: str, done: Done, *, as_json: bool) -> None:
    if as_json:
        print_json({"record": name, "commit": done.commit, "stale": list(done.stale)})
    else:
        say(f"{name}  {done.commit[:12] or _('nothing was changed')}", style="green")
        tell_stale(done.stale)
