"""Rendering: render."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import print_json, say, write_out
from cio_ctl.cli.surroundings import workplace
from cio_ctl.model.errors import UsageProblem
from cio_ctl.model.paper import Format

if TYPE_CHECKING:
    from cio_ctl.services.rendering import Rendering


class NoRecord(UsageProblem):
    """One form is wanted, and nobody said about which record."""

    template = "name the record that the form is about, or ask for --all"


class OneOrAll(UsageProblem):
    """One record, or a look at it, is asked for together with all."""

    template = "--all renders the form about every record into a folder: name no record, and leave --view out"


class YearOfOne(UsageProblem):
    """A year is named for one record."""

    template = "--year says which records --all takes: ask for --all, or leave it out"


class UnknownEnding(UsageProblem):
    """A file's name ends in something that no form is rendered as."""

    template = "{file}: a form is rendered as {known}, not as {ending}. Without an ending it becomes a PDF"


class OtherEnding(UsageProblem):
    """A file's name promises something else than is to be made."""

    template = "{file} does not end in .{format}, which --format asks for: leave --format out, or change the name"


class ViewAlone(UsageProblem):
    """A look at a form is asked for together with a file, a format or JSON."""

    template = "--view shows the form as text and writes nothing: leave -o, --format and --json out"


class JsonBesidePaper(UsageProblem):
    """Standard output is to hold both a paper and JSON."""

    template = "-o - writes the paper itself to standard output: leave --json out, or name a file"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "render",
        help=_("Render an official form from the records.")
        + f"\n\n{_('Example:')} cio-ctl render filing-form 2026-health-emr -o filing.pdf",
    )(render)


def render(
    form: str = typer.Argument(help=_("The form, as `cio-ctl forms` lists it.")),
    record: str = typer.Argument("", help=_("The record that it is about, its dossier, or a record in that.")),
    output: str = typer.Option(
        "",
        "--output",
        "-o",
        metavar="FILE",
        help=_("Where to; left out: a name made from form and record; - is standard output."),
    ),
    how: Format | None = typer.Option(
        None, "--format", help=_("What to make; left out: what the ending of FILE says, else a PDF.")
    ),
    view: bool = typer.Option(False, "--view", help=_("Show the form as text here; write nothing.")),
    every: bool = typer.Option(
        False, "--all", help=_("Render the form about every record that it can be about, into the folder or .zip FILE.")
    ),
    year: str = typer.Option("", "--year", metavar="YEAR", help=_("With --all: only records named for this year.")),
    at: str = AT,
    as_json: bool = JSON,
) -> None:
    """Render a form, or with ``--all`` one for each record."""
    if every:
        from cio_ctl.cli.batch_rendering import render_batch

        if record or view:
            raise OneOrAll
        render_batch(form, year, output, how or Format.PDF, at, as_json=as_json)
        return
    if year:
        raise YearOfOne
    if view and (output or how or as_json):
        raise ViewAlone
    if output == "-" and as_json:
        raise JsonBesidePaper
    made = _rendered(form, record, Format.TEXT if view else _format(output, how), at)
    if view:
        say(made.content.decode())
    elif output == "-":
        sys.stdout.buffer.write(made.content)
    else:
        target = Path(output or made.suggested_name)
        write_out(target, made.content)
        _tell(made, target, as_json=as_json)


def _rendered(form: str, record: str, how: Format, at: str) -> Rendering:
    """The form about a record.

    Raises:
        UnknownForm: there is no such form.
        NoRecord: there is, and no record was named.
    """
    from cio_ctl.services.forms import form_named
    from cio_ctl.services.rendering import render as render_form

    place = workplace()
    commit = place.commit_at(at) if at else place.head.commit
    standing = place.standing_at(commit)
    if not record:
        form_named(standing, form)
        raise NoRecord
    return render_form(standing, form, record, place.repository.commit(commit), how)


def _tell(made: Rendering, target: Path, *, as_json: bool) -> None:
    """Say what was written where."""
    if as_json:
        fields: dict[str, object] = {"file": str(target), "media_type": made.media_type, "size": len(made.content)}
        print_json({**fields, "commit": made.code.commit, "fonts": list(made.fonts), "code": str(made.code)})
    else:
        say(f"{target}  ({', '.join(made.fonts) or made.media_type})", style="green")


def ending_of(file: str) -> str:
    """What a file's name ends in, without the dot and in small letters; empty if it has no ending."""
    return Path(file).suffix.removeprefix(".").lower()


def _format(output: str, asked: Format | None) -> Format:
    """What is asked for, else what the ending of a file's name says; PDF if nothing does.

    Raises:
        UnknownEnding: nothing is made that the name ends in.
        OtherEnding: the name says something else than is asked for.
    """
    ending = ending_of(output)
    if ending and ending not in set(Format):
        raise UnknownEnding(file=output, ending=f".{ending}", known=", ".join(f".{one}" for one in Format))
    if ending and asked and ending != asked:
        raise OtherEnding(file=output, format=asked)
    return asked or (Format(ending) if ending else Format.PDF)
