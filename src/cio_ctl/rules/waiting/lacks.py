"""What a transition still lacks: fields, annexes, and other records that do not stand where they should."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cio_ctl.model.label import Label
from cio_ctl.model.matches import Combination, FieldMatch, RecordMatch
from cio_ctl.model.paths import PathTemplate
from cio_ctl.model.record import Record
from cio_ctl.rules.cases import asked_about, case_of, fields_of, holds
from cio_ctl.rules.moves import Request, refusals
from cio_ctl.rules.soundness import form_findings
from cio_ctl.rules.waiting.prospects import ENGINES_OWN, can_hold, own_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from cio_ctl.model.finding import Finding
    from cio_ctl.model.law import Transition
    from cio_ctl.model.matches import Match
    from cio_ctl.model.record import Decision
    from cio_ctl.model.register import Seat
    from cio_ctl.rules.cases import Case

ANNEXES: Final = "annexes"
_TOLD_AS_LACKS: Final = frozenset({"R3-GUARD", "R3-PAPER"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Another record that a transition rests on, and where it stands; one still to be drawn up may be a pattern.

    ``fields`` are those in it that keep it from being as it should, where it stands as it should.
    """

    record: str
    stage: str = ""
    exists: bool = True
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lack:
    """What must stand before a transition: ``fields`` of the record itself would mend it, or the records wanted.

    ``finding`` is what the judge would say, where it is not a guard or an annex.
    """

    title: Label
    basis: str = ""
    fields: frozenset[str] = frozenset()
    wanted: tuple[Wanted, ...] = ()
    finding: Finding | None = None

    @property
    def mended_by_hand(self) -> bool:
        """Whether the record itself can be changed so that it is lacking no more, as long as it is a draft."""
        return bool(self.fields) or self.finding is not None


def lacks_of(case: Case, transition: Transition, free: Collection[str]) -> Iterator[Lack]:
    """What a transition lacks by guards and papers, even if the fields that are free are filled in as need be."""
    for guard in transition.guards:
        if not can_hold(guard.needs, case, free):
            fields = own_fields(guard.needs, case)
            mendable = can_hold(guard.needs, case, fields)
            wanted = tuple(dict.fromkeys(_wanted(guard.needs, case)))
            yield Lack(guard.title, guard.basis or transition.basis, fields if mendable else frozenset(), wanted)
    attached = {annex.type for annex in case.record.annexes}
    for paper in transition.papers:
        if paper not in attached and ANNEXES not in free:
            yield Lack(Label(f"附件 {paper}", f"annex {paper}"), transition.basis, frozenset({ANNEXES}))


def to_fill_in(case: Case, transition: Transition, free: Collection[str]) -> frozenset[str]:
    """The free fields without which conditions and guards do not hold yet."""
    unmet = [match for match in transition.when if not holds(match, case)]
    unmet += [guard.needs for guard in transition.guards if not holds(guard.needs, case)]
    return frozenset(name for match in unmet for name in own_fields(match, case) if name in free)


def other_lacks(case: Case, transition: Transition, seat: Seat, at: datetime) -> Iterator[Lack]:
    """What else a transition is refused for, whoever makes it: what a review does not say of its comparisons."""
    request = Request(transition.verb, seat.officer, at, "—", standing=seat.standing)
    for found in refusals(case, transition, request):
        if found.code not in _TOLD_AS_LACKS:
            yield _lack_of(found)


def form_lacks(case: Case, decision: Decision) -> Iterator[Lack]:
    """What would be wrong with the record as a form once a decision is taken: shape, sums, scores."""
    entries = case.record.fields.get("decisions")
    decisions = [*(entries if isinstance(entries, list) else []), decision.as_fields()]
    fields = {**case.record.fields, "stage": decision.target, "decisions": decisions}
    after = replace(case, record=Record(case.record.id, fields, case.record.lines))
    return (_lack_of(found) for found in form_findings(after))


def _lack_of(found: Finding) -> Lack:
    """A finding as something that is lacking."""
    facts = dict(found.arguments)
    head = facts.get("field", "").partition(".")[0]
    words = facts.get("title", "")
    zh, en = (facts.get(name, words) or found.sentence() for name in ("title_zh", "title_en"))
    return Lack(Label(zh, en), found.basis, frozenset({head} if head.isidentifier() else ()), finding=found)


def _wanted(match: Match, case: Case) -> Iterator[Wanted]:
    """The records that an unmet match names, where one that came to stand as it should would help."""
    if holds(match, case):
        return
    if isinstance(match, Combination):
        for part in match.parts if match.how != "not" else ():
            yield from _wanted(part, case)
    elif isinstance(match, FieldMatch):
        for path in fields_of(match):
            yield from _of_related(path, case)
    else:
        yield from _of_pattern(match, case)


def _of_related(path: str, case: Case) -> Iterator[Wanted]:
    """The related record whose field is not as it should be."""
    head, _, rest = path.partition(".")
    if not rest or head not in case.process.related:
        return
    source, found = case.process.related[head], case.related(head)
    if found is not None:
        fields = frozenset({rest.partition(".")[0]} - ENGINES_OWN)
        yield Wanted(found.id, found.stage, fields=fields)
    elif source.path:
        yield Wanted(PathTemplate(source.path).fill(case.slugs), exists=False)


def _of_pattern(match: RecordMatch, case: Case) -> Iterator[Wanted]:
    """The records of a pattern that do not stand as they should, and the pattern itself where too few exist."""
    found = [(other, fits) for other, fits in asked_about(match, case) if other is not None]
    coming = 0
    for other, fits in found:
        coming += fits or not other.process.final(other.record.stage)
        if not fits:
            yield Wanted(other.record.id, other.record.stage, fields=_amiss(match, other))
    free = "*" in match.pattern or not (found or match.named_in)
    if free and not match.every and coming < match.least:
        yield Wanted(PathTemplate(match.pattern).fill(case.slugs), exists=False)


def _amiss(match: RecordMatch, other: Case) -> frozenset[str]:
    """The fields by which a record is not as it should be, once it stands where it should."""
    if match.stages and other.record.stage not in match.stages:
        return frozenset()
    unmet = (part for part in match.where if not holds(part, other))
    return frozenset(name for part in unmet for name in own_fields(part, other))


def case_wanted(case: Case, wanted: Wanted) -> Case | None:
    """The case of a record that is wanted; None if it does not exist."""
    record = case.office.tree.record(wanted.record) if wanted.exists else None
    return case_of(case.office, record) if record is not None else None
