"""What the commands that act have in common where the act becomes a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import say

if TYPE_CHECKING:
    from cio_ctl.services.requesting import Requested
    from cio_ctl.services.workplace import Workplace

REQUEST = typer.Option(
    False,
    "--request",
    help=_("Do it on a branch of its own, push that, and say where the pull request is opened."),
)
BRANCH = typer.Option("", "--branch", metavar="NAME", help=_("The same, on a branch of this name."))


def wanted(place: Workplace, *, request: bool, branch: str, push: bool = False) -> bool:
    """Whether the act is to become a request: it is asked for, or this clone is set so and a push is asked for."""
    from cio_ctl.services.requesting import works_by_requests

    return request or bool(branch) or (push and works_by_requests(place))


def request_fields(made: Requested[Any]) -> dict[str, object]:
    """The fields of a request in JSON."""
    return {"request": {"branch": made.branch, "target": made.target, "page": made.page, "asked": made.asked}}


def tell_request(made: Requested[Any]) -> None:
    """Where the request is, or is opened."""
    say(_("pushed branch {branch}, for {target}").format(branch=made.branch, target=made.target))
    for line in made.said:
        say(f"  {line}")
    if made.asked:
        say(_("The server was asked to open the request."))
    if made.page and not (made.asked and made.said):
        say(_("Open the request: {page}").format(page=made.page))
    elif not made.page and not made.asked:
        say(_("Open the request on your code host; `git config cio-ctl.forge` says of what kind it is."))
    say(_("Back to the other work: `git switch {target}`").format(target=made.target))
