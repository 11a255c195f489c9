"""Drawing up papers: new, edit, attach."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import DRY_RUN, RECORD, RESULT_JSON
from cio_ctl.cli.output import print_json, say, tell_stale, warn
from cio_ctl.cli.requests import BRANCH, REQUEST, request_fields, tell_request, wanted
from cio_ctl.cli.surroundings import here, workplace

if TYPE_CHECKING:
    from cio_ctl.services.drawing_up import Drawn
    from cio_ctl.services.workplace import Workplace

_SET = typer.Option([], "--set", metavar="FIELD=VALUE", help=_("Set a field (a.b.0.c=value); repeatable."))
_FROM = typer.Option(None, "--from", metavar="FILE", help=_("Take the text from this YAML file; - is standard input."))
_NO_MORE: Mapping[str, object] = {}


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "new",
        help=_("Draw up a record of a kind. On a terminal the editor opens on a commented draft.")
        + f"\n\n{_('Example:')} cio-ctl new project 2026-health-emr --from project.yaml",
    )(new)
    app.command(
        "edit",
        help=_("Edit a draft, or commit what you edited by hand.")
        + f"\n\n{_('Example:')} cio-ctl edit 2026-health-emr/project --set scope=…",
    )(edit)
    app.command(
        "attach",
        help=_("Copy a file into the dossier as evidence and enter it in a draft, with size and SHA-256.")
        + f"\n\n{_('Example:')} cio-ctl attach 2026-health-emr/contracts/main contract.pdf --type contract",
    )(attach)


def new(
    kind: str = typer.Argument(help=_("The kind of record.")),
    names: list[str] = typer.Argument(help=_("The names in its path, in order, or the whole id.")),
    source: str | None = _FROM,
    values: list[str] = _SET,
    parent: str = typer.Option(
        "", "--born-of", metavar="RECORD", help=_("Carry over what the law takes from this record (see born-from).")
    ),
    show: bool = typer.Option(False, "--show", help=_("Print the commented draft and create nothing.")),
    dry_run: bool = DRY_RUN,
    request: bool = REQUEST,
    branch: str = BRANCH,
    as_json: bool = RESULT_JSON,
) -> None:
    """Draw up a record."""
    from cio_ctl.model.errors import NothingWritten
    from cio_ctl.services.assigning import assigned, with_assigned
    from cio_ctl.services.births import with_born
    from cio_ctl.services.drawing_up import blank_draft, commit_new, complete, new_text
    from cio_ctl.services.naming import process_named

    place = workplace()
    name, blank = blank_draft(place, kind, tuple(names))
    if show:
        say((with_born(place, kind, name, blank, parent) if parent else blank).rstrip("\n"))
        return
    name, text = new_text(place, kind, tuple(names))
    if source is not None:
        text = complete(process_named(place.office.law, kind), name, _read(source))
    if parent:
        text = with_born(place, kind, name, text, parent)
    text = with_assigned(text, assigned(place.standing.book.shapes, kind, values))
    typed = source is None and not values and sys.stdin.isatty()
    if typed:
        text = _edited(name, text)
        if text == blank:
            raise NothingWritten
    with _kept(place, name, text, f"new {kind} {name}", typed=typed and not dry_run):
        act = partial(commit_new, kind=kind, name=name, text=text, elsewhere=source is not None, dry_run=dry_run)
        if wanted(place, request=request, branch=branch) and not dry_run:
            _request(place, name, act, branch, as_json=as_json)
            return
        drawn = act(place)
    _tell(drawn, dry_run=dry_run, as_json=as_json)


def edit(
    record: str = RECORD,
    source: str | None = _FROM,
    values: list[str] = _SET,
    dry_run: bool = DRY_RUN,
    request: bool = REQUEST,
    branch: str = BRANCH,
    as_json: bool = RESULT_JSON,
) -> None:
    """Edit a draft."""
    from cio_ctl.services.assigning import assigned, with_assigned
    from cio_ctl.services.drawing_up import commit_edit, working_text

    place = workplace()
    name, text = working_text(place, record)
    process = place.office.law.process_of(name)
    if source is not None:
        text = _read(source)
    text = with_assigned(text, assigned(place.standing.book.shapes, process.kind if process else "", values))
    typed = source is None and not values and sys.stdin.isatty()
    if typed:
        text = _edited(name, text)
    with _kept(place, name, text, f"edit {name}", typed=typed and not dry_run):
        act = partial(commit_edit, name=name, text=text, elsewhere=source is not None, dry_run=dry_run)
        if wanted(place, request=request, branch=branch) and not dry_run:
            _request(place, name, act, branch, as_json=as_json)
            return
        drawn = act(place)
    _tell(drawn, dry_run=dry_run, as_json=as_json)


def attach(
    record: str = typer.Argument(help=_("The draft: its id, or any end of it that only one record has.")),
    file: Path = typer.Argument(help=_("The file.")),
    paper: str = typer.Option(..., "--type", metavar="PAPER", help=_("What paper it is, as the law names it.")),
    name: str = typer.Option(
        "", "--name", help=_("What it is called in the list of annexes; left out: the file's name.")
    ),
    dry_run: bool = DRY_RUN,
    request: bool = REQUEST,
    branch: str = BRANCH,
    as_json: bool = RESULT_JSON,
) -> None:
    """Attach evidence."""
    from cio_ctl.services.drawing_up import attach as attach_file
    from cio_ctl.services.naming import find_record

    place = workplace()
    act = partial(attach_file, reference=record, file=file, paper=paper, name=name, dry_run=dry_run)
    if wanted(place, request=request, branch=branch) and not dry_run:
        _request(place, find_record(place.snapshot, record), act, branch, as_json=as_json)
        return
    drawn = act(place)
    _tell(drawn, dry_run=dry_run, as_json=as_json)


def _request(place: Workplace, record: str, act: Callable[[Workplace], Drawn], branch: str, *, as_json: bool) -> None:
    """Do it on the branch of a request, and say where that is."""
    from cio_ctl.services.requesting import by_request

    made = by_request(place, record, act, branch)
    _tell(made.outcome, dry_run=False, as_json=as_json, more=request_fields(made))
    if not as_json:
        tell_request(made)


@contextmanager
def _kept(place: Workplace, name: str, text: str, again: str, *, typed: bool) -> Iterator[None]:
    """Keep a text that was typed and cannot be committed in the working tree, so that no typing is lost."""
    from cio_ctl.model.errors import CioError
    from cio_ctl.services.drawing_up import leave_in_working_tree

    try:
        yield
    except CioError:
        if typed:
            path = leave_in_working_tree(place, name, text)
            warn(_("Your text is kept in {path}; go on with `cio-ctl {again}`").format(path=path, again=again))
        raise


def _read(source: str) -> str:
    """The text of a file, or of standard input."""
    from cio_ctl.model.errors import UnreadableFile

    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return content.decode("utf-8")
    except OSError as problem:
        raise UnreadableFile(file=source, problem=problem.strerror) from problem
    except UnicodeDecodeError as problem:
        shown = "standard input" if source == "-" else source
        raise UnreadableFile(file=shown, problem="it is not UTF-8 text") from problem


def _edited(name: str, text: str) -> str:
    """The text as the user's editor leaves it."""
    from cio_ctl.adapters.editor import edit_text

    return edit_text(text, name.rpartition("/")[2], here().environment)


def _tell(drawn: Drawn, *, dry_run: bool, as_json: bool, more: Mapping[str, object] = _NO_MORE) -> None:
    if as_json:
        print_json(
            {
                "record": drawn.record,
                "commit": drawn.done.commit,
                "dry_run": dry_run,
                "stale": list(drawn.done.stale),
                **more,
            }
        )
        return
    say(f"{drawn.record}  {_('nothing was changed') if dry_run else drawn.done.commit[:12]}", style="green")
    tell_stale(drawn.done.stale)
