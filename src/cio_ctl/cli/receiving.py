"""What git calls when somebody pushes. Nothing of the other commands is loaded: a pusher waits for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import print_findings, tell_error, warn
from cio_ctl.cli.surroundings import close_all, closing, here

if TYPE_CHECKING:
    from cio_ctl.services.receiving import Reception

WORDS = ["hook", "pre-receive"]
"""The call that the hook makes."""

_ACCEPTED, _REFUSED = 0, 1


def main() -> None:
    """Judge a push and end the program: 0 lets it in, anything else keeps it out."""
    try:
        code = pre_receive()
    except KeyboardInterrupt:
        code = _REFUSED
    finally:
        close_all()
    sys.exit(code)


def pre_receive() -> int:
    """Judge what git says on standard input, tell the pusher, and return the exit code."""
    from cio_ctl.model.errors import CioError
    from cio_ctl.services.receiving import moves_in, receive
    from cio_ctl.services.server import open_server

    try:
        reception = receive(closing(open_server(here())), moves_in(sys.stdin))
    except CioError as error:
        tell_error(error)
        return error.exit_code
    except Exception as problem:  # noqa: BLE001 - a pusher sees one clear sentence, and no push gets in
        warn(_("the judge broke off ({problem}); nothing was accepted").format(problem=type(problem).__name__))
        return _REFUSED
    _answer(reception)
    return _ACCEPTED if reception.accepted else _REFUSED


def _answer(reception: Reception) -> None:
    """What the pusher is told; nothing of a push that is simply accepted."""
    for verdict in reception.verdicts:
        faults = [entry for entry in verdict.findings if not entry.about.note]
        if faults:
            warn(_("cio-ctl refuses {ref}: {count} finding(s)").format(ref=verdict.move.ref, count=len(faults)))
            print_findings(verdict.findings)
    if not reception.accepted:
        warn(_("Nothing of this push was accepted. `cio-ctl explain CODE` says more."))
    elif reception.founded:
        warn(_("The office is founded here. Its anchor is {anchor}; publish it.").format(anchor=reception.founded))
