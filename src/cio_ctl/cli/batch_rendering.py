"""Rendering one form about many records: a bar while it goes on, an index sheet, and what failed at the end."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import finding_fields, print_json, print_table, say, showing_progress
from cio_ctl.cli.rendering import ending_of
from cio_ctl.cli.surroundings import workplace
from cio_ctl.model.errors import UsageProblem
from cio_ctl.model.paper import Format

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from cio_ctl.model.commit import Commit
    from cio_ctl.model.errors import CioError
    from cio_ctl.model.form import Form
    from cio_ctl.rules.forms.index_page import Listed
    from cio_ctl.services.snapshots import Standing

_FAILED = 4


class NoFolder(UsageProblem):
    """A batch has no place to go to."""

    template = "say where the papers go: -o FOLDER, or -o FILE.zip"


class NameOfOne(UsageProblem):
    """A batch is to go to what reads as one paper."""

    template = "{file} is the name of one paper, and --all makes many: -o FOLDER, or -o FILE.zip"


def render_batch(form_name: str, year: str, output: str, how: Format, at: str, *, as_json: bool) -> None:
    """Render a form about every record that it can be about, into a folder or an archive with an index sheet.

    Raises:
        UnknownForm: there is no such form.
        NoFolder: no place was named.
        NameOfOne: the place named is a paper.
        TargetTaken: something is there already.
    """
    from cio_ctl.adapters.archives import write_files
    from cio_ctl.services.batches import chosen_heads
    from cio_ctl.services.forms import form_named

    place = workplace()
    commit = place.repository.commit(place.commit_at(at) if at else place.head.commit)
    standing = place.standing_at(commit.id)
    form = form_named(standing, form_name)
    folder = _new_place(output)
    heads = chosen_heads(standing, form, year, how)
    batch = _Batch(standing, form, commit, how)
    with closing(batch.papers(heads, quiet=as_json)) as papers:
        write_files(papers, folder)
    batch.tell(output, as_json=as_json)
    if batch.failed:
        raise typer.Exit(_FAILED)


def _new_place(output: str) -> Path:
    """Where a batch goes, which must be nothing yet."""
    from cio_ctl.adapters.lasting_files import refuse_existing

    if output in {"", "-"}:
        raise NoFolder
    if ending_of(output) in set(Format):
        raise NameOfOne(file=output)
    refuse_existing(Path(output))
    return Path(output)


class _Batch:
    """Papers that are made one after the other; no more is kept of each than what is told in the end."""

    def __init__(self, standing: Standing, form: Form, commit: Commit, how: Format) -> None:
        self._standing, self._form, self._commit, self._how = standing, form, commit, how
        self.lines: list[Listed] = []
        self.failed: dict[str, CioError] = {}

    def papers(self, heads: tuple[str, ...], *, quiet: bool) -> Generator[tuple[str, bytes]]:
        """Each paper with its name, and at the end the index of them."""
        from cio_ctl.model.errors import CioError
        from cio_ctl.services.batches import index_sheet, listed, render_all

        with showing_progress(self._form.id, len(heads), quiet=quiet) as advance:
            for made in render_all(self._standing, self._form, heads, self._commit, self._how):
                advance()
                self.lines.append(listed(self._standing, made, _))
                if isinstance(made.outcome, CioError):
                    self.failed[made.record] = made.outcome
                else:
                    yield made.outcome.suggested_name, made.outcome.content
        yield "index.html", index_sheet(self._form, self._commit, self.lines)

    def tell(self, output: str, *, as_json: bool) -> None:
        """Say what was made, and everything that was not, with why."""
        failed = sorted(self.failed.items())
        if as_json:
            print_json(
                {"folder": output, "made": list(self._made()), "failed": {name: _why(one) for name, one in failed}}
            )
            return
        if failed:
            print_table((_("not made"), _("why")), [(name, fault.sentence(_)) for name, fault in failed])
            say(_("`cio-ctl render {form} RECORD` lists what one of them lacks").format(form=self._form.id))
        made = len(self.lines) - len(failed)
        say(_("{made} papers in {folder}, {failed} not made").format(made=made, folder=output, failed=len(failed)))

    def _made(self) -> Iterator[dict[str, str]]:
        """The papers, as JSON has them."""
        for one in sorted(self.lines):
            if one.file:
                yield {"record": one.record, "title": one.title, "file": one.file, "digest": one.digest}


def _why(fault: CioError) -> list[dict[str, object]]:
    """The findings of what was not made, as JSON has them."""
    return [finding_fields(one) for one in getattr(fault, "findings", ())]
