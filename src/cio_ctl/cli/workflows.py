"""The workflow by which a forge judges each request: ci."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RESULT_JSON
from cio_ctl.cli.output import print_json, print_plain, say, tell_stale
from cio_ctl.cli.requests import BRANCH, REQUEST, request_fields, tell_request, wanted
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.model.forges import Forge
    from cio_ctl.services.workflows import Entered
    from cio_ctl.services.workplace import Workplace


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "ci",
        help=_("Enter the workflow by which a forge judges each request and proves the main branch. It is law.")
        + f"\n\n{_('Example:')} cio-ctl ci github",
    )(ci)


def forge_named(name: str) -> Forge:
    """The forge of a name, if there is a workflow for it."""
    from cio_ctl.adapters.workflows import FORGES

    known = {str(forge): forge for forge in FORGES}
    if name not in known:
        raise typer.BadParameter(_("one of {known}").format(known=", ".join(known)))
    return known[name]


def entered(place: Workplace, forge: Forge) -> Entered:
    """The workflow of a forge, entered with what is known here."""
    from cio_ctl.services.workflows import Pins, enter_workflow

    return enter_workflow(place, forge, Pins())


def ci(
    forge: str = typer.Argument(help=_("github, gitlab, gitea or forgejo.")),
    anchor: str = typer.Option(
        "", "--anchor", metavar="COMMIT", help=_("The founding commit; left out: as known here.")
    ),
    package: str = typer.Option(
        "", "--package", metavar="REQUIREMENT", help=_("What pip installs; left out: this version of cio-ctl.")
    ),
    protect: str = typer.Option("main", "--protect", metavar="BRANCH", help=_("The branch that is proved.")),
    show: bool = typer.Option(False, "--show", help=_("Print the workflow and enter nothing.")),
    dry_run: bool = DRY_RUN,
    request: bool = REQUEST,
    branch: str = BRANCH,
    as_json: bool = RESULT_JSON,
) -> None:
    """Enter the workflow."""
    from cio_ctl.services.requesting import by_request
    from cio_ctl.services.workflows import Pins, drawn_workflow, enter_workflow

    place, kind, pins = workplace(), forge_named(forge), Pins(anchor, package, protect)
    if show:
        print_plain(drawn_workflow(place, kind, pins).text.splitlines())
        return
    made = None
    if wanted(place, request=request, branch=branch) and not dry_run:
        made = by_request(place, f"ci-{kind}", lambda there: enter_workflow(there, kind, pins), branch)
    found = made.outcome if made else enter_workflow(place, kind, pins, dry_run=dry_run)
    if as_json:
        fields = {"path": found.path, "anchor": found.anchor, "commit": found.done.commit, "dry_run": dry_run}
        print_json(fields | (request_fields(made) if made else {}))
        return
    say(f"{found.path}  {found.done.commit[:12] or _('nothing was changed')}", style="green")
    tell_stale(found.done.stale)
    if made:
        tell_request(made)
