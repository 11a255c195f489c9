"""Real servers on the loopback address, each started for one test with folders, keys and a port of its own."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.pushes import Pushed, Server, server_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.offices import TestOffice

USERS = ("ada", "ben")
_SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PATIENCE = 10.0


@dataclass(frozen=True)
class Reached:
    """A repository with the hook, as each user reaches it over the network."""

    server: Server
    addresses: dict[str, str]
    environments: dict[str, dict[str, str]] = field(default_factory=dict)

    def push(self, user: str, *words: str, **environment: str) -> Pushed:
        """Push as a user."""
        return self.server.push(*words, to=self.addresses[user], **self.environments.get(user, {}), **environment)


def program(name: str, package: str, *places: str) -> str:
    """A program of the system; without it the test is skipped, with the package that would bring it."""
    found = shutil.which(name, path=_SYSTEM) or next((place for place in places if Path(place).exists()), None)
    if found is None:
        pytest.skip(f"{name} is not installed; it comes with Debian's package {package}")
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    """A server in the foreground, until it is no longer needed; what it says goes to a log."""
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env={"PATH": _SYSTEM})
        try:
            wait_for(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; fails with its own words if it ends."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"the server does not listen: {log.read_text('utf-8', 'replace')}")


def make_key(path: Path) -> str:
    """A pair of SSH keys for logging in; returns the public one."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", path.name, "-f", str(path)], check=True)
    return path.with_suffix(".pub").read_text("utf-8").strip()


@contextmanager
def sshd(folder: Path, authorized: Path, home: Path) -> Iterator[int]:
    """OpenSSH's server for the user that runs the tests; yields its port."""
    daemon = program("sshd", "openssh-server")
    separation = Path("/run/sshd")
    if os.geteuid() == 0:
        separation.mkdir(mode=0o755, exist_ok=True)
    make_key(folder / "host")
    port = free_port()
    config = folder / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nAuthorizedKeysFile {authorized}\n"
        f"PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        f"PermitRootLogin prohibit-password\nAcceptEnv LANG LC_* CIO_CTL_LANG\n"
        f"SetEnv HOME={home} PATH={_SYSTEM}\n",
        "utf-8",
    )
    with running([daemon, "-D", "-e", "-f", str(config)], port, folder / "sshd.log"):
        yield port


def ssh_command(key: Path, port: int) -> dict[str, str]:
    """How git calls ssh with one key and no other, to a host that nobody else pretends to be."""
    words = [
        "ssh", "-p", str(port), "-i", str(key), "-F", "/dev/null", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
        "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
        "-o", "SendEnv=LC_ALL CIO_CTL_LANG",
    ]  # fmt: skip
    return {"GIT_SSH_COMMAND": shlex.join(words)}


def login_keys(folder: Path) -> dict[str, tuple[Path, str]]:
    """A key for each user: where it lies, and its public part."""
    folder.mkdir()
    return {user: (folder / user, make_key(folder / user)) for user in USERS}


def judged_server(office: TestOffice, folder: Path) -> Server:
    """A repository with the hook, called with the interpreter that runs the tests."""
    server = server_of(office, folder)
    server.install()
    assert sys.executable in (folder / "hooks" / "pre-receive").read_text("utf-8")
    return server


@contextmanager
def over_ssh(office: TestOffice, base: Path) -> Iterator[Reached]:
    """OpenSSH with git-shell, each user by a key of their own."""
    program("git-shell", "git")
    server = judged_server(office, base / "office.git")
    keys = login_keys(base / "logins")
    authorized = base / "authorized_keys"
    authorized.write_text(
        "".join(
            f'restrict,command="git-shell -c \\"$SSH_ORIGINAL_COMMAND\\"" {public}\n' for _, public in keys.values()
        ),
        "utf-8",
    )
    with sshd(base, authorized, base) as port:
        address = f"ssh://{getpass.getuser()}@127.0.0.1{server.folder}"
        yield Reached(
            server, dict.fromkeys(USERS, address), {user: ssh_command(key, port) for user, (key, _) in keys.items()}
        )


@contextmanager
def over_http(office: TestOffice, base: Path) -> Iterator[Reached]:
    """lighttpd with git's own smart HTTP program behind it, each user by a password of their own."""
    daemon = program("lighttpd", "lighttpd")
    backend = program("git-http-backend", "git", "/usr/lib/git-core/git-http-backend")
    server = judged_server(office, base / "office.git")
    (base / "passwords").write_text("".join(f"{user}:word-of-{user}\n" for user in USERS), "utf-8")
    port = free_port()
    (base / "lighttpd.conf").write_text(
        f"""
server.modules = ("mod_setenv", "mod_alias", "mod_auth", "mod_authn_file", "mod_cgi")
server.document-root = "{base}"
server.bind = "127.0.0.1"
server.port = {port}
alias.url = ("/git" => "{backend}")
auth.backend = "plain"
auth.backend.plain.userfile = "{base / "passwords"}"
auth.require = ("/git" => ("method" => "basic", "realm" => "office", "require" => "valid-user"))
$HTTP["url"] =~ "^/git/" {{
    cgi.assign = ("" => "")
    setenv.set-environment = (
        "GIT_PROJECT_ROOT" => "{base}", "GIT_HTTP_EXPORT_ALL" => "1", "PATH" => "{_SYSTEM}", "HOME" => "{base}"
    )
}}
""",
        "utf-8",
    )
    with running([daemon, "-D", "-f", str(base / "lighttpd.conf")], port, base / "lighttpd.log"):
        yield Reached(
            server,
            {user: f"http://{user}:word-of-{user}@127.0.0.1:{port}/git/office.git" for user in USERS}
            | {"nobody": f"http://127.0.0.1:{port}/git/office.git"},
            {user: {"no_proxy": "127.0.0.1", "GIT_TERMINAL_PROMPT": "0"} for user in (*USERS, "nobody")},
        )


@contextmanager
def over_gitolite(office: TestOffice, base: Path) -> Iterator[Reached]:
    """gitolite3, set up in a home of its own, with both users allowed to force whatever they like."""
    tool = program("gitolite", "gitolite3")
    home = base / "home"
    home.mkdir()
    keys = login_keys(base / "logins")

    def gitolite(*words: str) -> None:
        subprocess.run(
            [tool, *words], env={"PATH": _SYSTEM, "HOME": str(home), "USER": "git"}, capture_output=True, check=True
        )

    gitolite("setup", "-pk", str(keys["ada"][0].with_suffix(".pub")))
    conf, keydir = home / ".gitolite" / "conf" / "gitolite.conf", home / ".gitolite" / "keydir"
    keydir.mkdir(exist_ok=True)
    for key, _ in keys.values():
        shutil.copy(key.with_suffix(".pub"), keydir)
    conf.write_text(f"repo office\n    RW+ = {' '.join(USERS)}\n", "utf-8")
    gitolite("setup")
    server = Server(home / "repositories" / "office.git", office)
    server.git("fetch", "-q", str(office.folder), "main:main")
    server.install()
    with sshd(base, home / ".ssh" / "authorized_keys", home) as port:
        address = f"ssh://{getpass.getuser()}@127.0.0.1/office"
        yield Reached(
            server, dict.fromkeys(USERS, address), {user: ssh_command(key, port) for user, (key, _) in keys.items()}
        )
