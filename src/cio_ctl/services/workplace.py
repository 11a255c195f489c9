"""Where an officer works: a repository, the office at its HEAD, the key that signs, the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from cio_ctl.adapters.git.config import read_git_config
from cio_ctl.adapters.git.repository import GitRepository, Head, find_repository
from cio_ctl.adapters.signatures.signing import SigningKey, find_signing_key
from cio_ctl.model.dates import day_named
from cio_ctl.model.errors import EmptyRepository, Faulty, SignerOutOfOffice, UnknownRevision, UnknownSigner
from cio_ctl.services.snapshots import Contents, Snapshot, Standing, read_office

if TYPE_CHECKING:
    from datetime import date, tzinfo
    from pathlib import Path

    from cio_ctl.model.office import Office
    from cio_ctl.model.register import Officer, Register

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What comes from outside: the folder we are in, the environment, the home folder, the clock."""

    folder: Path
    environment: Mapping[str, str]
    home: Path
    clock: Clock


@dataclass(frozen=True, slots=True)
class View:
    """The office as it stood at a commit, and the time that is taken for now."""

    commit: str
    standing: Standing
    now: datetime

    @property
    def office(self) -> Office:
        """Law, register and records of then."""
        return self.standing.office

    @property
    def today(self) -> date:
        """The day that it is then, where the office is."""
        return self.office.law.day(self.now)


class Workplace:
    """An open repository. Everything is read at the commit where HEAD stood when it was opened."""

    def __init__(
        self,
        repository: GitRepository,
        around: Surroundings,
        key: SigningKey | None = None,
        contents: Contents | None = None,
    ) -> None:
        self.repository = repository
        self.around = around
        self.contents = contents or Contents(repository.blob)
        self._key = key

    @cached_property
    def head(self) -> Head:
        """The branch we are on and the commit it stands on."""
        head = self.repository.head()
        if not head.commit:
            raise EmptyRepository
        return head

    @cached_property
    def standing(self) -> Standing:
        """The office at HEAD.

        Raises:
            Faulty: its law cannot be read.
        """
        return self.standing_at(self.head.commit)

    @property
    def office(self) -> Office:
        """Law, register and records at HEAD."""
        return self.standing.office

    @property
    def snapshot(self) -> Snapshot:
        """The files at HEAD."""
        return self.standing.snapshot

    def standing_at(self, commit: str) -> Standing:
        """The office at a commit.

        Raises:
            Faulty: its law cannot be read.
        """
        read = read_office(self.repository.tree(commit), self.contents)
        if isinstance(read, tuple):
            raise Faulty(read)
        return read

    def commit_at(self, revision: str) -> str:
        """The commit that an id, a branch, a tag or a day (``2026-03-05``: its end) names.

        Raises:
            UnknownRevision: there is none.
        """
        commit = self.repository.resolve(revision) or self.repository.history.last_before(revision, self.head.commit)
        if commit is None:
            raise UnknownRevision(revision=revision)
        return commit

    def view(self, at: str = "") -> View:
        """The office as it stood at a commit, at its time; at the end of a day; left out: at HEAD, now.

        Raises:
            UnknownRevision: there is no such commit, branch, tag or day.
            Faulty: the law of then cannot be read.
        """
        if not at:
            return View(self.head.commit, self.standing, self.now)
        commit = self.commit_at(at)
        standing = self.standing_at(commit)
        made = self.repository.commit(commit).at
        day = day_named(at)
        if day is None or self.repository.resolve(at):
            return View(commit, standing, made)
        return View(commit, standing, max(made, _end_of(day, standing.office.law.offset or made.tzinfo)))

    @cached_property
    def key(self) -> SigningKey:
        """The key that git is configured to sign with."""
        if self._key is not None:
            return self._key
        config = read_git_config(self.repository.git_dir, self.around.environment)
        folder = self.repository.work_tree or self.repository.git_dir
        return find_signing_key(config, self.around.home, folder, self.around.environment)

    @cached_property
    def officer(self) -> Officer:
        """The officer whose key it is.

        Raises:
            UnknownSigner: the register at HEAD knows no officer in office with this key.
        """
        return self.officer_in(self.office.register)

    def officer_in(self, register: Register) -> Officer:
        """The officer whose key it is in a register, such as that of another time.

        Raises:
            UnknownSigner: it knows no officer in office with this key.
        """
        officer = register.signer(self.key.fingerprint)
        once = register.holder_once(self.key.fingerprint)
        if officer is None and once is not None:
            raise SignerOutOfOffice(fingerprint=self.key.fingerprint, officer=once.id)
        if officer is None:
            raise UnknownSigner(fingerprint=self.key.fingerprint)
        return officer

    @cached_property
    def now(self) -> datetime:
        """The time of this run, to the second: one now, and never before the commit we build on."""
        now = self.around.clock().replace(microsecond=0)
        return max(now, self.repository.commit(self.head.commit).at)

    def close(self) -> None:
        """End the processes that were kept for reading."""
        self.repository.close()


def _end_of(day: date, zone: tzinfo | None) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, time(23, 59, 59), zone)


def open_workplace(around: Surroundings) -> Workplace:
    """The workplace around a folder.

    Raises:
        NotARepository: there is no repository here or above.
    """
    return Workplace(find_repository(around.folder, around.environment), around)
