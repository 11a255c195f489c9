"""Forms as such: forms, forms lint, forms new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import AT, JSON
from cio_ctl.cli.output import finding_fields, print_findings, print_json, print_table, say
from cio_ctl.cli.surroundings import workplace

if TYPE_CHECKING:
    from cio_ctl.services.forms import FormInfo

_FINDINGS = 4
group = typer.Typer(invoke_without_command=True, help=_("List the official forms that can be rendered."))


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="forms")


@group.callback()
def forms(context: typer.Context, at: str = AT, as_json: bool = JSON) -> None:
    """List the forms, unless something is to be done with them."""
    if context.invoked_subcommand:
        return
    from cio_ctl.services.forms import available_forms

    found = available_forms(workplace().view(at).standing.snapshot)
    if as_json:
        print_json([_form_fields(form) for form in found])
        return
    print_table(
        (_("form"), _("title"), _("version"), _("basis")),
        [
            (form.id, form.title.in_language(language()) if form.title else "—", form.version, form.basis)
            for form in found
        ],
    )
    print_findings(fault for form in found for fault in form.faults)


def _form_fields(form: FormInfo) -> dict[str, object]:
    """A form as JSON has it."""
    return {
        "form": form.id,
        "zh": form.title.zh if form.title else "",
        "en": form.title.en if form.title else "",
        "version": form.version,
        "head": form.head,
        "basis": form.basis,
        "faults": [finding_fields(fault) for fault in form.faults],
    }


@group.command("lint", help=_("Check every form against the law, and lay it out with samples and empty."))
def lint(at: str = AT, as_json: bool = JSON) -> None:
    """Print what is wrong with the forms as they lie here, or stood at a commit; exit code 4 if anything is."""
    from cio_ctl.model.errors import Faulty
    from cio_ctl.services.form_lint import lint as lint_forms
    from cio_ctl.services.forms import form_paths
    from cio_ctl.services.snapshots import Standing
    from cio_ctl.services.validation import read_tree, root_above

    read = workplace().view(at).standing if at else read_tree(root_above(Path.cwd()))[0]
    if not isinstance(read, Standing):
        raise Faulty(read)
    found, count = tuple(lint_forms(read)), len(form_paths(read.snapshot))
    if as_json:
        print_json({"forms": count, "findings": [finding_fields(one) for one in found]})
    else:
        print_findings(found)
        say(_("{forms} forms, {findings} findings").format(forms=count, findings=len(found)))
    if found:
        raise typer.Exit(_FINDINGS)


@group.command(
    "new",
    help=_("Start a form about records of a kind: a box for each field, and a layout that prints them all.")
    + f"\n\n{_('Example:')} cio-ctl forms new drill-report emergency-drill",
)
def new(
    form: str = typer.Argument(help=_("The name of the form: a-z, 0-9 and -.")),
    kind: str = typer.Argument(help=_("The kind of record that it is about.")),
) -> None:
    """Write the files of a form that is not there yet; they are law, so whoever may change it commits them."""
    from cio_ctl.services.new_forms import start_form

    for path in start_form(workplace(), form, kind):
        say(path, style="green")
    say(_("next: take out of form.yaml what the form does not want, and see that `cio-ctl forms lint` finds nothing"))
    say(_("a template for Word: `cio-ctl forms word {form}`").format(form=form))
    say(_("then commit templates/ with `git commit -S`: a form is law, so whoever may change the law does it"))


@group.command(
    "word",
    help=_("Start the Word template of a form, to be edited in Word or WPS.")
    + f"\n\n{_('Example:')} cio-ctl forms word drill-report",
)
def word(form: str = typer.Argument(help=_("The form, as `cio-ctl forms` lists it."))) -> None:
    """Write a Word file with the field of every box; like the form it is law."""
    from cio_ctl.services.form_starting import WORD_FILE, start_word
    from cio_ctl.services.validation import root_above

    say(start_word(root_above(Path.cwd()), form), style="green")
    say(_("name it in the form's form.yaml: word: {file}").format(file=WORD_FILE))
