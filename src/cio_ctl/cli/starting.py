"""Starting: init, demo, doctor."""

from __future__ import annotations

from pathlib import Path

import typer

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.options import JSON
from cio_ctl.cli.output import print_json, print_table, say
from cio_ctl.cli.surroundings import closing, here

_ENVIRONMENT = 5


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "init",
        help=_("Found an office: a new repository with law, register and you as its first officer.")
        + f"\n\n{_('Example:')} cio-ctl init my-office --officer li-na --name 李娜",
    )(init)
    app.command("demo", help=_("Perform the whole procedure in a new folder, with throw-away keys."))(demo)
    app.command("doctor", help=_("Check git, keys, law and derived files; mend what is derived."))(doctor)


def init(
    folder: Path = typer.Argument(help=_("A new or empty folder.")),
    officer: str = typer.Option(..., "--officer", help=_("Your short name: a-z, 0-9 and hyphens.")),
    name: str = typer.Option(..., "--name", help=_("Your name.")),
    email: str = typer.Option("", "--email", help=_("Your e-mail address for commits.")),
    unit: str = typer.Option("informatization-office", "--unit", help=_("Your unit's short name.")),
    unit_name: str = typer.Option("信息化管理办公室", "--unit-name", help=_("Your unit's official name.")),
    unit_kind: str = typer.Option("informatization-office", "--unit-kind", help=_("Your unit's kind.")),
    pack: Path | None = typer.Option(
        None, "--pack", help=_("Another regulation: a folder with schemas and templates.")
    ),
    ci: str = typer.Option(
        "", "--ci", metavar="FORGE", help=_("Enter a workflow for github, gitlab, gitea or forgejo.")
    ),
    as_json: bool = JSON,
) -> None:
    """Found an office."""
    from cio_ctl.cli.workflows import entered, forge_named
    from cio_ctl.services.founding import Founder, found_office, pack_from

    forge = forge_named(ci) if ci else None
    founder = Founder(officer, name, email, unit, unit_name, unit_kind)
    files = pack_from(pack) if pack is not None else None
    place = found_office(folder, founder, here(), pack=files)
    anchor = place.head.commit
    closing(place)
    if as_json:
        fields = {"workflow": entered(place, forge).path} if forge else {}
        print_json({"folder": str(folder.resolve()), "anchor": anchor, **fields})
        return
    say(_("The office is founded in {folder}.").format(folder=folder), style="green")
    say(f"{_('anchor')}: {anchor}")
    say(
        _("Publish the anchor: with it anyone can prove the history, `cio-ctl verify --anchor {anchor}`.").format(
            anchor=anchor[:12]
        )
    )
    if forge:
        say(_("The workflow is entered: {path}").format(path=entered(place, forge).path))


def demo(
    folder: Path | None = typer.Argument(
        None, help=_("A new or empty folder; left out: demo-office, or a free name like it.")
    ),
) -> None:
    """Perform the procedure."""
    from cio_ctl.cli.demonstration import free_name, perform

    perform(folder or free_name("demo-office"))


def doctor(
    mend: bool = typer.Option(False, "--mend", help=_("Make derived files anew where they differ.")),
    as_json: bool = JSON,
) -> None:
    """Check what is around."""
    from cio_ctl.services.doctor import examine

    checks = examine(here(), mend=mend)
    if as_json:
        print_json(
            [{"name": check.name, "well": check.well, "seen": check.seen, "remedy": check.remedy} for check in checks]
        )
    else:
        print_table(
            ("", _("check"), _("seen"), _("what to do")),
            [
                ("✓" if check.well else "✗", _(check.name), check.seen, "" if check.well else check.remedy)
                for check in checks
            ],
        )
    if not all(check.well for check in checks):
        raise typer.Exit(_ENVIRONMENT)
