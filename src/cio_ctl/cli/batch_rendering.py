"""Rendering one form about many records: a bar while it goes on, an index sheet, and what failed at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import finding_fields, print_json, print_table, say, showing_progress
from cio_ctl.cli.surroundings import workplace
from cio_ctl.model.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.errors import CioError
    from cio_ctl.model.paper import Format

_FAILED = 4


class NoFolder(UsageProblem):
    """A batch has no place to go to."""

    template = "say where the papers go: -o FOLDER, or -o FILE.zip"


def render_batch(form_name: str, year: str, output: str, how: Format, at: str, *, as_json: bool) -> None:
    """Render a form about every record that it can be about, into a folder or an archive with an index sheet.

    Raises:
        NoFolder: no place was named.
    """
    from cio_ctl.adapters.archives import write_files
    from cio_ctl.model.errors import CioError
    from cio_ctl.services.batches import heads_of, index_sheet, render_all
    from cio_ctl.services.forms import form_named

    if output in {"", "-"}:
        raise NoFolder
    place = workplace()
    commit = place.repository.commit(place.commit_at(at) if at else place.head.commit)
    standing = place.standing_at(commit.id)
    form = form_named(standing, form_name)
    heads = heads_of(standing, form, year)
    lines: list[tuple[str, str, str]] = []
    failed: dict[str, CioError] = {}

    def papers() -> Iterator[tuple[str, bytes]]:
        with showing_progress(form.id, len(heads), quiet=as_json) as advance:
            for made in render_all(standing, form, heads, commit, how):
                advance()
                if isinstance(made.outcome, CioError):
                    failed[made.record] = made.outcome
                    continue
                yield made.outcome.suggested_name, made.outcome.content
                lines.append((made.record, made.outcome.suggested_name, made.outcome.code.digest))
        yield "index.html", index_sheet(form, commit, lines)

    write_files(papers(), Path(output))
    _tell(form.id, output, lines, failed, as_json=as_json)
    if failed:
        raise typer.Exit(_FAILED)


def _tell(
    form: str, output: str, lines: list[tuple[str, str, str]], failed: dict[str, CioError], *, as_json: bool
) -> None:
    """Say what was made, and everything that was not, with why."""
    if as_json:
        print_json(
            {
                "folder": output,
                "made": [dict(zip(("record", "file", "digest"), line, strict=True)) for line in sorted(lines)],
                "failed": {
                    record: [finding_fields(one) for one in getattr(fault, "findings", ())]
                    for record, fault in sorted(failed.items())
                },
            }
        )
        return
    if failed:
        print_table(
            (_("not made"), _("why")), [(record, fault.sentence(_)) for record, fault in sorted(failed.items())]
        )
        say(_("`cio-ctl render {form} RECORD` lists what one of them lacks").format(form=form))
    say(_("{made} papers in {folder}, {failed} not made").format(made=len(lines), folder=output, failed=len(failed)))
