"""An office on disk as tests use it: act as any officer, or tamper with plain git."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cio_ctl.adapters.git.repository import find_repository
from cio_ctl.adapters.signatures.signing import SigningKey, find_signing_key
from cio_ctl.adapters.yaml.writer import dump_yaml, with_fields
from cio_ctl.model.errors import Refused
from cio_ctl.model.law import Verb
from cio_ctl.services.deciding import Outcome, Wish, decide
from cio_ctl.services.history import Report, verify
from cio_ctl.services.workplace import Surroundings, Workplace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOW = "2026-06-01T09:00:00+08:00"


@dataclass
class TestOffice:
    """A records repository. The time stands still at NOW unless a test lets it go on."""

    __test__ = False

    folder: Path
    environment: dict[str, str]
    now: datetime = field(default_factory=lambda: datetime.fromisoformat(NOW))
    _open: list[Workplace] = field(default_factory=list)

    def key(self, officer: str) -> SigningKey:
        """The key that an officer was given when the story was performed."""
        config = {
            "gpg.format": "ssh",
            "user.signingkey": str(self.folder / ".git" / "demo-keys" / f"{officer}.pub"),
        }
        return find_signing_key(config, self.folder, self.folder, self.environment)

    def around(self) -> Surroundings:
        """What surrounds a command in this folder, now."""
        now = self.now
        return Surroundings(self.folder, self.environment, self.folder, lambda: now)

    def as_(self, officer: str, key: SigningKey | None = None) -> Workplace:
        """The workplace of an officer, freshly opened."""
        workplace = Workplace(find_repository(self.folder, self.environment), self.around(), key or self.key(officer))
        self._open.append(workplace)
        return workplace

    def decide(self, officer: str, verb: str, record: str, **details: object) -> Outcome:
        """Take a decision as an officer; an hour passes."""
        self.now += timedelta(hours=1)
        return decide(self.as_(officer), Wish(Verb(verb), record, **details))  # type: ignore[arg-type]

    def refused(self, officer: str, verb: str, record: str, **details: object) -> list[str]:
        """The codes with which a decision is refused; fails if it is not."""
        before = self.git("rev-parse", "HEAD"), self.git("status", "--porcelain")
        try:
            self.decide(officer, verb, record, **details)
        except Refused as refused:
            after = self.git("rev-parse", "HEAD"), self.git("status", "--porcelain")
            assert after == before
            return [found.code for found in refused.findings]
        msg = f"{officer} could {verb} {record}"
        raise AssertionError(msg)

    def verify(self, *, anchor: str = "", tip: str = "") -> Report:
        """The judgement on the whole history."""
        return verify(self.as_("ada"), anchor=anchor, tip=tip)

    def codes(self) -> set[str]:
        """The codes of everything that `verify` finds, notes left out."""
        return {found.code for found in self.verify().findings if not found.about.note}

    def git(self, *words: str, given: str | None = None, **environment: str) -> str:
        """Plain git, as anybody could run it; returns what it prints."""
        done = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env={
                **self.environment,
                "GIT_AUTHOR_NAME": "x",
                "GIT_AUTHOR_EMAIL": "x@x",
                "GIT_COMMITTER_NAME": "x",
                "GIT_COMMITTER_EMAIL": "x@x",
                **environment,
            },
            input=given,
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, officer: str | None, message: str = "by hand", at: str = "", *words: str) -> str:
        """Commit everything in the working tree with plain git, signed by an officer (None: unsigned)."""
        self.now += timedelta(hours=1)
        moment = at or self.now.isoformat()
        self.git("add", "-A")
        self._signed(officer, "commit", "--allow-empty", "-qm", message, *words, moment=moment)
        return self.git("rev-parse", "HEAD")

    def merge(self, officer: str | None, branch: str, *words: str) -> str:
        """Merge a branch with plain git, signed by an officer."""
        self.now += timedelta(hours=1)
        self._signed(
            officer,
            "merge",
            "-q",
            "--no-ff",
            "-m",
            f"merge {branch}",
            *words,
            branch,
            moment=self.now.isoformat(),
        )
        return self.git("rev-parse", "HEAD")

    def _signed(self, officer: str | None, command: str, *words: str, moment: str) -> None:
        if officer is None:
            signing = ["-c", "commit.gpgSign=false"]
            flag = ["--no-gpg-sign"]
        else:
            key = self.folder / ".git" / "demo-keys" / officer
            signing = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key}"]
            flag = ["-S"]
        self.git(*signing, command, *flag, *words, GIT_AUTHOR_DATE=moment, GIT_COMMITTER_DATE=moment)

    def path(self, record: str) -> Path:
        """The file of a record in the working tree."""
        return self.folder / "records" / f"{record}.yaml"

    def edit(self, record: str, fields: Mapping[tuple[str | int, ...], object]) -> None:
        """Change fields of a record in the working tree, by hand."""
        path = self.path(record)
        path.write_text(with_fields(path.read_text("utf-8"), fields), "utf-8")

    def enact(self, files: Mapping[str, str], message: str) -> None:
        """Write files of the law, by path, and commit them as the director."""
        for path, text in files.items():
            (self.folder / path).write_text(text, "utf-8")
        self.commit("ada", message)

    def draft(self, record: str, kind: str, fields: Mapping[str, object]) -> None:
        """Draw up a record by hand as the clerk, in the stage ``open`` of a kind that a test made up."""
        path = self.path(record)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump_yaml({"kind": kind, **fields, "stage": "open", "decisions": []}), "utf-8")
        self.commit("ben", f"Draw up {record}")

    def stage_of(self, record: str) -> str:
        """Where a record stands at HEAD."""
        found = self.as_("ada").snapshot.record(record)
        return found.stage if found else ""

    def close(self) -> None:
        """End every reader that was opened."""
        for workplace in self._open:
            workplace.close()
