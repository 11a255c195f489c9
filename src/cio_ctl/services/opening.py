"""A dossier that came from elsewhere: whether it is whole, holds a good history, and shows what that history holds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.archives import BadArchive, read_files
from cio_ctl.adapters.git.bundles import BadBundle, Bundle, open_bundle, unpack_bundle
from cio_ctl.adapters.git.repository import GitRepository
from cio_ctl.model.errors import Faulty, GitFailed, UnreadableFile
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.services.exporting import plain_files
from cio_ctl.services.history import Report, verify
from cio_ctl.services.manifests import BUNDLE, MANIFEST, BadManifest, Manifest, digests_of, manifest_from
from cio_ctl.services.workplace import Surroundings, Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.services.history import Progress


@dataclass(frozen=True, slots=True)
class Opened:
    """What a dossier came to: ``report`` is that on its history, None where there was none to look at."""

    dossier: str
    files: int
    report: Report | None
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether the history holds and nothing in the dossier departs from it."""
        return not self.findings and self.report is not None and self.report.clean


def verify_dossier(place: Path, around: Surroundings, *, anchor: str = "", progress: Progress | None = None) -> Opened:
    """Open a dossier in a temporary folder, with nothing of this machine's git settings, and check all of it.

    Raises:
        UnreadableFile: it cannot be read.
    """
    try:
        files = read_files(place)
    except OSError as problem:
        raise UnreadableFile(file=place, problem=problem.strerror) from problem
    except BadArchive as problem:
        return Opened("", 0, None, (finding("D-ARCHIVE", problem=problem),))
    try:
        manifest = manifest_from(files.get(MANIFEST, b""))
        bundle = open_bundle(files.get(BUNDLE, b""))
    except BadManifest as problem:
        return Opened("", len(files), None, (finding("D-MANIFEST", Place(MANIFEST), problem=problem),))
    except BadBundle as problem:
        return Opened("", len(files), None, (finding("D-BUNDLE", Place(BUNDLE), problem=problem),))
    found = tuple(_digest_findings(files, manifest))
    return _against_history(files, manifest, bundle, found, around, anchor, progress)


def _digest_findings(files: Mapping[str, bytes], manifest: Manifest) -> Iterator[Finding]:
    """Each file is there as the manifest says, and there is no other."""
    actual = digests_of(files)
    for path in sorted({*actual, *manifest.files}):
        if path not in actual:
            yield finding("D-MISSING", Place(path), path=path)
        elif path not in manifest.files:
            yield finding("D-EXTRA", Place(path), path=path)
        elif actual[path] != manifest.files[path]:
            yield finding("D-DIGEST", Place(path), path=path)


def _against_history(
    files: Mapping[str, bytes],
    manifest: Manifest,
    bundle: Bundle,
    found: tuple[Finding, ...],
    around: Surroundings,
    anchor: str,
    progress: Progress | None,
) -> Opened:
    """The dossier beside the history in it."""
    with tempfile.TemporaryDirectory(prefix="cio-ctl-") as name:
        room = Path(name)
        (room / "git").mkdir()
        environment = {"PATH": around.environment.get("PATH", ""), "HOME": name, "CIO_CTL_CACHE": str(room / "cache")}
        try:
            unpack_bundle(bundle, room / "git", environment)
        except BadBundle as problem:
            found = (*found, finding("D-BUNDLE", Place(BUNDLE), problem=problem))
            return Opened(manifest.dossier, len(files), None, found)
        repository = GitRepository(room / "git", None, environment)
        workplace = Workplace(repository, Surroundings(room, environment, room, around.clock))
        try:
            report = verify(workplace, anchor=anchor, progress=progress)
            found = (*found, *_fact_findings(manifest, report), *_difference_findings(files, manifest, workplace))
        except (GitFailed, Faulty) as problem:
            found = (*found, finding("D-BUNDLE", Place(BUNDLE), problem=problem))
            return Opened(manifest.dossier, len(files), None, found)
        finally:
            workplace.close()
    return Opened(manifest.dossier, len(files), report, found)


def _fact_findings(manifest: Manifest, report: Report) -> Iterator[Finding]:
    """What the manifest says of the history is so."""
    facts = {
        "branch": (manifest.branch, report.branch),
        "tip": (manifest.tip, report.tip),
        "anchor": (manifest.anchor, report.anchor),
    }
    for fact, (stated, actual) in facts.items():
        if stated != actual:
            yield finding("D-FACT", Place(MANIFEST), fact=fact, stated=stated or "—", actual=actual or "—")


def _difference_findings(files: Mapping[str, bytes], manifest: Manifest, workplace: Workplace) -> Iterator[Finding]:
    """The records and the evidence are, all of them, what the history holds."""
    held = dict(plain_files(workplace.standing, manifest.dossier))
    shown = {path: content for path, content in files.items() if path.startswith("records/")}
    if not held:
        yield finding("D-FACT", Place(MANIFEST), fact="dossier", stated=manifest.dossier or "—", actual="—")
    for path in sorted({*held, *shown}):
        if held.get(path) != shown.get(path):
            yield finding("D-DIFFERS", Place(path), path=path)
