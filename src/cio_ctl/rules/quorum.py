"""Rule 9 where the law demands a quorum: several holders agree, each by a signed decision, to the very content.

An amendment is a record that names each file with the digest that it has and the one that it is to get. It comes in
force in one commit with the files, so that it is used once; the commit changes these files and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.law import Verb
from cio_ctl.model.paths import record_id, record_path
from cio_ctl.model.register import Standing
from cio_ctl.rules.acts import Changes, Ground
from cio_ctl.rules.rights import gained
from cio_ctl.rules.rounds import current_round

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.law import Actor, Law
    from cio_ctl.model.office import Act, Change, Office, Tree
    from cio_ctl.model.record import Decision, Record

FIELDS: Final = ("files", "annexes")
"""The fields of an amendment that are read: what it changes, and the papers that hold the new contents."""

_AGREEING: Final = frozenset({Verb.SUBMIT, Verb.APPROVE, Verb.ADVANCE})


def demands_quorum(law: Law) -> bool:
    """Whether any change of law or register needs more than one."""
    return law.quorum > 1 or any(process.quorum > 1 for process in law.processes.values())


def amendment_in_force(before: Office, after: Office, changes: Changes) -> Record | None:
    """The amendment that a commit brings in force; None if it brings none."""
    amendments = before.law.amendments
    if amendments is None:
        return None
    for change in changes.of(Ground.RECORD):
        name = record_id(change.path) or ""
        old, new = before.tree.record(name), after.tree.record(name)
        if old is None or new is None or new.kind != amendments.kind:
            continue
        process = before.law.process_of(name)
        moved = new.stage in amendments.stages and old.stage not in amendments.stages
        if moved and process is not None and process.kind == amendments.kind:
            return new
    return None


def amendment_findings(before: Office, after: Office, changes: Changes, amendment: Record) -> Iterator[Finding]:
    """The commit changes just the files that the amendment names, from what it says to what it says."""
    place = Place(record_path(amendment.id), amendment.line("files"))
    named = {file.get("path"): file for file in _files(amendment)}
    changed = {change.path: change for ground in (Ground.LAW, Ground.PLAIN) for change in changes.of(ground)}
    for path in sorted({str(path) for path in named} | changed.keys()):
        file, change = named.get(path), changed.get(path)
        if file is None or change is None or not _as_named(file, change, before.tree, after.tree):
            yield finding("R9-AMENDMENT", place, path=path, record=amendment.id)


def _as_named(file: Mapping[object, object], change: Change, before: Tree, after: Tree) -> bool:
    """Whether a file was, and becomes, what an amendment says."""
    return all(
        file.get(word) == _digest(tree, change.path) and (entry is None) is (file.get(word) is None)
        for word, tree, entry in (("before", before, change.old), ("after", after, change.new))
    )


def _digest(tree: Tree, path: str) -> str | None:
    found = tree.digest(path)
    return None if found is None else found.sha256


def _files(amendment: Record) -> tuple[Mapping[object, object], ...]:
    """The entries of an amendment."""
    files = amendment.fields.get("files")
    return tuple(file for file in files if isinstance(file, Mapping)) if isinstance(files, list) else ()


def quorum_findings(
    before: Office,
    after: Office,
    path: str,
    demanded: tuple[int, tuple[Actor, ...]],
    amendment: Record | None,
    act: Act,
) -> Iterator[Finding]:
    """As many as the law demands for a file have agreed to the amendment that changes it."""
    quorum, actors = demanded
    agreed = agreeing(before, after, actors, amendment, act)
    if len(agreed) < quorum:
        yield finding("R9-QUORUM", Place(path), path=path, quorum=quorum, agreed=", ".join(agreed) or "nobody")


def agreeing(
    before: Office, after: Office, actors: tuple[Actor, ...], amendment: Record | None, act: Act
) -> tuple[str, ...]:
    """Who agreed to an amendment and counts: in the post still, one vote a person, none for what they gain by."""
    process = None if amendment is None else before.law.process_of(amendment.id)
    if process is None or amendment is None:
        return ()
    agreed: list[str] = []
    counted: frozenset[str] = frozenset()
    for decision in current_round(process, amendment):
        if _counts(before, actors, decision, act) and not (
            decision.persons & counted
            or any(gained(before.register, after.register, person) for person in decision.persons)
        ):
            agreed.append(decision.by)
            counted |= decision.persons
    return tuple(agreed)


def _counts(office: Office, actors: tuple[Actor, ...], decision: Decision, act: Act) -> bool:
    """Whether a decision agrees, in a post that the law asks for and that its officer holds on the day of the act."""
    officer = office.register.officers.get(decision.by)
    if officer is None or officer.suspended or not officer.signs or decision.verb not in _AGREEING:
        return False
    standing = Standing(decision.role, decision.unit, decision.delegated_for)
    return standing in office.register.standings(officer, office.law.day(act.at)) and any(
        actor.role == decision.role and actor.unit in {"", decision.unit} for actor in actors
    )
