"""A dossier to take away: the history that proves it, its records and evidence as plain files, forms and reports."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.archives import write_files
from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.git.bundles import make_bundle
from cio_ctl.model.errors import CioError, SystemRefused
from cio_ctl.model.paper import Format
from cio_ctl.model.paths import PathTemplate
from cio_ctl.services.forms import fillable
from cio_ctl.services.manifests import BUNDLE, MANIFEST, Manifest, digests_of
from cio_ctl.services.naming import find_dossier
from cio_ctl.services.reasons import why
from cio_ctl.services.rendering import Press, filled_paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from cio_ctl.services.history import Report
    from cio_ctl.services.reasons import Why
    from cio_ctl.services.snapshots import Standing
    from cio_ctl.services.workplace import View, Workplace

_BRANCH: Final = "refs/heads/main"


@dataclass(frozen=True, slots=True)
class Written:
    """How what is exported reads, in the user's language: an answer of why as text and JSON, and the note on top."""

    why: Callable[[Why], Mapping[str, str]]
    note: Callable[[Manifest], str]


def export_dossier(
    workplace: Workplace, view: View, reference: str, report: Report, report_text: str, written: Written
) -> dict[str, bytes]:
    """Every file of a dossier to take away, by path, the manifest among them.

    Raises:
        UnknownRecord: no dossier is named so.
        AmbiguousRecord: several are.
        GitFailed: git could not pack the history.
    """
    folder = dossier_folder(view.standing, reference)
    branch = report.branch or workplace.head.branch or _BRANCH
    files = dict(plain_files(view.standing, folder))
    files |= _forms(workplace, view, folder)
    for name in heads(view.standing, folder):
        told = written.why(why(workplace, view, name))
        files |= {f"why/{name.rpartition('/')[2]}.{ending}": text.encode() for ending, text in told.items()}
    files["report.txt"] = report_text.encode()
    files[BUNDLE] = make_bundle(workplace.repository, workplace.around.environment, branch, view.commit)
    facts = Manifest(folder, branch, view.commit, report.anchor, {})
    files["README.md"] = written.note(facts).encode()
    files[MANIFEST] = Manifest(folder, branch, view.commit, report.anchor, digests_of(files)).text()
    return files


def dossier_folder(standing: Standing, reference: str) -> str:
    """The folder of records that a reference names, be it the folder or a record in it."""
    found = find_dossier(standing.snapshot, reference)
    return found.rpartition("/")[0] if standing.snapshot.record(found) is not None else found


def plain_files(standing: Standing, folder: str) -> Iterator[tuple[str, bytes]]:
    """Everything below a folder of the records, by its path in the tree."""
    for path in standing.snapshot.entries:
        if path.startswith(f"records/{folder}/"):
            yield path, standing.snapshot.blob(path) or b""


def heads(standing: Standing, folder: str) -> Iterator[str]:
    """The records that head a dossier: those that most kinds rest on, else every one directly in the folder."""
    found = [name for name in standing.snapshot.ids() if name.rpartition("/")[0] == folder]
    staged = [name for name in found if (record := standing.snapshot.record(name)) is not None and record.stage]
    processes = standing.office.law.processes.values()
    paths = [PathTemplate(other.path) for process in processes for other in process.related.values() if other.path]
    resting = {name: sum(path.matches(name) is not None for path in paths) for name in staged}
    most = max(resting.values(), default=0)
    yield from [name for name in staged if resting[name] == most]


def _forms(workplace: Workplace, view: View, folder: str) -> Iterator[tuple[str, bytes]]:
    """The forms that can be filled in from the dossier."""
    commit, standing = workplace.repository.commit(view.commit), view.standing
    with ConfinedWorker() as worker:
        for form, head in fillable(standing, folder):
            with suppress(CioError):
                paper = filled_paper(standing, form, head, commit)
                made = Press(standing, form, worker).rendering(paper, Format.PDF)
                yield f"forms/{made.suggested_name}", made.content


def write_dossier(files: Mapping[str, bytes], place: Path) -> None:
    """Write a dossier as an archive (a name that ends in .zip) or a folder, where nothing is yet.

    Raises:
        TargetTaken: something is there already.
        SystemRefused: it cannot be written there.
    """
    try:
        write_files(sorted(files.items()), place)
    except OSError as problem:
        raise SystemRefused(place=place, problem=problem.strerror) from problem
