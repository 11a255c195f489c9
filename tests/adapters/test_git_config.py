"""Who signs, as git's configuration says: the user's files, then the repository's; reading it runs nothing."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from cio_ctl.adapters.git.config import read_git_config
from cio_ctl.model.errors import GitMissing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty repository."""
    subprocess.run(["git", "init", "-q", str(tmp_path / "o")], env=dict(os.environ), check=True)
    return tmp_path / "o"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_repository_outweighs_the_user(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "home" / ".gitconfig", "[user]\n\tsigningKey = ~/a.pub\n[gpg]\n\tformat = ssh\n")
    with (folder / ".git" / "config").open("a", encoding="utf-8") as file:
        file.write("[user]\n\tsigningkey = b.pub\n")

    found = read_git_config(folder / ".git", os.environ)

    assert found["user.signingkey"] == "b.pub"
    assert found["gpg.format"] == "ssh"
    assert read_git_config(None, dict(os.environ))["gpg.format"] == "ssh"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('[user]\n\tsigningkey = "a b"\n', "a b"),
        ("[user]\n\tsigningkey = 密钥.pub\n", "密钥.pub"),
        ('[user]\n\tsigningkey = "a\\nb=c"\n', "a\nb=c"),
        ("[user]\n\tsigningkey\n", "true"),
        ("[user]\n\tsigningkey =\n", ""),
        ("[user]\n\tsigningkey = a\n\tsigningkey = b\n", "b"),
        ("[USER]\n\tSigningKey = a\n", "a"),
    ],
)
def test_values_are_read_as_git_reads_them(folder: Path, tmp_path: Path, text: str, value: str) -> None:
    write(tmp_path / "home" / ".gitconfig", text)

    assert read_git_config(folder / ".git", os.environ)["user.signingkey"] == value


@pytest.mark.parametrize(
    ("variables", "value"),
    [
        ({"GIT_CONFIG_GLOBAL": "other"}, "other"),
        ({"XDG_CONFIG_HOME": "xdg"}, "xdg"),
        (
            {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.signingkey", "GIT_CONFIG_VALUE_0": "counted"},
            "counted",
        ),
        ({"GIT_DIR": "/nowhere", "GIT_CONFIG": "/nowhere", "GIT_CONFIG_PARAMETERS": "'user.signingkey=x'"}, None),
    ],
)
def test_the_users_own_ways_to_configure_git_are_heard(
    folder: Path, tmp_path: Path, variables: dict[str, str], value: str | None
) -> None:
    write(tmp_path / "other", "[user]\n\tsigningkey = other\n")
    write(tmp_path / "xdg" / "git" / "config", "[user]\n\tsigningkey = xdg\n")
    places = {"other": str(tmp_path / "other"), "xdg": str(tmp_path / "xdg")}
    around = dict(os.environ) | {name: places.get(text, text) for name, text in variables.items()}

    assert read_git_config(folder / ".git", around).get("user.signingkey") == value


def test_files_that_the_user_includes_are_read(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "work.inc", "[user]\n\tsigningkey = work\n")
    write(
        tmp_path / "home" / ".gitconfig",
        f'[includeIf "gitdir:{folder}/"]\n\tpath = {tmp_path}/work.inc\n',
    )

    assert read_git_config(folder / ".git", os.environ)["user.signingkey"] == "work"
    assert "user.signingkey" not in read_git_config(None, os.environ)


def test_what_is_not_utf8_stops_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / ".gitconfig").write_bytes(b"[user]\n\tname = caf\xe9\n\tsigningkey = a\n")

    assert read_git_config(folder / ".git", os.environ)["user.signingkey"] == "a"


def test_a_file_that_cannot_be_read_says_nothing(folder: Path) -> None:
    write(folder / ".git" / "config", "[user\nnonsense")

    assert read_git_config(folder / ".git", os.environ) == {}


def test_without_git_the_way_to_it_is_told(folder: Path) -> None:
    with pytest.raises(GitMissing, match="Install git"):
        read_git_config(folder / ".git", {"PATH": "/nowhere"})
