"""The demonstration as the user sees it: progress, timeline, proof, form, what to try next."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import console, print_findings, print_table, say
from cio_ctl.cli.surroundings import here

if TYPE_CHECKING:
    from cio_ctl.services.history import Report
    from cio_ctl.services.performing import Happened
    from cio_ctl.services.workplace import Workplace


def free_name(name: str) -> Path:
    """A folder of this name, or with a number behind it, that does not exist yet."""
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(Path(candidate) for candidate in names if not Path(candidate).exists())


def _program() -> str:
    """How to call this program from another folder."""
    return "cio-ctl" if shutil.which("cio-ctl") else str(Path(sys.argv[0]).resolve())


def perform(folder: Path) -> None:
    """Perform the stories that ship with the tool, and show what came of them."""
    from cio_ctl.services.history import verify
    from cio_ctl.services.performing import Performance
    from cio_ctl.services.stories import read_story

    stories = files("cio_ctl") / "stories"
    found = sorted((file for file in stories.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    texts = {file.name: file.read_bytes() for file in found}
    performance = Performance(folder, read_story(texts), here())
    timeline: list[Happened] = []
    with _Progress() as told:
        workplace = performance.perform(_both(timeline.append, told))
    _show_timeline(timeline)
    report = verify(workplace)
    _show_proof(report)
    forms = _render_forms(workplace, performance.folder)
    workplace.close()
    _show_next(performance.folder, report, forms)
    if not report.clean:
        raise SystemExit(4)


def _both(one: Callable[[Happened], None], other: Callable[[Happened], None]) -> Callable[[Happened], None]:
    """Two listeners as one."""

    def tell(happened: Happened) -> None:
        one(happened)
        other(happened)

    return tell


class _Progress:
    """A line on standard error that shows how far the performance is; on a terminal only."""

    def __enter__(self) -> Callable[[Happened], None]:
        self._status = console(stderr=True).status(_("founding the office"))
        if sys.stderr.isatty():
            self._status.start()
        return self._told

    def _told(self, happened: Happened) -> None:
        self._status.update(
            f"{happened.number}/{happened.of}  {happened.at:%Y-%m-%d}  {happened.step.act} {happened.step.record}"
        )

    def __exit__(self, *_error: object) -> None:
        self._status.stop()


def _show_timeline(timeline: list[Happened]) -> None:
    """Every act, in order."""
    print_table(
        (_("day"), _("officer"), _("act"), _("record"), _("result"), _("commit")),
        [
            (
                f"{entry.at:%Y-%m-%d}",
                entry.step.by,
                entry.step.act,
                entry.step.record.removeprefix("projects/"),
                entry.result,
                entry.commit[:8],
            )
            for entry in timeline
        ],
    )


def _show_proof(report: Report) -> None:
    print_findings(report.findings)
    say()
    say(
        _("verify: {commits} commits by {officers} officers, {findings} findings").format(
            commits=report.commits, officers=len(report.officers), findings=report.faults
        ),
        style="bold green" if report.clean else "bold red",
    )


def _render_forms(workplace: Workplace, folder: Path) -> tuple[Path, ...]:
    """The filing form of each project that is filed, beside the repository's records but not in them."""
    from cio_ctl.adapters.lasting_files import put_file
    from cio_ctl.services.rendering import render

    made = []
    commit = workplace.repository.commit(workplace.head.commit)
    for name in workplace.snapshot.ids_like("projects/*/filing"):
        filing = workplace.snapshot.record(name)
        if filing is None or filing.stage != "filed":
            continue
        form = render(workplace.standing, "filing-form", name, commit)
        target = folder / ".git" / "forms" / form.suggested_name
        target.parent.mkdir(exist_ok=True)
        put_file(target, form.content)
        made.append(target)
    return tuple(made)


def _show_next(folder: Path, report: Report, forms: tuple[Path, ...]) -> None:
    """Where everything is, and what to try."""
    say(_("The office is in {folder}; its anchor is {anchor}.").format(folder=folder, anchor=report.anchor))
    for form in forms:
        say(f"{_('Filing form:')} {form}")
    say()
    say(_("Try next:"), style="bold")
    program = _program()
    for line in (
        f"cd {folder}",
        "git log --show-signature -3",
        f"{program} list project",
        f"{program} show 2024-iot-platform/acceptance-final",
        f"{program} status --at 2026-03-31",
        f"{program} todo --officer lin-xiaowen --at 2026-03-31",
        f"{program} verify",
        "git config gpg.format ssh && git config user.signingkey .git/demo-keys/KEY.pub",
    ):
        say(f"    {line}")
    say(_("The last line, with a name from .git/demo-keys, makes you that officer; then look at `cio-ctl show`."))
