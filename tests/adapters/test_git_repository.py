"""A repository read and written: names in any script, trees as git makes them, linked, bare and SHA-256 ones."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.git.repository import GitRepository, find_repository
from cio_ctl.model.errors import DetachedHead, GitFailed, NotARepository, SomebodyWasFirst
from cio_ctl.model.office import Change, Entry
from tests.adapters.signing_tools import ssh_keygen
from tests.cli.conftest import become, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

    Run = Callable[..., Ran]

__all__ = ["become", "run"]  # fixtures
SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
ODD = (
    "坪山/项目.yaml",
    "a b\tc",
    "q\"uo'te",
    "new\nline",
    "-n",
    ":(glob)*",
    "back\\slash",
    "é",
    "e\u0301",
    "~",
    "a//b"[:1],
)
EMPTY_TREE = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


def git(folder: Path, *words: str, given: str | None = None) -> str:
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env=dict(os.environ)
        | dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"), "x"),
        input=given,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.rstrip("\n")


@contextmanager
def opened(folder: Path) -> Iterator[GitRepository]:
    """The repository around a folder."""
    repository = find_repository(folder, dict(os.environ))
    try:
        yield repository
    finally:
        repository.close()


@pytest.fixture(params=["sha1", "sha256"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GitRepository]:
    """A new repository, of either kind of object id."""
    git(tmp_path, "init", "-q", "-b", "main", f"--object-format={request.param}", "fresh")
    with opened(tmp_path / "fresh") as repository:
        yield repository


def laid(repository: GitRepository) -> Path:
    """The folder of a repository's working tree."""
    assert repository.work_tree is not None
    return repository.work_tree


def test_names_in_any_script_are_read_back_as_they_are(fresh: GitRepository) -> None:
    folder = laid(fresh)
    for number, name in enumerate(ODD):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(str(number), "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    head = fresh.head().commit

    tree = fresh.tree(head)

    assert set(tree) == set(ODD)
    assert {name: fresh.blob(entry.object_id) for name, entry in tree.items()} == {
        name: str(number).encode() for number, name in enumerate(ODD)
    }
    assert {change.path for step in fresh.history.steps(head) for change in step.changes} == set(ODD)
    assert fresh.index_entries() == {name: entry.object_id for name, entry in tree.items()}
    assert [fresh.history.commits_touching(name, head) for name in ODD] == [(head,)] * len(ODD)


def test_a_name_that_is_not_utf8_keeps_its_bytes(fresh: GitRepository) -> None:
    folder = laid(fresh)
    (folder / os.fsdecode(b"caf\xe9")).write_text("x", "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")

    tree = fresh.tree(fresh.head().commit)

    assert list(tree) == ["caf\udce9"]
    assert fresh.write_tree("", {"caf\udce9": tree["caf\udce9"].object_id}) == git(folder, "rev-parse", "HEAD^{tree}")


@pytest.mark.parametrize(
    "changes",
    [
        {"a": "1"},
        {"records/坪山.yaml": "1"},
        {"records/projects/x/project.yaml": "1", "records/units/y.yaml": "2", "schemas/z": "3"},
        {"old/deep/file": "new"},
        {"old/deep/more": "new", "old.txt": "x", "old-": "y", "old0": "z"},
        {"old/deep/file": None},
        {"old/deep/file": None, "top": None, "x": "1"},
        {"nowhere": None},
        {"deep": "a file now"},
        {"top/below": "a folder now"},
    ],
)
def test_a_tree_is_the_one_that_git_makes(fresh: GitRepository, changes: dict[str, str | None]) -> None:
    folder = laid(fresh)
    (folder / "old" / "deep").mkdir(parents=True)
    for name in ("top", "old/deep/file", "old/keep"):
        (folder / name).write_text(name, "utf-8")
    (folder / "run").write_text("x", "utf-8")
    (folder / "run").chmod(0o755)
    (folder / "link").symlink_to("top")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    base = git(folder, "rev-parse", "HEAD^{tree}")

    made = fresh.write_tree(
        base, {path: None if text is None else fresh.write_blob(text.encode()) for path, text in changes.items()}
    )

    for path, text in changes.items():
        file = folder / path
        if text is None:
            file.unlink(missing_ok=True)
        else:
            if path.startswith("top/"):
                (folder / "top").unlink()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    git(folder, "add", "-A")
    assert fresh.tree(made) == {
        path: Entry(mode, object_id)
        for mode, object_id, path in (
            (line.split()[0], line.split()[1], line.split("\t", 1)[1])
            for line in git(folder, "-c", "core.quotePath=false", "ls-files", "--stage").splitlines()
        )
    }
    if "old/deep/file" not in changes or changes["old/deep/file"] is not None:
        assert made == git(folder, "write-tree")


def test_the_empty_tree_is_gits(fresh: GitRepository) -> None:
    assert fresh.write_tree("", {}) in EMPTY_TREE.values()


def test_each_step_says_what_changed_against_its_first_parent(fresh: GitRepository) -> None:
    folder = laid(fresh)
    ids = []
    for name, text in (("a", "1"), ("b", "2"), ("a", "3")):
        (folder / name).write_text(text, "utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "x")
        ids.append(git(folder, "rev-parse", "HEAD"))
    git(folder, "switch", "-qc", "side", ids[0])
    git(folder, "mv", "a", "c")
    git(folder, "commit", "-qm", "x")
    ids.append(git(folder, "rev-parse", "HEAD"))
    git(folder, "switch", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-s", "ours", "-m", "x", "side")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")

    steps = {step.commit: step for step in fresh.history.steps(fresh.head().commit)}
    blob = {text: fresh.write_blob(text.encode()) for text in "123"}

    assert len(steps) == 6
    assert steps[ids[0]].changes == (Change("a", None, Entry("100644", blob["1"])),)
    assert steps[ids[2]].changes == (Change("a", Entry("100644", blob["1"]), Entry("100644", blob["3"])),)
    assert steps[ids[3]].changes == (
        Change("a", Entry("100644", blob["1"]), None),
        Change("c", None, Entry("100644", blob["1"])),
    )
    merge, empty = list(steps.values())[-2:]
    assert (merge.parents, merge.changes) == ((ids[2], ids[3]), ())
    assert (empty.parents, empty.changes) == ((merge.commit,), ())
    assert [step.commit for step in fresh.history.steps(empty.commit, excluding=merge.commit)] == [empty.commit]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("diff.renames", "copies"),
        ("diff.relative", "true"),
        ("diff.noprefix", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("diff.submodule", "log"),
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("log.date", "relative"),
        ("log.decorate", "full"),
        ("log.diffMerges", "separate"),
        ("log.showSignature", "true"),
        ("log.mailmap", "true"),
        ("format.pretty", "oneline"),
        ("core.quotePath", "true"),
        ("core.abbrev", "4"),
        ("core.ignoreCase", "true"),
        ("color.ui", "always"),
        ("i18n.logOutputEncoding", "GBK"),
        ("core.bare", "true"),
    ],
)
def test_settings_of_a_repository_do_not_change_what_is_read(
    run: Run, become: Callable[[str], TestOffice], setting: str, value: str
) -> None:
    office = become("ada")
    plain = run("verify", "--json").json, run("log", "roof", "--json").json
    again = run("verify", "--json").json
    office.git("config", setting, value)
    set_so = run("verify", "--json").json

    assert plain[0]["clean"]
    assert set_so == again
    assert run("log", "roof", "--json").json == plain[1]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-n",
        "--all",
        "--output=x",
        "HEAD:",
        "HEAD^{tree}",
        "HEAD:records",
        "nowhere",
        "HEAD..HEAD~1",
        "^HEAD",
        "@{99}",
    ],
)
def test_a_name_of_no_commit_is_none(office: TestOffice, name: str) -> None:
    with opened(office.folder) as repository:
        assert repository.resolve(name) is None
    assert not (office.folder / "x").exists()


@pytest.mark.parametrize("name", ["HEAD", "main", "refs/heads/main", "@", "mark", "-odd"])
def test_a_commit_is_found_by_any_of_its_names(office: TestOffice, name: str) -> None:
    head = office.git("rev-parse", "HEAD")
    office.git("tag", "-a", "-m", "x", "--no-sign", "mark")
    office.git("update-ref", "refs/heads/-odd", head)

    with opened(office.folder) as repository:
        assert repository.resolve(name) == head
        assert repository.resolve(head[:8]) == head


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-03-01", None),
        ("2026-03-02", "HEAD~3"),
        ("2026-03-03", "HEAD~2"),
        ("2026-12-31", "HEAD"),
        ("yesterday", None),
        ("2026-3-2", None),
        ("--all", None),
        ("", None),
    ],
)
def test_a_day_stands_for_its_last_commit(office: TestOffice, day: str, found: str | None) -> None:
    with opened(office.folder) as repository:
        assert repository.history.last_before(day, office.git("rev-parse", "HEAD")) == (
            found and office.git("rev-parse", found)
        )


def test_what_is_no_commit_is_refused(office: TestOffice) -> None:
    blob = office.git("rev-parse", f"HEAD:records/{ROOF}.yaml")
    odd = office.git("hash-object", "--literally", "-t", "commit", "-w", "--stdin", given="nonsense")
    with opened(office.folder) as repository:
        for object_id, problem in ((blob, "is no commit"), ("0" * 40, "is no commit"), (odd, "not a well-formed")):
            with pytest.raises(GitFailed, match=problem):
                repository.commit(object_id)
        with pytest.raises(GitFailed, match="is missing"):
            repository.blob("0" * 40)
        with pytest.raises(GitFailed):
            repository.write_commit(b"nonsense")


def test_a_branch_moves_only_from_where_it_was_seen(fresh: GitRepository) -> None:
    folder = laid(fresh)
    tree = fresh.write_tree("", {})
    one, two, three = (git(folder, "commit-tree", "-m", name, tree) for name in ("1", "2", "3"))

    fresh.move_branch("refs/heads/main", one, "", "first")
    with pytest.raises(SomebodyWasFirst, match="main moved while you decided"):
        fresh.move_branch("refs/heads/main", two, "", "not the first")
    with pytest.raises(SomebodyWasFirst):
        fresh.move_branch("refs/heads/main", three, two, "from elsewhere")
    fresh.move_branch("refs/heads/main", two, one, "second")

    assert fresh.head() == ("refs/heads/main", two)
    assert git(folder, "log", "-g", "--format=%gs %gn", "main").splitlines() == ["second cio-ctl", "first cio-ctl"]


def test_a_branch_that_somebody_holds_is_said_to_be_moving(office: TestOffice) -> None:
    head = office.git("rev-parse", "HEAD")
    (office.folder / ".git" / "refs" / "heads" / "main.lock").touch()

    with opened(office.folder) as repository, pytest.raises(SomebodyWasFirst):
        repository.move_branch("refs/heads/main", office.git("rev-parse", "HEAD~1"), head, "x")


def test_a_branch_that_cannot_be_made_is_an_error(office: TestOffice) -> None:
    head = office.git("rev-parse", "HEAD")

    with opened(office.folder) as repository, pytest.raises(GitFailed, match="git update-ref failed"):
        repository.move_branch("refs/heads/main/below..x", head, "", "x")


def test_a_branch_before_its_first_commit_stands_nowhere(fresh: GitRepository) -> None:
    assert fresh.head() == ("refs/heads/main", "")


def test_a_head_on_no_branch_is_refused(run: Run, become: Callable[[str], TestOffice]) -> None:
    office = become("dan")
    office.git("checkout", "-q", "--detach")

    with opened(office.folder) as repository, pytest.raises(DetachedHead):
        repository.head()
    assert run("submit", ROOF).code == 5


def test_a_repository_without_a_commit_is_no_office(run: Run, fresh: GitRepository) -> None:
    ran = run("list", folder=laid(fresh))

    assert ran.code == 5
    assert "holds no office yet" in ran.err


@pytest.mark.parametrize("below", [".", "records", "records/grants/2026/roof"])
def test_a_repository_is_found_from_anywhere_in_it(office: TestOffice, below: str) -> None:
    with opened(office.folder / below) as repository:
        assert (repository.git_dir, repository.work_tree) == (office.folder / ".git", office.folder)


def test_no_repository_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(NotARepository):
            find_repository(folder, dict(os.environ))


@pytest.mark.parametrize("content", ["", "gitdir: /nowhere\n", "nonsense"])
def test_a_pointer_to_nowhere_is_no_repository(tmp_path: Path, content: str) -> None:
    (tmp_path / ".git").write_text(content, "utf-8")

    with pytest.raises(NotARepository):
        find_repository(tmp_path, dict(os.environ))


def test_a_linked_working_tree_works_like_the_first(run: Run, become: Callable[[str], TestOffice]) -> None:
    office = become("dan")
    linked = office.folder.parent / "另一处"
    office.git("worktree", "add", "-q", "-b", "side", str(linked))

    submitted = run("submit", ROOF, folder=linked)
    (office.folder / ".git" / "shallow").touch()
    shallow = run("verify", "--json").json

    assert submitted.code == 0
    assert git(linked, "status", "--porcelain") == ""
    assert "stage: desk" in (linked / f"records/{ROOF}.yaml").read_text("utf-8")
    assert "stage: idea" in office.path(ROOF).read_text("utf-8")
    assert [entry["code"] for entry in shallow["findings"]] == ["R12-SHALLOW", "R12-TRUST"]
    (office.folder / ".git" / "shallow").unlink()
    assert run("verify").code == 0
    assert run("doctor").code == 0


def test_signers_written_in_a_linked_working_tree_outlive_it(run: Run, become: Callable[[str], TestOffice]) -> None:
    office = become("ada")
    linked = office.folder.parent / "linked"
    office.git("worktree", "add", "-q", "-b", "side", str(linked))
    assert run("officer", "suspend", "dan", folder=linked).code == 0
    office.git("worktree", "remove", "--force", str(linked))

    assert 'Good "git" signature for ada' in office.git("log", "-1", "--show-signature", "side")


def test_a_bare_repository_is_read_and_decided_in(run: Run, become: Callable[[str], TestOffice]) -> None:
    office = become("dan")
    bare = office.folder.parent / "bare.git"
    git(office.folder, "clone", "-q", "--bare", str(office.folder), str(bare))
    for name in ("gpg.format", "user.signingkey"):
        git(bare, "config", name, office.git("config", name))

    submitted = run("submit", ROOF, folder=bare)

    assert submitted.code == 0
    assert run("show", ROOF, "--json").json["fields"]["stage"] == "desk"
    assert [run(*words).code for words in (("verify",), ("list",), ("log", ROOF), ("validate", "--at", "HEAD"))] == [
        0
    ] * 4
    assert run("edit", ROOF, "--set", "title=x").code == 3


@pytest.mark.parametrize("name", ["ünï cödé 坪山", "a 'quoted\" name", "-dash", "new\nline", "$(touch x)"])
def test_an_office_lives_in_a_folder_of_any_name(run: Run, become: Callable[[str], TestOffice], name: str) -> None:
    office = become("dan")
    moved = office.folder.parent / name
    office.folder.rename(moved)
    git(moved, "config", "user.signingkey", str(moved / ".git" / "demo-keys" / "dan.pub"))

    assert run("submit", ROOF, folder=moved).code == 0
    assert [run(*words).code for words in (("verify",), ("validate",), ("doctor", "--mend"))] == [0] * 3
    assert git(moved, "status", "--porcelain") == ""


def test_an_office_runs_on_sha256_objects(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ssh_keygen(tmp_path / "key", "-t", "ed25519")
    git(tmp_path, "config", "--global", "gpg.format", "ssh")
    git(tmp_path, "config", "--global", "user.signingkey", f"{key}.pub")
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256", "new")
    assert run("init", "sha1", "--officer", "li-na", "--name", "李娜", folder=tmp_path).code == 0
    for folder in ("schemas", "templates", "records"):
        (tmp_path / "sha1" / folder).rename(tmp_path / "new" / folder)
    monkeypatch.chdir(tmp_path / "new")
    git(tmp_path / "new", "add", "-A")
    git(tmp_path / "new", "commit", "-q", "-S", "-m", "Found the office")

    added = run("unit", "add", "health", "--name", "卫生局", "--kind", "department", "--json")

    assert added.code == 0
    assert len(added.json["commit"]) == 64
    assert git(tmp_path / "new", "status", "--porcelain") == ""
    assert [
        run(*words).code for words in (("verify",), ("validate", "--at", "HEAD"), ("doctor",), ("log", "health"))
    ] == [0] * 4
    assert git(tmp_path / "new", "fsck", "--strict") == ""


def test_settings_of_git_that_change_the_odd_byte_do_not_change_a_record(
    run: Run, become: Callable[[str], TestOffice]
) -> None:
    office = become("dan")
    office.git("config", "core.autocrlf", "true")
    office.git("config", "core.eol", "crlf")

    assert run("submit", ROOF).code == 0
    assert b"\r" not in office.path(ROOF).read_bytes()
    assert run("verify").code == 0


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda office: (office.folder / ".git" / "shallow").touch(), "R12-SHALLOW"),
        (
            lambda office: (office.folder / ".git" / "info" / "grafts").write_text(
                office.git("rev-parse", "HEAD") + "\n", "utf-8"
            ),
            "R12-GRAFT",
        ),
        (lambda office: office.git("replace", "HEAD", "HEAD~1"), "R12-REPLACE"),
        (
            lambda office: (office.folder / ".git" / "objects" / "info" / "alternates").write_text(
                "/nowhere\n", "utf-8"
            ),
            "R12-ALTERNATES",
        ),
        (
            lambda office: (office.folder / ".git" / "objects" / "info" / "alternates").write_bytes(b"\xff\n"),
            "R12-ALTERNATES",
        ),
    ],
)
def test_a_repository_that_shows_less_than_its_history_is_found(
    office: TestOffice, spoil: Callable[[TestOffice], object], code: str
) -> None:
    (office.folder / ".git" / "info").mkdir(exist_ok=True)
    with opened(office.folder) as repository:
        assert repository.wholeness() == ()
        spoil(office)
        assert [found.code for found in repository.wholeness()] == [code]


def test_a_submodule_in_a_tree_is_kept_and_seen(office: TestOffice) -> None:
    head = office.git("rev-parse", "HEAD")
    office.git("update-index", "--add", "--cacheinfo", f"160000,{head},module")
    office.git("commit", "-q", "-m", "x", "--no-gpg-sign")
    with opened(office.folder) as repository:
        commit = repository.head().commit
        assert repository.tree(commit)["module"] == Entry("160000", head)
        tree = repository.write_tree(repository.commit(commit).tree, {"x": repository.write_blob(b"x")})
        assert repository.tree(tree)["module"] == Entry("160000", head)
