"""The hook of a server: hook install, status, remove, and what git calls when somebody pushes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import JSON
from cio_ctl.cli.output import print_json, say
from cio_ctl.cli.surroundings import here

if TYPE_CHECKING:
    from pathlib import Path

    from cio_ctl.services.server import HookState
    from cio_ctl.services.workplace import Surroundings

_REPOSITORY = typer.Argument("", metavar="[REPOSITORY]", help=_("The bare repository; left out: the current folder."))
_NOT_WELL = 4


def add_to(app: typer.Typer) -> None:
    """Add the group of commands."""
    hooks = typer.Typer(
        help=_("The hook of a server: it refuses a push of anything that the judge refuses."), no_args_is_help=True
    )
    for name, command, text in (
        ("install", install, _("Put the hook into a bare repository, or bring it up to date.")),
        ("status", status, _("Say whether pushes are judged, and what is protected. Exit code 4 if they are not.")),
        ("remove", remove, _("Take the hook away.")),
        ("pre-receive", pre_receive, _("Judge a push; git calls this. Exit code 1 refuses it.")),
    ):
        hooks.command(name, help=text, hidden=name == "pre-receive")(command)
    app.add_typer(hooks, name="hook")


def install(
    repository: str = _REPOSITORY,
    protect: list[str] = typer.Option(
        [], "--protect", metavar="BRANCH", help=_("A branch that only goes on; repeatable. Left out: that of HEAD.")
    ),
    anchor: str = typer.Option(
        "", "--anchor", metavar="COMMIT", help=_("The founding commit; left out: that of the first accepted push.")
    ),
    language: str = typer.Option(
        "", "--lang", metavar="zh|en", help=_("The language of refusals, unless the pusher's CIO_CTL_LANG arrives.")
    ),
    chain: bool = typer.Option(False, "--chain", help=_("Keep the hook that is there, and call it first.")),
    force: bool = typer.Option(False, "--force", help=_("Even where somebody works in the repository.")),
    as_json: bool = JSON,
) -> None:
    """Put the hook in."""
    from cio_ctl.services import server

    if language not in {"", "zh", "en"}:
        raise typer.BadParameter(_("zh or en"), param_hint="--lang")
    wish = server.Installation(tuple(protect), anchor, language, chain, force)
    _tell(server.install(_in(repository), wish), as_json=as_json)


def status(repository: str = _REPOSITORY, as_json: bool = JSON) -> None:
    """Say whether pushes are judged."""
    from cio_ctl.services import server

    found = server.state(_in(repository))
    _tell(found, as_json=as_json)
    if not found.well:
        raise typer.Exit(_NOT_WELL)


def remove(repository: str = _REPOSITORY, as_json: bool = JSON) -> None:
    """Take the hook away."""
    from cio_ctl.services import server

    _tell(server.remove(_in(repository)), as_json=as_json)


def pre_receive() -> None:
    """Judge what git says on standard input."""
    from cio_ctl.cli import receiving

    raise typer.Exit(receiving.pre_receive())


def _in(repository: str) -> Surroundings:
    """The surroundings, in the folder of the repository."""
    from dataclasses import replace

    around = here()
    folder: Path = (around.folder / repository).resolve()
    return replace(around, folder=folder)


def _tell(state: HookState, *, as_json: bool) -> None:
    """What lies in the place of the hook."""
    branches = [name.removeprefix("refs/heads/") for name in state.protection.branches]
    if as_json:
        print_json(
            {
                "judged": state.well,
                "hook": state.owner.value,
                "path": str(state.path),
                "executable": state.in_force,
                "current": state.current,
                "chained": state.chained,
                "hooks_path": state.elsewhere,
                "protected": branches,
                "anchor": state.protection.anchor,
            }
        )
        return
    say(_("Pushes are judged by cio-ctl.") if state.well else _("Pushes are not judged by cio-ctl."))
    say(f"{_('hook')}       {state.owner.value}  {state.path}")
    if state.owner.value == "cio-ctl" and not state.current:
        say(_("It calls another program than this one; bring it up to date with `cio-ctl hook install`."))
    if state.chained:
        say(_("The hook that was there before is called first."))
    if state.elsewhere:
        say(_("core.hooksPath leads git to {folder} instead.").format(folder=state.elsewhere))
    say(f"{_('protected')}  {', '.join(branches)}")
    say(f"{_('anchor')}     {state.protection.anchor or _('none yet; the first accepted push pins it')}")
