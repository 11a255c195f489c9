"""git in its machine voice: nothing that a repository or the environment says makes it run or show other things."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.git.process import GitProcess, version_of_git
from cio_ctl.adapters.git.repository import find_repository
from cio_ctl.model.errors import CioError, GitFailed, GitMissing
from tests.cli.conftest import become, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

__all__ = ["become", "run"]  # fixtures
SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"


@pytest.fixture
def trap(tmp_path: Path) -> tuple[Path, Path]:
    """A program that leaves a marker when it is run, and the marker."""
    marker = tmp_path / "marker"
    program = tmp_path / "trap"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> {marker}\n', "utf-8")
    program.chmod(0o755)
    return program, marker


def hooks(office: TestOffice, program: Path) -> None:
    """Every hook that git knows, in the repository's own folder of hooks."""
    folder = office.folder / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    for name in (
        "reference-transaction", "post-index-change", "pre-commit", "commit-msg", "prepare-commit-msg",
        "post-commit", "post-checkout", "fsmonitor-watchman", "pre-auto-gc", "update", "post-update",
    ):  # fmt: skip
        shutil.copy(program, folder / name)


def hooks_elsewhere(office: TestOffice, program: Path) -> None:
    hooks(office, program)
    office.git("config", "core.hooksPath", str(office.folder / ".git" / "hooks"))


def setting(*settings: str) -> Callable[[TestOffice, Path], None]:
    """Configuration of the repository that names the program."""

    def lay(office: TestOffice, program: Path) -> None:
        for name in settings:
            office.git("config", name, str(program))

    return lay


def filters(office: TestOffice, program: Path) -> None:
    """Filters, drivers and text converters, for every file."""
    (office.folder / ".git" / "info").mkdir(exist_ok=True)
    (office.folder / ".git" / "info" / "attributes").write_text("* filter=x diff=x merge=x\n", "utf-8")
    setting(
        "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv", "diff.x.command",
        "merge.x.driver",
    )(office, program)  # fmt: skip


def included(office: TestOffice, program: Path) -> None:
    """A second file of configuration."""
    more = office.folder / ".git" / "more"
    more.write_text(f"[core]\n\tfsmonitor = {program}\n\tpager = {program}\n[diff]\n\texternal = {program}\n", "utf-8")
    office.git("config", "include.path", str(more))


def aliases(office: TestOffice, program: Path) -> None:
    for name in ("log", "cat-file", "update-ref", "rev-parse", "ls-files"):
        office.git("config", f"alias.{name}", f"!{program}")


def lazy_fetch(office: TestOffice, program: Path) -> None:
    """A promised object that is missing: git would fetch it by a program that the configuration names."""
    office.git("config", "extensions.partialClone", "origin")
    office.git("config", "remote.origin.url", str(office.folder))
    office.git("config", "remote.origin.promisor", "true")
    office.git("config", "remote.origin.uploadpack", str(program))
    blob = office.git("rev-parse", f"HEAD:records/{ROOF}.yaml")
    (office.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()


def lazy_fetch_by_ssh(office: TestOffice, program: Path) -> None:
    lazy_fetch(office, program)
    office.git("config", "remote.origin.url", "ssh://nowhere.invalid/x")
    setting("core.sshCommand", "credential.helper", "core.gitProxy", "core.askPass")(office, program)


def lazy_fetch_by_helper(office: TestOffice, program: Path) -> None:
    lazy_fetch(office, program)
    office.git("config", "remote.origin.url", f"ext::{program}")
    office.git("config", "protocol.ext.allow", "always")


TRAPS = {
    "fsmonitor": setting("core.fsmonitor"),
    "hooks": hooks,
    "hooks elsewhere": hooks_elsewhere,
    "pagers": setting("core.pager", "pager.log", "pager.config"),
    "external diff": setting("diff.external", "interactive.diffFilter"),
    "signing programs": setting("gpg.program", "gpg.ssh.program", "gpg.openpgp.program", "gpg.ssh.defaultKeyCommand"),
    "editors": setting("core.editor", "sequence.editor"),
    "aliases": aliases,
    "ssh": setting("core.sshCommand", "core.askPass", "core.gitProxy", "credential.helper"),
    "filters": filters,
    "include": included,
    "alternate refs": setting("core.alternateRefsCommand", "uploadpack.packObjectsHook"),
    "lazy fetch": lazy_fetch,
    "lazy fetch by ssh": lazy_fetch_by_ssh,
    "lazy fetch by helper": lazy_fetch_by_helper,
}


def everything(run: Callable[..., Ran], office: TestOffice) -> None:
    """Every path that reads or writes, by command and by adapter; what fails does so in an orderly way."""
    file = office.folder.parent / "paper.txt"
    file.write_text("x", "utf-8")
    for words in (
        ("doctor",), ("list",), ("list", "--at", "2026-03-03"), ("show", SHELVES), ("log", "roof"), ("validate",),
        ("validate", "--at", "HEAD"), ("verify",), ("edit", ROOF, "--set", "title=x"),
        ("attach", ROOF, str(file), "--type", "plan"), ("submit", ROOF), ("submit", ROOF, "--dry-run"),
        ("new", "grant", "2026", "lamps", "--set", "library=units/hilltop"), ("officer", "signers"),
        ("officer", "rekey", "dan", "--key", str(office.folder / ".git/demo-keys/dan.pub")),
        ("doctor", "--mend"), ("explain", "G1"), ("verify", "--json"),
    ):  # fmt: skip
        assert run(*words).code in {0, 2, 3, 4, 5}
    repository = find_repository(office.folder, office.environment)
    try:
        head = repository.head()
        blob = repository.write_blob(b"x")
        tree = repository.write_tree(repository.commit(head.commit).tree, {"README.md": blob})
        repository.write_tree(tree, {"README.md": None})
        repository.move_branch("refs/heads/other", head.commit, "", "x")
        repository.set_index({"README.md": blob})
        repository.index_entries()
        repository.wholeness()
        repository.history.commits_touching("records", head.commit)
        for step in repository.history.steps(head.commit):
            repository.tree(step.commit)
        for entry in repository.tree(head.commit).values():
            repository.blob(entry.object_id)
    except CioError:
        pass
    finally:
        repository.close()


@pytest.mark.parametrize("name", TRAPS)
def test_nothing_that_a_repository_configures_is_run(
    run: Callable[..., Ran],
    become: Callable[[str], TestOffice],
    trap: tuple[Path, Path],
    name: str,
) -> None:
    program, marker = trap
    office = become("dan")
    TRAPS[name](office, program)
    marker.unlink(missing_ok=True)

    everything(run, office)

    assert not marker.exists(), marker.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fsmonitor", ("status",)),
        ("hooks", ("update-ref", "refs/heads/x", "HEAD")),
        ("aliases", ("-c", "alias.sha=!trap", "--version")),
        ("lazy fetch", ("show", f"HEAD:records/{ROOF}.yaml")),
        ("filters", ("hash-object", "-w", f"records/{ROOF}.yaml")),
    ],
)
def test_the_traps_would_catch_git_itself(
    office: TestOffice, trap: tuple[Path, Path], name: str, words: tuple[str, ...]
) -> None:
    program, marker = trap
    TRAPS[name](office, program)
    marker.unlink(missing_ok=True)

    subprocess.run(["git", *words], cwd=office.folder, env=office.environment, capture_output=True, check=False)

    assert marker.exists() == (name != "aliases")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GIT_DIR", "/nowhere"),
        ("GIT_WORK_TREE", "/nowhere"),
        ("GIT_INDEX_FILE", "/nowhere/index"),
        ("GIT_OBJECT_DIRECTORY", "/nowhere"),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "/nowhere"),
        ("GIT_COMMON_DIR", "/nowhere"),
        ("GIT_NAMESPACE", "other"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_ICASE_PATHSPECS", "1"),
        ("GIT_NO_REPLACE_OBJECTS", ""),
        ("GIT_REPLACE_REF_BASE", "refs/heads/"),
        ("GIT_TRACE", "1"),
        ("GIT_EXTERNAL_DIFF", "/nowhere/diff"),
        ("GIT_DEFAULT_HASH", "sha256"),
        ("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z"),
        ("GIT_COMMITTER_NAME", "somebody"),
        ("GIT_EXEC_PATH", "/nowhere"),
        ("GIT_CONFIG_PARAMETERS", "'core.bare=true'"),
        ("GIT_CEILING_DIRECTORIES", "/"),
        ("LC_ALL", "fr_FR.UTF-8"),
        ("LANGUAGE", "fr"),
        ("TZ", "Pacific/Kiritimati"),
    ],
)
def test_what_the_environment_says_to_git_does_not_reach_it(
    run: Callable[..., Ran],
    become: Callable[[str], TestOffice],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
) -> None:
    office = become("dan")
    before = office.git("rev-parse", "HEAD")
    monkeypatch.setenv(variable, value)

    ran = run("submit", ROOF, "--json")

    assert ran.code == 0
    assert run("verify").code == 0
    monkeypatch.undo()
    assert office.git("rev-parse", "HEAD") == ran.json["commit"]
    assert office.git("rev-parse", "HEAD~1") == before
    assert office.git("log", "-1", "--format=%an %cn") == "丹 丹"
    assert office.git("status", "--porcelain") == ""


def test_a_hostile_work_tree_setting_of_a_repository_is_not_followed(
    run: Callable[..., Ran], become: Callable[[str], TestOffice], tmp_path: Path
) -> None:
    office = become("dan")
    other = tmp_path / "other"
    other.mkdir()
    office.git("config", "core.worktree", str(other))

    ran = run("submit", ROOF)

    assert ran.code in {0, 5}
    assert list(other.iterdir()) == []


@pytest.fixture
def process(office: TestOffice) -> Iterator[GitProcess]:
    """The git of an office."""
    made = GitProcess(office.folder / ".git", office.folder, office.environment)
    yield made
    made.close()


def test_an_exit_code_becomes_an_error_with_what_git_said(process: GitProcess) -> None:
    with pytest.raises(GitFailed, match="git rev-parse failed: fatal: Needed a single revision"):
        process.run("rev-parse", "--verify", "nowhere")
    assert process.ask("rev-parse", "--verify", "--quiet", "nowhere").code == 1
    with pytest.raises(GitFailed, match="git rev-parse failed: exit code 1"):
        process.run("rev-parse", "--verify", "--quiet", "nowhere")


def test_objects_are_read_one_after_the_other(process: GitProcess, office: TestOffice) -> None:
    head = office.git("rev-parse", "HEAD")
    blob = office.git("rev-parse", f"HEAD:records/{ROOF}.yaml")

    assert process.object("0" * 40) is None
    assert process.object(blob) == ("blob", office.path(ROOF).read_bytes())
    found = process.object(head)
    assert found is not None
    assert found[0] == "commit"
    process.close()
    process.close()
    assert process.object("0" * 40) is None


@pytest.mark.parametrize("asked", ["", "not an id", "-p", "HEAD:nowhere"])
def test_what_names_no_object_is_missing_or_refused(process: GitProcess, asked: str) -> None:
    with suppress(GitFailed):
        assert process.object(asked) is None
    assert process.object("0" * 40) is None


def test_a_reader_that_died_is_an_error_and_then_started_anew(process: GitProcess, office: TestOffice) -> None:
    head = office.git("rev-parse", "HEAD")
    assert process.object(head)
    reader = process._reader  # noqa: SLF001 - to end it from outside
    assert reader is not None
    reader.kill()
    reader.wait()

    with pytest.raises(GitFailed, match="no answer for"):
        process.object(head)

    assert process.object(head)


def test_a_damaged_object_is_an_error(process: GitProcess, office: TestOffice) -> None:
    blob = office.git("rev-parse", f"HEAD:records/{ROOF}.yaml")
    file = office.folder / ".git" / "objects" / blob[:2] / blob[2:]
    content = bytearray(file.read_bytes())
    content[-9] ^= 0xFF
    file.chmod(0o644)
    file.write_bytes(content)

    try:
        assert process.object(blob) is None
    except GitFailed as problem:
        assert problem.exit_code == 5  # noqa: PT017 - either answer will do, a wrong content not


def test_without_git_the_way_to_it_is_told(office: TestOffice) -> None:
    for call in (
        lambda: GitProcess(office.folder / ".git", None, {"PATH": "/nowhere"}),
        lambda: version_of_git({"PATH": "/nowhere"}),
    ):
        with pytest.raises(GitMissing, match="Install git"):
            call()


def test_the_version_of_git_is_known() -> None:
    assert version_of_git(os.environ) >= (2, 39)


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("git version 2.39.5", (2, 39, 5)),
        ("git version 2.45.1.windows.1", (2, 45, 1, 1)),
        ("git version 2.50.1 (Apple Git-155)", (2, 50, 1)),
        ("nonsense", ()),
        ("", ()),
    ],
)
def test_the_version_is_read_from_what_git_says(tmp_path: Path, said: str, version: tuple[int, ...]) -> None:
    program = tmp_path / "git"
    program.write_text(f"#!/bin/sh\necho '{said}'\n", "utf-8")
    program.chmod(0o755)

    assert version_of_git({"PATH": str(tmp_path)}) == version
