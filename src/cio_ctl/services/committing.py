"""One commit or none: judged first, then blob, tree, signed commit, and last the move of the branch."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.git.process import name_of
from cio_ctl.adapters.signatures.signing import sign
from cio_ctl.adapters.working_tree import edited_by_hand, lags, refresh
from cio_ctl.model.commit import commit_content, parse_commit, signed_content
from cio_ctl.model.errors import OwnSignatureBad, Refused, SomebodyWasFirst
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.office import Act, Entry
from cio_ctl.model.paths import record_id
from cio_ctl.model.signature import Signed
from cio_ctl.rules.judge import judge
from cio_ctl.services.marks import advance_mark
from cio_ctl.services.signatures import check
from cio_ctl.services.snapshots import Contents, changes_between, next_office

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.services.workplace import Workplace


_WAITS, _WAIT = 20, 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """What a commit is to hold: files by path, and the message. ``from_hand`` names files edited by hand on purpose."""

    files: Mapping[str, bytes]
    message: str
    from_hand: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Done:
    """A commit that was made (empty id: that would be made), and files whose working copy could not be brought up."""

    commit: str
    stale: tuple[str, ...] = ()


def carry_out(workplace: Workplace, plan: Plan, what: str, *, dry_run: bool = False) -> Done:
    """Make the commit, if the judge allows it.

    Raises:
        Refused: the judge does not; nothing has changed.
        SomebodyWasFirst: the branch moved meanwhile; nothing has changed.
    """
    untouched = frozenset(plan.files) - plan.from_hand
    _refuse_if(what, hand_findings(workplace, untouched))
    _refuse_if(what, judged(workplace, plan))
    if dry_run:
        return Done("")
    commit = _write(workplace, plan)
    branch, old = workplace.head
    workplace.repository.move_branch(branch, commit, old, f"cio-ctl: {plan.message.splitlines()[0]}")
    advance_mark(workplace, commit)
    return Done(commit, refresh(workplace.repository, plan.files))


def _refuse_if(what: str, found: tuple[Finding, ...]) -> None:
    if found:
        raise Refused(what, found)


def hand_findings(workplace: Workplace, paths: frozenset[str]) -> tuple[Finding, ...]:
    """A finding for each file whose copy in the working tree or index is not the one at HEAD.

    Another command may be bringing it up just now: that is waited for a little.

    Raises:
        SomebodyWasFirst: the branch has moved meanwhile, so the copy may be of a later commit.
    """
    repository, (branch, commit) = workplace.repository, workplace.head
    edited, lagging = set(paths), frozenset[str]()
    for _ in range(_WAITS):
        edited = edited_by_hand(repository, workplace.snapshot.entries, edited)
        index = repository.index_entries() if edited else {}
        entries = workplace.snapshot.entries
        lagging = frozenset(path for path in edited if lags(repository, entries, index, path, commit))
        if not lagging:
            break
        time.sleep(_WAIT)
    if edited and repository.resolve(branch) != commit:
        raise SomebodyWasFirst(branch=branch.removeprefix("refs/heads/"))
    return tuple(
        finding("W-STALE" if path in lagging else "W-EDITED", Place(path), path=path, record=record_id(path) or path)
        for path in sorted(edited)
    )


def judged(workplace: Workplace, plan: Plan) -> tuple[Finding, ...]:
    """What the judge finds in the commit that the plan would make."""
    before = workplace.standing
    ids = {path: object_id_of(content, workplace.head.commit) for path, content in plan.files.items()}
    pending = {ids[path]: content for path, content in plan.files.items()}
    new = {path: Entry("100644", blob) for path, blob in ids.items()}
    after_entries = {**before.snapshot.entries, **new}
    changes = changes_between({path: entry for path, entry in before.snapshot.entries.items() if path in new}, new)
    contents = Contents(lambda blob: pending[blob] if blob in pending else workplace.contents.blob(blob))
    after = next_office(after_entries, contents, before, changes)
    parent_at = workplace.repository.commit(workplace.head.commit).at
    act = Act("", Signed(workplace.key.fingerprint), workplace.now, parent_at, workplace.now, plan.message)
    return (*after.broken_law, *judge(before.office, after.office, changes, act))


def object_id_of(content: bytes, like: str) -> str:
    """The id that git gives a blob, in the hash of the repository that ``like`` comes from."""
    return name_of("blob", content, len(like))


def _write(workplace: Workplace, plan: Plan) -> str:
    """Store blobs, trees and the signed commit, and return its id; no branch knows it yet."""
    repository = workplace.repository
    blobs = {path: repository.write_blob(content) for path, content in plan.files.items()}
    parent = workplace.head.commit
    tree = repository.write_tree(repository.commit(parent).tree, blobs)
    return write_signed(workplace, tree, (parent,), plan.message)


def write_signed(workplace: Workplace, tree: str, parents: tuple[str, ...], message: str) -> str:
    """Store a commit signed by the officer of the workplace.

    Raises:
        OwnSignatureBad: the signature that the signing program made does not hold.
    """
    officer = workplace.officer
    email = officer.email or f"{officer.slug}@cio-ctl.invalid"
    content = commit_content(tree, parents, officer.name, email, workplace.now, message)
    signature = sign(workplace.key, content, workplace.around.environment)
    whole = signed_content(content, signature)
    commit = parse_commit("", whole)
    checked = check(commit.signature or b"", commit.payload, [workplace.key.public])
    if checked != Signed(workplace.key.fingerprint):
        raise OwnSignatureBad(program=workplace.key.format)
    return workplace.repository.write_commit(whole)
