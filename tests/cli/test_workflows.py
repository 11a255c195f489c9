"""``ci``: the workflows are YAML, say nothing that a title could change, and their commands do what they are for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from cio_ctl import __version__
from tests.adapters.signing_tools import ssh_keygen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

SOURCE = Path(__file__).parents[2] / "src"
GRANTS = Path(__file__).parents[1] / "packs" / "grants"
PATHS = {
    "github": ".github/workflows/cio-ctl.yaml",
    "gitlab": ".gitlab-ci.yml",
    "gitea": ".gitea/workflows/cio-ctl.yaml",
    "forgejo": ".forgejo/workflows/cio-ctl.yaml",
}
ACTIONS = ("github", "gitea", "forgejo")
FOUNDER = ("--officer", "li-na", "--name", "李娜")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, env=dict(os.environ), capture_output=True, check=True, text=True)
    return done.stdout.strip()


@dataclass(frozen=True)
class Office:
    """An office of the Pingshan law, the server to which it is pushed, and the folder in which a job works."""

    folder: Path
    server: Path
    work: Path

    def workflow(self, forge: str) -> Any:  # noqa: ANN401 - whatever stands there
        return YAML(typ="safe").load((self.folder / PATHS[forge]).read_text("utf-8"))

    def request(self, *, forged: bool = False) -> tuple[str, str]:
        """A pull request on the server, as forges keep it: its base and its tip."""
        git(self.folder, "push", "-q", str(self.server), "main")
        base = git(self.folder, "rev-parse", "HEAD")
        if forged:
            unit = self.folder / "records" / "units" / "informatization-office.yaml"
            unit.write_text(unit.read_text("utf-8") + "# x\n", "utf-8")
            git(self.folder, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qam", "x", "--no-gpg-sign")
        else:
            words = ("unit", "add", "health", "--name", "卫生健康局", "--kind", "department")
            call = [sys.executable, "-m", "cio_ctl", *words]
            subprocess.run(call, cwd=self.folder, check=True, capture_output=True)
        git(self.folder, "push", "-q", str(self.server), "HEAD:refs/pull/7/head")
        return base, git(self.folder, "rev-parse", "HEAD")

    def run(self, script: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """A step of a job, as a runner calls it."""
        return subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.work,
            env={
                **os.environ,
                "RUNNER_TEMP": str(self.work.parent),
                "CI_BUILDS_DIR": str(self.work.parent),
                **environment,
            },
            capture_output=True,
            check=False,
            text=True,
        )


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office, founded once, beside the key of its founder."""
    base = tmp_path_factory.mktemp("founded")
    key = ssh_keygen(base / "id", "-t", "ed25519")
    environment = {**os.environ, "HOME": str(base), "CIO_CTL_CACHE": str(base / "cache"), "CIO_CTL_LANG": "en"}
    config = f"[gpg]\n\tformat = ssh\n[user]\n\tsigningkey = {base / key.name}.pub\n"
    (base / ".gitconfig").write_text(config, "utf-8")
    call = [sys.executable, "-m", "cio_ctl", "init", "office", *FOUNDER]
    subprocess.run(call, cwd=base, env=environment, check=True, capture_output=True)
    return base


@pytest.fixture
def office(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    shutil.copytree(founded / "office", tmp_path / "office", symlinks=True)
    shutil.copy(founded / ".gitconfig", tmp_path / "home")
    git(tmp_path / "office", "update-index", "--refresh")
    server, work = tmp_path / "a" / "server", tmp_path / "work"
    work.mkdir()
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", str(server))
    monkeypatch.chdir(tmp_path / "office")
    return Office(tmp_path / "office", server, work)


def installed(folder: Path) -> None:
    """cio-ctl as the workflow's own step would have installed it: the one under test."""
    program = folder / "bin" / "cio-ctl"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cio_ctl "$@"\n', "utf-8")
    program.chmod(0o755)


def evaluated(values: dict[str, str], context: dict[str, str]) -> dict[str, str]:
    """The environment of a step, each expression replaced by what the forge has for it."""
    return {
        name: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: context[found[1]], str(value))
        for name, value in values.items()
    }


def event(office: Office, base: str, tip: str, number: str = "7") -> dict[str, str]:
    """What GitHub and Gitea say of an event; that of a push has neither number nor base."""
    return {
        "github.server_url": f"file://{office.server.parent}",
        "github.repository": office.server.name,
        "github.token": "t0ken",
        "github.event.pull_request.number": number if base else "",
        "github.event.pull_request.base.sha": base,
        "github.event.pull_request.head.sha || github.sha": tip,
    }


def steps_run(office: Office, job: dict[str, Any], context: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Every step but the installation, in order; that of the last one that ran."""
    installed(office.work.parent / "cio-ctl")
    done = subprocess.CompletedProcess[str]([], 0)
    for step in job["steps"]:
        if step["name"] != "Install cio-ctl" and done.returncode == 0:
            done = office.run(step["run"], evaluated(job["env"] | step.get("env", {}), context))
    return done


@pytest.mark.parametrize("forge", PATHS)
def test_a_workflow_is_entered_as_a_change_of_law(run: Run, office: Office, forge: str) -> None:
    done = run("ci", forge, "--json")

    assert done.code == 0, done.err
    assert done.json["path"] == PATHS[forge]
    assert done.json["anchor"] == git(office.folder, "rev-list", "--max-parents=0", "HEAD")
    text = (office.folder / PATHS[forge]).read_text("utf-8")
    assert done.json["anchor"] in text
    assert f"cio-ctl=={__version__}" in text
    assert run("verify").code == 0
    assert run("ci", forge).code == 3


@pytest.mark.parametrize("forge", ACTIONS)
def test_an_actions_workflow_has_one_job_without_filters_secrets_or_foreign_actions(
    run: Run, office: Office, forge: str
) -> None:
    run("ci", forge)

    flow = office.workflow(forge)

    assert set(flow["on"]) == {"pull_request", "push", "schedule"}
    assert flow["on"]["pull_request"] is None
    assert flow["on"]["push"] == {"branches": ["main"]}
    assert flow["permissions"] == {"contents": "read"}
    assert list(flow["jobs"]) == ["cio-ctl"]
    job = flow["jobs"]["cio-ctl"]
    assert "if" not in job
    for step in job["steps"]:
        assert set(step) <= {"name", "env", "run"}
        assert "${{" not in step["run"]
    text = (office.folder / PATHS[forge]).read_text("utf-8")
    expressions = set(re.findall(r"\$\{\{ (.*?) \}\}", text))
    assert expressions == set(event(office, "", ""))
    assert "secrets." not in text
    assert "depth" not in text


def test_the_gitlab_job_takes_the_whole_history(run: Run, office: Office) -> None:
    run("ci", "gitlab", "--protect", "trunk")

    job = office.workflow("gitlab")["cio-ctl"]

    assert job["variables"]["GIT_DEPTH"] == "0"
    assert [rule["if"] for rule in job["rules"]] == [
        '$CI_PIPELINE_SOURCE == "merge_request_event"',
        '$CI_COMMIT_BRANCH == "trunk"',
    ]
    assert "TITLE" not in str(job)


@pytest.mark.parametrize("forge", ["github", "gitea"])
@pytest.mark.parametrize(("forged", "code"), [(False, 0), (True, 4)])
def test_the_steps_judge_a_request(run: Run, office: Office, forge: str, forged: bool, code: int) -> None:  # noqa: FBT001
    run("ci", forge)
    base, tip = office.request(forged=forged)

    done = steps_run(office, office.workflow(forge)["jobs"]["cio-ctl"], event(office, base, tip))

    assert done.returncode == code, done.stdout + done.stderr
    assert git(office.work, "rev-parse", "HEAD") == tip
    assert not (office.work / ".git" / "shallow").exists()
    if forge == "github":
        assert ("::error file=records/units/informatization-office.yaml" in done.stdout) is forged
    else:
        assert ("R1-UNSIGNED" in done.stderr) is forged


def test_the_steps_prove_the_main_branch_from_the_anchor(run: Run, office: Office) -> None:
    run("ci", "github")
    git(office.folder, "push", "-q", str(office.server), "main")
    tip = git(office.folder, "rev-parse", "HEAD")
    job = office.workflow("github")["jobs"]["cio-ctl"]

    done = steps_run(office, job, event(office, "", tip))

    assert done.returncode == 0, done.stderr
    assert "The history holds." in done.stdout
    assert "(not pinned)" not in done.stdout
    other = office.run(job["steps"][-1]["run"], {"ANCHOR": "0" * 40, "BASE": "", "TIP": tip})
    assert other.returncode == 4
    assert "R12-ANCHOR" in other.stdout


@pytest.mark.parametrize(("forged", "code"), [(False, 0), (True, 4)])
def test_the_gitlab_script_judges_a_request_and_leaves_a_report(
    run: Run,
    office: Office,
    forged: bool,  # noqa: FBT001 - a column
    code: int,
) -> None:
    run("ci", "gitlab")
    base, tip = office.request(forged=forged)
    shutil.rmtree(office.work)
    git(office.folder, "clone", "-q", str(office.server), str(office.work))
    git(office.work, "fetch", "-q", "origin", "refs/pull/7/head")
    installed(office.work.parent / ".cio-ctl")
    job = office.workflow("gitlab")["cio-ctl"]
    (script,) = job["script"]

    done = office.run(script, {**job["variables"], "CI_COMMIT_SHA": tip, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base})

    assert done.returncode == code, done.stdout + done.stderr
    assert ("R1-UNSIGNED" in (office.work / "cio-ctl.json").read_text("utf-8")) is forged
    main = office.run(script, {**job["variables"], "CI_COMMIT_SHA": base})
    assert "The history holds." in main.stdout, main.stderr


def test_the_installation_takes_the_pinned_version_and_nothing_of_the_checkout(
    run: Run, office: Office, tmp_path: Path
) -> None:
    run("ci", "github")
    index = tmp_path / "index"
    index.mkdir()
    for version in (__version__, "99.0"):
        name = f"cio_ctl-{version}"
        with zipfile.ZipFile(index / f"{name}-py3-none-any.whl", "w") as wheel:
            wheel.writestr("cio_ctl_stub.py", f"def main():\n    print('cio-ctl {version}')\n")
            wheel.writestr(f"{name}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: cio-ctl\nVersion: {version}\n")
            wheel.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{name}.dist-info/entry_points.txt", "[console_scripts]\ncio-ctl = cio_ctl_stub:main\n")
            wheel.writestr(f"{name}.dist-info/RECORD", "")
    for module in ("venv.py", "pip.py", "ensurepip.py", "sitecustomize.py"):
        (office.work / module).write_text("raise SystemExit('PWNED')\n", "utf-8")
    job = office.workflow("github")["jobs"]["cio-ctl"]

    done = office.run(job["steps"][1]["run"], {**job["env"], "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index)})

    assert done.returncode == 0, done.stdout + done.stderr
    program = office.work.parent / "cio-ctl" / "bin" / "cio-ctl"
    assert subprocess.run([program], capture_output=True, check=True, text=True).stdout == f"cio-ctl {__version__}\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sourceforge",), 2, "one of github, gitlab, gitea, forgejo"),
        (("github", "--package", "cio-ctl==1; touch x"), 2, "is nothing that pip installs"),
        (("github", "--package", "${{ secrets.X }}"), 2, "is nothing that pip installs"),
        (("github", "--package", "--index-url=http://x"), 2, "is nothing that pip installs"),
        (("github", "--protect", 'a"]'), 2, "cannot be the name of a branch"),
        (("github", "--anchor", "nothing"), 2, "nothing names no commit"),
    ],
)
def test_what_cannot_be_pinned_is_told_and_nothing_is_entered(
    run: Run, office: Office, words: tuple[str, ...], code: int, said: str
) -> None:
    before = git(office.folder, "rev-parse", "HEAD")

    done = run("ci", *words)

    assert done.code == code
    assert said in " ".join(re.sub("[│╭╮╰╯─]", " ", done.err).split())
    assert git(office.folder, "rev-parse", "HEAD") == before


def test_a_release_pinned_by_digest_is_taken(run: Run, office: Office) -> None:
    package = "cio-ctl @ https://files.example.cn/cio_ctl-0.1.0-py3-none-any.whl#sha256=" + "0" * 64

    done = run("ci", "github", "--package", package, "--show")

    assert done.code == 0, done.err
    assert YAML(typ="safe").load(done.out)["jobs"]["cio-ctl"]["env"]["CIO_CTL"] == package
    assert not (office.folder / ".github").exists()


def test_a_workflow_that_somebody_else_wrote_is_left_alone(run: Run, office: Office) -> None:
    (office.folder / ".gitlab-ci.yml").write_text("build: {script: [make]}\n", "utf-8")

    done = run("ci", "gitlab")

    assert done.code == 2
    assert "was not written by cio-ctl" in done.err
    assert (office.folder / ".gitlab-ci.yml").read_text("utf-8") == "build: {script: [make]}\n"


def test_a_workflow_is_entered_by_request(run: Run, office: Office) -> None:
    git(office.folder, "remote", "add", "origin", str(office.server))
    git(office.folder, "push", "-qu", "origin", "main")

    done = run("ci", "gitea", "--request", "--json")

    assert done.json["request"]["branch"] == "cio/ci-gitea"
    assert git(office.server, "rev-parse", "cio/ci-gitea") == done.json["commit"]


@pytest.mark.parametrize("forge", ["github", "forgejo"])
def test_an_office_is_founded_with_a_workflow(run: Run, tmp_path: Path, office: Office, forge: str) -> None:
    done = run("init", "other", *FOUNDER, "--ci", forge, "--json", folder=tmp_path)

    assert done.json["workflow"] == PATHS[forge]
    assert done.json["anchor"] in (tmp_path / "other" / PATHS[forge]).read_text("utf-8")
    assert git(tmp_path / "other", "rev-list", "--count", "HEAD") == "2"
    assert office.folder.exists()


def test_where_the_law_guards_no_such_file_none_is_entered(run: Run, tmp_path: Path, office: Office) -> None:
    grants = ("--pack", str(GRANTS), "--unit", "office", "--unit-name", "基金会", "--unit-kind", "office")
    assert run("init", "grants", *FOUNDER, *grants, folder=tmp_path).code == 0

    done = run("ci", "github", folder=tmp_path / "grants")

    assert done.code == 3
    assert "R13-OUTSIDE" in done.err
    assert office.folder.exists()
