"""Whether everything around an office is in order, and mending what is derived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.adapters.git.process import version_of_git
from cio_ctl.adapters.git.repository import find_repository
from cio_ctl.adapters.programs import find_program
from cio_ctl.adapters.working_tree import edited_by_hand, read_file, refresh
from cio_ctl.model.errors import CioError, GitMissing, NotARepository
from cio_ctl.services.committing import object_id_of
from cio_ctl.services.marks import read_marks
from cio_ctl.services.remains import Check, remains_checks
from cio_ctl.services.signers_file import is_current, write_signers_file
from cio_ctl.services.workplace import Surroundings, Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_OLDEST_GIT = (2, 39)


def examine(around: Surroundings, *, mend: bool = False) -> tuple[Check, ...]:
    """Every check that can be made from here; with ``mend``, derived files are made anew where they differ."""
    return tuple(_checks(around, mend=mend))


def _checks(around: Surroundings, *, mend: bool) -> Iterator[Check]:
    yield _git(around)
    for program, needed in (("ssh-keygen", "SSH keys"), ("gpg", "OpenPGP keys")):
        place = find_program(program, around.environment)
        yield Check(
            program,
            place is not None or program == "gpg",
            place or f"not installed (for {needed})",
            f"install it to sign with {needed}",
        )
    try:
        workplace = Workplace(find_repository(around.folder, around.environment), around)
    except NotARepository as problem:
        yield Check("repository", well=False, seen=str(problem), remedy="change into a records repository")
        return
    except GitMissing:
        return
    try:
        yield from _office_checks(workplace, mend=mend)
    finally:
        workplace.close()


def _git(around: Surroundings) -> Check:
    try:
        version = version_of_git(around.environment)
    except CioError as problem:
        return Check("git", well=False, seen=str(problem), remedy="install git")
    seen = ".".join(str(number) for number in version)
    return Check("git", version >= _OLDEST_GIT, seen, "install git 2.39.5 or later")


def _office_checks(workplace: Workplace, *, mend: bool) -> Iterator[Check]:
    """What can be said of the repository, the law, the key and the derived files."""
    whole = workplace.repository.wholeness()
    yield Check(
        "history whole",
        not whole,
        "; ".join(found.sentence() for found in whole) or "yes",
        "; ".join(found.remedy() for found in whole),
    )
    yield _asked("branch", _branch, workplace)
    yield from remains_checks(workplace.repository, mend=mend)
    for name, question in (("law", _law), ("officer", _officer)):
        yield _asked(name, question, workplace)
    marks = read_marks(workplace)
    yield Check(
        "anchor",
        bool(marks.anchor),
        marks.anchor or "none pinned",
        "run `cio-ctl verify --anchor COMMIT` with the id that the office publishes",
    )
    if not _asked("law", _law, workplace).well or workplace.repository.work_tree is None:
        return
    yield _signers(workplace, mend=mend)
    yield _working_tree(workplace, mend=mend)


def _asked(name: str, question: Callable[[Workplace], str], workplace: Workplace) -> Check:
    """A check that is well unless its question cannot be answered."""
    try:
        return Check(name, well=True, seen=question(workplace))
    except CioError as problem:
        return Check(name, well=False, seen=str(problem), remedy="see the message")


def _branch(workplace: Workplace) -> str:
    """Where the branch stands: what was done is part of it, and what was broken off before is not."""
    branch, head = workplace.head
    commit = workplace.repository.commit(head)
    return f"{branch.removeprefix('refs/heads/')} at {head[:12]}, {commit.at.isoformat()}: {commit.subject}"


def _law(workplace: Workplace) -> str:
    law = workplace.office.law
    return f"{law.name}: {len(law.processes)} kinds"


def _officer(workplace: Workplace) -> str:
    officer = workplace.officer
    posts = ", ".join(f"{post.role}@{post.unit}" for post in officer.posts)
    return f"{officer.id} ({officer.name}): {posts or 'no posts'}"


def _signers(workplace: Workplace, *, mend: bool) -> Check:
    """The allowed-signers file is the one that the register makes."""
    current = is_current(workplace)
    if mend and not current:
        write_signers_file(workplace)
        return Check("allowed signers", well=True, seen="made anew")
    return Check("allowed signers", current, "current" if current else "out of date", "run `cio-ctl doctor --mend`")


def _stale(workplace: Workplace, root: Path, path: str, staged: str | None) -> bool:
    """Whether working copy and index hold nothing that is not in the history: bringing them up loses no work."""
    content, head = read_file(root, path), workplace.head.commit
    if content is None and staged is None:
        return True
    known = workplace.repository.history.versions(path, head)
    return (content is None or object_id_of(content, head) in known) and (staged is None or staged in known)


def _working_tree(workplace: Workplace, *, mend: bool) -> Check:
    """The files in the working tree are those of HEAD; with mend, missing and older ones are brought up.

    What is in no commit may be somebody's work: it is named, never overwritten.
    """
    root, entries = workplace.repository.work_tree, workplace.snapshot.entries
    if root is None:
        return Check("working tree", well=True, seen="none")
    try:
        differing = sorted(edited_by_hand(workplace.repository, entries, entries))
    except CioError as problem:
        return Check("working tree", well=False, seen=str(problem), remedy="see the message")
    index = workplace.repository.index_entries() if differing else {}
    behind = [path for path in differing if _stale(workplace, root, path, index.get(path))]
    edited = [path for path in differing if path not in behind]
    if mend and behind:
        failed = refresh(workplace.repository, {path: workplace.snapshot.blob(path) or b"" for path in behind})
        done, behind = len(behind) - len(failed), sorted(failed)
        if not edited and not behind:
            return Check("working tree", well=True, seen=f"{done} files brought back")
    if edited:
        return Check(
            "working tree",
            well=False,
            seen=f"edited by hand: {', '.join(edited[:5])}",
            remedy="commit with `cio-ctl edit`, or go back with `git restore --staged --worktree PATH`",
        )
    seen = f"not brought up to the last commit: {', '.join(behind[:5])}" if behind else "as committed"
    return Check("working tree", not behind, seen, "run `cio-ctl doctor --mend`")
