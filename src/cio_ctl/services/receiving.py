"""What a push may do: every ref that it moves, and every commit that it brings, judged before anything moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.model.errors import NoPush
from cio_ctl.model.finding import Finding, finding
from cio_ctl.services.ranges import Judgement, judge_range
from cio_ctl.services.server import pin_anchor, protection_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.services.server import Protection
    from cio_ctl.services.workplace import Workplace

_BRANCHES: Final = "refs/heads/"
_TAGS: Final = "refs/tags/"


@dataclass(frozen=True, slots=True)
class Move:
    """A ref that a push moves; an empty id where it did not stand, or will not stand any more."""

    old: str
    new: str
    ref: str

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.ref.removeprefix(_BRANCHES).removeprefix(_TAGS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one move of a push, and how many commits were looked at."""

    move: Move
    commits: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Reception:
    """The verdicts on a push. ``founded`` is the anchor that it pinned, if it is the first."""

    verdicts: tuple[Verdict, ...]
    founded: str = ""

    @property
    def accepted(self) -> bool:
        """Whether nothing but notes was found."""
        return all(entry.about.note for verdict in self.verdicts for entry in verdict.findings)


def moves_in(lines: Iterable[str]) -> tuple[Move, ...]:
    """The moves that git tells a pre-receive hook: ``OLD NEW REF`` a line, zeros for nothing.

    Raises:
        NoPush: a line is not of that form.
    """
    moves = []
    for line in lines:
        words = line.rstrip("\n").split(" ", 2)
        if len(words) != 3 or any(len(word) not in {40, 64} for word in words[:2]):
            raise NoPush
        old, new = ("" if not word.strip("0") else word for word in words[:2])
        moves.append(Move(old, new, words[2]))
    return tuple(moves)


def receive(workplace: Workplace, moves: tuple[Move, ...]) -> Reception:
    """Judge a push; the first that is accepted founds the office, and its root is pinned as the anchor."""
    desk = _Desk(workplace, protection_of(workplace.repository), moves)
    verdicts = tuple(desk.verdict(move) for move in sorted(moves, key=lambda move: move.ref != desk.protection.main))
    reception = Reception(verdicts)
    if reception.accepted and desk.founding and not desk.protection.anchor:
        pin_anchor(workplace.repository, desk.founding)
        return Reception(verdicts, desk.founding)
    return reception


class _Desk:
    """Where one push is judged."""

    def __init__(self, workplace: Workplace, protection: Protection, moves: tuple[Move, ...]) -> None:
        self.workplace = workplace
        self.repository = workplace.repository
        self.protection = protection
        self.stands = self.repository.resolve(protection.main) or ""
        self.will_stand = any(move.ref == protection.main and move.new for move in moves)
        self.founding = ""

    def verdict(self, move: Move) -> Verdict:
        """What is wrong with one move; the commits are looked at only where the move itself may be."""
        found = tuple(self._move_findings(move))
        if found or not move.new:
            return Verdict(move, 0, found)
        judgement = judge_range(self.workplace, self._judged(move), self._commit(move))
        return Verdict(move, len(judgement.commits), (*judgement.findings, *self._root_findings(move, judgement)))

    def _judged(self, move: Move) -> str:
        """Where judging begins: where a protected branch stands, else where the main one does."""
        return move.old if move.ref in self.protection.branches and move.old else self.stands

    def _commit(self, move: Move) -> str:
        """The commit on which the ref would stand; empty if it is none."""
        return self.repository.resolve(move.new) or ""

    def _move_findings(self, move: Move) -> Iterator[Finding]:
        """What is wrong with a move, whatever it brings."""
        if move.ref.startswith(_TAGS):
            if move.old:
                yield finding("P-TAG", tag=move.name)
        elif not move.ref.startswith(_BRANCHES):
            yield finding("P-REF", ref=move.ref)
            return
        if move.new and not self._is_commit(move):
            yield finding("P-OBJECT", ref=move.name, object=move.new)
        elif move.ref in self.protection.branches:
            yield from self._protected_findings(move)
        elif move.new and not self.stands and not self.will_stand:
            yield finding("P-NOT-FOUNDED", branch=move.name, protected=self.protection.main.removeprefix(_BRANCHES))
        else:
            yield from self._alias_findings(move)

    def _is_commit(self, move: Move) -> bool:
        """Whether what is pushed is a commit; a tag may also be an object that names one."""
        commit = self._commit(move)
        return bool(commit) and (move.ref.startswith(_TAGS) or commit == move.new)

    def _alias_findings(self, move: Move) -> Iterator[Finding]:
        """A ref that only points to another would move the other."""
        target = self.repository.refs.target(move.ref)
        if target:
            yield finding("P-ALIAS", branch=move.name, target=target.removeprefix(_BRANCHES))

    def _protected_findings(self, move: Move) -> Iterator[Finding]:
        """A protected branch stays, and only goes on."""
        if not move.new:
            yield finding("P-DELETED", branch=move.name)
        elif move.old and not self.repository.history.holds(move.old, move.new):
            yield finding("P-REWOUND", branch=move.name, old=move.old[:12])
        elif move.old:
            yield from self._reversed_findings(move)

    def _reversed_findings(self, move: Move) -> Iterator[Finding]:
        """A protected branch is not merged into a line that never had its present law.

        In a merge the first parent counts as the branch that was there. Only here is it known which one really was.
        """
        line = self.repository.history.line_leaves(move.new, excluding=move.old)
        if line and line != move.old and self._law(line) != self._law(move.old):
            yield finding("P-REVERSED", branch=move.name)

    def _law(self, commit: str) -> str:
        """The id of the tree that holds the law."""
        return self.repository.object_at(commit, "schemas")

    def _root_findings(self, move: Move, judgement: Judgement) -> Iterator[Finding]:
        """The first push brings a history from its root on, which must be the one that is pinned."""
        if self.stands or not judgement.roots:
            return
        root, anchor = judgement.roots[0], self.protection.anchor or self.founding
        if anchor and root != anchor:
            yield finding("R12-ANCHOR", root=root, anchor=anchor)
        if move.ref == self.protection.main:
            self.founding = root
