"""Founding an office: law, first unit, first officer, in one signed commit that is the anchor of all that follows."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.git.config import read_git_config
from cio_ctl.adapters.git.repository import GitRepository, Head
from cio_ctl.adapters.lasting_files import settle
from cio_ctl.adapters.pack import FOLDERS, calendar_files, pack_files
from cio_ctl.adapters.signatures.signing import SigningKey, find_signing_key
from cio_ctl.adapters.unfinished_files import UNFINISHED, clear_away
from cio_ctl.adapters.working_tree import refresh
from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.errors import Faulty, NotEmpty, Refused, UnreadableFile
from cio_ctl.model.office import Act, Entry
from cio_ctl.model.record import Record
from cio_ctl.model.signature import Signed
from cio_ctl.rules.dues.calendar import KIND
from cio_ctl.rules.judge import judge_founding
from cio_ctl.services.committing import object_id_of, write_signed
from cio_ctl.services.marks import Marks, write_marks
from cio_ctl.services.signers_file import write_signers_file
from cio_ctl.services.snapshots import Contents, Standing, changes_between, parse_record, read_office
from cio_ctl.services.workplace import Surroundings, Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.model.law import Process

_BRANCH = "refs/heads/main"
_HASH_LIKE = "0" * 40
_UNFOUNDED = f"{UNFINISHED}founding-"


@dataclass(frozen=True, slots=True)
class Founder:
    """Who founds the office: slugs of officer and unit, and what they are called."""

    officer: str
    name: str
    email: str
    unit: str
    unit_name: str
    unit_kind: str


def found_office(
    folder: Path,
    founder: Founder,
    around: Surroundings,
    *,
    key: SigningKey | None = None,
    pack: Mapping[str, bytes] | None = None,
    sample: bool = False,
) -> Workplace:
    """Make a repository in a folder that is empty or does not exist, and commit its founding.

    Raises:
        NotEmpty: something lies there already.
        Faulty: the pack is no law.
        Refused: the founding would not stand before the judge.
    """
    if folder.exists() and (not folder.is_dir() or any(_kept(folder))):
        raise NotEmpty(folder=folder)
    signing = key or _configured_key(around)
    files = dict(pack_files() if pack is None else pack)
    standing, files = _founding_files(files, founder, signing, around, sample=sample)
    _refuse_if_unsound(standing, signing, around, founder)
    with _undone(folder):
        return _founded(folder, founder, around, signing, standing, files)


def _kept(folder: Path) -> Iterator[Path]:
    """What lies in a folder, apart from foundings that were broken off."""
    return (path for path in folder.iterdir() if not path.name.startswith(_UNFOUNDED))


@contextmanager
def _undone(folder: Path) -> Iterator[None]:
    """Whatever goes wrong, nothing is left in a folder that was empty or did not exist."""
    existed = folder.exists()
    try:
        yield
    except BaseException as problem:
        with suppress(OSError):
            for made in folder.iterdir() if existed else ():
                shutil.rmtree(made, ignore_errors=True)
        if not existed:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(problem, OSError):
            raise UnreadableFile(file=folder, problem=problem.strerror) from problem
        raise


def _founded(
    folder: Path,
    founder: Founder,
    around: Surroundings,
    signing: SigningKey,
    standing: Standing,
    files: Mapping[str, bytes],
) -> Workplace:
    """The repository with its founding commit: made aside, and moved into its place in one step when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for broken_off in folder.glob(f"{_UNFOUNDED}*"):
        clear_away(broken_off)
    aside = Path(tempfile.mkdtemp(dir=folder, prefix=_UNFOUNDED))
    workplace = _fresh_repository(aside, around, signing, founder)
    workplace.__dict__["standing"] = standing
    workplace.__dict__["now"] = around.clock().replace(microsecond=0)
    workplace.__dict__["head"] = Head(_BRANCH, "")
    repository = workplace.repository
    tree = repository.write_tree("", {path: repository.write_blob(content) for path, content in files.items()})
    title = standing.office.law.title
    message = f"Found the office\n\n{title.zh}\n{title.en}\n\nOfficer: officers/{founder.officer}\n"
    commit = write_signed(workplace, tree, (), message)
    repository.move_branch(_BRANCH, commit, "", "cio-ctl: found the office")
    workplace.close()
    home = folder.resolve()
    repository.git_dir.rename(home / ".git")
    settle([home, home.parent])
    aside.rmdir()
    opened = Workplace(GitRepository(home / ".git", home, around.environment), replace(around, folder=folder), signing)
    write_marks(opened, Marks(commit, {_BRANCH: commit}))
    refresh(opened.repository, files)
    write_signers_file(opened)
    return opened


def _configured_key(around: Surroundings) -> SigningKey:
    config = read_git_config(None, around.environment)
    return find_signing_key(config, around.home, around.folder, around.environment)


def _founding_files(
    files: dict[str, bytes], founder: Founder, key: SigningKey, around: Surroundings, *, sample: bool
) -> tuple[Standing, dict[str, bytes]]:
    """The office as it will be, and all its files."""
    contents = Contents(lambda blob: by_id[blob])
    by_id = {object_id_of(content, _HASH_LIKE): content for content in files.values()}
    law = read_office(_entries(files), contents)
    if not isinstance(law, Standing):
        raise Faulty(law)
    day = around.clock().date().isoformat()
    mark = {"sample_data": True} if sample else {}
    unit = {"kind": "unit", "name": founder.unit_name, "unit_kind": founder.unit_kind, **mark}
    officer = {
        "kind": "officer",
        "name": founder.name,
        **({"email": founder.email} if founder.email else {}),
        "keys": [{"public": key.public, "fingerprint": key.fingerprint, "from": day}],
        "roles": [{"role": law.office.law.founder.role, "unit": f"units/{founder.unit}", "from": day}],
        **mark,
    }
    files = (
        files
        | _calendars(law)
        | {
            f"records/units/{founder.unit}.yaml": dump_yaml(unit).encode(),
            f"records/officers/{founder.officer}.yaml": dump_yaml(officer).encode(),
        }
    )
    by_id |= {object_id_of(content, _HASH_LIKE): content for content in files.values()}
    standing = read_office(_entries(files), contents)
    if not isinstance(standing, Standing):
        raise Faulty(standing)
    return standing, files


def _calendars(law: Standing) -> dict[str, bytes]:
    """The working-day calendars that ship, as far as the law has a plain kind that takes them as they are."""
    process = law.office.law.processes.get(KIND)
    if process is None or not process.plain:
        return {}
    return {path: content for path, content in calendar_files().items() if _fits(law, process, path, content)}


def _fits(law: Standing, process: Process, path: str, content: bytes) -> bool:
    """Whether a record at this path would be one of this kind, and sound."""
    record = parse_record(path, content)
    return (
        isinstance(record, Record)
        and process.path.matches(record.id) is not None
        and not law.office.shapes.findings(record, draft=False)
    )


def _entries(files: Mapping[str, bytes]) -> dict[str, Entry]:
    return {path: Entry("100644", object_id_of(content, _HASH_LIKE)) for path, content in files.items()}


def _refuse_if_unsound(standing: Standing, key: SigningKey, around: Surroundings, founder: Founder) -> None:
    now = around.clock().replace(microsecond=0)
    act = Act("", Signed(key.fingerprint), now, None, now)
    found = judge_founding(standing.office, changes_between({}, standing.snapshot.entries), act)
    if found:
        msg = f"init by {founder.officer}"
        raise Refused(msg, found)


def _fresh_repository(folder: Path, around: Surroundings, key: SigningKey, founder: Founder) -> Workplace:
    """An empty repository whose stock git signs and checks as this office does, and can merge."""
    repository = GitRepository(folder.resolve() / ".git", folder.resolve(), around.environment)
    repository.git.run("init", "--quiet", "--template=", "--initial-branch=main", "--", str(folder.resolve()))
    known = read_git_config(None, around.environment)
    person = {"user.name": founder.name, "user.email": founder.email or f"{founder.officer}@cio-ctl.invalid"}
    settings = {"core.autocrlf": "false", "core.quotePath": "false", "commit.gpgSign": "true"}
    settings |= {name: value for name, value in person.items() if name not in known}
    for name, value in settings.items():
        repository.git.run("config", name, value)
    return Workplace(repository, around, key)


def pack_from(folder: Path) -> dict[str, bytes]:
    """Schemas and templates from a folder on disk.

    Raises:
        UnreadableFile: it holds no schemas.
    """
    if not (folder / "schemas").is_dir():
        raise UnreadableFile(file=folder, problem="it has no folder named schemas")
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for name in FOLDERS
            for path in sorted((folder / name).rglob("*"))
            if path.is_file()
        }
    except OSError as problem:
        raise UnreadableFile(file=folder, problem=problem.strerror) from problem
